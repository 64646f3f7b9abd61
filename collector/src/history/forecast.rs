//! How large history will become, and when there is no room for it: what a day takes now, for as long as it is kept.

use model::Timestamp;

/// Farther than this nothing is foreseen, days.
const FARTHEST_DAYS: u32 = 10 * 366;
const DAY_SECONDS: i64 = 86_400;

/// What one kind of data takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kind {
    /// What a day adds, octets.
    pub octets_a_day: f64,
    /// How many days lie there.
    pub days: u32,
    /// How many are kept.
    pub keep_days: u32,
}

/// What is foreseen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Forecast {
    /// Size once every kind is as old as it may become, octets.
    pub settled_octets: u64,
    /// When `room_octets` are used up; none: not in ten years.
    pub full_at: Option<Timestamp>,
}

/// Foresees. `used_octets` is the whole database now, `room_octets` what it may still grow by.
pub fn forecast(kinds: &[Kind], used_octets: u64, room_octets: u64, now: Timestamp) -> Forecast {
    let growth = |days: u32| -> f64 { kinds.iter().map(|kind| kind.growth(days)).sum() };
    let settled = used_octets as f64 + growth(FARTHEST_DAYS);
    let room = room_octets as f64;
    // It never shrinks as days pass in this reckoning, so the first day that is too much is found by halving.
    let (mut fits, mut full) = (0, FARTHEST_DAYS);
    if growth(full) <= room {
        return Forecast { settled_octets: settled.max(0.0) as u64, full_at: None };
    }
    while full - fits > 1 {
        let middle = fits + (full - fits) / 2;
        if growth(middle) > room { full = middle } else { fits = middle }
    }
    let full_at = Some(now.plus_seconds(i64::from(full) * DAY_SECONDS));
    Forecast { settled_octets: settled.max(0.0) as u64, full_at }
}

impl Kind {
    /// By how much it is larger in so many days: new days come, and once as many are kept as may be the oldest go.
    fn growth(&self, days: u32) -> f64 {
        let more = self.keep_days.saturating_sub(self.days).min(days);
        f64::from(more) * self.octets_a_day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_772_337_906_000);

    fn raw(days: u32) -> Kind {
        Kind { octets_a_day: 1000.0, days, keep_days: 40 }
    }

    #[test]
    fn it_grows_until_everything_is_as_old_as_it_may_be() {
        let rolled = Kind { octets_a_day: 50.0, days: 10, keep_days: 395 };
        let found = forecast(&[raw(10), rolled], 20_000, 1_000_000, NOW);
        assert_eq!(found, Forecast { settled_octets: 20_000 + 30 * 1000 + 385 * 50, full_at: None });
        let settled = forecast(&[raw(40)], 40_000, 0, NOW);
        assert_eq!(settled, Forecast { settled_octets: 40_000, full_at: None });
    }

    #[test]
    fn the_day_is_told_on_which_there_is_no_room() {
        let check = |room, days: i64| {
            let full_at = forecast(&[raw(10)], 0, room, NOW).full_at;
            assert_eq!(full_at, Some(NOW.plus_seconds(days * DAY_SECONDS)), "{room}");
        };
        check(0, 1);
        check(1000, 2);
        check(5500, 6);
        check(29_999, 30);
        assert_eq!(forecast(&[raw(10)], 0, 30_000, NOW).full_at, None);
        assert_eq!(forecast(&[], 0, 0, NOW), Forecast::default());
    }
}
