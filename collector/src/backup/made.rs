//! Making a backup: the pages of one moment into the file, the file put back and compared, and only then its name.

use super::{
    Step, Watch, archive,
    configuration::without_secrets,
    entry,
    fault::{BackupError, Fault},
    manifest::{CONFIGURATION, FORMAT, MANIFEST, Manifest, PROOF, Proof, SECRETS},
    name, note,
    pace::Pace,
    parts,
    proof::{self, Trial},
    room,
    secrets::{self, Passphrase, Secrets},
};
use crate::store::{AuditHead, KEY_FILE, Snapshot};
use model::{Timestamp, text::hex};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    time::Instant,
};

/// Octets that are gathered before they are written.
const PIECE: usize = 1 << 20;
/// How often the room on the disk of the data is looked at, octets written.
const LOOK: u64 = 16 << 20;
/// Room that a backup leaves to the log of the database, which grows while a moment is held.
const LOG_ROOM: u64 = 256 << 20;

/// What is to be backed up, and where to.
pub struct Order<'a> {
    /// The data.
    pub data_dir: &'a Path,
    /// Directory that the file goes to.
    pub destination: &'a Path,
    /// The configuration file, if there is one.
    pub configuration: Option<&'a Path>,
    /// Seals the keys; without it they are left out.
    pub passphrase: Option<&'a Passphrase>,
    /// Longest file; longer backups are made of parts.
    pub longest: Option<u64>,
    /// Put it back to prove it, here or beside the file; none: it stays unverified.
    pub proof: Option<Option<&'a Path>>,
    /// Name of the kabupaten.
    pub site: &'a str,
    /// Version of the program.
    pub version: &'a str,
    /// Tells the time.
    pub clock: &'a dyn Fn() -> Timestamp,
}

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its file, or the first of its parts.
    pub path: PathBuf,
    /// Octets of all its files.
    pub octets: u64,
    /// What it says of itself.
    pub manifest: Manifest,
    /// Its proof, unless it was left out.
    pub proof: Option<Proof>,
    /// An earlier end of the audit log, from a backup beside it, that the log does not have any more.
    pub audit_lost: Option<AuditHead>,
    /// How long it took, seconds.
    pub seconds: f64,
}

/// Makes a backup while a collector runs or not. Where it fails nothing is left but earlier backups.
pub fn make(order: &Order<'_>, watch: Watch<'_>) -> Result<Made, BackupError> {
    let begun = Instant::now();
    let Order { destination, data_dir, .. } = order;
    if !destination.is_dir() {
        return Err(BackupError::NoDirectory(destination.to_path_buf()));
    }
    parts::sweep(destination);
    let at = Timestamp::from_seconds((order.clock)().seconds());
    let base = destination.join(name::of(at));
    if base.exists() || name::part(&base, 1).exists() {
        return Err(BackupError::IsThere(base));
    }
    let failed = |cause| BackupError::of(destination, cause);
    let (whole, plain) = configuration(order)?;
    let snapshot = Snapshot::open(data_dir)?;
    room::need(destination, snapshot.octets()?)?;
    watch(Step::Counting, 0, 1);
    let shape = snapshot.shape()?;
    let audit_lost = lost_head(&snapshot, destination, &shape.installation, shape.audit.restores)?;
    let writer =
        parts::Writer::new(base.clone(), order.longest, Pace::of(destination, Some(data_dir))).map_err(failed)?;
    let mut archive = archive::Writer::new(BufWriter::with_capacity(PIECE, writer), at);
    archive.add(note::NAME, note::TEXT.as_bytes()).map_err(failed)?;
    if let Some(plain) = &plain {
        archive.add(CONFIGURATION, plain.as_bytes()).map_err(failed)?;
    }
    if let Some(passphrase) = order.passphrase {
        let path = data_dir.join(KEY_FILE);
        let key = fs::read_to_string(&path).map_err(|cause| BackupError::of(&path, cause))?;
        let sealed = secrets::seal(&Secrets { key, configuration: whole }, passphrase)?;
        archive.add(SECRETS, &sealed).map_err(failed)?;
    }
    pages(&snapshot, shape.octets, &mut archive, order, watch)?;
    snapshot.close();
    let manifest = Manifest {
        format: FORMAT,
        made_at: at,
        version: order.version.to_owned(),
        site: order.site.to_owned(),
        shape,
        with_keys: order.passphrase.is_some(),
        members: archive.members().to_vec(),
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| failed(error.into()))?;
    archive.add(MANIFEST, &text).map_err(failed)?;
    let proof = match order.proof {
        None => None,
        Some(temp) => {
            archive.out().flush().map_err(failed)?;
            let files = archive.out().get_mut().settle().map_err(failed)?;
            let proof = prove(order, temp, &files, &text, watch)?;
            let text = serde_json::to_vec_pretty(&proof).map_err(|error| failed(error.into()))?;
            archive.add(PROOF, &text).map_err(failed)?;
            Some(proof)
        }
    };
    let out = archive.finish().map_err(failed)?;
    let writer = out.into_inner().map_err(|error| failed(error.into_error()))?;
    let files = writer.finish().map_err(failed)?;
    let octets = files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum();
    let path = files.into_iter().next().unwrap_or(base);
    Ok(Made { path, octets, manifest, proof, audit_lost, seconds: begun.elapsed().as_secs_f64() })
}

