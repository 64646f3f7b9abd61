//! How long answers take, over all devices: a few buckets, counted where the answer is accepted.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Upper bounds of the buckets, seconds; what is longer lies in one more.
pub const BOUNDS: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// Round trips while they are counted.
#[derive(Debug, Default)]
pub(super) struct Trips {
    counts: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

/// Round trips since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundTrips {
    /// Answers of each bucket alone, in the order of [`BOUNDS`]; the last holds what took longer.
    pub counts: [u64; BOUNDS.len() + 1],
    /// All together, microseconds.
    pub micros: u64,
}

impl Trips {
    pub(super) fn note(&self, trip: Duration) {
        let seconds = trip.as_secs_f64();
        let place = BOUNDS.partition_point(|bound| *bound < seconds);
        self.counts[place].fetch_add(1, Relaxed);
        self.micros.fetch_add(u64::try_from(trip.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    pub(super) fn read(&self) -> RoundTrips {
        let counts = std::array::from_fn(|place| self.counts[place].load(Relaxed));
        RoundTrips { counts, micros: self.micros.load(Relaxed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lies_in_the_bucket_whose_bound_it_does_not_pass() {
        let trips = Trips::default();
        for micros in [0, 1000, 1001, 10_000_000, 10_000_001, 90_000_000] {
            trips.note(Duration::from_micros(micros));
        }
        let read = trips.read();
        assert_eq!((read.counts, read.micros), ([2, 1, 0, 0, 0, 0, 0, 0, 1, 2], 110_002_002));
    }
}
