//! Looking the database over while it is used: how it ended last, and one table at a time.

use super::{Reader, Store, StoreError, audit};
use rusqlite::Connection;

impl Store {
    /// Gives the database up for good: damage was found beside the writer.
    pub(crate) fn give_up(&mut self, what: String) {
        self.corrupt = Some(what);
    }
}

impl Reader {
    /// True when the collector before ended by its own will, or there was none.
    pub(crate) fn ended_well(&self) -> Result<bool, StoreError> {
        self.with(|connection| {
            // The word of a change that a command made on data that nobody used stands between its start and stop.
            Ok(audit::newest(connection, 1)?.first().is_none_or(|line| line.action == "stop"))
        })
    }

    /// Every table, the small ones first.
    pub(crate) fn tables(&self) -> Result<Vec<String>, StoreError> {
        self.with_history(|connection| {
            let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name LIKE 'history%', name";
            let mut statement = connection.prepare(sql)?;
            let names = statement.query_map([], |row| row.get(0))?;
            Ok(names.collect::<Result<_, _>>()?)
        })
    }

    /// Looks one table and its indexes over. Error: damage, as the database tells it.
    pub(crate) fn check_table(&self, table: &str) -> Result<(), StoreError> {
        self.with_history(|connection| check(connection, table))
    }
}

fn check(connection: &Connection, table: &str) -> Result<(), StoreError> {
    let name = table.replace('"', "\"\"");
    let said: String = connection.query_row(&format!("PRAGMA quick_check(\"{name}\")"), [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(StoreError::Corrupt(format!("{table}: {said}"))) }
}
