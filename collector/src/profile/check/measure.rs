//! The sense of what a file says of load, memory, volumes and radio.

use super::Check;
use crate::{
    profile::{
        file::{self, measure::Pool},
        measure::{PoolOf, PoolRule, ProcessorRule, WIRELESS_CLASSES, WirelessRule},
        sensor::Conversion,
    },
    snmp::Oid,
};
use toml::Spanned;

/// Classes of memory (`device-record.md` 6).
const MEMORY_CLASSES: [&str; 7] = ["system", "virtual", "swap", "buffers", "cached", "shared", "other"];
/// Types of volumes, as HOST-RESOURCES-TYPES names them.
const STORAGE_TYPES: [&str; 4] =
    ["hrStorageFixedDisk", "hrStorageRemovableDisk", "hrStorageFlashMemory", "hrStorageRamDisk"];

impl Check<'_, '_> {
    pub(super) fn processor(&mut self, form: file::measure::Processor) -> Option<ProcessorRule<Oid>> {
        let otherwise = form.otherwise;
        Some(ProcessorRule { row: self.row(form.row(), "load")?, otherwise })
    }

    pub(super) fn memory(&mut self, form: Pool) -> Option<PoolRule<Oid>> {
        let class = self.word(form.class.as_ref(), &MEMORY_CLASSES, "class of memory")?;
        self.pool(form, PoolOf::Memory(class))
    }

    pub(super) fn volume(&mut self, form: Pool) -> Option<PoolRule<Oid>> {
        let kind = self.word(form.class.as_ref(), &STORAGE_TYPES, "type of volume")?;
        self.pool(form, PoolOf::Storage(kind))
    }

    fn pool(&mut self, form: Pool, of: PoolOf) -> Option<PoolRule<Oid>> {
        let mut numbers = [None, None, None, None, None];
        let objects = [&form.total, &form.used, &form.free, &form.percent, &form.units];
        for (place, oid) in objects.into_iter().enumerate() {
            if let Some(oid) = oid {
                numbers[place] = Some(self.good(oid, oid.get_ref().parse())?);
            }
        }
        let Some(leading) = objects[..4].iter().find_map(|oid| (*oid).clone()) else {
            self.tell_of_file("a pool without total, used, free and percent");
            return None;
        };
        if let Some(unit) = form.unit.as_ref().filter(|unit| !(unit.get_ref().is_normal() && *unit.get_ref() > 0.0)) {
            self.tell(unit, "a unit is a number of bytes greater than 0");
        }
        let idle = match form.from {
            Conversion::Plain => false,
            Conversion::Idle => true,
            _ => {
                self.tell(&leading, "the share of a pool is plain or idle");
                return None;
            }
        };
        let unit = form.unit.as_ref().map_or(1.0, |unit| *unit.get_ref());
        let otherwise = form.otherwise;
        let [total, used, free, percent, units] = numbers;
        let row = self.row(form.row(leading), "load")?;
        Some(PoolRule { of, row, total, used, free, percent, unit, units, idle, otherwise })
    }

    pub(super) fn wireless(&mut self, form: file::measure::Wireless) -> Option<WirelessRule<Oid>> {
        let words = WIRELESS_CLASSES.map(|(word, _)| word);
        let class = self.word(Some(&form.class), &words, "class of wireless")?;
        let mut plus = Vec::new();
        for oid in &form.plus {
            plus.push(self.good(oid, oid.get_ref().parse())?);
        }
        let rows = form.rows;
        Some(WirelessRule { row: self.row(form.row(), class)?, plus, rows })
    }

    /// A word of a list; without one the first of it.
    fn word(&mut self, word: Option<&Spanned<String>>, words: &[&'static str], what: &str) -> Option<&'static str> {
        let Some(word) = word else { return words.first().copied() };
        let known = words.iter().copied().find(|known| known == word.get_ref());
        if known.is_none() {
            self.tell(word, format!("no {what} {:?}; allowed: {}", word.get_ref(), words.join(", ")));
        }
        known
    }
}
