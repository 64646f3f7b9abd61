//! Room on disks, and the place where a backup is put back to prove it.

use super::{fault::BackupError, pace};
use crate::store::{self, Lock};
use std::{
    fs,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// Left free beside what is needed, octets.
const SPARE: u64 = 64 << 20;
/// Name of the place.
const NAME: &str = "pantau-proof.partial";

/// Octets that this program may still write where the path lies; none: the system does not tell.
pub(super) fn free(path: &Path) -> Option<u64> {
    let status = nix::sys::statvfs::statvfs(path).ok()?;
    #[allow(clippy::useless_conversion)]
    Some(u64::from(status.blocks_available()).saturating_mul(u64::from(status.fragment_size())))
}

/// Error: there is no room for so many octets.
pub(super) fn need(path: &Path, octets: u64) -> Result<(), BackupError> {
    let needed = octets.saturating_add(SPARE);
    match free(path) {
        Some(free) if free < needed => Err(BackupError::NoRoom { path: path.to_owned(), needed, free }),
        _ => Ok(()),
    }
}

/// An empty directory that is removed when this is dropped; what an earlier one left behind is removed first.
#[derive(Debug)]
pub(super) struct Place {
    path: PathBuf,
    lock: Option<Lock>,
}

impl Place {
    /// In the first of these directories that has room for so many octets and is on a local disk.
    pub(super) fn among(folders: &[&Path], octets: u64) -> Result<Self, BackupError> {
        let mut refused = None;
        for folder in folders {
            if store::is_remote(folder) {
                continue;
            }
            match need(folder, octets) {
                Ok(()) => match Self::in_folder(folder, NAME) {
                    Ok(place) => return Ok(place),
                    Err(error) => drop(refused.get_or_insert(error)),
                },
                Err(error) => drop(refused.get_or_insert(error)),
            }
        }
        let first = folders.first().map(|path| path.to_path_buf()).unwrap_or_default();
        Err(refused.unwrap_or(BackupError::Store(store::StoreError::Remote { path: first })))
    }

    /// Of this name in this directory.
    pub(super) fn in_folder(folder: &Path, name: &str) -> Result<Self, BackupError> {
        let path = folder.join(name);
        if path.exists() {
            // Whoever works in it holds its lock.
            drop(Lock::take(&path)?);
            fs::remove_dir_all(&path).map_err(|cause| BackupError::of(&path, cause))?;
        }
        fs::DirBuilder::new().mode(0o700).create(&path).map_err(|cause| BackupError::of(&path, cause))?;
        let lock = Some(Lock::take(&path)?);
        Ok(Self { path, lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Lets a store take the lock of the place.
    pub(super) fn release(&mut self) {
        self.lock = None;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.lock = None;
        // Beside a collector; where it cannot be done so it goes with the rest.
        let _ = pace::remove(&self.path.join(store::FILE));
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::debug!(%error, "a place of a proof could not be removed");
        }
    }
}
