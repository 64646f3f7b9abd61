//! A database that comes from a backup becomes the one in use: its restore number, how agents are known, its audit line.

use super::{Audited, FILE, StoreError, audit, connection, migration, seal, write::json};
use crate::trust::StoredAgent;
use rusqlite::{Connection, params};
use std::path::Path;

/// Columns whose content only the key of the installation opens.
const SEALED: [(&str, &str); 3] = [("device", "snmp_community"), ("device", "snmp_user"), ("proposal", "access")];

/// More starts of our SNMP engine than there can have been since the backup.
const BOOTS: u32 = 100_000;

/// Makes the database of a directory one that was restored; returns its restore number, which `line` is told for the audit
/// log. With `keyless` everything that only the lost key opens goes: credentials of devices, the CA.
pub fn reborn(data_dir: &Path, keyless: bool, line: impl FnOnce(u64) -> Audited) -> Result<u64, StoreError> {
    let mut connection = connection::open_writer(&data_dir.join(FILE))?;
    if keyless {
        unlock(&mut connection)?;
    }
    seal::Key::of(data_dir, seal::is_sealed(&connection)?)?.teach(&connection)?;
    migration::migrate(&mut connection)?;
    seal::check(&connection)?;
    let number = audit::restores(&connection)? + 1;
    let transaction = connection.transaction()?;
    let sql = "INSERT INTO counter (name, next) VALUES ('restore', ?1) ON CONFLICT (name) DO UPDATE SET next = ?1";
    transaction.execute(sql, [number.cast_signed()])?;
    for agent in agents(&transaction)? {
        let agent = agent.heard_anew();
        transaction.execute("UPDATE agent SET body = ?2 WHERE agent = ?1", params![agent.agent, json(&agent)?])?;
    }
    // Who sends informs to our engine remembers its boots and hears none that are fewer.
    transaction.execute("UPDATE engine SET boots = min(boots + ?1, 2147483646) WHERE own <> 0", [BOOTS])?;
    audit::append(&transaction, &line(number))?;
    transaction.commit()?;
    // All of it lies in the one file then, which alone is moved into its place.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| StoreError::from(error))?;
    Ok(number)
}

fn agents(connection: &Connection) -> Result<Vec<StoredAgent>, StoreError> {
    let mut statement = connection.prepare("SELECT body FROM agent")?;
    let bodies = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut agents = Vec::new();
    for body in bodies {
        agents.push(serde_json::from_str(&body?).map_err(|error| StoreError::Corrupt(error.to_string()))?);
    }
    Ok(agents)
}

/// Removes what nobody can open any more. `secure_delete` wipes it.
fn unlock(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction()?;
    for (table, column) in SEALED {
        let known = "SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2";
        if transaction.query_row(known, [table, column], |row| row.get::<_, i64>(0))? == 0 {
            continue;
        }
        let also = if table == "device" { ", snmp_version = NULL" } else { "" };
        let sql = format!("UPDATE {table} SET {column} = NULL{also} WHERE substr({column}, 1, 3) = 'k1:'");
        transaction.execute(&sql, [])?;
    }
    let table = "SELECT count(*) FROM sqlite_schema WHERE name = 'authority'";
    if transaction.query_row(table, [], |row| row.get::<_, i64>(0))? > 0 {
        transaction.execute("DELETE FROM authority", [])?;
    }
    transaction.commit()?;
    Ok(())
}
