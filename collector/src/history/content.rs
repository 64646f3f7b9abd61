//! What a block holds, by metric, while it is put together: merged, in order, one value a moment.

use super::{
    Point,
    block::{self, Damaged, Series, Unfit, Values},
};
use model::{Timestamp, Value};
use std::collections::BTreeMap;

/// Points by the number of their metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    metrics: BTreeMap<u16, Vec<Point>>,
}

impl Content {
    /// Everything in a block.
    pub fn read(block: &[u8]) -> Result<Self, Damaged> {
        let mut content = Self::default();
        for series in block::decode(block)? {
            content.metrics.entry(series.metric).or_default().extend(points(&series));
        }
        content.settle();
        Ok(content)
    }

    /// Adds values behind those that are there: of two at one moment the earlier added stays.
    pub fn add(&mut self, metric: u16, mut more: Vec<Point>) {
        let there = self.metrics.entry(metric).or_default();
        if there.is_empty() {
            *there = more;
        } else {
            there.append(&mut more);
        }
    }

    /// Takes the points before a moment out.
    pub fn split_before(&mut self, moment: Timestamp) -> Self {
        let mut before = Self::default();
        for (metric, points) in &mut self.metrics {
            let rest = points.split_off(points.partition_point(|point| point.at < moment));
            before.metrics.insert(*metric, std::mem::replace(points, rest));
        }
        before.metrics.retain(|_, points| !points.is_empty());
        self.metrics.retain(|_, points| !points.is_empty());
        before
    }

    /// Adds everything of another one behind what is there.
    pub fn merge(&mut self, other: Self) {
        for (metric, more) in other.metrics {
            self.add(metric, more);
        }
    }

    /// Brings everything into order; called once after the last addition.
    pub fn settle(&mut self) {
        self.metrics.values_mut().for_each(in_order);
    }

    /// The points of a metric.
    pub fn of(&self, metric: u16) -> &[Point] {
        self.metrics.get(&metric).map_or(&[], Vec::as_slice)
    }

    /// Every metric with its points.
    pub fn each(&self) -> impl Iterator<Item = (u16, &[Point])> {
        self.metrics.iter().map(|(metric, points)| (*metric, points.as_slice()))
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.metrics.values().map(Vec::len).sum()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The last value of every metric alone.
    pub fn last(&self) -> Self {
        let last = self.metrics.iter().filter_map(|(metric, points)| Some((*metric, vec![*points.last()?])));
        Self { metrics: last.collect() }
    }

    /// The last values come to, after these: of every metric that is among them their last one, of others what was there.
    pub fn follow(&mut self, later: &Self) {
        for (metric, points) in &later.metrics {
            if let Some(point) = points.last() {
                self.metrics.insert(*metric, vec![*point]);
            }
        }
    }

    /// As a block.
    pub fn write(&self) -> Result<Vec<u8>, Unfit> {
        let series: Vec<Series> = self.metrics.iter().flat_map(|(metric, points)| split(*metric, points)).collect();
        block::encode(&series)
    }
}

/// Brings points into the order of time; of several at one moment the first stays.
pub fn in_order(points: &mut Vec<Point>) {
    // What comes in order, as most does, costs one look.
    if !points.is_sorted_by(|one, next| one.at < next.at) {
        points.sort_by_key(|point| point.at);
        points.dedup_by_key(|point| point.at);
    }
}

/// The points of a series.
pub fn points(series: &Series) -> impl Iterator<Item = Point> {
    let value = |index: usize| match &series.values {
        Values::Counts(counts) => counts.get(index).copied().map(Value::Count),
        Values::Levels(levels) => levels.get(index).copied().map(Value::Level),
    };
    series
        .times
        .iter()
        .enumerate()
        .filter_map(move |(index, at)| Some(Point { at: Timestamp(*at), value: value(index)? }))
}

/// A series of whole numbers and one of levels, where there are both.
fn split(metric: u16, points: &[Point]) -> impl Iterator<Item = Series> {
    let (mut counts, mut levels) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    match points.first().map(|point| point.value) {
        Some(Value::Count(_)) => counts = (Vec::with_capacity(points.len()), Vec::with_capacity(points.len())),
        _ => levels = (Vec::with_capacity(points.len()), Vec::with_capacity(points.len())),
    }
    for point in points {
        match point.value {
            Value::Count(count) => {
                counts.0.push(point.at.0);
                counts.1.push(count);
            }
            Value::Level(level) => {
                levels.0.push(point.at.0);
                levels.1.push(level);
            }
        }
    }
    let counts = Series { metric, times: counts.0, values: Values::Counts(counts.1) };
    let levels = Series { metric, times: levels.0, values: Values::Levels(levels.1) };
    [counts, levels].into_iter().filter(|series| !series.times.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![any::<u64>().prop_map(Value::Count), (-1e9f64..1e9).prop_map(Value::Level)]
    }

    fn parts() -> impl Strategy<Value = Vec<(u16, i64, Value)>> {
        proptest::collection::vec((1u16..4, 0i64..50, value()), 0..80)
    }

    proptest! {
        /// However values are split between block and addition, the first of each moment stays, and nothing else changes.
        #[test]
        fn merging_keeps_the_first_of_every_moment(samples in parts(), cut in 0usize..80) {
            let mut expected: BTreeMap<u16, BTreeMap<i64, Value>> = BTreeMap::new();
            for (metric, at, value) in &samples {
                expected.entry(*metric).or_default().entry(*at).or_insert(*value);
            }
            let cut = cut.min(samples.len());
            let mut content = Content::default();
            let mut later = Content::default();
            for (place, (metric, at, value)) in samples.into_iter().enumerate() {
                let part = if place < cut { &mut content } else { &mut later };
                part.add(metric, vec![Point { at: Timestamp(at), value }]);
            }
            content.settle();
            let mut whole = Content::read(&content.write().unwrap()).unwrap();
            prop_assert_eq!(&whole, &content);
            whole.merge(later);
            whole.settle();
            let found: BTreeMap<u16, BTreeMap<i64, Value>> = whole
                .each()
                .map(|(metric, points)| (metric, points.iter().map(|point| (point.at.0, point.value)).collect()))
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}
