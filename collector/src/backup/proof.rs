//! The proof of a backup: it is read whole, put back into an empty place, looked over, compared and opened.

use super::{
    Step, Watch,
    archive::{self, Contents, Take},
    fault::{BackupError, Fault},
    manifest::{DATABASE, FORMAT, MANIFEST, Manifest, PROOF, Proof, SECRETS},
    name,
    pace::Pace,
    parts,
    room::Place,
    secrets::{self, Passphrase, Secrets},
};
use crate::store::{self, Audited, Care, Inspection, KEY_FILE, PackedSample, Store};
use serde::Serialize;
use std::{
    fs::{File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Instant,
};

/// How a backup is tried.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trial<'a> {
    /// Where it is put back; none: beside the file.
    pub temp: Option<&'a Path>,
    /// Opens the keys in it.
    pub passphrase: Option<&'a Passphrase>,
    /// Data that a collector may work on meanwhile: its disk is spared.
    pub beside: Option<&'a Path>,
}

/// What was found in a backup.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Its file.
    pub file: PathBuf,
    /// True when everything was as it was when it was made.
    pub sound: bool,
    /// What it says of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Manifest>,
    /// The proof in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// True when the keys in it were opened and fit.
    pub keys_opened: bool,
    /// Everything that is wrong.
    pub faults: Vec<Fault>,
    /// Packed rows that were read at random.
    pub packed: Vec<PackedSample>,
    /// How long it took, seconds.
    pub seconds: f64,
}

/// What a trial found.
pub(super) struct Tried {
    pub(super) contents: Contents,
    pub(super) manifest: Manifest,
    pub(super) secrets: Option<Secrets>,
    pub(super) inspection: Inspection,
    pub(super) faults: Vec<Fault>,
}

/// Tries a backup. Error: it cannot be tried; what is damaged stands in the report.
pub fn prove(path: &Path, trial: &Trial<'_>, watch: Watch<'_>) -> Result<Report, BackupError> {
    let begun = Instant::now();
    let files = found(path)?;
    let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folders = [trial.temp.unwrap_or(beside)];
    let mut report = Report { file: path.to_owned(), ..Report::default() };
    match try_out(&files, &folders, trial, watch) {
        Ok(tried) => {
            report.proof = tried.contents.octets(PROOF).and_then(|octets| serde_json::from_slice(octets).ok());
            report.faults = tried.faults;
            if !tried.contents.is_complete {
                report.faults.push(Fault::EndsEarly);
            }
            (report.keys_opened, report.packed) = (tried.secrets.is_some(), tried.inspection.packed);
            report.manifest = Some(tried.manifest);
        }
        Err(BackupError::Damaged(fault)) => report.faults.push(fault),
        Err(error) => return Err(error),
    }
    report.sound = report.faults.is_empty();
    report.seconds = begun.elapsed().as_secs_f64();
    Ok(report)
}

/// The files of a backup. Error: there is none, or the file is something else.
pub(super) fn found(path: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let files = name::files(path);
    if files.is_empty() {
        let cause = std::io::ErrorKind::NotFound.into();
        return Err(BackupError::Medium { path: path.to_owned(), cause });
    }
    // By its name it is ours, however damaged.
    if !name::is_backup(path) && !archive::begins_as_ours(&mut parts::Reader::open(&files)?)? {
        return Err(BackupError::NotOurs(path.to_owned()));
    }
    Ok(files)
}

/// Puts a backup back in one of these directories and compares it with what it says of itself. The keys are opened where
/// there is a passphrase; without it the database is opened as one whose key is lost.
pub(super) fn try_out(
    files: &[PathBuf],
    folders: &[&Path],
    trial: &Trial<'_>,
    watch: Watch<'_>,
) -> Result<Tried, BackupError> {
    let all: u64 = files.iter().filter_map(|file| Some(std::fs::metadata(file).ok()?.len())).sum();
    let mut place = Place::among(folders, all)?;
    let contents = unpack(files, place.path(), Pace::of(place.path(), trial.beside), watch)?;
    let manifest = compared(&contents)?;
    let secrets = match (contents.octets(SECRETS), trial.passphrase) {
        (Some(sealed), Some(passphrase)) => Some(secrets::open(sealed, passphrase)?),
        _ => None,
    };
    let heads = [manifest.shape.audit.clone()];
    let inspection = store::inspect(place.path(), Care::Whole, &heads, |done, all| watch(Step::Checking, done, all))?;
    let mut faults = told(&inspection, &manifest);
    if faults.is_empty() {
        place.release();
        faults.extend(open(place.path(), secrets.as_ref()).err());
    }
    Ok(Tried { contents, manifest, secrets, inspection, faults })
}

