//! What is forgotten, in small steps so that no batch waits long behind one.

use super::StoreError;
use model::Timestamp;
use rusqlite::{Connection, params};

pub(super) fn changes(connection: &Connection, keep: u32, limit: u32) -> Result<usize, StoreError> {
    let sql = "DELETE FROM change WHERE id IN
                 (SELECT id FROM change WHERE id <= (SELECT max(id) FROM change) - ?1 ORDER BY id LIMIT ?2)";
    Ok(connection.prepare_cached(sql)?.execute(params![keep, limit])?)
}

pub(super) fn events(connection: &Connection, keep: u32, limit: u32) -> Result<usize, StoreError> {
    let sql = "DELETE FROM event WHERE id IN
                 (SELECT id FROM event WHERE id <= (SELECT max(id) FROM event) - ?1 ORDER BY id LIMIT ?2)";
    Ok(connection.prepare_cached(sql)?.execute(params![keep, limit])?)
}

/// What was kept apart before a moment: oldest first, for ids grow with time.
pub(super) fn apart(connection: &Connection, until: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let sql = "DELETE FROM quarantine WHERE id IN (SELECT id FROM quarantine WHERE at < ?1 ORDER BY id LIMIT ?2)";
    Ok(connection.prepare_cached(sql)?.execute(params![until.0, limit])?)
}
