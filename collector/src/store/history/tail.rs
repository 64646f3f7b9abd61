//! The tail of history: readings as they were committed, not compacted yet.

use super::Wide;
use crate::store::{StoreError, reading, reading::Packed, write};
use model::{Timestamp, batch::Source};
use rusqlite::{Connection, params};

/// Readings of a device in the order in which they were committed. One that is damaged is a gap.
pub(super) fn each(
    connection: &Connection,
    wide: &Wide<'_>,
    mut take: impl FnMut(Source, Timestamp, Vec<Packed>),
) -> Result<(), StoreError> {
    let sql = "SELECT id, source, at FROM reading WHERE device = ?1 AND at >= ?2 AND at < ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![wide.device.0, wide.from.0, wide.to.0])?;
    let mut wanted = Vec::new();
    while let Some(row) = rows.next()? {
        let source = write::source_of(row.get_ref(1)?.as_str().unwrap_or_default());
        if wide.hears(source) {
            wanted.push((row.get::<_, i64>(0)?, source, Timestamp(row.get(2)?)));
        }
    }
    wanted.sort_unstable();
    let mut body = connection.prepare_cached("SELECT body FROM reading WHERE id = ?1")?;
    for (id, source, at) in wanted {
        let samples = body.query_row([id], |row| Ok(row.get_ref(0)?.as_blob().ok().and_then(reading::unpack)))?;
        take(source, at, samples.unwrap_or_default());
    }
    Ok(())
}
