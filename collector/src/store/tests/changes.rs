//! Inventory changes in the store: kept, once, bounded by day and in all; and a database from before them.

use super::{AT, book};
use crate::store::{FILE, Row, Store, StoredChanges, change::A_DAY};
use model::{
    DeviceId, InventoryChange, Source, Timestamp,
    inventory::{Difference, LEFT_OUT},
};
use rusqlite::Connection;

fn difference(number: usize) -> Difference {
    Difference {
        section: "ports".into(),
        key: format!("e{number}"),
        field: "alias".into(),
        before: Some("kantor'; DROP TABLE change;--".into()),
        after: None,
    }
}

fn changes(at: Timestamp, count: usize) -> Row {
    let differences = (0..count).map(difference).collect();
    Row::Changes(StoredChanges { device: DeviceId(1), source: Source::Snmp, at, differences, left_out: 0 })
}

fn read(store: &Store, limit: u32) -> Vec<InventoryChange> {
    store.reader().unwrap().changes(DeviceId(1), limit).unwrap()
}

#[test]
fn newest_first_and_each_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    for _ in 0..2 {
        store.commit(&[changes(AT, 2), changes(AT.plus_seconds(60), 1)]).unwrap();
    }
    drop(store);
    let found = read(&Store::open(dir.path()).unwrap(), 10);
    let told = |at: Timestamp, number| InventoryChange {
        at,
        device: DeviceId(1),
        source: Source::Snmp,
        what: difference(number),
    };
    assert_eq!(found, [told(AT.plus_seconds(60), 0), told(AT, 0), told(AT, 1)]);
}

#[test]
fn a_day_has_a_limit_and_says_what_it_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    let most = A_DAY as usize;
    for (second, count) in [(0, most - 1), (1, 3), (2, 5)] {
        store.commit(&[changes(AT.plus_seconds(second), count)]).unwrap();
    }
    let found = read(&store, A_DAY + 10);
    assert_eq!(found.len(), most + 1);
    let line = found.iter().find(|change| change.what.section == LEFT_OUT).unwrap();
    assert_eq!(line.what.after.as_deref(), Some("7"));
    // The next day has room again.
    store.commit(&[changes(AT.plus_seconds(86_400), 1)]).unwrap();
    assert_eq!(read(&store, A_DAY + 10).len(), most + 2);
}

#[test]
fn the_oldest_are_forgotten_in_steps() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    store.commit(&(0..10).map(|n| changes(AT.plus_seconds(n), 1)).collect::<Vec<_>>()).unwrap();
    assert_eq!(store.forget_changes(4, 5).unwrap(), 5);
    assert_eq!(store.forget_changes(4, 5).unwrap(), 1);
    assert_eq!(store.forget_changes(4, 5).unwrap(), 0);
    assert_eq!(read(&store, 10).last().unwrap().at, AT.plus_seconds(6));
}

#[test]
fn a_database_from_before_is_brought_up() {
    let dir = tempfile::tempdir().unwrap();
    let old = Connection::open(dir.path().join(FILE)).unwrap();
    old.execute_batch(include_str!("../migration/1.sql")).unwrap();
    old.execute_batch(
        "PRAGMA application_id = 0x50414e54; PRAGMA user_version = 1; INSERT INTO device (id) VALUES (1);
         INSERT INTO report VALUES (1, 'snmp', 5, 7, '{\"a\":1}')",
    )
    .unwrap();
    drop(old);
    let store = Store::open(dir.path()).unwrap();
    let reports = store.reader().unwrap().reports(DeviceId(1)).unwrap();
    assert_eq!(
        (reports[0].body.as_str(), reports[0].read_by.as_str(), reports[0].held.as_str()),
        ("{\"a\":1}", "", "")
    );
    assert_eq!(read(&store, 10), []);
}
