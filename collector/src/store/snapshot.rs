//! One moment of the database, held beside its writer: its pages in their order for a backup, and what they hold, counted.

use super::{FILE, StoreError, audit, connection};
use rusqlite::{Connection, types::ValueRef};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// The end of the audit log at one moment: as many lines, and the hash of the last of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// How often this data was put back from a backup before; a log that was put back is shorter with reason.
    #[serde(default)]
    pub restores: u64,
    /// Lines.
    pub lines: u64,
    /// SHA-256 of the last one, hexadecimal; empty without lines.
    pub hash: String,
}

/// What a database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Schema.
    pub schema: u32,
    /// Octets of its pages.
    pub octets: u64,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// End of the audit log.
    pub audit: AuditHead,
    /// SHA-256 of the certificate of its CA, hexadecimal: tells one installation from another; empty where there is none.
    #[serde(default)]
    pub installation: String,
}

/// A moment that is held: the writer goes on, and its log grows until this is dropped.
#[derive(Debug)]
pub struct Snapshot {
    connection: Connection,
}

impl Snapshot {
    /// Holds the present moment of the database in this directory, whether a collector runs or not.
    pub fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let connection = connection::open_onlooker(&data_dir.join(FILE))?;
        connection.execute_batch("BEGIN")?;
        // A transaction sees the moment of its first look.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(Self { connection })
    }

    /// What it holds. Reads an index of every table.
    pub fn shape(&self) -> Result<Shape, StoreError> {
        shape(&self.connection)
    }

    /// SHA-256 of the certificate of its CA, hexadecimal; empty where there is none.
    pub fn installation(&self) -> Result<String, StoreError> {
        audit::installation(&self.connection)
    }

    /// Octets of all pages.
    pub fn octets(&self) -> Result<u64, StoreError> {
        octets(&self.connection)
    }

    /// True when the audit log holds this line where it was.
    pub fn has_head(&self, head: &AuditHead) -> Result<bool, StoreError> {
        audit::has(&self.connection, head)
    }

    /// Gives every page in its order; ends with the first error of `take`.
    pub fn pages<E: From<StoreError>>(&self, mut take: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let wrap = |error: rusqlite::Error| E::from(StoreError::from(error));
        let sql = "SELECT data FROM sqlite_dbpage('main') ORDER BY pgno";
        let mut statement = self.connection.prepare(sql).map_err(wrap)?;
        let mut rows = statement.query([]).map_err(wrap)?;
        while let Some(row) = rows.next().map_err(wrap)? {
            match row.get_ref(0).map_err(wrap)? {
                ValueRef::Blob(page) => take(page)?,
                _ => return Err(E::from(StoreError::Corrupt("a page cannot be read".into()))),
            }
        }
        Ok(())
    }

    /// Lets go. What the writer's log gathered meanwhile is brought into the database here and not within a commit of the
    /// writer, who would be held up by it.
    pub fn close(self) {
        let Self { connection } = self;
        let done = connection
            .execute_batch("COMMIT")
            .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())));
        if let Err(error) = done {
            tracing::debug!(%error, "the log of the database is left to its writer");
        }
    }
}

fn octets(connection: &Connection) -> Result<u64, StoreError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok(number("page_count")?.cast_unsigned() * number("page_size")?.cast_unsigned())
}

pub(super) fn shape(connection: &Connection) -> Result<Shape, StoreError> {
    let schema = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let mut rows = BTreeMap::new();
    for table in tables(connection)? {
        let count = connection
            .query_row(&format!("SELECT count(*) FROM {}", quoted(&table)), [], |row| row.get::<_, i64>(0))?;
        rows.insert(table, count.cast_unsigned());
    }
    let audit = audit::head(connection)?;
    Ok(Shape { schema, octets: octets(connection)?, rows, audit, installation: audit::installation(connection)? })
}

/// Tables with rows of their own, by name.
pub(super) fn tables(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let mut statement = connection.prepare(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// A name as SQL takes it, whatever stands in it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
