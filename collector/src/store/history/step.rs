//! What compaction and retention change in the store: prepared beside the writer, done by it in one short transaction.

use crate::{
    history::{
        content::Content,
        key::{self, Key, Level},
        rollup::{Rollup, Windows},
    },
    store::StoreError,
};
use model::DeviceId;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// How much a step may come to before it is done. What waits for the writer waits for a whole step, so how much that is
/// follows from how long the last one took: disks differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Enough {
    octets: usize,
    rows: usize,
}

impl Enough {
    /// What a step is at most, and at the beginning.
    pub(crate) const MOST: Self = Self { octets: 1 << 19, rows: 4_000 };
    /// Less than this costs more in commits than it saves in waiting.
    const LEAST: Self = Self { octets: 1 << 15, rows: 250 };
    /// A step shall take no longer in the writer.
    const LONGEST: Duration = Duration::from_millis(40);
    /// Rows of a step that stand for the pages of one block that is forgotten.
    const ROWS_OF_BLOCK: usize = 8;

    /// The next one, after a step that took so long: half where that was too long, a little more where it was short.
    pub(crate) fn after(self, took: Duration) -> Self {
        let next = |size: usize, least: usize, most: usize| {
            let size = match () {
                () if took > Self::LONGEST => size / 2,
                () if took < Self::LONGEST / 2 => size + size / 4,
                () => size,
            };
            size.clamp(least, most)
        };
        Self {
            octets: next(self.octets, Self::LEAST.octets, Self::MOST.octets),
            rows: next(self.rows, Self::LEAST.rows, Self::MOST.rows),
        }
    }

    /// How many readings fit.
    pub(super) fn readings(self) -> u32 {
        u32::try_from(self.rows / 2).unwrap_or(u32::MAX)
    }

    /// How many blocks may be forgotten.
    pub(crate) fn blocks(self) -> u32 {
        u32::try_from(self.rows / Self::ROWS_OF_BLOCK).unwrap_or(u32::MAX)
    }
}

/// What became of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stepped {
    /// Blocks that were forgotten.
    pub(crate) forgotten: usize,
    /// How long it took.
    pub(crate) took: Duration,
}

/// One step; done whole or not at all.
#[derive(Debug, Default)]
pub(crate) struct Step {
    put: Vec<(Level, i64, Vec<u8>)>,
    gone: Vec<(Level, i64)>,
    readings: Vec<i64>,
    forget: Vec<Forget>,
    note: Option<(&'static str, i64)>,
    forgotten: Option<DeviceId>,
    sizes: BTreeMap<(Level, u32), Size>,
    octets: usize,
    /// Values that went into blocks for the first time.
    pub(crate) compacted: u64,
    /// Blocks and readings that could not be read: gaps from now on.
    pub(crate) damaged: u64,
    /// Values that came after the raw values of their day were given up, or have no place.
    pub(crate) too_late: u64,
}

/// How much lies in a stretch of a level, or by how much that changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Blocks.
    pub blocks: i64,
    /// Values; of roll-ups windows.
    pub samples: i64,
    /// Octets of the blocks.
    pub octets: i64,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.blocks += other.blocks;
        self.samples += other.samples;
        self.octets += other.octets;
    }
}

/// The oldest blocks among these go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forget {
    pub(crate) level: Level,
    /// Numbers of keys, the last not included.
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) at_most: u32,
}

impl Step {
    pub(crate) fn forgetting(forget: Forget) -> Self {
        Self { forget: vec![forget], ..Self::default() }
    }

    /// The history of a device is forgotten, all of it.
    pub(crate) fn forgotten(device: DeviceId) -> Self {
        Self { forgotten: Some(device), ..Self::default() }
    }

    /// Remembers a figure beside the step.
    pub(crate) fn noting(mut self, name: &'static str, value: i64) -> Self {
        self.note = Some((name, value));
        self
    }

    /// Writes a block; `before` is the size of the one that it replaces.
    pub(super) fn put(&mut self, level: Level, key: Key, packed: i64, block: Vec<u8>, samples: usize, before: Size) {
        let size = Size { blocks: 1, samples: as_i64(samples), octets: as_i64(block.len()) };
        self.resize(level, key.stretch, size, before);
        self.octets += block.len();
        self.put.push((level, packed, block));
    }

    /// Removes a block of this size.
    pub(super) fn remove(&mut self, level: Level, packed: i64, before: Size) {
        self.resize(level, Key::unpack(packed).stretch, Size::default(), before);
        self.gone.push((level, packed));
    }

