//! Ports of a poll between two inventories: numbers go from their cells straight into a grid, without a text on the way.
//!
//! What comes out is what [`super::decode`] would have made of the same cells; where that is not certain (a row that is
//! new or has another name, a value that is none) nothing comes out, and the poll goes the long way.

use super::{
    fact::{Fact, plain},
    port::{PortField, speed_bps},
};
use crate::{
    grid::{Grid, Heads},
    profile::{Every, Family, Kind, Source},
    snmp::{Cells, Value as Raw, oid::arcs_of_one},
};
use model::{
    Metric, Value,
    record::{Port, port_keys},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// Columns of a grid that no single object fills, before the others.
const DERIVED: [Metric; 3] = [Metric::Speed, Metric::HighCapacity, Metric::IfIndex];
/// Longest name of a row that goes into a grid, octets.
const LONGEST: usize = crate::ingest::INSTANCE_OCTETS;

/// What a column is worth in a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Nothing,
    Name,
    /// 1 when it holds this number, else 0.
    Is(i32, usize),
    Count(usize),
    /// A count of octets: it tells how wide the counters of the port are.
    Octets(usize),
    Level(usize),
    Speed,
    HighSpeed,
}

/// One source of a family.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    use_: Use,
    kind: Kind,
    fallback: bool,
    /// Another value of it changes what the inventory says.
    pub lasting: bool,
    /// It is one of ports.
    pub port: bool,
    /// A single object of the device itself.
    pub single: bool,
}

impl Column {
    /// The part of one cell in a digest of what must stay the same for the last record to hold: their sum, so that their
    /// order does not matter.
    #[inline]
    pub fn mark(&self, number: u16, index: &[u8], (tag, content): (u8, &[u8])) -> u64 {
        if self.lasting { mixed(mixed(u64::from(number) << 8 | u64::from(tag), index), content) } else { 0 }
    }
}

/// How a family's ports go into a grid.
#[derive(Debug)]
pub struct Columns {
    metrics: Vec<Metric>,
    by_source: Vec<Column>,
    /// Rows of devices that are watched, by their digest: those of one kind mostly have the same.
    shared: Mutex<HashMap<u64, Weak<Straight>>>,
}

impl Columns {
    /// That of a source.
    #[inline]
    pub fn of_source(&self, number: u16) -> Option<&Column> {
        self.by_source.get(usize::from(number))
    }

    /// Those of a family. None where it says something of ports that only the long way understands.
    pub fn of(family: &Family) -> Option<Self> {
        let ports = || family.sources.iter().filter(|source| source.port.is_some());
        let main = ports().filter(|source| !source.fallback);
        let series: Vec<(PortField, Metric)> = main.filter_map(|source| Some((source.port?, source.metric?))).collect();
        let repeated = (1..series.len()).any(|place| series[..place].iter().any(|one| one.0 == series[place].0));
        if repeated || series.len() > 24 {
            return None;
        }
        let place = |field| series.iter().position(|one| one.0 == field).map(|place| place + DERIVED.len());
        let by_source = family
            .sources
            .iter()
            .map(|source| {
                let use_ = source.port.map_or(Some(Use::Nothing), |field| use_of(source, field, place(field)))?;
                let (kind, fallback, port) = (source.kind, source.fallback, source.port.is_some());
                Some(Column { use_, kind, fallback, lasting: is_lasting(source), port, single: is_single(source) })
            })
            .collect::<Option<_>>()?;
        let metrics = DERIVED.into_iter().chain(series.iter().map(|one| one.1)).collect();
        Some(Self { metrics, by_source, shared: Mutex::default() })
    }

    /// These rows, or the same ones of another device.
    fn share(&self, straight: Straight) -> Arc<Straight> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = straight.digest();
        if let Some(same) = shared.get(&digest).and_then(Weak::upgrade).filter(|same| **same == straight) {
            return same;
        }
        // What nobody has any more goes whenever the table would grow.
        if shared.len() == shared.capacity() {
            shared.retain(|_, weak| weak.strong_count() > 0);
        }
        let straight = Arc::new(straight);
        shared.insert(digest, Arc::downgrade(&straight));
        straight
    }
}

