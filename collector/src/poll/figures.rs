//! Counters of the poller, for `/metrics`.

use crate::snmp::engine::EngineFigures;
use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Lateness that is told in the log, milliseconds; after it, only when it has doubled.
const WORTH_TELLING_MS: u64 = 5_000;

/// Counters that the tasks raise.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub targets: AtomicU64,
    pub polls: AtomicU64,
    pub pulses: AtomicU64,
    pub checks: AtomicU64,
    pub values: AtomicU64,
    pub failed: AtomicU64,
    pub late: AtomicU64,
    pub latest_ms: AtomicU64,
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
    /// Values that polls and pulses read.
    pub values: u64,
    /// Polls, pulses and checks without an answer.
    pub failed: u64,
    /// Rounds that began late or were skipped because the one before took too long.
    pub late: u64,
    /// The latest of them so far, milliseconds behind its time.
    pub latest_ms: u64,
    /// Batches that had to wait because the receiver's queue was full.
    pub waited: u64,
    /// Panics caught in the task of a device or in the decoder.
    pub panics: u64,
    /// Requests, retries, answers and anomalies.
    pub engine: EngineFigures,
}

impl Counters {
    /// Notes a round that began so much behind its time. It is told when it is worse than ever.
    pub(super) fn late_by(&self, behind: Duration) {
        count(&self.late);
        let behind_ms = u64::try_from(behind.as_millis()).unwrap_or(u64::MAX);
        let latest_ms = self.latest_ms.fetch_max(behind_ms, Relaxed);
        if behind_ms >= 2 * latest_ms.max(WORTH_TELLING_MS / 2) {
            tracing::warn!(behind_ms, "polls begin late: this machine cannot keep up with its devices");
        }
    }

    pub(super) fn figures(&self, engine: EngineFigures) -> Figures {
        let read = |counter: &AtomicU64| counter.load(Relaxed);
        Figures {
            targets: read(&self.targets),
            polls: read(&self.polls),
            pulses: read(&self.pulses),
            checks: read(&self.checks),
            values: read(&self.values),
            failed: read(&self.failed),
            late: read(&self.late),
            latest_ms: read(&self.latest_ms),
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
