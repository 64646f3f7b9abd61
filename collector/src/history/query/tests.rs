//! Steps, percentiles and summaries against a plain reckoning.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const DAY: i64 = 86_400_000;
/// 2026-03-01T00:00:00Z.
const BEGIN: i64 = 1_772_323_200_000;

fn range(from: i64, to: i64) -> Range<Timestamp> {
    Timestamp(from)..Timestamp(to)
}

const ALWAYS: Since = Since { raw: None, five_minutes: None };

fn planned(reading: Reading, days: i64, step_s: Option<u32>, since: Since) -> (MadeOf, i64) {
    let plan = plan(Metric::InOctets, reading, range(BEGIN - days * DAY, BEGIN), step_s, 25_200, since).unwrap();
    (plan.made_of, plan.step_ms / 1000)
}

#[test]
fn the_source_follows_the_range_and_the_step() {
    let check = |days, step, since, expected| assert_eq!(planned(Reading::Average, days, step, since), expected);
    check(1, None, ALWAYS, (MadeOf::Raw, 300));
    check(1, Some(60), ALWAYS, (MadeOf::Raw, 60));
    check(7, None, ALWAYS, (MadeOf::FiveMinutes, 3600));
    check(7, Some(60), ALWAYS, (MadeOf::Raw, 60));
    check(30, Some(86_400), ALWAYS, (MadeOf::FiveMinutes, 86_400));
    check(365, None, ALWAYS, (MadeOf::Hours, 604_800));
    check(365, Some(300), ALWAYS, (MadeOf::FiveMinutes, 300));
    let young = Since { raw: Some(Timestamp(BEGIN)), five_minutes: Some(Timestamp(BEGIN)) };
    check(1, None, young, (MadeOf::FiveMinutes, 300));
    check(7, None, young, (MadeOf::Hours, 3600));
    assert_eq!(planned(Reading::P95, 365, None, young), (MadeOf::FiveMinutes, 604_800));
    assert_eq!(planned(Reading::P95Raw, 30, None, ALWAYS), (MadeOf::Raw, 86_400));
}

#[test]
fn what_cannot_be_told_is_refused() {
    let refused = |metric, reading, to, step| plan(metric, reading, range(BEGIN, to), step, 0, ALWAYS).unwrap_err();
    assert_eq!(refused(Metric::InOctets, Reading::Average, BEGIN, None), Unplanned::Empty);
    assert_eq!(refused(Metric::InOctets, Reading::Average, BEGIN + DAY, Some(420)), Unplanned::Step);
    assert_eq!(refused(Metric::InOctets, Reading::Average, BEGIN + DAY, Some(0)), Unplanned::Step);
    assert_eq!(refused(Metric::CpuUse, Reading::Increase, BEGIN + DAY, None), Unplanned::NotCounter);
}

#[test]
fn days_begin_at_midnight_of_the_zone() {
    let seven = 7 * 3_600_000;
    let plan = plan(Metric::InOctets, Reading::Increase, range(BEGIN - seven, BEGIN + 1), Some(86_400), 25_200, ALWAYS)
        .unwrap();
    assert_eq!(plan.range, range(BEGIN - seven, BEGIN - seven + DAY));
    let row =
        |at, increase| Growth { at, count: 5, known_ms: 300_000, increase, slowest: 0.0, fastest: 9.0, last: increase };
    let windows = Windows::Growths(vec![row(BEGIN - seven - 300_000, 7), row(BEGIN - seven, 10), row(BEGIN, 30)]);
    let points = steps(Metric::InOctets, Reading::Increase, &windows, &plan);
    let told: Vec<_> = points.iter().map(|point| (point.at.0 - BEGIN + seven, point.value)).collect();
    assert_eq!(told, [(-DAY, HistoryValue::Count(7)), (0, HistoryValue::Count(40))]);
    let rates = steps(Metric::InOctets, Reading::Average, &windows, &plan);
    assert_eq!(rates[1].value, HistoryValue::Level(40.0 * 8.0 / 600.0));
}

#[test]
fn a_percentile_is_a_value_that_was_there() {
    let check = |values: &[f64], expected| assert_eq!(percentile(&mut values.to_vec(), 95), expected);
    check(&[], None);
    check(&[3.0], Some(3.0));
    check(&[4.0, 1.0, 3.0, 2.0], Some(4.0));
    let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
    check(&hundred, Some(95.0));
    let month: Vec<f64> = (0..8640).map(f64::from).collect();
    check(&month, Some(8207.0));
}

proptest! {
    /// Steps hold every window once; what is not known is not there.
    #[test]
    fn steps_add_up(
        rows in proptest::collection::btree_map(0i64..600, (1u32..6, 0u64..1000, any::<bool>()), 0..200),
        step_s in prop_oneof![Just(300u32), Just(900), Just(3600), Just(86_400)],
        offset_h in -12i32..13,
    ) {
        let growths: Vec<Growth> = rows
            .iter()
            .map(|(place, (count, increase, known))| Growth {
                at: BEGIN + place * FIVE_MINUTES_MS,
                count: *count,
                known_ms: if *known { 300_000 } else { 0 },
                increase: if *known { *increase } else { 0 },
                slowest: 1.0,
                fastest: 2.0,
                last: *increase,
            })
            .collect();
        let whole = range(BEGIN, BEGIN + 600 * FIVE_MINUTES_MS);
        let offset_s = offset_h * 3600;
        let plan = plan(Metric::InUcast, Reading::Increase, whole.clone(), Some(step_s), offset_s, ALWAYS).unwrap();
        let windows = Windows::Growths(growths.clone());
        let mut expected: BTreeMap<i64, u64> = BTreeMap::new();
        for row in growths.iter().filter(|row| row.known_ms > 0) {
            let local = row.at + i64::from(offset_s) * 1000;
            let step = i64::from(step_s) * 1000;
            *expected.entry(local - local.rem_euclid(step) - i64::from(offset_s) * 1000).or_default() += row.increase;
        }
        let found: BTreeMap<i64, u64> = steps(Metric::InUcast, Reading::Increase, &windows, &plan)
            .into_iter()
            .map(|point| (point.at.0, match point.value { HistoryValue::Count(count) => count, HistoryValue::Level(_) => 0 }))
            .collect();
        prop_assert_eq!(&found, &expected);
        prop_assert!(found.keys().all(|at| plan.range.contains(&Timestamp(*at))));
        let summary = summary(Metric::InUcast, &windows, FIVE_MINUTES_MS, &whole);
        prop_assert_eq!(summary.increase.unwrap_or(0), expected.values().sum::<u64>());
        prop_assert_eq!(summary.samples, growths.iter().map(|row| u64::from(row.count)).sum::<u64>());
    }
}
