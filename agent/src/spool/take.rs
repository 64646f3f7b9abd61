//! What is to be sent next: entries in order, and a stated gap for each hole.

use super::{HEADER, Records, Segment, Spool, read_from};
use model::api::Entry;
use serde_json::value::RawValue;

/// Longest chunk unpacked, octets: half of what the collector takes, for a preview and its inventory come with it.
const PLAIN: usize = 8 << 20;
/// Longest chunk as kept, octets.
const PACKED: usize = 3 << 20;

/// Entries to send.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// Sequence of the first.
    pub first_seq: u64,
    /// JSON of each, in order.
    pub entries: Vec<Box<RawValue>>,
    /// Sequence of the last, gaps counted with all that they stand for.
    pub last_seq: u64,
}

impl Spool {
    /// The first entries that wait, at most `most`; empty when nothing does.
    pub fn take(&mut self, most: usize) -> Chunk {
        let mut out = Taking { most, wanted: self.acked() + 1, ..Taking::default() };
        let first_seq = out.wanted;
        for place in 0..self.segments.len() {
            let Some(segment) = self.segments.get(place) else { break };
            let last = self.segments.get(place + 1).map_or(self.next, |next| next.first) - 1;
            if last < out.wanted {
                continue;
            }
            if !self.take_of(segment, last, &mut out) {
                break;
            }
        }
        if let Some(cursor) = out.cursor {
            self.cursor = cursor;
        }
        if !out.is_full && out.wanted < self.next {
            // Nothing that can be read comes after.
            out.gap(self, self.next - 1);
        }
        Chunk { first_seq, entries: out.entries, last_seq: out.wanted - 1 }
    }

    /// Takes what fits out of one segment; false: no more fits.
    fn take_of(&self, segment: &Segment, last: u64, out: &mut Taking) -> bool {
        let offset = if self.cursor.0 == segment.first { self.cursor.1 } else { HEADER as u64 };
        // A segment that cannot be read is a hole.
        let octets = read_from(&self.folder, segment.first, offset, None).unwrap_or_default();
        let mut records = Records::of(&octets, 0, segment.first, last);
        loop {
            let before = records.end as u64;
            let Some(record) = records.next() else { return true };
            if record.seq < out.wanted {
                continue;
            }
            out.cursor.get_or_insert((segment.first, offset + before));
            if record.seq > out.wanted && !out.gap(self, record.seq - 1) {
                return false;
            }
            let json = if self.notes.is_refused(record.seq) {
                None
            } else {
                record.unpack().and_then(|json| RawValue::from_string(json).ok())
            };
            let fits = match json {
                Some(json) => out.add(json, record.packed.len(), record.seq),
                None => out.gap(self, record.seq),
            };
            if !fits {
                return false;
            }
        }
    }
}

#[derive(Default)]
struct Taking {
    most: usize,
    wanted: u64,
    entries: Vec<Box<RawValue>>,
    plain: usize,
    packed: usize,
    is_full: bool,
    cursor: Option<(u64, u64)>,
}

impl Taking {
    /// Adds an entry up to sequence `last`; false: it does not fit.
    fn add(&mut self, json: Box<RawValue>, packed: usize, last: u64) -> bool {
        let over = self.plain + json.get().len() > PLAIN || self.packed + packed > PACKED;
        self.is_full = self.entries.len() >= self.most || over && !self.entries.is_empty();
        if !self.is_full {
            self.plain += json.get().len();
            self.packed += packed;
            self.entries.push(json);
            self.wanted = last + 1;
        }
        !self.is_full
    }

    /// States the hole from what is wanted next to `last`.
    fn gap(&mut self, spool: &Spool, last: u64) -> bool {
        let gap = Entry::Gap(spool.notes.gap(self.wanted, last));
        // Numbers and times always are JSON.
        serde_json::value::to_raw_value(&gap).is_ok_and(|json| self.add(json, 0, last))
    }
}
