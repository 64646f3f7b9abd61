//! The audit log: each line holds the SHA-256 of itself and the line before, so that a removed or changed line shows.

use super::{Audited, StoreError, write::json};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

/// Appends a line in the transaction of the change itself: no audit line, no change.
pub(super) fn append(transaction: &Transaction<'_>, line: &Audited) -> Result<(), StoreError> {
    let before: Option<Vec<u8>> =
        transaction.query_row("SELECT hash FROM audit ORDER BY id DESC LIMIT 1", [], |row| row.get(0)).optional()?;
    let hash = chain(&before.unwrap_or_default(), line)?;
    let sql = "INSERT INTO audit (at, actor, action, object, before, after, hash, role, origin)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    transaction.prepare_cached(sql)?.execute(params![
        line.at.0,
        line.actor,
        line.action,
        line.object,
        line.before,
        line.after,
        hash,
        line.role,
        line.origin
    ])?;
    Ok(())
}

fn chain(before: &[u8], line: &Audited) -> Result<Vec<u8>, StoreError> {
    let mut hasher = Sha256::new();
    hasher.update(before);
    // Milliseconds beside the JSON, whose time is the same but shorter for some moments.
    hasher.update(line.at.0.to_be_bytes());
    hasher.update(json(line)?.as_bytes());
    Ok(hasher.finalize().to_vec())
}

/// The newest lines, newest first.
pub(super) fn newest(connection: &Connection, limit: u32) -> Result<Vec<Audited>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, actor, action, object, before, after, hash, role, origin FROM audit ORDER BY id DESC LIMIT ?1",
    )?;
    let lines = statement.query_map([limit], |row| read(row).map(|(line, _)| line))?;
    Ok(lines.collect::<Result<_, _>>()?)
}

/// Number of the first line whose hash does not follow from the line before; none: the chain is whole.
pub(super) fn broken_at(connection: &Connection) -> Result<Option<u64>, StoreError> {
    let mut statement = connection
        .prepare("SELECT at, actor, action, object, before, after, hash, role, origin FROM audit ORDER BY id")?;
    let lines = statement.query_map([], read)?;
    let mut before = Vec::new();
    for (number, line) in (1..).zip(lines) {
        let (line, hash) = line?;
        if chain(&before, &line)? != hash {
            return Ok(Some(number));
        }
        before = hash;
    }
    Ok(None)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<(Audited, Vec<u8>)> {
    let line = Audited {
        at: model::Timestamp(row.get(0)?),
        actor: row.get(1)?,
        action: row.get(2)?,
        object: row.get(3)?,
        before: row.get(4)?,
        after: row.get(5)?,
        role: row.get(7)?,
        origin: row.get(8)?,
    };
    Ok((line, row.get(6)?))
}
