//! What is remembered of a device between two inventories, so that most polls ask only for what changes.

use crate::{
    decode::Answers,
    profile::{Every, Kind, Profile},
    snmp::{Cells, Value},
};
use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
    sync::Arc,
    time::{Duration, Instant},
};

/// The inventory is taken anew after this, if nothing asks for it sooner.
pub const INVENTORY_EVERY: Duration = Duration::from_secs(15 * 60);

/// The last inventory of a device.
#[derive(Debug)]
pub struct Known {
    /// Its family.
    pub profile: Arc<Profile>,
    /// Values that are read with the inventory only.
    cells: Cells,
    /// Which sources gave anything, by number.
    useful: Vec<bool>,
    /// Rows of each table.
    rows: Vec<usize>,
    /// What the system group said of the kind of device.
    system: u64,
    /// What must stay the same for the cells to be those of the same rows.
    marks: u64,
    uptime_ticks: Option<u32>,
    taken: Instant,
}

impl Known {
    /// Remembers what a full reading found.
    pub fn of(profile: &Arc<Profile>, answers: &Answers, now: Instant) -> Self {
        let counts = counts(profile, answers);
        let mut cells = Cells::default();
        for cell in answers.cells.iter() {
            if profile.source(cell.column).is_some_and(|source| source.every == Every::Inventory) {
                cells.push_value(cell);
            }
        }
        cells.shrink();
        let rows = profile.tables.iter().map(|table| {
            table.columns.iter().filter_map(|number| counts.get(usize::from(*number))).copied().max().unwrap_or(0)
        });
        Self {
            profile: Arc::clone(profile),
            cells,
            useful: useful(profile, &counts),
            rows: rows.collect(),
            system: system(profile, answers),
            marks: marks(profile, answers),
            uptime_ticks: uptime_ticks(profile, answers),
            taken: now,
        }
    }

    /// True when the inventory is too old, or the device restarted since.
    pub fn is_stale(&self, answers: &Answers, now: Instant) -> bool {
        let went_back = match (self.uptime_ticks, uptime_ticks(&self.profile, answers)) {
            (Some(then), Some(ticks)) => ticks < then,
            (then, ticks) => then.is_some() != ticks.is_some(),
        };
        went_back || now.saturating_duration_since(self.taken) >= INVENTORY_EVERY
    }

    /// True when sysObjectID and sysDescr are still those by which the family was found.
    pub fn same_system(&self, answers: &Answers) -> bool {
        self.system == system(&self.profile, answers)
    }

    /// True when this source is worth asking in a poll between two inventories.
    pub fn asks(&self, number: u16) -> bool {
        let useful = self.useful.get(usize::from(number)).copied().unwrap_or_default();
        useful && self.profile.source(number).is_some_and(|source| source.every == Every::Poll)
    }

    /// Rows that a table had.
    pub fn rows(&self, table: usize) -> Option<usize> {
        self.rows.get(table).copied()
    }

    /// True when the rows read now bear the names of the rows remembered.
    pub fn same_rows(&self, answers: &Answers) -> bool {
        self.marks == marks(&self.profile, answers)
    }

    /// Adds what is remembered to what was read.
    pub fn complete(&mut self, answers: &mut Answers) {
        answers.cells.append(&self.cells);
        self.uptime_ticks = uptime_ticks(&self.profile, answers);
    }
}

/// sysObjectID and sysDescr.
fn system(profile: &Profile, answers: &Answers) -> u64 {
    let mut hasher = DefaultHasher::new();
    for field in ["sys_object_id", "sys_descr"] {
        match profile.number_of("", field).and_then(|number| answers.cells.first_of(number)) {
            Some(Value::Octets(said) | Value::Oid(said)) => said.hash(&mut hasher),
            _ => hasher.write_u8(0),
        }
    }
    hasher.finish()
}

fn counts(profile: &Profile, answers: &Answers) -> Vec<usize> {
    let mut counts = vec![0; profile.sources.len()];
    for cell in answers.cells.iter() {
        if let Some(count) = counts.get_mut(usize::from(cell.column)) {
            *count += 1;
        }
    }
    counts
}

/// A source that gave nothing is not asked again; a fallback only where its main object is missing in some row.
fn useful(profile: &Profile, counts: &[usize]) -> Vec<bool> {
    let mut useful: Vec<bool> = counts.iter().map(|count| *count > 0).collect();
    for (place, source) in profile.sources.iter().enumerate().filter(|(_, source)| source.fallback) {
        // A fallback stands right behind its main object.
        if place > 0 && profile.sources[place - 1].field == source.field {
            useful[place] &= counts[place - 1] < counts[place];
        }
    }
    useful
}

/// Indexes and names of ports: what tells that rows were renumbered. With a port without a name, its index alone.
fn marks(profile: &Profile, answers: &Answers) -> u64 {
    let names = profile.sources.iter().position(|source| source.port.is_some() && source.field == "name");
    let mut rows: Vec<u64> = Vec::new();
    for cell in answers.cells.iter().filter(|cell| Some(usize::from(cell.column)) == names) {
        let mut hasher = DefaultHasher::new();
        cell.index.hash(&mut hasher);
        if let Value::Octets(name) = cell.value {
            name.hash(&mut hasher);
        }
        rows.push(hasher.finish());
    }
    rows.sort_unstable();
    let mut hasher = DefaultHasher::new();
    rows.hash(&mut hasher);
    hasher.finish()
}

fn uptime_ticks(profile: &Profile, answers: &Answers) -> Option<u32> {
    let uptime = profile.sources.iter().position(|source| source.kind == Kind::Ticks && source.section.is_empty())?;
    match answers.cells.first_of(u16::try_from(uptime).ok()?)? {
        Value::TimeTicks(ticks) => Some(ticks),
        _ => None,
    }
}
