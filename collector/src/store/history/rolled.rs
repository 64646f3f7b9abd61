//! Roll-ups read back. Where a day is not closed yet they are made of its raw values, so who reads need not know.

use super::{
    Ask,
    many::{Many, Wide},
    number,
    told::{oldest_open, told},
};
use crate::{
    history::{
        block,
        key::{Key, Level},
        rolling::{self, Told},
        rollup::{self, Carried, FIVE_MINUTES_MS, HOUR_MS, Rollup, Windows},
    },
    store::{Reader, StoreError},
};
use model::{Metric, Timestamp, batch::Source};
use rusqlite::Connection;
use std::{collections::BTreeMap, sync::atomic::Ordering};

/// Windows by source and metric, in the order of time.
pub type Rolled = BTreeMap<(Source, Metric), Windows>;
/// What counters carried in windows of five minutes, by source and metric, in the order of time.
pub type Traffic = BTreeMap<(Source, Metric), Carried>;

/// A day, seconds.
const DAY_SECONDS: i64 = 86_400;

impl Reader {
    /// Windows of five minutes or hours of several metrics of one instance, that begin in the range.
    pub fn rolled(&self, ask: &Ask<'_>, level: Level) -> Result<Rolled, StoreError> {
        let Ask { device, source, instance, metrics, from, to } = *ask;
        let many = Many { device, instances: &[instance], metrics, from, to };
        let found: Vec<Windowed> = self.windowed(&many, source, level)?;
        Ok(found.into_iter().next().unwrap_or_default().0)
    }

    /// The same of several instances of a device, in their order.
    pub fn rolled_of(&self, many: &Many<'_>, level: Level) -> Result<Vec<Rolled>, StoreError> {
        let found: Vec<Windowed> = self.windowed(many, None, level)?;
        Ok(found.into_iter().map(|one| one.0).collect())
    }

    /// What counters of several instances of a device carried, in the order of the instances; windows of five minutes that
    /// begin in the range.
    pub fn traffic_of(&self, many: &Many<'_>) -> Result<Vec<Traffic>, StoreError> {
        let found: Vec<Counted> = self.windowed(many, None, Level::FiveMinutes)?;
        Ok(found.into_iter().map(|one| one.0).collect())
    }

    fn windowed<C: Collect>(
        &self,
        many: &Many<'_>,
        source: Option<Source>,
        level: Level,
    ) -> Result<Vec<C>, StoreError> {
        self.with_history(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let mut damaged = 0;
            let found = windowed(&transaction, many, source, level, &mut damaged)?;
            transaction.finish()?;
            self.damaged.fetch_add(damaged, Ordering::Relaxed);
            Ok(found)
        })
    }
}

