//! Counters of the poller, for `/metrics`.

use crate::snmp::engine::EngineFigures;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counters that the tasks raise.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub targets: AtomicU64,
    pub polls: AtomicU64,
    pub pulses: AtomicU64,
    pub checks: AtomicU64,
    pub failed: AtomicU64,
    pub late: AtomicU64,
    pub waited: AtomicU64,
    pub panics: AtomicU64,
}

/// What happened since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Targets watched now.
    pub targets: u64,
    /// Full SNMP polls.
    pub polls: u64,
    /// SNMP pulses between them.
    pub pulses: u64,
    /// Echo or TCP checks.
    pub checks: u64,
    /// Polls, pulses and checks without an answer.
    pub failed: u64,
    /// Rounds that began late or were skipped because the one before took too long.
    pub late: u64,
    /// Batches that had to wait because the receiver's queue was full.
    pub waited: u64,
    /// Panics caught in the task of a device or in the decoder.
    pub panics: u64,
    /// Requests, retries, answers and anomalies.
    pub engine: EngineFigures,
}

impl Counters {
    pub(super) fn figures(&self, engine: EngineFigures) -> Figures {
        let read = |counter: &AtomicU64| counter.load(Relaxed);
        Figures {
            targets: read(&self.targets),
            polls: read(&self.polls),
            pulses: read(&self.pulses),
            checks: read(&self.checks),
            failed: read(&self.failed),
            late: read(&self.late),
            waited: read(&self.waited),
            panics: read(&self.panics) + engine.panics,
            engine,
        }
    }
}

/// One more.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}
