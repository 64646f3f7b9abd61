//! Putting a backup back: into a place beside the data, proven there, and moved in by renaming.

use super::{
    BackupError, Watch,
    manifest::{CONFIGURATION, DATABASE, Manifest, SECRETS},
    name,
    pace::Pace,
    proof::{self, put_key},
    room::{self, Place},
    secrets::{self, Passphrase},
};
use crate::store::{self, Audited, Care, KEY_FILE, Lock, Store};
use model::Timestamp;
use std::{
    fs::{self, File},
    os::unix::fs::{DirBuilderExt, MetadataExt, chown},
    path::{Path, PathBuf},
};

/// What data that gives way is moved into; the moment follows.
const BEFORE: &str = "before-";
/// The place where the new data is made ready.
const PLACE: &str = "pantau-restore.partial";
/// What a configuration without its secrets, or one beside another, is called.
const RESTORED: &str = "pantau.toml.restored";

/// Where the key comes from that opens what is sealed in the database.
#[derive(Clone, Copy, Debug)]
pub enum Keys<'a> {
    /// From the backup, by its passphrase.
    Sealed(&'a Passphrase),
    /// From a copy of `pantau.key`.
    File(&'a Path),
    /// It is lost, and all that it opens.
    Lost,
    /// Nothing was said; the error says what may be.
    Unsaid,
}

/// What is to be put back, and where.
#[derive(Debug)]
pub struct Restoring<'a> {
    /// The backup.
    pub file: &'a Path,
    /// Directory that becomes the data.
    pub data_dir: &'a Path,
    /// The key.
    pub keys: Keys<'a>,
    /// Data that is there is moved aside.
    pub replace: bool,
    /// Who does it, for the audit log.
    pub actor: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// What was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup said of itself.
    pub manifest: Manifest,
    /// How often this data was restored by now.
    pub number: u64,
    /// Where the data went that was there.
    pub before: Option<PathBuf>,
    /// Where the configuration was written.
    pub configuration: Option<PathBuf>,
    /// True when everything that the key opened is gone.
    pub keyless: bool,
}

/// Puts a backup back. Until everything of it is proven nothing in the directory is changed.
pub fn restore(order: &Restoring<'_>, watch: Watch<'_>) -> Result<Restored, BackupError> {
    let Restoring { file, data_dir, .. } = order;
    let files = proof::found(file)?;
    // Before a directory or its lock is made.
    if holds_data(data_dir) && !order.replace {
        return Err(BackupError::HoldsData(data_dir.to_path_buf()));
    }
    let lock = Lock::take(data_dir)?;
    let octets: u64 = files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum();
    room::need(data_dir, octets)?;
    let mut place = Place::in_folder(data_dir, PLACE)?;
    let contents = proof::unpack(&files, place.path(), Pace::default(), watch)?;
    let manifest = proof::compared(&contents)?;
    let heads = [manifest.shape.audit.clone()];
    let inspection = store::inspect(place.path(), Care::Whole, &heads, |_, _| {})?;
    if let Some(fault) = proof::told(&inspection, &manifest).into_iter().next() {
        return Err(BackupError::Damaged(fault));
    }
    let (key, whole) = keys(order.keys, contents.octets(SECRETS))?;
    if let Some(key) = &key {
        put_key(place.path(), key)?;
    }
    let line = |number| Audited {
        at: order.now,
        actor: order.actor.to_owned(),
        action: "restore".into(),
        object: file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        after: format!(
            "{{\"made_at\":\"{}\",\"restore\":{number},\"audit_lines\":{},\"keys\":{}}}",
            manifest.made_at,
            manifest.shape.audit.lines,
            key.is_some()
        ),
        ..Audited::default()
    };
    let number = store::reborn(place.path(), key.is_none(), line)?;
    place.release();
    Store::open(place.path())?;
    let before = order.replace.then(|| set_aside(data_dir, order.now)).transpose()?.flatten();
    let failed = |cause| BackupError::of(data_dir, cause);
    for name in [KEY_FILE, DATABASE] {
        let from = place.path().join(name);
        if from.exists() {
            fs::rename(&from, data_dir.join(name)).map_err(failed)?;
        }
    }
    let plain = contents.octets(CONFIGURATION).map(|octets| String::from_utf8_lossy(octets).into_owned());
    let configuration = put_configuration(data_dir, whole, plain).map_err(failed)?;
    own(data_dir, configuration.as_deref());
    File::open(data_dir).and_then(|folder| folder.sync_all()).map_err(failed)?;
    drop(place);
    drop(lock);
    Ok(Restored { manifest, number, before, configuration, keyless: key.is_none() })
}

