//! Availability as a story: what a device was at every moment, why, and what that adds up to over a period.

mod figures;
mod period;
#[cfg(test)]
mod tests;
mod timeline;

pub use figures::{Figures, Outage, Tally, figures, outages};
pub use period::{Period, PeriodError};
pub use timeline::{combine, strip, timeline};

use crate::{DeviceId, OpdCode, Timestamp, lang::Lang, state};
use serde::{Deserialize, Serialize};

/// A device (or check) that is back for less than this, seconds, was not back: the outage goes on. It is the time that
/// confirming a state takes.
pub const CONFIRM_SECONDS: i64 =
    state::CONFIRM_AFTER_SECONDS as i64 * (state::FAILURES_TO_DOWN + state::SUCCESSES_TO_UP) as i64;

/// What something was during a span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It answered.
    Up,
    /// It did not answer, and something it is reached through did.
    Down,
    /// Everything it is reached through was down.
    Unreachable,
    /// A maintenance window was open, whatever it did in it.
    Maintenance,
    /// A machine that only its agent tells of was switched off.
    Off,
    /// Nobody looked.
    #[default]
    Unknown,
}

impl State {
    /// Every state, in the order of tables.
    pub const ALL: [Self; 6] = [Self::Up, Self::Down, Self::Unreachable, Self::Maintenance, Self::Off, Self::Unknown];

    /// Canonical word: JSON, the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unreachable => "unreachable",
            Self::Maintenance => "maintenance",
            Self::Off => "off",
            Self::Unknown => "unknown",
        }
    }

    /// The state of a canonical word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == word)
    }

    /// One cell of a timeline; in WGL4.
    pub const fn glyph(self) -> char {
        match self {
            Self::Up => '█',
            Self::Down => '×',
            Self::Unreachable => '~',
            Self::Maintenance => '■',
            Self::Off => '_',
            Self::Unknown => '?',
        }
    }

    /// One cell of a timeline in ASCII.
    pub const fn ascii(self) -> char {
        match self {
            Self::Up => '=',
            Self::Down => 'X',
            Self::Unreachable => '~',
            Self::Maintenance => '#',
            Self::Off => '_',
            Self::Unknown => '?',
        }
    }

    /// The word that people read, lower case.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Up => lang.pick("hidup", "up"),
            Self::Down => lang.pick("mati", "down"),
            Self::Unreachable => lang.pick("terdampak", "unreachable"),
            Self::Maintenance => lang.pick("pemeliharaan", "maintenance"),
            Self::Off => lang.pick("dimatikan", "off"),
            Self::Unknown => lang.pick("tidak diketahui", "unknown"),
        }
    }
}

/// Why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// None: it was up.
    #[default]
    None,
    /// Echoes were not answered.
    NoEcho,
    /// SNMP was not answered.
    NoSnmp,
    /// TCP was not answered.
    NoTcp,
    /// This device, through which it is reached, was down.
    Behind {
        /// The one that was down; 0 where that is not told to whoever asks.
        #[serde(default)]
        culprit: DeviceId,
    },
    /// The collector did not run, or had just begun to look.
    CollectorOff,
    /// No check was made for three rounds.
    NoCheck,
    /// The agent was not heard of.
    AgentSilent,
    /// It was not watched (yet).
    NotWatched,
    /// It started anew when it was heard again, and kept no reading of the time between.
    Started,
    /// Its agent said that the machine is shut down.
    ShutDown,
    /// Its agent said that it is stopped: nobody saw what the machine did.
    AgentStopped,
    /// A maintenance window.
    Planned {
        /// What was written about it.
        reason: String,
    },
}

crate::messages! {
    no_echo { id: "tak menjawab ICMP", en: "no answer to ICMP" }
    no_snmp { id: "tak menjawab SNMP", en: "no answer to SNMP" }
    no_tcp { id: "tak menjawab TCP", en: "no answer to TCP" }
    behind_another { id: "di belakang perangkat lain", en: "behind another device" }
    behind(device) { id: "di belakang {device}", en: "behind {device}" }
    collector_off { id: "kolektor tidak mengamati", en: "the collector did not look" }
    no_check { id: "tidak diperiksa", en: "not checked" }
    agent_silent { id: "agen tidak terdengar", en: "agent not heard of" }
    not_watched { id: "belum dipantau", en: "not watched yet" }
    started { id: "komputer dimatikan", en: "the machine was off" }
    shut_down { id: "komputer dimatikan, menurut agennya", en: "shut down, as its agent said" }
    agent_stopped { id: "agen dihentikan", en: "the agent was stopped" }
}

