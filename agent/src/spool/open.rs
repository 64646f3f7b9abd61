//! Opening a spool, whatever state it is in; and beginning it anew under another epoch.

use super::{
    Limits, Segment, Spool, new_segment,
    notes::Notes,
    path_of, read_from,
    segment::{self, Epoch, HEADER, Record, Records},
    sync_folder,
};
use std::{
    collections::VecDeque,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

impl Spool {
    /// Opens the spool of a data directory or begins one; `fresh` is the epoch of a new one. What is damaged is passed over.
    /// Error: the directory cannot be used.
    pub fn open(data: &Path, limits: Limits, fresh: [u8; 16]) -> io::Result<Self> {
        let folder = data.join(super::FOLDER);
        settle_exchange(&folder)?;
        fs::create_dir_all(&folder)?;
        let mut segments = list(&folder)?;
        let notes = Notes::read(&folder);
        let known = segments.iter().rev().find_map(|s| segment::epoch(&read_from(&folder, s.first, 0, Some(64)).ok()?));
        let (last_kept, newest) = open_newest(&folder, &mut segments)?;
        let next = last_kept.max(notes.acked) + 1;
        let newest = match newest {
            Some(file) => file,
            None => {
                let file = new_segment(&folder, &known.unwrap_or(fresh), next)?;
                segments.push_back(Segment { first: next, length: HEADER as u64 });
                file
            }
        };
        let mut spool = Self {
            epoch: known.unwrap_or(fresh),
            folder,
            limits,
            segments,
            newest: Some(newest),
            next,
            cursor: (0, 0),
            unkept: None,
            notes,
        };
        spool.notes.unsure_from.get_or_insert(next);
        if known.is_none() && next > 1 {
            // No header tells the epoch: what can be read goes into a new one.
            spool.restart_as(spool.notes.acked + 1, fresh)?;
        }
        spool.notes.keep(&spool.folder)?;
        Ok(spool)
    }

    /// Puts the records from this sequence on into a new epoch, which takes the place of the old one at once or not at all.
    pub(super) fn restart(&mut self, from: u64) -> io::Result<()> {
        self.restart_as(from, crate::installation::random())
    }

    fn restart_as(&mut self, from: u64, epoch: Epoch) -> io::Result<()> {
        let (made, old) = (beside(&self.folder, "next"), beside(&self.folder, "old"));
        remove(&made)?;
        fs::create_dir_all(&made)?;
        let newest = new_segment(&made, &epoch, 1)?;
        let mut copy = Self {
            folder: made.clone(),
            limits: self.limits,
            epoch,
            segments: VecDeque::from([Segment { first: 1, length: HEADER as u64 }]),
            newest: Some(newest),
            next: 1,
            notes: Notes { dropped: self.notes.dropped, refused: self.notes.refused, ..Notes::default() },
            unkept: self.unkept.clone(),
            cursor: (0, 0),
        };
        for (place, segment) in self.segments.iter().enumerate() {
            let last = self.segments.get(place + 1).map_or(self.next, |next| next.first) - 1;
            if last < from {
                continue;
            }
            let octets = read_from(&self.folder, segment.first, 0, None)?;
            for record in Records::of(&octets, HEADER, segment.first.max(from), last) {
                copy.copy_in(record)?;
            }
        }
        copy.notes.keep(&made)?;
        (self.newest, copy.newest) = (None, None);
        remove(&old)?;
        fs::rename(&self.folder, &old)?;
        fs::rename(&made, &self.folder)?;
        if let Some(data) = self.folder.parent() {
            sync_folder(data)?;
        }
        let _ = remove(&old);
        *self = Self { folder: self.folder.clone(), ..copy };
        Ok(())
    }

    fn copy_in(&mut self, record: Record) -> io::Result<()> {
        if self.segments.back().is_none_or(|segment| segment.length >= super::SEGMENT) {
            self.roll()?;
        }
        self.write(&Record { seq: self.next, ..record }.octets())?;
        self.next += 1;
        Ok(())
    }
}

fn beside(folder: &Path, word: &str) -> PathBuf {
    folder.with_extension(word)
}

/// Ends an exchange of directories that a crash cut short: the new one counts once the old one was moved away.
fn settle_exchange(folder: &Path) -> io::Result<()> {
    let made = beside(folder, "next");
    if !folder.exists() && made.exists() {
        fs::rename(&made, folder)?;
    }
    remove(&made)?;
    remove(&beside(folder, "old"))
}

/// Removes a directory of files, if it is there. File by file: removing the whole tree at once fails on Windows where somebody
/// still looks at a file that is gone already.
fn remove(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        fs::remove_file(entry?.path())?;
    }
    fs::remove_dir(folder)
}

/// The segments of a directory in order.
fn list(folder: &Path) -> io::Result<VecDeque<Segment>> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let first = name.to_str().and_then(|name| name.strip_suffix(".seg")?.parse().ok()).filter(|first| *first > 0);
        if let Some(first) = first {
            out.push(Segment { first, length: entry.metadata()?.len() });
        }
    }
    out.sort_by_key(|segment| segment.first);
    Ok(out.into())
}

/// Opens the newest segment that holds something, cutting a torn tail; empty ones without a sound header go. Returns the last
/// sequence given, 0 for none, and the file; none: there is no segment.
fn open_newest(folder: &Path, segments: &mut VecDeque<Segment>) -> io::Result<(u64, Option<File>)> {
    while let Some(segment) = segments.back_mut() {
        let path = path_of(folder, segment.first);
        let octets = read_from(folder, segment.first, 0, None)?;
        let mut records = Records::of(&octets, HEADER, segment.first, u64::MAX - 1);
        let last = records.by_ref().last().map(|record| record.seq);
        if last.is_none() && segment::epoch(&octets).is_none() {
            fs::remove_file(&path)?;
            segments.pop_back();
            continue;
        }
        let file = File::options().read(true).write(true).open(&path)?;
        let end = (records.end as u64).max(HEADER as u64);
        if segment.length != end {
            file.set_len(end)?;
            file.sync_all()?;
            segment.length = end;
        }
        return Ok((last.unwrap_or(segment.first - 1), Some(file)));
    }
    Ok((0, None))
}
