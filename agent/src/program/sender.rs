//! Empties the queue into the collector on a thread of its own: in order, with full-jitter waits after failures.

use super::{
    collector::{Collector, Outcome},
    queue::Queue,
};
use model::{Batch, Timestamp};
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, Builder},
    time::Duration,
};

/// Most batches of one request; the collector takes up to 1,000.
const BATCHES_PER_REQUEST: usize = 100;
/// First and longest wait that a retry is drawn from.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// The queue between the observing thread and the sending one.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    inner: Arc<(Mutex<Queue>, Condvar)>,
}

/// How the last attempt went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The collector took batches at this time.
    Reached(Timestamp),
    /// It did not; batches wait or were refused.
    Failed(String),
}

impl Outbox {
    /// Appends a batch; see [`Queue::push`].
    pub fn push(&self, batch: Batch) -> bool {
        let lost = self.queue().push(batch);
        self.inner.1.notify_one();
        lost
    }

    /// The queue, for a moment.
    pub fn queue(&self) -> MutexGuard<'_, Queue> {
        // A thread that panicked left whole batches behind: the queue is sound.
        self.inner.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something to send, and gives at most `count` batches of it.
    fn wait(&self, count: usize) -> (u64, Vec<Batch>) {
        let mut queue = self.queue();
        while queue.len() == 0 {
            queue = self.inner.1.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.oldest(count)
    }
}

/// Sends what comes into the outbox to the collector, until the process ends. `report` is told of each attempt and
/// says whether anyone still listens.
pub fn spawn(
    outbox: Outbox,
    collector: Collector,
    clock: fn() -> Timestamp,
    report: impl Fn(Report) -> bool + Send + 'static,
) -> io::Result<()> {
    Builder::new().name("sender".into()).spawn(move || {
        let mut pace = Pace::default();
        loop {
            let (first, batches) = outbox.wait(pace.batches());
            let count = batches.len();
            let outcome = collector.send(batches);
            let wait = pace.after(&outcome, count, random());
            if !report(settle(&outbox, first, count, outcome, clock())) {
                return;
            }
            thread::sleep(wait);
        }
    })?;
    Ok(())
}

/// Takes out of the queue what is done with.
fn settle(outbox: &Outbox, first: u64, count: usize, outcome: Outcome, now: Timestamp) -> Report {
    match outcome {
        Outcome::Stored(stored) => {
            outbox.queue().forget_before(first.saturating_add(stored.min(count as u64)));
            Report::Reached(now)
        }
        Outcome::Refused(reason) => {
            if count == 1 {
                outbox.queue().refuse(first);
            }
            Report::Failed(reason)
        }
        Outcome::Failed(reason, _) => Report::Failed(reason),
    }
}

/// How much to send next, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pace {
    failures: u32,
    /// The last request was refused at this size: the next is half of it.
    halved: Option<usize>,
}

impl Pace {
    fn batches(&self) -> usize {
        self.halved.unwrap_or(BATCHES_PER_REQUEST)
    }

    /// The wait after an attempt. A refused request is tried again at half its size at once, until a single batch is
    /// left that is refused; a failed one after a random time up to a limit that doubles.
    fn after(&mut self, outcome: &Outcome, count: usize, random: u64) -> Duration {
        match outcome {
            Outcome::Stored(_) => {
                *self = Self::default();
                Duration::ZERO
            }
            Outcome::Refused(_) => {
                self.halved = (count > 1).then_some(count / 2);
                Duration::ZERO
            }
            Outcome::Failed(_, asked) => {
                let limit = FIRST_WAIT.saturating_mul(1 << self.failures.min(16)).min(LONGEST_WAIT);
                self.failures = self.failures.saturating_add(1);
                let drawn = Duration::from_millis(random % (limit.as_millis() as u64 + 1));
                asked.map_or(drawn, |asked| drawn.max(asked))
            }
        }
    }
}

fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::queue::tests::batch;

    #[test]
    fn waits_grow_to_five_minutes_and_no_further() {
        let failed = Outcome::Failed(String::new(), None);
        let mut pace = Pace::default();
        let longest: Vec<u64> = (0..12)
            .map(|_| {
                let limit = FIRST_WAIT.saturating_mul(1 << pace.failures.min(16)).min(LONGEST_WAIT);
                // The largest number drawn is the limit itself.
                pace.after(&failed, 1, limit.as_millis() as u64).as_secs()
            })
            .collect();
        assert_eq!(longest, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        assert_eq!(pace.after(&failed, 1, 0), Duration::ZERO);
        let asked = Outcome::Failed(String::new(), Some(Duration::from_secs(9)));
        assert_eq!(pace.after(&asked, 1, 0), Duration::from_secs(9));
        pace.after(&Outcome::Stored(1), 1, 0);
        assert_eq!(pace, Pace::default());
    }

    #[test]
    fn a_refused_request_is_halved_until_the_bad_batch_is_alone() {
        let outbox = Outbox::default();
        for at in 0..5 {
            outbox.push(batch(at, 1, false));
        }
        // A collector that refuses any request with the batch of time 3 in it.
        let mut pace = Pace::default();
        let mut stored = Vec::new();
        for _ in 0..20 {
            let (first, batches) = outbox.queue().oldest(pace.batches());
            if batches.is_empty() {
                break;
            }
            let count = batches.len();
            let outcome = if batches.iter().any(|batch| batch.at.0 == 3) {
                Outcome::Refused(String::new())
            } else {
                stored.extend(batches.iter().map(|batch| batch.at.0));
                Outcome::Stored(count as u64)
            };
            pace.after(&outcome, count, 0);
            settle(&outbox, first, count, outcome, Timestamp(0));
        }
        assert_eq!(stored, [0, 1, 2, 4]);
        let queue = outbox.queue();
        assert_eq!((queue.len(), queue.refused()), (0, 1));
    }

    #[test]
    fn a_failed_request_leaves_everything_waiting() {
        let outbox = Outbox::default();
        outbox.push(batch(0, 1, false));
        let report = settle(&outbox, 0, 1, Outcome::Failed("no route".into(), None), Timestamp(0));
        assert_eq!((report, outbox.queue().len()), (Report::Failed("no route".into()), 1));
    }
}
