//! Readings in the order of their commit, for whoever sends them on, and how far that got.

use super::{ReadBack, Reader, StoreError, read, write};
use model::{DeviceId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

/// Name of the number of the next reading to be sent on.
const NAME: &str = "remote_write";
/// Most readings looked at in one go.
const READINGS: u32 = 500;

/// Readings that were not sent on.
#[derive(Debug, Default)]
pub(crate) struct Unsent {
    /// The readings, in the order of their commit; those that are damaged or know no metric are left out.
    pub(crate) readings: Vec<ReadBack>,
    /// Number of the first reading after them.
    pub(crate) next: i64,
}

impl Reader {
    /// Readings from this number on, of about so many samples together.
    pub(crate) fn unsent(&self, next: i64, samples: usize) -> Result<Unsent, StoreError> {
        self.with_history(|connection| {
            let mut unsent = Unsent { readings: Vec::new(), next };
            let sql = "SELECT id, at, device, source, body FROM reading WHERE id >= ?1 ORDER BY id LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![next, READINGS])?;
            let mut found = 0;
            while let Some(row) = rows.next()? {
                let device = DeviceId(row.get(2)?);
                let source = write::source_of(row.get_ref(3)?.as_str().unwrap_or_default());
                let at = Timestamp(row.get(1)?);
                unsent.next = row.get::<_, i64>(0)? + 1;
                let names = read::instances_of(connection, device)?;
                let octets = row.get_ref(4)?.as_blob().unwrap_or_default();
                let samples_of = read::named(octets, Some(&names)).unwrap_or_default();
                found += samples_of.len();
                unsent.readings.push(ReadBack { device, source, at, samples: samples_of });
                if found >= samples {
                    break;
                }
            }
            Ok(unsent)
        })
    }

    /// Number of the next reading to be sent on. Who begins to send begins with what comes from now on.
    pub(crate) fn next_unsent(&self) -> Result<i64, StoreError> {
        self.with_history(next)
    }

    /// Number of the newest reading there ever was; 0: none.
    pub(crate) fn last_reading(&self) -> Result<i64, StoreError> {
        self.with_history(last)
    }
}

fn last(connection: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'reading'";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?.unwrap_or(0))
}

fn next(connection: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT next FROM counter WHERE name = ?1";
    let kept = connection.query_row(sql, [NAME], |row| row.get(0)).optional()?;
    kept.map_or_else(|| Ok(last(connection)? + 1), Ok)
}

/// Remembers it; none forgets it.
pub(super) fn write_next(connection: &Connection, next: Option<i64>) -> Result<(), StoreError> {
    match next {
        Some(next) => {
            let sql = "INSERT INTO counter (name, next) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET next = ?2";
            connection.prepare_cached(sql)?.execute(params![NAME, next])?;
        }
        None => {
            connection.execute("DELETE FROM counter WHERE name = ?1", [NAME])?;
        }
    }
    Ok(())
}
