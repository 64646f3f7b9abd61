//! What is told of a series over a range: from which roll-ups, in which steps, and what the whole comes to. Pure.

use super::rollup::{self, FIVE_MINUTES_MS, Growth, HOUR_MS, Spread, Windows};
use model::{
    Metric, Timestamp,
    api::{HistoryPoint, HistorySummary, HistoryValue, MadeOf, Reading, Unit},
    metric::Kind,
};
use std::ops::Range;

/// Steps that come where none is asked for, about.
const STEPS: i64 = 300;
/// Ranges up to this long are read from raw values.
const RAW_MS: i64 = 2 * 86_400_000;
/// Ranges from this on are read from hours, where the steps allow it.
const HOURS_MS: i64 = 60 * 86_400_000;
/// Steps that people think in, seconds.
const NICE_S: [i64; 12] = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// From what.
    pub made_of: MadeOf,
    /// Length of a step, milliseconds; 0: as read.
    pub step_ms: i64,
    /// How far the clock by which steps begin is ahead of UTC, milliseconds.
    pub offset_ms: i64,
    /// The range in whole steps.
    pub range: Range<Timestamp>,
}

/// Why there is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplanned {
    /// The range is empty.
    Empty,
    /// A step is a divisor or a multiple of five minutes.
    Step,
    /// A level has no growth.
    NotCounter,
}

/// How old the oldest values of each kind are.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    /// Raw values; none: there are none but today's.
    pub raw: Option<Timestamp>,
    /// Roll-ups of five minutes.
    pub five_minutes: Option<Timestamp>,
}

/// Plans an answer.
pub fn plan(
    metric: Metric,
    reading: Reading,
    range: Range<Timestamp>,
    step_s: Option<u32>,
    offset_s: i32,
    since: Since,
) -> Result<Plan, Unplanned> {
    let length = range.end.0 - range.start.0;
    if length <= 0 {
        return Err(Unplanned::Empty);
    }
    if reading == Reading::Increase && metric.kind() != Kind::Counter {
        return Err(Unplanned::NotCounter);
    }
    if reading == Reading::Raw {
        return Ok(Plan { made_of: MadeOf::Raw, step_ms: 0, offset_ms: 0, range });
    }
    let least = if matches!(reading, Reading::P95 | Reading::P95Raw) { 86_400 } else { 60 };
    let fitting = || NICE_S.into_iter().find(|nice| *nice >= least && nice * 1000 * STEPS >= length).unwrap_or(604_800);
    let step_s = step_s.map_or_else(fitting, i64::from);
    if step_s <= 0 || (step_s % 300 != 0 && 300 % step_s != 0) {
        return Err(Unplanned::Step);
    }
    let (step_ms, offset_ms) = (step_s * 1000, i64::from(offset_s) * 1000);
    let begin = align(range.start.0, step_ms, offset_ms);
    let end = align(range.end.0 + step_ms - 1, step_ms, offset_ms);
    let range = Timestamp(begin)..Timestamp(end);
    let fits = |window: i64| step_ms % window == 0 && offset_ms % window == 0;
    let gone = |since: Option<Timestamp>| since.is_some_and(|since| range.start < since);
    let made_of = if reading == Reading::P95Raw || !fits(FIVE_MINUTES_MS) || (length <= RAW_MS && !gone(since.raw)) {
        MadeOf::Raw
    } else if fits(HOUR_MS) && reading != Reading::P95 && (length >= HOURS_MS || gone(since.five_minutes)) {
        MadeOf::Hours
    } else {
        MadeOf::FiveMinutes
    };
    Ok(Plan { made_of, step_ms, offset_ms, range })
}

/// The window of roll-ups that an answer is put together of, milliseconds.
pub const fn window_ms(plan: &Plan) -> i64 {
    match plan.made_of {
        MadeOf::Hours => HOUR_MS,
        MadeOf::Raw if plan.step_ms > 0 && plan.step_ms < FIVE_MINUTES_MS => plan.step_ms,
        _ => FIVE_MINUTES_MS,
    }
}

const fn align(at: i64, step_ms: i64, offset_ms: i64) -> i64 {
    (at + offset_ms).div_euclid(step_ms) * step_ms - offset_ms
}

/// What a value counts: rates of octets are told in bit/s.
pub fn unit(metric: Metric, reading: Reading) -> Unit {
    let is_rate = !matches!(reading, Reading::Raw | Reading::Last | Reading::Increase);
    match metric {
        Metric::InOctets | Metric::OutOctets if is_rate => Unit::BitPerSecond,
        _ if is_rate && metric.kind() == Kind::Counter => Unit::PerSecond,
        _ => Unit::OfMetric,
    }
}

/// By what a rate per second is multiplied to be told.
pub fn scale(metric: Metric) -> f64 {
    if unit(metric, Reading::Average) == Unit::BitPerSecond { 8.0 } else { 1.0 }
}

