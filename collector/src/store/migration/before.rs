//! The database as the version before left it, kept beside the data before its schema is changed: whoever has to go back puts
//! the version before on it.

use super::{APPLICATION_ID, NEWEST};
use crate::store::{FILE, KEY_FILE, Lock, StoreError, connection, snapshot::quoted};
use model::Timestamp;
use rusqlite::{Connection, config::DbConfig};
use std::{
    fs::{self, File},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

/// What the directory of a copy is called; the schema that came after it follows.
const NAME: &str = "before-schema-";
/// What it is called until it is whole.
const PARTIAL: &str = ".partial";
/// A database up to this size is copied whole, octets: more would keep the collector from its work for minutes.
const WHOLE: u64 = 2 << 30;
/// Room that a copy leaves on the disk, octets.
const SPARE: u64 = 256 << 20;
/// A copy is kept so long, seconds; the first start after that removes it.
const KEPT_SECONDS: f64 = 30.0 * 86_400.0;
/// Tables of what was measured: the most of a database, and what the least depends on.
const HISTORY: [&str; 6] =
    ["reading", "history_window", "history_day", "history_five_minutes", "history_hours", "history_size"];

/// A change of schema that is about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The schema that the data has.
    pub from: u32,
    /// The schema that it will have.
    pub to: u32,
    /// What was kept.
    pub kept: Kept,
}

/// What was kept of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// All of it, in this directory.
    Whole(PathBuf),
    /// All but what was measured, in this directory.
    WithoutHistory(PathBuf),
    /// Nothing, because of this.
    Nothing(String),
}

/// Keeps what the database of a directory holds if opening it would change its schema; copies that are old enough go. Error: the
/// database cannot be opened.
pub fn before_migration(data_dir: &Path, now: Timestamp) -> Result<Option<Before>, StoreError> {
    let path = data_dir.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    let lock = Lock::take(data_dir)?;
    let connection = connection::open_writer(&path)?;
    // What an unclean end left behind is for the start to see.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, from) = (number("application_id")?, number("user_version")?);
    let from = u32::try_from(from).unwrap_or(u32::MAX);
    if application != i64::from(APPLICATION_ID) || from == 0 || from >= NEWEST {
        retire(data_dir, now);
        return Ok(None);
    }
    let free = nix::sys::statvfs::statvfs(data_dir).ok();
    #[allow(clippy::useless_conversion)]
    let free = free.map_or(u64::MAX, |disk| u64::from(disk.blocks_available()) * u64::from(disk.fragment_size()));
    let kept = keep(&connection, data_dir, WHOLE.min(free.saturating_sub(SPARE)), free.saturating_sub(SPARE));
    drop(connection);
    drop(lock);
    let kept = kept.unwrap_or_else(|error| Kept::Nothing(error.to_string()));
    Ok(Some(Before { from, to: NEWEST, kept }))
}

/// Copies a database of at most `whole` octets whole, and of a larger one what does not take more than `rest`.
pub(in crate::store) fn keep(
    connection: &Connection,
    data_dir: &Path,
    whole: u64,
    rest: u64,
) -> Result<Kept, StoreError> {
    let target = data_dir.join(format!("{NAME}{NEWEST}"));
    let failed = |cause| StoreError::Directory { path: target.clone(), cause };
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (pages, unused, page) = (number("page_count")?, number("freelist_count")?, number("page_size")?);
    let octets = ((pages - unused) * page).max(0).cast_unsigned();
    if target.join(FILE).exists() {
        // An earlier start made it, and ended before the schema was changed.
        return Ok(if has_history(&target)? { Kept::Whole(target) } else { Kept::WithoutHistory(target) });
    }
    let partial = data_dir.join(format!("{NAME}{NEWEST}{PARTIAL}"));
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(failed)?;
    }
    fs::DirBuilder::new().mode(0o700).create(&partial).map_err(failed)?;
    let file = partial.join(FILE);
    let is_whole = octets <= whole;
    let done = if is_whole { copy_whole(connection, &file) } else { copy_rest(connection, &file, rest) };
    let done = done.and_then(|()| settle(data_dir, &partial, &target).map_err(failed));
    if let Err(error) = done {
        // What is half must not be taken for something.
        let _ = fs::remove_dir_all(&partial);
        return Err(error);
    }
    Ok(if is_whole { Kept::Whole(target) } else { Kept::WithoutHistory(target) })
}

