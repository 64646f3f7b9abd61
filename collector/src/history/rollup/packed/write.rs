//! Roll-ups, written.

use super::{
    EVEN, EVERY, FORM, GROWTH, IDLE, Pace, SAME_CLOCK, SAME_KNOWN, SHAPE, SLIPS, SPREAD, STILL, SURPRISES, middle,
    still_sum,
};
use crate::history::{
    block::{MOST_SERIES, MOST_VALUES, Unfit, level, sequence::Encoder, wire},
    rollup::{Growth, Rollup, Spread, Windows, number_of},
};

/// Everything of a block but its checksum.
pub(super) fn content(rollups: &[Rollup]) -> Result<Vec<u8>, Unfit> {
    let begins: Vec<Vec<i64>> = rollups.iter().map(begins).collect();
    if !begins.iter().all(|begins| begins.is_sorted_by(|earlier, later| earlier < later)) {
        return Err(Unfit::Times);
    }
    if begins.iter().map(Vec::len).sum::<usize>() > MOST_VALUES || rollups.len() > MOST_SERIES {
        return Err(Unfit::TooMuch);
    }
    let mut all: Vec<i64> = begins.iter().max_by_key(|begins| begins.len()).cloned().unwrap_or_default();
    if begins.iter().any(|begins| *begins != all) {
        all = begins.concat();
        all.sort_unstable();
        all.dedup();
    }
    let mut writer = Writer { out: vec![FORM], encoder: Encoder::new(), clocks: Vec::new(), known: Vec::new() };
    wire::put(&mut writer.out, all.len() as u64);
    writer.column(&all.iter().map(|at| at.cast_unsigned()).collect::<Vec<u64>>());
    wire::put(&mut writer.out, rollups.len() as u64);
    let mut before = (None, None);
    for (rollup, begins) in rollups.iter().zip(begins) {
        before = match &rollup.windows {
            Windows::Spreads(rows) => writer.spreads(rollup.metric, rows, begins, &all, before),
            Windows::Growths(rows) => writer.growths(rollup.metric, rows, begins, &all, before),
        };
    }
    Ok(writer.out)
}

fn begins(rollup: &Rollup) -> Vec<i64> {
    match &rollup.windows {
        Windows::Spreads(rows) => rows.iter().map(|row| row.at).collect(),
        Windows::Growths(rows) => rows.iter().map(|row| row.at).collect(),
    }
}

/// Beginnings of the windows, and samples in each.
type Clock = (Vec<i64>, Vec<u64>);
/// Numbers of the clock and of the time known that the series before had.
type Before = (Option<usize>, Option<usize>);

struct Writer {
    out: Vec<u8>,
    encoder: Encoder,
    clocks: Vec<Clock>,
    /// Number of the clock, and for how long growth is known in each of its windows.
    known: Vec<(usize, Vec<u64>)>,
}

impl Writer {
    /// A sequence, and before it its form.
    fn column(&mut self, values: &[u64]) {
        let place = self.out.len();
        self.out.push(0);
        let form = self.encoder.put(values, &mut self.out);
        if let Some(octet) = self.out.get_mut(place) {
            *octet = form;
        }
    }

    fn levels(&mut self, levels: &[f64]) {
        let (places, wholes) = level::whole(levels);
        self.out.push(places);
        self.column(&wholes);
    }

    /// The head of a series: its shape and metric, and its clock.
    fn head(&mut self, tag: u8, metric: u16, clock: &Clock, all: &[i64], before: Option<usize>) -> usize {
        let number = self.clocks.iter().position(|other| other == clock);
        if number.is_some() && number == before {
            self.out.push(tag | SAME_CLOCK);
            wire::put(&mut self.out, metric.into());
            return before.unwrap_or_default();
        }
        self.out.push(tag);
        wire::put(&mut self.out, metric.into());
        let number = number.unwrap_or(self.clocks.len());
        wire::put(&mut self.out, number as u64);
        if number == self.clocks.len() {
            let (begins, counts) = clock;
            wire::put(&mut self.out, begins.len() as u64);
            if begins.len() != all.len() {
                let places: Vec<u64> = begins.iter().map(|at| all.partition_point(|other| other < at) as u64).collect();
                self.column(&places);
            }
            self.column(counts);
            self.clocks.push(clock.clone());
        }
        number
    }

    fn spreads(&mut self, metric: u16, rows: &[Spread], begins: Vec<i64>, all: &[i64], before: Before) -> Before {
        let same = |level: f64, row: &Spread| level.to_bits() == row.last.to_bits();
        let stands = |row: &Spread| {
            let is_sum = row.sum.to_bits() == still_sum(row.count, row.last).to_bits();
            same(row.min, row) && same(row.max, row) && is_sum
        };
        let is_still = rows.iter().all(stands);
        let clock = (begins, rows.iter().map(|row| u64::from(row.count)).collect());
        let number = self.head(if is_still { STILL } else { SPREAD }, metric, &clock, all, before.0);
        let mut levels = |part: fn(&Spread) -> f64| {
            let part: Vec<f64> = rows.iter().map(part).collect();
            self.levels(&part);
        };
        if !is_still {
            levels(|row| row.min);
            levels(|row| row.max);
            levels(|row| row.sum);
        }
        levels(|row| row.last);
        (Some(number), before.1)
    }

