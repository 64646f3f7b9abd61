//! Series read back from the tail: in order, one value a moment, from one source.

mod compaction;
mod gap;

use super::*;

const MINUTE: i64 = 60;

fn at(minute: i64) -> Timestamp {
    AT.plus_seconds(minute * MINUTE)
}

fn from(source: Source, minute: i64, samples: &[(Metric, u32, Value)]) -> Row {
    let packed = samples.iter().map(|(metric, instance, value)| (metric.id(), *instance, *value)).collect();
    Row::Reading(StoredReading { device: DeviceId(1), source, at: at(minute), body: reading::pack(packed) })
}

fn counts(reader: &Reader, source: Option<Source>, range: std::ops::Range<i64>) -> Vec<(i64, u64)> {
    let points =
        reader.series(DeviceId(1), source, Metric::InOctets, "ether1", at(range.start)..at(range.end)).unwrap();
    let count = |value| match value {
        Value::Count(count) => count,
        Value::Level(_) => panic!("a counter came back as a level"),
    };
    points.into_iter().map(|point| ((point.at.0 - AT.0) / 60_000, count(point.value))).collect()
}

#[test]
fn a_series_is_read_in_order_and_what_came_first_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    let octets = |minute, count| from(Source::Snmp, minute, &[(Metric::InOctets, 1, Value::Count(count))]);
    store.commit(&[octets(2, 20), octets(0, 1), octets(1, 10), octets(1, 11), octets(5, u64::MAX)]).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(counts(&reader, None, 0..10), [(0, 1), (1, 10), (2, 20), (5, u64::MAX)]);
    assert_eq!(counts(&reader, None, 1..2), [(1, 10)], "the end is not included");
    assert_eq!(counts(&reader, Some(Source::Agent), 0..10), []);
    let none = reader.series(DeviceId(1), None, Metric::InOctets, "ether9", at(0)..at(10)).unwrap();
    assert_eq!(none, [], "an instance that never was");
}

#[test]
fn two_sources_of_one_counter_are_not_mixed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    let octets = |source, minute, count| from(source, minute, &[(Metric::InOctets, 1, Value::Count(count))]);
    let rows: Vec<_> = (0..4).map(|minute| octets(Source::Snmp, minute, 100)).collect();
    store.commit(&rows).unwrap();
    store.commit(&[octets(Source::Agent, 1, 5), octets(Source::Agent, 2, 6)]).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(counts(&reader, None, 0..10).len(), 4);
    assert_eq!(counts(&reader, Some(Source::Agent), 0..10), [(1, 5), (2, 6)]);
    assert_eq!(counts(&reader, None, 1..3), [(1, 100), (2, 100)], "of equally many the first source");
}

#[test]
fn readings_of_an_older_database_stay_in_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let old = Connection::open(dir.path().join(FILE)).unwrap();
    old.execute_batch(include_str!("../migration/1.sql")).unwrap();
    old.execute_batch("PRAGMA application_id = 0x50414e54; PRAGMA user_version = 1").unwrap();
    old.execute("INSERT INTO device (id) VALUES (1)", []).unwrap();
    old.execute("INSERT INTO instance VALUES (1, 0, ''), (1, 1, 'ether1')", []).unwrap();
    for (minute, count) in [(3, 30), (1, 10), (2, 20)] {
        let body = reading::pack(vec![(Metric::InOctets.id(), 1, Value::Count(count))]);
        let values = rusqlite::params![at(minute).0, "snmp", minute, body];
        old.execute("INSERT INTO reading VALUES (?1, 1, ?2, ?3, ?4)", values).unwrap();
    }
    drop(old);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(counts(&store.reader().unwrap(), None, 0..10), [(1, 10), (2, 20), (3, 30)]);
    let committed: Vec<_> = readings(&store).into_iter().map(|reading| reading.at).collect();
    assert_eq!(committed, [at(3), at(1), at(2)]);
}