/// Reads everything, the database into this directory.
pub(super) fn unpack(
    files: &[PathBuf],
    folder: &Path,
    mut pace: Pace,
    watch: Watch<'_>,
) -> Result<Contents, BackupError> {
    let target = folder.join(DATABASE);
    let failed = |cause| BackupError::of(&target, cause);
    let mut out =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&target).map_err(failed)?;
    let mut written = 0;
    let mut give = |octets: &[u8], size: u64| -> Result<(), BackupError> {
        out.write_all(octets).map_err(failed)?;
        written += octets.len() as u64;
        if pace.wrote(&out, octets.len() as u64).map_err(failed)? {
            watch(Step::Reading, written, size);
        }
        Ok(())
    };
    let contents = archive::read(&mut parts::Reader::open(files)?, Take::Give(&mut give))?;
    out.sync_all().map_err(failed)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(contents)
}

/// The manifest, if every member is what it says.
pub(super) fn compared(contents: &Contents) -> Result<Manifest, BackupError> {
    let missing = |name: &str| BackupError::Damaged(Fault::NoMember { name: name.to_owned() });
    let octets = contents.octets(MANIFEST).ok_or_else(|| missing(MANIFEST))?;
    let manifest = read_manifest(octets)?;
    for member in &manifest.members {
        let found = contents.members.iter().find(|found| found.name == member.name);
        let found = found.ok_or_else(|| missing(&member.name))?;
        let unread = found.sha256.is_empty() && found.octets == member.octets;
        if !unread && found != member {
            return Err(BackupError::Damaged(Fault::Checksum { name: member.name.clone() }));
        }
    }
    if !manifest.members.iter().any(|member| member.name == DATABASE) {
        return Err(missing(DATABASE));
    }
    Ok(manifest)
}

fn read_manifest(octets: &[u8]) -> Result<Manifest, BackupError> {
    #[derive(serde::Deserialize)]
    struct Form {
        format: u32,
    }
    let damaged = |_| BackupError::Damaged(Fault::Checksum { name: MANIFEST.to_owned() });
    let Form { format } = serde_json::from_slice(octets).map_err(damaged)?;
    if format > FORMAT { Err(BackupError::Newer(format)) } else { serde_json::from_slice(octets).map_err(damaged) }
}

/// What an inspection found, against what the manifest says.
pub(super) fn told(inspection: &Inspection, manifest: &Manifest) -> Vec<Fault> {
    let mut faults: Vec<Fault> = inspection.faults.iter().map(|cause| Fault::Page { cause: cause.clone() }).collect();
    if let Some(shape) = &inspection.shape {
        let expected = &manifest.shape;
        for (table, rows) in &expected.rows {
            let found = shape.rows.get(table).copied().unwrap_or_default();
            if found != *rows {
                faults.push(Fault::Rows { table: table.clone(), expected: *rows, found });
            }
        }
        if faults.is_empty() && shape != expected {
            faults.push(Fault::Shape);
        }
    }
    faults.extend(inspection.audit_broken_at.map(|line| Fault::AuditBroken { line }));
    faults.extend(inspection.audit_lost.iter().map(|head| Fault::AuditLost { lines: head.lines }));
    for sample in inspection.packed.iter().filter(|sample| sample.damaged > 0) {
        let PackedSample { table, damaged, read, .. } = *sample;
        faults.push(Fault::Packed { table: table.to_owned(), damaged, read });
    }
    faults
}

/// Opens it as the collector does, and reads what it reads at its start.
fn open(folder: &Path, secrets: Option<&Secrets>) -> Result<(), Fault> {
    let fault = |error: &dyn std::fmt::Display| Fault::DoesNotOpen { cause: error.to_string() };
    match secrets {
        Some(secrets) => put_key(folder, &secrets.key).map_err(|error| fault(&error))?,
        None => {
            store::reborn(folder, true, |_| Audited::default()).map_err(|error| fault(&error))?;
        }
    }
    let store = Store::open(folder).map_err(|error| fault(&error))?;
    let reader = store.reader().map_err(|error| fault(&error))?;
    reader.load().map_err(|error| fault(&error))?;
    reader.trust().map_err(|error| fault(&error))?;
    Ok(())
}

/// Writes the installation key, on the disk before anything uses it.
pub(super) fn put_key(folder: &Path, key: &str) -> Result<(), BackupError> {
    let path = folder.join(KEY_FILE);
    let write = || {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
        file.write_all(key.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|cause| BackupError::of(&path, cause))
}
