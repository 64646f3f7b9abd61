//! History read back: series of a device over a range of time, wherever their values lie.

mod compaction;
mod many;
mod rolled;
mod size;
mod step;
mod tail;
mod told;

pub(crate) use compaction::{Due, RAW_FLOOR};
pub use many::Many;
use many::Wide;
pub use rolled::{Rolled, Traffic};
pub use step::Size;
pub(crate) use step::{Enough, Forget, Step, Stepped};

use super::{Reader, Store, StoreError, read};
use crate::history::{
    Point,
    key::{Key, Level},
    rollup::Rollup,
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

/// Series by source and metric, each in the order of time, one value a moment.
pub type Found = BTreeMap<(Source, Metric), Vec<Point>>;

impl Store {
    /// Does a step of compaction or retention.
    pub(crate) fn step(&mut self, next: &Step) -> Result<Stepped, StoreError> {
        let done = self.live().and_then(|connection| step::apply(connection, next));
        self.note(done)
    }

    /// Puts roll-ups where they belong, for a tool that makes a history of its own; those that are there are replaced.
    pub fn put_rollups(&mut self, level: Level, rollups: &[(Key, Vec<Rollup>)]) -> Result<(), StoreError> {
        let mut step = Step::default();
        for (key, rollups) in rollups {
            if let Some(packed) = key.pack() {
                compaction::put_rollups(&mut step, level, *key, packed, rollups, Size::default());
            }
        }
        self.step(&step).map(drop)
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
    let Some(number) = number(connection, ask.device, ask.instance)? else { return Ok(Found::new()) };
    Ok(many::gather(connection, &Wide::of(ask, &[number]), damaged)?.remove(&number).unwrap_or_default())
}

/// Number of an instance in the dictionary of its device.
fn number(connection: &Connection, device: DeviceId, instance: &str) -> Result<Option<u32>, StoreError> {
    let sql = "SELECT number FROM instance WHERE device = ?1 AND name = ?2";
    Ok(connection.prepare_cached(sql)?.query_row(params![device.0, instance], |row| row.get(0)).optional()?)
}
