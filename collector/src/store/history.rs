//! History read back: series of a device over a range of time, wherever their values lie.

mod compaction;
mod rolled;
mod size;
mod step;
mod tail;

pub(crate) use compaction::{Due, RAW_FLOOR};
pub use rolled::Rolled;
pub use step::Size;
pub(crate) use step::{Forget, Step};

use super::{Reader, Store, StoreError, read};
use crate::history::{
    Point,
    block::{self, Damaged},
    content::{self, in_order},
    key::{self, Level},
};
use model::{DeviceId, Metric, Timestamp, batch::Source};
use rusqlite::{Connection, OptionalExtension, params};
use std::{collections::BTreeMap, ops::Range, sync::atomic::Ordering};

/// What is asked for: metrics of one instance of a device, from a moment (included) to another (left out).
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The device, also one that left the book.
    pub device: DeviceId,
    /// The source; none: every one.
    pub source: Option<Source>,
    /// The instance: a port key, a volume, `""` for the device itself.
    pub instance: &'a str,
    /// The metrics.
    pub metrics: &'a [Metric],
    /// From when on.
    pub from: Timestamp,
    /// Until when, not included.
    pub to: Timestamp,
}

impl Ask<'_> {
    /// True for a metric of this number that is asked for.
    fn wants(&self, number: u16) -> bool {
        self.metrics.iter().any(|metric| metric.id() == number)
    }

    /// True for a source that is asked for.
    fn hears(&self, source: Source) -> bool {
        self.source.is_none_or(|asked| asked == source)
    }
}

/// Series by source and metric, each in the order of time, one value a moment.
pub type Found = BTreeMap<(Source, Metric), Vec<Point>>;

impl Store {
    /// Does a step of compaction or retention; returns how many blocks were forgotten.
    pub(crate) fn step(&mut self, next: &Step) -> Result<usize, StoreError> {
        let done = self.live().and_then(|connection| step::apply(connection, next));
        self.note(done)
    }
}

impl Reader {
    /// The instances that a device ever had, also one that left the book.
    pub fn instances(&self, device: DeviceId) -> Result<Vec<String>, StoreError> {
        self.with_history(|connection| read::instances_of(connection, device))
    }

    /// The values of one series, in the order of time, one a moment; gaps are gaps. Without a source the one that has
    /// most values in the range, because mixing two readers of one counter would make false rates.
    pub fn series(
        &self,
        device: DeviceId,
        source: Option<Source>,
        metric: Metric,
        instance: &str,
        range: Range<Timestamp>,
    ) -> Result<Vec<Point>, StoreError> {
        let metrics = [metric];
        let ask = Ask { device, source, instance, metrics: &metrics, from: range.start, to: range.end };
        let found = self.history(&ask)?;
        // The first of those that have equally many.
        let most = found.into_values().rev().max_by_key(Vec::len);
        Ok(most.unwrap_or_default())
    }

    /// The values of several metrics of one instance, from every source that was asked for.
    pub fn history(&self, ask: &Ask<'_>) -> Result<Found, StoreError> {
        self.with_history(|connection| {
            // One transaction: what is compacted meanwhile is neither missing nor there twice.
            let transaction = connection.unchecked_transaction()?;
            let mut damaged = 0;
            let found = gather(&transaction, ask, &mut damaged)?;
            transaction.finish()?;
            self.damaged.fetch_add(damaged, Ordering::Relaxed);
            Ok(found)
        })
    }
}

/// Everything that is asked for, from blocks and tail. Blocks that are damaged are gaps and counted.
fn gather(connection: &Connection, ask: &Ask<'_>, damaged: &mut u64) -> Result<Found, StoreError> {
    let mut found = Found::new();
    let Some(number) = number(connection, ask.device, ask.instance)? else { return Ok(found) };
    if ask.from >= ask.to {
        return Ok(found);
    }
    // The order decides which of two values of one moment stays: the one that was committed first.
    for level in [Level::Day, Level::Window] {
        for stretch in stretches(connection, level, ask)? {
            let Some(keys) = key::of_instance(stretch, ask.device, number) else { continue };
            step::each_block(connection, level, keys.start, keys.end, |key, block| {
                if ask.hears(key.source) && take_block(block, key.source, ask, &mut found).is_err() {
                    *damaged += 1;
                }
            })?;
        }
    }
    tail::each(connection, ask, |source, at, samples| {
        for (metric, instance, value) in samples {
            if instance == number
                && let Some(metric) = Metric::from_id(metric).filter(|metric| ask.metrics.contains(metric))
            {
                found.entry((source, metric)).or_default().push(Point { at, value });
            }
        }
    })?;
    found.values_mut().for_each(in_order);
    found.retain(|_, points| !points.is_empty());
    Ok(found)
}

/// The stretches of a range in which anything lies: a range may be of any length.
fn stretches(connection: &Connection, level: Level, ask: &Ask<'_>) -> Result<Range<u32>, StoreError> {
    let Some((oldest, newest)) = step::extent(connection, level)? else { return Ok(0..0) };
    let (first, last) = (level.stretch(ask.from), level.stretch(ask.to.plus_millis(-1)));
    Ok(first.max(oldest)..last.min(newest).saturating_add(1))
}

fn take_block(block: &[u8], source: Source, ask: &Ask<'_>, found: &mut Found) -> Result<(), Damaged> {
    for series in block::decode_where(block, |number| ask.wants(number))? {
        let Some(metric) = Metric::from_id(series.metric) else { continue };
        let inside = content::points(&series).filter(|point| ask.from <= point.at && point.at < ask.to);
        found.entry((source, metric)).or_default().extend(inside);
    }
    Ok(())
}

/// Number of an instance in the dictionary of its device.
fn number(connection: &Connection, device: DeviceId, instance: &str) -> Result<Option<u32>, StoreError> {
    let sql = "SELECT number FROM instance WHERE device = ?1 AND name = ?2";
    Ok(connection.prepare_cached(sql)?.query_row(params![device.0, instance], |row| row.get(0)).optional()?)
}
