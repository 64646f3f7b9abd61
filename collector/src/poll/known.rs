//! What is remembered of a device between two inventories, so that most polls ask only for what changes.

use crate::{
    decode::{
        self, Answers, Decoded, PortField,
        straight::{self, Straight},
    },
    grid::Grid,
    profile::{Assembly, Every, Kind, Profile, Table},
    snmp::{
        Cells, Value,
        cells::Packed,
        oid::compare,
        walk::{Expected, VARBIND_FRAME},
    },
};
use model::{Sample, Timestamp};
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
    remembered: Remembered,
    /// Which sources a poll between two inventories asks for, by number.
    asked: Vec<bool>,
    /// The same for whole tables.
    tables: Vec<bool>,
    /// The single objects among them that are not of the system group.
    objects: Vec<u16>,
    /// The objects of the system group that are there, and the octets that they took.
    system_group: (Box<[u16]>, usize),
    /// Rows of each of these tables.
    rows: Box<[Rows]>,
    /// What the system group said of the kind of device.
    system: u64,
    /// What must stay the same for the cells to be those of the same rows.
    marks: u64,
    /// What must stay the same for the last record to hold; none while the next poll makes a record in any case.
    lasting: Option<u64>,
    /// How its ports are found again.
    straight: Option<Arc<Straight>>,
    uptime_ticks: Option<u32>,
    /// Octets that the last poll read.
    size: usize,
    taken: Instant,
}

/// Values of the last inventory, by what they are needed for.
#[derive(Debug, Default)]
struct Remembered {
    /// Of ports, while each poll needs them.
    ports: Cells,
    /// Of what becomes samples, or names them.
    measured: Cells,
    /// Of the record alone: needed when something in it changes.
    others: Packed,
    /// Of ports, once they are found without.
    ports_at_rest: Packed,
}

/// The rows that a table had.
#[derive(Debug)]
struct Rows {
    /// Place of the table.
    table: usize,
    count: usize,
    /// Octets of a row, all columns that are asked for together.
    octets: usize,
    /// A column of the last one, and its index.
    last: (u16, Box<[u8]>),
}

/// What a poll between two inventories measured.
#[derive(Debug)]
pub struct Measured {
    /// Values that are no port's.
    pub samples: Vec<Sample>,
    /// Values of ports.
    pub grid: Option<Box<Grid>>,
}

