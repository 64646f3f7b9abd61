//! Batches waiting for the collector, in memory: bounded, the oldest dropped and counted.

use model::Batch;
use std::collections::VecDeque;

/// Most batches waiting: a day at the default interval.
pub const MAX_BATCHES: usize = 1_440;
/// Most samples waiting, about 8 MB; a machine of many interfaces reaches this first.
pub const MAX_SAMPLES: usize = 100_000;

/// The queue. Each batch has a sequence number, so that an answer can name what it is about though others were
/// dropped meanwhile.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: VecDeque<Batch>,
    samples: usize,
    first: u64,
    dropped: u64,
    refused: u64,
}

impl Queue {
    /// Appends a batch; drops the oldest ones beyond the limits. True when one of those dropped held an inventory and
    /// no other batch that waits has one.
    pub fn push(&mut self, batch: Batch) -> bool {
        self.samples += batch.samples.len();
        self.waiting.push_back(batch);
        let mut lost = false;
        while self.waiting.len() > 1 && (self.waiting.len() > MAX_BATCHES || self.samples > MAX_SAMPLES) {
            lost |= self.pop().is_some_and(|batch| batch.inventory.is_some());
            self.dropped += 1;
        }
        lost && !self.waiting.iter().any(|batch| batch.inventory.is_some())
    }

    /// At most `count` of the oldest, and the sequence number of the first of them.
    pub fn oldest(&self, count: usize) -> (u64, Vec<Batch>) {
        (self.first, self.waiting.iter().take(count).cloned().collect())
    }

    /// Forgets all batches before this sequence number.
    pub fn forget_before(&mut self, sequence: u64) {
        while self.first < sequence && self.pop().is_some() {}
    }

    /// Gives up the batch of this sequence number, which the collector does not want.
    pub fn refuse(&mut self, sequence: u64) {
        if self.first == sequence && self.pop().is_some() {
            self.refused += 1;
        }
    }

    /// Batches waiting.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Batches dropped because the queue was full.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Batches given up because the collector refused them.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    fn pop(&mut self) -> Option<Batch> {
        let batch = self.waiting.pop_front()?;
        self.samples -= batch.samples.len();
        self.first += 1;
        Some(batch)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use model::{DeviceRecord, Identity, Metric, Sample, Source, Timestamp, Value};

    pub fn batch(at: i64, samples: usize, inventory: bool) -> Batch {
        Batch {
            source: Source::Agent,
            device: Identity::default(),
            at: Timestamp(at),
            heard: Vec::new(),
            samples: vec![Sample { metric: Metric::Uptime, instance: String::new(), value: Value::Count(1) }; samples],
            inventory: inventory.then(|| Box::new(DeviceRecord::new(Source::Agent, Timestamp(at)))),
            issues: Vec::new(),
        }
    }

    fn ats(queue: &Queue, count: usize) -> Vec<i64> {
        queue.oldest(count).1.iter().map(|batch| batch.at.0).collect()
    }

    #[test]
    fn the_oldest_go_when_it_is_full() {
        let mut queue = Queue::default();
        assert!(!queue.push(batch(0, 1, true)));
        for at in 1..MAX_BATCHES {
            assert!(!queue.push(batch(at as i64, 1, false)));
        }
        assert_eq!((queue.len(), queue.dropped()), (MAX_BATCHES, 0));
        assert!(queue.push(batch(9999, 1, false)), "the only inventory was dropped");
        assert!(!queue.push(batch(10000, 1, true)));
        assert_eq!((queue.len(), queue.dropped(), ats(&queue, 1)), (MAX_BATCHES, 2, vec![2]));
    }

    #[test]
    fn samples_are_limited_too_but_one_batch_always_fits() {
        let mut queue = Queue::default();
        queue.push(batch(0, MAX_SAMPLES - 1, false));
        queue.push(batch(1, 2, false));
        assert_eq!((ats(&queue, 9), queue.dropped()), (vec![1], 1));
        queue.push(batch(2, MAX_SAMPLES + 5, false));
        assert_eq!((ats(&queue, 9), queue.dropped()), (vec![2], 2));
    }

    #[test]
    fn an_answer_about_batches_dropped_meanwhile_takes_no_others() {
        let mut queue = Queue::default();
        assert!((0..5).all(|at| !queue.push(batch(at, 1, false))));
        let (first, sent) = queue.oldest(3);
        assert_eq!((first, sent.len()), (0, 3));
        queue.forget_before(2);
        assert_eq!(ats(&queue, 9), [2, 3, 4]);
        queue.forget_before(first + 1);
        assert_eq!(ats(&queue, 9), [2, 3, 4]);
        queue.refuse(0);
        assert_eq!(queue.refused(), 0);
        queue.refuse(2);
        assert_eq!((ats(&queue, 9), queue.refused()), (vec![3, 4], 1));
        queue.forget_before(u64::MAX);
        assert_eq!(queue.len(), 0);
    }
}