/// What windows become while they are read.
trait Collect: Default {
    /// Takes a block of roll-ups in.
    fn block(&mut self, block: &[u8], source: Source, wide: &Wide<'_>) -> Result<(), block::Damaged>;

    /// Takes in a roll-up that was made now.
    fn rollup(&mut self, rollup: Rollup, source: Source, wide: &Wide<'_>);
}

fn windowed<C: Collect>(
    connection: &Connection,
    many: &Many<'_>,
    source: Option<Source>,
    level: Level,
    damaged: &mut u64,
) -> Result<Vec<C>, StoreError> {
    let mut found: Vec<C> = many.instances.iter().map(|_| C::default()).collect();
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    for (place, instance) in many.instances.iter().enumerate() {
        if let Some(number) = number(connection, many.device, instance)? {
            places.insert(number, place);
        }
    }
    let numbers: Vec<u32> = places.keys().copied().collect();
    let Many { device, metrics, from, to, .. } = *many;
    let wide = Wide { device, source, numbers: &numbers, metrics, from, to };
    if from >= to || numbers.is_empty() {
        return Ok(found);
    }
    let open = oldest_open(connection, device)?;
    let open = open.map_or(Timestamp(i64::MAX), |at| Level::Day.range(Level::Day.stretch(at)).start);
    let closed = Wide { to: to.min(open), ..wide };
    if closed.from < closed.to {
        for stretch in closed.stretches(connection, level)? {
            closed.each_block(connection, level, stretch, |Key { instance, source, .. }, block| {
                let of = places.get(&instance).and_then(|place| found.get_mut(*place));
                if of.is_some_and(|of| of.block(block, source, &closed).is_err()) {
                    *damaged += 1;
                }
            })?;
        }
    }
    let rest = Wide { from: from.max(open), ..wide };
    each_made(
        connection,
        &rest,
        level,
        damaged,
        |instance, source, rollup| {
            if let Some(of) = places.get(&instance).and_then(|place| found.get_mut(*place)) {
                of.rollup(rollup, source, &rest);
            }
        },
        |number| places.get(&number).and_then(|place| many.instances.get(*place)).copied().unwrap_or_default(),
    )?;
    Ok(found)
}

/// Rolls up what lies in no closed day.
fn each_made<'n>(
    connection: &Connection,
    wide: &Wide<'_>,
    level: Level,
    damaged: &mut u64,
    mut take: impl FnMut(u32, Source, Rollup),
    name: impl Fn(u32) -> &'n str,
) -> Result<(), StoreError> {
    if wide.from >= wide.to {
        return Ok(());
    }
    let window_ms = if level == Level::Hours { HOUR_MS } else { FIVE_MINUTES_MS };
    // Day by day, each from the last value of those before, so that it is what closing them will make of them.
    let from = Level::Day.range(Level::Day.stretch(wide.from)).start;
    let to = Timestamp(wide.to.0.saturating_add(window_ms - 1) / window_ms * window_ms);
    for (instance, mut told) in told(connection, &Wide { from, to, ..*wide }, damaged)? {
        let mut begin = from;
        while begin < to && !told.content.is_empty() {
            let end = begin.plus_seconds(DAY_SECONDS);
            let content = told.content.split_before(end);
            let day = Told { content, last: told.last.clone(), source: told.source, reboots: told.reboots.clone() };
            told.last.follow(&day.content);
            for rollup in rolling::windows(&day, name(instance), window_ms) {
                take(instance, told.source, rollup);
            }
            begin = end;
        }
    }
    Ok(())
}

#[derive(Default)]
struct Windowed(Rolled);

impl Collect for Windowed {
    fn block(&mut self, block: &[u8], source: Source, wide: &Wide<'_>) -> Result<(), block::Damaged> {
        for rollup in rollup::decode_where(block, |number| wide.wants(number))? {
            self.rollup(rollup, source, wide);
        }
        Ok(())
    }

    fn rollup(&mut self, rollup: Rollup, source: Source, wide: &Wide<'_>) {
        let Some(metric) = wide.metric(rollup.metric) else { return };
        let inside = |at: i64| wide.holds(Timestamp(at));
        let windows = match rollup.windows {
            Windows::Spreads(rows) => Windows::Spreads(rows.into_iter().filter(|row| inside(row.at)).collect()),
            Windows::Growths(rows) => Windows::Growths(rows.into_iter().filter(|row| inside(row.at)).collect()),
        };
        match (
            self.0.entry((source, metric)).or_insert_with(|| match windows {
                Windows::Spreads(_) => Windows::Spreads(Vec::new()),
                Windows::Growths(_) => Windows::Growths(Vec::new()),
            }),
            windows,
        ) {
            (Windows::Spreads(rows), Windows::Spreads(more)) => rows.extend(more),
            (Windows::Growths(rows), Windows::Growths(more)) => rows.extend(more),
            // A counter that came as levels at times: what it counted is worth more.
            _ => {}
        }
    }
}

#[derive(Default)]
struct Counted(Traffic);

impl Counted {
    fn take(&mut self, more: Carried, source: Source, wide: &Wide<'_>) {
        let Some(metric) = wide.metric(more.metric) else { return };
        let first = more.at.partition_point(|at| *at < wide.from.0);
        let last = more.at.partition_point(|at| *at < wide.to.0);
        let there =
            self.0.entry((source, metric)).or_insert_with(|| Carried { metric: more.metric, ..Carried::default() });
        there.at.extend(more.at.get(first..last).unwrap_or_default());
        there.known_ms.extend(more.known_ms.get(first..last).unwrap_or_default());
        there.increase.extend(more.increase.get(first..last).unwrap_or_default());
    }
}

impl Collect for Counted {
    fn block(&mut self, block: &[u8], source: Source, wide: &Wide<'_>) -> Result<(), block::Damaged> {
        for carried in rollup::carried(block, |number| wide.wants(number))? {
            self.take(carried, source, wide);
        }
        Ok(())
    }

    fn rollup(&mut self, rollup: Rollup, source: Source, wide: &Wide<'_>) {
        if let Some(carried) = Carried::of(rollup) {
            self.take(carried, source, wide);
        }
    }
}