impl Known {
    /// Remembers what a full reading found.
    pub fn of(profile: &Arc<Profile>, answers: &Answers, now: Instant) -> Self {
        let counts = counts(profile, answers);
        let asked = asked(profile, &counts);
        let is_asked = |number: u16| asked.get(usize::from(number)).copied().unwrap_or_default();
        let (mut remembered, mut others) = (Remembered::default(), Cells::default());
        for cell in answers.cells.iter().filter(|cell| !is_asked(cell.column)) {
            let Some(source) = profile.source(cell.column) else { continue };
            let assembly = source.table.map(|table| profile.tables[usize::from(table)].assembly);
            match (source.port, assembly) {
                // A counter of a quarter of an hour ago is not what it is now.
                (Some(_), _) if matches!(source.kind, Kind::Counter | Kind::Counter64) => {}
                (Some(_), _) => remembered.ports.push_value(cell),
                (None, Some(assembly)) if !assembly.is_measured() => others.push_value(cell),
                (None, _) => remembered.measured.push_value(cell),
            }
        }
        remembered.others = Packed::of(&others);
        remembered.shrink();
        Self {
            profile: Arc::clone(profile),
            remembered,
            tables: profile.tables.iter().map(|table| table.columns.iter().any(|n| is_asked(*n))).collect(),
            objects: profile.objects[profile.system_objects..].iter().copied().filter(|n| is_asked(*n)).collect(),
            system_group: system_group(profile, answers),
            rows: rows(profile, answers, &asked),
            asked,
            system: system(profile, answers),
            marks: marks(profile, answers),
            lasting: None,
            straight: None,
            uptime_ticks: uptime_ticks(profile, answers),
            size: 0,
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
        self.asked.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// True when any column of this table is.
    pub fn asks_table(&self, place: usize) -> bool {
        self.tables.get(place).copied().unwrap_or_default()
    }

    /// The single objects that are, without those of the system group.
    pub fn objects(&self) -> &[u16] {
        &self.objects
    }

    /// The objects of the system group that are there, and how many octets an answer needs for them.
    pub fn system_group(&self) -> (&[u16], usize) {
        (&self.system_group.0, self.system_group.1)
    }

    /// Rows that a table had.
    pub fn rows(&self, table: usize) -> Option<Expected<'_>> {
        let Rows { count, octets, last: (column, last), .. } = self.rows.iter().find(|rows| rows.table == table)?;
        Some(Expected { rows: *count, octets: *octets, column: *column, last })
    }

    /// True when the rows read now bear the names of the rows remembered.
    pub fn same_rows(&self, answers: &Answers) -> bool {
        self.marks == marks(&self.profile, answers)
    }

    /// How many octets of cells to expect.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Notes the uptime that a poll between two inventories found.
    pub fn went_on(&mut self, answers: &Answers) {
        self.size = answers.cells.size();
        self.uptime_ticks = uptime_ticks(&self.profile, answers);
    }

    /// Adds what is remembered to what was read.
    pub fn complete(&self, answers: &mut Answers) {
        let Remembered { ports, measured, others, ports_at_rest } = &self.remembered;
        [ports, measured].into_iter().for_each(|cells| answers.cells.append(cells));
        [ports_at_rest, others].into_iter().for_each(|packed| packed.append_to(&mut answers.cells));
    }

    /// Notes what a record was made of, so that the polls after it need none while nothing in it changes. Where something
    /// was refused each poll makes a record, which says so.
    pub fn told(&mut self, answers: &Answers, decoded: &Decoded) {
        let (Some(columns), true) = (&self.profile.straight, decoded.issues.is_empty()) else {
            self.lasting = None;
            return;
        };
        let asked = answers.cells.unjudged().filter(|(number, ..)| self.asks(*number));
        let marks =
            asked.filter_map(|(number, index, element)| Some(columns.of_source(number)?.mark(number, index, element)));
        self.lasting = Some(marks.fold(0, u64::wrapping_add));
        if self.straight.is_none() && !self.needs_ports() {
            self.straight = Straight::of(columns, &answers.cells, &decoded.record.facts.ports);
            if self.straight.is_some() {
                self.remembered.rest();
            }
        }
    }

    /// What a poll after that record measured. None: something in the record changed, or only the long way tells.
    pub fn measured(&self, answers: &Answers, at: Timestamp) -> Option<Measured> {
        let (columns, lasting) = (self.profile.straight.as_ref()?, self.lasting?);
        if !answers.anomalies.is_empty() || !answers.incomplete.is_empty() {
            return None;
        }
        let mut filling = self.straight.as_ref().map(|straight| straight.filling());
        let (mut sum, mut singles, mut rest) = (0u64, Cells::default(), Cells::default());
        for (number, index, element) in answers.cells.unjudged() {
            let column = columns.of_source(number)?;
            sum = sum.wrapping_add(column.mark(number, index, element));
            match &mut filling {
                Some(filling) if column.port => filling.take(column, index, element)?,
                // It says what it said, and that is no sample.
                _ if column.single && column.lasting => {}
                _ if column.single => singles.push(number, index, element.0, element.1),
                _ => rest.push(number, index, element.0, element.1),
            }
        }
        if sum != lasting {
            return None;
        }
        let grid = match filling {
            Some(filling) => Some(Box::new(filling.finish()?)),
            None => {
                rest.append(&self.remembered.ports);
                None
            }
        };
        if rest.is_empty() {
            let samples = decode::measured_singles(&self.profile, &singles)?;
            return Some(Measured { samples, grid });
        }
        rest.append(&singles);
        rest.append(&self.remembered.measured);
        let (samples, issues) = decode::measured(&self.profile, rest, at);
        issues.is_empty().then_some(Measured { samples, grid })
    }

    /// Whether samples that are no port's follow from the ports.
    fn needs_ports(&self) -> bool {
        let powered =
            |table: &Table| table.assembly.is_power() && table.columns.iter().any(|number| self.asks(*number));
        self.profile.names_by_port() || self.profile.tables.iter().any(powered)
    }
}

impl Remembered {
    fn shrink(&mut self) {
        [&mut self.ports, &mut self.measured].into_iter().for_each(Cells::shrink);
    }

