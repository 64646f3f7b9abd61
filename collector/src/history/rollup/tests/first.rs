//! Blocks of roll-ups as the first form wrote them: written here only to see that they are read for ever.

use super::super::first::{GROWTH, IDLE, METRIC, SPREAD, STILL, still_sum};
use super::*;
use crate::history::block::Unfit;

/// Packs roll-ups into a block. Windows must rise in time; numbers of metrics go to 8,191.
pub(super) fn encode(rollups: &[Rollup]) -> Result<Vec<u8>, Unfit> {
    let mut columns = Vec::new();
    for rollup in rollups {
        if rollup.metric > METRIC {
            return Err(Unfit::Metric);
        }
        match &rollup.windows {
            Windows::Spreads(rows) => of_spreads(rollup.metric, rows, &mut columns),
            Windows::Growths(rows) => of_growths(rollup.metric, rows, &mut columns),
        }
    }
    block::encode(&columns)
}

fn of_spreads(metric: u16, rows: &[Spread], columns: &mut Vec<Series>) {
    let times: Vec<i64> = rows.iter().map(|row| row.at).collect();
    let level = |part: fn(&Spread) -> f64| Series {
        metric,
        times: times.clone(),
        values: Values::Levels(rows.iter().map(part).collect()),
    };
    let stands = |row: &Spread| {
        let same = |level: f64| level.to_bits() == row.last.to_bits();
        same(row.min) && same(row.max) && row.sum.to_bits() == still_sum(row.count, row.last).to_bits()
    };
    let counts = Values::Counts(rows.iter().map(|row| u64::from(row.count)).collect());
    let is_still = rows.iter().all(stands);
    let shape = if is_still { STILL } else { SPREAD };
    columns.push(Series { metric: metric | shape, times: times.clone(), values: counts });
    if !is_still {
        columns.extend([level(|row| row.min), level(|row| row.max), level(|row| row.sum)]);
    }
    columns.push(level(|row| row.last));
}

fn of_growths(metric: u16, rows: &[Growth], columns: &mut Vec<Series>) {
    let times: Vec<i64> = rows.iter().map(|row| row.at).collect();
    let column = |metric, values| Series { metric, times: times.clone(), values };
    let counts = |part: fn(&Growth) -> u64| Values::Counts(rows.iter().map(part).collect());
    let levels = |part: fn(&Growth) -> f64| Values::Levels(rows.iter().map(part).collect());
    let rests = |row: &Growth| row.increase == 0 && row.slowest.to_bits() == 0 && row.fastest.to_bits() == 0;
    let is_idle = rows.iter().all(rests);
    let shape = if is_idle { IDLE } else { GROWTH };
    columns.push(column(metric | shape, counts(|row| u64::from(row.count))));
    columns.push(column(metric, counts(|row| row.known_ms)));
    if !is_idle {
        columns.push(column(metric, counts(|row| row.increase)));
        columns.push(column(metric, levels(|row| row.slowest)));
        columns.push(column(metric, levels(|row| row.fastest)));
    }
    let mut reading = 0u64;
    let slips = rows.iter().map(|row| {
        let slip = row.last.wrapping_sub(reading).wrapping_sub(row.increase);
        reading = row.last;
        slip
    });
    columns.push(column(metric, Values::Counts(slips.collect())));
}