impl Cause {
    /// As a short sentence; `name` tells the name of a device. What it holds of a person's text is foreign: the outlet
    /// makes it inert.
    pub fn text(&self, lang: Lang, name: impl Fn(DeviceId) -> String) -> String {
        match self {
            Self::None => String::new(),
            Self::NoEcho => no_echo(lang).to_owned(),
            Self::NoSnmp => no_snmp(lang).to_owned(),
            Self::NoTcp => no_tcp(lang).to_owned(),
            Self::Behind { culprit: DeviceId(0) } => behind_another(lang).to_owned(),
            Self::Behind { culprit } => behind(lang, name(*culprit)),
            Self::CollectorOff => collector_off(lang).to_owned(),
            Self::NoCheck => no_check(lang).to_owned(),
            Self::AgentSilent => agent_silent(lang).to_owned(),
            Self::NotWatched => not_watched(lang).to_owned(),
            Self::Started => started(lang).to_owned(),
            Self::ShutDown => shut_down(lang).to_owned(),
            Self::AgentStopped => agent_stopped(lang).to_owned(),
            Self::Planned { reason } => reason.clone(),
        }
    }
}

/// What of a device a timeline is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The device itself, all its checks together.
    #[default]
    Device,
    /// Its answers to ICMP.
    Echo,
    /// Its answers to SNMP.
    Snmp,
    /// Its answers to TCP.
    Tcp,
}

impl Subject {
    /// Every subject; the place is its number in the store.
    pub const ALL: [Self; 4] = [Self::Device, Self::Echo, Self::Snmp, Self::Tcp];

    /// The word that people read.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Device => lang.pick("perangkat", "device"),
            Self::Echo => "ICMP",
            Self::Snmp => "SNMP",
            Self::Tcp => "TCP",
        }
    }
}

/// A change: from this moment on it was this, until the next mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When it began.
    pub at: Timestamp,
    /// What it was.
    pub state: State,
    /// Why.
    #[serde(flatten)]
    pub cause: Cause,
}

/// A time during which the collector looked, from its first whole round to its last sign of life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// From when on.
    pub from: Timestamp,
    /// Until when; not included.
    pub to: Timestamp,
}

/// One piece of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// When it began.
    pub from: Timestamp,
    /// When it ended; not included.
    pub to: Timestamp,
    /// What it was.
    pub state: State,
    /// Why.
    #[serde(flatten)]
    pub cause: Cause,
}

impl Span {
    /// How long, milliseconds.
    pub const fn millis(&self) -> i64 {
        self.to.0 - self.from.0
    }
}

/// Number of a maintenance window; grows, never reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MaintenanceId(pub u64);

/// A maintenance window: what happens in it is no outage, and opens no new alert.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintenance {
    /// Number.
    #[serde(default)]
    pub id: MaintenanceId,
    /// The device it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Or the agency, with all devices that it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// From when on.
    pub from: Timestamp,
    /// Until when at the latest; it ends by itself.
    pub to: Timestamp,
    /// What is done.
    pub reason: String,
    /// Who declared it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// That it began is in the audit log.
    #[serde(default)]
    pub begun: bool,
    /// When it ended: by itself, or because a person said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

impl Maintenance {
    /// True while it holds.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.from <= now && now < self.to
    }

    /// True when it is about a device of this agency.
    pub fn covers(&self, device: DeviceId, opd: Option<&OpdCode>) -> bool {
        self.device == Some(device) || (self.opd.is_some() && self.opd.as_ref() == opd)
    }

    /// The time in which it held or will hold; none when it ended before it began.
    pub fn span(&self) -> Option<Span> {
        let to = self.ended.map_or(self.to, |ended| ended.min(self.to));
        let cause = Cause::Planned { reason: self.reason.clone() };
        (self.from < to).then_some(Span { from: self.from, to, state: State::Maintenance, cause })
    }
}
