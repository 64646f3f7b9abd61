//! A token bucket: bursts would queue in the kernel, and the queue would be measured as round trip time.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

/// What may be sent at once after a pause.
const BURST: Duration = Duration::from_millis(10);

/// Lets at most so many a second pass.
#[derive(Debug)]
pub struct Pace {
    interval: Duration,
    /// When the next one is due.
    next: Mutex<Option<std::time::Instant>>,
}

impl Pace {
    /// A pace of so many a second.
    pub fn new(per_second: u32) -> Self {
        let interval = (Duration::from_secs(1) / per_second.max(1)).max(Duration::from_nanos(1));
        Self { interval, next: Mutex::new(None) }
    }

    /// Waits for its turn.
    pub async fn turn(&self) {
        let now = Instant::now();
        let due = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let due = due(*next, now.into_std());
            *next = Some(due + self.interval);
            Instant::from_std(due)
        };
        if due > now {
            sleep_until(due).await;
        }
    }

    /// How many may go now, at most so many, at least one; they count as gone. Error: none may before this moment.
    pub fn take(&self, now: std::time::Instant, at_most: usize) -> Result<usize, std::time::Instant> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let due = due(*next, now);
        if due > now {
            return Err(due);
        }
        let since = now.saturating_duration_since(due).as_nanos() / self.interval.as_nanos();
        let count = usize::try_from(since).unwrap_or(usize::MAX).saturating_add(1).min(at_most.max(1));
        *next = Some(due + self.interval * u32::try_from(count).unwrap_or(u32::MAX));
        Ok(count)
    }
}

/// When the next one may go: what was not used of the time before counts for [`BURST`] only.
fn due(next: Option<std::time::Instant>, now: std::time::Instant) -> std::time::Instant {
    let earliest = now.checked_sub(BURST).unwrap_or(now);
    next.unwrap_or(earliest).max(earliest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_thousand_take_their_time() {
        let pace = Pace::new(1000);
        let began = Instant::now();
        for _ in 0..1000 {
            pace.turn().await;
        }
        let took = began.elapsed();
        assert!(took >= Duration::from_millis(980) && took <= Duration::from_millis(1010), "{took:?}");
    }

    #[test]
    fn many_at_once_take_as_long_as_one_by_one() {
        let pace = Pace::new(1000);
        let began = std::time::Instant::now();
        let (mut now, mut gone) = (began, 0);
        while gone < 1000 {
            match pace.take(now, 64) {
                Ok(count) => gone += count,
                Err(due) => now = due,
            }
        }
        let took = now - began;
        assert!(gone < 1064 && took >= Duration::from_millis(980) && took <= Duration::from_millis(1060), "{took:?}");
        // A pause is worth one burst, not all its turns.
        assert_eq!(pace.take(now + Duration::from_secs(60), 1000), Ok(11));
    }
}
