//! Roll-ups as blocks. What follows from something else is not kept, and what is alike in many series is kept once.
//!
//! A block is its form, the windows that any series has, the series, and a CRC-32. Series of one poll share a clock: which
//! of the windows they have, and how many samples are in each; and counters share for how long their growth is known. How
//! much a counter grew is kept as what its pace ([`Pace`]) does not tell; lowest and highest rates as their distance from
//! the mean, counted in steps of what a rate keeps; its reading only where it is not the one before and the growth.

mod read;
mod write;

use super::{Rollup, mean, number_of};
use crate::history::block::{Damaged, Unfit, sealed};

pub use read::Carried;

/// First octet; that of a block in which the parts of roll-ups lie as series ([`super::first`]) is less.
const FORM: u8 = 17;

/// A level that stands still: lowest and highest are the latest, and the sum is so many times that.
const STILL: u8 = 0;
/// A level: lowest, highest, sum, latest.
const SPREAD: u8 = 1;
/// A counter that did not grow.
const IDLE: u8 = 2;
/// A counter.
const GROWTH: u8 = 3;
/// The bits of a shape; the others of its octet say:
const SHAPE: u8 = 3;
/// the clock is that of the series before,
const SAME_CLOCK: u8 = 1 << 2;
/// and so is the time known;
const SAME_KNOWN: u8 = 1 << 3;
/// the reading is not always the one before and the growth;
const SLIPS: u8 = 1 << 4;
/// the growth is not what the pace says;
const SURPRISES: u8 = 1 << 5;
/// lowest and highest rate are the mean,
const EVEN: u8 = 1 << 6;
/// and they are told of every window, though not every one grew.
const EVERY: u8 = 1 << 7;

/// Packs roll-ups into a block. Windows must rise in time. Rates keep what [`super::rounded`] leaves of them.
pub fn encode(rollups: &[Rollup]) -> Result<Vec<u8>, Unfit> {
    Ok(sealed(write::content(rollups)?))
}

/// True for what is no block of series, but may be one of this form.
pub(super) fn is_packed(content: &[u8]) -> bool {
    content.first() == Some(&FORM)
}

/// The roll-ups of the metrics that are wanted, from the content of a block.
pub(super) fn decode(content: &[u8], is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Rollup>, Damaged> {
    read::Parts::take(content)?.rollups(is_wanted)
}

/// What counters carried, from the content of a block; the rest of it is passed over.
pub(super) fn carried(content: &[u8], is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Carried>, Damaged> {
    read::Parts::take(content)?.carried(is_wanted)
}

/// What a counter is expected to grow by: it goes on at the mean rate of the last windows. Sums, products and quotients of
/// doubles come out the same everywhere.
#[derive(Clone, Copy, Debug)]
struct Pace {
    by_ms: f64,
}

impl Pace {
    /// From the first window of which anything is known.
    fn of(increase: u64, known_ms: u64) -> Self {
        Self { by_ms: if known_ms > 0 { increase as f64 / known_ms as f64 } else { 0.0 } }
    }

    fn expected(self, known_ms: u64) -> u64 {
        (self.by_ms * known_ms as f64) as u64
    }

    /// Takes a window in: an eighth of the pace is new.
    fn learn(&mut self, increase: u64, known_ms: u64) {
        if known_ms > 0 {
            self.by_ms += (increase as f64 / known_ms as f64 - self.by_ms) / 8.0;
        }
    }
}

/// The number of the mean rate, from which those of the lowest and the highest one are counted.
fn middle(increase: u64, known_ms: u64) -> i64 {
    mean(increase, known_ms).map_or(0, |mean| number_of(mean).cast_signed())
}

/// The sum of a level that stood still. Where it is not what the roll-up added up to, the sum is kept.
fn still_sum(count: u32, last: f64) -> f64 {
    f64::from(count) * last
}