/// The steps of a series from its windows, which are not longer than a step.
pub fn steps(metric: Metric, reading: Reading, windows: &Windows, plan: &Plan) -> Vec<HistoryPoint> {
    if reading == Reading::P95 {
        return percentiles(&means(metric, windows), plan);
    }
    let shifted = |at: i64| at + plan.offset_ms;
    match windows {
        Windows::Spreads(rows) => {
            let rows = rows.iter().map(|row| Spread { at: shifted(row.at), ..*row }).collect();
            let Windows::Spreads(wide) = rollup::wider(&Windows::Spreads(rows), plan.step_ms) else {
                return Vec::new();
            };
            wide.iter().map(|row| point(row.at - plan.offset_ms, of_spread(row, reading))).collect()
        }
        Windows::Growths(rows) => {
            let rows = rows.iter().map(|row| Growth { at: shifted(row.at), ..*row }).collect();
            let Windows::Growths(wide) = rollup::wider(&Windows::Growths(rows), plan.step_ms) else {
                return Vec::new();
            };
            let value = |row: &Growth| of_growth(row, reading, scale(metric));
            wide.iter().filter_map(|row| Some(point(row.at - plan.offset_ms, value(row)?))).collect()
        }
    }
}

/// The 95th percentile of values in each step.
pub fn percentiles(values: &[(i64, f64)], plan: &Plan) -> Vec<HistoryPoint> {
    let mut points = Vec::new();
    let step = |at: i64| align(at, plan.step_ms, plan.offset_ms);
    for group in values.chunk_by(|(one, _), (next, _)| step(*one) == step(*next)) {
        let mut levels: Vec<f64> = group.iter().map(|(_, value)| *value).collect();
        if let (Some((at, _)), Some(value)) = (group.first(), percentile(&mut levels, 95)) {
            points.push(point(step(*at), HistoryValue::Level(value)));
        }
    }
    points
}

/// The mean of each window: of a level, or of a counter's rate as it is told; where none is known there is none.
pub fn means(metric: Metric, windows: &Windows) -> Vec<(i64, f64)> {
    match windows {
        Windows::Spreads(rows) => rows.iter().map(|row| (row.at, row.sum / f64::from(row.count))).collect(),
        Windows::Growths(rows) => {
            let rows = rows.iter().filter_map(|row| Some((row.at, rate(row)? * scale(metric))));
            rows.collect()
        }
    }
}

/// A percentile by nearest rank: the lowest value that is not below so many of a hundred. None of nothing.
pub fn percentile(values: &mut [f64], percent: usize) -> Option<f64> {
    let rank = (values.len() * percent).div_ceil(100).max(1);
    if rank > values.len() {
        return None;
    }
    let (_, value, _) = values.select_nth_unstable_by(rank - 1, f64::total_cmp);
    Some(*value)
}

/// What the range comes to. The percentile is told where the windows are of five minutes.
pub fn summary(metric: Metric, windows: &Windows, window_ms: i64, range: &Range<Timestamp>) -> HistorySummary {
    let length = (range.end.0 - range.start.0).max(1) as f64;
    let mut summary = HistorySummary::default();
    if window_ms == FIVE_MINUTES_MS {
        let mut values: Vec<f64> = means(metric, windows).into_iter().map(|(_, value)| value).collect();
        summary.p95 = percentile(&mut values, 95);
    }
    match windows {
        Windows::Spreads(rows) => {
            summary.samples = rows.iter().map(|row| u64::from(row.count)).sum();
            let sum: f64 = rows.iter().map(|row| row.sum).sum();
            summary.average = (summary.samples > 0).then(|| sum / summary.samples as f64);
            summary.lowest = rows.iter().map(|row| row.min).reduce(f64::min);
            summary.highest = rows.iter().map(|row| row.max).reduce(f64::max);
            summary.known = rows.len() as f64 * window_ms as f64 / length;
        }
        Windows::Growths(rows) => {
            summary.samples = rows.iter().map(|row| u64::from(row.count)).sum();
            let known: u64 = rows.iter().map(|row| row.known_ms).sum();
            let increase: u64 = rows.iter().fold(0, |sum, row| sum.saturating_add(row.increase));
            let scale = scale(metric);
            let grown = || rows.iter().filter(|row| row.known_ms > 0);
            summary.increase = (known > 0).then_some(increase);
            summary.average = (known > 0).then(|| increase as f64 * 1000.0 / known as f64 * scale);
            summary.lowest = grown().map(|row| row.slowest * scale).reduce(f64::min);
            summary.highest = grown().map(|row| row.fastest * scale).reduce(f64::max);
            summary.known = known as f64 / length;
        }
    }
    summary.known = summary.known.clamp(0.0, 1.0);
    summary
}

fn rate(row: &Growth) -> Option<f64> {
    (row.known_ms > 0).then(|| row.increase as f64 * 1000.0 / row.known_ms as f64)
}

fn of_spread(row: &Spread, reading: Reading) -> HistoryValue {
    HistoryValue::Level(match reading {
        Reading::Lowest => row.min,
        Reading::Highest => row.max,
        Reading::Last => row.last,
        _ => row.sum / f64::from(row.count),
    })
}

fn of_growth(row: &Growth, reading: Reading, scale: f64) -> Option<HistoryValue> {
    let known = row.known_ms > 0;
    Some(match reading {
        Reading::Last => HistoryValue::Count(row.last),
        Reading::Increase => HistoryValue::Count(known.then_some(row.increase)?),
        Reading::Lowest => HistoryValue::Level(known.then_some(row.slowest * scale)?),
        Reading::Highest => HistoryValue::Level(known.then_some(row.fastest * scale)?),
        _ => HistoryValue::Level(rate(row)? * scale),
    })
}

const fn point(at: i64, value: HistoryValue) -> HistoryPoint {
    HistoryPoint { at: Timestamp(at), value }
}

#[cfg(test)]
mod tests;
