//! Roll-ups, found in their block without decoding them, and decoded where they are wanted.

use super::{
    EVEN, EVERY, FORM, GROWTH, IDLE, Pace, SAME_CLOCK, SAME_KNOWN, SHAPE, SLIPS, SPREAD, STILL, SURPRISES, still_sum,
};
use crate::history::{
    block::{
        Damaged, MOST_SERIES, MOST_VALUES, level,
        sequence::{Coded, FORM as FORM_BITS, Sequence},
        wire::Octets,
    },
    rollup::{Growth, Rollup, Spread, Windows, per_second},
};
use std::cell::OnceCell;

/// What a counter carried: all that volumes, means and percentiles need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    /// Number of the metric.
    pub metric: u16,
    /// Beginnings of its windows, milliseconds since 1970.
    pub at: Vec<i64>,
    /// How long its growth is known in each, milliseconds.
    pub known_ms: Vec<u64>,
    /// By how much it grew in that time.
    pub increase: Vec<u64>,
}

/// A block taken apart.
pub(super) struct Parts<'a> {
    begins: Sequence<'a>,
    all: OnceCell<Vec<i64>>,
    clocks: Vec<Clock<'a>>,
    known: Vec<Known<'a>>,
    series: Vec<Part<'a>>,
}

struct Clock<'a> {
    /// Which of the windows; none: all.
    places: Option<Sequence<'a>>,
    counts: Sequence<'a>,
    decoded: OnceCell<(Vec<i64>, Vec<u64>)>,
}

struct Known<'a> {
    clock: usize,
    unit: u64,
    sums: Sequence<'a>,
    decoded: OnceCell<Vec<u64>>,
}

struct Part<'a> {
    metric: u16,
    clock: usize,
    columns: Columns<'a>,
}

#[derive(Clone, Copy)]
struct Levels<'a>(u8, Sequence<'a>);