fn holds_data(data_dir: &Path) -> bool {
    [DATABASE, KEY_FILE].iter().any(|name| data_dir.join(name).exists())
}

/// The key, and the whole configuration where it came with it.
fn keys(keys: Keys<'_>, sealed: Option<&[u8]>) -> Result<(Option<String>, Option<String>), BackupError> {
    match (keys, sealed) {
        (Keys::Sealed(passphrase), Some(sealed)) => {
            let secrets = secrets::open(sealed, passphrase)?;
            Ok((Some(secrets.key), secrets.configuration))
        }
        (Keys::File(path), _) => {
            let key = fs::read_to_string(path).map_err(|cause| BackupError::of(path, cause))?;
            Ok((Some(key), None))
        }
        (Keys::Lost, _) => Ok((None, None)),
        (Keys::Sealed(_) | Keys::Unsaid, None) => Err(BackupError::WithoutKeys),
        (Keys::Unsaid, Some(_)) => Err(BackupError::NeedsPassphrase),
    }
}

/// Moves everything of the directory into one inside it: the directory itself may be a mount or belong to somebody else.
fn set_aside(data_dir: &Path, now: Timestamp) -> Result<Option<PathBuf>, BackupError> {
    let failed = |cause| BackupError::of(data_dir, cause);
    let digits: String = now.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    let before = data_dir.join(format!("{BEFORE}{digits}"));
    let mut moved = Vec::new();
    for entry in fs::read_dir(data_dir).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let text = name.to_string_lossy();
        let stays = text == PLACE || text == store::LOCK_FILE || text.starts_with(BEFORE) || is_backup(&text);
        if !stays {
            moved.push(name);
        }
    }
    if moved.is_empty() {
        return Ok(None);
    }
    fs::DirBuilder::new().mode(0o700).create(&before).map_err(failed)?;
    for name in moved {
        fs::rename(data_dir.join(&name), before.join(&name)).map_err(failed)?;
    }
    File::open(&before).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(Some(before))
}

fn is_backup(text: &str) -> bool {
    name::is_backup(Path::new(text))
}

/// Writes the configuration: the whole one under its name where there is none yet, else beside it for a person to look at.
fn put_configuration(
    data_dir: &Path,
    whole: Option<String>,
    plain: Option<String>,
) -> std::io::Result<Option<PathBuf>> {
    let is_whole = whole.is_some();
    let Some(text) = whole.or(plain) else { return Ok(None) };
    let usual = data_dir.join(CONFIGURATION);
    let path = if is_whole && !usual.exists() { usual } else { data_dir.join(RESTORED) };
    let mut file =
        std::os::unix::fs::OpenOptionsExt::mode(fs::OpenOptions::new().write(true).create(true).truncate(true), 0o600)
            .open(&path)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    file.sync_all()?;
    Ok(Some(path))
}

/// Gives what root put back to the owner of the directory, who is to run the collector.
fn own(data_dir: &Path, configuration: Option<&Path>) {
    let Ok(owner) = fs::metadata(data_dir) else { return };
    let files = [data_dir.join(DATABASE), data_dir.join(KEY_FILE), data_dir.join(store::LOCK_FILE)];
    for file in files.iter().map(PathBuf::as_path).chain(configuration) {
        // Whoever is not root owns the files already.
        let _ = chown(file, Some(owner.uid()), Some(owner.gid()));
    }
}
