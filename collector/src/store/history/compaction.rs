//! Steps of compaction, prepared by reading only: readings of two hours into blocks, and those of a day into the day's.

mod transpose;

use super::{
    many::Wide,
    step::{self, Enough, Size, Step},
    told::{self, FARTHEST_DAYS},
};
use crate::{
    history::{
        content::Content,
        key::{self, Key, Level},
        rolling::{self, Told},
        rollup::{self, FIVE_MINUTES_MS, Rollup},
    },
    store::{Reader, StoreError, reading, write},
};
use model::{DeviceId, Timestamp, batch::Source};
use rusqlite::{Connection, OptionalExtension, params};
use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    ops::Range,
};
use transpose::Transposed;

/// Name of the day (its number) before which raw values were given up.
pub(crate) const RAW_FLOOR: &str = "raw_floor";

/// What may be compacted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    /// Stretches that ended by then.
    pub(crate) until: Timestamp,
    /// Readings up to this number; others wait, because somebody else still needs them as they came.
    pub(crate) number: i64,
    /// Whoever needs readings older than this has waited too long.
    pub(crate) released: Timestamp,
}

impl Reader {
    /// The first device beyond `after` that has readings which are not compacted.
    pub(crate) fn next_in_tail(&self, after: Option<DeviceId>) -> Result<Option<DeviceId>, StoreError> {
        self.with_history(|connection| {
            let sql = "SELECT device FROM reading WHERE device > ?1 ORDER BY device LIMIT 1";
            let after = after.map_or(-1, |device| i64::from(device.0));
            let found = connection.prepare_cached(sql)?.query_row([after], |row| row.get(0)).optional()?;
            Ok(found.map(DeviceId))
        })
    }

    /// The oldest readings of a device that are due, into blocks of two hours. None: there are none.
    pub(crate) fn compact_readings(
        &self,
        device: DeviceId,
        due: Due,
        enough: Enough,
    ) -> Result<Option<Step>, StoreError> {
        self.with_history(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let step = readings(&transaction, device, due, enough)?;
            transaction.finish()?;
            Ok(step)
        })
    }

    /// Blocks of two hours of the oldest day that has some and is over, of the first device beyond `after`, into the day;
    /// where it has many instances, of some of them. None: there is no such device.
    pub(crate) fn compact_day(
        &self,
        until: Timestamp,
        after: Option<DeviceId>,
        enough: Enough,
    ) -> Result<Option<(DeviceId, Step)>, StoreError> {
        self.with_history(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let step = day(&transaction, until, after, enough)?;
            transaction.finish()?;
            Ok(step)
        })
    }
}