enum Columns<'a> {
    Still(Levels<'a>),
    Spread([Levels<'a>; 4]),
    Counter { known: usize, grown: Option<Grown<'a>>, reading: Reading<'a> },
}

struct Grown<'a> {
    start: u64,
    surprises: Option<Coded<'a>>,
    /// Distances of the lowest and the highest rate from the mean; none: they are the mean.
    rates: Option<(Sequence<'a>, Sequence<'a>)>,
    /// Whether they are told of windows that did not grow.
    is_every: bool,
}

enum Reading<'a> {
    From(u64),
    Slips(Sequence<'a>),
}

impl<'a> Parts<'a> {
    /// Takes the content of a block apart.
    pub(super) fn take(content: &'a [u8]) -> Result<Self, Damaged> {
        let mut octets = Octets(content);
        if octets.octet()? != FORM {
            return Err(Damaged);
        }
        let windows = octets.count(MOST_VALUES)?;
        let begins = column(&mut octets, windows)?;
        let count = octets.count(MOST_SERIES)?;
        let (all, clocks, known) = Default::default();
        let mut parts = Self { begins, all, clocks, known, series: Vec::with_capacity(count) };
        let (mut before, mut left) = ((None, None), MOST_VALUES);
        for _ in 0..count {
            let part = parts.part(&mut octets, before)?;
            before.0 = Some(part.clock);
            if let Columns::Counter { known, .. } = part.columns {
                before.1 = Some(known);
            }
            let rows = parts.clocks.get(part.clock).ok_or(Damaged)?.counts.len();
            left = left.checked_sub(rows).ok_or(Damaged)?;
            parts.series.push(part);
        }
        if octets.0.is_empty() { Ok(parts) } else { Err(Damaged) }
    }

    fn part(&mut self, octets: &mut Octets<'a>, before: (Option<usize>, Option<usize>)) -> Result<Part<'a>, Damaged> {
        let tag = octets.octet()?;
        let metric = u16::try_from(octets.number()?).map_err(|_| Damaged)?;
        let clock = if tag & SAME_CLOCK == 0 { self.clock(octets)? } else { before.0.ok_or(Damaged)? };
        let rows = self.clocks.get(clock).ok_or(Damaged)?.counts.len();
        let columns = match tag & SHAPE {
            STILL => Columns::Still(levels(octets, rows)?),
            SPREAD => {
                let mut next = || levels(octets, rows);
                Columns::Spread([next()?, next()?, next()?, next()?])
            }
            _ => {
                let known =
                    if tag & SAME_KNOWN == 0 { self.known(octets, clock, rows)? } else { before.1.ok_or(Damaged)? };
                if self.known.get(known).is_none_or(|known| known.clock != clock) {
                    return Err(Damaged);
                }
                let grown = if tag & SHAPE == GROWTH { Some(grown(octets, tag, rows)?) } else { None };
                let reading = if tag & SLIPS == 0 {
                    Reading::From(octets.number()?)
                } else {
                    Reading::Slips(column(octets, rows)?)
                };
                Columns::Counter { known, grown, reading }
            }
        };
        let allowed = match tag & SHAPE {
            STILL | SPREAD => SHAPE | SAME_CLOCK,
            IDLE => SHAPE | SAME_CLOCK | SAME_KNOWN | SLIPS,
            _ => SHAPE | SAME_CLOCK | SAME_KNOWN | SLIPS | SURPRISES | EVEN | EVERY,
        };
        if tag & !allowed == 0 { Ok(Part { metric, clock, columns }) } else { Err(Damaged) }
    }

    fn clock(&mut self, octets: &mut Octets<'a>) -> Result<usize, Damaged> {
        let number = octets.count(self.clocks.len())?;
        if number == self.clocks.len() {
            let rows = octets.count(self.begins.len())?;
            let places = if rows == self.begins.len() { None } else { Some(column(octets, rows)?) };
            let counts = column(octets, rows)?;
            self.clocks.push(Clock { places, counts, decoded: OnceCell::new() });
        }
        Ok(number)
    }

    fn known(&mut self, octets: &mut Octets<'a>, clock: usize, rows: usize) -> Result<usize, Damaged> {
        let number = octets.count(self.known.len())?;
        if number == self.known.len() {
            let unit = octets.number()?;
            let sums = column(octets, rows)?;
            self.known.push(Known { clock, unit, sums, decoded: OnceCell::new() });
        }
        Ok(number)
    }

    /// Decodes the series of the metrics that are wanted.
    pub(super) fn rollups(&self, is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Rollup>, Damaged> {
        let wanted = self.series.iter().filter(|part| is_wanted(part.metric));
        wanted.map(|part| Ok(Rollup { metric: part.metric, windows: self.windows(part)? })).collect()
    }

    /// What the counters of the metrics that are wanted carried.
    pub(super) fn carried(&self, is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Carried>, Damaged> {
        let mut found = Vec::new();
        for part in self.series.iter().filter(|part| is_wanted(part.metric)) {
            if let Columns::Counter { known, grown, .. } = &part.columns {
                let at = self.times(part.clock)?.0.clone();
                let known_ms = self.known_ms(*known)?;
                let increase = match grown {
                    Some(grown) => grown.increase(known_ms)?,
                    None => vec![0; known_ms.len()],
                };
                found.push(Carried { metric: part.metric, at, known_ms: known_ms.to_vec(), increase });
            }
        }
        Ok(found)
    }

    fn windows(&self, part: &Part<'a>) -> Result<Windows, Damaged> {
        let (begins, counts) = self.times(part.clock)?;
        let rows = || begins.iter().copied().zip(counts.iter().map(|count| u32::try_from(*count).map_err(|_| Damaged)));
        Ok(match &part.columns {
            Columns::Still(lasts) => {
                let still = |((at, count), last): ((i64, Result<u32, Damaged>), f64)| {
                    let count = count?;
                    Ok(Spread { at, count, min: last, max: last, sum: still_sum(count, last), last })
                };
                Windows::Spreads(rows().zip(lasts.values()?).map(still).collect::<Result<_, _>>()?)
            }
            Columns::Spread([min, max, sum, last]) => {
                let parts = min.values()?.into_iter().zip(max.values()?).zip(sum.values()?).zip(last.values()?);
                let spread = |((at, count), (((min, max), sum), last))| {
                    Ok(Spread { at, count: Result::<u32, Damaged>::Ok(count?)?, min, max, sum, last })
                };
                Windows::Spreads(rows().zip(parts).map(spread).collect::<Result<_, Damaged>>()?)
            }
            Columns::Counter { known, grown, reading } => {
                let known_ms = self.known_ms(*known)?;
                let increase = grown.as_ref().map(|grown| grown.increase(known_ms)).transpose()?;
                let rates = match (grown, &increase) {
                    (Some(grown), Some(increase)) => grown.rates(known_ms, increase)?,
                    _ => vec![(0.0, 0.0); begins.len()],
                };
                let (mut last, slips) = match reading {
                    Reading::From(first) => (*first, None),
                    Reading::Slips(slips) => (0, Some(slips.values()?)),
                };
                let mut found = Vec::with_capacity(begins.len());
                let told = known_ms.iter().copied().zip(rates);
                for (place, ((at, count), (known_ms, (slowest, fastest)))) in rows().zip(told).enumerate() {
                    let of = |column: &Vec<u64>| column.get(place).copied().unwrap_or_default();
                    let increase = increase.as_ref().map_or(0, of);
                    last = last.wrapping_add(increase).wrapping_add(slips.as_ref().map_or(0, of));
                    found.push(Growth { at, count: count?, known_ms, increase, slowest, fastest, last });
                }
                Windows::Growths(found)
            }
        })
    }

    /// Beginnings of the windows of a clock, and samples in each.
    fn times(&self, clock: usize) -> Result<&(Vec<i64>, Vec<u64>), Damaged> {
        let clock = self.clocks.get(clock).ok_or(Damaged)?;
        if let Some(decoded) = clock.decoded.get() {
            return Ok(decoded);
        }
        let all = match self.all.get() {
            Some(all) => all,
            None => {
                let all: Vec<i64> = self.begins.values()?.iter().map(|at| at.cast_signed()).collect();
                if !all.is_sorted_by(|earlier, later| earlier < later) {
                    return Err(Damaged);
                }
                self.all.get_or_init(|| all)
            }
        };
        let begins = match clock.places {
            None => all.clone(),
            Some(places) => some_of(all, &places.values()?).ok_or(Damaged)?,
        };
        let decoded = (begins, clock.counts.values()?);
        Ok(clock.decoded.get_or_init(|| decoded))
    }

    fn known_ms(&self, number: usize) -> Result<&[u64], Damaged> {
        let known = self.known.get(number).ok_or(Damaged)?;
        if let Some(decoded) = known.decoded.get() {
            return Ok(decoded);
        }
        let (_, counts) = self.times(known.clock)?;
        let mut before = 0u64;
        let ms = known.sums.values()?.into_iter().zip(counts).map(|(sum, count)| {
            let off = sum.wrapping_sub(before);
            before = sum;
            off.wrapping_add(count.wrapping_mul(known.unit))
        });
        let ms = ms.collect();
        Ok(known.decoded.get_or_init(|| ms))
    }
}

impl Levels<'_> {
    fn values(self) -> Result<Vec<f64>, Damaged> {
        level::levels(self.0, &self.1.values()?).ok_or(Damaged)
    }
}

impl Grown<'_> {
    fn increase(&self, known_ms: &[u64]) -> Result<Vec<u64>, Damaged> {
        let surprises = match self.surprises {
            Some(coded) => coded.surprises(known_ms.len())?,
            None => vec![0; known_ms.len()],
        };
        let first = known_ms.iter().find(|known_ms| **known_ms > 0).copied().unwrap_or_default();
        let mut pace = Pace::of(self.start, first);
        let increase = surprises.into_iter().zip(known_ms).map(|(surprise, known_ms)| {
            let increase = pace.expected(*known_ms).wrapping_add(surprise.cast_unsigned());
            pace.learn(increase, *known_ms);
            increase
        });
        Ok(increase.collect())
    }

    /// The lowest and the highest rate of every window.
    fn rates(&self, known_ms: &[u64], increase: &[u64]) -> Result<Vec<(f64, f64)>, Damaged> {
        let told = self.rates.map(|(slowest, fastest)| Ok((slowest.values()?, fastest.values()?))).transpose()?;
        let mut told = told.map(|(slowest, fastest)| slowest.into_iter().zip(fastest));
        let mut rates = Vec::with_capacity(increase.len());
        for (increase, known_ms) in increase.iter().zip(known_ms) {
            let is_told = self.is_every || *increase > 0;
            let (slowest, fastest) = match &mut told {
                Some(told) if is_told => told.next().ok_or(Damaged)?,
                None if is_told => (1, 0),
                _ => {
                    rates.push((0.0, 0.0));
                    continue;
                }
            };
            rates.push(rates_of(*increase, *known_ms, slowest, fastest));
        }
        if told.is_some_and(|mut told| told.next().is_some()) { Err(Damaged) } else { Ok(rates) }
    }
}

fn grown<'a>(octets: &mut Octets<'a>, tag: u8, rows: usize) -> Result<Grown<'a>, Damaged> {
    let start = octets.number()?;
    let surprises = if tag & SURPRISES == 0 { None } else { Some(Coded::take(octets)?) };
    let is_every = tag & EVERY != 0;
    let rates = if tag & EVEN == 0 {
        let rows = if is_every { rows } else { octets.count(rows)? };
        Some((column(octets, rows)?, column(octets, rows)?))
    } else {
        None
    };
    Ok(Grown { start, surprises, rates, is_every })
}

