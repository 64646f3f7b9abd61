//! What a running agent tells those who sit at its machine: how it is, its newest record, and the way to the outside.

use crate::{DeviceRecord, OpdCode, Timestamp, way::Way};
use serde::{Deserialize, Serialize};

/// How an agent is at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Version of the agent.
    pub version: String,
    /// Its process.
    pub pid: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// When it observed last.
    pub observed_at: Timestamp,
    /// Its interval, seconds.
    pub interval_seconds: u64,
    /// When it ended, if it does not run any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    /// The agency that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// How sending goes; absent when there is no collector to send to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sending: Option<Sending>,
    /// The newest record of the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<DeviceRecord>,
    /// The way to the outside; absent until it was measured, and where only the state file could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
}

/// An observation is late when it is this much older than two intervals, seconds.
const GRACE_SECONDS: f64 = 5.0;

impl Snapshot {
    /// Whether the newest observation is overdue; one in the future is of before the clock was set back.
    pub fn is_late(&self, now: Timestamp) -> bool {
        let limit = 2.0 * self.interval_seconds as f64 + GRACE_SECONDS;
        now.seconds_since(self.observed_at).abs() > limit
    }
}

/// How sending to the collector goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// The collector.
    pub url: String,
    /// When the certificate ends, by which this machine is known to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_until: Option<Timestamp>,
    /// When it took a batch last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_at: Option<Timestamp>,
    /// Why the last attempt failed; absent while all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Batches that wait.
    pub waiting: u64,
    /// Octets that they take on the disk.
    #[serde(default)]
    pub waiting_bytes: u64,
    /// Batches that are lost.
    pub lost: u64,
}

/// How a snapshot was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The agent itself gave it.
    Agent,
    /// It was read from the state file; the agent runs, but gives no answer.
    File,
    /// It was read from the state file, and no agent runs.
    Left,
}

/// Why there is no snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No agent runs, and none left anything.
    NoAgent,
    /// The files of the agent may not be read by this user.
    Forbidden,
}
