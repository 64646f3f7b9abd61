//! Which backups are kept: the newest of each of the last days, weeks and months, and always the last proven one. Pure.

use jiff::{Span, civil::Date, tz::TimeZone};
use model::{Timestamp, Zone, settings::Backup};
use std::collections::BTreeSet;

/// A backup as retention sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Aged {
    pub(crate) made_at: Timestamp,
    pub(crate) is_proven: bool,
}

/// The day of a moment in a zone.
pub(super) fn day(at: Timestamp, zone: Zone) -> Date {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let local = moment.checked_add(Span::new().hours(zone.hours())).unwrap_or(moment);
    local.to_zoned(TimeZone::UTC).date()
}

/// The one backup that may go, the oldest of those that nothing keeps. One at a time: a clock that jumps, or a setting that
/// is mistyped, costs one backup a night. What was never proven is no backup, and goes once a newer one is proven.
pub(crate) fn superfluous(all: &[Aged], settings: &Backup, zone: Zone) -> Option<Timestamp> {
    let mut proven: Vec<Timestamp> = all.iter().filter(|one| one.is_proven).map(|one| one.made_at).collect();
    proven.sort_unstable_by(|a, b| b.cmp(a));
    let newest = *proven.first()?;
    let mut kept = BTreeSet::from([newest]);
    let monday = |date: Date| {
        date.checked_sub(Span::new().days(i64::from(date.weekday().to_monday_zero_offset()))).unwrap_or(date)
    };
    let periods: [(u32, &dyn Fn(Date) -> Date); 3] = [
        (settings.keep_daily, &|date| date),
        (settings.keep_weekly, &monday),
        (settings.keep_monthly, &|date: Date| date.first_of_month()),
    ];
    for (count, period) in periods {
        let mut seen = BTreeSet::new();
        for at in &proven {
            if seen.insert(period(day(*at, zone))) && seen.len() <= count as usize {
                kept.insert(*at);
            }
        }
    }
    let goes = |one: &&Aged| if one.is_proven { !kept.contains(&one.made_at) } else { one.made_at < newest };
    all.iter().filter(goes).map(|one| one.made_at).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nights(count: i64) -> Vec<Aged> {
        let last = Timestamp::parse("2026-11-30T18:30:00Z").unwrap();
        (0..count).map(|n| Aged { made_at: last.plus_seconds(-86_400 * n), is_proven: true }).collect()
    }

    /// What is left once nothing more may go.
    fn left(mut all: Vec<Aged>, settings: &Backup) -> Vec<Aged> {
        while let Some(gone) = superfluous(&all, settings, Zone::Wita) {
            all.retain(|one| one.made_at != gone);
        }
        all
    }

    #[test]
    fn days_weeks_and_months_are_kept() {
        let kept = left(nights(800), &Backup::default());
        // Seven days, four weeks (the newest of which is among the days), twelve months (the newest likewise).
        let days: Vec<String> = kept.iter().map(|one| day(one.made_at, Zone::Wita).to_string()).collect();
        assert_eq!(
            days[..7],
            ["2026-12-01", "2026-11-30", "2026-11-29", "2026-11-28", "2026-11-27", "2026-11-26", "2026-11-25"]
        );
        assert_eq!(days[7..10], ["2026-11-22", "2026-11-15", "2026-10-31"]);
        assert_eq!(days.last().map(String::as_str), Some("2026-01-31"));
        assert_eq!(kept.len(), 7 + 2 + 10);
    }

    #[test]
    fn the_last_proven_one_stays_whatever_comes() {
        let none = Backup { keep_daily: 0, keep_weekly: 0, keep_monthly: 0, ..Backup::default() };
        let mut all = nights(3);
        assert_eq!(left(all.clone(), &none).len(), 1);
        all[0].is_proven = false;
        let kept = left(all, &none);
        assert_eq!(kept.iter().filter(|one| one.is_proven).count(), 1);
        assert!(!kept[0].is_proven, "one that may still be proven stays too");
        let unproven: Vec<Aged> = nights(5).into_iter().map(|one| Aged { is_proven: false, ..one }).collect();
        assert_eq!(superfluous(&unproven, &none, Zone::Wita), None);
    }

    proptest! {
        #[test]
        fn never_the_newest_proven_one(all in proptest::collection::vec((0i64..10_000_000, any::<bool>()), 0..60), daily in 0u32..9) {
            let all: Vec<Aged> = all.into_iter().map(|(at, is_proven)| Aged { made_at: Timestamp::from_seconds(at * 60), is_proven }).collect();
            let settings = Backup { keep_daily: daily, ..Backup::default() };
            let newest = all.iter().filter(|one| one.is_proven).map(|one| one.made_at).max();
            if let Some(gone) = superfluous(&all, &settings, Zone::Wib) {
                prop_assert!(newest.is_some_and(|newest| gone < newest));
            }
        }
    }
}
