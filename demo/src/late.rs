//! Answers of slow devices, until they are due.

use std::{cmp::Reverse, collections::BinaryHeap, time::Instant};

/// Answers held back at most; of more the newest are lost, as in a device whose memory is full.
const MOST: usize = 20_000;

/// What waits, the first due first.
#[derive(Debug)]
pub(crate) struct Late<T> {
    waiting: BinaryHeap<Reverse<(Instant, u64)>>,
    held: std::collections::HashMap<u64, T>,
    next: u64,
}

impl<T> Default for Late<T> {
    fn default() -> Self {
        Self { waiting: BinaryHeap::new(), held: std::collections::HashMap::new(), next: 0 }
    }
}

impl<T> Late<T> {
    /// Holds something back until then. False: there is no room.
    pub(crate) fn hold(&mut self, due: Instant, what: T) -> bool {
        if self.held.len() >= MOST {
            return false;
        }
        self.next += 1;
        self.waiting.push(Reverse((due, self.next)));
        self.held.insert(self.next, what);
        true
    }

    /// The next that is due.
    pub(crate) fn due(&mut self, now: Instant) -> Option<T> {
        let Reverse((due, number)) = self.waiting.peek()?;
        if *due > now {
            return None;
        }
        let number = *number;
        self.waiting.pop();
        self.held.remove(&number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn each_comes_when_it_is_due_and_not_before() {
        let (mut late, now) = (Late::default(), Instant::now());
        let at = |ms| now + Duration::from_millis(ms);
        for ms in [900, 500, 3000, 500] {
            assert!(late.hold(at(ms), ms));
        }
        assert_eq!(late.due(at(499)), None);
        let due: Vec<u64> = std::iter::from_fn(|| late.due(at(1000))).collect();
        assert_eq!(due, [500, 500, 900]);
        assert_eq!(late.due(at(3000)), Some(3000));
        assert_eq!(late.due(at(90_000)), None);
    }

    #[test]
    fn there_is_an_end_to_what_is_held() {
        let (mut late, now) = (Late::default(), Instant::now());
        assert!((0..MOST).all(|what| late.hold(now, what)));
        assert!(!late.hold(now, 0));
        assert_eq!(late.due(now), Some(0));
        assert!(late.hold(now, 0));
    }
}