    /// Removes a reading.
    pub(super) fn take(&mut self, id: i64, octets: usize) {
        self.readings.push(id);
        self.octets += octets;
    }

    fn resize(&mut self, level: Level, stretch: u32, size: Size, before: Size) {
        let difference = self.sizes.entry((level, stretch)).or_default();
        difference.add(size);
        difference.add(Size { blocks: -before.blocks, samples: -before.samples, octets: -before.octets });
    }

    /// Takes in a step about something else.
    pub(crate) fn join(&mut self, other: Self) {
        self.put.extend(other.put);
        self.gone.extend(other.gone);
        self.readings.extend(other.readings);
        self.forget.extend(other.forget);
        self.note = other.note.or(self.note);
        self.forgotten = other.forgotten.or(self.forgotten);
        for (place, size) in other.sizes {
            self.sizes.entry(place).or_default().add(size);
        }
        self.octets += other.octets;
        self.compacted += other.compacted;
        self.damaged += other.damaged;
        self.too_late += other.too_late;
    }

    /// True when it changes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        let nothing = self.put.is_empty() && self.gone.is_empty() && self.readings.is_empty();
        nothing && self.forget.is_empty() && self.note.is_none() && self.forgotten.is_none()
    }

    /// True when it is large enough to be done now.
    pub(crate) fn is_enough(&self, enough: Enough) -> bool {
        self.octets >= enough.octets || self.gone.len() + self.readings.len() + self.put.len() >= enough.rows
    }
}

/// Does a step.
pub(super) fn apply(connection: &mut Connection, step: &Step) -> Result<Stepped, StoreError> {
    let begun = Instant::now();
    // Measured values are no secrets: pages that they leave need not be written over, which would double the writing.
    connection.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    let done = in_transaction(connection, step);
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    Ok(Stepped { forgotten: done?, took: begun.elapsed() })
}

fn in_transaction(connection: &mut Connection, step: &Step) -> Result<usize, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut delete = transaction.prepare_cached("DELETE FROM reading WHERE id = ?1")?;
        for id in &step.readings {
            delete.execute([id])?;
        }
    }
    for (level, id) in &step.gone {
        transaction.prepare_cached(delete_sql(*level))?.execute([id])?;
    }
    for (level, id, block) in &step.put {
        transaction.prepare_cached(put_sql(*level))?.execute(params![id, block])?;
    }
    for ((level, stretch), size) in &step.sizes {
        resize(&transaction, *level, *stretch, *size)?;
    }
    let mut forgotten = 0;
    for forget in &step.forget {
        forgotten += forget_blocks(&transaction, *forget)?;
    }
    if let Some((name, value)) = step.note {
        let sql = "INSERT INTO history_note (name, value) VALUES (?1, ?2)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        transaction.prepare_cached(sql)?.execute(params![name, value])?;
    }
    if let Some(device) = step.forgotten {
        transaction.prepare_cached("DELETE FROM history_forgotten WHERE device = ?1")?.execute([device.0])?;
    }
    transaction.commit()?;
    Ok(forgotten)
}

fn resize(transaction: &Transaction<'_>, level: Level, stretch: u32, size: Size) -> Result<(), StoreError> {
    let sql = "INSERT INTO history_size (level, stretch, blocks, samples, octets) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (level, stretch) DO UPDATE SET blocks = blocks + excluded.blocks,
                 samples = samples + excluded.samples, octets = octets + excluded.octets";
    let place = number(level);
    transaction.prepare_cached(sql)?.execute(params![place, stretch, size.blocks, size.samples, size.octets])?;
    let sql = "DELETE FROM history_size WHERE level = ?1 AND stretch = ?2 AND blocks <= 0";
    transaction.prepare_cached(sql)?.execute(params![place, stretch])?;
    Ok(())
}

fn forget_blocks(transaction: &Transaction<'_>, forget: Forget) -> Result<usize, StoreError> {
    let Forget { level, from, to, at_most } = forget;
    let mut sizes: BTreeMap<u32, Size> = BTreeMap::new();
    let mut last = None;
    {
        let mut statement = transaction.prepare_cached(lengths_sql(level))?;
        let mut rows = statement.query(params![from, to, at_most])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            last = Some(id);
            let size = Size { blocks: -1, samples: 0, octets: -row.get::<_, i64>(1)? };
            sizes.entry(Key::unpack(id).stretch).or_default().add(size);
        }
    }
    let Some(last) = last else { return Ok(0) };
    let gone = transaction.prepare_cached(delete_range_sql(level))?.execute(params![from, last])?;
    for (stretch, size) in sizes {
        // How many values were in them nobody counted: their share of the stretch.
        let sql = "UPDATE history_size SET samples = samples * (blocks + ?3) / blocks
                   WHERE level = ?1 AND stretch = ?2 AND blocks > 0";
        transaction.prepare_cached(sql)?.execute(params![number(level), stretch, size.blocks])?;
        resize(transaction, level, stretch, size)?;
    }
    Ok(gone)
}

