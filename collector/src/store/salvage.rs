//! What can still be read of a damaged database, copied row by row into a new one; what was lost is named.

use super::{
    FILE, StoreError, connection, migration,
    seal::{self, FILE as KEY_FILE},
    snapshot::{quoted, tables},
};
use rusqlite::{Connection, params_from_iter, types::Value};
use serde::Serialize;
use std::{fs, path::Path};

/// Rows of one transaction.
const GROUP: usize = 10_000;

/// What became of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Salvaged {
    /// Table.
    pub table: String,
    /// Rows that were copied.
    pub rows: u64,
    /// What could not be read.
    pub lost: Vec<Loss>,
}

/// Rows that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Loss {
    /// Whatever lay between these row numbers; there may have been fewer rows than numbers.
    Between {
        /// Number of the last row read before them; absent: none.
        after: Option<i64>,
        /// Number of the first row read behind them; absent: none.
        before: Option<i64>,
    },
    /// Rows that the new database refuses.
    Refused {
        /// How many.
        rows: u64,
    },
    /// Some of the middle of a table that has no row numbers.
    Middle,
    /// The whole table.
    All {
        /// What the database said.
        cause: String,
    },
}

/// Copies what can be read of the database in `from` into a new one in `to`, which must not hold one, with its key.
pub fn salvage(from: &Path, to: &Path, mut step: impl FnMut(&str)) -> Result<Vec<Salvaged>, StoreError> {
    let _lock = super::lock::Lock::take(to)?;
    let unusable = |cause| StoreError::Directory { path: to.to_owned(), cause };
    let target = to.join(FILE);
    if target.exists() {
        return Err(StoreError::Other(format!("there is a {FILE} already")));
    }
    let damaged = connection::open_onlooker(&from.join(FILE))?;
    let key = seal::Key::of(from, seal::is_sealed(&damaged).unwrap_or(true))?;
    let octets = fs::read(from.join(KEY_FILE)).map_err(unusable)?;
    connection::create_private(&to.join(KEY_FILE)).map_err(unusable)?;
    fs::write(to.join(KEY_FILE), octets).map_err(unusable)?;
    connection::create_private(&target).map_err(unusable)?;
    let mut sound = connection::open_writer(&target)?;
    let version: u32 = damaged.pragma_query_value(None, "user_version", |row| row.get(0))?;
    key.teach(&sound)?;
    // The tables of the version that wrote it: the next start migrates them as it would have there.
    migration::migrate_to(&mut sound, version)?;
    sound.pragma_update(None, "foreign_keys", false)?;
    let mut told = Vec::new();
    for table in tables(&sound)? {
        step(&table);
        told.push(copy(&damaged, &mut sound, &table)?);
    }
    sound.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection::quick_check(&sound)?;
    Ok(told)
}

/// One table, in the order of its row numbers where it has them.
fn copy(damaged: &Connection, sound: &mut Connection, table: &str) -> Result<Salvaged, StoreError> {
    let mut told = Salvaged { table: table.to_owned(), ..Salvaged::default() };
    let mut into = Into { sound, table, rows: Vec::new(), taken: 0, refused: 0 };
    let done = if has_numbers(damaged, table) {
        by_number(damaged, table, &mut into)
    } else {
        from_both_ends(damaged, table, &mut into)
    };
    match done {
        Ok(lost) => told.lost = lost,
        Err(error @ (StoreError::Full | StoreError::Directory { .. })) => return Err(error),
        Err(error) => told.lost.push(Loss::All { cause: error.to_string() }),
    }
    into.flush()?;
    told.rows = into.taken;
    if into.refused > 0 {
        told.lost.push(Loss::Refused { rows: into.refused });
    }
    Ok(told)
}

fn has_numbers(damaged: &Connection, table: &str) -> bool {
    damaged.prepare(&format!("SELECT rowid FROM {} LIMIT 0", quoted(table))).is_ok()
}

