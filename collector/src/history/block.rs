//! A block: all series of one instance over one stretch of time, compressed, with a checksum.
//!
//! The series of an instance are read by one poll, so the block keeps every moment once. What comes out of a block is
//! what went in, to the last bit, or it is [`Damaged`].
//!
//! A block is a version, the times of all its series as one sequence, its series, and a CRC-32. A sequence ([`sequence`])
//! is what is left of whole numbers when what is expected of them ([`predict`]) is taken off; what is left goes by size
//! into buckets ([`bucket`]) whose numbers are coded by how often they come ([`entropy`]), or, where that is shorter, is
//! told as quotients and rests ([`rice`]). Levels are decimals as whole
//! numbers, or their bits ([`level`]).

mod bucket;
mod entropy;
pub(super) mod level;
mod predict;
mod read;
mod rice;
pub(super) mod sequence;
#[cfg(test)]
mod tests;
pub(super) mod wire;
mod write;

use read::Parts;

/// Most values of all series of a block together; with more it is neither written nor read.
pub const MOST_VALUES: usize = 1 << 22;
/// Most series of a block.
pub const MOST_SERIES: usize = 1 << 12;

/// First octet of a block: its form.
const VERSION: u8 = 2;
/// That of the first form, which is still read: all its surprises are in buckets.
const FIRST_VERSION: u8 = 1;
/// Besides the form of its values, the tag of a series says at which of the block's times it has values: at some,
const SOME_TIMES: u8 = 1 << 5;
/// or at the same as the last series that had some,
const SAME_TIMES: u8 = 1 << 6;
/// and that its levels are whole numbers.
const WHOLE: u8 = 1 << 7;

/// Values of a series, as the source told them.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Whole numbers: counters, and gauges that are whole.
    Counts(Vec<u64>),
    /// Levels.
    Levels(Vec<f64>),
}

impl Values {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Counts(counts) => counts.len(),
            Self::Levels(levels) => levels.len(),
        }
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One series of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Number of the metric.
    pub metric: u16,
    /// When each value was read, milliseconds since 1970; strictly rising.
    pub times: Vec<i64>,
    /// The values, one for each time.
    pub values: Values,
}

/// The octets are no block, or not the one that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the block is damaged")]
pub struct Damaged;

/// Why series cannot become a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The times of a series do not rise.
    #[error("times do not rise")]
    Times,
    /// A series has more or fewer values than times.
    #[error("values and times differ in number")]
    Length,
    /// The number of a metric is too great.
    #[error("no number of a metric")]
    Metric,
    /// More than [`MOST_VALUES`] or [`MOST_SERIES`].
    #[error("too much for one block")]
    TooMuch,
}

/// Compresses series into a block. The same metric may come more than once.
pub fn encode(series: &[Series]) -> Result<Vec<u8>, Unfit> {
    for one in series {
        if one.times.len() != one.values.len() {
            return Err(Unfit::Length);
        }
        if !one.times.is_sorted_by(|earlier, later| earlier < later) {
            return Err(Unfit::Times);
        }
    }
    if series.iter().map(|one| one.times.len()).sum::<usize>() > MOST_VALUES || series.len() > MOST_SERIES {
        return Err(Unfit::TooMuch);
    }
    Ok(sealed(write::content(series)))
}

/// All series of a block, in the order in which they were given.
pub fn decode(block: &[u8]) -> Result<Vec<Series>, Damaged> {
    decode_where(block, |_| true)
}

/// The series of one metric: none, or one, or more where it was told both as counts and as levels.
pub fn decode_one(block: &[u8], metric: u16) -> Result<Vec<Series>, Damaged> {
    decode_where(block, |other| other == metric)
}

/// The series of the metrics that are wanted; the others are passed over.
pub fn decode_where(block: &[u8], is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Series>, Damaged> {
    Parts::read(checked(block)?)?.series(is_wanted)
}

/// A block without its checksum, which is right.
pub(super) fn checked(block: &[u8]) -> Result<&[u8], Damaged> {
    let (content, checksum) = block.split_last_chunk::<4>().ok_or(Damaged)?;
    if crc32fast::hash(content).to_le_bytes() == *checksum { Ok(content) } else { Err(Damaged) }
}

/// Appends the checksum.
pub(super) fn sealed(mut block: Vec<u8>) -> Vec<u8> {
    block.extend_from_slice(&crc32fast::hash(&block).to_le_bytes());
    block
}
