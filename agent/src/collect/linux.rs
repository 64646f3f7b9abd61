//! Linux: all collectors put together into one reading.

use super::{
    Seen, addresses, arp, batteries, cpu, disks, hardware, load, memory, monitors, peripherals, ports, protection,
    routes, sensors, services, smart, smbios, software, system, updates, users, volumes, wifi,
};
use crate::{roots::Roots, way::hosts};
use model::{
    Identity, Timestamp,
    record::{Facts, Port, Processor, Software},
};
use std::collections::{BTreeMap, BTreeSet};

/// Most rows of the neighbour table, of the routes and of the addresses that are stated.
pub const MAX_ROWS: usize = 4096;
/// The boot time follows from the wall clock, which is slewed and stepped; a smaller change is no other boot time.
const SAME_BOOT_SECONDS: f64 = 60.0;

/// Reads the machine again and again, keeping what hardly ever changes and the processor times of the last reading.
#[derive(Debug)]
pub struct Reader {
    roots: Roots,
    times: Option<cpu::Times>,
    lasting: Option<Facts>,
    /// What is installed: long, and told with inventories only.
    software: Vec<Software>,
    booted_at: Option<Timestamp>,
}

impl Reader {
    /// A reader of the machine below these roots.
    pub fn new(roots: Roots) -> Self {
        Self { roots, times: None, lasting: None, software: Vec::new(), booted_at: None }
    }

    /// Reads everything that changes, and with `whole` what hardly ever does (hardware, disks, operating system).
    pub fn read(&mut self, whole: bool, now: Timestamp) -> Seen {
        if whole {
            self.lasting = None;
            self.software = software::read(&self.roots);
        }
        let roots = &self.roots;
        let facts = self.lasting.get_or_insert_with(|| read_lasting(roots, now)).clone();
        let mut seen = Seen { facts, ..Seen::default() };
        self.read_load(&mut seen);
        read_network(&self.roots, &mut seen);
        seen.facts.storage = volumes::read(&self.roots);
        seen.facts.sensors = sensors::read(&self.roots);
        if wifi::is_due(&seen.facts.ports) {
            wifi::state(&(self.roots.wifi)(), &mut seen.facts);
        }
        system::read_name(&self.roots, &mut seen.facts);
        seen.identity.name = seen.facts.sys_name.clone();
        seen.identity.uuid = seen.facts.uuid.clone();
        seen.identity.serial = seen.facts.serial.clone();
        seen
    }

    /// What was installed at the last whole reading.
    pub fn software(&self) -> &[Software] {
        &self.software
    }

    fn read_load(&mut self, seen: &mut Seen) {
        let stat = cpu::read_stat(&self.roots);
        seen.require("processors", stat.times.is_some());
        let percent = self.times.zip(stat.times).and_then(|(before, after)| cpu::use_percent(before, after));
        self.times = stat.times;
        let facts = &mut seen.facts;
        facts.processors = percent.map(all_processors).into_iter().collect();
        facts.memory = memory::read(&self.roots);
        facts.memory_total_bytes = facts.memory.first().and_then(|pool| pool.total_bytes);
        facts.load_average = load::read_average(&self.roots);
        facts.uptime_s = load::read_uptime(&self.roots);
        facts.process_count = load::read_process_count(&self.roots);
        self.booted_at = match (self.booted_at, stat.booted_at_seconds.map(Timestamp::from_seconds)) {
            (Some(known), Some(now)) if known.seconds_since(now).abs() <= SAME_BOOT_SECONDS => Some(known),
            (_, now) => now,
        };
        if let Some(system) = &mut facts.operating_system {
            system.booted_at = self.booted_at;
        }
        let has_memory = facts.memory_total_bytes.is_some();
        seen.require("memory", has_memory);
    }
}

/// The row of processor use, all cores together.
pub fn all_processors(percent: f64) -> Processor {
    Processor {
        index: Some("all".into()),
        descr: Some("All processors".into()),
        usage_percent: Some(percent),
        ..Processor::default()
    }
}

fn read_lasting(roots: &Roots, now: Timestamp) -> Facts {
    let mut facts = Facts::default();
    let info = cpu::read_info(roots);
    facts.cpus = info.cpus;
    hardware::read(roots, info.hypervisor, &mut facts);
    facts.disks = disks::read(roots);
    smart::state(roots, now, &mut facts.disks);
    system::read(roots, &mut facts);
    smbios::read(roots, &mut facts);
    facts.monitors = monitors::read(roots);
    facts.batteries = batteries::read(roots);
    peripherals::read(roots, &mut facts);
    protection::read(roots, now, &mut facts);
    facts.services = services::read(roots);
    facts.updates = updates::read(roots);
    facts.users = users::read(roots);
    facts
}

fn read_network(roots: &Roots, seen: &mut Seen) {
    let interfaces = ports::read(roots);
    seen.require("ports", !interfaces.is_empty());
    let indexes: BTreeMap<String, u32> = interfaces.iter().filter_map(|i| key(&i.port)).collect();
    let facts = &mut seen.facts;
    facts.ipv4 = addresses::ipv4(&(roots.ipv4)(), &indexes);
    facts.ipv6 = addresses::read_ipv6(roots);
    facts.routes = routes::read(roots, &indexes);
    facts.arp = arp::read(roots, &indexes);
    facts.name_servers = hosts::recorded(roots);
    identify(&interfaces, facts, &mut seen.identity);
    facts.base_mac = seen.identity.macs.first().cloned();
    facts.ports = interfaces.into_iter().map(|interface| interface.port).collect();
    seen.cap("ports", ports::MAX_PORTS, |facts| &mut facts.ports);
    seen.cap("ipv4", MAX_ROWS, |facts| &mut facts.ipv4);
    seen.cap("ipv6", MAX_ROWS, |facts| &mut facts.ipv6);
    seen.cap("routes", MAX_ROWS, |facts| &mut facts.routes);
    seen.cap("arp", MAX_ROWS, |facts| &mut facts.arp);
}

fn key(port: &Port) -> Option<(String, u32)> {
    Some((port.name.clone()?, port.if_index?))
}

fn identify(interfaces: &[ports::Interface], facts: &Facts, identity: &mut Identity) {
    let mut told = BTreeSet::new();
    identity.macs = interfaces
        .iter()
        .filter(|interface| interface.own_mac)
        .filter_map(|interface| interface.port.mac.clone())
        .filter(|mac| told.insert(mac.clone()))
        .collect();
    let own: BTreeSet<u32> = interfaces.iter().filter(|i| i.own_addresses).filter_map(|i| i.port.if_index).collect();
    identity.addresses = facts
        .ipv4
        .iter()
        .chain(&facts.ipv6)
        .filter(|row| row.if_index.is_some_and(|index| own.contains(&index)))
        .filter_map(|row| row.address.clone())
        .filter(|address| super::is_telling(address))
        .collect();
}
