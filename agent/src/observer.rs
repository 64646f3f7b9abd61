//! Looks at this machine when asked and says what it saw as a batch.

use crate::{
    NAME, VERSION,
    collect::{ROW_CAP, Reader},
    roots::Roots,
    samples::samples,
};
use model::{
    Batch, DeviceRecord, Issue, Source, Timestamp,
    record::{AgentFacts, Facts, Incomplete, Memory, Port, Radio, Storage},
};

/// The inventory is said again after this many batches even if nothing changed, and what hardly ever changes is read
/// again: hourly at the default interval of a minute.
pub const INVENTORY_EVERY: u32 = 60;

/// Most programs and packages that are told.
pub const MAX_SOFTWARE: usize = 10_000;

/// Observes one machine.
#[derive(Debug)]
pub struct Observer {
    reader: Reader,
    agent_id: Option<String>,
    newest: Option<DeviceRecord>,
    told: Option<Facts>,
    since_inventory: u32,
}

impl Observer {
    /// An observer of the machine below these roots, for the agent of this id.
    pub fn new(roots: Roots, agent_id: Option<String>) -> Self {
        Self { reader: Reader::new(roots), agent_id, newest: None, told: None, since_inventory: 0 }
    }

    /// Looks now. Samples are in every batch but for processor use, which takes two; the inventory is in the first,
    /// in one after a change, and in every [`INVENTORY_EVERY`]th.
    pub fn observe(&mut self, now: Timestamp) -> Batch {
        let due = self.told.is_none() || self.since_inventory + 1 >= INVENTORY_EVERY;
        let mut seen = self.reader.read(due, now);
        seen.facts.agent = Some(AgentFacts {
            name: Some(NAME.into()),
            version: Some(VERSION.into()),
            id: self.agent_id.clone(),
            ..AgentFacts::default()
        });
        seen.identity.agent_id = self.agent_id.clone();
        let (samples, over) = samples(&seen.facts);
        if over > 0 {
            let count = u32::try_from(over).unwrap_or(u32::MAX);
            seen.issues.push(Issue { name: ROW_CAP.into(), section: "samples".into(), count });
        }
        let record = DeviceRecord { facts: seen.facts, ..DeviceRecord::new(Source::Agent, now) };
        let inventory = self.inventory(due, &record);
        self.newest = Some(record);
        Batch {
            source: Source::Agent,
            device: seen.identity,
            at: now,
            heard: Vec::new(),
            samples,
            inventory,
            issues: seen.issues,
        }
    }

    /// The record of the newest observation.
    pub fn record(&self) -> Option<&DeviceRecord> {
        self.newest.as_ref()
    }

    /// Says the inventory again in the next batch: the one that held it was lost.
    pub fn repeat_inventory(&mut self) {
        self.told = None;
    }

    fn inventory(&mut self, due: bool, record: &DeviceRecord) -> Option<Box<DeviceRecord>> {
        let lasting = lasting(&record.facts);
        if !due && self.told.as_ref() == Some(&lasting) {
            self.since_inventory += 1;
            return None;
        }
        self.told = Some(lasting);
        self.since_inventory = 0;
        let mut record = Box::new(record.clone());
        let installed = self.reader.software();
        record.facts.software = installed.iter().take(MAX_SOFTWARE).cloned().collect();
        if installed.len() > MAX_SOFTWARE {
            record.facts.incomplete.push(Incomplete {
                section: "software".into(),
                reason: "too_many".into(),
                ..Incomplete::default()
            });
        }
        Some(record)
    }
}

