//! What is known of an engine: its id, its boots and its time; which message of it is too old (RFC 3414, 3.2 step 7b).

use std::time::{Duration, Instant};

/// How much older than what is known a message may be, seconds.
const WINDOW: i64 = 150;
/// boots that never end: the engine must be set up anew.
const LATCHED: u32 = i32::MAX as u32;

/// An engine that answers at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// snmpEngineID.
    pub engine: Box<[u8]>,
    /// snmpEngineBoots.
    pub boots: u32,
    /// snmpEngineTime when it was heard, seconds.
    pub time: u32,
    /// When it was heard.
    pub heard: Instant,
    /// Boots and time came in a message with a right digest; before, they are only a guess.
    pub confirmed: bool,
}

impl Authority {
    /// An engine as an unauthenticated Report told it: a first guess. None: it cannot be one.
    pub fn guessed(engine: &[u8], boots: u32, time: u32, now: Instant) -> Option<Self> {
        // RFC 3411, SnmpEngineID: 5 to 32 octets.
        let is_one = (5..=32).contains(&engine.len()) && boots < LATCHED;
        is_one.then(|| Self { engine: engine.into(), boots, time, heard: now, confirmed: false })
    }

    /// Its time by now, seconds.
    pub fn time_at(&self, now: Instant) -> u32 {
        let passed = now.saturating_duration_since(self.heard).as_secs();
        self.time.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX)).min(LATCHED)
    }

    /// True for boots and time of a message that is too old to be believed.
    pub fn is_past(&self, boots: u32, time: u32, now: Instant) -> bool {
        if boots >= LATCHED {
            return true;
        }
        self.confirmed
            && (boots < self.boots || (boots == self.boots && i64::from(time) < i64::from(self.time_at(now)) - WINDOW))
    }

    /// Takes boots and time of a message whose digest was right and that is not past.
    pub fn learn(&mut self, boots: u32, time: u32, now: Instant) {
        if !self.confirmed || (boots, time) > (self.boots, self.time) {
            *self = Self { boots, time, heard: now, confirmed: true, engine: std::mem::take(&mut self.engine) };
        }
    }

    /// True when more is known here than there.
    pub fn is_newer_than(&self, other: &Self) -> bool {
        (self.confirmed, self.boots, self.time) > (other.confirmed, other.boots, other.time)
    }

    /// As it was when the process ended, `ago` before now.
    pub fn remembered(engine: &[u8], boots: u32, time: u32, ago: Duration, now: Instant) -> Self {
        let passed = u32::try_from(ago.as_secs()).unwrap_or(u32::MAX);
        let time = time.saturating_add(passed).min(LATCHED);
        Self { engine: engine.into(), boots, time, heard: now, confirmed: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_past() {
        let now = Instant::now();
        let mut engine = Authority::guessed(&[1; 12], 7, 1000, now).unwrap();
        // A guess forbids nothing but the end of all boots.
        assert!(!engine.is_past(1, 1, now) && engine.is_past(LATCHED, 1, now));
        engine.learn(7, 1000, now);
        for (boots, time, after, past) in [
            (7, 1000, 0, false),
            (7, 850, 0, false),
            (7, 849, 0, true),
            (7, 1000, 150, false),
            (7, 1000, 151, true),
            (6, 9999, 0, true),
            (8, 0, 0, false),
            (LATCHED, 1000, 0, true),
        ] {
            let now = now + Duration::from_secs(after);
            assert_eq!(engine.is_past(boots, time, now), past, "{boots} {time} +{after}");
        }
        engine.learn(7, 900, now);
        assert_eq!((engine.boots, engine.time), (7, 1000), "never back");
        engine.learn(8, 3, now);
        assert_eq!((engine.boots, engine.time), (8, 3));
    }

    #[test]
    fn a_restart_of_ours_opens_no_window() {
        let now = Instant::now();
        let engine = Authority::remembered(&[1; 12], 7, 1000, Duration::from_secs(600), now);
        assert!(engine.is_past(7, 1000, now) && !engine.is_past(7, 1600, now) && engine.is_past(6, 1600, now));
    }

    #[test]
    fn what_is_no_engine() {
        let now = Instant::now();
        assert_eq!(Authority::guessed(&[1; 4], 1, 1, now), None);
        assert_eq!(Authority::guessed(&[1; 33], 1, 1, now), None);
        assert_eq!(Authority::guessed(&[1; 12], LATCHED, 1, now), None);
    }
}
