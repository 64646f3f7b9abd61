//! The audit log: each line holds the SHA-256 of itself and the line before, so that a removed or changed line shows.

use super::{AuditHead, Audited, StoreError, write::json};
use model::text::hex;
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

/// What a walk over the whole log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Walk {
    /// Number of the first line whose hash does not follow from the line before.
    pub(super) broken_at: Option<u64>,
    /// Those of the heads asked for that the log does not hold where they were.
    pub(super) lost: Vec<AuditHead>,
}

/// Walks the log from its first line; `heads` are ends that it had at earlier moments.
pub(super) fn walk(connection: &Connection, heads: &[AuditHead]) -> Result<Walk, StoreError> {
    let mut statement = connection
        .prepare("SELECT at, actor, action, object, before, after, hash, role, origin FROM audit ORDER BY id")?;
    let lines = statement.query_map([], read)?;
    let mut before = Vec::new();
    // A log that was put back from a backup is shorter than it was, and rightly so.
    let restores = restores(connection)?;
    let mut lost: Vec<AuditHead> = heads.iter().filter(|head| head.restores == restores).cloned().collect();
    let mut walked = Walk::default();
    for (number, line) in (1..).zip(lines) {
        let (line, hash) = line?;
        if walked.broken_at.is_none() && chain(&before, &line)? != hash {
            walked.broken_at = Some(number);
        }
        lost.retain(|head| head.lines != number || head.hash != hex(&hash));
        before = hash;
    }
    lost.retain(|head| head.lines > 0);
    walked.lost = lost;
    Ok(walked)
}

/// The end of the log.
pub(super) fn head(connection: &Connection) -> Result<AuditHead, StoreError> {
    let lines: i64 = connection.query_row("SELECT count(*) FROM audit", [], |row| row.get(0))?;
    let sql = "SELECT hash FROM audit ORDER BY id DESC LIMIT 1";
    let hash: Option<Vec<u8>> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    let (lines, hash) = (lines.cast_unsigned(), hash.map(|hash| hex(&hash)).unwrap_or_default());
    Ok(AuditHead { restores: restores(connection)?, lines, hash })
}

/// True when the line of this head stands where it was.
pub(super) fn has(connection: &Connection, head: &AuditHead) -> Result<bool, StoreError> {
    let Some(before) = head.lines.checked_sub(1) else { return Ok(true) };
    let sql = "SELECT hash FROM audit ORDER BY id LIMIT 1 OFFSET ?1";
    let found: Option<Vec<u8>> = connection.query_row(sql, [before.cast_signed()], |row| row.get(0)).optional()?;
    Ok(found.is_some_and(|hash| hex(&hash) == head.hash))
}

/// How often this data was put back from a backup.
pub(super) fn restores(connection: &Connection) -> Result<u64, StoreError> {
    let found = connection.query_row("SELECT next FROM counter WHERE name = 'restore'", [], |row| row.get::<_, i64>(0));
    Ok(found.optional()?.unwrap_or_default().cast_unsigned())
}

/// SHA-256 of the certificate of the CA.
pub(super) fn installation(connection: &Connection) -> Result<String, StoreError> {
    let table = "SELECT count(*) FROM sqlite_schema WHERE name = 'authority'";
    if connection.query_row(table, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(String::new());
    }
    let found = connection.query_row("SELECT certificate FROM authority", [], |row| row.get::<_, String>(0));
    Ok(found.optional()?.map(|text| hex(&Sha256::digest(text))).unwrap_or_default())
}

/// The newest lines of this action, newest first.
pub(super) fn newest_of(connection: &Connection, action: &str, limit: u32) -> Result<Vec<Audited>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT at, actor, action, object, before, after, hash, role, origin FROM audit WHERE action = ?1
         ORDER BY id DESC LIMIT ?2",
    )?;
    let lines = statement.query_map(params![action, limit], |row| read(row).map(|(line, _)| line))?;
    Ok(lines.collect::<Result<_, _>>()?)
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
