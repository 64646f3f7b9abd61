//! Numbered migrations on `PRAGMA user_version`, each one transaction.

pub(super) mod before;

use super::StoreError;
use rusqlite::Connection;

/// Marks a file as ours (`PANT`).
const APPLICATION_ID: i32 = 0x5041_4e54;
/// Every migration in order; the number of one is its place, counted from 1.
const MIGRATIONS: [&str; 14] = [
    include_str!("migration/1.sql"),
    include_str!("migration/2.sql"),
    include_str!("migration/3.sql"),
    include_str!("migration/4.sql"),
    include_str!("migration/5.sql"),
    include_str!("migration/6.sql"),
    include_str!("migration/7.sql"),
    include_str!("migration/8.sql"),
    include_str!("migration/9.sql"),
    include_str!("migration/10.sql"),
    include_str!("migration/11.sql"),
    include_str!("migration/12.sql"),
    include_str!("migration/13.sql"),
    include_str!("migration/14.sql"),
];

/// Newest schema this version knows.
pub(super) const NEWEST: u32 = MIGRATIONS.len() as u32;

/// Brings an empty or older database to the newest schema; refuses a foreign one and a newer one.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION_ID && (application != 0 || tables > 0) {
        return Err(StoreError::Foreign);
    }
    if version > NEWEST {
        return Err(StoreError::Newer { found: version, known: NEWEST });
    }
    migrate_to(connection, NEWEST)
}

/// Brings a database of ours, or an empty one, to this schema.
pub(super) fn migrate_to(connection: &mut Connection, schema: u32) -> Result<(), StoreError> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if schema > NEWEST {
        return Err(StoreError::Newer { found: schema, known: NEWEST });
    }
    for (place, sql) in MIGRATIONS.iter().enumerate().take(schema as usize).skip(version as usize) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", place as u32 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
