//! Devices as rules ask for them, out of brought records and the fleet, each fetched once.

use crate::{
    compat::{
        inventory::{Inventory, Records},
        seen::Seen,
    },
    discover::Subnet,
    fleet::{Counted, Fleet, Known, add_history},
    live::Live,
    store::{ImportedRecord, Reader, StoreError},
};
use model::{DeviceId, OpdCode, Timestamp};
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// A check this close to now is one of now.
const FRESH_SECONDS: f64 = 3600.0;

/// Brought records and the fleet.
pub(super) struct Shelf<'a> {
    live: &'a Live,
    reader: &'a Reader,
    /// Only devices and brought records of this agency are found.
    opd: Option<&'a OpdCode>,
    kept: RefCell<Kept>,
}

#[derive(Default)]
struct Kept {
    /// Groups of records by the reference that was asked for.
    groups: HashMap<String, Arc<Group>>,
    /// PCs and laptops of a location, by a mark each.
    computers: HashMap<String, Arc<Vec<String>>>,
    /// Bodies of records that rules have read, by device and time.
    used: BTreeMap<String, String>,
    trouble: Option<StoreError>,
}

/// All records of the device that a reference names.
#[derive(Default)]
struct Group {
    records: Records,
    bodies: Vec<(Seen, String)>,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(live: &'a Live, reader: &'a Reader, opd: Option<&'a OpdCode>) -> Self {
        Self { live, reader, opd, kept: RefCell::default() }
    }

    /// A check begins: nothing has been read for it.
    pub(super) fn begin(&self) {
        self.kept.borrow_mut().used.clear();
    }

    /// The records that the check has read. Error: the store failed on the way.
    pub(super) fn finish(&self) -> Result<Vec<String>, StoreError> {
        let mut kept = self.kept.borrow_mut();
        match kept.trouble.take() {
            Some(trouble) => Err(trouble),
            None => Ok(kept.used.values().cloned().collect()),
        }
    }

    /// One mark of every PC and laptop that may be at a location.
    fn computers(&self, location: &str) -> Vec<String> {
        let mut marks = Vec::new();
        match self.reader.imported_computers(location, self.opd) {
            Ok(found) => marks.extend(found.iter().filter_map(|record| first_mark(&record.seen))),
            Err(error) => self.failed(error),
        }
        let fleet = self.live.fleet();
        for (id, known) in fleet.devices().filter(|(_, known)| self.is_seen(known)) {
            let class = known.device.class.as_deref().unwrap_or_else(|| fleet.text(known.fact(|said| said.class)));
            if known.device.location.as_deref() == Some(location) && matches!(class, "pc" | "laptop") {
                marks.push(id.to_string());
            }
        }
        marks.sort();
        marks.dedup();
        marks
    }

    /// A mark of every device: those of the fleet and those that were brought.
    pub(super) fn everything(&self) -> Vec<String> {
        let fleet = self.live.fleet();
        let own = fleet.devices().filter(|(_, known)| self.is_seen(known));
        let mut marks: Vec<String> = own.map(|(id, _)| id.to_string()).collect();
        drop(fleet);
        match self.reader.imported_marks(self.opd) {
            Ok(found) => marks.extend(found),
            Err(error) => self.failed(error),
        }
        marks.sort();
        marks.dedup();
        marks
    }

    fn failed(&self, error: StoreError) {
        self.kept.borrow_mut().trouble.get_or_insert(error);
    }

    fn group(&self, reference: &str) -> Arc<Group> {
        if let Some(known) = self.kept.borrow().groups.get(reference) {
            return Arc::clone(known);
        }
        let group = Arc::new(self.fetch(reference).unwrap_or_else(|error| {
            self.failed(error);
            Group::default()
        }));
        self.kept.borrow_mut().groups.insert(reference.to_owned(), Arc::clone(&group));
        group
    }

    fn fetch(&self, reference: &str) -> Result<Group, StoreError> {
        let mut live = self.watched(reference)?;
        let mut marks = vec![reference];
        marks.extend(live.iter().flat_map(|record| record.seen.marks()).flatten());
        let mut all = self.reader.imported(&marks, self.opd)?;
        if live.is_none() {
            // Only a brought record knows this name; it may be of a device that is watched under another.
            let others: Vec<&str> = all.iter().flat_map(|record| record.seen.marks()).flatten().collect();
            for other in others {
                live = self.watched(other)?;
                if live.is_some() {
                    break;
                }
            }
        }
        all.extend(live);
        let records = Records::new(all.iter().map(|record| record.seen.clone()).collect());
        Ok(Group { records, bodies: all.into_iter().map(|record| (record.seen, record.body)).collect() })
    }

