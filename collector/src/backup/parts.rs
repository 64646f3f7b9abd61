//! The file of a backup, or its parts where a filesystem takes no longer ones: written under another name, synced, renamed.

use super::{
    fault::BackupError,
    name::{self, PARTIAL},
    pace::Pace,
};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// A backup that is being written. Dropped before [`Writer::finish`] it leaves nothing.
#[derive(Debug)]
pub(super) struct Writer {
    base: PathBuf,
    longest: Option<u64>,
    files: Vec<(PathBuf, File)>,
    in_part: u64,
    pace: Pace,
    finished: bool,
}

impl Writer {
    /// Begins the file of this name; in parts of at most `longest` octets where that is given.
    pub(super) fn new(base: PathBuf, longest: Option<u64>, pace: Pace) -> io::Result<Self> {
        let mut writer = Self { base, longest, files: Vec::new(), in_part: 0, pace, finished: false };
        writer.begin()?;
        Ok(writer)
    }

    fn begin(&mut self) -> io::Result<()> {
        let mut named = match self.longest {
            None => self.base.clone(),
            Some(_) => name::part(&self.base, self.files.len() as u32 + 1),
        }
        .into_os_string();
        named.push(PARTIAL);
        let path = PathBuf::from(named);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        // Held until it has its name: what nobody holds was left behind. A filesystem without locks is used all the same.
        let _ = file.try_lock();
        self.files.push((path, file));
        self.in_part = 0;
        Ok(())
    }

    /// Brings everything written to the medium, and out of memory: who reads it now reads the medium.
    pub(super) fn settle(&mut self) -> io::Result<Vec<PathBuf>> {
        for (_, file) in &self.files {
            file.sync_all()?;
            forget_cached(file);
        }
        Ok(self.files.iter().map(|(path, _)| path.clone()).collect())
    }

    /// Syncs, gives the files their names (the first part last) and syncs the directory.
    pub(super) fn finish(mut self) -> io::Result<Vec<PathBuf>> {
        self.settle()?;
        let mut named = Vec::new();
        for (path, _) in self.files.iter().rev() {
            let text = path.as_os_str().to_string_lossy();
            let whole = PathBuf::from(text.strip_suffix(PARTIAL).unwrap_or(&text));
            fs::rename(path, &whole)?;
            named.push(whole);
        }
        self.finished = true;
        if let Some(folder) = self.base.parent() {
            File::open(folder)?.sync_all()?;
        }
        named.reverse();
        Ok(named)
    }
}

impl Write for Writer {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let room = self.longest.map_or(u64::MAX, |longest| longest - self.in_part);
        if room == 0 {
            self.begin()?;
            return self.write(octets);
        }
        let now = octets.len().min(usize::try_from(room).unwrap_or(usize::MAX));
        let Some((_, file)) = self.files.last_mut() else { return Ok(0) };
        let written = file.write(&octets[..now])?;
        self.in_part += written as u64;
        self.pace.wrote(file, written as u64)?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.finished {
            for (path, _) in &self.files {
                // A medium that is gone keeps it; the next backup there removes it.
                let _ = fs::remove_file(path);
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn forget_cached(file: &File) {
    use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};
    // Advice that is not taken only makes the proof weaker against a medium that forgets.
    let _ = posix_fadvise(file, 0, 0, PosixFadviseAdvice::POSIX_FADV_DONTNEED);
}

#[cfg(not(target_os = "linux"))]
fn forget_cached(_: &File) {}

/// Removes what backups that did not come to their end left in this directory, unless one is being written.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let text = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ours = text.strip_suffix(PARTIAL).is_some_and(|text| name::moment(name::whole(text)).is_some());
        if ours && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}

/// A backup that is being read, its parts as one.
#[derive(Debug)]
pub(super) struct Reader {
    path: PathBuf,
    /// In reverse order.
    waiting: Vec<PathBuf>,
    current: Option<File>,
}

impl Reader {
    /// These files, one after another.
    pub(super) fn open(files: &[PathBuf]) -> Result<Self, BackupError> {
        let path = files.first().cloned().unwrap_or_default();
        let mut reader = Self { path, waiting: files.iter().rev().cloned().collect(), current: None };
        reader.next_file()?;
        Ok(reader)
    }

    fn next_file(&mut self) -> Result<bool, BackupError> {
        let Some(path) = self.waiting.pop() else { return Ok(false) };
        self.current = Some(File::open(&path).map_err(|cause| BackupError::of(&path, cause))?);
        self.path = path;
        Ok(true)
    }

    /// Fills the octets, or as many as there are; returns how many.
    pub(super) fn fill(&mut self, octets: &mut [u8]) -> Result<usize, BackupError> {
        let mut filled = 0;
        while filled < octets.len() {
            let Some(file) = &mut self.current else { break };
            match file.read(&mut octets[filled..]) {
                Ok(0) if !self.next_file()? => break,
                Ok(read) => filled += read,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(BackupError::of(&self.path, cause)),
            }
        }
        Ok(filled)
    }

    /// Passes over so many octets; false: there are not so many.
    pub(super) fn skip(&mut self, mut octets: u64) -> Result<bool, BackupError> {
        while octets > 0 {
            let Some(file) = &mut self.current else { return Ok(false) };
            let left = || -> io::Result<(u64, u64)> { Ok((file.stream_position()?, file.metadata()?.len())) };
            let (at, end) = { left }().map_err(|cause| BackupError::of(&self.path, cause))?;
            let here = octets.min(end.saturating_sub(at));
            let to = SeekFrom::Start(at + here);
            file.seek(to).map_err(|cause| BackupError::of(&self.path, cause))?;
            octets -= here;
            if octets > 0 && !self.next_file()? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
