//! What becomes of rows when the disk is full, when the database refuses one, and when their time is over.

use super::keep::Keeper;
use crate::{
    change::Lasting,
    fleet::tests::at,
    metrics::Own,
    store::{Reader, Row, Store, StoredReading, StoredReport, reading},
};
use model::{Device, DeviceId, Lang, Opd, OpdCode, Source, Timestamp, batch::Value};
use std::path::Path;

fn large(at: Timestamp) -> Row {
    let body = reading::pack((0..5000).map(|instance| (20, instance, Value::Count(u64::MAX))).collect());
    Row::Reading(StoredReading { device: DeviceId(1), source: Source::Snmp, at, body })
}

fn small(at: Timestamp) -> Row {
    let body = reading::pack(vec![(20, 0, Value::Count(1))]);
    Row::Reading(StoredReading { device: DeviceId(1), source: Source::Snmp, at, body })
}

fn opd(code: &str) -> Row {
    Row::Opd(Opd { code: OpdCode(code.into()), ..Opd::default() })
}

fn keeper(dir: &Path, pages: Option<u32>) -> Keeper {
    let mut store = Store::open(dir).unwrap();
    let instance = Row::Instance(DeviceId(1), 0, "e1".into());
    store.commit(&[Row::Device(Device { id: DeviceId(1), ..Device::default() }), instance]).unwrap();
    if let Some(pages) = pages {
        store.limit_pages(pages);
    }
    Keeper::new(store)
}

fn times(dir: &Path) -> Vec<Timestamp> {
    let store = Reader::beside(dir).unwrap();
    let mut times = Vec::new();
    store.readings(Timestamp(0), 10_000, |read| times.push(read.at)).unwrap();
    times
}

#[test]
fn a_full_disk_is_told_what_comes_waits_and_goes_in_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let own = Own::new("x");
    let mut keeper = keeper(dir.path(), Some(100));
    let kept = (0..100).take_while(|second| keeper.keep(vec![large(at(*second))], &own)).count();
    assert!(kept < 100 && keeper.is_failing());
    assert_eq!(keeper.trouble().unwrap()[1], "disk full: new data waits in memory");
    // Within the pause nothing is tried, and a change of the book is refused instead of promised.
    assert!(!keeper.keep(vec![small(at(500))], &own));
    assert!(!keeper.keep_now(&[opd("DISDIK")], &own));
    keeper.store_mut().limit_pages(100_000);
    keeper.try_now();
    assert!(keeper.keep(vec![small(at(501))], &own));
    assert!(!keeper.is_failing() && keeper.trouble().is_none());
    assert_eq!(times(dir.path()).len(), kept + 3);
    assert!(keeper.keep_now(&[opd("DISDIK")], &own));
}

#[test]
fn one_row_that_is_refused_does_not_keep_the_others_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let own = Own::new("x");
    let mut keeper = keeper(dir.path(), None);
    let orphan = Row::State(DeviceId(77), "{}".into());
    assert!(keeper.keep(vec![small(at(1)), orphan, small(at(2))], &own));
    assert_eq!((times(dir.path()), own.rows_dropped.get()), (vec![at(1), at(2)], 1));
    assert!(keeper.trouble().is_some(), "a person must look");
    assert!(keeper.keep(vec![small(at(3))], &own));
    assert!(keeper.trouble().is_none());
}

#[test]
fn what_waits_is_bounded_and_the_oldest_readings_go() {
    let dir = tempfile::tempdir().unwrap();
    let own = Own::new("x");
    let mut keeper = keeper(dir.path(), Some(40));
    // Each is more than a megabyte: 120 of them are well above the 64 MiB that may wait.
    let values = (0..120_000).map(|instance| (20, instance, Value::Count(u64::MAX)));
    let body = reading::pack(values.collect());
    assert!(body.len() > 1024 * 1024);
    for second in 0..120 {
        let huge = StoredReading { device: DeviceId(1), source: Source::Snmp, at: at(second), body: body.clone() };
        assert!(!keeper.keep(vec![Row::Reading(huge)], &own));
    }
    let dropped = own.rows_dropped.get();
    assert!(dropped > 40, "{dropped}");
    keeper.store_mut().limit_pages(1_000_000);
    keeper.try_now();
    assert!(keeper.keep(vec![opd("DISDIK")], &own));
    let times = times(dir.path());
    assert_eq!(times.last(), Some(&at(119)));
    assert_eq!(times.len() as u64 + dropped, 120);
}

fn report(second: i64, facts: &str) -> Row {
    let body =
        format!(r#"{{"schema":"pantau-device/1","collected_at":"2026-03-01T04:05:06Z","source":"snmp"{facts}}}"#);
    let digest = Lasting::of(&body).digest();
    let (read_by, held) = ("0.1.0".into(), String::new());
    Row::Report(StoredReport {
        device: DeviceId(1),
        source: Source::Snmp,
        collected_at: at(second),
        digest,
        body,
        read_by,
        held,
    })
}

#[test]
fn a_report_is_told_against_the_one_before_be_it_on_the_disk_or_waiting_for_it() {
    let dir = tempfile::tempdir().unwrap();
    let own = Own::new("x");
    let mut keeper = keeper(dir.path(), None);
    let reader = Reader::beside(dir.path()).unwrap();
    let take = |keeper: &mut Keeper, rows: Vec<Row>| {
        let mut rows = rows;
        keeper.tell_changes(&reader, &mut rows);
        keeper.keep(rows, &own)
    };
    assert!(take(&mut keeper, vec![report(1, r#","version":"7.14","serial":"A""#)]), "the first says nothing new");
    assert!(take(&mut keeper, vec![report(2, r#","version":"7.15""#), report(3, r#","version":"7.16""#)]));
    // Now the disk is full: what comes is told against what waits.
    keeper.store_mut().limit_pages(1);
    while take(&mut keeper, vec![large(at(4))]) {}
    assert!(!take(&mut keeper, vec![report(5, r#","version":"7.17""#)]));
    assert!(!take(&mut keeper, vec![report(6, r#","version":"7.17","serial":"B""#)]));
    keeper.store_mut().limit_pages(100_000);
    keeper.try_now();
    assert!(take(&mut keeper, vec![report(7, r#","version":"7.17","serial":"B""#)]));
    let changes = reader.changes(DeviceId(1), 10).unwrap();
    let told: Vec<_> = changes.iter().map(|c| (c.at, c.what.text(Lang::En))).collect();
    let expected = [
        (at(6), "serial: A → B"),
        (at(5), "version: 7.16 → 7.17"),
        (at(3), "version: 7.15 → 7.16"),
        (at(2), "version: 7.14 → 7.15"),
    ];
    assert_eq!(told, expected.map(|(at, text)| (at, text.to_owned())));
}
