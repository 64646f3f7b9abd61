//! How fast much is written beside a collector: in pieces that are synced, with rests between them where they go to the disk of
//! its data, so that what it syncs never waits behind much of ours.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// Octets that may wait in memory for the medium: a later sync of the database on the same disk waits for them too.
const UNSYNCED: u64 = 8 << 20;
/// The same on the disk of the data itself.
const UNSYNCED_BESIDE: u64 = 2 << 20;
/// The longest rest.
const REST: Duration = Duration::from_millis(50);
/// Octets that a file is made shorter by at once before it is removed: freeing gigabytes at once holds the filesystem up.
const SHORTER: u64 = 128 << 20;

/// The pace of one writer.
#[derive(Debug, Default)]
pub(super) struct Pace {
    is_beside: bool,
    unsynced: u64,
}

impl Pace {
    /// For what is written into a folder while a collector may work on the data of a directory; without one there are no rests.
    pub(super) fn of(folder: &Path, data_dir: Option<&Path>) -> Self {
        let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
        let is_beside = data_dir.is_some_and(|data| device(data).is_some() && device(data) == device(folder));
        Self { is_beside, unsynced: 0 }
    }

    /// Notes what was written; true when it was brought to the medium.
    pub(super) fn wrote(&mut self, file: &File, octets: u64) -> io::Result<bool> {
        self.unsynced += octets;
        if self.unsynced < if self.is_beside { UNSYNCED_BESIDE } else { UNSYNCED } {
            return Ok(false);
        }
        let begun = Instant::now();
        file.sync_data()?;
        self.unsynced = 0;
        if self.is_beside {
            // Half of the time of the disk is left to the collector.
            thread::sleep(begun.elapsed().min(REST));
        }
        Ok(true)
    }
}

/// Removes a file that may be large, a piece at a time.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let mut left = fs::metadata(path)?.len();
    if left > SHORTER {
        let file = fs::OpenOptions::new().write(true).open(path)?;
        while left > SHORTER {
            left -= SHORTER;
            file.set_len(left)?;
            file.sync_data()?;
        }
    }
    fs::remove_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn pieces_are_smaller_on_the_disk_of_the_data() {
        let dir = tempfile::tempdir().unwrap();
        let mut file = File::create(dir.path().join("f")).unwrap();
        let mut write = |pace: &mut Pace| {
            file.write_all(&[7; 1 << 20]).unwrap();
            pace.wrote(&file, 1 << 20).unwrap()
        };
        for (data, synced) in [(Some(dir.path()), [false, true, false, true]), (None, [false; 4])] {
            let mut pace = Pace::of(dir.path(), data);
            assert_eq!([(); 4].map(|()| write(&mut pace)), synced, "{data:?}");
        }
        assert!(!Pace::of(dir.path(), Some(Path::new("/proc"))).is_beside);
    }

    #[test]
    fn a_large_file_goes_in_pieces() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        File::create(&path).unwrap().set_len(3 * SHORTER + 1).unwrap();
        remove(&path).unwrap();
        assert!(!path.exists());
    }
}
