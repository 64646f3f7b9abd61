//! What a source says in one go: who, when, the values it read, the inventory it saw, what went wrong.
//!
//! A device that fails is data: a failed poll is a batch with [`Heard`] saying so, never an error value.

use crate::{identity::Identity, metric::Metric, record::DeviceRecord, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Everything one source states about one device at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Which way these facts came.
    pub source: Source,
    /// Whom they are about, as far as the source can tell.
    pub device: Identity,
    /// When the first answer came (collector's clock for polls, the agent's own for agents).
    pub at: Timestamp,
    /// What was asked and whether an answer came. Absent for agents: the batch itself is the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<Heard>,
    /// Measured values, counters cumulative as read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
    /// The inventory, when this batch carries one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inventory: Option<Box<DeviceRecord>>,
    /// What could not be read or was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<Issue>,
}

/// Which way facts came. The word is the one of the device record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The SNMP poller.
    Snmp,
    /// The agent on the machine itself.
    Agent,
    /// An inventory file of a GLPI agent.
    Glpi,
    /// A person.
    Manual,
    /// A file of unknown origin.
    Import,
}

/// The outcome of one check of one device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "snake_case")]
pub enum Heard {
    /// One ICMP check: up to five packets while none returns (`reliability.md` 13.2.1).
    Echo {
        /// Packets sent.
        sent: u8,
        /// Packets that came back.
        received: u8,
        /// Round trip of the best packet, milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rtt_ms: Option<f64>,
        /// How the echo was made.
        by: EchoBy,
    },
    /// One SNMP request or poll: was there an acceptable answer?
    Snmp {
        /// True when at least one answer was accepted.
        answered: bool,
        /// Wall time of the poll, milliseconds.
        duration_ms: u32,
        /// Name of the most frequent anomaly, or `timeout`, when there was no answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// One TCP connect, where ICMP is not permitted.
    Tcp {
        /// Port asked.
        port: u16,
        /// True when the host answered, be it with a refusal (RST): it is there.
        answered: bool,
        /// Time to the answer, milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rtt_ms: Option<f64>,
    },
}

/// How echoes are made on this machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EchoBy {
    /// A raw ICMP socket.
    Raw,
    /// An unprivileged ICMP datagram socket (`ping_group_range`).
    Dgram,
    /// The demo's pretended transport: no packet leaves.
    Simulated,
    /// No right to send ICMP: state comes from SNMP or TCP and is marked so.
    #[default]
    NotPermitted,
}

/// One value of one series of a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// What is measured.
    pub metric: Metric,
    /// Which one of several: the port key for interfaces (see [`crate::record::port_keys`]), mount point, CPU number; `""` for the device itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instance: String,
    /// The value as read.
    pub value: Value,
}

/// A counter keeps all its 64 bits; everything else is a finite double.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A cumulative counter or a whole number, exact.
    Count(u64),
    /// A level. Finite: NaN and infinities are no values.
    Level(f64),
}

impl Value {
    /// The value as a double, for drawing. Counters above 2^53 lose their last bits here and nowhere else.
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Count(count) => count as f64,
            Self::Level(level) => level,
        }
    }
}

/// Something refused or repaired while talking to a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The anomaly's name (`reliability.md` 5.2), for example `oid-not-increasing`.
    pub name: String,
    /// Section of the record it touched, for example `ports`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// How often.
    pub count: u32,
}