/// A block as it is kept, and its size.
pub(super) fn block(connection: &Connection, level: Level, packed: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached(get_sql(level))?;
    let mut rows = statement.query([packed])?;
    Ok(match rows.next()? {
        Some(row) => Some(row.get(0)?),
        None => None,
    })
}

/// Size of a block of raw values.
pub(super) fn raw_size(block: &[u8], content: &Content) -> Size {
    Size { blocks: 1, samples: as_i64(content.len()), octets: as_i64(block.len()) }
}

/// Size of a block of roll-ups.
pub(super) fn rollup_size(block: &[u8], rollups: &[Rollup]) -> Size {
    Size { blocks: 1, samples: as_i64(windows(rollups)), octets: as_i64(block.len()) }
}

/// How many windows there are in roll-ups.
pub(super) fn windows(rollups: &[Rollup]) -> usize {
    let length = |rollup: &Rollup| match &rollup.windows {
        Windows::Spreads(rows) => rows.len(),
        Windows::Growths(rows) => rows.len(),
    };
    rollups.iter().map(length).sum()
}

/// Keys of a device in a stretch.
pub(super) fn keys(
    connection: &Connection,
    level: Level,
    stretch: u32,
    device: DeviceId,
) -> Result<Vec<i64>, StoreError> {
    let Some(range) = key::of_device(stretch, device) else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(ids_sql(level))?;
    let rows = statement.query_map(params![range.start, range.end, -1], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The first key from one on, below another.
pub(super) fn first(connection: &Connection, level: Level, from: i64, to: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(ids_sql(level))?;
    let mut rows = statement.query(params![from, to, 1])?;
    Ok(match rows.next()? {
        Some(row) => Some(row.get(0)?),
        None => None,
    })
}

/// The oldest and the newest stretch of a level that hold anything.
pub(super) fn extent(connection: &Connection, level: Level) -> Result<Option<(u32, u32)>, StoreError> {
    // Each is one look at an end of the key; asked for together they would be a look at everything.
    let end = |sql: &str| -> Result<Option<i64>, StoreError> {
        Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    };
    let (first, last) = (end(min_sql(level))?, end(max_sql(level))?);
    Ok(first.zip(last).map(|(first, last)| (Key::unpack(first).stretch, Key::unpack(last).stretch)))
}

fn as_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The number of a level in the table of sizes.
pub(super) const fn number(level: Level) -> u8 {
    match level {
        Level::Window => 0,
        Level::Day => 1,
        Level::FiveMinutes => 2,
        Level::Hours => 3,
    }
}

macro_rules! by_level {
    ($( $name:ident: $before:literal, $after:literal; )*) => { $(
        const fn $name(level: Level) -> &'static str {
            match level {
                Level::Window => concat!($before, "history_window", $after),
                Level::Day => concat!($before, "history_day", $after),
                Level::FiveMinutes => concat!($before, "history_five_minutes", $after),
                Level::Hours => concat!($before, "history_hours", $after),
            }
        }
    )* };
}

by_level! {
    put_sql: "INSERT OR REPLACE INTO ", " (id, body) VALUES (?1, ?2)";
    get_sql: "SELECT body FROM ", " WHERE id = ?1";
    delete_sql: "DELETE FROM ", " WHERE id = ?1";
    delete_range_sql: "DELETE FROM ", " WHERE id BETWEEN ?1 AND ?2";
    ids_sql: "SELECT id FROM ", " WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3";
    lengths_sql: "SELECT id, length(body) FROM ", " WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3";
}

/// Every block of these keys, in their order.
pub(super) fn each_block(
    connection: &Connection,
    level: Level,
    from: i64,
    to: i64,
    mut take: impl FnMut(Key, &[u8]),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(bodies_sql(level))?;
    let mut rows = statement.query(params![from, to])?;
    while let Some(row) = rows.next()? {
        take(Key::unpack(row.get(0)?), row.get_ref(1)?.as_blob().unwrap_or_default());
    }
    Ok(())
}

by_level! {
    min_sql: "SELECT min(id) FROM ", "";
    max_sql: "SELECT max(id) FROM ", "";
    bodies_sql: "SELECT id, body FROM ", " WHERE id >= ?1 AND id < ?2 ORDER BY id";
}
