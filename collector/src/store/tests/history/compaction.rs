//! Compaction changes nothing that can be read, whatever comes late and wherever it is interrupted.

use super::super::*;
use crate::{
    history::{key::Level, rollup::Windows},
    store::{Due, Enough, Forget},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// 2026-03-01T00:00:00Z.
const BEGIN: Timestamp = Timestamp(1_772_323_200_000);
const METRICS: [Metric; 6] =
    [Metric::InOctets, Metric::OutErrors, Metric::Speed, Metric::HighCapacity, Metric::Uptime, Metric::CpuUse];

fn at(minute: i64) -> Timestamp {
    BEGIN.plus_seconds(minute * 60)
}

#[derive(Clone, Debug)]
enum Action {
    /// A reading: device, is it the agent's, minute, seed of its values.
    Read(u32, bool, i64, u64),
    /// Readings into blocks, once; is the step done?
    Compact(u32, bool),
    /// Blocks into their day, once; is the step done?
    Close(bool),
    /// The process is killed.
    Kill,
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let minute = prop_oneof![Just(0i64), Just(119), Just(120), Just(1439), Just(1440), 0i64..4000];
    let read = (1u32..3, any::<bool>(), minute, any::<u64>());
    let action = prop_oneof![
        12 => read.prop_map(|(device, agent, minute, seed)| Action::Read(device, agent, minute, seed)),
        4 => (1u32..3, prop::bool::weighted(0.8)).prop_map(|(device, done)| Action::Compact(device, done)),
        3 => prop::bool::weighted(0.8).prop_map(Action::Close),
        1 => Just(Action::Kill),
    ];
    proptest::collection::vec(action, 1..120)
}

fn values(seed: u64, minute: i64) -> Vec<(Metric, u32, Value)> {
    let mut values = vec![
        (Metric::InOctets, 1, Value::Count(seed / 3)),
        (Metric::OutErrors, 1, Value::Count(seed % 7)),
        (Metric::Speed, 1, Value::Count(1_000_000_000)),
        (Metric::HighCapacity, 1, Value::Count(1)),
        (Metric::Uptime, 0, Value::Level(minute as f64 * 60.0 + 5.0)),
    ];
    if seed.is_multiple_of(3) {
        values.push((Metric::CpuUse, 0, Value::Level((seed % 100) as f64 / 4.0)));
    }
    if seed.is_multiple_of(5) {
        // A gauge that is told as a whole number at times.
        values.push((Metric::CpuUse, 0, Value::Count(seed % 100)));
    }
    values
}

type Model = BTreeMap<(u32, Source, Metric, &'static str), BTreeMap<i64, Value>>;

/// Everything that can be read, in one range or in pieces.
fn read(reader: &Reader, cuts: &[i64]) -> Model {
    let mut found = Model::new();
    for (device, instance) in [(1, "ether1"), (1, ""), (2, "ether1"), (2, "")] {
        for piece in cuts.windows(2) {
            let (from, to) = (at(piece[0]), at(piece[1]));
            let ask = Ask { device: DeviceId(device), source: None, instance, metrics: &METRICS, from, to };
            for ((source, metric), points) in reader.history(&ask).unwrap() {
                assert!(points.is_sorted_by(|one, next| one.at < next.at));
                let there = found.entry((device, source, metric, instance)).or_default();
                for point in points {
                    assert_eq!(there.insert(point.at.0, point.value), None, "twice");
                }
            }
        }
    }
    found
}

fn open(dir: &Path) -> (Store, Reader) {
    let store = Store::open(dir).unwrap();
    let reader = store.reader().unwrap();
    (store, reader)
}

fn due() -> Due {
    Due { until: at(100_000), number: i64::MAX, released: at(0) }
}

/// The figures kept beside the blocks are what the blocks hold.
fn sizes_are_true(reader: &Reader, dir: &Path) {
    let connection = Connection::open(dir.join(FILE)).unwrap();
    let sizes = reader.history_sizes().unwrap();
    for (level, table) in [
        (Level::Window, "history_window"),
        (Level::Day, "history_day"),
        (Level::FiveMinutes, "history_five_minutes"),
        (Level::Hours, "history_hours"),
    ] {
        let sql = format!("SELECT count(*), coalesce(sum(length(body)), 0) FROM {table}");
        let (blocks, octets): (i64, i64) =
            connection.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let total = crate::history::retention::total(&sizes, level);
        assert_eq!((total.blocks, total.octets), (blocks, octets), "{level:?}");
        assert!(total.samples >= total.blocks, "{level:?} {total:?}");
    }
}

/// Roll-ups that were kept when days were closed are those that would be made now.
fn rollups_are_true(reader: &Reader) {
    for device in [1, 2] {
        for instance in ["ether1", ""] {
            let metrics = [Metric::InOctets, Metric::OutErrors, Metric::CpuUse];
            let ask = |from, to| Ask { device: DeviceId(device), source: None, instance, metrics: &metrics, from, to };
            let whole = reader.history(&ask(at(0), at(5000))).unwrap();
            let five = reader.rolled(&ask(at(0), at(5000)), Level::FiveMinutes).unwrap();
            let hours = reader.rolled(&ask(at(0), at(5000)), Level::Hours).unwrap();
            for (name, windows) in &five {
                let count = |windows: &Windows| match windows {
                    Windows::Spreads(rows) => rows.iter().map(|row| u64::from(row.count)).sum::<u64>(),
                    Windows::Growths(rows) => rows.iter().map(|row| u64::from(row.count)).sum(),
                };
                assert_eq!(count(windows), whole[name].len() as u64, "{name:?}");
                assert_eq!(
                    &crate::history::rollup::wider(windows, crate::history::rollup::HOUR_MS),
                    &hours[name],
                    "{name:?}"
                );
            }
            assert_eq!(five.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nothing_is_lost_doubled_or_changed(actions in actions(), cut in 1i64..4999) {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, mut reader) = open(dir.path());
        store.commit(&book()).unwrap();
        store
            .commit(&[
                Row::Instance(DeviceId(2), 0, String::new()),
                Row::Instance(DeviceId(2), 1, "ether1".into()),
            ])
            .unwrap();
        let mut model = Model::new();
        for action in actions {
            let is_reading = matches!(action, Action::Read(..));
            match action {
                Action::Read(device, agent, minute, seed) => {
                    let source = if agent { Source::Agent } else { Source::Snmp };
                    let values = values(seed, minute);
                    // A blob holds its values by metric, whole numbers first.
                    let mut kept = values.clone();
                    kept.sort_by_key(|(.., value)| matches!(value, Value::Level(_)));
                    for (metric, instance, value) in kept {
                        let instance = if instance == 1 { "ether1" } else { "" };
                        let series = model.entry((device, source, metric, instance)).or_default();
                        series.entry(at(minute).0).or_insert(value);
                    }
                    let packed = values.into_iter().map(|(metric, number, value)| (metric.id(), number, value));
                    let body = reading::pack(packed.collect());
                    store.commit(&[Row::Reading(StoredReading { device: DeviceId(device), source, at: at(minute), body })]).unwrap();
                }
                Action::Compact(device, done) => {
                    let step = reader.compact_readings(DeviceId(device), due(), Enough::MOST).unwrap();
                    if let Some(step) = step.filter(|_| done) {
                        store.step(&step).unwrap();
                    }
                }
                Action::Close(done) => {
                    let step = reader.compact_day(at(100_000), None, Enough::MOST).unwrap();
                    if let Some((_, step)) = step.filter(|_| done) {
                        store.step(&step).unwrap();
                    }
                }
                Action::Kill => {
                    drop((store, reader));
                    (store, reader) = open(dir.path());
                }
            }
            if !is_reading {
                prop_assert_eq!(&read(&reader, &[0, 5000]), &model);
            }
        }
        prop_assert_eq!(&read(&reader, &[0, cut, 5000]), &model);
        rollups_are_true(&reader);
        sizes_are_true(&reader, dir.path());
        // Compacted to the end it is still the same, and no reading is left.
        while let Some(device) = reader.next_in_tail(None).unwrap() {
            store.step(&reader.compact_readings(device, due(), Enough::MOST).unwrap().unwrap()).unwrap();
        }
        prop_assert_eq!(&read(&reader, &[0, cut, 5000]), &model);
        let before = rolled(&reader);
        while let Some((_, step)) = reader.compact_day(at(100_000), None, Enough::MOST).unwrap() {
            store.step(&step).unwrap();
        }
        prop_assert_eq!(&read(&reader, &[0, cut, 5000]), &model);
        prop_assert_eq!(rolled(&reader), before);
        prop_assert_eq!(reader.tail_readings().unwrap(), 0);
        rollups_are_true(&reader);
        sizes_are_true(&reader, dir.path());
    }
}

fn rolled(reader: &Reader) -> Vec<Rolled> {
    let metrics = [Metric::InOctets, Metric::OutErrors, Metric::CpuUse];
    let asks = [(1, "ether1"), (1, ""), (2, "ether1"), (2, "")];
    let ask = |(device, instance)| Ask {
        device: DeviceId(device),
        source: None,
        instance,
        metrics: &metrics,
        from: at(0),
        to: at(5000),
    };
    asks.map(|one| reader.rolled(&ask(one), Level::FiveMinutes).unwrap()).into()
}

fn filled(dir: &Path, minutes: i64) -> (Store, Reader) {
    let (mut store, reader) = open(dir);
    store.commit(&book()).unwrap();
    for minute in 0..minutes {
        let packed = values(minute.cast_unsigned() * 30, minute).into_iter();
        let body = reading::pack(packed.map(|(metric, number, value)| (metric.id(), number, value)).collect());
        let row = StoredReading { device: DeviceId(1), source: Source::Snmp, at: at(minute), body };
        store.commit(&[Row::Reading(row)]).unwrap();
    }
    (store, reader)
}

fn compact(store: &mut Store, reader: &Reader, due: Due) {
    while let Some(step) = reader.compact_readings(DeviceId(1), due, Enough::MOST).unwrap() {
        store.step(&step).unwrap();
    }
    while let Some((_, step)) = reader.compact_day(due.until, None, Enough::MOST).unwrap() {
        store.step(&step).unwrap();
    }
}

fn octets(reader: &Reader) -> usize {
    reader.series(DeviceId(1), None, Metric::InOctets, "ether1", at(0)..at(5000)).unwrap().len()
}

#[test]
fn what_is_not_over_or_still_needed_stays_as_it_came() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, reader) = filled(dir.path(), 250);
    compact(&mut store, &reader, Due { until: at(239), ..due() });
    assert_eq!(reader.tail_readings().unwrap(), 130, "the second two hours are not over");
    compact(&mut store, &reader, Due { number: 200, ..due() });
    assert_eq!(reader.tail_readings().unwrap(), 50, "somebody still sends them on");
    compact(&mut store, &reader, Due { number: 200, released: at(240), until: at(240) });
    assert_eq!(reader.tail_readings().unwrap(), 10, "and has waited too long");
    assert_eq!(octets(&reader), 250);
}

#[test]
fn a_damaged_block_is_a_gap_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, reader) = filled(dir.path(), 360);
    while let Some(step) = reader.compact_readings(DeviceId(1), due(), Enough::MOST).unwrap() {
        store.step(&step).unwrap();
    }
    let other = Connection::open(dir.path().join(FILE)).unwrap();
    let flip = "UPDATE history_window SET body = CAST(substr(body, 1, 9) || x'7f' || substr(body, 11) AS BLOB)
                WHERE id = (SELECT max(id) FROM history_window)";
    assert_eq!(other.execute(flip, []).unwrap(), 1);
    assert_eq!((octets(&reader), reader.take_damaged()), (240, 1));
    while let Some((_, step)) = reader.compact_day(at(100_000), None, Enough::MOST).unwrap() {
        assert_eq!(step.damaged, 1);
        store.step(&step).unwrap();
    }
    assert_eq!((octets(&reader), reader.take_damaged()), (240, 0), "from now on it is a gap");
    sizes_are_true(&reader, dir.path());
}

