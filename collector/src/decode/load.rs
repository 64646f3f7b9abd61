//! Processors, memory and volumes by the vendor's objects (`profile/measure.rs`).

use super::{
    fact::six_digits,
    sensor::{Owners, Said, number},
};
use crate::{
    profile::{
        Profile,
        measure::{PoolOf, PoolRule},
    },
    snmp::{
        cells::Cell,
        oid::{compare, dotted},
    },
};
use model::record::{Memory, Processor, Storage};
use std::collections::HashSet;

/// What the rules of the family found.
#[derive(Debug, Default)]
pub(super) struct Loads {
    pub processors: Vec<Processor>,
    /// The processors count only where HOST-RESOURCES-MIB tells of none.
    pub processors_otherwise: bool,
    /// Pools and whether each counts only where nothing else tells of its kind.
    pub memory: Vec<(Memory, bool)>,
    pub storage: Vec<(Storage, bool)>,
}

/// Every processor, pool and volume in the cells. An object that two rules name is told once, by the first.
pub(super) fn loads(profile: &Profile, said: &Said<'_, '_>, owners: Owners<'_>) -> Loads {
    let (processors, processors_otherwise) = processors(profile, said, owners);
    let mut loads = Loads { processors, processors_otherwise, ..Loads::default() };
    let mut seen: HashSet<(u16, &[u8])> = HashSet::new();
    for rule in &profile.pools {
        let known = match rule.of {
            PoolOf::Memory(_) => loads.memory.len(),
            PoolOf::Storage(_) => loads.storage.len(),
        };
        if rule.otherwise && known > 0 {
            continue;
        }
        for cell in said.rows(rule.row.value) {
            let Some(pool) = Pool::of(rule, cell, said, owners) else { continue };
            if !seen.insert((cell.column, cell.index)) {
                continue;
            }
            match rule.of {
                PoolOf::Memory(class) => loads.memory.push((pool.memory(class), rule.otherwise)),
                PoolOf::Storage(kind) => loads.storage.push((pool.volume(kind), rule.otherwise)),
            }
        }
    }
    loads
}

/// The processors, and whether the rules that found them count only where nothing else tells of any.
fn processors(profile: &Profile, said: &Said<'_, '_>, owners: Owners<'_>) -> (Vec<Processor>, bool) {
    let mut otherwise = false;
    let mut found: Vec<(Vec<u8>, Processor)> = Vec::new();
    for rule in &profile.processors {
        let Some(source) = profile.source(rule.row.value) else { continue };
        if rule.otherwise && !found.is_empty() {
            continue;
        }
        for cell in said.rows(rule.row.value) {
            let name = [source.oid.as_ber(), cell.index].concat();
            if found.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let Some(sensor) = said.sensor(&rule.row, cell, owners) else { continue };
            otherwise = rule.otherwise;
            let processor = Processor {
                index: sensor.index,
                descr: sensor.descr,
                usage_percent: sensor.value,
                oid: Some(dotted(&name)),
                ..Processor::default()
            };
            found.push((name, processor));
        }
    }
    found.sort_by(|(a, _), (b, _)| compare(a, b));
    (found.into_iter().map(|(_, processor)| processor).collect(), otherwise)
}

/// Size, use, rest and share of one row.
struct Pool {
    index: Option<String>,
    descr: Option<String>,
    units: Option<u64>,
    size: Size,
}

/// What is known of a size in bytes, each part from the others where the device does not state it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Size {
    total: Option<u64>,
    used: Option<u64>,
    free: Option<u64>,
    percent: Option<f64>,
}

impl Pool {
    fn of(rule: &PoolRule<u16>, cell: &Cell<'_>, said: &Said<'_, '_>, owners: Owners<'_>) -> Option<Self> {
        let row = said.sensor(&rule.row, cell, owners)?;
        let value = |object: Option<u16>| {
            let value = number(said.of_row(object?, cell.index)?)?;
            (!rule.row.none.contains(&value)).then_some(value)
        };
        let units = match rule.units {
            Some(object) => value(Some(object))?,
            None => rule.unit,
        };
        // A size that no longer fits 31 bits comes negative.
        let unsigned = |number: f64| if number < 0.0 { number + 4_294_967_296.0 } else { number };
        let bytes = |object| value(object).map(|number| (unsigned(number) * units).round());
        let whole = |object| bytes(object).map(|bytes| bytes as u64);
        let share = value(rule.percent).map(|share| six_digits(share * rule.row.scale));
        let share = share.map(|share| if rule.idle { 100.0 - share } else { share });
        let stated = Size {
            total: whole(rule.total).filter(|total| *total > 0),
            used: whole(rule.used),
            free: whole(rule.free),
            percent: share.filter(|share| (0.0..=100.0).contains(share)),
        };
        let size = stated.completed()?;
        let units = rule.units.map(|_| units as u64);
        Some(Self { index: row.index, descr: row.descr, units, size })
    }

    fn memory(self, class: &str) -> Memory {
        Memory {
            index: self.index,
            class: Some(class.to_owned()),
            descr: self.descr,
            total_bytes: self.size.total,
            used_bytes: self.size.used,
            free_bytes: self.size.free,
            percent: self.size.percent,
            ..Memory::default()
        }
    }

    fn volume(self, kind: &str) -> Storage {
        Storage {
            index: self.index,
            kind: Some(kind.to_owned()),
            descr: self.descr,
            size_bytes: self.size.total,
            used_bytes: self.size.used,
            free_bytes: self.size.free,
            percent: self.size.percent,
            units: self.units,
            ..Storage::default()
        }
    }
}

impl Size {
    /// With what follows from what is stated. None: it has no size or no use, or it contradicts itself.
    fn completed(self) -> Option<Self> {
        let total = self.total.or_else(|| self.used?.checked_add(self.free?).filter(|total| *total > 0));
        let of_share = || Some((total? as f64 * self.percent? / 100.0).round() as u64);
        let used = self.used.or_else(|| total?.checked_sub(self.free?)).or_else(of_share);
        if total.zip(used).is_some_and(|(total, used)| used > total) {
            return None;
        }
        let free = self.free.or_else(|| total?.checked_sub(used?));
        let of_sizes = || Some(six_digits(used? as f64 / total? as f64 * 100.0));
        let percent = self.percent.or_else(of_sizes);
        (total.is_some() && used.is_some() || percent.is_some()).then_some(Self { total, used, free, percent })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_stated_follows_from_what_is() {
        let size = |total, used, free, percent| Size { total, used, free, percent };
        for (stated, expected) in [
            (size(Some(200), Some(50), None, None), Some(size(Some(200), Some(50), Some(150), Some(25.0)))),
            (size(Some(200), None, Some(50), None), Some(size(Some(200), Some(150), Some(50), Some(75.0)))),
            (size(None, Some(30), Some(90), None), Some(size(Some(120), Some(30), Some(90), Some(25.0)))),
            (size(Some(200), None, None, Some(30.0)), Some(size(Some(200), Some(60), Some(140), Some(30.0)))),
            (size(None, None, None, Some(30.0)), Some(size(None, None, None, Some(30.0)))),
            (size(None, Some(0), Some(0), None), None),
            (size(Some(200), Some(300), None, None), None),
            (size(Some(200), None, None, None), None),
        ] {
            assert_eq!(stated.completed(), expected, "{stated:?}");
        }
    }
}
