//! Known answers, and properties of volumes, percentiles and forecasts.

use super::*;
use proptest::prelude::*;

/// Monday, 00:00 at the place.
const MONDAY: &str = "2026-10-04T16:00:00Z";

fn start() -> Timestamp {
    Timestamp::parse(MONDAY).unwrap()
}

fn window(place: i64, octets: u64, known_ms: u64) -> Window {
    Window { at: start().plus_millis(place * WINDOW_MS), octets, known_ms }
}

/// Windows of equal rates, bit/s, one after another.
fn steady(rates: impl IntoIterator<Item = f64>) -> Vec<Window> {
    let octets = |bps: f64| (bps * 300.0 / 8.0) as u64;
    (0..).zip(rates).map(|(place, bps)| window(place, octets(bps), 300_000)).collect()
}

fn one(windows: Vec<Window>) -> Links {
    Links { incoming: vec![windows.clone()], outgoing: vec![windows] }
}

fn long(windows: i64) -> Period {
    Period { from: start(), to: start().plus_millis(windows * WINDOW_MS) }
}

#[test]
fn a_day_of_a_line() {
    // 288 windows: 5 % of them, 14.4, may be higher.
    let busy = |high: usize| (0..288).map(move |place| if place < high { 90e6 } else { 10e6 });
    let at = |high| usage(&one(steady(busy(high))), long(288), Zone::Wita, Some(100_000_000));
    let found = at(14);
    assert_eq!((found.p95_bps, found.incoming.peak_bps), (Some(10e6), Some(90e6)));
    assert_eq!((found.p95_percent, found.peak_percent), (Some(10.0), Some(90.0)));
    assert_eq!(at(15).p95_bps, Some(90e6));
    let octets = (90e6 * 14.0 + 10e6 * 274.0) * 300.0 / 8.0;
    assert_eq!((found.incoming.octets, found.days.len(), found.days[0].in_octets), (octets as u64, 1, octets as u64));
    assert_eq!((found.measured_percent, found.counted_percent), (100.0, 100.0));
    assert_eq!(found.profile.busiest, Some((0, 0)), "Monday at midnight");
    assert_eq!(found.profile.weekdays[0][23], Some(10e6));
    assert_eq!(found.profile.weekdays[1], [None; 24]);
    assert_eq!(found.forecast, Forecast::NotEnoughData { days: 1, needed: 28 });
}

#[test]
fn the_higher_direction_counts() {
    let links = Links { incoming: vec![steady([5e6; 20])], outgoing: vec![steady([7e6; 20])] };
    let found = usage(&links, long(20), Zone::Wita, None);
    assert_eq!((found.incoming.p95_bps, found.outgoing.p95_bps, found.p95_bps), (Some(5e6), Some(7e6), Some(7e6)));
    assert_eq!((found.p95_percent, found.contracted_bps), (None, None));
}

#[test]
fn a_gap_is_a_gap_and_what_was_counted_over_it_is_real() {
    // Ten windows, ten missing; the counter went on and is read in the last window after them.
    let mut windows = steady([8e6; 10]);
    windows.push(window(20, 3_300_000_000, 11 * 300_000));
    windows.extend((21..30).map(|place| window(place, 300_000_000, 300_000)));
    let found = usage(&one(windows.clone()), long(30), Zone::Wita, None);
    assert_eq!(found.incoming.octets, 10 * 300_000_000 + 3_300_000_000 + 9 * 300_000_000);
    assert!((found.measured_percent - 19.0 / 30.0 * 100.0).abs() < 1e-9, "{}", found.measured_percent);
    assert_eq!((found.counted_percent, found.incoming.peak_bps), (100.0, Some(8e6)));
    // A counter that was reset meanwhile: nothing is known of the gap.
    windows[10] = window(20, 0, 0);
    let found = usage(&one(windows), long(30), Zone::Wita, None);
    assert_eq!(found.incoming.octets, 19 * 300_000_000);
    assert!((found.counted_percent - 19.0 / 30.0 * 100.0).abs() < 1e-9);
}