/// The configuration as it is, and as everybody may read it.
fn configuration(order: &Order<'_>) -> Result<(Option<String>, Option<String>), BackupError> {
    let Some(path) = order.configuration else { return Ok((None, None)) };
    let whole = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok((None, None)),
        Err(cause) => return Err(BackupError::of(path, cause)),
    };
    let plain = without_secrets(&whole);
    Ok((Some(whole), plain))
}

fn pages<W: Write>(
    snapshot: &Snapshot,
    size: u64,
    archive: &mut archive::Writer<W>,
    order: &Order<'_>,
    watch: Watch<'_>,
) -> Result<(), BackupError> {
    let failed = |cause| BackupError::of(order.destination, cause);
    let enough = room::free(order.data_dir).map_or(0, |free| LOG_ROOM.min(free / 2));
    let mut database = archive.database(size).map_err(failed)?;
    let mut looked = 0;
    snapshot.pages::<BackupError>(|page| {
        let written = database.put(page).map_err(failed)?;
        if written - looked >= LOOK {
            looked = written;
            watch(Step::Writing, written, size);
            match room::free(order.data_dir) {
                Some(free) if free < enough => return Err(BackupError::LogGrows(free)),
                _ => {}
            }
        }
        Ok(())
    })?;
    watch(Step::Writing, size, size);
    database.end().map_err(failed)
}

/// The end that the audit log had in the newest backup beside this one, if the log does not have it any more.
fn lost_head(
    snapshot: &Snapshot,
    destination: &Path,
    installation: &str,
    restores: u64,
) -> Result<Option<AuditHead>, BackupError> {
    let heads = entry::list(destination)?.into_iter().filter_map(|entry| entry.manifest).map(|manifest| manifest.shape);
    let same = heads.filter(|shape| shape.installation == installation && shape.audit.restores == restores);
    let Some(newest) = same.map(|shape| shape.audit).max_by_key(|head| head.lines) else { return Ok(None) };
    Ok((!snapshot.has_head(&newest)?).then_some(newest))
}

fn prove(
    order: &Order<'_>,
    temp: Option<&Path>,
    files: &[PathBuf],
    manifest: &[u8],
    watch: Watch<'_>,
) -> Result<Proof, BackupError> {
    let begun = Instant::now();
    let folders: Vec<&Path> = match temp {
        Some(temp) => vec![temp],
        None => vec![order.destination, order.data_dir],
    };
    let tried = proof::try_out(
        files,
        &folders,
        &Trial { temp, passphrase: order.passphrase, beside: Some(order.data_dir) },
        watch,
    )?;
    if tried.contents.octets(MANIFEST) != Some(manifest) {
        return Err(BackupError::Damaged(Fault::Checksum { name: MANIFEST.into() }));
    }
    if let Some(fault) = tried.faults.into_iter().next() {
        return Err(BackupError::Damaged(fault));
    }
    let shape = tried.inspection.shape.unwrap_or_default();
    Ok(Proof {
        proven_at: (order.clock)(),
        version: order.version.to_owned(),
        manifest_sha256: hex(&Sha256::digest(manifest)),
        rows: shape.rows.values().sum(),
        packed_read: tried.inspection.packed.iter().map(|sample| sample.read).sum(),
        audit_lines: shape.audit.lines,
        seconds: begun.elapsed().as_secs_f64(),
    })
}
