//! A block: all series of one instance over one stretch of time, compressed, with a checksum.
//!
//! The series of an instance are read by one poll, so the block keeps every moment once. What comes out of a block is
//! what went in, to the last bit, or it is [`Damaged`].

use serde::{Deserialize, Serialize};

/// Most values of all series of a block together; with more it is neither written nor read.
pub const MOST_VALUES: usize = 1 << 22;

/// Values of a series, as the source told them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// More than [`MOST_VALUES`], or more series than 65,535.
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
    if series.iter().map(|one| one.times.len()).sum::<usize>() > MOST_VALUES || series.len() > usize::from(u16::MAX) {
        return Err(Unfit::TooMuch);
    }
    let mut block = postcard::to_allocvec(series).map_err(|_| Unfit::TooMuch)?;
    block.extend_from_slice(&crc32fast::hash(&block).to_le_bytes());
    Ok(block)
}

/// All series of a block, in the order in which they were given.
pub fn decode(block: &[u8]) -> Result<Vec<Series>, Damaged> {
    let (content, checksum) = block.split_last_chunk::<4>().ok_or(Damaged)?;
    if crc32fast::hash(content).to_le_bytes() != *checksum {
        return Err(Damaged);
    }
    postcard::from_bytes(content).map_err(|_| Damaged)
}

/// The series of one metric: none, or one, or more where it was told both as counts and as levels.
pub fn decode_one(block: &[u8], metric: u16) -> Result<Vec<Series>, Damaged> {
    decode_where(block, |other| other == metric)
}

/// The series of the metrics that are wanted.
pub fn decode_where(block: &[u8], is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Series>, Damaged> {
    Ok(decode(block)?.into_iter().filter(|one| is_wanted(one.metric)).collect())
}
