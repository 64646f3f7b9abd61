//! Failed attempts by address: five a minute, then a pause of a minute; never a lock-out for good (`reliability.md` 10.7, 11.3).

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Failures within [`WINDOW`] after which nothing is looked at any more.
const MOST: u32 = 5;
/// The window, and the pause.
const WINDOW: Duration = Duration::from_secs(60);
/// Most addresses remembered; a flood from more of them is bounded by the connections.
const ADDRESSES: usize = 10_000;

/// Who failed lately.
#[derive(Debug, Default)]
pub(crate) struct Failures(Mutex<HashMap<IpAddr, (Instant, u32)>>);

impl Failures {
    /// True while an address must wait.
    pub(crate) fn must_wait(&self, address: Option<IpAddr>, now: Instant) -> bool {
        let Some(address) = address else { return false };
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&address).is_some_and(|(since, count)| *count >= MOST && now.duration_since(*since) < WINDOW)
    }

    /// Notes a failure.
    pub(crate) fn note(&self, address: Option<IpAddr>, now: Instant) {
        let Some(address) = address else { return };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ADDRESSES {
            known.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
        }
        if known.len() >= ADDRESSES && !known.contains_key(&address) {
            return;
        }
        let entry = known.entry(address).or_insert((now, 0));
        if now.duration_since(entry.0) >= WINDOW {
            *entry = (now, 0);
        }
        entry.1 += 1;
        if entry.1 == MOST {
            // The pause begins with the last failure.
            entry.0 = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_then_a_minute() {
        let (failures, begun) = (Failures::default(), Instant::now());
        let (one, other) = (Some("10.0.0.1".parse().unwrap()), Some("10.0.0.2".parse().unwrap()));
        for second in 0..5 {
            let now = begun + Duration::from_secs(second);
            assert!(!failures.must_wait(one, now));
            failures.note(one, now);
        }
        let last = begun + Duration::from_secs(4);
        assert!(failures.must_wait(one, last) && !failures.must_wait(other, last));
        assert!(failures.must_wait(one, last + Duration::from_secs(59)));
        assert!(!failures.must_wait(one, last + WINDOW));
        failures.note(one, last + WINDOW);
        assert!(!failures.must_wait(one, last + WINDOW));
        failures.note(None, last);
        assert!(!failures.must_wait(None, last));
    }
}
