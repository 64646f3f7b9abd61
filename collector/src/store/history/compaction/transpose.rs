//! Readings turned round: from many instances at one moment to one instance over time.

use crate::{
    history::{Point, content::Content},
    store::reading::Packed,
};
use model::{Timestamp, batch::Source};
use std::collections::{BTreeMap, HashMap};

type Name = (Source, u32, u16);

/// Series by source, instance and metric.
#[derive(Debug, Default)]
pub(super) struct Transposed {
    places: HashMap<Name, usize>,
    series: Vec<(Name, Vec<Point>)>,
    /// Places of the values of the reading before: the next one of the same source has the same series, nearly always.
    order: HashMap<Source, Vec<usize>>,
}

impl Transposed {
    /// Adds a reading; they come in the order in which they were committed.
    pub(super) fn add(&mut self, source: Source, at: Timestamp, samples: Vec<Packed>) {
        let Self { places, series, order } = self;
        let order = order.entry(source).or_default();
        for (index, (metric, instance, value)) in samples.into_iter().enumerate() {
            let name = (source, instance, metric);
            let guess = order.get(index).copied().filter(|place| series.get(*place).is_some_and(|one| one.0 == name));
            let place = guess.unwrap_or_else(|| {
                *places.entry(name).or_insert_with(|| {
                    series.push((name, Vec::new()));
                    series.len() - 1
                })
            });
            match order.get_mut(index) {
                Some(known) => *known = place,
                None => order.push(place),
            }
            if let Some((_, points)) = series.get_mut(place) {
                points.push(Point { at, value });
            }
        }
    }

    /// The content of the block of each source and instance, not in order yet.
    pub(super) fn contents(self) -> BTreeMap<(Source, u32), Content> {
        let mut contents: BTreeMap<(Source, u32), Content> = BTreeMap::new();
        for ((source, instance, metric), points) in self.series {
            contents.entry((source, instance)).or_default().add(metric, points);
        }
        contents
    }
}
