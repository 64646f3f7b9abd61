//! The contract of a store, on a temporary database with times given by the test.

mod before;
mod changes;
mod history;
mod salvage;

use super::*;
use model::{
    AlertId, AlertKind, Metric,
    alert::Acknowledgement,
    api::Happening,
    batch::Value,
    device::{Condition, Coordination, Manager, SnmpAccess, Target},
    opd::Uplink,
};
use std::{fs, os::unix::fs::PermissionsExt};

impl Store {
    /// Lets a test do what nobody may: the newest lines of the audit log go.
    pub(crate) fn cut_audit(&mut self, lines: u32) {
        let sql =
            format!("DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE id > (SELECT max(id) FROM audit) - {lines}");
        self.live().unwrap().execute_batch(&sql).unwrap();
    }

    /// Lets a test fill the disk: the file may not grow beyond this many pages.
    pub(crate) fn limit_pages(&mut self, pages: u32) {
        if let Ok(connection) = self.live() {
            let _ = connection.pragma_update(None, "max_page_count", pages);
        }
    }
}

const AT: Timestamp = Timestamp(1_772_337_906_250);

fn device(id: u32) -> Device {
    Device {
        id: DeviceId(id),
        name: Some("rt-disdik-01".into()),
        target: Some(Target {
            address: "10.21.0.1".into(),
            port: 1161,
            snmp: Some(SnmpAccess::V2c { community: "rahasia".into() }),
            any_source: true,
            no_snmp: false,
        }),
        opd: Some(OpdCode("DISDIK".into())),
        manager: Some(Manager::Dinas),
        location: Some("Ruang server; DROP TABLE device;--".into()),
        asset_code: Some("1.3.2.10/0031".into()),
        condition: Some(Condition::LightlyDamaged),
        coordination: Some(Coordination {
            reference: "005/12".into(),
            dated: Some("2026-01-02".into()),
            origin: Some("province".into()),
        }),
        contracted_bps: Some(200_000_000),
        interval_seconds: Some(15),
        uplink_port: Some("ether1".into()),
        parents: Vec::new(),
        class: Some("router".into()),
        note: Some("baris\nkedua".into()),
        added_at: Some(AT),
    }
}

fn opd() -> Opd {
    Opd {
        code: OpdCode("DISDIK".into()),
        name: "Dinas Pendidikan".into(),
        contracted_bps: Some(1_000_000),
        address_plan: vec!["10.21.0.0/16".into(), "10.22.0.0/24".into()],
        uplink: Some(Uplink { device: DeviceId(1), port: "ether1".into() }),
    }
}

fn alert(id: u64, ended: Option<Timestamp>) -> Alert {
    Alert {
        id: AlertId(id),
        device: DeviceId(1),
        opd: Some(OpdCode("DISDIK".into())),
        kind: AlertKind::UplinkSaturated { port: "ether1".into(), use_percent: 97.5, outgoing: true },
        since: AT,
        ended,
        behind: 3,
        handled: Some(Acknowledgement { by: "op1".into(), at: AT, until: None, note: "ditelepon".into() }),
    }
}

fn reading(at: Timestamp, count: u64) -> Row {
    let body = reading::pack(vec![(Metric::InOctets.id(), 1, Value::Count(count)), (1, 0, Value::Level(2.5))]);
    Row::Reading(StoredReading { device: DeviceId(1), source: Source::Snmp, at, body })
}

fn book() -> Vec<Row> {
    let mut child = Device { id: DeviceId(2), ..Device::default() };
    child.parents = vec![DeviceId(1)];
    vec![
        Row::Opd(opd()),
        Row::Device(device(1)),
        Row::Device(child),
        Row::Instance(DeviceId(1), 0, String::new()),
        Row::Instance(DeviceId(1), 1, "ether1".into()),
    ]
}

fn readings(store: &Store) -> Vec<ReadBack> {
    let mut all = Vec::new();
    store.reader().unwrap().readings(Timestamp(0), 1000, |one| all.push(one)).unwrap();
    all
}

