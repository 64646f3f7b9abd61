//! What was observed and not yet acknowledged, on the disk: bounded, the oldest given up and counted, nothing lost by `kill -9`
//! or a power cut that was synced before (`reliability.md` 3.1).
//!
//! Every append is synced before it returns, and only what is in the spool is sent: a sequence can never stand for two things.

mod notes;
mod open;
mod segment;
mod take;

#[cfg(test)]
mod tests;

pub use take::Chunk;

use model::{
    Timestamp,
    api::{Entry, Gap, GapReason, Spooled},
};
use notes::{Hole, Notes, earlier};
use segment::{Epoch, HEADER, Record, Records};
use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Directory below the data directory.
pub const FOLDER: &str = "spool";
/// A segment takes no further record beyond this, octets.
const SEGMENT: u64 = 1 << 20;
/// What is left free on the volume, octets.
const LEFT_FREE: u64 = 5_000_000;

/// How much a spool may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Octets.
    pub octets: u64,
    /// Days.
    pub days: u32,
}

impl Default for Limits {
    /// 64 MB and 30 days.
    fn default() -> Self {
        Self { octets: 64_000_000, days: 30 }
    }
}

/// A file of the spool.
#[derive(Debug)]
struct Segment {
    first: u64,
    length: u64,
}

/// The spool of one agent.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    limits: Limits,
    epoch: Epoch,
    /// In order; never empty, the last is the one that grows.
    segments: VecDeque<Segment>,
    /// The segment that grows; opened when it is needed, for a directory with open files cannot be moved on Windows.
    newest: Option<File>,
    /// Sequence of the next record.
    next: u64,
    notes: Notes,
    /// What could not be kept, until there is room to say so.
    unkept: Option<Gap>,
    /// A place at or before the first record that waits: first sequence of the segment and the offset in it.
    cursor: (u64, u64),
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is on the disk.
    Synced(u64),
    /// There was no room: it is gone, and a gap will say so.
    Lost,
}

impl Spool {
    /// Its epoch, 32 hexadecimal digits.
    pub fn epoch(&self) -> String {
        model::text::hex(&self.epoch)
    }

    /// Everything up to here is acknowledged.
    pub fn acked(&self) -> u64 {
        self.notes.acked
    }

    /// Sequences that wait; a stated hole counts as one.
    pub fn waiting(&self) -> u64 {
        let acked = self.acked();
        let missing = self.notes.holes.iter().map(|hole| hole.last.saturating_sub(hole.first.max(acked + 1)));
        (self.next - 1).saturating_sub(acked).saturating_sub(missing.sum())
    }

    /// Batches that went because there was no room, ever.
    pub fn dropped(&self) -> u64 {
        self.notes.dropped
    }

    /// Batches that the collector would not take, ever.
    pub fn refused(&self) -> u64 {
        self.notes.refused
    }

    /// Octets on the disk.
    pub fn octets(&self) -> u64 {
        self.segments.iter().map(|segment| segment.length).sum()
    }

    /// Appends a batch; it is on the disk when this returns [`Kept::Synced`].
    pub fn push(&mut self, spooled: Spooled) -> Kept {
        let (at, values) = (spooled.batch.at, spooled.batch.samples.len() as u64);
        let hole = |reason| Gap { from_at: Some(at), to_at: Some(at), sequences: 1, values, reason };
        if let Some(gap) = self.unkept.take() {
            let to = gap.to_at.unwrap_or(at);
            if self.append(&Entry::Gap(gap.clone()), to, gap.values).is_err() {
                return self.lose(merged(gap, hole(GapReason::DiskFull)));
            }
        }
        match self.append(&Entry::Batch(Box::new(spooled)), at, values) {
            Ok(Some(seq)) => Kept::Synced(seq),
            Ok(None) => self.lose(hole(GapReason::Refused)),
            Err(_) => self.lose(hole(GapReason::DiskFull)),
        }
    }

    fn lose(&mut self, gap: Gap) -> Kept {
        self.notes.dropped += 1;
        self.unkept = Some(gap);
        Kept::Lost
    }

    /// Writes and syncs an entry. None: it is too long to ever be sent. Error: no room.
    fn append(&mut self, entry: &Entry, at: Timestamp, values: u64) -> io::Result<Option<u64>> {
        let json = serde_json::to_vec(entry)?;
        let values = u32::try_from(values).unwrap_or(u32::MAX);
        let Some(record) = Record::pack(self.next, at, values, &json) else {
            return Ok(None);
        };
        let octets = record.octets();
        if free(&self.folder).is_some_and(|free| free < LEFT_FREE + octets.len() as u64) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        if self.segments.back().is_none_or(|segment| segment.length >= SEGMENT) {
            self.roll()?;
        }
        self.write(&octets)?;
        self.next += 1;
        self.drop_oldest(at);
        Ok(Some(record.seq))
    }

    fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        let Some(segment) = self.segments.back_mut() else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let file = match &mut self.newest {
            Some(file) => file,
            closed => closed.insert(File::options().read(true).write(true).open(path_of(&self.folder, segment.first))?),
        };
        let written = file
            .seek(SeekFrom::Start(segment.length))
            .and_then(|_| file.write_all(octets))
            .and_then(|()| file.sync_data());
        match written {
            Ok(()) => segment.length += octets.len() as u64,
            // Half a record is no record: the next one is written over it.
            Err(_) => file.set_len(segment.length)?,
        }
        written
    }

    /// Begins a new segment, which is on the disk with its name before it is used.
    fn roll(&mut self) -> io::Result<()> {
        self.newest = Some(new_segment(&self.folder, &self.epoch, self.next)?);
        self.segments.push_back(Segment { first: self.next, length: HEADER as u64 });
        Ok(())
    }

    /// Gives up the oldest segments beyond the limits.
    fn drop_oldest(&mut self, now: Timestamp) {
        let oldest_kept = now.plus_seconds(-i64::from(self.limits.days) * 86_400);
        while self.segments.len() > 1 {
            let is_full = self.octets() > self.limits.octets;
            let is_old =
                || self.segments.get(1).and_then(|next| self.first_at(next)).is_some_and(|at| at < oldest_kept);
            let reason = match is_full {
                true => GapReason::SpoolFull,
                false if is_old() => GapReason::TooOld,
                false => return,
            };
            self.give_up_first(reason);
        }
    }

    fn first_at(&self, segment: &Segment) -> Option<Timestamp> {
        let octets = read_from(&self.folder, segment.first, HEADER as u64, Some(64)).ok()?;
        let at = octets.get(16..24)?.try_into().ok()?;
        Some(Timestamp(i64::from_le_bytes(at)))
    }

    fn give_up_first(&mut self, reason: GapReason) {
        let (Some(segment), Some(after)) = (self.segments.pop_front(), self.segments.front()) else {
            return;
        };
        let (first, last) = (segment.first.max(self.acked() + 1), after.first - 1);
        if first <= last {
            let octets = read_from(&self.folder, segment.first, 0, None).unwrap_or_default();
            let mut hole = Hole { first, last, values: 0, from_at: None, to_at: None, reason };
            let mut count = 0;
            for record in Records::of(&octets, HEADER, first, last).filter(|r| !self.notes.is_refused(r.seq)) {
                count += 1;
                hole.values += u64::from(record.values);
                hole.from_at = earlier(hole.from_at, Some(record.at));
                hole.to_at = hole.to_at.max(Some(record.at));
            }
            self.notes.dropped += count;
            self.notes.add(hole);
            // The notes are a help, not a need.
            let _ = self.notes.keep(&self.folder);
        }
        let _ = fs::remove_file(path_of(&self.folder, segment.first));
    }

    /// The collector holds everything up to `acked`, durably. It may know more than this spool gave since it was opened: then
    /// the spool is an old copy of itself, and what it gave since goes into a new epoch. Error: that cannot be written.
    pub fn acknowledge(&mut self, acked: u64) -> io::Result<()> {
        let unsure_from = self.notes.unsure_from.take();
        let is_ahead = acked >= unsure_from.unwrap_or(self.next);
        // A collector that never heard of this epoch has no use for the sequences before what waits.
        let is_new_to_it = acked == 0 && self.acked() > 0;
        if is_ahead || is_new_to_it {
            let from = if is_ahead { unsure_from.unwrap_or(self.next) } else { self.acked() + 1 };
            return self.restart(from).inspect_err(|_| self.notes.unsure_from = unsure_from);
        }
        if unsure_from.is_some() {
            // Durable before anything new is sent: with the old note a power cut would make what was sent look unsent.
            self.notes.keep_durably(&self.folder).inspect_err(|_| self.notes.unsure_from = unsure_from)?;
        }
        if acked < self.acked() {
            self.cursor = (0, 0);
        }
        self.notes.acked = acked;
        self.notes.forget();
        // Before the files go: what went is then known to have been acknowledged.
        let _ = self.notes.keep(&self.folder);
        while self.segments.get(1).is_some_and(|next| next.first <= acked + 1) {
            if let Some(done) = self.segments.pop_front() {
                let _ = fs::remove_file(path_of(&self.folder, done.first));
            }
        }
        Ok(())
    }

    /// The collector will never take the entry of this sequence: a gap stands in its place.
    pub fn refuse(&mut self, seq: u64) {
        self.notes.refused += 1;
        self.notes.add(Hole {
            first: seq,
            last: seq,
            values: 0,
            from_at: None,
            to_at: None,
            reason: GapReason::Refused,
        });
        let _ = self.notes.keep(&self.folder);
    }
}

fn merged(gap: Gap, more: Gap) -> Gap {
    Gap {
        from_at: earlier(gap.from_at, more.from_at),
        to_at: gap.to_at.max(more.to_at),
        values: gap.values.saturating_add(more.values),
        ..gap
    }
}

fn path_of(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.seg"))
}

/// A new file with its header, synced together with its name.
fn new_segment(folder: &Path, epoch: &Epoch, first: u64) -> io::Result<File> {
    let path = path_of(folder, first);
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let made = options.open(&path).and_then(|mut file| {
        file.write_all(&segment::header(epoch, first))?;
        file.sync_all()?;
        sync_folder(folder)?;
        Ok(file)
    });
    made.inspect_err(|_| {
        let _ = fs::remove_file(&path);
    })
}

/// Makes the names of a directory durable, where the system does not do so by itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Octets of a segment from an offset on.
fn read_from(folder: &Path, first: u64, offset: u64, most: Option<u64>) -> io::Result<Vec<u8>> {
    let mut file = File::open(path_of(folder, first))?;
    file.seek(SeekFrom::Start(offset))?;
    let mut octets = Vec::new();
    // No segment is longer than this: it takes no record beyond its length.
    let longest = SEGMENT + segment::LONGEST as u64 + HEADER as u64;
    file.take(most.unwrap_or(longest)).read_to_end(&mut octets)?;
    Ok(octets)
}

/// Octets free for us on the volume; none: not known.
#[cfg(target_os = "linux")]
fn free(folder: &Path) -> Option<u64> {
    let told = nix::sys::statvfs::statvfs(folder).ok()?;
    Some(told.blocks_available().saturating_mul(told.fragment_size()))
}

#[cfg(not(target_os = "linux"))]
fn free(_folder: &Path) -> Option<u64> {
    None
}
