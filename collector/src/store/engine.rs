//! Engines of SNMPv3 as rows.

use super::{Reader, StoreError, write::execute};
use model::Timestamp;
use rusqlite::{Transaction, params};

/// An engine as it was last heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEngine {
    /// snmpEngineID.
    pub id: Box<[u8]>,
    /// It is our own.
    pub own: bool,
    /// snmpEngineBoots.
    pub boots: u32,
    /// snmpEngineTime, seconds.
    pub time: u32,
    /// When that was.
    pub at: Timestamp,
}

/// Writes an engine; its boots and time never go back.
pub(super) fn write(transaction: &Transaction<'_>, engine: &StoredEngine) -> Result<(), StoreError> {
    let sql = "INSERT INTO engine (id, own, boots, time, at) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (id) DO UPDATE SET boots = excluded.boots, time = excluded.time, at = excluded.at
               WHERE (excluded.boots, excluded.time) >= (engine.boots, engine.time)";
    let StoredEngine { id, own, boots, time, at } = engine;
    execute(transaction, sql, params![&id[..], own, boots, time, at.0])
}

impl Reader {
    /// Every engine.
    pub fn engines(&self) -> Result<Vec<StoredEngine>, StoreError> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached("SELECT id, own, boots, time, at FROM engine")?;
            let rows = statement.query_map([], |row| {
                Ok(StoredEngine {
                    id: row.get::<_, Vec<u8>>(0)?.into(),
                    own: row.get(1)?,
                    boots: row.get(2)?,
                    time: row.get(3)?,
                    at: Timestamp(row.get(4)?),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
