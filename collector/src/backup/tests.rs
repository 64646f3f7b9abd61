//! The contract of backups: what is made comes back, what is damaged is found, nothing half done gets a name.

mod medium;
mod schedule;

use super::*;
use crate::{
    store::{self, Audited, KEY_FILE, LOCK_FILE, Row, Store, StoreError, StoredReading, reading},
    trust::Authority,
};
use model::{
    Device, DeviceId, Metric, Source, Timestamp,
    api::{Event, Happening},
    batch::Value,
    device::{SnmpAccess, Target},
};
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const AT: Timestamp = Timestamp(1_796_000_000_000);
const SECRET: &str = "komunitas-rahasia";

fn phrase() -> Passphrase {
    Passphrase::new("kuda kayu di bukit").unwrap()
}

fn audited(number: i64) -> Row {
    let at = AT.plus_seconds(number);
    Row::Audit(Audited {
        at,
        actor: "op".into(),
        action: "uji".into(),
        object: number.to_string(),
        ..Audited::default()
    })
}

fn reading_of(number: i64) -> Row {
    let values =
        (0..40).map(|port| (Metric::InOctets.id(), port, Value::Count(number.unsigned_abs() * 977 + u64::from(port))));
    let body = reading::pack(values.collect());
    Row::Reading(StoredReading { device: DeviceId(1), source: Source::Snmp, at: AT.plus_seconds(number), body })
}

/// Data with something in many tables.
fn populate(data: &Path, readings: i64) {
    let mut store = Store::open(data).unwrap();
    let snmp = Some(SnmpAccess::V2c { community: SECRET.into() });
    let target = Target { address: "10.21.0.1".into(), port: 161, snmp, any_source: false, no_snmp: false };
    let device = Device { id: DeviceId(1), name: Some("rt-1".into()), target: Some(target), ..Device::default() };
    let mut rows = vec![Row::Device(device), Row::Authority(Authority::make("uji", AT).unwrap())];
    rows.push(Row::Instance(DeviceId(1), 0, "ether1".into()));
    rows.extend((0..30).map(audited));
    rows.extend((0..readings).map(reading_of));
    rows.push(Row::Event(DeviceId(1), Event { at: AT, what: Happening::Rebooted }));
    store.commit(&rows).unwrap();
}

struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new(readings: i64) -> Self {
        let scene = Self { folder: TempDir::new().unwrap() };
        fs::create_dir(scene.medium()).unwrap();
        populate(&scene.data(), readings);
        fs::write(scene.config(), format!("[[credential]]\nname = \"a\"\ncommunity = \"{SECRET}\"\n")).unwrap();
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    fn medium(&self) -> PathBuf {
        self.path("medium")
    }

    fn config(&self) -> PathBuf {
        self.path("pantau.toml")
    }

    fn make_at(
        &self,
        at: Timestamp,
        passphrase: Option<&Passphrase>,
        longest: Option<u64>,
        prove: bool,
    ) -> Result<Made, BackupError> {
        let (data, medium, config) = (self.data(), self.medium(), self.config());
        let order = Order {
            data_dir: &data,
            destination: &medium,
            configuration: Some(&config),
            passphrase,
            longest,
            proof: prove.then_some(None),
            site: "Kabupaten Uji",
            version: "1.2.3",
            clock: &|| at,
        };
        make(&order, &mut |_, _, _| {})
    }

    fn make(&self, passphrase: Option<&Passphrase>) -> Made {
        self.make_at(AT, passphrase, None, true).unwrap()
    }

    fn prove(&self, file: &Path, passphrase: Option<&Passphrase>) -> Result<Report, BackupError> {
        prove(file, &Trial { temp: Some(self.folder.path()), passphrase, ..Trial::default() }, &mut |_, _, _| {})
    }

    fn restore(&self, file: &Path, name: &str, keys: Keys<'_>, replace: bool) -> Result<Restored, BackupError> {
        let data_dir = self.path(name);
        let order = Restoring { file, data_dir: &data_dir, keys, replace, actor: "op", now: AT.plus_seconds(900) };
        restore(&order, &mut |_, _, _| {})
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn what_is_made_comes_back() {
    let scene = Scene::new(3000);
    let made = scene.make(Some(&phrase()));
    assert_eq!(scene.names("medium"), ["pantau-20261130T005320Z.pantau"], "no partial, no place of the proof");
    let proof = made.proof.clone().unwrap();
    assert!(proof.rows > 3030 && proof.packed_read == 1000 && proof.audit_lines == 30, "{proof:?}");
    let octets = fs::read(&made.path).unwrap();
    assert_eq!(octets.len() as u64, made.octets);
    let holds = |what: &[u8]| octets.windows(what.len()).any(|window| window == what);
    assert!(!holds(SECRET.as_bytes()) && !holds(b"kuda kayu"), "no secret lies open in it");
    assert!(!holds(fs::read_to_string(scene.data().join(KEY_FILE)).unwrap().trim().as_bytes()));
    let report = scene.prove(&made.path, Some(&phrase())).unwrap();
    assert!(report.sound && report.keys_opened && report.proof == made.proof, "{report:?}");
    let closed = scene.prove(&made.path, None).unwrap();
    assert!(
        closed.sound && !closed.keys_opened,
        "without the passphrase it is tried as one whose key is lost: {closed:?}"
    );
    assert!(matches!(
        scene.prove(&made.path, Some(&Passphrase::new("sandi yang lain").unwrap())),
        Err(BackupError::WrongPassphrase)
    ));

    let restored = scene.restore(&made.path, "baru", Keys::Sealed(&phrase()), false).unwrap();
    assert_eq!((restored.number, restored.keyless), (1, false));
    assert_eq!(scene.names("baru"), [LOCK_FILE, "pantau.db", KEY_FILE, "pantau.toml"]);
    assert!(fs::read_to_string(scene.path("baru").join("pantau.toml")).unwrap().contains(SECRET));
    let (old, new) = (Store::open(&scene.data()).unwrap(), Store::open(&scene.path("baru")).unwrap());
    let (old, new) = (old.reader().unwrap(), new.reader().unwrap());
    assert_eq!(old.load().unwrap().devices[0].device, new.load().unwrap().devices[0].device);
    assert_eq!(old.trust().unwrap().authority, new.trust().unwrap().authority, "agents go on with the same CA");
    let all = |reader: &store::Reader| {
        let mut found = Vec::new();
        reader.readings(AT, u32::MAX, |one| found.push(one)).unwrap();
        found
    };
    assert_eq!(all(&old), all(&new));
    assert_eq!(new.audit_broken_at().unwrap(), None);
    let line = &new.audit_of("restore", 9).unwrap()[0];
    assert_eq!((line.actor.as_str(), line.object.as_str()), ("op", "pantau-20261130T005320Z.pantau"));
    assert!(line.after.contains("\"restore\":1"), "{line:?}");
    assert_eq!(new.audit_head().unwrap().restores, 1);
}

#[test]
fn without_keys_the_data_comes_back_and_it_is_said() {
    let scene = Scene::new(10);
    let made = scene.make(None);
    assert!(!made.manifest.with_keys && made.proof.is_some());
    assert!(matches!(scene.restore(&made.path, "a", Keys::Unsaid, false), Err(BackupError::WithoutKeys)));
    assert!(matches!(scene.restore(&made.path, "a", Keys::Sealed(&phrase()), false), Err(BackupError::WithoutKeys)));
    assert!(!scene.path("a").join(store::FILE).exists());
    let lost = scene.restore(&made.path, "b", Keys::Lost, false).unwrap();
    assert!(lost.keyless);
    let reader = Store::open(&scene.path("b")).unwrap().reader().unwrap();
    let loaded = reader.load().unwrap();
    assert_eq!(loaded.devices[0].device.target.as_ref().unwrap().snmp, None);
    assert_eq!(reader.trust().unwrap().authority, None);
    // The configuration has no secrets then, so it does not become the one in use.
    assert!(scene.names("b").contains(&"pantau.toml.restored".to_owned()));
    // With a copy of the key all of it is back.
    let key = scene.data().join(KEY_FILE);
    assert!(!scene.restore(&made.path, "c", Keys::File(&key), false).unwrap().keyless);
    let reader = Store::open(&scene.path("c")).unwrap().reader().unwrap();
    assert!(reader.load().unwrap().devices[0].device.target.as_ref().unwrap().snmp.is_some());
    // With another one nothing is put back.
    fs::write(scene.path("lain"), "00".repeat(32)).unwrap();
    let refused = scene.restore(&made.path, "d", Keys::File(&scene.path("lain")), false);
    assert!(matches!(refused, Err(BackupError::Store(StoreError::Key))), "{refused:?}");
    assert_eq!(scene.names("d"), [LOCK_FILE]);
}

#[test]
fn data_is_never_overwritten() {
    let scene = Scene::new(10);
    let made = scene.make(Some(&phrase()));
    let refused = scene.restore(&made.path, "data", Keys::Sealed(&phrase()), false);
    assert!(matches!(refused, Err(BackupError::HoldsData(_))));
    {
        let _running = Store::open(&scene.data()).unwrap();
        let refused = scene.restore(&made.path, "data", Keys::Sealed(&phrase()), true);
        assert!(matches!(refused, Err(BackupError::Store(StoreError::Locked { .. }))), "{refused:?}");
    }
    Store::open(&scene.data()).unwrap().commit(&[audited(77)]).unwrap();
    let restored = scene.restore(&made.path, "data", Keys::Sealed(&phrase()), true).unwrap();
    let before = restored.before.unwrap();
    assert!(before.starts_with(scene.data()));
    assert_eq!(Store::open(&before).unwrap().reader().unwrap().audit_head().unwrap().lines, 31);
    assert_eq!(Store::open(&scene.data()).unwrap().reader().unwrap().audit_head().unwrap().lines, 31);
}

/// Every octet belongs to something that is checked: the database with its hash, the rest with the checksum.
#[test]
fn a_flipped_octet_anywhere_is_found() {
    let scene = Scene::new(200);
    let made = scene.make(Some(&phrase()));
    let good = fs::read(&made.path).unwrap();
    let wrong = scene.medium().join("pantau-20200101T000000Z.pantau");
    let name = b"pantau.db\0";
    let begin = 512 + good.chunks(512).position(|block| block.starts_with(name)).unwrap() * 512;
    let database = begin..begin + usize::try_from(made.manifest.shape.octets).unwrap();
    let (mut at, mut tried) = (0, 0);
    while at < good.len() {
        let mut octets = good.clone();
        octets[at] ^= 1 << (at % 8);
        fs::write(&wrong, &octets).unwrap();
        let found = archive::read(
            &mut parts::Reader::open(std::slice::from_ref(&wrong)).unwrap(),
            archive::Take::Give(&mut |_, _| Ok(())),
        )
        .and_then(|contents| proof::compared(&contents).map(|_| contents.is_complete));
        assert!(!matches!(found, Ok(true)), "octet {at}");
        // Many of those outside of the database, for there each octet has a meaning of its own; a sample inside.
        (at, tried) = (at + if database.contains(&at) { 1999 } else { 5 }, tried + 1);
    }
    assert!(tried > 1000, "{tried}");
    for at in [0, 100, good.len() / 2, good.len() - 700] {
        let mut octets = good.clone();
        octets[at] ^= 0x40;
        fs::write(&wrong, &octets).unwrap();
        let report = scene.prove(&wrong, Some(&phrase())).unwrap();
        assert!(!report.sound && !report.faults.is_empty(), "octet {at}: {report:?}");
        assert!(scene.restore(&wrong, "x", Keys::Sealed(&phrase()), false).is_err());
        assert!(!scene.path("x").join(store::FILE).exists());
    }
}

#[test]
fn a_file_that_ends_early_is_found_wherever_it_ends() {
    let scene = Scene::new(50);
    let made = scene.make(Some(&phrase()));
    let good = fs::read(&made.path).unwrap();
    let short = scene.medium().join("pantau-20200101T000000Z.pantau");
    for end in (0..good.len()).step_by(good.len() / 97).chain([good.len() - 1, good.len() - 512, good.len() - 1024]) {
        fs::write(&short, &good[..end]).unwrap();
        assert!(!scene.prove(&short, None).unwrap().sound, "{end} octets");
        let entry = list(&scene.medium()).unwrap().into_iter().find(|entry| entry.path == short).unwrap();
        assert!(entry.fault.is_some() && !entry.is_proven(), "{end} octets");
    }
    let longer = [good.as_slice(), b"x"].concat();
    fs::write(&short, longer).unwrap();
    assert!(!scene.prove(&short, None).unwrap().sound);
    fs::write(scene.path("surat.txt"), "bukan cadangan").unwrap();
    assert!(matches!(scene.prove(&scene.path("surat.txt"), None), Err(BackupError::NotOurs(_))));
    assert!(matches!(scene.prove(&scene.path("tidak-ada"), None), Err(BackupError::Medium { .. })));
}

#[test]
fn parts_are_one_backup() {
    let scene = Scene::new(500);
    let made = scene.make_at(AT, Some(&phrase()), Some(40_000), true).unwrap();
    let parts = scene.names("medium");
    assert!(parts.len() > 3 && parts[0].ends_with(".pantau.001"), "{parts:?}");
    for named in [made.path.clone(), scene.medium().join("pantau-20261130T005320Z.pantau")] {
        assert!(scene.prove(&named, Some(&phrase())).unwrap().sound, "{named:?}");
    }
    assert_eq!(list(&scene.medium()).unwrap().len(), 1);
    let mut joined = Vec::new();
    for part in &parts {
        fs::File::open(scene.medium().join(part)).unwrap().read_to_end(&mut joined).unwrap();
    }
    fs::write(scene.path("satu.pantau"), joined).unwrap();
    assert!(scene.prove(&scene.path("satu.pantau"), None).unwrap().sound);
    fs::remove_file(scene.medium().join(&parts[2])).unwrap();
    assert!(!scene.prove(&made.path, None).unwrap().sound);
}

#[test]
fn an_unverified_backup_says_so_and_what_was_left_half_done_is_swept() {
    let scene = Scene::new(10);
    let left = scene.medium().join("pantau-20261129T005320Z.pantau.partial");
    fs::write(&left, "setengah").unwrap();
    fs::write(scene.medium().join("catatan.partial"), "milik orang lain").unwrap();
    let held = scene.medium().join("pantau-20261128T005320Z.pantau.partial");
    let writing = fs::File::create(&held).unwrap();
    writing.lock().unwrap();
    let made = scene.make_at(AT, None, None, false).unwrap();
    assert!(made.proof.is_none() && !left.exists() && held.exists());
    assert!(scene.names("medium").contains(&"catatan.partial".to_owned()));
    let entries = list(&scene.medium()).unwrap();
    assert!(entries.len() == 1 && entries[0].fault.is_none() && !entries[0].is_proven());
    assert!(scene.prove(&made.path, None).unwrap().sound);
    assert!(matches!(scene.make_at(AT, None, None, false), Err(BackupError::IsThere(_))));
    let nowhere = scene.path("tidak-ada");
    let order = Order {
        data_dir: &scene.data(),
        destination: &nowhere,
        configuration: None,
        passphrase: None,
        longest: None,
        proof: None,
        site: "",
        version: "",
        clock: &|| AT,
    };
    assert!(matches!(make(&order, &mut |_, _, _| {}), Err(BackupError::NoDirectory(_))));
}

/// The writer commits all the while; the backup holds one moment of it, between two commits.
#[test]
fn one_moment_is_held_while_the_writer_goes_on() {
    let scene = Scene::new(2000);
    let mut store = Store::open(&scene.data()).unwrap();
    let stop = AtomicBool::new(false);
    let made = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut longest = Duration::ZERO;
            let mut number = 10_000;
            while !stop.load(Ordering::SeqCst) {
                let begun = Instant::now();
                // Always together: one line of the audit log and ten readings.
                let rows: Vec<Row> = (0..10).map(|at| reading_of(number * 10 + at)).chain([audited(number)]).collect();
                store.commit(&rows).unwrap();
                longest = longest.max(begun.elapsed());
                number += 1;
            }
            (number - 10_000, longest)
        });
        let mut made = Vec::new();
        for round in 0..5 {
            made.push(scene.make_at(AT.plus_seconds(round), None, None, true).unwrap());
        }
        stop.store(true, Ordering::SeqCst);
        let (commits, longest) = writer.join().unwrap();
        println!("{commits} commits beside 5 backups, the longest took {longest:?}");
        made
    });
    let mut before = 0;
    for one in made {
        let rows = &one.manifest.shape.rows;
        let commits = rows["audit"] - 30;
        assert_eq!(rows["reading"], 2000 + commits * 10, "half a commit is in it");
        assert!(one.proof.is_some() && one.audit_lost.is_none() && commits >= before);
        before = commits;
    }
    assert!(before > 0);
}
