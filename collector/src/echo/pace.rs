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
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// A pace of so many a second.
    pub fn new(per_second: u32) -> Self {
        Self { interval: Duration::from_secs(1) / per_second.max(1), next: Mutex::new(None) }
    }

    /// Waits for its turn.
    pub async fn turn(&self) {
        let now = Instant::now();
        let due = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let earliest = now.checked_sub(BURST).unwrap_or(now);
            let due = next.unwrap_or(earliest).max(earliest);
            *next = Some(due + self.interval);
            due
        };
        if due > now {
            sleep_until(due).await;
        }
    }
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
}
