//! One collector per data directory: a lock file held open, which also says who holds it and where it listens.

use super::StoreError;
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    net::SocketAddr,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

/// Its name inside the data directory.
pub const NAME: &str = "collector.lock";
/// A look by another command holds the lock for a moment; a start waits that long for it.
const ATTEMPTS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(10);

/// The collector that holds a data directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningCollector {
    /// Its process.
    pub pid: u32,
    /// Where its API listens; none while it starts or when it serves nobody.
    pub listen: Option<SocketAddr>,
}

/// The collector that runs on this data directory now, if one does. Sends nothing and changes nothing.
pub fn running(data_dir: &Path) -> Option<RunningCollector> {
    let mut file = File::open(data_dir.join(NAME)).ok()?;
    match file.try_lock_shared() {
        Ok(()) => None,
        Err(_) => Some(read(&mut file)),
    }
}

/// The lock while it is held; dropping it (or dying) lets go.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Makes the directory (0700) unless it is there, and takes its lock. The mode of a directory that was there is its
    /// owner's choice; our files in it are 0600 anyway.
    pub fn take(data_dir: &Path) -> Result<Self, StoreError> {
        let unusable = |cause: std::io::Error| StoreError::Directory { path: data_dir.to_owned(), cause };
        if !data_dir.is_dir() {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data_dir).map_err(unusable)?;
        }
        refuse_remote(data_dir)?;
        let path: PathBuf = data_dir.join(NAME);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(unusable)?;
        for attempt in 1.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(cause)) => return Err(unusable(cause)),
                Err(TryLockError::WouldBlock) if attempt < ATTEMPTS => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let holder = read(&mut file);
                    return Err(StoreError::Locked { path: data_dir.to_owned(), pid: holder.pid });
                }
            }
        }
        let mut lock = Self { file };
        lock.say(None).map_err(unusable)?;
        Ok(lock)
    }

    /// Writes this process and its address into the file.
    pub(super) fn say(&mut self, listen: Option<SocketAddr>) -> std::io::Result<()> {
        let text = format!("{}\n{}\n", std::process::id(), listen.map(|a| a.to_string()).unwrap_or_default());
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(text.as_bytes())
    }
}

fn read(file: &mut File) -> RunningCollector {
    let mut text = String::new();
    // An unreadable file still means that somebody holds it: pid 0 says "unknown".
    let _ = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(200).read_to_string(&mut text));
    let mut lines = text.lines();
    RunningCollector {
        pid: lines.next().and_then(|line| line.parse().ok()).unwrap_or_default(),
        listen: lines.next().and_then(|line| line.parse().ok()),
    }
}

/// True where locks and memory maps do not hold: on network filesystems (`reliability.md` 4.1).
pub fn is_remote(path: &Path) -> bool {
    remote(path)
}

#[cfg(target_os = "linux")]
fn remote(data_dir: &Path) -> bool {
    use nix::sys::statfs::{FUSE_SUPER_MAGIC, NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, statfs};
    const CIFS: u32 = 0xff53_4d42;
    const SMB2: u32 = 0xfe53_4d42;
    let Ok(status) = statfs(data_dir) else {
        return false;
    };
    let kind = status.filesystem_type();
    [NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, FUSE_SUPER_MAGIC].contains(&kind) || [CIFS, SMB2].contains(&(kind.0 as u32))
}

#[cfg(not(target_os = "linux"))]
fn remote(_: &Path) -> bool {
    false
}

fn refuse_remote(data_dir: &Path) -> Result<(), StoreError> {
    if is_remote(data_dir) { Err(StoreError::Remote { path: data_dir.to_owned() }) } else { Ok(()) }
}
