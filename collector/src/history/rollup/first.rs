//! Roll-ups in blocks of the first form, which are read for as long as they are kept: each window's parts lie in columns,
//! which are the series of a block.
//!
//! The first column of a roll-up says in the highest bits of its metric which columns follow. What follows from other
//! columns is not kept: a level that stands still has no spread, and a counter's reading is the one before and its growth.

use super::{Growth, Rollup, Spread, Windows};
use crate::history::block::{self, Damaged, Series, Values};

/// The bits of a column's number that are the metric.
pub(super) const METRIC: u16 = (1 << 13) - 1;
/// Columns: count, lowest, highest, sum, last.
pub(super) const SPREAD: u16 = 1 << 13;
/// Columns: count, last; lowest and highest are the same, and the sum is so many times the last.
pub(super) const STILL: u16 = 2 << 13;
/// Columns: count, time known, growth, slowest, fastest, readings.
pub(super) const GROWTH: u16 = 3 << 13;
/// Columns: count, time known, readings; nothing grew.
pub(super) const IDLE: u16 = 4 << 13;

/// The roll-ups of the metrics that are wanted; the others are passed over.
pub(super) fn decode(block: &[u8], is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Rollup>, Damaged> {
    from_columns(block::decode_where(block, |column| is_wanted(column & METRIC))?)
}

/// The sum of a level that stood still. Where it is not what the roll-up added up to, the sum is kept.
pub(super) fn still_sum(count: u32, last: f64) -> f64 {
    f64::from(count) * last
}

fn from_columns(columns: Vec<Series>) -> Result<Vec<Rollup>, Damaged> {
    let mut columns = columns.into_iter();
    let mut rollups = Vec::new();
    while let Some(first) = columns.next() {
        let (metric, shape) = (first.metric & METRIC, first.metric & !METRIC);
        let mut rest = Rest { metric, rows: first.times.len(), columns: &mut columns };
        let Values::Counts(counts) = first.values else { return Err(Damaged) };
        let windows = match shape {
            SPREAD | STILL => Windows::Spreads(rest.spreads(&first.times, &counts, shape == STILL)?),
            GROWTH | IDLE => Windows::Growths(rest.growths(&first.times, &counts, shape == IDLE)?),
            _ => return Err(Damaged),
        };
        rollups.push(Rollup { metric, windows });
    }
    Ok(rollups)
}

/// The columns that follow the first one of a roll-up.
struct Rest<'a> {
    metric: u16,
    rows: usize,
    columns: &'a mut std::vec::IntoIter<Series>,
}

impl Rest<'_> {
    fn next(&mut self) -> Result<Values, Damaged> {
        let column = self.columns.next().ok_or(Damaged)?;
        if column.metric != self.metric || column.values.len() != self.rows {
            return Err(Damaged);
        }
        Ok(column.values)
    }

    fn counts(&mut self) -> Result<Vec<u64>, Damaged> {
        match self.next()? {
            Values::Counts(counts) => Ok(counts),
            Values::Levels(_) => Err(Damaged),
        }
    }

    fn levels(&mut self) -> Result<Vec<f64>, Damaged> {
        match self.next()? {
            Values::Levels(levels) => Ok(levels),
            Values::Counts(_) => Err(Damaged),
        }
    }

    fn spreads(&mut self, times: &[i64], counts: &[u64], is_still: bool) -> Result<Vec<Spread>, Damaged> {
        let parts = if is_still { None } else { Some([self.levels()?, self.levels()?, self.levels()?]) };
        let lasts = self.levels()?;
        let mut rows = Vec::with_capacity(times.len());
        for (index, ((at, count), last)) in times.iter().zip(counts).zip(&lasts).enumerate() {
            let count = u32::try_from(*count).map_err(|_| Damaged)?;
            let part = |part: usize| parts.as_ref().and_then(|parts| parts.get(part)?.get(index).copied());
            rows.push(Spread {
                at: *at,
                count,
                min: part(0).unwrap_or(*last),
                max: part(1).unwrap_or(*last),
                sum: part(2).unwrap_or(still_sum(count, *last)),
                last: *last,
            });
        }
        Ok(rows)
    }

    fn growths(&mut self, times: &[i64], counts: &[u64], is_idle: bool) -> Result<Vec<Growth>, Damaged> {
        let known = self.counts()?;
        let grown = if is_idle { None } else { Some((self.counts()?, self.levels()?, self.levels()?)) };
        let slips = self.counts()?;
        let mut reading = 0u64;
        let mut rows = Vec::with_capacity(times.len());
        for (index, (((at, count), known_ms), slip)) in times.iter().zip(counts).zip(&known).zip(&slips).enumerate() {
            let (increase, slowest, fastest) = grown
                .as_ref()
                .and_then(|(increase, slowest, fastest)| {
                    Some((*increase.get(index)?, *slowest.get(index)?, *fastest.get(index)?))
                })
                .unwrap_or_default();
            reading = reading.wrapping_add(increase).wrapping_add(*slip);
            rows.push(Growth {
                at: *at,
                count: u32::try_from(*count).map_err(|_| Damaged)?,
                known_ms: *known_ms,
                increase,
                slowest,
                fastest,
                last: reading,
            });
        }
        Ok(rows)
    }
}
