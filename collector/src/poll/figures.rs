//! Counters of the poller, for `/metrics`.

use crate::snmp::engine::EngineFigures;
use std::{
    mem,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// Lateness that is told in the log.
const WORTH_TELLING: Duration = Duration::from_secs(5);
/// It is told once in such a time, and the worst of it and of the one before counts as what is the case now.
const SPAN: Duration = Duration::from_secs(60);

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
    pub held: AtomicU64,
    pub panics: AtomicU64,
    behind: Mutex<Behind>,
}

/// How late rounds begin these days.
#[derive(Debug, Default)]
struct Behind {
    since: Option<Instant>,
    worst: Duration,
    before: Duration,
    told: bool,
}

impl Behind {
    /// Begins another span where the last one is over.
    fn turn(&mut self, now: Instant) {
        let passed = self.since.map_or(SPAN * 2, |since| now.saturating_duration_since(since));
        if passed >= SPAN {
            let before = if passed < SPAN * 2 { self.worst } else { Duration::ZERO };
            *self = Self { since: Some(now), worst: Duration::ZERO, before, told: false };
        }
    }

    /// Notes a round. True when that is worth telling.
    fn note(&mut self, behind: Duration, now: Instant) -> bool {
        self.turn(now);
        self.worst = self.worst.max(behind);
        behind >= WORTH_TELLING && !mem::replace(&mut self.told, true)
    }

    /// The worst of the last one or two minutes.
    fn now(&mut self, now: Instant) -> Duration {
        self.turn(now);
        self.worst.max(self.before)
    }
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
    /// The latest of the last one or two minutes.
    pub behind_ms: u64,
    /// Batches that had to wait because the receiver's queue was full.
    pub waited: u64,
    /// Rounds that waited because their subnet was asked as much as it may be.
    pub held: u64,
    /// Panics caught in the task of a device or in the decoder.
    pub panics: u64,
    /// Requests, retries, answers and anomalies.
    pub engine: EngineFigures,
}

impl Counters {
    /// Notes a round that began so much behind its time. It is told as long as it goes on, once a minute.
    pub(super) fn late_by(&self, behind: Duration) {
        count(&self.late);
        let behind_ms = u64::try_from(behind.as_millis()).unwrap_or(u64::MAX);
        self.latest_ms.fetch_max(behind_ms, Relaxed);
        if self.behind.lock().unwrap_or_else(PoisonError::into_inner).note(behind, Instant::now()) {
            tracing::warn!(behind_ms, "polls begin late: this machine cannot keep up with its devices");
        }
    }

    pub(super) fn figures(&self, engine: EngineFigures) -> Figures {
        let read = |counter: &AtomicU64| counter.load(Relaxed);
        let behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner).now(Instant::now());
        Figures {
            targets: read(&self.targets),
            polls: read(&self.polls),
            pulses: read(&self.pulses),
            checks: read(&self.checks),
            values: read(&self.values),
            failed: read(&self.failed),
            late: read(&self.late),
            latest_ms: read(&self.latest_ms),
            behind_ms: u64::try_from(behind.as_millis()).unwrap_or(u64::MAX),
            waited: read(&self.waited),
            held: read(&self.held),
            panics: read(&self.panics) + engine.panics,
            engine,
        }
    }
}

/// One more.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_is_told_once_a_minute_while_it_lasts_and_is_over_two_minutes_after() {
        const S: fn(u64) -> Duration = Duration::from_secs;
        let (mut behind, began) = (Behind::default(), Instant::now());
        let told: Vec<u64> = (0..200).filter(|second| behind.note(S(6), began + S(*second))).collect();
        assert_eq!(told, [0, 60, 120, 180]);
        assert!(!behind.note(S(4), began + S(250)), "late, but not by much");
        assert_eq!(behind.now(began + S(251)), S(6));
        assert_eq!(behind.now(began + S(310)), S(4));
        assert_eq!(behind.now(began + S(600)), S(0));
    }
}
