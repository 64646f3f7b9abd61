//! The devices that are there, as rules ask for them. A reference is a `device_id`, `asset_code`, `sys_name`, `serial` or
//! `address`, tried in this order; of several records of one device the newest up to the moment of the check counts.

use super::seen::Seen;
use crate::fleet::Counted;
use model::Timestamp;
use std::{collections::HashMap, sync::Arc};

/// Where rules find devices.
pub trait Inventory {
    /// The newest record, collected at `as_of` or before, of the device that a reference names.
    fn device(&self, reference: &str, as_of: Timestamp) -> Option<Arc<Seen>>;
    /// The PCs and laptops whose record names this location, in the order of their names.
    fn computers_at(&self, location: &str, as_of: Timestamp) -> Vec<Arc<Seen>>;
    /// How many addresses of a subnet are taken; none where nobody can say it for that moment.
    fn addresses_in(&self, _cidr: &str, _as_of: Timestamp) -> Option<Counted> {
        None
    }
}

/// Records in memory.
#[derive(Debug, Default)]
pub struct Records {
    /// Of each device all its records, the newest first.
    devices: Vec<Vec<Arc<Seen>>>,
    /// Devices by the kind of mark and the mark.
    marks: HashMap<(usize, String), Vec<usize>>,
    /// What was counted in subnets, as a test says it.
    #[cfg(test)]
    pub counted: HashMap<String, Counted>,
}

impl Records {
    /// Groups records by device: two records that share a mark are of one device.
    pub fn new(mut records: Vec<Seen>) -> Self {
        // Records with most marks first, for they tie the others together; the order in which they were given changes nothing.
        let marks = |seen: &Seen| seen.marks().into_iter().flatten().count();
        records.sort_by(|a, b| {
            let order = marks(b).cmp(&marks(a)).then_with(|| newest_first(a, b));
            order.then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
        });
        let mut all = Self::default();
        for seen in records {
            all.add(seen);
        }
        all.devices.iter_mut().for_each(|device| device.sort_by(|a, b| newest_first(a, b)));
        all
    }

    fn add(&mut self, seen: Seen) {
        let marks: Vec<(usize, String)> =
            seen.marks().into_iter().enumerate().filter_map(|(kind, mark)| Some((kind, mark?.to_owned()))).collect();
        // The strongest mark decides; an address alone moves between devices and is no identity where others differ.
        let known = marks
            .iter()
            .find_map(|mark| self.marks.get(mark)?.iter().copied().find(|place| agrees(&self.devices[*place], &seen)));
        let place = known.unwrap_or(self.devices.len());
        if known.is_none() {
            self.devices.push(Vec::new());
        }
        for mark in marks {
            let places = self.marks.entry(mark).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
        self.devices[place].push(Arc::new(seen));
    }

    fn newest(&self, place: usize, as_of: Timestamp) -> Option<&Arc<Seen>> {
        self.devices.get(place)?.iter().find(|seen| seen.collected_at <= as_of)
    }
}

fn newest_first(a: &Seen, b: &Seen) -> std::cmp::Ordering {
    (b.collected_at, b.marks()).cmp(&(a.collected_at, a.marks()))
}

/// No mark of a record contradicts those of a device.
fn agrees(device: &[Arc<Seen>], seen: &Seen) -> bool {
    device.iter().all(|other| {
        // device_id, asset_code, serial: one device has one. Names and addresses change.
        [0, 1, 3].into_iter().all(|kind| match (other.marks()[kind], seen.marks()[kind]) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        })
    })
}

impl Inventory for Records {
    fn device(&self, reference: &str, as_of: Timestamp) -> Option<Arc<Seen>> {
        (0..5).find_map(|kind| {
            let places = self.marks.get(&(kind, reference.to_owned()))?;
            let found = places.iter().filter_map(|place| self.newest(*place, as_of));
            found.max_by_key(|seen| seen.collected_at).cloned()
        })
    }

    fn computers_at(&self, location: &str, as_of: Timestamp) -> Vec<Arc<Seen>> {
        let newest = (0..self.devices.len()).filter_map(|place| self.newest(place, as_of));
        let mut found: Vec<Arc<Seen>> = newest
            .filter(|seen| seen.is_computer() && seen.facts.location.as_deref() == Some(location))
            .cloned()
            .collect();
        found.sort_by(|a, b| a.marks().cmp(&b.marks()));
        found
    }

    #[cfg(test)]
    fn addresses_in(&self, cidr: &str, _as_of: Timestamp) -> Option<Counted> {
        self.counted.get(cidr).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(json: &str) -> Seen {
        Seen::read(json).unwrap()
    }

    #[test]
    fn the_newest_record_up_to_the_moment_counts_in_any_order() {
        let old =
            r#"{"collected_at":"2026-11-01T00:00:00Z","source":"snmp","sys_name":"SW-1","serial":"A1","version":"1"}"#;
        let new = r#"{"collected_at":"2026-11-02T00:00:00Z","source":"agent","serial":"A1","version":"2"}"#;
        let late = r#"{"collected_at":"2026-11-09T00:00:00Z","source":"snmp","sys_name":"SW-1","version":"3"}"#;
        let as_of = Timestamp::parse("2026-11-03T00:00:00Z").unwrap();
        for order in [[old, new, late], [late, new, old], [new, late, old]] {
            let records = Records::new(order.into_iter().map(seen).collect());
            for reference in ["SW-1", "A1"] {
                let version = records.device(reference, as_of).and_then(|seen| seen.facts.version.clone());
                assert_eq!(version.as_deref(), Some("2"), "{reference}");
            }
            assert!(records.device("A2", as_of).is_none());
        }
    }

    #[test]
    fn one_address_of_two_devices_makes_them_not_one() {
        let one = r#"{"collected_at":"2026-11-01T00:00:00Z","source":"snmp","address":"10.0.0.1","serial":"A1"}"#;
        let two = r#"{"collected_at":"2026-11-02T00:00:00Z","source":"snmp","address":"10.0.0.1","serial":"B2"}"#;
        let records = Records::new(vec![seen(one), seen(two)]);
        let as_of = Timestamp::parse("2026-11-03T00:00:00Z").unwrap();
        let serial = |reference| records.device(reference, as_of).and_then(|seen| seen.facts.serial.clone());
        assert_eq!(serial("A1").as_deref(), Some("A1"));
        assert_eq!(serial("10.0.0.1").as_deref(), Some("B2"));
    }
}