    /// Packs what is known of ports.
    fn rest(&mut self) {
        self.ports_at_rest = Packed::of(&self.ports);
        self.ports = Cells::default();
    }
}

/// What a poll between two inventories asks for: what moves, is measured, and gave something at the inventory.
fn asked(profile: &Profile, counts: &[usize]) -> Vec<bool> {
    let mut asked = useful(profile, counts);
    let count = |field| {
        let place = profile.sources.iter().position(|source| source.port == Some(field))?;
        counts.get(place).copied()
    };
    let speed_is_known = count(PortField::HighSpeed) >= count(PortField::Speed);
    for (asked, source) in asked.iter_mut().zip(&profile.sources) {
        let assembly = source.table.map(|table| profile.tables[usize::from(table)].assembly);
        *asked &= source.every == Every::Poll && assembly.is_none_or(Assembly::is_measured);
        *asked &= source.port != Some(PortField::Speed) || !speed_is_known;
    }
    asked
}

/// What was read of the system group.
fn system_group(profile: &Profile, answers: &Answers) -> (Box<[u16]>, usize) {
    let is_there = |number: &&u16| answers.cells.first_of(**number).is_some();
    let objects: Box<[u16]> = profile.objects[..profile.system_objects].iter().filter(is_there).copied().collect();
    let octets = answers.cells.unjudged().filter(|(number, ..)| objects.contains(number));
    let octets = octets.map(|(number, _, (_, content))| {
        let name = profile.source(number).map_or(0, |source| source.oid.as_ber().len());
        VARBIND_FRAME + name + content.len()
    });
    let octets = octets.sum();
    (objects, octets)
}

/// What was read of the tables that are asked for.
fn rows(profile: &Profile, answers: &Answers, asked: &[bool]) -> Box<[Rows]> {
    let mut all: Vec<Rows> = Vec::new();
    let mut counts = vec![0usize; asked.len()];
    for cell in answers.cells.iter() {
        let column = usize::from(cell.column);
        let Some(source) = profile.source(cell.column).filter(|_| asked[column]) else { continue };
        let Some(table) = source.table.map(usize::from) else { continue };
        counts[column] += 1;
        let octets = VARBIND_FRAME + source.oid.as_ber().len() + cell.index.len() + cell.element().1.len();
        let last = || (cell.column, cell.index.into());
        match all.iter_mut().find(|rows| rows.table == table) {
            Some(rows) => {
                rows.octets += octets;
                rows.count = rows.count.max(counts[column]);
                if compare(cell.index, &rows.last.1).is_gt() {
                    rows.last = last();
                }
            }
            None => all.push(Rows { table, count: 1, octets, last: last() }),
        }
    }
    all.iter_mut().for_each(|rows| rows.octets = rows.octets.div_ceil(rows.count));
    all.into()
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
    let Some(names) = profile.names else { return 0 };
    let rows = answers.cells.unjudged().filter(|(column, ..)| *column == names);
    // A sum: their order does not matter.
    rows.fold(0, |sum, (_, index, (_, name))| sum.wrapping_add(straight::mixed(straight::mixed(1, index), name)))
}

fn uptime_ticks(profile: &Profile, answers: &Answers) -> Option<u32> {
    match answers.cells.first_of(profile.uptime?)? {
        Value::TimeTicks(ticks) => Some(ticks),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
