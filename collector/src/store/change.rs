//! Inventory changes: one row each, bounded by device and day (`reliability.md` 13.3).

use super::{
    Reader, StoreError, StoredChanges,
    write::{execute, source_of, source_word},
};
use model::{
    DeviceId, InventoryChange, Timestamp,
    inventory::{Difference, LEFT_OUT},
};
use rusqlite::{Transaction, params};

/// Most changes of one device kept of one day; the others are counted in one line.
pub(super) const A_DAY: u32 = 10_000;
const DAY_MS: i64 = 86_400_000;

/// Writes what one reading changed. The same again changes nothing, for a reading has one time and each of its
/// differences one place.
pub(super) fn write(transaction: &Transaction<'_>, changes: &StoredChanges) -> Result<(), StoreError> {
    let StoredChanges { device, source, at, .. } = changes;
    let day = at.0.div_euclid(DAY_MS) * DAY_MS;
    let sql = "SELECT count(*) FROM change WHERE device = ?1 AND at >= ?2 AND at < ?3";
    let of_day: u32 =
        transaction.prepare_cached(sql)?.query_row(params![device.0, day, day + DAY_MS], |row| row.get(0))?;
    let room = A_DAY.saturating_sub(of_day) as usize;
    let source = source_word(*source);
    let mut written = 0;
    for what in changes.differences.iter().take(room) {
        let sql = "INSERT OR IGNORE INTO change (device, at, source, section, key, field, before, after)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let Difference { section, key, field, before, after } = what;
        execute(transaction, sql, params![device.0, at.0, source, section, key, field, before, after])?;
        written += 1;
    }
    let left_out = changes.differences.len() - written + changes.left_out as usize;
    if left_out == 0 {
        return Ok(());
    }
    let sql = "INSERT INTO change (device, at, source, section, key, field, after)
               VALUES (?1, ?2, ?3, ?4, '', '', ?5)
               ON CONFLICT (device, at, source, section, key, field) DO UPDATE SET after = after + excluded.after";
    execute(transaction, sql, params![device.0, day + DAY_MS - 1, source, LEFT_OUT, left_out.to_string()])
}

impl Reader {
    /// The newest inventory changes of a device, newest first.
    pub fn changes(&self, device: DeviceId, limit: u32) -> Result<Vec<InventoryChange>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT at, source, section, key, field, before, after FROM change
                       WHERE device = ?1 ORDER BY at DESC, id LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![device.0, limit], |row| {
                Ok(InventoryChange {
                    at: Timestamp(row.get(0)?),
                    device,
                    source: source_of(&row.get::<_, String>(1)?),
                    what: Difference {
                        section: row.get(2)?,
                        key: row.get(3)?,
                        field: row.get(4)?,
                        before: row.get(5)?,
                        after: row.get(6)?,
                    },
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