    /// The device of the fleet that a reference names, as it is known now.
    fn is_seen(&self, known: &Known) -> bool {
        self.opd.is_none() || known.device.opd.as_ref() == self.opd
    }

    fn watched(&self, reference: &str) -> Result<Option<ImportedRecord>, StoreError> {
        let now = self.live.clock.now();
        let found = {
            let fleet = self.live.fleet();
            (0..6).find_map(|kind| {
                let mut seen = fleet.devices().filter(|(_, known)| self.is_seen(known));
                seen.find(|(id, known)| is_called(&fleet, *id, known, kind, reference)).map(|(id, _)| id)
            })
        };
        let Some(id) = found else { return Ok(None) };
        let Some(mut picture) = self.live.fleet().device_picture(id, now) else { return Ok(None) };
        add_history(&mut picture, self.reader)?;
        let Some(mut record) = picture.record else { return Ok(None) };
        let before: Vec<Option<String>> = record.facts.ports.iter().map(|port| port.oper.clone()).collect();
        self.live.fleet().freshen(id, &mut record);
        for (port, before) in record.facts.ports.iter_mut().zip(before) {
            // The inventory tells how long the state of then has lasted; another one has just begun.
            if port.oper != before {
                port.last_change_s = Some(0.0);
            }
        }
        if record.facts.sys_name.is_none() {
            record.facts.sys_name = picture.device.name.clone();
        }
        let body = serde_json::to_string(&record).map_err(|error| StoreError::Other(error.to_string()))?;
        Ok(Seen::read(&body).map(|seen| ImportedRecord { seen, body }))
    }
}

fn first_mark(seen: &Seen) -> Option<String> {
    seen.marks().into_iter().flatten().next().map(str::to_owned)
}

/// Number, asset code, name that was declared, sysName, serial number, address: in this order.
fn is_called(fleet: &Fleet, id: DeviceId, known: &Known, kind: u8, reference: &str) -> bool {
    let device = &known.device;
    match kind {
        0 => id.to_string() == reference,
        1 => device.asset_code.as_deref() == Some(reference),
        2 => device.name.as_deref() == Some(reference),
        3 => fleet.text(known.fact(|said| said.name)) == reference,
        4 => fleet.text(known.fact(|said| said.serial)) == reference,
        _ => device.target.as_ref().is_some_and(|target| target.address == reference),
    }
}

impl Inventory for Shelf<'_> {
    fn device(&self, reference: &str, as_of: Timestamp) -> Option<Arc<Seen>> {
        let group = self.group(reference);
        let by_mark = group.records.device(reference, as_of);
        // A name that was declared here stands in no record: then all records of the group are of that device.
        let seen = by_mark.or_else(|| {
            let marks = group.bodies.iter().rev().flat_map(|(seen, _)| seen.marks()).flatten();
            marks.filter_map(|mark| group.records.device(mark, as_of)).max_by_key(|seen| seen.collected_at)
        })?;
        let same = |other: &Seen| other.collected_at == seen.collected_at && other.marks() == seen.marks();
        if let Some((_, body)) = group.bodies.iter().find(|(other, _)| same(other)) {
            let key = format!("{} {}", first_mark(&seen).unwrap_or_default(), seen.collected_at);
            self.kept.borrow_mut().used.entry(key).or_insert_with(|| body.clone());
        }
        Some(seen)
    }

    fn computers_at(&self, location: &str, as_of: Timestamp) -> Vec<Arc<Seen>> {
        let known = self.kept.borrow().computers.get(location).cloned();
        let marks = known.unwrap_or_else(|| {
            let marks = Arc::new(self.computers(location));
            self.kept.borrow_mut().computers.insert(location.to_owned(), Arc::clone(&marks));
            marks
        });
        let mut found: Vec<Arc<Seen>> = Vec::new();
        for mark in marks.iter() {
            let Some(seen) = self.device(mark, as_of) else { continue };
            let here = seen.is_computer() && seen.facts.location.as_deref() == Some(location);
            if here && !found.iter().any(|known| known.marks() == seen.marks()) {
                found.push(seen);
            }
        }
        found.sort_by(|a, b| a.marks().cmp(&b.marks()));
        found
    }

    fn addresses_in(&self, cidr: &str, as_of: Timestamp) -> Option<Counted> {
        let subnet = Subnet::parse(cidr).ok()?;
        let now = self.live.clock.now();
        // Of the past nothing is kept but what was written down.
        (as_of.seconds_since(now).abs() < FRESH_SECONDS).then(|| self.live.fleet().addresses_in(&subnet, now))
    }
}
