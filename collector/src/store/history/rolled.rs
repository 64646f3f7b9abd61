//! Roll-ups read back. Where a day is not closed yet they are made of its raw values, so who reads need not know.

use super::{Ask, gather, number, step, stretches};
use crate::{
    history::{
        content::Content,
        counter,
        key::{self, Key, Level},
        rolling::{self, Told},
        rollup::{self, FIVE_MINUTES_MS, HOUR_MS, Rollup, Windows},
    },
    store::{Reader, StoreError},
};
use model::{Metric, Timestamp, batch::Source};
use rusqlite::{Connection, params};
use std::{collections::BTreeMap, sync::atomic::Ordering};

/// Windows by source and metric, in the order of time.
pub type Rolled = BTreeMap<(Source, Metric), Windows>;

/// How far back the last value before is looked for, from which a counter's first growth is told, seconds: a day.
const BACK_SECONDS: i64 = 86_400;

impl Reader {
    /// Windows of five minutes or hours of several metrics of one instance, that begin in the range.
    pub fn rolled(&self, ask: &Ask<'_>, level: Level) -> Result<Rolled, StoreError> {
        self.with_history(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let mut damaged = 0;
            let found = rolled(&transaction, ask, level, &mut damaged)?;
            transaction.finish()?;
            self.damaged.fetch_add(damaged, Ordering::Relaxed);
            Ok(found)
        })
    }
}

impl Reader {
    /// What each source told of one instance, with what is needed to judge its counters.
    pub fn told(&self, ask: &Ask<'_>) -> Result<Vec<Told>, StoreError> {
        self.with_history(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let mut damaged = 0;
            let found = told(&transaction, ask, &mut damaged)?;
            transaction.finish()?;
            self.damaged.fetch_add(damaged, Ordering::Relaxed);
            Ok(found)
        })
    }
}

fn rolled(connection: &Connection, ask: &Ask<'_>, level: Level, damaged: &mut u64) -> Result<Rolled, StoreError> {
    let mut found = Rolled::new();
    let Some(instance) = number(connection, ask.device, ask.instance)? else { return Ok(found) };
    if ask.from >= ask.to {
        return Ok(found);
    }
    let open = open_from(connection, ask)?;
    let closed = Ask { to: ask.to.min(open), ..*ask };
    if closed.from < closed.to {
        for stretch in stretches(connection, level, &closed)? {
            let Some(keys) = key::of_instance(stretch, ask.device, instance) else { continue };
            step::each_block(connection, level, keys.start, keys.end, |key, block| {
                if !ask.hears(key.source) {
                    return;
                }
                match rollup::decode_where(block, |number| ask.wants(number)) {
                    Ok(rollups) => rollups.into_iter().for_each(|one| take(&mut found, key.source, one, &closed)),
                    Err(_) => *damaged += 1,
                }
            })?;
        }
    }
    let rest = Ask { from: ask.from.max(open), ..*ask };
    for (source, rollups) in from_raw(connection, &rest, level, damaged)? {
        rollups.into_iter().for_each(|one| take(&mut found, source, one, &rest));
    }
    Ok(found)
}

/// Adds the windows of a roll-up that are asked for.
fn take(found: &mut Rolled, source: Source, rollup: Rollup, ask: &Ask<'_>) {
    let Some(metric) = Metric::from_id(rollup.metric).filter(|metric| ask.metrics.contains(metric)) else { return };
    if !ask.hears(source) {
        return;
    }
    let inside = |at: i64| ask.from.0 <= at && at < ask.to.0;
    let windows = match rollup.windows {
        Windows::Spreads(rows) => Windows::Spreads(rows.into_iter().filter(|row| inside(row.at)).collect()),
        Windows::Growths(rows) => Windows::Growths(rows.into_iter().filter(|row| inside(row.at)).collect()),
    };
    match (
        found.entry((source, metric)).or_insert_with(|| match windows {
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

/// From which day on values may not be rolled up yet.
fn open_from(connection: &Connection, ask: &Ask<'_>) -> Result<Timestamp, StoreError> {
    let window = step::first(connection, Level::Window, 0, i64::MAX)?;
    let window = window.map(|packed| Level::Window.range(Key::unpack(packed).stretch).start);
    let sql = "SELECT min(at) FROM reading WHERE device = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let tail: Option<i64> = statement.query_row(params![ask.device.0], |row| row.get(0))?;
    let oldest = window.into_iter().chain(tail.map(Timestamp)).min();
    Ok(oldest.map_or(Timestamp(i64::MAX), |at| Level::Day.range(Level::Day.stretch(at)).start))
}

fn from_raw(
    connection: &Connection,
    ask: &Ask<'_>,
    level: Level,
    damaged: &mut u64,
) -> Result<Vec<(Source, Vec<Rollup>)>, StoreError> {
    if ask.from >= ask.to {
        return Ok(Vec::new());
    }
    let window_ms = if level == Level::Hours { HOUR_MS } else { FIVE_MINUTES_MS };
    // Day by day, each from the last value of the one before, so that it is what closing them will make of them.
    let from = Level::Day.range(Level::Day.stretch(ask.from)).start;
    let to = Timestamp(ask.to.0.saturating_add(window_ms - 1) / window_ms * window_ms);
    let mut found = Vec::new();
    for mut told in told(connection, &Ask { from, to, ..*ask }, damaged)? {
        let mut begin = from;
        while begin < to && !told.content.is_empty() {
            let end = begin.plus_seconds(BACK_SECONDS);
            let content = told.content.split_before(end);
            let next = content.last();
            let last = std::mem::replace(&mut told.last, next);
            let day = Told { content, last, source: told.source, reboots: told.reboots.clone() };
            found.push((told.source, rolling::windows(&day, ask.instance, window_ms)));
            begin = end;
        }
    }
    Ok(found)
}

/// What each source told, with what judges its counters.
fn told(connection: &Connection, ask: &Ask<'_>, damaged: &mut u64) -> Result<Vec<Told>, StoreError> {
    let metrics: Vec<Metric> = ask.metrics.iter().copied().chain(counter::BESIDE).collect();
    let wide = Ask { metrics: &metrics, from: ask.from.plus_seconds(-BACK_SECONDS), ..*ask };
    let uptimes = gather(connection, &Ask { metrics: &[Metric::Uptime], instance: "", ..wide }, damaged)?;
    let mut contents: BTreeMap<Source, Content> = BTreeMap::new();
    for ((source, metric), points) in gather(connection, &wide, damaged)? {
        contents.entry(source).or_default().add(metric.id(), points);
    }
    let told = contents.into_iter().map(|(source, mut content)| {
        let last = content.split_before(ask.from).last();
        let uptime = uptimes.get(&(source, Metric::Uptime)).map_or(&[][..], Vec::as_slice);
        Told { source, content, last, reboots: counter::reboots(uptime) }
    });
    Ok(told.collect())
}