#[test]
fn what_is_committed_is_there_after_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let identity = Identity { uuid: Some("u-1".into()), macs: vec!["aa:00:00:00:00:01".into()], ..Identity::default() };
    let event =
        Event { at: AT, what: Happening::Port { port: "e1".into(), before: "up".into(), after: "down".into() } };
    let report = StoredReport {
        device: DeviceId(1),
        source: Source::Agent,
        collected_at: AT,
        digest: u64::MAX,
        body: "{}".into(),
        read_by: "0.1.0".into(),
        held: "[]".into(),
    };
    {
        let mut store = Store::open(dir.path()).unwrap();
        store.commit(&book()).unwrap();
        store
            .commit(&[
                Row::Identity(DeviceId(1), identity.clone()),
                Row::State(DeviceId(1), "{\"a\":1}".into()),
                Row::Report(report.clone()),
                Row::Event(DeviceId(1), event.clone()),
                Row::Alert(alert(7, None)),
                reading(AT, u64::MAX),
            ])
            .unwrap();
        // No close, no checkpoint: what a killed process leaves is the file and its WAL.
        std::mem::forget(store.connection.take());
    }
    let store = Store::open(dir.path()).unwrap();
    let reader = store.reader().unwrap();
    let loaded = reader.load().unwrap();
    assert_eq!(loaded.opds, [opd()]);
    assert_eq!(loaded.devices[0].device, device(1));
    assert_eq!(loaded.devices[0].identity, Some(identity));
    assert_eq!(loaded.devices[0].state.as_deref(), Some("{\"a\":1}"));
    assert_eq!(loaded.devices[0].instances, ["", "ether1"]);
    assert_eq!(loaded.devices[1].device.parents, [DeviceId(1)]);
    assert_eq!(loaded.alerts, [alert(7, None)]);
    assert_eq!((loaded.next_device, loaded.next_alert), (3, 8));
    assert_eq!(reader.events(DeviceId(1), 10).unwrap(), [event]);
    assert_eq!(reader.reports(DeviceId(1)).unwrap(), [report]);
    let samples = &readings(&store)[0].samples;
    assert_eq!(samples[1].value, Value::Count(u64::MAX));
    assert_eq!((samples[1].metric, samples[1].instance.as_str()), (Metric::InOctets, "ether1"));
}

#[test]
fn sending_again_changes_nothing_and_another_batch_of_the_same_moment_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    for _ in 0..3 {
        store.commit(&[reading(AT, 5), reading(AT, 6)]).unwrap();
    }
    assert_eq!(readings(&store).len(), 2);
}

#[test]
fn all_rows_or_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    // The last row names a device that does not exist.
    let refused = store.commit(&[Row::Opd(opd()), Row::State(DeviceId(99), "{}".into())]);
    assert!(matches!(refused, Err(StoreError::Other(_))), "{refused:?}");
    assert!(store.reader().unwrap().load().unwrap().opds.is_empty());
}

#[test]
fn an_ended_alert_is_history_and_its_number_stays_taken() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    store.commit(&[Row::Alert(alert(1, None))]).unwrap();
    store.commit(&[Row::Alert(alert(1, Some(AT.plus_seconds(60)))), Row::Alert(alert(2, None))]).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.load().unwrap().alerts, [alert(2, None)]);
    assert_eq!(reader.ended_alerts(DeviceId(1), AT, 10).unwrap(), [alert(1, Some(AT.plus_seconds(60)))]);
    assert_eq!(reader.load().unwrap().next_alert, 3);
}

#[test]
fn retired_is_out_of_the_book_and_never_reused() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    store
        .commit(&[Row::DeviceRetired(DeviceId(1), AT), Row::OpdRetired(OpdCode("DISDIK".into()), AT), reading(AT, 1)])
        .unwrap();
    let loaded = store.reader().unwrap().load().unwrap();
    assert_eq!(loaded.devices.iter().map(|d| d.device.id.0).collect::<Vec<_>>(), [2]);
    assert!(loaded.devices[0].device.parents.is_empty());
    assert_eq!((loaded.opds.len(), loaded.retired_opds.len(), loaded.next_device), (0, 1, 3));
    assert_eq!(readings(&store).len(), 1);
}

#[test]
fn a_second_collector_is_refused_and_told_who_holds_it() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(running(dir.path()), None);
    let mut store = Store::open(dir.path()).unwrap();
    let listen = "127.0.0.1:7688".parse().unwrap();
    store.listening_at(listen).unwrap();
    let pid = std::process::id();
    match Store::open(dir.path()) {
        Err(StoreError::Locked { pid: holder, .. }) => assert_eq!(holder, pid),
        other => panic!("{other:?}"),
    }
    assert_eq!(running(dir.path()), Some(RunningCollector { pid, listen: Some(listen) }));
    drop(store);
    assert_eq!(running(dir.path()), None);
    Store::open(dir.path()).unwrap();
}

#[test]
fn files_are_private() {
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("new/data");
    let mut store = Store::open(&inside).unwrap();
    store.commit(&book()).unwrap();
    assert_eq!(fs::metadata(&inside).unwrap().permissions().mode() & 0o777, 0o700);
    for entry in fs::read_dir(&inside).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
}

#[test]
fn a_directory_that_cannot_be_made_is_one_clear_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a-file");
    fs::write(&file, "").unwrap();
    let said = Store::open(&file.join("data")).unwrap_err();
    assert!(matches!(said, StoreError::Directory { .. }), "{said:?}");
}

