//! Roll-ups: what a window of time comes to, from raw values or from smaller windows.
//!
//! A window is told by its beginning and holds the samples from there to before the next one. Growth from one sample to
//! the next belongs to the window of the later one, so that windows add up to the whole.

mod first;
mod packed;
#[cfg(test)]
mod tests;

pub use packed::{Carried, encode};

use super::block::{self, Damaged, Series, Values};

/// Five minutes, milliseconds.
pub const FIVE_MINUTES_MS: i64 = 300_000;
/// An hour, milliseconds.
pub const HOUR_MS: i64 = 3_600_000;

/// What the levels of one window come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Beginning of the window, milliseconds since 1970.
    pub at: i64,
    /// Samples in it, at least one.
    pub count: u32,
    /// Lowest.
    pub min: f64,
    /// Highest.
    pub max: f64,
    /// Their sum: with [`Spread::count`] their mean.
    pub sum: f64,
    /// The latest.
    pub last: f64,
}

/// What a counter did in one window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Beginning of the window, milliseconds since 1970.
    pub at: i64,
    /// Samples in it, at least one.
    pub count: u32,
    /// How long its growth is known, milliseconds; can be longer than the window where samples are far apart. With
    /// [`Growth::increase`] its mean rate; 0: nothing is known of it.
    pub known_ms: u64,
    /// By how much it grew in that time.
    pub increase: u64,
    /// Lowest rate between two samples, counts per second, to [`RATE_BITS`]; 0 where nothing is known.
    pub slowest: f64,
    /// Highest rate between two samples, counts per second, to [`RATE_BITS`]; 0 where nothing is known.
    pub fastest: f64,
    /// The latest reading.
    pub last: u64,
}

/// Windows of one series, in the order of time.
#[derive(Clone, Debug, PartialEq)]
pub enum Windows {
    /// Of a level.
    Spreads(Vec<Spread>),
    /// Of a counter.
    Growths(Vec<Growth>),
}

/// The roll-up of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Rollup {
    /// Number of the metric.
    pub metric: u16,
    /// Its windows.
    pub windows: Windows,
}

/// A reading of a counter: when, milliseconds since 1970, and what.
pub type Reading = (i64, u64);

/// The growth between two readings where nothing else is known of the counter: a fall is a reset, of which nobody knows
/// how much it hides.
pub fn rise(old: Reading, new: Reading) -> Option<u64> {
    new.1.checked_sub(old.1)
}

/// Rolls up levels; whole numbers beyond 2^53 lose their last bits.
pub fn spreads(series: &Series, window_ms: i64) -> Vec<Spread> {
    let level = |index: usize| match &series.values {
        Values::Counts(counts) => counts.get(index).map(|count| *count as f64),
        Values::Levels(levels) => levels.get(index).copied(),
    };
    let single = series.times.iter().enumerate().filter_map(|(index, at)| {
        let value = level(index)?;
        Some(Spread { at: *at, count: 1, min: value, max: value, sum: value, last: value })
    });
    gather(single, window_ms, |row| &mut row.at, Spread::then)
}

/// Rolls up a counter. `before` is its last reading before the first of `times`; `grown` decides how much it grew
/// between two readings ([`rise`], or by width and speed), none where that cannot be known.
pub fn growths(
    times: &[i64],
    counts: &[u64],
    before: Option<Reading>,
    window_ms: i64,
    grown: impl Fn(Reading, Reading) -> Option<u64>,
) -> Vec<Growth> {
    let mut old = before;
    let single = times.iter().zip(counts).map(|(at, count)| {
        let new = (*at, *count);
        let step = old.and_then(|old| Some((grown(old, new)?, at.checked_sub(old.0).filter(|ms| *ms > 0)?)));
        old = Some(new);
        let nothing = Growth { at: *at, count: 1, known_ms: 0, increase: 0, slowest: 0.0, fastest: 0.0, last: *count };
        step.map_or(nothing, |(increase, ms)| {
            let per_second = rounded(increase as f64 * 1000.0 / ms as f64);
            Growth { known_ms: ms.unsigned_abs(), increase, slowest: per_second, fastest: per_second, ..nothing }
        })
    });
    gather(single, window_ms, |row| &mut row.at, Growth::then)
}

/// Windows of a longer time from windows of a shorter one, of which it must be a multiple.
pub fn wider(windows: &Windows, window_ms: i64) -> Windows {
    match windows {
        Windows::Spreads(rows) => {
            Windows::Spreads(gather(rows.iter().copied(), window_ms, |row| &mut row.at, Spread::then))
        }
        Windows::Growths(rows) => {
            Windows::Growths(gather(rows.iter().copied(), window_ms, |row| &mut row.at, Growth::then))
        }
    }
}

