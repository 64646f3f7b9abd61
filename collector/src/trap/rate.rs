//! How fast each source may send: one bucket a source, so that one shouter does not silence the rest. Pure.

use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

/// Sources that are followed at once; forged ones beyond are refused until others fall silent.
const SOURCES: usize = 10_000;
/// What is left over from a quiet time, in seconds of the rate (`reliability.md` 8.2: 100/s, 500 at once).
const BURST_SECONDS: f64 = 5.0;
/// Silent sources are forgotten at most this often.
const TIDY_EVERY: Duration = Duration::from_secs(1);

struct Bucket {
    left: f64,
    at: Instant,
}

/// The buckets of all sources.
pub(super) struct Rates {
    a_second: f64,
    buckets: HashMap<IpAddr, Bucket>,
    tidied: Instant,
}

impl Rates {
    pub fn new(a_second: u32, now: Instant) -> Self {
        Self { a_second: f64::from(a_second), buckets: HashMap::new(), tidied: now }
    }

    /// True when one more datagram of this source is taken now.
    pub fn takes(&mut self, source: IpAddr, now: Instant) -> bool {
        let full = self.a_second * BURST_SECONDS;
        if self.buckets.len() >= SOURCES && !self.buckets.contains_key(&source) {
            self.tidy(now);
            if self.buckets.len() >= SOURCES {
                return false;
            }
        }
        let bucket = self.buckets.entry(source).or_insert(Bucket { left: full, at: now });
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        *bucket = Bucket { left: (bucket.left + passed * self.a_second).min(full), at: now };
        let takes = bucket.left >= 1.0;
        if takes {
            bucket.left -= 1.0;
        }
        takes
    }

    /// Forgets those whose bucket is full again.
    fn tidy(&mut self, now: Instant) {
        if now.saturating_duration_since(self.tidied) < TIDY_EVERY {
            return;
        }
        self.tidied = now;
        let silent = Duration::from_secs_f64(BURST_SECONDS);
        self.buckets.retain(|_, bucket| now.saturating_duration_since(bucket.at) < silent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_the_rate_for_each_source() {
        let start = Instant::now();
        let mut rates = Rates::new(100, start);
        let mut taken = |source: u8, count: u32, at_ms: u64| {
            let now = start + Duration::from_millis(at_ms);
            (0..count).filter(|_| rates.takes([10, 0, 0, source].into(), now)).count()
        };
        assert_eq!(taken(1, 1000, 0), 500);
        assert_eq!(taken(1, 10, 0), 0);
        assert_eq!(taken(2, 10, 0), 10, "another source is heard");
        assert_eq!(taken(1, 1000, 1000), 100);
        assert_eq!(taken(1, 1000, 60_000), 500);
    }

    #[test]
    fn forged_sources_take_no_more_room_than_they_may() {
        let start = Instant::now();
        let mut rates = Rates::new(100, start);
        for number in 0..20_000u32 {
            rates.takes(IpAddr::V4(number.into()), start);
        }
        assert_eq!(rates.buckets.len(), SOURCES);
        let known = IpAddr::V4(5.into());
        assert!(rates.takes(known, start), "one that is followed goes on");
        assert!(rates.takes([10, 9, 9, 9].into(), start + Duration::from_secs(6)));
        assert!(rates.buckets.len() < 10);
    }
}