#[test]
fn noise_a_foreign_database_and_a_newer_schema_are_refused_untouched() {
    let check = |make: &dyn Fn(&Path), expected: fn(&StoreError) -> bool| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        make(&path);
        let before = fs::read(&path).unwrap();
        let said = Store::open(dir.path()).unwrap_err();
        assert!(expected(&said), "{said:?}");
        assert_eq!(fs::read(&path).unwrap()[..16], before[..16]);
    };
    check(&|path| fs::write(path, "not a database, just some text that is long enough").unwrap(), |error| {
        matches!(error, StoreError::Corrupt(_))
    });
    check(&|path| Connection::open(path).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap(), |error| {
        matches!(error, StoreError::Foreign)
    });
    check(
        &|path| {
            drop(Store::open(path.parent().unwrap()).unwrap());
            Connection::open(path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        },
        |error| matches!(error, StoreError::Newer { found: 99, .. }),
    );
}

#[test]
fn a_damaged_page_stops_all_writing() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    for second in 0..2000 {
        store.commit(&[reading(AT.plus_seconds(second), 7)]).unwrap();
    }
    drop(store);
    let path = dir.path().join(FILE);
    let mut octets = fs::read(&path).unwrap();
    // The newest readings lie at the end; opening must not need them.
    let end = octets.len() / 4 * 3;
    octets[end..].fill(0x5a);
    fs::write(&path, octets).unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    let said = store.commit(&[reading(AT.plus_seconds(5000), 1)]);
    assert!(matches!(said, Err(StoreError::Corrupt(_))), "{said:?}");
    assert!(store.is_readonly());
    let before = fs::read(&path).unwrap();
    assert!(matches!(store.commit(&[reading(AT, 1)]), Err(StoreError::Corrupt(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_full_disk_refuses_and_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    store.limit_pages(60);
    let large = |second| {
        Row::Reading(StoredReading {
            device: DeviceId(1),
            source: Source::Snmp,
            at: AT.plus_seconds(second),
            body: reading::pack(vec![(20, 1, Value::Count(1)); 5_000]),
        })
    };
    let refused = (0..100).find_map(|second| store.commit(&[large(second)]).err());
    assert!(matches!(refused, Some(StoreError::Full)), "{refused:?}");
    let kept = readings(&store).len();
    store.limit_pages(100_000);
    store.commit(&[large(1000)]).unwrap();
    assert_eq!(readings(&store).len(), kept + 1);
}

#[test]
fn the_audit_chain_notices_a_changed_and_a_removed_line() {
    let line = |n: i64| {
        Row::Audit(Audited {
            at: AT.plus_seconds(n),
            actor: "op1".into(),
            action: "start".into(),
            ..Audited::default()
        })
    };
    let check = |tamper: &str, expected: Option<u64>| {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        store.commit(&[line(1), line(2), line(3)]).unwrap();
        let other = Connection::open(dir.path().join(FILE)).unwrap();
        assert!(other.execute("DELETE FROM audit WHERE id = 1", []).is_err());
        other.execute_batch("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete").unwrap();
        other.execute_batch(tamper).unwrap();
        assert_eq!(store.reader().unwrap().audit_broken_at().unwrap(), expected, "{tamper}");
    };
    check("", None);
    check("UPDATE audit SET actor = 'nobody' WHERE id = 2", Some(2));
    check("DELETE FROM audit WHERE id = 2", Some(2));
}

#[test]
fn forgetting_goes_in_steps_from_the_oldest() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&book()).unwrap();
    let events: Vec<_> =
        (0..10).map(|n| Row::Event(DeviceId(1), Event { at: AT.plus_seconds(n), what: Happening::Rebooted })).collect();
    store.commit(&events).unwrap();
    assert_eq!(store.forget_events(4, 100).unwrap(), 6);
    assert_eq!(store.reader().unwrap().events(DeviceId(1), 100).unwrap().len(), 4);
}

#[test]
fn no_secret_lies_open_in_the_directory_and_without_the_key_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    store.commit(&[Row::Device(Device { opd: None, ..device(1) })]).unwrap();
    let community = |store: &Store| match &store.reader().unwrap().load().unwrap().devices[0].device.target {
        Some(Target { snmp: Some(SnmpAccess::V2c { community }), .. }) => community.clone(),
        other => panic!("{other:?}"),
    };
    let secret = community(&store);
    drop(store);
    for file in fs::read_dir(dir.path()).unwrap() {
        let octets = fs::read(file.unwrap().path()).unwrap();
        assert!(!octets.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    let key = dir.path().join(KEY_FILE);
    assert_eq!(PermissionsExt::mode(&key.metadata().unwrap().permissions()) & 0o777, 0o600);
    let away = dir.path().join("elsewhere");
    fs::rename(&key, &away).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::Key)));
    assert!(!key.exists());
    fs::rename(&away, &key).unwrap();
    assert_eq!(community(&Store::open(dir.path()).unwrap()), secret);
}
