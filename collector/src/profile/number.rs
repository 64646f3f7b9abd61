//! Gives the objects of sensors, processors, pools and radio their numbers in a family.

use super::{
    Assembly, Every, Family, Kind, SensorRule, Source, Table,
    check::Checked,
    measure::{PoolOf, PoolRule, ProcessorRule, WirelessRule},
    sensor::{Part, is_single},
};
use crate::snmp::Oid;
use std::collections::HashMap;

/// The rules of a family's files, those of the family itself before those of what it extends.
#[derive(Default)]
pub(super) struct Measured<'f> {
    sensors: Vec<&'f SensorRule<Oid>>,
    processors: Vec<&'f ProcessorRule<Oid>>,
    pools: Vec<&'f PoolRule<Oid>>,
    wireless: Vec<&'f WirelessRule<Oid>>,
}

impl<'f> Measured<'f> {
    /// Puts the rules of a file before those that are there.
    pub(super) fn put_first(&mut self, file: &'f Checked) {
        self.sensors.splice(0..0, &file.sensors);
        self.processors.splice(0..0, &file.processors);
        self.pools.splice(0..0, &file.pools);
        self.wireless.splice(0..0, &file.wireless);
    }
}

/// Adds the rules to a family: each object once, columns of one table in one walk.
pub(super) fn add(family: &mut Family, rules: &Measured<'_>) {
    let mut numbers = Numbers::default();
    family.sensors =
        rules.sensors.iter().map(|rule| rule.map(|oid, part| numbers.of(family, "sensors", oid, part))).collect();
    family.processors =
        rules.processors.iter().map(|rule| rule.map(|oid, part| numbers.of(family, "processors", oid, part))).collect();
    let section = |of| if matches!(of, PoolOf::Memory(_)) { "memory" } else { "storage" };
    family.pools =
        rules.pools.iter().map(|rule| rule.map(|oid, part| numbers.of(family, section(rule.of), oid, part))).collect();
    family.wireless =
        rules.wireless.iter().map(|rule| rule.map(|oid, part| numbers.of(family, "wireless", oid, part))).collect();
}

/// What was numbered so far.
#[derive(Default)]
struct Numbers {
    objects: HashMap<Oid, u16>,
    tables: HashMap<Oid, u16>,
}

impl Numbers {
    fn of(&mut self, family: &mut Family, section: &str, oid: &Oid, part: Part) -> u16 {
        let number = match self.objects.get(oid) {
            Some(number) => *number,
            None => self.add(family, section, oid),
        };
        if let (Part::Value, Some(source)) = (part, family.sources.get_mut(usize::from(number))) {
            source.every = Every::Poll;
        }
        number
    }

    fn add(&mut self, family: &mut Family, section: &str, oid: &Oid) -> u16 {
        let number = family.sources.len() as u16;
        self.objects.insert(oid.clone(), number);
        let table = (!is_single(oid)).then(|| {
            *self.tables.entry(oid.parent()).or_insert_with(|| {
                let (columns, beside) = (Vec::new(), Vec::new());
                family.tables.push(Table {
                    section: section.to_owned(),
                    assembly: Assembly::Sensors,
                    columns,
                    beside,
                    most_rows: None,
                });
                (family.tables.len() - 1) as u16
            })
        });
        match table {
            Some(table) => family.tables[usize::from(table)].columns.push(number),
            None => family.objects.push(number),
        }
        family.sources.push(Source {
            oid: oid.clone(),
            section: section.to_owned(),
            field: String::new(),
            kind: Kind::Text,
            scale: None,
            labels: None,
            every: Every::Inventory,
            metric: None,
            fallback: false,
            port: None,
            sensor: true,
            table,
        });
        number
    }
}
