//! What agents and the collector say to each other: enrolment, renewal, batches with sequence numbers, acknowledgements.
//!
//! An agent is known by its certificate and by nothing in the body (`reliability.md` 3.2). On loopback, without TLS, there is
//! no certificate: there a batch says itself whose it is.

use super::{Method, Question};
use crate::{Batch, Identity, OpdCode, Timestamp};
use core::net::IpAddr;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Most entries of one request.
pub const MOST_ENTRIES: usize = 1000;
/// Longest body as it travels, and unpacked, octets.
pub const MOST_PACKED: usize = 4 << 20;
/// Longest body unpacked, octets.
pub const MOST_UNPACKED: usize = 16 << 20;

/// What an agent sends: entries of its spool in order, gzip-packed JSON (`Content-Encoding: gzip`) or plain. Answered after
/// the commit that holds them and the new high-water mark. Refused with 409 and [`super::ErrorAnswer::expected`] when something
/// before them is missing, with 409 and the reason `cloned` when two machines use one key.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendBatches {
    /// Life of the spool: 32 hexadecimal digits, random, made with the spool.
    pub epoch: String,
    /// Sequence of the first entry, from 1; the others follow without holes.
    pub first_seq: u64,
    /// Generation that the answer before gave; 0: none yet.
    #[serde(default)]
    pub generation: u64,
    /// The sender's clocks at the moment of sending.
    pub clock: SenderClock,
    /// What is now, while older entries still wait: shown and judged, neither stored nor acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Box<Batch>>,
    /// The agent ends now, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaving: Option<Leaving>,
    /// At most [`MOST_ENTRIES`]; none with a preview is a heartbeat. Each is the JSON of an [`Entry`], kept apart so that one
    /// that cannot be read costs itself only.
    #[serde(default)]
    pub entries: Vec<Box<RawValue>>,
}

impl Question for SendBatches {
    type Answer = Received;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/agent/batches";
}

/// Clocks of a sender.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderClock {
    /// Wall clock.
    pub sent_at: Timestamp,
    /// Milliseconds since it booted, sleep counted.
    pub mono_ms: u64,
    /// Id of this boot.
    pub boot_id: String,
}

/// Why an agent ends. One that says nothing has crashed, or its machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// The machine is shut down or started anew.
    Shutdown,
    /// The agent alone is stopped: for an upgrade, or by a person.
    Stopped,
}

/// One record of a spool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A batch.
    Batch(Box<Spooled>),
    /// A stated hole.
    Gap(Gap),
}

/// A batch with the monotonic time of its making, by which a wrong wall clock is corrected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spooled {
    /// Milliseconds since boot when it was made.
    pub mono_ms: u64,
    /// Id of that boot.
    pub boot_id: String,
    /// The batch; its time is the agent's wall clock.
    pub batch: Batch,
}

/// A hole in what an agent collected, stated. It has a sequence of its own and stands for sequences before it, or for none
/// where the batches never got a sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Time of the first batch that is missing, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_at: Option<Timestamp>,
    /// Time of the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_at: Option<Timestamp>,
    /// How many sequences this entry stands for, itself included: the next entry's sequence is this one's and that many on.
    pub sequences: u64,
    /// How many values are missing, as far as known.
    #[serde(default)]
    pub values: u64,
    /// Why.
    pub reason: GapReason,
}

/// Why there is a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// The spool was full: the oldest went.
    SpoolFull,
    /// The disk was full: new batches could not be kept.
    DiskFull,
    /// A piece of the spool was damaged.
    Damaged,
    /// Older than the spool keeps.
    TooOld,
    /// The collector will never take it.
    Refused,
}

impl GapReason {
    /// Its word, as in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SpoolFull => "spool_full",
            Self::DiskFull => "disk_full",
            Self::Damaged => "damaged",
            Self::TooOld => "too_old",
            Self::Refused => "refused",
        }
    }
}

