//! Rows of who may what: the CA, tokens, people, agents, and what was kept apart.

use super::{
    Reader, StoreError,
    write::{execute, json},
};
use crate::trust::{StoredAgent, StoredAuthority, StoredMachine, StoredPerson, StoredToken};
use model::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};

/// Most entries kept apart, all agents together, and the longest of them (`reliability.md` 3.3).
const KEPT_APART: i64 = 1000;
const LONGEST_APART: usize = 64 * 1024;
/// Most values among them.
const VALUES_APART: i64 = 100_000;

/// What an agent sent and no curve takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantine {
    /// Agent.
    pub agent: String,
    /// Life of its spool.
    pub epoch: String,
    /// Sequence.
    pub seq: u64,
    /// When it came.
    pub at: Timestamp,
    /// `time` or `malformed`.
    pub reason: &'static str,
    /// Values in it, as far as they can be counted.
    pub samples: u64,
    /// Its octets, cut at 64 KiB.
    pub body: Vec<u8>,
}

/// Everything of who may what, read once at start.
#[derive(Debug, Default)]
pub struct LoadedTrust {
    /// The CA.
    pub authority: Option<StoredAuthority>,
    /// Tokens.
    pub tokens: Vec<StoredToken>,
    /// People.
    pub people: Vec<StoredPerson>,
    /// Agents.
    pub agents: Vec<StoredAgent>,
    /// Machines that GLPI and FusionInventory agents tell of.
    pub machines: Vec<StoredMachine>,
}

pub(super) fn write_authority(transaction: &Transaction<'_>, authority: &StoredAuthority) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO authority (id, certificate, key) VALUES (1, ?1, seal(?2))";
    execute(transaction, sql, params![authority.certificate, authority.key])
}

/// Writes a row that is a key and a body; `table` is one of ours, never a word from outside.
pub(super) fn write(
    transaction: &Transaction<'_>,
    table: &'static str,
    key: &str,
    body: &impl Serialize,
) -> Result<(), StoreError> {
    let sql = match table {
        "token" => "INSERT INTO token VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        "person" => "INSERT INTO person VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
        _ => "INSERT INTO agent VALUES (?1, ?2) ON CONFLICT (agent) DO UPDATE SET body = excluded.body",
    };
    execute(transaction, sql, params![key, json(body)?])
}

/// Deletes such a row.
pub(super) fn forget(transaction: &Transaction<'_>, table: &'static str, key: &str) -> Result<(), StoreError> {
    let sql = match table {
        "person" => "DELETE FROM person WHERE name = ?1",
        _ => "DELETE FROM agent WHERE agent = ?1",
    };
    execute(transaction, sql, [key])
}

/// Keeps something apart; the oldest beyond the limits go.
pub(super) fn write_quarantine(transaction: &Transaction<'_>, kept: &Quarantine) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO quarantine (agent, epoch, seq, at, reason, samples, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let body = &kept.body[..kept.body.len().min(LONGEST_APART)];
    let samples = i64::try_from(kept.samples).unwrap_or(i64::MAX);
    let values = params![kept.agent, kept.epoch, kept.seq.cast_signed(), kept.at.0, kept.reason, samples, body];
    execute(transaction, sql, values)?;
    let last = transaction.last_insert_rowid();
    execute(transaction, "DELETE FROM quarantine WHERE id <= ?1", [last - KEPT_APART])?;
    let sql = "DELETE FROM quarantine WHERE id <= (
                 SELECT max(id) FROM (SELECT id, sum(samples) OVER (ORDER BY id DESC) AS together FROM quarantine)
                 WHERE together > ?1 AND id < ?2)";
    execute(transaction, sql, [VALUES_APART, last])
}

fn bodies<T: DeserializeOwned>(connection: &Connection, sql: &str) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for row in rows {
        // A row that cannot be read must not let somebody in by being passed over: it is told.
        let body = row?;
        found.push(serde_json::from_str(&body).map_err(|error| StoreError::Corrupt(error.to_string()))?);
    }
    Ok(found)
}

impl Reader {
    /// Everything of who may what.
    pub fn trust(&self) -> Result<LoadedTrust, StoreError> {
        self.with(|connection| {
            let authority = connection
                .query_row("SELECT certificate, unseal(key) FROM authority", [], |row| {
                    Ok(StoredAuthority { certificate: row.get(0)?, key: row.get(1)? })
                })
                .optional()?;
            Ok(LoadedTrust {
                authority,
                tokens: bodies(connection, "SELECT body FROM token")?,
                people: bodies(connection, "SELECT body FROM person")?,
                agents: bodies(connection, "SELECT body FROM agent")?,
                machines: bodies(connection, "SELECT body FROM machine")?,
            })
        })
    }

    /// How many entries are kept apart.
    pub fn kept_apart(&self) -> Result<u64, StoreError> {
        self.with(|connection| {
            Ok(connection.query_row("SELECT count(*) FROM quarantine", [], |row| row.get::<_, i64>(0))?.cast_unsigned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Row, Store},
        *,
    };
    use crate::trust::Authority;

    fn apart(seq: u64, samples: u64) -> Row {
        Row::Quarantine(Quarantine {
            agent: "a".into(),
            epoch: "e".into(),
            seq,
            at: Timestamp(0),
            reason: "time",
            samples,
            body: vec![0; 100_000],
        })
    }

    #[test]
    fn what_is_kept_apart_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let reader = store.reader().unwrap();
        for seq in 0..1100 {
            store.commit(&[apart(seq, 1)]).unwrap();
        }
        assert_eq!(reader.kept_apart().unwrap(), 1000);
        store.commit(&[apart(2000, 99_999)]).unwrap();
        assert_eq!(reader.kept_apart().unwrap(), 2);
        // One that is too large alone is kept all the same.
        store.commit(&[apart(2001, 200_000)]).unwrap();
        assert_eq!(reader.kept_apart().unwrap(), 1);
    }

    #[test]
    fn what_is_kept_apart_is_kept_for_so_long() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let reader = store.reader().unwrap();
        let of = |seq: u64| match apart(seq, 1) {
            Row::Quarantine(kept) => Row::Quarantine(Quarantine { at: Timestamp::from_seconds(seq as i64), ..kept }),
            other => other,
        };
        store.commit(&(0..10).map(of).collect::<Vec<_>>()).unwrap();
        assert_eq!(store.forget_apart(Timestamp::from_seconds(7), 5).unwrap(), 5, "in small steps");
        assert_eq!(store.forget_apart(Timestamp::from_seconds(7), 5).unwrap(), 2);
        assert_eq!(store.forget_apart(Timestamp::from_seconds(7), 5).unwrap(), 0);
        assert_eq!(reader.kept_apart().unwrap(), 3);
    }

    #[test]
    fn the_key_of_the_ca_is_sealed_and_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let (first, second) =
            (Authority::make("a", Timestamp(0)).unwrap(), Authority::make("b", Timestamp(0)).unwrap());
        store.commit(&[Row::Authority(first.clone()), Row::Authority(second)]).unwrap();
        assert_eq!(store.reader().unwrap().trust().unwrap().authority, Some(first.clone()));
        drop(store);
        let octets = std::fs::read(folder.path().join("pantau.db")).unwrap();
        let secret = first.key.lines().nth(1).unwrap();
        assert!(!String::from_utf8_lossy(&octets).contains(secret));
        // Without its key the database is not opened, and no new key is made.
        std::fs::remove_file(folder.path().join("pantau.key")).unwrap();
        assert!(matches!(Store::open(folder.path()), Err(StoreError::Key)));
    }
}