#[test]
fn octets_of_a_gap_over_midnight_are_spread_over_both_days() {
    // From 18:00 to 06:00, read in the window that ends at 06:00.
    let windows = vec![window(288 + 71, 1200, 12 * 3_600_000)];
    let found = usage(&one(windows), long(2 * 288), Zone::Wita, None);
    assert_eq!(found.days.iter().map(|day| day.in_octets).collect::<Vec<_>>(), [600, 600]);
    assert_eq!(found.days.iter().map(|day| day.counted_percent).collect::<Vec<_>>(), [25.0, 25.0]);
    assert_eq!((found.months.len(), found.months[0].in_octets, found.months[0].counted_percent), (1, 1200, 25.0));
    assert_eq!(found.p95_bps, None, "that is no mean of five minutes");
}

#[test]
fn two_lines_together_need_both() {
    let links = Links { incoming: vec![steady([5e6; 20]), steady([2e6; 10])], outgoing: Vec::new() };
    let found = usage(&links, long(20), Zone::Wita, Some(10_000_000));
    assert_eq!((found.incoming.p95_bps, found.measured_percent), (Some(7e6), 0.0));
    assert_eq!(found.incoming.octets, (5e6 * 20.0 * 37.5 + 2e6 * 10.0 * 37.5) as u64);
}

/// Days whose 95th percentile is given.
fn measured(p95: impl Fn(i64) -> f64, count: i64) -> Vec<Volume> {
    let day = |number: i64| Volume {
        from: start().plus_seconds(number * 86_400),
        to: start().plus_seconds((number + 1) * 86_400),
        p95_bps: Some(p95(number)),
        measured_percent: 100.0,
        ..Volume::default()
    };
    (0..count).map(day).collect()
}

/// A working day carries more than a weekend; and some noise that repeats exactly.
fn office(number: i64) -> f64 {
    let noise = ((number.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 31) % 13) as f64 - 6.0;
    if number % 7 < 5 { 40e6 + noise * 1e5 } else { 10e6 + noise * 1e5 }
}

#[test]
fn a_line_that_fills_is_told_with_its_uncertainty() {
    let days = measured(|day| office(day) + 0.5e6 * day as f64, 60);
    let found = forecast(&days, Zone::Wita, Some(100_000_000));
    let Forecast::Rising { daily_bps, full, earliest, latest, .. } = found else { panic!("{found:?}") };
    assert!((daily_bps - 0.5e6).abs() < 0.03e6, "{daily_bps}");
    let (full, earliest, latest) = (full.unwrap(), earliest.unwrap(), latest.unwrap());
    assert!(earliest <= full && full <= latest);
    // A usual day carries 40 Mbit/s + 0.5 by day: 100 on day 120.
    let day = full.seconds_since(start()) / 86_400.0;
    assert!((110.0..=130.0).contains(&day), "{day}");
    let without = forecast(&days, Zone::Wita, None);
    assert!(matches!(without, Forecast::Rising { full: None, .. }), "{without:?}");
}

#[test]
fn no_trend_too_little_and_full_are_answers() {
    let steady = measured(office, 60);
    assert!(matches!(forecast(&steady, Zone::Wita, Some(100_000_000)), Forecast::NoTrend { .. }));
    assert!(matches!(forecast(&steady, Zone::Wita, Some(30_000_000)), Forecast::Full { .. }));
    let falling = measured(|day| office(day) - 0.2e6 * day as f64, 60);
    assert!(matches!(forecast(&falling, Zone::Wita, Some(100_000_000)), Forecast::Falling { .. }));
    assert_eq!(forecast(&steady[..27], Zone::Wita, None), Forecast::NotEnoughData { days: 27, needed: 28 });
    let mut holes = steady.clone();
    holes.iter_mut().take(40).for_each(|day| day.measured_percent = 49.0);
    assert_eq!(forecast(&holes, Zone::Wita, None), Forecast::NotEnoughData { days: 20, needed: 28 });
    // Never a Sunday: of that weekday nothing is known.
    let no_sundays: Vec<Volume> =
        steady.into_iter().enumerate().filter(|(day, _)| day % 7 != 6).map(|(_, d)| d).collect();
    assert!(matches!(forecast(&no_sundays, Zone::Wita, None), Forecast::NotEnoughData { .. }));
}