fn readings(connection: &Connection, device: DeviceId, due: Due, enough: Enough) -> Result<Option<Step>, StoreError> {
    let sql = "SELECT min(at) FROM reading WHERE device = ?1 AND (id <= ?2 OR at < ?3)";
    let values = params![device.0, due.number, due.released.0];
    let oldest: Option<i64> = connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    let Some(oldest) = oldest else { return Ok(None) };
    let stretch = Level::Window.stretch(Timestamp(oldest));
    let range = Level::Window.range(stretch);
    if range.end > due.until {
        return Ok(None);
    }
    // What lies before 1970 has no stretch; it goes with the first.
    let from = range.start.0.min(oldest);
    let sql = "SELECT id FROM reading WHERE device = ?1 AND at >= ?2 AND at < ?3 AND (id <= ?4 OR at < ?5)
               ORDER BY id LIMIT ?6";
    let mut statement = connection.prepare_cached(sql)?;
    let values = params![device.0, from, range.end.0, due.number, due.released.0, enough.readings()];
    let ids = statement.query_map(values, |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    let is_too_late = Level::Day.stretch(range.start) < floor(connection)?;
    let mut step = Step::default();
    let mut transposed = Transposed::default();
    let mut body = connection.prepare_cached("SELECT at, source, body FROM reading WHERE id = ?1")?;
    for id in ids {
        // What is more goes in with the next step.
        if step.is_enough(enough) {
            break;
        }
        body.query_row([id], |row| {
            let (at, source) = (Timestamp(row.get(0)?), write::source_of(row.get_ref(1)?.as_str().unwrap_or_default()));
            let octets = row.get_ref(2)?.as_blob().unwrap_or_default();
            step.take(id, octets.len());
            match reading::unpack(octets) {
                Some(samples) if is_too_late => step.too_late += samples.len() as u64,
                Some(samples) => transposed.add(source, at, samples),
                None => step.damaged += 1,
            }
            Ok(())
        })?;
    }
    for ((source, instance), newer) in transposed.contents() {
        let key = Key { stretch, device, instance, source };
        let Some(packed) = key.pack() else {
            step.too_late += newer.len() as u64;
            continue;
        };
        let (mut content, before) = raw(connection, Level::Window, packed, &mut step)?;
        content.merge(newer);
        content.settle();
        step.compacted += (content.len() as u64).saturating_sub(before.samples.unsigned_abs());
        put_raw(&mut step, Level::Window, key, packed, &content, before);
    }
    Ok(Some(step))
}

fn day(
    connection: &Connection,
    until: Timestamp,
    after: Option<DeviceId>,
    enough: Enough,
) -> Result<Option<(DeviceId, Step)>, StoreError> {
    let Some(oldest) = step::first(connection, Level::Window, 0, i64::MAX)? else { return Ok(None) };
    let stretch = Level::Day.stretch(Level::Window.range(Key::unpack(oldest).stretch).start);
    let range = Level::Day.range(stretch);
    if range.end > until {
        return Ok(None);
    }
    let windows = Level::Window.stretch(range.start)..Level::Window.stretch(range.end);
    let mut device = None;
    for window in windows.clone() {
        let begin = DeviceId(after.map_or(0, |device| device.0.saturating_add(1)));
        let end = key::of_stretches(window..window + 1).end;
        let Some(begin) = key::at_least(window, begin, 0) else { continue };
        let first = step::first(connection, Level::Window, begin, end)?;
        device = device.into_iter().chain(first.map(|packed| Key::unpack(packed).device)).min();
    }
    let Some(device) = device else { return Ok(None) };
    // Only the keys: the values of all instances together may be much.
    let mut parts: BTreeMap<(Source, u32), Vec<i64>> = BTreeMap::new();
    for window in windows {
        for packed in step::keys(connection, Level::Window, window, device)? {
            let key = Key::unpack(packed);
            parts.entry((key.source, key.instance)).or_default().push(packed);
        }
    }
    let (mut step, around) = (Step::default(), Around::of(connection, device, range)?);
    for ((source, instance), windows) in parts {
        let key = Key { stretch, device, instance, source };
        close(connection, key, &windows, &around, &mut step)?;
        if step.is_enough(enough) {
            break;
        }
    }
    Ok(Some((device, step)))
}

/// One instance of one source: its windows become the day's block, and the day is rolled up.
fn close(
    connection: &Connection,
    key: Key,
    windows: &[i64],
    around: &Around,
    step: &mut Step,
) -> Result<(), StoreError> {
    let Some(packed) = key.pack() else { return Ok(()) };
    let (mut content, before) = raw(connection, Level::Day, packed, step)?;
    for window in windows {
        let (part, size) = raw(connection, Level::Window, *window, step)?;
        content.merge(part);
        step.remove(Level::Window, *window, size);
    }
    content.settle();
    put_raw(step, Level::Day, key, packed, &content, before);
    let mut rolled = Vec::new();
    // Late values also change how the next day begins, and a later one where a counter comes again only there.
    let mut unseen: Vec<u16> = told::counters(&content).collect();
    for later in key.stretch + 1..=around.newest.min(key.stretch + FARTHEST_DAYS) {
        if unseen.is_empty() && later > key.stretch + 1 {
            break;
        }
        let later = Key { stretch: later, ..key };
        if let Some(next) = day_content(connection, later)? {
            unseen.retain(|metric| next.of(*metric).is_empty());
            let last = last_before(connection, later, &next, Some((key.stretch, &content)), around)?;
            rolled.push((later, around.five_minutes(connection, later, next, last)?));
        }
    }
    let last = last_before(connection, key, &content, None, around)?;
    rolled.push((key, around.five_minutes(connection, key, content, last)?));
    let mut months: BTreeMap<u32, (Vec<Rollup>, Size)> = BTreeMap::new();
    for (key, five) in rolled {
        let Some(packed) = key.pack() else { continue };
        let day = Level::Day.range(key.stretch);
        let month = Level::Hours.stretch(day.start);
        let hours = match months.entry(month) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let packed = Key { stretch: month, ..key }.pack();
                let there = packed.map(|packed| rollups(connection, Level::Hours, packed, step)).transpose()?;
                entry.insert(there.unwrap_or_default())
            }
        };
        rolling::replace_hours(&mut hours.0, &five, day);
        let (_, before) = rollups(connection, Level::FiveMinutes, packed, step)?;
        put_rollups(step, Level::FiveMinutes, key, packed, &five, before);
    }
    for (month, (hours, before)) in months {
        let key = Key { stretch: month, ..key };
        if let Some(packed) = key.pack() {
            put_rollups(step, Level::Hours, key, packed, &hours, before);
        }
    }
    Ok(())
}

/// The last values before a day, of every counter that has values in it, however long ago they were; and of what was read
/// beside them. `other`: a day and what it will hold.
fn last_before(
    connection: &Connection,
    key: Key,
    content: &Content,
    other: Option<(u32, &Content)>,
    around: &Around,
) -> Result<Content, StoreError> {
    let mut last = Content::default();
    let mut lacking: Vec<u16> = told::counters(content).collect();
    let oldest = other.map_or(around.oldest, |(other, _)| around.oldest.min(other));
    for stretch in (oldest..key.stretch).rev().take(FARTHEST_DAYS as usize) {
        if lacking.is_empty() && stretch + 1 < key.stretch {
            break;
        }
        let day = match other {
            Some((other, content)) if other == stretch => Some(content.last()),
            _ => day_content(connection, Key { stretch, ..key })?.map(|day| day.last()),
        };
        if let Some(mut day) = day {
            day.follow(&last);
            last = day;
            lacking.retain(|metric| last.of(*metric).is_empty());
        }
    }
    Ok(last)
}