/// Puts rows of one window together, in the order of time.
fn gather<R>(
    rows: impl Iterator<Item = R>,
    window_ms: i64,
    at: impl Fn(&mut R) -> &mut i64,
    then: impl Fn(&mut R, R),
) -> Vec<R> {
    let window_ms = window_ms.max(1);
    let (mut wide, mut open) = (Vec::new(), None);
    for mut row in rows {
        let begin = at(&mut row);
        *begin = begin.saturating_sub(begin.rem_euclid(window_ms));
        let begin = Some(*begin);
        match wide.last_mut() {
            Some(last) if open == begin => then(last, row),
            _ => wide.push(row),
        }
        open = begin;
    }
    wide
}

impl Spread {
    /// Takes a later row of the same window in.
    fn then(&mut self, later: Self) {
        self.count = self.count.saturating_add(later.count);
        self.min = self.min.min(later.min);
        self.max = self.max.max(later.max);
        self.sum = total(self.sum, later.sum);
        self.last = later.last;
    }
}

impl Growth {
    /// Takes a later row of the same window in.
    fn then(&mut self, later: Self) {
        self.count = self.count.saturating_add(later.count);
        if later.known_ms > 0 {
            let is_first = self.known_ms == 0;
            self.slowest = if is_first { later.slowest } else { self.slowest.min(later.slowest) };
            self.fastest = self.fastest.max(later.fastest);
        }
        self.known_ms = self.known_ms.saturating_add(later.known_ms);
        self.increase = self.increase.saturating_add(later.increase);
        self.last = later.last;
    }
}

/// Sum of two levels. Where both are decimals of up to six places their sum is one again, not 0.30000000000000004: it
/// packs well, and it does not matter in which order many are added.
fn total(one: f64, other: f64) -> f64 {
    const PLACES: f64 = 1e6;
    let micro = |level: f64| {
        let scaled = (level * PLACES).round();
        (scaled.abs() < 9e15 && scaled / PLACES == level).then_some(scaled)
    };
    match (micro(one), micro(other)) {
        (Some(a), Some(b)) if (a + b).abs() < 9e15 => (a + b) / PLACES,
        _ => one + other,
    }
}

/// Significant bits of the lowest and the highest rate: they are off by less than one part in 100. How regular polls are,
/// and how often a device brings its counters up to date, leaves no more of them; each bit more costs an octet of eight.
pub const RATE_BITS: u32 = 7;
/// Bits of a double that a rate does not keep.
const DROPPED_BITS: u32 = f64::MANTISSA_DIGITS - RATE_BITS;

/// A rate as the number of what it keeps; greater rates have greater numbers.
const fn number_of(per_second: f64) -> u64 {
    per_second.to_bits().wrapping_add(1 << (DROPPED_BITS - 1)) >> DROPPED_BITS
}

/// The rate of a number.
const fn per_second(number: u64) -> f64 {
    f64::from_bits(number << DROPPED_BITS)
}

/// A rate to [`RATE_BITS`].
const fn rounded(rate: f64) -> f64 {
    per_second(number_of(rate))
}

/// A mean rate, counts per second; none where nothing is known.
pub fn mean(increase: u64, known_ms: u64) -> Option<f64> {
    (known_ms > 0).then(|| increase as f64 * 1000.0 / known_ms as f64)
}

/// All roll-ups of a block, in the order in which they were given.
pub fn decode(block: &[u8]) -> Result<Vec<Rollup>, Damaged> {
    decode_where(block, |_| true)
}

/// The roll-ups of the metrics that are wanted; the others are passed over.
pub fn decode_where(block: &[u8], is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Rollup>, Damaged> {
    let content = block::checked(block)?;
    if packed::is_packed(content) { packed::decode(content, is_wanted) } else { first::decode(block, is_wanted) }
}

/// What the counters of the metrics that are wanted carried; nothing else is decoded.
pub fn carried(block: &[u8], is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Carried>, Damaged> {
    let content = block::checked(block)?;
    if packed::is_packed(content) {
        return packed::carried(content, is_wanted);
    }
    Ok(first::decode(block, is_wanted)?.into_iter().filter_map(Carried::of).collect())
}

impl Carried {
    /// What a roll-up says of it; none of a level.
    pub fn of(rollup: Rollup) -> Option<Self> {
        let Windows::Growths(rows) = rollup.windows else { return None };
        let (mut at, mut known_ms, mut increase) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            at.push(row.at);
            known_ms.push(row.known_ms);
            increase.push(row.increase);
        }
        Some(Self { metric: rollup.metric, at, known_ms, increase })
    }
}
