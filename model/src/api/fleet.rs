//! Questions that read the fleet: the picture for screens, its changes, one device.

use super::{GapReason, Lately, Method, Question, Uncertain, discovery::Proposal};
use crate::{
    alert::Alert,
    batch::EchoBy,
    device::{Device, DeviceId},
    inventory::Difference,
    notification::Notice,
    opd::Opd,
    record::DeviceRecord,
    status::{Counts, Status},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The whole picture, as rows ready to draw. Followed by [`Change`]s on the stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AskFleet {}

impl Question for AskFleet {
    type Answer = FleetPicture;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/fleet";
}

/// Path of the server-sent event stream: each event's data is one [`Change`] as JSON; `?since=REVISION` resumes.
pub const CHANGES: &str = "/api/v1/changes";

/// The picture of one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FleetPicture {
    /// Grows with every change.
    pub revision: u64,
    /// Collector's clock when the picture was made.
    pub now: Timestamp,
    /// Facts about the collector.
    pub collector: CollectorFacts,
    /// Agencies, by code.
    pub opds: Vec<OpdRow>,
    /// Devices, by id.
    pub devices: Vec<DeviceRow>,
    /// Open alerts, roots and folded, by id.
    pub alerts: Vec<Alert>,
    /// What was found or seen and may be added.
    #[serde(default)]
    pub proposals: Vec<Proposal>,
}

/// What changed since the revision before. A part that is absent did not change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Revision after this change.
    pub revision: u64,
    /// Collector's clock.
    pub now: Timestamp,
    /// Facts about the collector, when they changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collector: Option<CollectorFacts>,
    /// Agencies that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opds: Vec<OpdRow>,
    /// Devices that changed or are new.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<DeviceRow>,
    /// Devices that are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<DeviceId>,
    /// All open alerts, when any of them changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerts: Option<Vec<Alert>>,
    /// All proposals, when they changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposals: Option<Vec<Proposal>>,
    /// True when the receiver missed changes and must ask for the picture again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

/// Facts about the collector that a screen shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectorFacts {
    /// Name of the site.
    pub site: String,
    /// Program version.
    pub version: String,
    /// How echoes are made; `NotPermitted` comes with `grant`.
    pub echo: EchoBy,
    /// The one command that would grant the right to send ICMP, when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// Full poll interval, seconds; data older than 1.5 of it is stale.
    pub interval_seconds: u64,
    /// When the newest batch was taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<Timestamp>,
    /// The collector's own trouble, in both languages (id, en): store read-only, disk full, polls late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<[String; 2]>,
    /// This is the demo: nothing shown is real.
    #[serde(default)]
    pub demo: bool,
    /// Device id of the machine the collector runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub this_machine: Option<DeviceId>,
}

/// One agency, rolled up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpdRow {
    /// What is declared. The code is `""` for devices that belong to no agency yet.
    pub opd: Opd,
    /// Devices by status.
    pub counts: Counts,
    /// Traffic of its uplinks, bit/s, seen from the agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_bps: Option<f64>,
    /// Outgoing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_bps: Option<f64>,
    /// Fuller direction against the contracted rate, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_percent: Option<f64>,
    /// Incoming traffic, one point a poll, oldest first, at most 60; a hole is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend_in: Vec<Option<f32>>,
    /// Outgoing traffic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend_out: Vec<Option<f32>>,
}

/// One device as a row of the table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// Id.
    pub id: DeviceId,
    /// Name to show: declared, else reported, else the address.
    pub name: String,
    /// Address polled, or the agent's first one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Agency code, `""` for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opd: String,
    /// Class word of the device record.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// Status.
    pub status: Status,
    /// Since when the state (up, down, unreachable, unknown) holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// State rests on SNMP or TCP because no echo can be made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_echo: bool,
    /// Traffic of the uplink port, else of the busiest port, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_bps: Option<f64>,
    /// Outgoing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_bps: Option<f64>,
    /// Fuller direction of that port against the contracted rate or port speed, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_percent: Option<f64>,
    /// The port that `in_bps` and `out_bps` are of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub port: String,
    /// In plus out of that port, bit/s, one point a poll, oldest first, at most 24; a hole is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend: Vec<Option<f32>>,
    /// What `trend` is drawn against: contracted rate or port speed, both directions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend_max_bps: Option<f64>,
    /// Round trip, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtt_ms: Option<f64>,
    /// Echo loss of the last check, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_percent: Option<f64>,
    /// Processor use, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_percent: Option<f64>,
    /// Memory use, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_percent: Option<f64>,
    /// Time of the last start (now − uptime).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booted: Option<Timestamp>,
    /// When it was last heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Timestamp>,
    /// Maker and model.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hardware: String,
    /// Maker.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vendor: String,
    /// Operating system word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub os: String,
    /// Version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Serial.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// Room or place: declared, else sysLocation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// Asset code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asset_code: String,
    /// `dinas` or `opd`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub manager: String,
    /// Devices folded behind it when it is the root of an outage.
    #[serde(default)]
    pub behind: u32,
}

