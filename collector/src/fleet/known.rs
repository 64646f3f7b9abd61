//! One device in memory: what is declared, its marks, its checks, the newest values, its ports.

use super::{
    check::{Base, Checks, Word},
    echoes::Echoes,
    marks::Marks,
    port::{Port, Traffic},
    series::Bound,
    text::{Text, Texts},
    timeline::Told,
};
use model::{Device, DeviceId, Metric, Status, Timestamp, api::Leaving, batch::Source, rate::Uptime};
use serde::{Deserialize, Serialize};

/// What one source says about a device, as far as tables show it.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Source.
    pub source: Source,
    /// When it was collected.
    pub collected_at: Timestamp,
    /// Digest of what in it does not change with every poll.
    pub digest: u64,
    /// When its JSON was written last.
    pub written_at: Timestamp,
    /// Name.
    pub name: Text,
    /// Class word.
    pub class: Text,
    /// Model.
    pub hardware: Text,
    /// Maker.
    pub vendor: Text,
    /// Operating system word.
    pub os: Text,
    /// Version.
    pub version: Text,
    /// Serial.
    pub serial: Text,
    /// sysLocation.
    pub location: Text,
    /// Its first address.
    pub address: Text,
    /// ifIndex of the default route; 0: not known.
    pub default_route: u32,
}

/// The newest value of a series that is not a port's counter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// What.
    pub metric: Metric,
    /// Which one.
    pub instance: Text,
    /// Value.
    pub value: f64,
    /// When, milliseconds.
    pub at: i64,
}

/// Where a device stands, as it was told last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not known.
    #[default]
    Unknown,
    /// Up.
    Up,
    /// Down, confirmed.
    Down,
    /// Everything it is reached through is down.
    Unreachable,
}

impl State {
    /// The status of a device in this state that has no alert.
    pub const fn status(self) -> Status {
        match self {
            Self::Unknown => Status::Unknown,
            Self::Up => Status::Ok,
            Self::Down => Status::Down,
            Self::Unreachable => Status::Unreachable,
        }
    }
}

/// How long an uplink has been too full.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Saturation {
    /// Above the raising threshold since.
    pub since: Option<Timestamp>,
    /// Newest use, percent; `outgoing`: of the sending direction.
    pub use_percent: f64,
    /// The fuller direction is the outgoing one.
    pub outgoing: bool,
    /// The port it is about.
    pub port: Text,
    /// When its use was known last.
    pub at: Timestamp,
}

/// One device.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What is declared.
    pub device: Device,
    /// Devices through which it is reached by the topology; they count where none are declared.
    pub ways: Vec<DeviceId>,
    /// Its marks.
    pub identity: Marks,
    /// What its sources say.
    pub said: Vec<Said>,
    /// Its checks.
    pub checks: Checks,
    /// Its echoes of the last minutes, once one was sent.
    pub echoes: Option<Box<Echoes>>,
    /// State as told.
    pub state: State,
    /// Since when.
    pub since: Option<Timestamp>,
    /// State and worst open alert.
    pub status: Status,
    /// Newest batch that said something of the device itself.
    pub seen: Option<Timestamp>,
    /// Source of the port counters, and when it was heard last.
    pub measured_by: Option<(Source, Timestamp)>,
    /// Uptime by SNMP and by the agent.
    pub uptime: [Option<Uptime>; 2],
    /// Newest values.
    pub levels: Vec<Level>,
    /// Ports, in the order of the inventory.
    pub ports: Vec<Port>,
    /// Instance dictionary: text, number in the store; sorted by text.
    pub numbers: Vec<(Text, u32)>,
    /// Where the rows of its grids lie.
    pub bound: Option<Box<Bound>>,
    /// Names of the anomalies of the newest batch that had any.
    pub issues: Vec<Text>,
    /// Polls whose sections were not read to their end.
    pub incomplete: bool,
    /// How long the uplink has been too full.
    pub saturation: Saturation,
    /// Name of the configured credential that it answers, where it has none of its own.
    pub credential: Option<Box<str>>,
    /// Revision of its newest change.
    pub changed: u64,
    /// What its timeline told last: of the device, and of its checks.
    pub told: [Told; 4],
    /// What of its state was written to the store last, and when.
    pub written: Option<(Kept, Timestamp)>,
}

/// What a restart must not lose of a device's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Its checks.
    pub checks: Checks,
    /// State as told.
    pub state: State,
    /// Since when.
    pub since: Option<Timestamp>,
    /// When it was heard of last.
    pub seen: Option<Timestamp>,
}

impl Known {
    /// Whether it is asked over SNMP: it has a credential of its own, or answered one of the settings.
    pub fn is_asked(&self) -> bool {
        self.credential.is_some() || self.device.target.as_ref().is_some_and(|target| target.snmp.is_some())
    }

