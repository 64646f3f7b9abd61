//! Raw values with what is needed to judge the counters among them: what was read beside them, and what was read before.

use super::{Ask, many, many::Wide, step};
use crate::{
    history::{
        content::Content,
        counter,
        key::{Key, Level},
        rolling::Told,
    },
    store::{Reader, StoreError},
};
use model::{DeviceId, Metric, Timestamp, batch::Source, metric::Kind};
use rusqlite::{Connection, params};
use std::{collections::BTreeMap, sync::atomic::Ordering};

/// The last values before are looked for in this much time, seconds: a day.
const BACK_SECONDS: i64 = 86_400;
/// The last value of a counter, from which its first growth is told, is looked for so many days back. Raw values are hardly
/// kept longer.
pub(super) const FARTHEST_DAYS: u32 = 400;

impl Reader {
    /// What each source told of one instance, with what is needed to judge its counters.
    pub fn told(&self, ask: &Ask<'_>) -> Result<Vec<Told>, StoreError> {
        self.with_history(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let mut damaged = 0;
            let found = match super::number(&transaction, ask.device, ask.instance)? {
                Some(number) => told(&transaction, &Wide::of(ask, &[number]), &mut damaged)?,
                None => Vec::new(),
            };
            transaction.finish()?;
            self.damaged.fetch_add(damaged, Ordering::Relaxed);
            Ok(found.into_iter().map(|(_, told)| told).collect())
        })
    }
}

/// What each source told of each instance.
pub(super) fn told(
    connection: &Connection,
    wide: &Wide<'_>,
    damaged: &mut u64,
) -> Result<Vec<(u32, Told)>, StoreError> {
    let metrics: Vec<Metric> = wide.metrics.iter().copied().chain(counter::BESIDE).collect();
    let back = wide.from.plus_seconds(-BACK_SECONDS);
    let wider = Wide { metrics: &metrics, from: back, ..*wide };
    let mut found: BTreeMap<(u32, Source), (Content, Content)> = BTreeMap::new();
    for (instance, series) in many::gather(connection, &wider, damaged)? {
        for ((source, metric), points) in series {
            found.entry((instance, source)).or_default().0.add(metric.id(), points);
        }
    }
    for (content, last) in found.values_mut() {
        *last = content.split_before(wide.from).last();
    }
    let from = look_back(connection, &wider, &mut found, damaged)?;
    let uptimes = uptimes(connection, &Wide { from, ..*wide }, damaged)?;
    let told = found.into_iter().map(|((instance, source), (content, last))| {
        let reboots = uptimes.get(&source).cloned().unwrap_or_default();
        (instance, Told { source, content, last, reboots })
    });
    Ok(told.collect())
}

/// Looks for the last values of counters that had none in the day before, day by day. Returns from when on it must be known
/// whether the device was rebooted.
fn look_back(
    connection: &Connection,
    wide: &Wide<'_>,
    found: &mut BTreeMap<(u32, Source), (Content, Content)>,
    damaged: &mut u64,
) -> Result<Timestamp, StoreError> {
    let mut from = wide.from;
    let mut numbers = lacking(found);
    if numbers.is_empty() {
        return Ok(from);
    }
    let Some(oldest) = oldest_day(connection, wide.device)? else { return Ok(from) };
    let first = Level::Day.stretch(wide.from);
    for day in (oldest..=first).rev().take(FARTHEST_DAYS as usize) {
        let range = Level::Day.range(day);
        let to = range.end.min(wide.from);
        let earlier = Wide { numbers: &numbers, from: range.start, to, ..*wide };
        for (instance, series) in many::gather(connection, &earlier, damaged)? {
            for ((source, metric), points) in series {
                let Some((_, last)) = found.get_mut(&(instance, source)) else { continue };
                if let Some(point) = points.last().filter(|_| last.of(metric.id()).is_empty()) {
                    last.add(metric.id(), vec![*point]);
                    from = range.start;
                }
            }
        }
        numbers = lacking(found);
        if numbers.is_empty() {
            break;
        }
    }
    Ok(from)
}

/// The instances with counters of which nothing before is known.
fn lacking(found: &BTreeMap<(u32, Source), (Content, Content)>) -> Vec<u32> {
    let lacks = |(content, last): &(Content, Content)| counters(content).any(|metric| last.of(metric).is_empty());
    let mut numbers: Vec<u32> =
        found.iter().filter(|(_, content)| lacks(content)).map(|((instance, _), _)| *instance).collect();
    numbers.dedup();
    numbers
}

/// The counters of which there are values.
pub(super) fn counters(content: &Content) -> impl Iterator<Item = u16> {
    let is_counter = |number| Metric::from_id(number).is_some_and(|metric| metric.kind() == Kind::Counter);
    content.each().filter(move |(number, points)| !points.is_empty() && is_counter(*number)).map(|(number, _)| number)
}

/// The oldest day of which there may be values of a device; none: there are none at all.
fn oldest_day(connection: &Connection, device: DeviceId) -> Result<Option<u32>, StoreError> {
    let days = step::extent(connection, Level::Day)?.map(|(oldest, _)| oldest);
    Ok(days.into_iter().chain(oldest_open(connection, device)?.map(|at| Level::Day.stretch(at))).min())
}

/// When the oldest values were read that are in no block of a day yet.
pub(super) fn oldest_open(connection: &Connection, device: DeviceId) -> Result<Option<Timestamp>, StoreError> {
    let window = step::first(connection, Level::Window, 0, i64::MAX)?;
    let window = window.map(|packed| Level::Window.range(Key::unpack(packed).stretch).start);
    let sql = "SELECT min(at) FROM reading WHERE device = ?1";
    let tail: Option<i64> = connection.prepare_cached(sql)?.query_row(params![device.0], |row| row.get(0))?;
    Ok(window.into_iter().chain(tail.map(Timestamp)).min())
}

/// When the device was first seen after each of its reboots, by source.
pub(super) fn uptimes(
    connection: &Connection,
    wide: &Wide<'_>,
    damaged: &mut u64,
) -> Result<BTreeMap<Source, Vec<i64>>, StoreError> {
    let Wide { device, source, from, to, .. } = *wide;
    let ask = Ask { device, source, instance: "", metrics: &[Metric::Uptime], from, to };
    let found = super::gather(connection, &ask, damaged)?;
    Ok(found.into_iter().map(|((source, _), points)| (source, counter::reboots(source, &points))).collect())
}
