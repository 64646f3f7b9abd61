//! An alert: something about a device that a person should know, from when to when, and who has it.

use crate::{device::DeviceId, lang, lang::Lang, opd::OpdCode, status::Status, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Number of an alert; grows, never reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertId(pub u64);

/// The condition that holds. One row of the alert table each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AlertKind {
    /// Confirmed down: no check that could be made was answered.
    Down {
        /// Echoes that failed in the confirming checks, `0` when state came from SNMP or TCP.
        echoes_failed: u32,
    },
    /// SNMP silent while echoes answer.
    SnmpSilent,
    /// The agent of this machine has not been heard of.
    AgentSilent,
    /// The collector's own CA is about to end: afterwards no agent and no client gets in. About the collector's machine.
    AuthorityEnding {
        /// When it ends.
        ends: Timestamp,
    },
    /// Most of the network fell silent at once: it is the collector that is cut off.
    CollectorIsolated,
    /// An uplink is used above the threshold.
    UplinkSaturated {
        /// Port key.
        port: String,
        /// Use of the contracted rate or port speed, percent.
        use_percent: f64,
        /// True when the outgoing direction is the fuller one.
        outgoing: bool,
    },
}

impl AlertKind {
    /// Canonical word of the kind, for metrics, filters and the store.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Down { .. } => "down",
            Self::SnmpSilent => "snmp_silent",
            Self::AgentSilent => "agent_silent",
            Self::AuthorityEnding { .. } => "authority_ending",
            Self::CollectorIsolated => "collector_isolated",
            Self::UplinkSaturated { .. } => "uplink_saturated",
        }
    }

    /// The part of the device it is about (port key), `""` for the device itself.
    pub fn object(&self) -> &str {
        match self {
            Self::UplinkSaturated { port, .. } => port,
            _ => "",
        }
    }

    /// How bad it is, as the status a device takes from it.
    pub const fn severity(&self) -> Status {
        match self {
            Self::Down { .. } => Status::Down,
            Self::UplinkSaturated { .. } | Self::AuthorityEnding { .. } | Self::CollectorIsolated => Status::Critical,
            Self::SnmpSilent | Self::AgentSilent => Status::Warning,
        }
    }
}

crate::messages! {
    down_echo(failed) { id: "Tak menjawab ICMP ({failed} gagal)", en: "No answer to ICMP ({failed} failed)" }
    down_no_echo { id: "Tak menjawab SNMP", en: "No answer to SNMP" }
    snmp_silent { id: "SNMP tidak menjawab", en: "SNMP does not answer" }
    agent_silent { id: "Agen tidak terdengar", en: "Agent not heard of" }
    authority_ending(day) { id: "CA kolektor berakhir {day}: sesudah itu semua agen dan layar harus didaftarkan lagi", en: "The collector's CA ends on {day}: after that every agent and screen must be enrolled anew" }
    collector_isolated { id: "Kolektor terputus dari jaringan", en: "The collector is cut off from the network" }
    uplink_out(port, percent) { id: "{port} keluar {percent}", en: "{port} out {percent}" }
    uplink_in(port, percent) { id: "{port} masuk {percent}", en: "{port} in {percent}" }
}

impl AlertKind {
    /// What holds, as a short sentence. The port name inside is foreign text: the outlet makes it inert.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Down { echoes_failed: 0 } => down_no_echo(lang).to_owned(),
            Self::Down { echoes_failed } => down_echo(lang, echoes_failed),
            Self::SnmpSilent => snmp_silent(lang).to_owned(),
            Self::AgentSilent => agent_silent(lang).to_owned(),
            Self::AuthorityEnding { ends } => authority_ending(lang, &ends.rfc3339()[..10]),
            Self::CollectorIsolated => collector_isolated(lang).to_owned(),
            Self::UplinkSaturated { port, use_percent, outgoing: true } => {
                uplink_out(lang, port, lang::percent(lang, *use_percent, 0))
            }
            Self::UplinkSaturated { port, use_percent, .. } => {
                uplink_in(lang, port, lang::percent(lang, *use_percent, 0))
            }
        }
    }
}

/// One alert with its life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Number.
    pub id: AlertId,
    /// Device it is about.
    pub device: DeviceId,
    /// Agency of the device when the alert was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// What holds.
    #[serde(flatten)]
    pub kind: AlertKind,
    /// When the condition began.
    pub since: Timestamp,
    /// When it ended; absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Devices folded behind it (unreachable because of this one).
    #[serde(default)]
    pub behind: u32,
    /// Who has it in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled: Option<Acknowledgement>,
}

/// An acknowledgement has an owner and, unless it says otherwise, an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when; absent: until it has recovered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What they wrote.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