    /// True for a machine that is heard through its agent alone, which said that it is shut down.
    pub fn is_off(&self) -> bool {
        self.device.target.is_none() && matches!(self.checks.gone(), Some((_, Leaving::Shutdown)))
    }

    /// What is kept of it.
    pub const fn kept(&self) -> Kept {
        Kept { checks: self.checks, state: self.state, since: self.since, seen: self.seen }
    }

    /// Devices through which it is reached: declared, else derived.
    pub fn parents(&self) -> &[DeviceId] {
        if self.device.parents.is_empty() { &self.ways } else { &self.device.parents }
    }

    /// The first fact that a source states, the best source first: the newest of agent and SNMP, else GLPI, else import.
    pub fn fact(&self, of: fn(&Said) -> Text) -> Text {
        self.said
            .iter()
            .filter(|said| of(said).is_some())
            .max_by_key(|said| (precedence(said.source), said.collected_at))
            .map_or(Text::NONE, of)
    }

    /// Name to show: declared, else reported, else the address, else its number.
    pub fn name(&self, texts: &Texts) -> String {
        let reported = || texts.some(self.fact(|said| said.name)).map(str::to_owned);
        let address = || Some(self.address(texts)).filter(|address| !address.is_empty());
        self.device.name.clone().or_else(reported).or_else(address).unwrap_or_else(|| format!("#{}", self.device.id))
    }

    /// Address polled, else the first one reported.
    pub fn address(&self, texts: &Texts) -> String {
        match &self.device.target {
            Some(target) => target.address.clone(),
            None => texts
                .some(self.fact(|said| said.address))
                .map(str::to_owned)
                .or_else(|| self.identity.addresses.first().cloned())
                .unwrap_or_default(),
        }
    }

    /// The newest value of a series of the device itself.
    pub fn level(&self, metric: Metric) -> Option<f64> {
        self.levels.iter().find(|level| level.metric == metric && !level.instance.is_some()).map(|level| level.value)
    }

    /// The port that carries its traffic: the declared uplink, else that of the default route, else the busiest one.
    pub fn uplink(&self, texts: &Texts, now: Timestamp, interval_s: f64) -> Option<(&Port, Traffic)> {
        let with = |port: &'_ Port| port.traffic(now.0, interval_s);
        if let Some(port) = self.declared_uplink(texts).or_else(|| self.routed_uplink()) {
            return Some((port, with(port)));
        }
        self.ports
            .iter()
            .filter(|port| is_physical(port, texts))
            .map(|port| (port, with(port)))
            .filter_map(|(port, traffic)| traffic.total().map(|total| (total, port, traffic)))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, port, traffic)| (port, traffic))
    }

    /// The uplink that a person named.
    pub fn declared_uplink(&self, texts: &Texts) -> Option<&Port> {
        let key = texts.find(self.device.uplink_port.as_deref()?)?;
        self.ports.iter().find(|port| port.key == key)
    }

    /// The port of the default route.
    pub fn routed_uplink(&self) -> Option<&Port> {
        let index = self.said.iter().map(|said| said.default_route).find(|index| *index > 0)?;
        self.ports.iter().find(|port| port.if_index == index)
    }

    /// What its checks say, and whether that is up or not.
    pub fn base(&self, echo: bool, alive_since: Timestamp) -> Base {
        let mut base = self.checks.base(echo && self.device.target.is_some(), alive_since);
        base.without_echo = !echo && self.device.target.is_some();
        if self.device.target.is_none() && base.word == Word::Down {
            // It is not checked any more.
            base.word = Word::Unknown;
        }
        base
    }

    /// Every text it uses.
    pub fn texts(&self) -> impl Iterator<Item = Text> {
        let said = self
            .said
            .iter()
            .flat_map(|s| [s.name, s.class, s.hardware, s.vendor, s.os, s.version, s.serial, s.location, s.address]);
        let ports = self.ports.iter().flat_map(|p| [p.key, p.alias, p.kind, p.admin, p.oper]);
        let rest = self.numbers.iter().map(|(text, _)| *text).chain(self.issues.iter().copied());
        said.chain(ports).chain(rest).chain(self.levels.iter().map(|l| l.instance)).chain([self.saturation.port])
    }
}

/// Which source wins when several state a fact (`device-record.md` 14).
pub const fn precedence(source: Source) -> u8 {
    match source {
        Source::Manual => 3,
        Source::Agent | Source::Snmp => 2,
        Source::Glpi => 1,
        Source::Import => 0,
    }
}

/// A port with a socket, as far as can be told.
fn is_physical(port: &Port, texts: &Texts) -> bool {
    match texts.get(port.kind) {
        "ethernetCsmacd" | "gigabitEthernet" | "fastEther" | "ieee80211" | "iso88025TokenRing" => {
            port.connector != Some(false)
        }
        "" => port.connector.unwrap_or(texts.get(port.key) != "lo"),
        _ => port.connector == Some(true),
    }
}
