//! The same notification again is one event with a count (`reliability.md` 8.6), and a day of one device has an end. Pure.

use crate::snmp::notification::Notification;
use model::{
    DeviceId, Notice, Timestamp,
    api::{Event, Happening},
};
use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, Hasher, RandomState},
    time::{Duration, Instant},
};

/// How long the same is one event.
const WINDOW: Duration = Duration::from_secs(10);
/// Events that are followed at once; beyond, the same again is an event of its own.
const FOLLOWED: usize = 10_000;
/// Most events of one device and day that come from traps (`reliability.md` 13.3).
const A_DAY: u32 = 10_000;
const DAY_MS: i64 = 86_400_000;

/// What became of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is an event.
    New,
    /// It raised the count of one.
    Again,
    /// The device told enough for today.
    TooMany,
}

struct Followed {
    device: DeviceId,
    at: Timestamp,
    notice: Notice,
    until: Instant,
}

/// Events of the last seconds, and how many each device told today.
#[derive(Default)]
pub(super) struct Repeats {
    keys: RandomState,
    followed: HashMap<u64, Followed>,
    days: HashMap<DeviceId, (i64, u32)>,
}

impl Repeats {
    /// What makes a notification the same as another: whose it is, its name, and everything that it is about.
    pub fn mark(&self, device: DeviceId, notification: &Notification<'_>) -> u64 {
        let mut hash = self.keys.build_hasher();
        (device.0, notification.trap.as_ber()).hash(&mut hash);
        notification.bound().for_each(|varbind| (varbind.name, varbind.tag, varbind.content).hash(&mut hash));
        hash.finish()
    }

    /// Judges a notification with its mark.
    pub fn take(&mut self, device: DeviceId, mark: u64, notice: &Notice, at: Timestamp, now: Instant) -> Outcome {
        if let Some(known) = self.followed.get_mut(&mark).filter(|known| now < known.until) {
            known.notice.count = known.notice.count.saturating_add(1);
            return Outcome::Again;
        }
        if !self.has_room(device, at) {
            return Outcome::TooMany;
        }
        if self.followed.len() < FOLLOWED {
            self.followed.insert(mark, Followed { device, at, notice: notice.clone(), until: now + WINDOW });
        }
        Outcome::New
    }

    fn has_room(&mut self, device: DeviceId, at: Timestamp) -> bool {
        let today = at.0.div_euclid(DAY_MS);
        let (day, count) = self.days.entry(device).or_insert((today, 0));
        if *day != today {
            (*day, *count) = (today, 0);
        }
        *count += u32::from(*count < A_DAY + 1);
        *count <= A_DAY
    }

    /// Events whose time is over and that came several times: as they were told, and as they are.
    pub fn over(&mut self, now: Instant) -> Vec<(DeviceId, Event, Event)> {
        let over = self.followed.extract_if(|_, followed| now >= followed.until);
        over.filter(|(_, followed)| followed.notice.count > 1)
            .map(|(_, Followed { device, at, notice, .. })| {
                let before = Notice { count: 1, ..notice.clone() };
                let [before, after] = [before, notice].map(|notice| Event { at, what: Happening::Notified(notice) });
                (device, before, after)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp(1_772_340_000_000);

    fn notice() -> Notice {
        Notice { oid: "1.3.6".into(), count: 1, ..Notice::default() }
    }

    #[test]
    fn the_same_within_ten_seconds_is_one_event() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut repeats = Repeats::default();
        let [one, two] = [1, 2].map(DeviceId);
        let check = |repeats: &mut Repeats, device, mark, seconds, expected| {
            assert_eq!(repeats.take(device, mark, &notice(), AT, at(seconds)), expected, "{mark} {seconds}");
        };
        check(&mut repeats, one, 14, 0, Outcome::New);
        check(&mut repeats, one, 14, 9, Outcome::Again);
        check(&mut repeats, one, 15, 9, Outcome::New);
        check(&mut repeats, two, 24, 9, Outcome::New);
        let over = repeats.over(at(10));
        let [(DeviceId(1), before, after)] = &over[..] else { panic!("{over:?}") };
        let counts = [before, after].map(|event| match &event.what {
            Happening::Notified(notice) => notice.count,
            _ => 0,
        });
        assert_eq!(counts, [1, 2]);
        check(&mut repeats, one, 14, 10, Outcome::New);
        assert!(repeats.over(at(60)).is_empty() && repeats.followed.is_empty());
    }

    #[test]
    fn a_device_has_so_many_events_a_day() {
        let start = Instant::now();
        let mut repeats = Repeats::default();
        let mut outcomes =
            |at| (0..=A_DAY).map(|n| repeats.take(DeviceId(1), n.into(), &notice(), at, start)).collect::<Vec<_>>();
        let first = outcomes(AT);
        assert!(first[..A_DAY as usize].iter().all(|outcome| *outcome == Outcome::New));
        assert_eq!(first[A_DAY as usize], Outcome::TooMany);
        let later = start + WINDOW;
        repeats.over(later);
        assert_eq!(repeats.take(DeviceId(1), 0, &notice(), AT, later), Outcome::TooMany);
        assert_eq!(repeats.take(DeviceId(1), 0, &notice(), AT.plus_seconds(86_400), later), Outcome::New);
    }
}
