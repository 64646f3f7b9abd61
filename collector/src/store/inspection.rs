//! A database looked over whole: its pages, its rows, the chain of the audit log, a sample of what is packed in it.

use super::{
    AuditHead, FILE, Shape, StoreError, audit, connection, reading,
    snapshot::{quoted, shape, tables},
};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use std::path::Path;

/// Most faults of the pages that are told.
const FAULTS: usize = 20;
/// Packed rows that are read of each table that has them.
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
    /// Rows that were read.
    pub read: u64,
    /// Those among them that could not be unpacked.
    pub damaged: u64,
}

/// How thoroughly pages are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Table by table, in short transactions: a writer beside it is not made to keep its log.
    BesideWriter,
    /// All pages at once, with those that no table has.
    Whole,
}

/// A table with packed rows, and how a sample of them is read.
struct Packed {
    table: &'static str,
    sample: fn(&Connection, &mut Dice) -> Result<PackedSample, StoreError>,
}

/// Every table whose rows are more than their columns say. A store of series adds itself here.
const PACKED: &[Packed] = &[Packed { table: "reading", sample: sample_readings }];

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
            let said = faults(connection, None);
            let said = found.take(said)?.unwrap_or_default();
            found.faults.extend(said);
        }
        Care::BesideWriter => {
            for (done, name) in names.iter().enumerate() {
                step(done as u64, all);
                let said = found.take(faults(connection, Some(name)))?.unwrap_or_default();
                found.faults.extend(said);
            }
        }
    }
    step(names.len() as u64, all);
    found.shape = found.take(shape(connection))?;
    step(names.len() as u64 + 1, all);
    let walked = found.take(audit::walk(connection, heads))?.unwrap_or_default();
    (found.audit_broken_at, found.audit_lost) = (walked.broken_at, walked.lost);
    step(names.len() as u64 + 2, all);
    let mut dice = Dice::thrown();
    for packed in PACKED {
        let sample = found.take((packed.sample)(connection, &mut dice))?;
        found.packed.push(sample.unwrap_or(PackedSample { table: packed.table, read: 0, damaged: 1 }));
    }
    step(all, all);
    Ok(found)
}

fn faults(connection: &Connection, table: Option<&str>) -> Result<Vec<String>, StoreError> {
    let sql = match table {
        Some(table) => format!("PRAGMA integrity_check({})", quoted(table)),
        None => format!("PRAGMA integrity_check({FAULTS})"),
    };
    let mut statement = connection.prepare(&sql)?;
    let said = statement.query_map([], |row| row.get::<_, String>(0))?;
    let said: Vec<String> = said.collect::<Result<_, _>>()?;
    let lines = said.iter().flat_map(|text| text.lines()).filter(|line| *line != "ok" && !line.is_empty());
    Ok(lines.take(FAULTS).map(ToOwned::to_owned).collect())
}

fn sample_readings(connection: &Connection, dice: &mut Dice) -> Result<PackedSample, StoreError> {
    let mut sample = PackedSample { table: "reading", ..PackedSample::default() };
    let bounds = connection.query_row("SELECT min(rowid), max(rowid) FROM reading", [], |row| {
        Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    let (Some(first), Some(last)) = bounds else { return Ok(sample) };
    let mut statement = connection.prepare("SELECT body FROM reading WHERE rowid >= ?1 ORDER BY rowid LIMIT 1")?;
    for _ in 0..SAMPLE {
        let at = first + dice.below((last - first).cast_unsigned().saturating_add(1)).cast_signed();
        let body: Option<Vec<u8>> = statement.query_row([at], |row| row.get(0)).optional()?;
        let Some(body) = body else { continue };
        sample.read += 1;
        sample.damaged += u64::from(reading::unpack(&body).is_none());
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