/// The facts whose change is worth an inventory: without counters, levels, and the neighbour table, which is never
/// at rest.
fn lasting(facts: &Facts) -> Facts {
    let mut facts = facts.clone();
    facts.uptime_s = None;
    facts.load_average = None;
    facts.process_count = None;
    facts.processors.clear();
    facts.sensors.clear();
    facts.arp.clear();
    facts.wireless_clients.clear();
    for radio in &mut facts.wireless_radios {
        // Who walks through a building changes access point and channel; the network and the band stay.
        *radio = Radio { channel: None, frequency_mhz: None, width_mhz: None, clients: None, ..std::mem::take(radio) };
    }
    for port in &mut facts.ports {
        *port = Port {
            in_octets: None,
            out_octets: None,
            in_ucast: None,
            out_ucast: None,
            in_mcast: None,
            in_errors: None,
            out_errors: None,
            in_discards: None,
            out_discards: None,
            ..std::mem::take(port)
        };
    }
    for pool in &mut facts.memory {
        *pool = Memory { used_bytes: None, free_bytes: None, percent: None, ..std::mem::take(pool) };
    }
    for volume in &mut facts.storage {
        *volume = Storage { used_bytes: None, free_bytes: None, percent: None, ..std::mem::take(volume) };
    }
    facts
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn another_access_point_of_the_same_network_is_no_other_inventory() {
        let radio = |ssid: &str, mhz, channel| Facts {
            wireless_radios: vec![Radio {
                ssids: vec![ssid.into()],
                frequency_mhz: Some(mhz),
                channel: Some(channel),
                ..Radio::default()
            }],
            wireless_clients: vec![model::record::RadioClient { rssi_dbm: Some(-mhz / 100.0), ..Default::default() }],
            ..Facts::default()
        };
        let before = lasting(&radio("Dinas", 5180.0, 36));
        assert_eq!(before, lasting(&radio("Dinas", 5500.0, 100)));
        assert_ne!(before, lasting(&radio("Tamu", 5180.0, 36)));
    }

    fn put(directory: &Path, path: &str, content: &str) {
        let path = directory.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    #[test]
    fn the_inventory_comes_first_on_change_and_now_and_then() {
        let directory = tempfile::tempdir().unwrap();
        let machine = directory.path();
        put(machine, "proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 500 kB\n");
        put(machine, "proc/stat", "cpu 0 0 0 100\nbtime 1000000\n");
        put(machine, "sys/class/net/eth0/ifindex", "2\n");
        put(machine, "sys/class/net/eth0/statistics/rx_bytes", "5\n");
        let mut observer = Observer::new(Roots::under(machine), Some("a".into()));
        let mut second = 0;
        let mut look = |observer: &mut Observer| {
            second += 1;
            observer.observe(Timestamp::from_seconds(second)).inventory.is_some()
        };
        assert!(look(&mut observer));
        // What is measured changes, and the boot time by what the clock was slewed: nothing to tell.
        put(machine, "proc/stat", "cpu 50 0 0 150\nbtime 1000001\n");
        put(machine, "proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 400 kB\n");
        put(machine, "sys/class/net/eth0/statistics/rx_bytes", "9\n");
        assert!(!look(&mut observer));
        put(machine, "sys/class/net/eth0/speed", "100\n");
        assert!(look(&mut observer));
        for _ in 1..INVENTORY_EVERY {
            assert!(!look(&mut observer));
        }
        assert!(look(&mut observer));
        assert!(!look(&mut observer));
        observer.repeat_inventory();
        assert!(look(&mut observer));
    }

    #[test]
    fn processor_use_takes_two_readings() {
        let directory = tempfile::tempdir().unwrap();
        let machine = directory.path();
        let cpu = |batch: &Batch| {
            batch.samples.iter().find(|sample| sample.metric == model::Metric::CpuUse).map(|sample| sample.value)
        };
        let mut observer = Observer::new(Roots::under(machine), None);
        put(machine, "proc/stat", "cpu 0 0 0 100\n");
        assert_eq!(cpu(&observer.observe(Timestamp(0))), None);
        put(machine, "proc/stat", "cpu 50 0 0 250\n");
        assert_eq!(cpu(&observer.observe(Timestamp(1000))), Some(model::Value::Level(25.0)));
    }

    #[test]
    fn a_machine_that_tells_nothing_is_still_a_batch() {
        let directory = tempfile::tempdir().unwrap();
        let batch = Observer::new(Roots::under(directory.path()), None).observe(Timestamp(0));
        let unreadable: Vec<_> = batch.issues.iter().map(|issue| issue.section.as_str()).collect();
        assert_eq!(unreadable, ["processors", "memory", "ports"]);
        assert!(batch.samples.is_empty() && batch.inventory.is_some());
    }
}
