//! A database of an older schema: what is kept of it before it is changed, and that it serves to go back.

use super::*;
use crate::store::migration::{
    self, NEWEST,
    before::{self, Kept, before_migration},
};

const OLD: u32 = NEWEST - 1;

/// A directory with a database of the schema before, with a device, an event and a reading in it.
fn old() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    connection::create_private(&path).unwrap();
    let mut connection = connection::open_writer(&path).unwrap();
    seal::Key::of(dir.path(), false).unwrap().teach(&connection).unwrap();
    migration::migrate_to(&mut connection, OLD).unwrap();
    let sql = "INSERT INTO device (id, name) VALUES (7, 'rt-lama');
               INSERT INTO reading (device, source, at, digest, body) VALUES (7, 'snmp', 5, 0, x'00')";
    connection.execute_batch(sql).unwrap();
    dir
}

fn count(folder: &Path, table: &str) -> i64 {
    let connection = connection::open_onlooker(&folder.join(FILE)).unwrap();
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

fn schema(folder: &Path) -> u32 {
    let connection = connection::open_onlooker(&folder.join(FILE)).unwrap();
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn an_older_schema_is_kept_whole_before_it_is_changed_and_goes_after_a_month() {
    let dir = old();
    let found = before_migration(dir.path(), AT).unwrap().unwrap();
    let Kept::Whole(copy) = &found.kept else { panic!("{found:?}") };
    assert_eq!((found.from, found.to, schema(copy)), (OLD, NEWEST, OLD));
    assert_eq!((count(copy, "device"), count(copy, "reading")), (1, 1));
    for name in [FILE, KEY_FILE] {
        assert_eq!(fs::metadata(copy.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    // A start that ended before the schema was changed finds it made.
    assert_eq!(before_migration(dir.path(), AT).unwrap().unwrap(), found);
    drop(Store::open(dir.path()).unwrap());
    assert_eq!((schema(dir.path()), schema(copy)), (NEWEST, OLD));
    assert!(inspect(copy, Care::Whole, &[], |_, _| {}).unwrap().faults.is_empty());
    // Going back: the copy is a data directory of the version before.
    assert_eq!(before_migration(dir.path(), crate::clock::now()).unwrap(), None);
    assert!(copy.exists());
    assert_eq!(before_migration(dir.path(), crate::clock::now().plus_seconds(31 * 86_400)).unwrap(), None);
    assert!(!copy.exists());
}

#[test]
fn of_a_large_one_all_but_what_was_measured_and_without_room_nothing() {
    let dir = old();
    let open = || connection::open_writer(&dir.path().join(FILE)).unwrap();
    let none = before::keep(&open(), dir.path(), 0, 8192).unwrap_err();
    assert!(matches!(none, StoreError::Full), "{none}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().flatten().filter(|entry| entry.path().is_dir()).count(), 0);
    let Kept::WithoutHistory(copy) = before::keep(&open(), dir.path(), 0, 1 << 30).unwrap() else { panic!("whole") };
    assert_eq!((schema(&copy), count(&copy, "device"), count(&copy, "reading")), (OLD, 1, 0));
    // It opens as any other, and takes data.
    let mut store = Store::open(&copy).unwrap();
    store.commit(&[Row::Device(Device { id: DeviceId(8), ..Device::default() })]).unwrap();
    assert_eq!(store.reader().unwrap().load().unwrap().devices.len(), 2);
}

#[test]
fn a_new_directory_and_one_of_this_schema_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(before_migration(dir.path(), AT).unwrap(), None);
    drop(Store::open(dir.path()).unwrap());
    assert_eq!(before_migration(dir.path(), AT).unwrap(), None);
    let names = fs::read_dir(dir.path()).unwrap().flatten().map(|entry| entry.file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().starts_with("before-")));
}