/// Reads on behind every place that cannot be read, found by halving.
fn by_number(damaged: &Connection, table: &str, into: &mut Into<'_>) -> Result<Vec<Loss>, StoreError> {
    let name = quoted(table);
    let reads = |from: i64| -> Option<i64> {
        let sql = format!("SELECT rowid, * FROM {name} WHERE rowid >= ?1 ORDER BY rowid LIMIT 1");
        damaged.query_row(&sql, [from], |row| row.get(0)).ok()
    };
    let mut lost = Vec::new();
    let mut next = i64::MIN;
    let mut last: Option<i64> = None;
    let width = damaged.prepare(&format!("SELECT rowid, * FROM {name} LIMIT 0"))?.column_count();
    loop {
        let done = (|| -> Result<(), StoreError> {
            let mut statement =
                damaged.prepare(&format!("SELECT rowid, * FROM {name} WHERE rowid >= ?1 ORDER BY rowid"))?;
            let mut rows = statement.query([next])?;
            while let Some(row) = rows.next()? {
                let values = (1..width).map(|at| row.get::<_, Value>(at)).collect::<Result<Vec<_>, _>>()?;
                last = Some(row.get(0)?);
                into.take(values)?;
            }
            Ok(())
        })();
        match done {
            Ok(()) => return Ok(lost),
            Err(StoreError::Corrupt(_) | StoreError::Disk(_) | StoreError::Other(_)) => {}
            Err(error) => return Err(error),
        }
        // The first row behind the place that can be read: far steps first, then halves of the last one.
        let bad = last.map_or(0, |last| last.saturating_add(1));
        let mut reach = 1i64;
        let mut found = None;
        while reach < i64::MAX / 4 {
            let from = bad.saturating_add(reach);
            if let Some(row) = reads(from) {
                found = Some((from, row));
                break;
            }
            reach *= 2;
        }
        let Some((mut good, mut row)) = found else {
            lost.push(Loss::Between { after: last, before: None });
            return Ok(lost);
        };
        let mut low = bad;
        while good.saturating_sub(low) > 1 {
            let middle = low + (good - low) / 2;
            match reads(middle) {
                Some(first) => (good, row) = (middle, first),
                None => low = middle,
            }
        }
        lost.push(Loss::Between { after: last, before: Some(row) });
        // A row that can be found and not be read is passed over.
        next = if row == next { row.saturating_add(1) } else { row };
    }
}

/// Without row numbers: forward until it cannot be read, then backward until it cannot.
fn from_both_ends(damaged: &Connection, table: &str, into: &mut Into<'_>) -> Result<Vec<Loss>, StoreError> {
    let name = quoted(table);
    let keys: Vec<String> = damaged
        .prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?
        .query_map([table], |row| row.get::<_, String>(0))?
        .collect::<Result<_, _>>()?;
    let mut whole = true;
    for way in ["ASC", "DESC"] {
        let order: Vec<String> = keys.iter().map(|key| format!("{} {way}", quoted(key))).collect();
        let done = (|| -> Result<(), StoreError> {
            let mut statement = damaged.prepare(&format!("SELECT * FROM {name} ORDER BY {}", order.join(", ")))?;
            let width = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                into.take((0..width).map(|at| row.get::<_, Value>(at)).collect::<Result<Vec<_>, _>>()?)?;
            }
            Ok(())
        })();
        match done {
            Ok(()) => break,
            Err(StoreError::Corrupt(_) | StoreError::Disk(_) | StoreError::Other(_)) => whole = false,
            Err(error) => return Err(error),
        }
    }
    into.flush()?;
    Ok(if whole { Vec::new() } else { vec![Loss::Middle] })
}

/// Rows on their way into the new table.
struct Into<'a> {
    sound: &'a mut Connection,
    table: &'a str,
    rows: Vec<Vec<Value>>,
    taken: u64,
    refused: u64,
}

impl Into<'_> {
    fn take(&mut self, row: Vec<Value>) -> Result<(), StoreError> {
        self.rows.push(row);
        if self.rows.len() >= GROUP { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        let transaction = self.sound.transaction()?;
        for row in self.rows.drain(..) {
            let places = vec!["?"; row.len()].join(", ");
            // What the fresh database holds of itself, such as the counters, gives way to what it was.
            let sql = format!("INSERT OR REPLACE INTO {} VALUES ({places})", quoted(self.table));
            match transaction.prepare_cached(&sql)?.execute(params_from_iter(row)) {
                Ok(_) => self.taken += 1,
                Err(error) => match StoreError::from(error) {
                    StoreError::Other(_) => self.refused += 1,
                    error => return Err(error),
                },
            }
        }
        transaction.commit()?;
        Ok(())
    }
}
