//! A day of one instance rolled up, and what that changes in the hours of its month.

use super::{
    Point,
    block::{Series, Values},
    content::Content,
    counter::{self, Judge},
    rollup::{self, FIVE_MINUTES_MS, HOUR_MS, Rollup, Windows},
};
use model::{Metric, Timestamp, batch::Source, metric::Kind};
use std::ops::Range;

/// What serves only to judge counters is not rolled up: nobody asks for its mean.
const NOT_ROLLED: [Metric; 3] = [Metric::HighCapacity, Metric::CounterReset, Metric::IfIndex];

/// Five-minute windows of every metric. `last` are the last values before, from which the first growth of counters is told.
pub fn five_minutes(source: Source, instance: &str, content: &Content, last: &Content, reboots: &[i64]) -> Vec<Rollup> {
    let beside: Vec<(Metric, Vec<Point>)> = counter::BESIDE
        .iter()
        .map(|metric| (*metric, [last.of(metric.id()), content.of(metric.id())].concat()))
        .collect();
    let of = |metric: Metric| beside.iter().find(|(other, _)| *other == metric).map_or(&[][..], |(_, points)| points);
    let mut rolled = Vec::new();
    for (number, points) in content.each() {
        let metric = Metric::from_id(number);
        if metric.is_some_and(|metric| NOT_ROLLED.contains(&metric)) {
            continue;
        }
        let Some(metric) = metric.filter(|metric| metric.kind() == Kind::Counter) else {
            let rows = rollup::spreads(&levels(number, points), FIVE_MINUTES_MS);
            rolled.push(Rollup { metric: number, windows: Windows::Spreads(rows) });
            continue;
        };
        let readings: Vec<rollup::Reading> = points.iter().filter_map(counter::reading).collect();
        let (times, counts): (Vec<i64>, Vec<u64>) = readings.into_iter().unzip();
        let judge = Judge::new(source, instance, of, reboots);
        let before = last.of(number).iter().rev().find_map(counter::reading);
        let grown = |old, new| judge.grown(metric, old, new);
        let rows = rollup::growths(&times, &counts, before, FIVE_MINUTES_MS, grown);
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
