//! Failed attempts by address, and by login name: five a minute, then a pause of a minute; never a lock-out for good (`reliability.md` 10.7, 11.3).

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Failures within [`WINDOW`] after which nothing is looked at any more.
const MOST: u32 = 5;
/// The window, and the pause.
const WINDOW: Duration = Duration::from_secs(60);
/// Most of them remembered; a flood from more addresses is bounded by the connections, and names guessed without end find the
/// addresses that guess.
const KNOWN: usize = 10_000;

/// Who failed lately.
#[derive(Debug)]
pub(crate) struct Failures<K = IpAddr>(Mutex<HashMap<K, (Instant, u32)>>);

impl<K> Default for Failures<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Failures<K> {
    /// True while it must wait.
    pub(crate) fn must_wait(&self, who: Option<&K>, now: Instant) -> bool {
        let Some(who) = who else { return false };
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(who).is_some_and(|(since, count)| *count >= MOST && now.duration_since(*since) < WINDOW)
    }

    /// Notes a failure.
    pub(crate) fn note(&self, who: Option<K>, now: Instant) {
        let Some(who) = who else { return };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN {
            known.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
        }
        if known.len() >= KNOWN && !known.contains_key(&who) {
            return;
        }
        let entry = known.entry(who).or_insert((now, 0));
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
        let (failures, begun) = (Failures::<&str>::default(), Instant::now());
        let (one, other) = (Some("10.0.0.1"), Some("10.0.0.2"));
        for second in 0..5 {
            let now = begun + Duration::from_secs(second);
            assert!(!failures.must_wait(one.as_ref(), now));
            failures.note(one, now);
        }
        let last = begun + Duration::from_secs(4);
        assert!(failures.must_wait(one.as_ref(), last) && !failures.must_wait(other.as_ref(), last));
        assert!(failures.must_wait(one.as_ref(), last + Duration::from_secs(59)));
        assert!(!failures.must_wait(one.as_ref(), last + WINDOW));
        failures.note(one, last + WINDOW);
        assert!(!failures.must_wait(one.as_ref(), last + WINDOW));
        failures.note(None, last);
        assert!(!failures.must_wait(None, last));
    }
}
