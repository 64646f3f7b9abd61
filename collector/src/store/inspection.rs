//! A database looked over whole: its pages, its rows, the chain of the audit log, a sample of what is packed in it.

use super::{
    AuditHead, FILE, Shape, StoreError, audit, connection, reading,
    snapshot::{quoted, shape, tables},
};
use crate::history::{block, rollup};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use std::{collections::BTreeSet, path::Path};

/// Most faults of the pages that are told.
const FAULTS: usize = 20;
/// Packed rows that are read at random of each table that has more; of one that has no more all are read.
const SAMPLE: u64 = 1000;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// What is wrong with the file, in the words of the database.
    pub faults: Vec<String>,
    /// What it holds; absent where it could not be counted.
    pub shape: Option<Shape>,
    /// Number of the first line of the audit log that does not follow from the one before.
    pub audit_broken_at: Option<u64>,
    /// Earlier ends of the audit log that are not in it any more.
    pub audit_lost: Vec<AuditHead>,
    /// Packed rows that were read at random.
    pub packed: Vec<PackedSample>,
}

/// A sample of the packed rows of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PackedSample {
    /// Table.
    pub table: &'static str,
    /// Rows that it has.
    pub rows: u64,
    /// Rows that were read, each once.
    pub read: u64,
    /// Those among them that could not be unpacked.
    pub damaged: u64,
}

/// How thoroughly pages are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Only the structure of the pages, table by table.
    Quick,
    /// Table by table, in short transactions: a writer beside it is not made to keep its log.
    BesideWriter,
    /// All pages at once, with those that no table has.
    Whole,
}

/// A table with packed rows, and whether one of them is as it was packed.
struct Packed {
    table: &'static str,
    is_good: fn(&[u8]) -> bool,
}

/// Every table whose rows are more than their columns say, with the octets in a column `body`.
const PACKED: [Packed; 5] = [
    Packed { table: "reading", is_good: |octets| reading::unpack(octets).is_some() },
    Packed { table: "history_window", is_good: |octets| block::decode(octets).is_ok() },
    Packed { table: "history_day", is_good: |octets| block::decode(octets).is_ok() },
    Packed { table: "history_five_minutes", is_good: |octets| rollup::decode(octets).is_ok() },
    Packed { table: "history_hours", is_good: |octets| rollup::decode(octets).is_ok() },
];