#[test]
fn what_is_over_goes_in_steps_and_does_not_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, reader) = filled(dir.path(), 3000);
    compact(&mut store, &reader, due());
    let day = Level::Day.stretch(at(0));
    let keys = crate::history::key::of_stretches(day..day + 1);
    let forget = Forget { level: Level::Day, from: keys.start, to: keys.end, at_most: 1 };
    let forgetting = || Step::forgetting(forget).noting(RAW_FLOOR, i64::from(day) + 1);
    assert_eq!(store.step(&forgetting()).unwrap().forgotten, 1);
    sizes_are_true(&reader, dir.path());
    assert_eq!(store.step(&forgetting()).unwrap().forgotten, 1);
    assert_eq!(store.step(&forgetting()).unwrap().forgotten, 0);
    assert_eq!(octets(&reader), 3000 - 1440);
    let metrics = [Metric::InOctets];
    let ask =
        Ask { device: DeviceId(1), source: None, instance: "ether1", metrics: &metrics, from: at(0), to: at(1440) };
    let windows = reader.rolled(&ask, Level::FiveMinutes).unwrap();
    assert!(matches!(&windows[&(Source::Snmp, Metric::InOctets)], Windows::Growths(rows) if rows.len() == 288));
    // What comes late for that day makes no new one of it, and leaves its roll-ups alone.
    let body = reading::pack(vec![(Metric::InOctets.id(), 1, Value::Count(5))]);
    let late = StoredReading { device: DeviceId(1), source: Source::Snmp, at: at(7).plus_seconds(1), body };
    store.commit(&[Row::Reading(late)]).unwrap();
    let step = reader.compact_readings(DeviceId(1), due(), Enough::MOST).unwrap().unwrap();
    assert_eq!(step.too_late, 1);
    store.step(&step).unwrap();
    assert_eq!((octets(&reader), reader.tail_readings().unwrap()), (3000 - 1440, 0));
    assert_eq!(reader.rolled(&ask, Level::FiveMinutes).unwrap(), windows);
}
