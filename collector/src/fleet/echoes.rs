//! What the echoes of a device say over the last checks: how many were lost, how far away it is, how much that varies.

/// Round trips remembered: ten minutes of checks each 30 seconds.
const KEPT: usize = 20;

/// Echoes of one device since the collector started.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Echoes {
    /// Echoes sent.
    pub sent: u64,
    /// Echoes that returned in time.
    pub received: u64,
    /// Newest round trips, milliseconds, as a ring.
    kept: [f32; KEPT],
    filled: u8,
    next: u8,
    /// When the newest one returned, milliseconds.
    at: i64,
}

/// Round trips of the last checks, milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoundTrips {
    /// Shortest.
    pub min_ms: f64,
    /// Mean.
    pub mean_ms: f64,
    /// Longest.
    pub max_ms: f64,
    /// Mean difference between one and the next; none with fewer than two.
    pub jitter_ms: Option<f64>,
}

impl Echoes {
    /// Takes in a check of `at` (milliseconds) that sent and received so many.
    pub fn take(&mut self, at: i64, (sent, received): (u8, u8), rtt_ms: Option<f64>) {
        self.sent += u64::from(sent);
        self.received += u64::from(received.min(sent));
        if let Some(rtt) = rtt_ms.filter(|rtt| rtt.is_finite() && *rtt >= 0.0 && at >= self.at) {
            self.kept[usize::from(self.next)] = rtt as f32;
            self.next = (self.next + 1) % KEPT as u8;
            self.filled = (self.filled + 1).min(KEPT as u8);
            self.at = at;
        }
    }

    /// The newest round trips, unless none returned since `oldest` (milliseconds).
    pub fn round_trips(&self, oldest: i64) -> Option<RoundTrips> {
        if self.filled == 0 || self.at < oldest {
            return None;
        }
        let first = usize::from(self.next) + KEPT - usize::from(self.filled);
        let times = (0..usize::from(self.filled)).map(|place| f64::from(self.kept[(first + place) % KEPT]));
        let (mut min_ms, mut max_ms, mut sum, mut varied) = (f64::MAX, 0.0_f64, 0.0, 0.0);
        let mut before = None;
        for time in times {
            (min_ms, max_ms, sum) = (min_ms.min(time), max_ms.max(time), sum + time);
            varied += before.replace(time).map_or(0.0, |before: f64| (time - before).abs());
        }
        let count = f64::from(self.filled);
        let jitter_ms = (self.filled > 1).then(|| varied / (count - 1.0));
        Some(RoundTrips { min_ms, mean_ms: sum / count, max_ms, jitter_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lost_echoes_are_counted_and_old_round_trips_leave() {
        let mut echoes = Echoes::default();
        assert_eq!(echoes.round_trips(0), None);
        echoes.take(1000, (1, 1), Some(4.0));
        let one = echoes.round_trips(0).unwrap();
        assert_eq!((one.min_ms, one.mean_ms, one.max_ms, one.jitter_ms), (4.0, 4.0, 4.0, None));
        echoes.take(2000, (5, 0), None);
        echoes.take(3000, (5, 3), Some(8.0));
        echoes.take(4000, (1, 1), Some(6.0));
        let all = echoes.round_trips(0).unwrap();
        assert_eq!((all.min_ms, all.mean_ms, all.max_ms, all.jitter_ms), (4.0, 6.0, 8.0, Some(3.0)));
        assert_eq!((echoes.sent, echoes.received), (12, 5));
        // A check that came late does not turn the order, and nothing is told of a device that has fallen silent.
        echoes.take(3500, (1, 1), Some(100.0));
        assert_eq!((echoes.round_trips(0), echoes.round_trips(4001)), (Some(all), None));
        for second in 5..100 {
            echoes.take(second * 1000, (1, 1), Some(1.0));
        }
        let quiet = echoes.round_trips(0).unwrap();
        assert_eq!((quiet.min_ms, quiet.max_ms, quiet.jitter_ms), (1.0, 1.0, Some(0.0)));
    }

    proptest! {
        #[test]
        fn the_window_is_that_of_a_plain_list(times in prop::collection::vec(0.0f32..5000.0, 1..70)) {
            let mut echoes = Echoes::default();
            for (second, time) in times.iter().enumerate() {
                echoes.take(second as i64, (1, 1), Some(f64::from(*time)));
            }
            let kept: Vec<f64> = times.iter().rev().take(KEPT).rev().map(|time| f64::from(*time)).collect();
            let found = echoes.round_trips(0).unwrap();
            let mean = kept.iter().sum::<f64>() / kept.len() as f64;
            prop_assert_eq!(found.min_ms, kept.iter().copied().fold(f64::MAX, f64::min));
            prop_assert_eq!(found.max_ms, kept.iter().copied().fold(0.0, f64::max));
            prop_assert!((found.mean_ms - mean).abs() < 1e-6);
            let steps: Vec<f64> = kept.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
            match found.jitter_ms {
                None => prop_assert!(steps.is_empty()),
                Some(jitter) => prop_assert!((jitter - steps.iter().sum::<f64>() / steps.len() as f64).abs() < 1e-6),
            }
        }
    }
}
