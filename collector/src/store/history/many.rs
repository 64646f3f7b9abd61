//! Many instances of one device asked for at once: their blocks lie beside one another, and a reading holds them all.

use super::{Ask, Found, step, tail};
use crate::{
    history::{
        Point,
        block::{self, Damaged},
        content::{self, in_order},
        key::{self, Key, Level},
    },
    store::StoreError,
};
use model::{DeviceId, Metric, Timestamp, batch::Source};
use rusqlite::Connection;
use std::{collections::BTreeMap, ops::Range};

/// Instances whose numbers are no farther apart are read with what lies between them.
const NEAR: u32 = 2;

/// What is asked for of several instances of a device, as [`Ask`] does of one.
#[derive(Clone, Copy, Debug)]
pub struct Many<'a> {
    /// The device, also one that left the book.
    pub device: DeviceId,
    /// The instances.
    pub instances: &'a [&'a str],
    /// The metrics.
    pub metrics: &'a [Metric],
    /// From when on.
    pub from: Timestamp,
    /// Until when, not included.
    pub to: Timestamp,
}

/// What is asked for, by the numbers of instances.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wide<'a> {
    pub(super) device: DeviceId,
    pub(super) source: Option<Source>,
    /// Rising.
    pub(super) numbers: &'a [u32],
    pub(super) metrics: &'a [Metric],
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl<'a> Wide<'a> {
    pub(super) fn of(ask: &Ask<'a>, numbers: &'a [u32]) -> Self {
        let Ask { device, source, metrics, from, to, .. } = *ask;
        Self { device, source, numbers, metrics, from, to }
    }

    /// True for a metric of this number that is asked for.
    pub(super) fn wants(&self, number: u16) -> bool {
        self.metrics.iter().any(|metric| metric.id() == number)
    }

    /// True for a source that is asked for.
    pub(super) fn hears(&self, source: Source) -> bool {
        self.source.is_none_or(|asked| asked == source)
    }

    pub(super) fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// The metric of this number, if it is asked for.
    pub(super) fn metric(&self, number: u16) -> Option<Metric> {
        self.metrics.iter().copied().find(|metric| metric.id() == number)
    }

    /// Every block of a stretch that is asked for, in the order of keys.
    pub(super) fn each_block(
        &self,
        connection: &Connection,
        level: Level,
        stretch: u32,
        mut take: impl FnMut(Key, &[u8]),
    ) -> Result<(), StoreError> {
        for near in self.numbers.chunk_by(|one, next| next - one <= NEAR) {
            let (Some(first), Some(last)) = (near.first(), near.last()) else { continue };
            let range = |number| key::of_instance(stretch, self.device, number);
            let (Some(begin), Some(end)) = (range(*first), range(*last)) else { continue };
            step::each_block(connection, level, begin.start, end.end, |key, block| {
                if self.hears(key.source) && near.binary_search(&key.instance).is_ok() {
                    take(key, block);
                }
            })?;
        }
        Ok(())
    }

    /// The stretches of a range in which anything lies: a range may be of any length.
    pub(super) fn stretches(&self, connection: &Connection, level: Level) -> Result<Range<u32>, StoreError> {
        let Some((oldest, newest)) = step::extent(connection, level)? else { return Ok(0..0) };
        let (first, last) = (level.stretch(self.from), level.stretch(self.to.plus_millis(-1)));
        Ok(first.max(oldest)..last.min(newest).saturating_add(1))
    }
}

/// Everything that is asked for, by instance, from blocks and tail. Blocks that are damaged are gaps and counted.
pub(super) fn gather(
    connection: &Connection,
    wide: &Wide<'_>,
    damaged: &mut u64,
) -> Result<BTreeMap<u32, Found>, StoreError> {
    let mut found: BTreeMap<u32, Found> = BTreeMap::new();
    if wide.from >= wide.to || wide.numbers.is_empty() {
        return Ok(found);
    }
    // The order decides which of two values of one moment stays: the one that was committed first.
    for level in [Level::Day, Level::Window] {
        for stretch in wide.stretches(connection, level)? {
            wide.each_block(connection, level, stretch, |key, block| {
                let found = found.entry(key.instance).or_default();
                if take_block(block, key.source, wide, found).is_err() {
                    *damaged += 1;
                }
            })?;
        }
    }
    tail::each(connection, wide, |source, at, samples| {
        for (metric, instance, value) in samples {
            if let Some(metric) = wide.metric(metric)
                && wide.numbers.binary_search(&instance).is_ok()
            {
                found.entry(instance).or_default().entry((source, metric)).or_default().push(Point { at, value });
            }
        }
    })?;
    for found in found.values_mut() {
        found.values_mut().for_each(in_order);
        found.retain(|_, points| !points.is_empty());
    }
    Ok(found)
}

fn take_block(block: &[u8], source: Source, wide: &Wide<'_>, found: &mut Found) -> Result<(), Damaged> {
    for series in block::decode_where(block, |number| wide.wants(number))? {
        let Some(metric) = wide.metric(series.metric) else { continue };
        let inside = content::points(&series).filter(|point| wide.holds(point.at));
        found.entry((source, metric)).or_default().extend(inside);
    }
    Ok(())
}