impl Inspection {
    /// True when nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
            && self.shape.is_some()
            && self.audit_broken_at.is_none()
            && self.audit_lost.is_empty()
            && self.packed.iter().all(|sample| sample.damaged == 0)
    }

    /// Notes a fault of the file; any other error is handed on.
    fn take<T>(&mut self, done: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match done {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Corrupt(what) | StoreError::Disk(what)) => {
                if self.faults.len() < FAULTS && !self.faults.contains(&what) {
                    self.faults.push(what);
                }
                Ok(None)
            }
            // A schema that is damaged speaks like one that is wrong.
            Err(StoreError::Other(what)) => {
                self.faults.push(what);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Looks over the database of a directory. `heads` are earlier ends of its audit log; `step` is told the tables done and
/// how many there are.
pub fn inspect(
    data_dir: &Path,
    care: Care,
    heads: &[AuditHead],
    mut step: impl FnMut(u64, u64),
) -> Result<Inspection, StoreError> {
    let mut found = Inspection::default();
    let opened = connection::open_onlooker(&data_dir.join(FILE));
    let Some(connection) = found.take(opened)? else { return Ok(found) };
    let connection = &connection;
    let names = found.take(tables(connection))?.unwrap_or_default();
    let all = names.len() as u64 + 3;
    match care {
        Care::Whole => {
            let said = faults(connection, care, None);
            let said = found.take(said)?.unwrap_or_default();
            found.faults.extend(said);
        }
        Care::Quick | Care::BesideWriter => {
            for (done, name) in names.iter().enumerate() {
                step(done as u64, all);
                let said = found.take(faults(connection, care, Some(name)))?.unwrap_or_default();
                found.faults.extend(said);
            }
        }
    }
    if care == Care::Quick {
        return Ok(found);
    }
    step(names.len() as u64, all);
    found.shape = found.take(shape(connection))?;
    step(names.len() as u64 + 1, all);
    let walked = found.take(audit::walk(connection, heads))?.unwrap_or_default();
    (found.audit_broken_at, found.audit_lost) = (walked.broken_at, walked.lost);
    step(names.len() as u64 + 2, all);
    let mut dice = Dice::thrown();
    // An older backup has not all of them.
    for packed in PACKED.iter().filter(|packed| names.iter().any(|name| name == packed.table)) {
        let sample = found.take(sample(connection, packed, &mut dice))?;
        found.packed.push(sample.unwrap_or(PackedSample {
            table: packed.table,
            damaged: 1,
            ..PackedSample::default()
        }));
    }
    step(all, all);
    Ok(found)
}

fn faults(connection: &Connection, care: Care, table: Option<&str>) -> Result<Vec<String>, StoreError> {
    let sql = match table {
        Some(table) if care == Care::Quick => format!("PRAGMA quick_check({})", quoted(table)),
        Some(table) => format!("PRAGMA integrity_check({})", quoted(table)),
        None => format!("PRAGMA integrity_check({FAULTS})"),
    };
    let mut statement = connection.prepare(&sql)?;
    let said = statement.query_map([], |row| row.get::<_, String>(0))?;
    let said: Vec<String> = said.collect::<Result<_, _>>()?;
    let lines = said.iter().flat_map(|text| text.lines()).filter(|line| *line != "ok" && !line.is_empty());
    Ok(lines.take(FAULTS).map(ToOwned::to_owned).collect())
}

fn sample(connection: &Connection, packed: &Packed, dice: &mut Dice) -> Result<PackedSample, StoreError> {
    let table = packed.table;
    let (rows, first, last) =
        connection.query_row(&format!("SELECT count(*), min(rowid), max(rowid) FROM {table}"), [], |row| {
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?))
        })?;
    let mut sample = PackedSample { table, rows, ..PackedSample::default() };
    let (Some(first), Some(last)) = (first, last) else { return Ok(sample) };
    let look = |sample: &mut PackedSample, body: &[u8]| {
        sample.read += 1;
        sample.damaged += u64::from(!(packed.is_good)(body));
    };
    if rows <= SAMPLE {
        let mut statement = connection.prepare(&format!("SELECT body FROM {table}"))?;
        let mut all = statement.query([])?;
        while let Some(row) = all.next()? {
            look(&mut sample, &row.get::<_, Vec<u8>>(0)?);
        }
        return Ok(sample);
    }
    let mut body = connection.prepare(&format!("SELECT body FROM {table} WHERE rowid = ?1"))?;
    let mut until = connection.prepare(&format!("SELECT max(rowid) FROM {table} WHERE rowid <= ?1"))?;
    let mut after = connection.prepare(&format!("SELECT min(rowid) FROM {table} WHERE rowid > ?1"))?;
    let mut seen = BTreeSet::new();
    for _ in 0..4 * SAMPLE {
        if sample.read == SAMPLE {
            break;
        }
        // Numbers of rows lie in heaps with wide gaps, and whoever throws at the whole range hits the beginnings of heaps
        // alone. So the range is halved, and each half cut down to the rows in it, until one row is left.
        let (mut low, mut high) = (first, last);
        while low < high {
            let middle = low.wrapping_add_unsigned(high.abs_diff(low) / 2);
            let (statement, end) = if dice.below(2) == 0 { (&mut until, &mut high) } else { (&mut after, &mut low) };
            // A writer beside may have deleted what was there.
            let Some(found) = statement.query_row([middle], |row| row.get::<_, Option<i64>>(0))? else { break };
            *end = found;
        }
        // What was hit twice is read, and counted, once.
        if seen.insert(low) {
            let octets: Option<Vec<u8>> = body.query_row([low], |row| row.get(0)).optional()?;
            octets.iter().for_each(|octets| look(&mut sample, octets));
        }
    }
    Ok(sample)
}

/// Numbers that nobody can foretell well enough to hide damage from them; no more than that.
struct Dice(u64);

impl Dice {
    fn thrown() -> Self {
        let mut seed = [0; 8];
        // Without random octets the same sample is read each time, which is a sample all the same.
        let _ = getrandom::fill(&mut seed);
        Self(u64::from_le_bytes(seed) | 1)
    }

    fn below(&mut self, bound: u64) -> u64 {
        // xorshift64 (Marsaglia 2003).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound.max(1)
    }
}