fn column<'a>(octets: &mut Octets<'a>, rows: usize) -> Result<Sequence<'a>, Damaged> {
    let form = octets.octet()?;
    if form & !FORM_BITS != 0 {
        return Err(Damaged);
    }
    Sequence::take(octets, form, rows)
}

fn levels<'a>(octets: &mut Octets<'a>, rows: usize) -> Result<Levels<'a>, Damaged> {
    Ok(Levels(octets.octet()?, column(octets, rows)?))
}

/// The lowest and the highest rate, from their distances to the mean.
fn rates_of(increase: u64, known_ms: u64, slowest: u64, fastest: u64) -> (f64, f64) {
    let middle = super::middle(increase, known_ms);
    let below = slowest.cast_signed();
    let slowest = match below {
        0 => 0,
        1.. => middle.wrapping_sub(below - 1),
        _ => middle.wrapping_sub(below),
    };
    let fastest = middle.wrapping_add(fastest.cast_signed());
    (per_second(slowest.cast_unsigned()), per_second(fastest.cast_unsigned()))
}

/// The windows at these places; none where places do not rise or lead beyond the end.
fn some_of(all: &[i64], places: &[u64]) -> Option<Vec<i64>> {
    if !places.is_sorted_by(|earlier, later| earlier < later) {
        return None;
    }
    places.iter().map(|place| all.get(usize::try_from(*place).ok()?).copied()).collect()
}
