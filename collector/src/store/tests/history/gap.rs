//! Growth over gaps of any length: told once, in the window in which the gap ends, wherever the values around it lie.

use super::super::*;
use crate::{
    history::{key::Level, rollup::Windows},
    store::{Due, Enough},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// 2026-03-01T00:00:00Z.
const BEGIN: Timestamp = Timestamp(1_772_323_200_000);
const DAY: i64 = 1440;
/// Minutes of two weeks and more.
const END: i64 = 15 * DAY;

fn at(minute: i64) -> Timestamp {
    BEGIN.plus_seconds(minute * 60)
}

/// A reading of a counter of 64 bits, of a device that has run since `booted`.
fn read(minute: i64, count: u64, booted: i64) -> Row {
    let values = vec![
        (Metric::InOctets.id(), 1, Value::Count(count)),
        (Metric::HighCapacity.id(), 1, Value::Count(1)),
        (Metric::Uptime.id(), 0, Value::Level((minute - booted) as f64 * 60.0)),
    ];
    let body = reading::pack(values);
    Row::Reading(StoredReading { device: DeviceId(1), source: Source::Snmp, at: at(minute), body })
}

fn begun(dir: &Path) -> (Store, Reader) {
    let mut store = Store::open(dir).unwrap();
    store.commit(&book()).unwrap();
    let reader = store.reader().unwrap();
    (store, reader)
}

/// Puts everything into days that was over by then.
fn compact(store: &mut Store, reader: &Reader, until: Timestamp) {
    let due = Due { until, number: i64::MAX, released: at(0) };
    while let Some(step) = reader.compact_readings(DeviceId(1), due, Enough::MOST).unwrap() {
        store.step(&step).unwrap();
    }
    while let Some((_, step)) = reader.compact_day(until, None, Enough::MOST).unwrap() {
        store.step(&step).unwrap();
    }
}

/// Minute of each window in which growth is known, for how many minutes, and how much.
fn grown(reader: &Reader, from: i64, to: i64) -> Vec<(i64, u64, u64)> {
    let metrics = [Metric::InOctets];
    let many = Many { device: DeviceId(1), instances: &["ether1"], metrics: &metrics, from: at(from), to: at(to) };
    let rolled = reader.rolled_of(&many, Level::FiveMinutes).unwrap().remove(0);
    let traffic = reader.traffic_of(&many).unwrap().remove(0);
    let Some(Windows::Growths(rows)) = rolled.get(&(Source::Snmp, Metric::InOctets)) else {
        assert!(traffic.is_empty());
        return Vec::new();
    };
    let carried = &traffic[&(Source::Snmp, Metric::InOctets)];
    assert_eq!(carried.at, rows.iter().map(|row| row.at).collect::<Vec<_>>());
    assert_eq!(carried.increase, rows.iter().map(|row| row.increase).collect::<Vec<_>>());
    assert_eq!(carried.known_ms, rows.iter().map(|row| row.known_ms).collect::<Vec<_>>());
    let known = rows.iter().filter(|row| row.known_ms > 0);
    known.map(|row| ((row.at - BEGIN.0) / 60_000, row.known_ms / 60_000, row.increase)).collect()
}

#[test]
fn growth_over_days_is_told_once_and_is_no_peak() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, reader) = begun(dir.path());
    let rows: Vec<Row> =
        (0..10).chain(6 * DAY..6 * DAY + 10).map(|minute| read(minute, minute as u64 * 60, -9)).collect();
    store.commit(&rows).unwrap();
    let expected =
        vec![(0, 4, 240), (5, 5, 300), (6 * DAY, 6 * DAY as u64 - 5, (6 * DAY as u64 - 5) * 60), (6 * DAY + 5, 5, 300)];
    assert_eq!(grown(&reader, 0, END), expected);
    compact(&mut store, &reader, at(END));
    assert_eq!(grown(&reader, 0, END), expected);
    let ask = Ask {
        device: DeviceId(1),
        source: None,
        instance: "ether1",
        metrics: &[Metric::InOctets],
        from: at(0),
        to: at(END),
    };
    let rolled = reader.rolled(&ask, Level::FiveMinutes).unwrap();
    let Windows::Growths(rows) = &rolled[&(Source::Snmp, Metric::InOctets)] else { panic!("a counter") };
    assert!(rows.iter().all(|row| row.fastest <= 1.0), "one a second, before, after and over the gap: {rows:?}");
}

#[test]
fn a_reboot_in_the_gap_hides_what_was_counted() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, reader) = begun(dir.path());
    let rows = [read(0, 100, -9), read(1, 160, -9), read(5 * DAY, 5000, 3 * DAY), read(5 * DAY + 1, 5060, 3 * DAY)];
    store.commit(&rows).unwrap();
    let expected = vec![(0, 1, 60), (5 * DAY, 1, 60)];
    assert_eq!(grown(&reader, 0, END), expected);
    compact(&mut store, &reader, at(END));
    assert_eq!(grown(&reader, 0, END), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the gaps, in whatever order values come, however much of them is in days already, and wherever a range is
    /// cut: what is added up is what the counter grew by.
    #[test]
    fn any_split_of_a_series_with_gaps_grows_like_the_whole(
        readings in proptest::collection::btree_map(0..END - DAY, 0u64..1000, 2..20),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 20),
        closes in any::<u32>(),
        cut in 0..END,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, reader) = begun(dir.path());
        let mut count = 0u64;
        let counts: BTreeMap<i64, u64> = readings.into_iter().map(|(minute, more)| { count += more; (minute, count) }).collect();
        let mut left: Vec<(i64, u64)> = counts.into_iter().collect();
        let mut there: BTreeMap<i64, u64> = BTreeMap::new();
        for (turn, place) in order.iter().enumerate() {
            if left.is_empty() {
                break;
            }
            let (minute, count) = left.remove(place.index(left.len()));
            there.insert(minute, count);
            store.commit(&[read(minute, count, -9)]).unwrap();
            if closes >> turn & 1 == 1 {
                compact(&mut store, &reader, at(END));
            }
            let whole = there.values().next_back().unwrap() - there.values().next().unwrap();
            let sum = |windows: Vec<(i64, u64, u64)>| windows.iter().map(|(.., increase)| increase).sum::<u64>();
            prop_assert_eq!(sum(grown(&reader, 0, END)), whole);
            let cut = cut / 5 * 5;
            prop_assert_eq!(sum(grown(&reader, 0, cut)) + sum(grown(&reader, cut, END)), whole);
        }
        let before = grown(&reader, 0, END);
        compact(&mut store, &reader, at(END));
        prop_assert_eq!(grown(&reader, 0, END), before);
    }
}