/// Values of an earlier boot, brought while the agent's clock was wrong: their times are moved by what it is off now, which it may
/// not have been then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncertain {
    /// The earliest of these times.
    pub from: Timestamp,
    /// The latest.
    pub to: Timestamp,
    /// How many values.
    pub values: u64,
    /// By how much they were moved, seconds.
    pub moved_seconds: i64,
}

/// The answer to [`SendBatches`]: everything up to `acked` is durable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The epoch asked about.
    pub epoch: String,
    /// High-water mark: the highest sequence up to which everything is durable here.
    pub acked: u64,
    /// Entries of this request that are kept apart, being unreadable or of an impossible time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quarantined: Vec<Quarantined>,
    /// Generation for the next request; to be kept on disk before it is used.
    #[serde(default)]
    pub generation: u64,
    /// Seconds to wait before more of a backlog is sent; previews go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backlog_after_s: Option<u64>,
    /// Addresses of the router over which the agency is reached, the one to ask first; empty: none is known, absent: nothing is
    /// said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub router: Option<Vec<IpAddr>>,
}

/// An entry kept apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Its sequence.
    pub seq: u64,
    /// `time` `malformed` `values`.
    pub reason: String,
}

/// A machine asks to become an agent of an agency. Every fault of the token is the same 403.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    /// `pantau1.<id>.<secret>.<SHA-256 of the collector's CA>`.
    pub token: String,
    /// Certificate signing request (RFC 2986), PEM. Its key never leaves the machine.
    pub csr: String,
    /// Random, hexadecimal: the same request and nonce again within an hour gives the same certificate.
    pub nonce: String,
    /// Marks of the machine: by these a reinstalled one finds its device again.
    pub identity: Identity,
    /// Version of the agent.
    #[serde(default)]
    pub version: String,
}

impl Question for Enrol {
    type Answer = Enrolled;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/agent/enrol";
}

/// An agent asks for its next certificate, with the old one or up to 30 days after its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renew {
    /// Certificate signing request, PEM, with the same key.
    pub csr: String,
}

impl Question for Renew {
    type Answer = Enrolled;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/agent/renew";
}

/// A certificate for an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The agent's UUID, the common name of its certificate.
    pub agent: String,
    /// Agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Where it stands.
    pub state: AgentState,
    /// Its certificate, PEM.
    pub certificate: String,
    /// The collector's CA, PEM.
    pub ca: String,
    /// When the certificate ends.
    pub expires_at: Timestamp,
}

/// Where an agent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentState {
    /// Waits for approval: nothing of it is taken yet, its own spool keeps it.
    Pending,
    /// It is heard.
    Active,
    /// It is not heard any more.
    Revoked,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    #[test]
    fn entries_travel_as_they_were_spooled() {
        let batch = Batch {
            source: Source::Agent,
            device: Identity::default(),
            at: Timestamp::from_seconds(1_772_337_906),
            heard: Vec::new(),
            samples: Vec::new(),
            inventory: None,
            issues: Vec::new(),
        };
        let entry = Entry::Batch(Box::new(Spooled { mono_ms: 7, boot_id: "b".into(), batch }));
        let gap =
            Entry::Gap(Gap { from_at: None, to_at: None, sequences: 3, values: 90, reason: GapReason::SpoolFull });
        let raw = |entry: &Entry| RawValue::from_string(serde_json::to_string(entry).unwrap()).unwrap();
        let asked = SendBatches {
            epoch: "00".repeat(16),
            first_seq: 4,
            generation: 2,
            clock: SenderClock { sent_at: Timestamp(0), mono_ms: 8, boot_id: "b".into() },
            preview: None,
            leaving: Some(Leaving::Shutdown),
            entries: vec![raw(&entry), raw(&gap)],
        };
        let json = serde_json::to_string(&asked).unwrap();
        let read: SendBatches = serde_json::from_str(&json).unwrap();
        let entries: Vec<Entry> = read.entries.iter().map(|raw| serde_json::from_str(raw.get()).unwrap()).collect();
        assert_eq!(entries, [entry, gap]);
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
}