/// None: only the long way understands it.
fn use_of(source: &Source, field: PortField, place: Option<usize>) -> Option<Use> {
    let is_number = source.labels.is_none() && source.scale.is_none();
    let used = match (field, place) {
        (PortField::Name, None) if source.kind == Kind::Text => return Some(Use::Name),
        (PortField::Speed, None) => Use::Speed,
        (PortField::HighSpeed, None) => Use::HighSpeed,
        (PortField::Admin | PortField::Oper, Some(place)) => {
            let mut up = source.labels.as_ref()?.iter().filter(|(_, label)| *label == "up");
            let number = up.next()?.0.parse().ok()?;
            return (up.next().is_none() && source.kind == Kind::Integer).then_some(Use::Is(number, place));
        }
        (PortField::Discontinuity | PortField::Mtu, Some(place)) => Use::Level(place),
        (PortField::InOctets | PortField::OutOctets, Some(place)) => Use::Octets(place),
        (
            PortField::InUcast
            | PortField::OutUcast
            | PortField::InMcast
            | PortField::OutMcast
            | PortField::InBcast
            | PortField::OutBcast
            | PortField::InErrors
            | PortField::OutErrors
            | PortField::InDiscards
            | PortField::OutDiscards,
            Some(place),
        ) => Use::Count(place),
        (PortField::Name, _) | (_, Some(_)) => return None,
        (_, None) => return Some(Use::Nothing),
    };
    is_number.then_some(used)
}

/// Whether another value in a poll is worth a new record: names, words and states; never what grows or moves by itself.
fn is_lasting(source: &Source) -> bool {
    let word = source.labels.is_some() || matches!(source.kind, Kind::Text | Kind::Hex | Kind::Mac | Kind::Oid);
    if source.every != Every::Poll || source.sensor {
        return false;
    }
    match source.port {
        Some(field) => word || matches!(field, PortField::HighSpeed | PortField::Speed | PortField::LastChange),
        None => source.table.is_none() && source.metric.is_none() && (word || source.field == "x_engine_boots"),
    }
}

fn is_single(source: &Source) -> bool {
    source.table.is_none() && !source.sensor && source.section.is_empty()
}

/// A port as the last inventory said it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    if_index: u32,
    /// Digest of ifName.
    name: Option<u64>,
    /// ifSpeed.
    speed_bps: Option<u64>,
}

/// The ports of one device, as its polls find them again; devices with the same ports share them.
#[derive(Debug, PartialEq)]
pub struct Straight {
    heads: Arc<Heads>,
    rows: Box<[Row]>,
}

impl Straight {
    /// What was read in full, and the ports that it says. None for rows that cannot be told from one another.
    pub fn of(columns: &Columns, cells: &Cells, ports: &[Port]) -> Option<Arc<Self>> {
        let keys = port_keys(ports);
        if ports.is_empty() || keys.iter().any(|key| key.len() > LONGEST) {
            return None;
        }
        let row = |port: &Port| Some(Row { if_index: port.if_index?, name: None, speed_bps: None });
        let mut rows: Box<[Row]> = ports.iter().map(row).collect::<Option<_>>()?;
        if !rows.is_sorted_by(|a, b| a.if_index < b.if_index) {
            return None;
        }
        for cell in cells.iter() {
            let column = columns.by_source.get(usize::from(cell.column))?;
            if !matches!(column.use_, Use::Name | Use::Speed) {
                continue;
            }
            let place =
                arcs_of_one(cell.index).and_then(|index| rows.binary_search_by_key(&index, |row| row.if_index).ok());
            let Some(row) = place.map(|place| &mut rows[place]) else { continue };
            match (column.use_, cell.value) {
                (Use::Name, Raw::Octets(name)) => row.name = Some(mixed(0, name)),
                (Use::Speed, value) => row.speed_bps = number(column.kind, value).flatten(),
                _ => {}
            }
        }
        let instances = keys.into_iter().map(Into::into).collect();
        let heads = Arc::new(Heads { metrics: columns.metrics.clone(), instances });
        Some(columns.share(Self { heads, rows }))
    }

    fn digest(&self) -> u64 {
        let names = self.heads.instances.iter().fold(0, |hash, name| mixed(hash, name.as_bytes()));
        self.rows.iter().fold(names, |hash, row| {
            let numbers = [u64::from(row.if_index), row.name.unwrap_or(0), row.speed_bps.unwrap_or(u64::MAX)];
            numbers.iter().fold(hash, |hash, number| mixed(hash, &number.to_le_bytes()))
        })
    }

    /// The grid of one poll.
    pub fn filling(&self) -> Filling<'_> {
        Filling {
            straight: self,
            grid: Grid::new(Arc::clone(&self.heads)),
            drafts: vec![Draft::default(); self.rows.len()],
            at: 0,
        }
    }
}

/// What is read of a port.
#[derive(Clone, Copy, Debug, Default)]
struct Draft {
    speed_bps: Option<u64>,
    high_speed_mbps: Option<u64>,
    named: bool,
    octets: bool,
    wide: bool,
    /// Columns that have their own object's value: one bit each.
    own: u32,
}

