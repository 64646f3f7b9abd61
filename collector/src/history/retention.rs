//! What of history has had its time, and what goes because there is no room. Pure: sizes in, stretches to forget out.

use super::{
    forecast::{self, Forecast, Kind},
    key::Level,
};
use crate::store::HistorySize;
use model::{Timestamp, settings::History};

const DAY_MS: i64 = 86_400_000;
/// The newest days of raw values stay, whatever the bound on the size says.
const DAYS_AT_LEAST: u32 = 2;
/// What a day takes is the mean of so many of the newest whole ones.
const MEAN_OF: usize = 7;

/// How much lies in one stretch of a level.
pub type Sized = (Level, u32, HistorySize);

/// The stretches to forget in one run, raw values first: of each level at most the oldest one that is over, so that a
/// clock that jumped costs little before somebody sees it; and the oldest raw values where the database is too large.
pub fn due(sizes: &[Sized], keep: &History, used_octets: u64, now: Timestamp) -> Vec<(Level, u32)> {
    let bound = u64::from(keep.size_at_most_gb) * 1_000_000_000;
    let is_too_large = bound > 0 && used_octets > bound;
    let newest_kept = Level::Day.stretch(now).saturating_sub(DAYS_AT_LEAST);
    let mut found = Vec::new();
    for level in [Level::Day, Level::FiveMinutes, Level::Hours] {
        let Some(oldest) = oldest(sizes, level) else { continue };
        let is_over = level.range(oldest).end.0 <= now.0 - i64::from(days(level, keep)) * DAY_MS;
        if is_over || (level == Level::Day && is_too_large && oldest < newest_kept) {
            found.push((level, oldest));
        }
    }
    found
}

/// The oldest stretch of a level that holds something.
pub fn oldest(sizes: &[Sized], level: Level) -> Option<u32> {
    sizes.iter().filter(|(other, ..)| *other == level).map(|(_, stretch, _)| *stretch).min()
}

/// How much lies in a level.
pub fn total(sizes: &[Sized], level: Level) -> HistorySize {
    let of_level = sizes.iter().filter(|(other, ..)| *other == level);
    of_level.fold(HistorySize::default(), |total, (_, _, size)| HistorySize {
        blocks: total.blocks + size.blocks,
        samples: total.samples + size.samples,
        octets: total.octets + size.octets,
    })
}

/// How many days a level is kept.
pub const fn days(level: Level, keep: &History) -> u32 {
    match level {
        Level::Window | Level::Day => keep.raw_days,
        Level::FiveMinutes => (keep.five_minutes_months as u64 * 30_437 / 1000) as u32,
        Level::Hours => (keep.hours_years as u64 * 36_525 / 100) as u32,
    }
}

/// What a day of a level takes now, octets: the mean of the newest whole stretches.
pub fn octets_a_day(sizes: &[Sized], level: Level, now: Timestamp) -> f64 {
    let mut whole: Vec<_> =
        sizes.iter().filter(|(other, stretch, _)| *other == level && level.range(*stretch).end <= now).collect();
    // An hour's roll-ups of the month that is not over tell more than nothing.
    if whole.is_empty() {
        whole = sizes.iter().filter(|(other, ..)| *other == level).collect();
    }
    whole.sort_unstable_by_key(|(_, stretch, _)| std::cmp::Reverse(*stretch));
    whole.truncate(MEAN_OF);
    let (octets, days) = whole.iter().fold((0.0, 0.0), |(octets, days), (_, stretch, size)| {
        let range = level.range(*stretch);
        (octets + size.octets as f64, days + (range.end.min(now).0 - range.start.0).max(1) as f64 / DAY_MS as f64)
    });
    if days > 0.0 { octets / days } else { 0.0 }
}

/// Foresees the size, and when the disk or the bound is used up. `free_octets` is what the disk has left.
pub fn foresee(sizes: &[Sized], keep: &History, used_octets: u64, free_octets: u64, now: Timestamp) -> Forecast {
    let kinds = [Level::Day, Level::FiveMinutes, Level::Hours].map(|level| {
        let begin = oldest(sizes, level).map_or(now, |stretch| level.range(stretch).start);
        let days = u32::try_from((now.0 - begin.0).max(0) / DAY_MS).unwrap_or(u32::MAX);
        Kind { octets_a_day: octets_a_day(sizes, level, now), days, keep_days: self::days(level, keep) }
    });
    let bound = u64::from(keep.size_at_most_gb) * 1_000_000_000;
    let room = if bound > 0 { free_octets.min(bound.saturating_sub(used_octets)) } else { free_octets };
    forecast::forecast(&kinds, used_octets, room, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_772_337_906_000);

    fn today() -> u32 {
        Level::Day.stretch(NOW)
    }

    fn days_of(level: Level, from: u32, to: u32, octets: i64) -> Vec<Sized> {
        (from..to).map(|stretch| (level, stretch, HistorySize { blocks: 1, samples: 10, octets })).collect()
    }

    #[test]
    fn the_oldest_stretch_of_each_level_goes_when_its_time_is_over() {
        let keep = History::default();
        let mut sizes = days_of(Level::Day, today() - 43, today(), 100);
        sizes.extend(days_of(Level::FiveMinutes, today() - 43, today(), 100));
        assert_eq!(due(&sizes, &keep, 0, NOW), [(Level::Day, today() - 43)]);
        let sizes = days_of(Level::Day, today() - 40, today(), 100);
        assert_eq!(due(&sizes, &keep, 0, NOW), [], "forty whole days stay");
        let month = Level::Hours.stretch(NOW);
        let old = [(Level::Hours, month - 61, HistorySize::default())];
        assert_eq!(due(&old, &keep, 0, NOW), [(Level::Hours, month - 61)]);
    }

    #[test]
    fn where_there_is_no_room_raw_values_go_and_the_newest_days_and_roll_ups_stay() {
        let keep = History { size_at_most_gb: 1, ..History::default() };
        let mut sizes = days_of(Level::FiveMinutes, today() - 10, today(), 100);
        sizes.extend(days_of(Level::Day, today() - 10, today(), 100));
        assert_eq!(due(&sizes, &keep, 1_000_000_001, NOW), [(Level::Day, today() - 10)]);
        assert_eq!(due(&sizes, &keep, 1_000_000_000, NOW), []);
        let sizes = days_of(Level::Day, today() - 2, today(), 100);
        assert_eq!(due(&sizes, &keep, u64::MAX, NOW), []);
        assert_eq!(due(&sizes, &History::default(), u64::MAX, NOW), [], "without a bound");
    }

    #[test]
    fn what_a_day_takes_is_told_by_the_newest_whole_days() {
        let mut sizes = days_of(Level::Day, today() - 20, today() - 7, 9999);
        sizes.extend(days_of(Level::Day, today() - 7, today(), 100));
        sizes.extend(days_of(Level::Day, today(), today() + 1, 3));
        assert_eq!(octets_a_day(&sizes, Level::Day, NOW), 100.0);
        let found = foresee(&sizes, &History::default(), 5000, u64::MAX, NOW);
        assert_eq!(found, Forecast { settled_octets: 5000 + 20 * 100, full_at: None });
        let bounded = History { size_at_most_gb: 1, ..History::default() };
        let found = foresee(&sizes, &bounded, 999_999_000, u64::MAX, NOW);
        assert_eq!(found.full_at, Some(NOW.plus_seconds(11 * 86_400)));
    }
}
