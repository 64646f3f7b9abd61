//! What a spool remembers of itself besides its records. Losing it is harmless: records are sent again, and a hole is stated
//! without its values.

use crate::{installation, read};
use model::{
    Timestamp,
    api::{Gap, GapReason},
};
use serde::{Deserialize, Serialize};
use std::{io, path::Path};

const FILE: &str = "notes.json";
/// Most holes remembered one by one.
const HOLES: usize = 256;

/// The notes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notes {
    /// Everything up to this sequence was acknowledged.
    pub(super) acked: u64,
    /// Sequences from here on were given since the collector was heard last.
    #[serde(default)]
    pub(super) unsure_from: Option<u64>,
    /// Stretches that went, in order.
    #[serde(default)]
    pub(super) holes: Vec<Hole>,
    /// Batches that went because there was no room, ever.
    #[serde(default)]
    pub(super) dropped: u64,
    /// Batches that the collector would not take, ever.
    #[serde(default)]
    pub(super) refused: u64,
}

/// A stretch of sequences that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hole {
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) values: u64,
    pub(super) from_at: Option<Timestamp>,
    pub(super) to_at: Option<Timestamp>,
    pub(super) reason: GapReason,
}

impl Notes {
    /// Those kept in a spool's directory.
    pub(super) fn read(folder: &Path) -> Self {
        read::bytes(&folder.join(FILE)).and_then(|octets| serde_json::from_slice(&octets).ok()).unwrap_or_default()
    }

    /// Keeps them.
    pub(super) fn keep(&self, folder: &Path) -> io::Result<()> {
        installation::write_atomically(folder, FILE, &serde_json::to_vec(self)?)
    }

    /// Keeps them for good before it returns.
    pub(super) fn keep_durably(&self, folder: &Path) -> io::Result<()> {
        installation::write_durably(folder, FILE, &serde_json::to_vec(self)?)
    }

    /// Adds a hole; holes that touch and have one reason become one.
    pub(super) fn add(&mut self, hole: Hole) {
        let place = self.holes.partition_point(|known| known.first < hole.first);
        self.holes.insert(place, hole);
        let mut out: Vec<Hole> = Vec::with_capacity(self.holes.len());
        for hole in self.holes.drain(..) {
            match out.last_mut() {
                Some(last) if last.reason == hole.reason && last.last + 1 >= hole.first => {
                    last.last = last.last.max(hole.last);
                    last.values += hole.values;
                    last.from_at = earlier(last.from_at, hole.from_at);
                    last.to_at = last.to_at.max(hole.to_at);
                }
                _ => out.push(hole),
            }
        }
        let over = out.len().saturating_sub(HOLES);
        self.holes = out.split_off(over);
    }

    /// Forgets holes that were stated.
    pub(super) fn forget(&mut self) {
        let acked = self.acked;
        self.holes.retain(|hole| hole.last > acked);
    }

    /// True when this sequence was given up.
    pub(super) fn is_refused(&self, seq: u64) -> bool {
        let is_it = |hole: &&Hole| hole.reason == GapReason::Refused && (hole.first..=hole.last).contains(&seq);
        self.holes.iter().any(|hole| is_it(&hole))
    }

    /// The statement about the missing sequences `first..=last`, with what is known of them.
    pub(super) fn gap(&self, first: u64, last: u64) -> Gap {
        let mut gap =
            Gap { from_at: None, to_at: None, sequences: last - first + 1, values: 0, reason: GapReason::Damaged };
        let about = self.holes.iter().filter(|hole| hole.first <= last && first <= hole.last);
        for (place, hole) in about.enumerate() {
            if place == 0 {
                gap.reason = hole.reason;
            }
            gap.values += hole.values;
            gap.from_at = earlier(gap.from_at, hole.from_at);
            gap.to_at = gap.to_at.max(hole.to_at);
        }
        gap
    }
}

pub(super) fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hole(first: u64, last: u64, reason: GapReason) -> Hole {
        let at = |seq: u64| Some(Timestamp(seq as i64));
        Hole { first, last, values: last - first + 1, from_at: at(first), to_at: at(last), reason }
    }

    #[test]
    fn holes_that_touch_are_one_and_those_stated_go() {
        let mut notes = Notes::default();
        notes.add(hole(5, 9, GapReason::SpoolFull));
        notes.add(hole(1, 4, GapReason::SpoolFull));
        notes.add(hole(12, 12, GapReason::Refused));
        assert_eq!(notes.holes, [hole(1, 9, GapReason::SpoolFull), hole(12, 12, GapReason::Refused)]);
        let gap = notes.gap(1, 9);
        assert_eq!((gap.sequences, gap.values, gap.reason), (9, 9, GapReason::SpoolFull));
        assert_eq!((gap.from_at, gap.to_at), (Some(Timestamp(1)), Some(Timestamp(9))));
        assert!(notes.is_refused(12) && !notes.is_refused(5));
        assert_eq!(notes.gap(20, 21).reason, GapReason::Damaged);
        notes.acked = 9;
        notes.forget();
        assert_eq!(notes.holes.len(), 1);
        let folder = tempfile::tempdir().unwrap();
        notes.keep(folder.path()).unwrap();
        assert_eq!(Notes::read(folder.path()), notes);
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(Notes::read(folder.path()), Notes::default());
    }
}