/// A grid while the cells of its poll come in.
#[derive(Debug)]
pub struct Filling<'s> {
    straight: &'s Straight,
    grid: Grid,
    drafts: Vec<Draft>,
    /// Row of the cell before: columns of one row come one after another.
    at: usize,
}

impl Filling<'_> {
    /// Takes a cell of a port. None: this poll goes the long way.
    #[inline]
    pub fn take(&mut self, column: &Column, index: &[u8], (tag, content): (u8, &[u8])) -> Option<()> {
        if column.use_ == Use::Nothing {
            return Some(());
        }
        let value = Raw::from_element(tag, content);
        if matches!(value, Raw::Absent | Raw::EndOfMibView) {
            return Some(());
        }
        let if_index = match index {
            [arc @ 0..0x80] => u32::from(*arc),
            arcs => arcs_of_one(arcs)?,
        };
        let at = self.row(if_index)?;
        let draft = &mut self.drafts[at];
        let values = self.grid.row_mut(at);
        let own = !column.fallback;
        let mut put = |draft: &mut Draft, place: usize, value: Option<Value>| {
            if own || draft.own & 1 << place == 0 {
                values[place] = value;
                draft.own |= u32::from(own) << place;
            }
        };
        match column.use_ {
            Use::Nothing => {}
            Use::Name => match value {
                Raw::Octets(name) if self.straight.rows[at].name == Some(mixed(0, name)) => draft.named = true,
                _ => return None,
            },
            Use::Is(up, place) => {
                let is_up = number(column.kind, value)? == u64::try_from(up).ok();
                put(draft, place, Some(Value::Level(f64::from(u8::from(is_up)))));
            }
            Use::Level(place) => {
                let level = number(column.kind, value)?;
                put(draft, place, level.map(|level| Value::Level(level as f64)));
            }
            Use::Count(place) => put(draft, place, number(column.kind, value)?.map(Value::Count)),
            Use::Octets(place) => {
                put(draft, place, number(column.kind, value)?.map(Value::Count));
                draft.octets = true;
                draft.wide |= own;
            }
            Use::Speed => draft.speed_bps = number(column.kind, value)?,
            Use::HighSpeed => draft.high_speed_mbps = number(column.kind, value)?,
        }
        Some(())
    }

    #[inline]
    fn row(&mut self, if_index: u32) -> Option<usize> {
        let rows = &self.straight.rows;
        let is_at = |place: usize| rows.get(place).is_some_and(|row| row.if_index == if_index);
        if !is_at(self.at) {
            let next = if self.at + 1 < rows.len() { self.at + 1 } else { 0 };
            self.at = if is_at(next) { next } else { rows.binary_search_by_key(&if_index, |row| row.if_index).ok()? };
        }
        Some(self.at)
    }

    /// The grid, if every port bears the name that it had.
    pub fn finish(mut self) -> Option<Grid> {
        for (place, (row, draft)) in self.straight.rows.iter().zip(&self.drafts).enumerate() {
            if row.name.is_some() != draft.named {
                return None;
            }
            let speed = speed_bps(draft.high_speed_mbps, draft.speed_bps.or(row.speed_bps));
            let [speed_bps, high_capacity, if_index, ..] = self.grid.row_mut(place) else { return None };
            *speed_bps = speed.map(|speed| Value::Level(speed as f64));
            *high_capacity = draft.octets.then(|| Value::Level(f64::from(u8::from(draft.wide))));
            *if_index = Some(Value::Level(f64::from(row.if_index)));
        }
        Some(self.grid)
    }
}

/// A whole number that is not negative, as [`super::decode`] would read it. None: it is none, and that must be told.
#[inline]
fn number(kind: Kind, value: Raw<'_>) -> Option<Option<u64>> {
    match (kind, value) {
        (Kind::Counter64, Raw::Counter64(number)) => Some(Some(number)),
        (Kind::Counter, Raw::Counter32(number)) | (Kind::Gauge, Raw::Gauge32(number)) => Some(Some(u64::from(number))),
        _ => match plain(kind, value)? {
            Fact::Whole(number) => Some(u64::try_from(number).ok()),
            Fact::Text(_) | Fact::Number(_) | Fact::Truth(_) => None,
        },
    }
}

/// Octets mixed into a digest: quick, and no secret.
#[inline]
pub fn mixed(seed: u64, octets: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let add = |hash: u64, word: u64| ((hash ^ word).wrapping_mul(ODD)).rotate_left(29);
    let (words, rest) = octets.as_chunks::<8>();
    let mut hash = words.iter().fold(add(seed, octets.len() as u64), |hash, word| add(hash, u64::from_le_bytes(*word)));
    let last = rest.iter().fold(0u64, |word, octet| word << 8 | u64::from(*octet));
    hash = add(hash, last);
    hash ^ hash >> 32
}