/// One device whole: what is declared, what its sources say, its ports with rates, its recent events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskDevice {
    /// Which one.
    #[serde(skip)]
    pub id: DeviceId,
}

impl Question for AskDevice {
    type Answer = DevicePicture;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/devices/{id}";
    fn path(&self) -> String {
        format!("/api/v1/devices/{}", self.id)
    }
}

/// One device whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DevicePicture {
    /// Collector's clock.
    pub now: Timestamp,
    /// Its row.
    pub row: DeviceRow,
    /// What is declared; secrets are `***`.
    pub device: Device,
    /// Devices through which it is reached: declared, else derived from the topology.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<DeviceId>,
    /// Name of the configured credential that it answers, where it has none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// What its sources say, merged, with provenance; absent before the first answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<DeviceRecord>,
    /// Its ports, by ifIndex.
    #[serde(default)]
    pub ports: Vec<PortRow>,
    /// Newest first: state changes, reboots, port changes, issues of the last poll.
    #[serde(default)]
    pub events: Vec<Event>,
    /// Its alerts: open, then ended ones of the last 30 days, newest first.
    #[serde(default)]
    pub alerts: Vec<Alert>,
    /// How available it was lately; absent where nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lately: Option<Lately>,
    /// Findings that a person should mend: factory-default community, polls incomplete, … in both languages (id, en).
    #[serde(default)]
    pub findings: Vec<[String; 2]>,
}

/// One interface with its rates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PortRow {
    /// Port key (see [`crate::record::port_keys`]).
    pub key: String,
    /// ifIndex.
    pub if_index: u32,
    /// ifAlias.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alias: String,
    /// IANAifType label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// ifAdminStatus label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub admin: String,
    /// ifOperStatus label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub oper: String,
    /// Speed, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_bps: Option<u64>,
    /// Received, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_bps: Option<f64>,
    /// Sent, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_bps: Option<f64>,
    /// Fuller direction against the contracted rate (uplink) or speed, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_percent: Option<f64>,
    /// The rate may hide a wrap of 32-bit counters.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
    /// Received errors per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors_per_s: Option<f64>,
    /// Discards per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discards_per_s: Option<f64>,
    /// Received, bit/s, one point a poll, oldest first, at most 60; a hole is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend_in: Vec<Option<f32>>,
    /// Sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend_out: Vec<Option<f32>>,
    /// It is the device's declared uplink.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uplink: bool,
}

/// Something that happened to a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// Kinds of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Happening {
    /// The confirmed state changed.
    State {
        /// Status word before, see [`Status::name`].
        before: Status,
        /// After.
        after: Status,
    },
    /// It rebooted.
    Rebooted,
    /// A port's operational state changed.
    Port {
        /// Port key.
        port: String,
        /// Before (ifOperStatus label).
        before: String,
        /// After.
        after: String,
    },
    /// The inventory of a source differs from the one before.
    Inventory(Difference),
    /// A run of discovery from this machine met a device that is not in the book and that no earlier run met.
    Appeared {
        /// Its address.
        address: String,
        /// Its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// Its MAC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mac: Option<String>,
        /// Its maker.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vendor: Option<String>,
    },
    /// It sent a trap or inform.
    Notified(Notice),
    /// Its agent stated a hole in what it collected.
    Missing {
        /// Time of the first batch that is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Timestamp>,
        /// Time of the last one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Timestamp>,
        /// How many values are missing, as far as known.
        values: u64,
        /// Why.
        reason: GapReason,
    },
    /// Its agent brought values whose times are not certain.
    Uncertain(Uncertain),
    /// Something was refused or repaired while polling.
    Issue {
        /// Name of the anomaly.
        name: String,
        /// How often in that poll.
        count: u32,
    },
}
