//! Proposals and runs of discovery as rows.

use super::{
    StoreError,
    write::{execute, json},
};
use crate::discover::{Found, scope};
use model::api::DiscoveryRun;
use rusqlite::{Connection, Transaction, params};

pub(super) fn write_found(transaction: &Transaction<'_>, found: &Found) -> Result<(), StoreError> {
    let sql = "INSERT INTO proposal (number, address, access, body) VALUES (?1, ?2, seal(?3), ?4)
               ON CONFLICT (number) DO UPDATE SET access = excluded.access, body = excluded.body";
    let Found { proposal, access } = found;
    let access = access.as_ref().map(json).transpose()?;
    execute(transaction, sql, params![proposal.number, proposal.address, access, json(proposal)?])
}

pub(super) fn write_run(transaction: &Transaction<'_>, run: &DiscoveryRun) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO discovery (scope, body) VALUES (?1, ?2) ON CONFLICT (scope) DO UPDATE SET body = excluded.body";
    execute(transaction, sql, params![scope(run), json(run)?])
}

/// Everything found, and the newest runs. A row that cannot be read any more is left out: the next run finds it again.
pub(super) fn everything(connection: &Connection) -> Result<(Vec<Found>, Vec<DiscoveryRun>), StoreError> {
    let mut statement = connection.prepare("SELECT unseal(access), body FROM proposal ORDER BY number")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (access, body) = row?;
        let access = access.and_then(|access| serde_json::from_str(&access).ok());
        found.extend(serde_json::from_str(&body).ok().map(|proposal| Found { proposal, access }));
    }
    let mut statement = connection.prepare("SELECT body FROM discovery ORDER BY scope")?;
    let bodies = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok((found, bodies.iter().filter_map(|body| serde_json::from_str(body).ok()).collect()))
}
