//! When a device that sent a trap is polled: soon, but rarely, and never more than one poll waits. Pure.

use model::DeviceId;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Between two polls that traps of one device cause (`reliability.md` 8.5).
const APART: Duration = Duration::from_secs(10);

struct Hint {
    /// The next poll may begin then.
    not_before: Instant,
    /// One is wanted.
    wanted: bool,
    /// One runs.
    running: bool,
}

/// The polls that traps ask for.
#[derive(Default)]
pub(super) struct Hints {
    devices: HashMap<DeviceId, Hint>,
}

impl Hints {
    /// A trap of this device came.
    pub fn wish(&mut self, id: DeviceId, now: Instant) {
        self.devices.entry(id).or_insert(Hint { not_before: now, wanted: false, running: false }).wanted = true;
    }

    /// Devices to be polled now. Each runs until [`Self::done`].
    pub fn due(&mut self, now: Instant) -> Vec<DeviceId> {
        let mut due = Vec::new();
        for (id, hint) in &mut self.devices {
            if hint.wanted && !hint.running && now >= hint.not_before {
                *hint = Hint { not_before: now + APART, wanted: false, running: true };
                due.push(*id);
            }
        }
        // What neither runs, waits nor holds another back need not be remembered.
        self.devices.retain(|_, hint| hint.wanted || hint.running || now < hint.not_before);
        due
    }

    /// The poll of this device has ended.
    pub fn done(&mut self, id: DeviceId) {
        if let Some(hint) = self.devices.get_mut(&id) {
            hint.running = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_poll_at_once_and_one_more_behind_it() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let (one, two) = (DeviceId(1), DeviceId(2));
        let mut hints = Hints::default();
        hints.wish(one, at(0));
        hints.wish(one, at(0));
        assert_eq!(hints.due(at(0)), [one]);
        // More traps while it runs: one poll, ten seconds after the first began.
        for _ in 0..1000 {
            hints.wish(one, at(1));
        }
        hints.wish(two, at(1));
        assert_eq!(hints.due(at(1)), [two]);
        hints.done(one);
        assert_eq!(hints.due(at(9)), []);
        assert_eq!(hints.due(at(10)), [one]);
        // A poll that takes long is not doubled.
        hints.wish(one, at(11));
        assert_eq!(hints.due(at(30)), []);
        hints.done(one);
        assert_eq!(hints.due(at(30)), [one]);
        hints.done(one);
        hints.done(two);
        assert_eq!(hints.due(at(60)), []);
        assert!(hints.devices.is_empty(), "nothing is remembered for ever");
    }
}