fn copy_whole(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    connection::create_private(file).map_err(|cause| StoreError::Directory { path: file.to_owned(), cause })?;
    connection.execute("VACUUM INTO ?1", [file.to_string_lossy()])?;
    Ok(())
}

/// The same tables, those of what was measured empty.
fn copy_rest(from: &Connection, file: &Path, most: u64) -> Result<(), StoreError> {
    connection::create_private(file).map_err(|cause| StoreError::Directory { path: file.to_owned(), cause })?;
    let into = connection::open_writer(file)?;
    into.pragma_update(None, "foreign_keys", false)?;
    let pages = (most / 4096).clamp(1, 1 << 31).cast_signed();
    into.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    into.execute("ATTACH DATABASE ?1 AS old", [from.path().unwrap_or_default()])?;
    let sql =
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut statement = from.prepare(sql)?;
    let made = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let made: Vec<(String, String, String)> = made.collect::<Result<_, _>>()?;
    let transaction = into.unchecked_transaction()?;
    for (_, name, sql) in made.iter().filter(|(kind, ..)| kind == "table") {
        transaction.execute_batch(sql)?;
        if !HISTORY.contains(&name.as_str()) {
            let name = quoted(name);
            transaction.execute(&format!("INSERT INTO main.{name} SELECT * FROM old.{name}"), [])?;
        }
    }
    // Numbers of readings are never used again, also when there is none of them here.
    let has_numbers = "SELECT count(*) FROM old.sqlite_schema WHERE name = 'sqlite_sequence'";
    if transaction.query_row(has_numbers, [], |row| row.get::<_, i64>(0))? > 0 {
        transaction.execute_batch(
            "DELETE FROM main.sqlite_sequence; INSERT INTO main.sqlite_sequence SELECT * FROM old.sqlite_sequence",
        )?;
    }
    // Behind the rows: triggers guard them from then on.
    for (.., sql) in made.iter().filter(|(kind, ..)| kind != "table") {
        transaction.execute_batch(sql)?;
    }
    for name in ["application_id", "user_version"] {
        let value: i64 = from.pragma_query_value(None, name, |row| row.get(0))?;
        transaction.pragma_update(None, name, value)?;
    }
    transaction.commit()?;
    into.execute("DETACH DATABASE old", [])?;
    into.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    into.close().map_err(|(_, error)| StoreError::from(error))
}

/// Brings a copy to the disk, the key beside it, and gives it its name.
fn settle(data_dir: &Path, partial: &Path, target: &Path) -> std::io::Result<()> {
    File::open(partial.join(FILE))?.sync_all()?;
    let key = data_dir.join(KEY_FILE);
    if key.exists() {
        // The copy has the mode of the original.
        fs::copy(&key, partial.join(KEY_FILE))?;
        File::open(partial.join(KEY_FILE))?.sync_all()?;
    }
    File::open(partial)?.sync_all()?;
    fs::rename(partial, target)?;
    File::open(data_dir)?.sync_all()
}

fn has_history(folder: &Path) -> Result<bool, StoreError> {
    let connection = connection::open_onlooker(&folder.join(FILE))?;
    Ok(connection.query_row("SELECT count(*) FROM reading", [], |row| row.get::<_, i64>(0))? > 0)
}

/// Removes copies that are old enough, and what was left of one that did not come to its end.
fn retire(data_dir: &Path, now: Timestamp) {
    let Ok(entries) = fs::read_dir(data_dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !name.to_string_lossy().starts_with(NAME) {
            continue;
        }
        let made = fs::metadata(entry.path().join(FILE)).and_then(|found| found.modified());
        let since = made.ok().and_then(|made| made.duration_since(UNIX_EPOCH).ok()).unwrap_or(Duration::ZERO);
        let made = Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        if now.seconds_since(made) > KEPT_SECONDS
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(%error, "an old copy from before a change of schema could not be removed");
        }
    }
}