    fn growths(&mut self, metric: u16, rows: &[Growth], begins: Vec<i64>, all: &[i64], before: Before) -> Before {
        let rests = |row: &Growth| row.increase == 0 && number_of(row.slowest) == 0 && number_of(row.fastest) == 0;
        let mut tag = if rows.iter().all(rests) { IDLE } else { GROWTH };
        let known: Vec<u64> = rows.iter().map(|row| row.known_ms).collect();
        let surprises = surprises(rows);
        // What did not grow had no rate but 0.
        let is_every = rows.iter().any(|row| row.increase == 0 && !rests(row));
        let grown = rows.iter().filter(|row| is_every || row.increase > 0);
        let (slowest, fastest): (Vec<u64>, Vec<u64>) = grown.map(distances).unzip();
        let slips = slips(rows);
        if tag == GROWTH {
            tag |= if is_every { EVERY } else { 0 };
            let is_even = slowest.iter().all(|one| *one == 1) && fastest.iter().all(|one| *one == 0);
            tag |= if is_even { EVEN } else { 0 };
            tag |= if surprises.iter().any(|one| *one != 0) { SURPRISES } else { 0 };
        }
        tag |= if slips.iter().skip(1).any(|slip| *slip != 0) { SLIPS } else { 0 };
        let clock = (begins, rows.iter().map(|row| u64::from(row.count)).collect());
        // What is known belongs to a clock: another clock, other times.
        let clock_number = self.clocks.iter().position(|other| *other == clock).unwrap_or(self.clocks.len());
        let of_known = |(number, times): &(usize, Vec<u64>)| *number == clock_number && *times == known;
        let number = self.known.iter().position(of_known);
        let is_same = number.is_some() && number == before.1;
        let clock_number = self.head(tag | if is_same { SAME_KNOWN } else { 0 }, metric, &clock, all, before.0);
        let number = number.unwrap_or(self.known.len());
        if !is_same {
            wire::put(&mut self.out, number as u64);
        }
        if number == self.known.len() {
            self.known(&known, &clock.1);
            self.known.push((clock_number, known));
        }
        if tag & SHAPE == GROWTH {
            let start = rows.iter().find(|row| row.known_ms > 0).map_or(0, |row| row.increase);
            wire::put(&mut self.out, start);
            self.encoder.put_surprises(&surprises, &mut self.out);
            if tag & EVEN == 0 {
                if tag & EVERY == 0 {
                    wire::put(&mut self.out, slowest.len() as u64);
                }
                self.column(&slowest);
                self.column(&fastest);
            }
        }
        if tag & SLIPS == 0 {
            wire::put(&mut self.out, slips.first().copied().unwrap_or_default());
        } else {
            self.column(&slips);
        }
        (Some(clock_number), Some(number))
    }

    /// For how long growth is known: what a sample stands for, as a rule, and how far the sum of all is off by that.
    /// Polls come a little early or late, but on the whole neither.
    fn known(&mut self, known: &[u64], counts: &[u64]) {
        let mut each: Vec<u64> =
            known.iter().zip(counts).filter_map(|(ms, count)| ms.checked_div(*count)).filter(|ms| *ms > 0).collect();
        let middle = each.len() / 2;
        let unit = if each.is_empty() { 0 } else { *each.select_nth_unstable(middle).1 };
        // Whole seconds are what intervals are; from what was measured it is a few milliseconds to them.
        let second = unit.saturating_add(500) / 1000 * 1000;
        let unit = if unit.abs_diff(second) <= 50 { second } else { unit };
        wire::put(&mut self.out, unit);
        let mut off = 0u64;
        let sums = known.iter().zip(counts).map(|(ms, count)| {
            off = off.wrapping_add(*ms).wrapping_sub(count.wrapping_mul(unit));
            off
        });
        let sums: Vec<u64> = sums.collect();
        self.column(&sums);
    }
}

/// What the pace does not tell of the growth in each window.
fn surprises(rows: &[Growth]) -> Vec<i64> {
    let first = rows.iter().find(|row| row.known_ms > 0);
    let mut pace = first.map_or(Pace::of(0, 0), |row| Pace::of(row.increase, row.known_ms));
    let surprise = |row: &Growth| {
        let surprise = row.increase.wrapping_sub(pace.expected(row.known_ms)).cast_signed();
        pace.learn(row.increase, row.known_ms);
        surprise
    };
    rows.iter().map(surprise).collect()
}

/// How far the lowest rate is below the mean, counted from 1, for 0 says that it is 0; and the highest above it.
fn distances(row: &Growth) -> (u64, u64) {
    let middle = middle(row.increase, row.known_ms);
    let (slowest, fastest) = (number_of(row.slowest).cast_signed(), number_of(row.fastest).cast_signed());
    let below = middle.wrapping_sub(slowest);
    let below = match slowest {
        0 if middle != 0 => 0,
        _ if below >= 0 => below.wrapping_add(1),
        _ => below,
    };
    (below.cast_unsigned(), fastest.wrapping_sub(middle).cast_unsigned())
}

/// What is left of each reading without the one before and the growth.
fn slips(rows: &[Growth]) -> Vec<u64> {
    let mut reading = 0u64;
    let slip = |row: &Growth| {
        let slip = row.last.wrapping_sub(reading).wrapping_sub(row.increase);
        reading = row.last;
        slip
    };
    rows.iter().map(slip).collect()
}
