//! Connections with the settings of `reliability.md` 4.1, and what errors of the database mean.

use super::{StoreError, seal::Key};
use rusqlite::{Connection, ErrorCode, OpenFlags, limits::Limit};
use std::{os::unix::fs::OpenOptionsExt, path::Path, time::Duration};

/// SQLite before this can corrupt a WAL that two connections checkpoint at once.
const OLDEST_SQLITE: i32 = 3_051_003;
const BUSY: Duration = Duration::from_secs(5);
/// No row of ours comes near; a damaged length field does.
const LONGEST_VALUE: i32 = 64 * 1024 * 1024;

/// Makes the file with mode 0600 unless it is there; SQLite gives its WAL the same mode.
pub(super) fn create_private(path: &Path) -> std::io::Result<()> {
    std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(drop)
}

/// The writer: WAL, synced at every commit.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::Library(rusqlite::version().to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(StoreError::Other(format!("journal mode is {mode}, not WAL")));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    connection.pragma_update(None, "wal_autocheckpoint", 1000)?;
    connection.pragma_update_and_check(None, "journal_size_limit", 64 * 1024 * 1024, |_| Ok(()))?;
    connection.set_prepared_statement_cache_capacity(96);
    Ok(connection)
}

/// A reader that cannot write.
pub(super) fn open_reader(path: &Path, key: &Key) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    key.teach(&connection)?;
    Ok(connection)
}

/// A reader without the key: for what is copied, counted and checked as it lies.
pub(super) fn open_onlooker(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn settle(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(())).or_else(no_row)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

/// A pragma that answers nothing is done too.
fn no_row(error: rusqlite::Error) -> rusqlite::Result<()> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        error => Err(error),
    }
}

/// Looks the file over; an error when it is damaged.
pub(super) fn quick_check(connection: &Connection) -> Result<(), StoreError> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(StoreError::Corrupt(said)) }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error.to_string()),
            // What says nothing about the rows is tried again on a new connection: a row is dropped only where the database
            // will never take it.
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::OutOfMemory
                | ErrorCode::OperationInterrupted
                | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Disk(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    #[test]
    fn only_what_the_database_will_never_take_is_other() {
        for (code, expected) in [
            (ffi::SQLITE_FULL, "full"),
            (ffi::SQLITE_CORRUPT, "corrupt"),
            (ffi::SQLITE_NOTADB, "corrupt"),
            (ffi::SQLITE_IOERR, "disk"),
            (ffi::SQLITE_BUSY, "disk"),
            (ffi::SQLITE_LOCKED, "disk"),
            (ffi::SQLITE_NOMEM, "disk"),
            (ffi::SQLITE_INTERRUPT, "disk"),
            (ffi::SQLITE_PROTOCOL, "disk"),
            (ffi::SQLITE_CONSTRAINT, "other"),
            (ffi::SQLITE_TOOBIG, "other"),
            (ffi::SQLITE_MISMATCH, "other"),
        ] {
            let found = match StoreError::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)) {
                StoreError::Full => "full",
                StoreError::Corrupt(_) => "corrupt",
                StoreError::Disk(_) => "disk",
                _ => "other",
            };
            assert_eq!(found, expected, "{code}");
        }
    }
}
