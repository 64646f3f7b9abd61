//! A day of one instance rolled up, and what that changes in the hours of its month.

use super::{
    Point,
    block::{Series, Values},
    content::Content,
    counter::{self, BESIDE, Judge},
    rollup::{self, HOUR_MS, Rollup, Windows},
};
use model::{Metric, Timestamp, batch::Source, metric::Kind};
use std::ops::Range;

/// What serves only to judge counters is not rolled up: nobody asks for its mean.
const NOT_ROLLED: [Metric; 3] = [Metric::HighCapacity, Metric::CounterReset, Metric::IfIndex];

/// What one source told of an instance over a stretch of time, and what is needed to judge its counters.
#[derive(Clone, Debug)]
pub struct Told {
    /// The source.
    pub source: Source,
    /// The values.
    pub content: Content,
    /// The last values before, from which the first growth of counters is told.
    pub last: Content,
    /// When the device was first seen after each reboot, by the same source, milliseconds.
    pub reboots: Vec<i64>,
}

/// The series that judge counters, from the last values before on.
struct Beside([(Metric, Vec<Point>); BESIDE.len()]);

impl Beside {
    fn of(told: &Told) -> Self {
        Self(BESIDE.map(|metric| (metric, [told.last.of(metric.id()), told.content.of(metric.id())].concat())))
    }

    fn judge<'a>(&'a self, told: &'a Told, instance: &str) -> Judge<'a> {
        let of = |metric| self.0.iter().find(|(other, _)| *other == metric).map_or(&[][..], |(_, points)| points);
        Judge::new(told.source, instance, of, &told.reboots)
    }
}

/// The rates of a counter between its readings, each at the later one; where none is known there is none.
/// `interval_s` is that of the polls.
pub fn rates(told: &Told, instance: &str, metric: Metric, interval_s: f64) -> Vec<(i64, f64)> {
    let beside = Beside::of(told);
    let judge = beside.judge(told, instance);
    let points = told.last.of(metric.id()).iter().chain(told.content.of(metric.id()));
    let readings: Vec<rollup::Reading> = points.filter_map(counter::reading).collect();
    let steps = readings.iter().zip(readings.iter().skip(1));
    steps.filter_map(|(old, new)| Some((new.0, judge.rate(metric, *old, *new, interval_s).per_second?))).collect()
}

/// Windows of every metric of a stretch of values.
pub fn windows(told: &Told, instance: &str, window_ms: i64) -> Vec<Rollup> {
    let Told { content, last, .. } = told;
    let beside = Beside::of(told);
    let judge = beside.judge(told, instance);
    let mut rolled = Vec::new();
    for (number, points) in content.each() {
        let metric = Metric::from_id(number);
        if metric.is_some_and(|metric| NOT_ROLLED.contains(&metric)) {
            continue;
        }
        let Some(metric) = metric.filter(|metric| metric.kind() == Kind::Counter) else {
            let rows = rollup::spreads(&levels(number, points), window_ms);
            rolled.push(Rollup { metric: number, windows: Windows::Spreads(rows) });
            continue;
        };
        let readings: Vec<rollup::Reading> = points.iter().filter_map(counter::reading).collect();
        let (times, counts): (Vec<i64>, Vec<u64>) = readings.into_iter().unzip();
        let before = last.of(number).iter().rev().find_map(counter::reading);
        let grown = |old, new| judge.grown(metric, old, new);
        let rows = rollup::growths(&times, &counts, before, window_ms, grown);
        if !rows.is_empty() {
            rolled.push(Rollup { metric: number, windows: Windows::Growths(rows) });
        }
    }
    rolled
}

/// A series as levels: a gauge may have been told as whole numbers at times.
fn levels(metric: u16, points: &[Point]) -> Series {
    let times = points.iter().map(|point| point.at.0).collect();
    Series { metric, times, values: Values::Levels(points.iter().map(|point| point.value.as_f64()).collect()) }
}

/// Puts the hours of a day in the place of what stood there.
pub fn replace_hours(hours: &mut Vec<Rollup>, five: &[Rollup], day: Range<Timestamp>) {
    for rollup in hours.iter_mut() {
        match &mut rollup.windows {
            Windows::Spreads(rows) => rows.retain(|row| !day.contains(&Timestamp(row.at))),
            Windows::Growths(rows) => rows.retain(|row| !day.contains(&Timestamp(row.at))),
        }
    }
    for rollup in five {
        let wide = rollup::wider(&rollup.windows, HOUR_MS);
        let there = hours.iter_mut().find(|there| there.metric == rollup.metric && same_kind(&there.windows, &wide));
        match there {
            Some(there) => insert(&mut there.windows, wide),
            None => hours.push(Rollup { metric: rollup.metric, windows: wide }),
        }
    }
    hours.retain(|rollup| !is_empty(&rollup.windows));
}

fn same_kind(one: &Windows, other: &Windows) -> bool {
    matches!((one, other), (Windows::Spreads(_), Windows::Spreads(_)) | (Windows::Growths(_), Windows::Growths(_)))
}

fn is_empty(windows: &Windows) -> bool {
    match windows {
        Windows::Spreads(rows) => rows.is_empty(),
        Windows::Growths(rows) => rows.is_empty(),
    }
}

fn insert(there: &mut Windows, more: Windows) {
    match (there, more) {
        (Windows::Spreads(rows), Windows::Spreads(more)) => put(rows, more, |row| row.at),
        (Windows::Growths(rows), Windows::Growths(more)) => put(rows, more, |row| row.at),
        _ => {}
    }
}

fn put<R>(rows: &mut Vec<R>, more: Vec<R>, at: impl Fn(&R) -> i64) {
    let Some(first) = more.first().map(&at) else { return };
    let place = rows.partition_point(|row| at(row) < first);
    rows.splice(place..place, more);
}
