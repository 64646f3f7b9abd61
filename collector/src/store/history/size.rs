//! How much history lies where, how much room there is, and whose history is to be forgotten.

use super::step::{self, Forget, Size, Step};
use crate::{
    history::{
        key::{self, Level},
        retention::{self, Sized},
    },
    store::{Reader, StoreError},
};
use model::{DeviceId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::atomic::Ordering;

impl Reader {
    /// How much lies in each level: octets of its blocks, and values (of roll-ups windows).
    pub fn history_octets(&self) -> Result<Vec<(Level, i64, i64)>, StoreError> {
        let sizes = self.history_sizes()?;
        let total = |level| {
            let total = retention::total(&sizes, level);
            (level, total.octets, total.samples)
        };
        Ok(Level::ALL.map(total).into())
    }

    /// How much lies in each stretch of each level.
    pub(crate) fn history_sizes(&self) -> Result<Vec<Sized>, StoreError> {
        self.with_history(sizes)
    }

    /// Size of the database without its free pages, octets.
    pub fn used_octets(&self) -> Result<u64, StoreError> {
        self.with_history(|connection| {
            let figure = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let pages = figure("page_count")? - figure("freelist_count")?;
            Ok(u64::try_from(pages * figure("page_size")?).unwrap_or(0))
        })
    }

    /// What the disk has left for us, octets, free pages of the database included; none where the system does not say.
    pub(crate) fn free_octets(&self) -> Option<u64> {
        let disk = nix::sys::statvfs::statvfs(&*self.path).ok()?;
        let inside = self.with_history(|connection| {
            let figure = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            Ok(u64::try_from(figure("freelist_count")? * figure("page_size")?).unwrap_or(0))
        });
        Some(disk.blocks_available() as u64 * disk.fragment_size() as u64 + inside.unwrap_or(0))
    }

    /// How many readings are not compacted yet. Looks through their index.
    pub(crate) fn tail_readings(&self) -> Result<i64, StoreError> {
        self.with_history(|connection| {
            let mut statement = connection.prepare_cached("SELECT count(*) FROM reading")?;
            Ok(statement.query_row([], |row| row.get(0))?)
        })
    }

    /// How many blocks were met damaged since this was asked last.
    pub fn take_damaged(&self) -> u64 {
        self.damaged.swap(0, Ordering::Relaxed)
    }

    /// The next step of forgetting the history of a device; none: nobody's is to be forgotten.
    pub(crate) fn forget_device(&self, at_most: u32) -> Result<Option<Step>, StoreError> {
        self.with_history(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let step = forget_device(&transaction, at_most)?;
            transaction.finish()?;
            Ok(step)
        })
    }
}

fn sizes(connection: &Connection) -> Result<Vec<Sized>, StoreError> {
    let sql = "SELECT level, stretch, blocks, samples, octets FROM history_size ORDER BY level, stretch";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let size = Size { blocks: row.get(2)?, samples: row.get(3)?, octets: row.get(4)? };
        Ok((row.get::<_, u8>(0)?, row.get(1)?, size))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (number, stretch, size) = row?;
        if let Some(level) = Level::ALL.into_iter().find(|level| step::number(*level) == number) {
            found.push((level, stretch, size));
        }
    }
    Ok(found)
}

fn forget_device(connection: &Connection, at_most: u32) -> Result<Option<Step>, StoreError> {
    let sql = "SELECT device, until FROM history_forgotten ORDER BY device LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let next = statement.query_row([], |row| Ok((DeviceId(row.get(0)?), Timestamp(row.get(1)?)))).optional()?;
    let Some((device, until)) = next else { return Ok(None) };
    let sql = "SELECT id, length(body) FROM reading WHERE device = ?1 AND at < ?2 LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let rows =
        statement.query_map(params![device.0, until.0, at_most], |row| Ok((row.get(0)?, row.get::<_, u32>(1)?)))?;
    let mut step = Step::default();
    for row in rows {
        let (id, octets) = row?;
        step.take(id, octets as usize);
    }
    if !step.is_empty() {
        return Ok(Some(step));
    }
    for (level, stretch, _) in sizes(connection)? {
        let Some(keys) = key::of_device(stretch, device) else { continue };
        // What is measured after the wish is somebody's again; a stretch that it falls into goes as a whole.
        if level.range(stretch).start < until && step::first(connection, level, keys.start, keys.end)?.is_some() {
            return Ok(Some(Step::forgetting(Forget { level, from: keys.start, to: keys.end, at_most })));
        }
    }
    Ok(Some(Step::forgotten(device)))
}