#[test]
fn a_few_strange_days_do_not_bend_the_line() {
    let strange = |day: i64| if day % 11 == 3 { 900e6 } else { office(day) + 0.5e6 * day as f64 };
    let found = forecast(&measured(strange, 84), Zone::Wita, Some(200_000_000));
    let Forecast::Rising { daily_bps, .. } = found else { panic!("{found:?}") };
    assert!((daily_bps - 0.5e6).abs() < 0.15e6, "{daily_bps}");
}

fn any_windows() -> impl Strategy<Value = Vec<Window>> {
    let known = prop_oneof![Just(0u64), Just(300_000), 1..700_000u64, 1..90_000_000u64];
    let one = (0..2000i64, 0..u64::MAX / 4096, known);
    prop::collection::vec(one, 0..60).prop_map(|found| {
        let mut windows: Vec<Window> =
            found.into_iter().map(|(place, octets, known)| window(place, octets, known)).collect();
        windows.sort_by_key(|window| window.at);
        windows.dedup_by_key(|window| window.at);
        windows
    })
}

proptest! {
    /// A period cut anywhere, and its parts added, has the octets of the whole, to the last one; so have its days.
    #[test]
    fn volumes_add_up(windows in any_windows(), cut in 1..1999i64) {
        let links = one(windows);
        let whole = usage(&links, long(2000), Zone::Wita, None);
        let middle = start().plus_millis(cut * WINDOW_MS + 1);
        let parts = [Period { to: middle, ..long(2000) }, Period { from: middle, ..long(2000) }];
        let sum: u64 = parts.iter().map(|part| usage(&links, *part, Zone::Wita, None).incoming.octets).sum();
        prop_assert_eq!(sum, whole.incoming.octets);
        prop_assert_eq!(whole.days.iter().map(|day| day.in_octets).sum::<u64>(), whole.incoming.octets);
        prop_assert_eq!(whole.months.iter().map(|month| month.out_octets).sum::<u64>(), whole.outgoing.octets);
        prop_assert!((0.0..=100.0).contains(&whole.counted_percent) && (0.0..=100.0).contains(&whole.measured_percent));
    }

    /// At most 5 % are above the 95th percentile, it is one of the values, and the order of values is no matter.
    #[test]
    fn a_percentile_is_what_it_says(mut rates in prop::collection::vec(0.0..1e12f64, 1..400)) {
        let shuffled: Vec<f64> = rates.iter().rev().copied().collect();
        let found = p95(&mut rates).unwrap();
        prop_assert!(rates.contains(&found));
        let above = rates.iter().filter(|rate| **rate > found).count();
        prop_assert!(above * 100 <= rates.len() * 5, "{} of {}", above, rates.len());
        let at_least = rates.iter().filter(|rate| **rate <= found).count();
        prop_assert!(at_least * 100 >= rates.len() * 95);
        prop_assert_eq!(p95(&mut shuffled.clone()), Some(found));
    }

    /// A straight line is found whatever its slope, and its date is never before now.
    #[test]
    fn a_straight_line_is_found(level in 1e6..50e6f64, daily in 1e3..1e6f64, count in 28..120i64) {
        let days = measured(|day| level + daily * day as f64, count);
        let capacity = level + daily * (count as f64 + 30.0);
        let found = forecast(&days, Zone::Wita, Some(capacity as u64));
        let Forecast::Rising { daily_bps, full: Some(full), .. } = found else { panic!("{found:?}") };
        prop_assert!((daily_bps / daily - 1.0).abs() < 1e-6);
        prop_assert!(full >= days.last().unwrap().to);
        let away = full.seconds_since(days.last().unwrap().to) / 86_400.0;
        prop_assert!((away - 31.0).abs() < 0.1, "{}", away);
    }
}
