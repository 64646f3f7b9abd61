//! The backups of a directory, read but for their databases.

use super::{
    archive::{self, Take},
    fault::{BackupError, Fault},
    manifest::{MANIFEST, Manifest, PROOF, Proof},
    name, parts, proof,
};
use model::Timestamp;
use serde::Serialize;
use std::{collections::BTreeSet, fs, path::Path, path::PathBuf};

/// One backup.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Its file, or the first of its parts.
    pub path: PathBuf,
    /// Its files.
    #[serde(skip)]
    pub files: Vec<PathBuf>,
    /// Octets of all of them.
    pub octets: u64,
    /// When it was made, by its name.
    pub made_at: Timestamp,
    /// What it says of itself; absent where it is damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Manifest>,
    /// That it was put back once; absent: it is unverified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// What is damaged, as far as it shows without the database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

impl Entry {
    /// True when it was put back once and is damaged nowhere that shows.
    pub const fn is_proven(&self) -> bool {
        self.proof.is_some() && self.fault.is_none()
    }
}

/// All backups of a directory, the newest first. What has another name is passed over.
pub fn list(folder: &Path) -> Result<Vec<Entry>, BackupError> {
    let failed = |cause| BackupError::of(folder, cause);
    if !folder.is_dir() {
        return Err(BackupError::NoDirectory(folder.to_owned()));
    }
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let Some(name) = name.to_str().map(name::whole) else { continue };
        if let Some(at) = name::moment(name) {
            names.insert((at, name.to_owned()));
        }
    }
    let mut entries = Vec::new();
    for (made_at, name) in names.into_iter().rev() {
        let files = name::files(&folder.join(name));
        let Some(path) = files.first().cloned() else { continue };
        let octets = files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum();
        let mut entry = Entry { path, octets, made_at, manifest: None, proof: None, fault: None, files };
        match read(&entry.files) {
            Ok((manifest, proof)) => (entry.manifest, entry.proof) = (Some(manifest), proof),
            Err(BackupError::Damaged(fault)) => entry.fault = Some(fault),
            Err(error) => return Err(error),
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn read(files: &[PathBuf]) -> Result<(Manifest, Option<Proof>), BackupError> {
    let contents = archive::read(&mut parts::Reader::open(files)?, Take::Skip)?;
    if !contents.is_complete {
        return Err(BackupError::Damaged(Fault::EndsEarly));
    }
    let manifest = proof::compared(&contents)?;
    debug_assert!(contents.octets(MANIFEST).is_some());
    let proof = contents.octets(PROOF).and_then(|octets| serde_json::from_slice(octets).ok());
    Ok((manifest, proof))
}