/// What is known around the instances of a device on a day: their names, when it rebooted by each source; and the oldest and
/// the newest day of all.
struct Around {
    device: DeviceId,
    names: HashMap<u32, String>,
    reboots: BTreeMap<Source, Vec<i64>>,
    /// From when to when reboots are known.
    range: Range<Timestamp>,
    oldest: u32,
    newest: u32,
}

impl Around {
    fn of(connection: &Connection, device: DeviceId, day: Range<Timestamp>) -> Result<Self, StoreError> {
        let mut statement = connection.prepare_cached("SELECT number, name FROM instance WHERE device = ?1")?;
        let names = statement.query_map([device.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let names = names.collect::<Result<_, _>>()?;
        // From the day before, whose last value is where the first growth begins, to the day after.
        let range = day.start.plus_seconds(-86_400)..day.end.plus_seconds(86_400);
        let reboots = reboots(connection, device, range.clone())?;
        let (oldest, newest) = step::extent(connection, Level::Day)?.unwrap_or((u32::MAX, 0));
        Ok(Self { device, names, reboots, range, oldest, newest })
    }

    fn five_minutes(
        &self,
        connection: &Connection,
        key: Key,
        content: Content,
        last: Content,
    ) -> Result<Vec<Rollup>, StoreError> {
        let name = self.names.get(&key.instance).map_or("", String::as_str);
        // Over a gap it must be known whether the device was rebooted meanwhile.
        let first = last.each().filter_map(|(_, points)| Some(points.first()?.at)).min();
        let from = first.map_or(self.range.start, |at| Level::Day.range(Level::Day.stretch(at)).start);
        let end = Level::Day.range(key.stretch).end;
        let mut known = self.reboots.get(&key.source).cloned().unwrap_or_default();
        if from < self.range.start || end > self.range.end {
            let range = from.min(self.range.start)..end.max(self.range.end);
            known = reboots(connection, self.device, range)?.remove(&key.source).unwrap_or_default();
        }
        let told = Told { source: key.source, content, last, reboots: known };
        Ok(rolling::windows(&told, name, FIVE_MINUTES_MS))
    }
}

/// When a device was first seen after each of its reboots in a range, by source.
fn reboots(
    connection: &Connection,
    device: DeviceId,
    range: Range<Timestamp>,
) -> Result<BTreeMap<Source, Vec<i64>>, StoreError> {
    let wide = Wide { device, source: None, numbers: &[], metrics: &[], from: range.start, to: range.end };
    told::uptimes(connection, &wide, &mut 0)
}

/// A block of raw values with its size; one that is damaged is a gap from now on.
fn raw(connection: &Connection, level: Level, packed: i64, step: &mut Step) -> Result<(Content, Size), StoreError> {
    let Some(block) = step::block(connection, level, packed)? else { return Ok(Default::default()) };
    let content = Content::read(&block).unwrap_or_else(|_| {
        step.damaged += 1;
        Content::default()
    });
    let size = step::raw_size(&block, &content);
    Ok((content, size))
}

fn put_raw(step: &mut Step, level: Level, key: Key, packed: i64, content: &Content, before: Size) {
    match content.write() {
        Ok(_) if content.is_empty() => {}
        Ok(block) => step.put(level, key, packed, block, content.len(), before),
        // Only more values than a block may hold, which the limits on readings forbid.
        Err(error) => {
            tracing::error!(%error, device = %key.device, "values could not be packed");
            step.too_late += content.len() as u64;
        }
    }
}

fn day_content(connection: &Connection, key: Key) -> Result<Option<Content>, StoreError> {
    let Some(packed) = key.pack() else { return Ok(None) };
    let block = step::block(connection, Level::Day, packed)?;
    Ok(block.and_then(|block| Content::read(&block).ok()))
}

fn rollups(
    connection: &Connection,
    level: Level,
    packed: i64,
    step: &mut Step,
) -> Result<(Vec<Rollup>, Size), StoreError> {
    let Some(block) = step::block(connection, level, packed)? else { return Ok(Default::default()) };
    let rollups = rollup::decode(&block).unwrap_or_else(|_| {
        step.damaged += 1;
        Vec::new()
    });
    let size = step::rollup_size(&block, &rollups);
    Ok((rollups, size))
}

pub(super) fn put_rollups(step: &mut Step, level: Level, key: Key, packed: i64, rollups: &[Rollup], before: Size) {
    match rollup::encode(rollups) {
        Ok(block) => step.put(level, key, packed, block, step::windows(rollups), before),
        Err(error) => tracing::error!(%error, device = %key.device, "roll-ups could not be packed"),
    }
}

/// The day (its number) before which raw values were given up.
pub(super) fn floor(connection: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT value FROM history_note WHERE name = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([RAW_FLOOR], |row| row.get(0)).optional()?.unwrap_or(0))
}
