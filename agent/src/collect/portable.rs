//! Systems other than Linux: what the `sysinfo` crate tells. On Linux it is compiled for the tests only, as a second
//! witness; on Windows it tells what changes from minute to minute. Interfaces have no ifIndex here, so they are not
//! stated as ports; their addresses and MACs serve the identity.

use super::Seen;
use crate::roots::Roots;
use model::record::{
    Address, Baseboard, Chassis, Cpu, Facts, LoadAverage, OperatingSystem, Processor, Sensor, Storage,
};
use std::ffi::OsStr;
use sysinfo::{Components, Disks, Motherboard, Networks, ProcessRefreshKind, ProcessesToUpdate, Product, System};

/// Reads the machine again and again; keeps the processor times of the last reading.
#[derive(Debug)]
pub struct Reader {
    system: Option<System>,
    readings: u64,
}

impl Reader {
    /// A reader of this machine; the roots are of no use here.
    pub fn new(_roots: Roots) -> Self {
        Self { system: System::new().ok(), readings: 0 }
    }

    /// What is installed: not read here.
    pub fn software(&self) -> &[model::record::Software] {
        &[]
    }

    /// Reads everything; nothing is kept between readings but processor times.
    pub fn read(&mut self, _whole: bool, _now: model::Timestamp) -> Seen {
        let mut seen = Seen::default();
        if let Some(system) = &mut self.system {
            read_system(system, self.readings > 0, &mut seen.facts);
        }
        self.readings += 1;
        read_operating_system(&mut seen.facts);
        read_hardware(&mut seen.facts);
        read_volumes(&mut seen.facts);
        read_temperatures(&mut seen.facts);
        read_network(&mut seen);
        seen.identity.name = seen.facts.sys_name.clone();
        seen.identity.uuid = seen.facts.uuid.clone();
        seen.identity.serial = seen.facts.serial.clone();
        let has_memory = seen.facts.memory_total_bytes.is_some();
        seen.require("memory", has_memory);
        seen.require("ports", false);
        seen
    }
}

fn read_system(system: &mut System, has_interval: bool, facts: &mut Facts) {
    system.refresh_cpu_all();
    system.refresh_memory();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
    let percent = f64::from(system.global_cpu_usage());
    if has_interval && percent.is_finite() {
        facts.processors = vec![Processor {
            index: Some("all".into()),
            descr: Some("All processors".into()),
            usage_percent: Some((percent.clamp(0.0, 100.0) * 10.0).round() / 10.0),
            ..Processor::default()
        }];
    }
    facts.cpus = system
        .cpus()
        .first()
        .map(|cpu| Cpu {
            vendor: text(cpu.vendor_id()),
            name: text(cpu.brand()),
            cores: System::physical_core_count().ok().and_then(|cores| u32::try_from(cores).ok()),
            threads: u32::try_from(system.cpus().len()).ok(),
            arch: Some(std::env::consts::ARCH.into()),
            ..Cpu::default()
        })
        .into_iter()
        .collect();
    facts.memory_total_bytes = Some(system.total_memory()).filter(|total| *total > 0);
    let pools = [
        ("system", "Memory", system.total_memory(), system.available_memory()),
        ("swap", "Swap", system.total_swap(), system.free_swap()),
    ];
    facts.memory = pools
        .into_iter()
        .filter(|(_, _, total, _)| *total > 0)
        .map(|(class, descr, total, free)| super::pool(class, descr, total, Some(free)))
        .collect();
    facts.process_count = u64::try_from(system.processes().len()).ok().filter(|count| *count > 0);
}

fn read_operating_system(facts: &mut Facts) {
    let told = |answer: Result<String, sysinfo::Error>| answer.ok().and_then(|answer| text(&answer));
    facts.os = Some(std::env::consts::OS.into());
    facts.os_text = told(System::long_os_version());
    facts.version = told(System::os_version());
    facts.sys_name = told(System::host_name());
    facts.uptime_s = System::uptime().ok().map(|seconds| seconds as f64);
    facts.load_average = System::load_average().ok().filter(|_| !cfg!(windows)).map(|average| LoadAverage {
        m1: Some(average.one),
        m5: Some(average.five),
        m15: Some(average.fifteen),
        ..LoadAverage::default()
    });
    facts.operating_system = Some(OperatingSystem {
        name: told(System::name()),
        version: told(System::os_version()),
        kernel: told(System::kernel_version()),
        arch: Some(std::env::consts::ARCH.into()),
        booted_at: System::boot_time()
            .ok()
            .and_then(|seconds| i64::try_from(seconds).ok())
            .map(model::Timestamp::from_seconds),
        ..OperatingSystem::default()
    });
}

fn read_hardware(facts: &mut Facts) {
    let told = |answer: Result<String, sysinfo::Error>| answer.ok().and_then(|answer| fact(&answer));
    facts.vendor = told(Product::vendor_name());
    facts.hardware = told(Product::name());
    facts.serial = told(Product::serial_number());
    facts.uuid = told(Product::uuid()).map(|uuid| uuid.to_ascii_lowercase());
    let chassis =
        Chassis { family: told(Product::family()), sku: told(Product::stock_keeping_unit()), ..Chassis::default() };
    facts.chassis = (chassis != Chassis::default()).then_some(chassis);
    if let Ok(board) = Motherboard::new() {
        let told = |answer: Option<String>| answer.and_then(|answer| fact(&answer));
        let board = Baseboard {
            vendor: told(board.vendor_name()),
            model: told(board.name()),
            version: told(board.version()),
            serial: told(board.serial_number()),
            ..Baseboard::default()
        };
        facts.baseboard = (board != Baseboard::default()).then_some(board);
    }
}

fn read_volumes(facts: &mut Facts) {
    let Ok(disks) = Disks::new_with_refreshed_list() else {
        return;
    };
    for disk in &disks {
        let (Some(mount), size) = (os_text(disk.mount_point().as_os_str()), disk.total_space()) else {
            continue;
        };
        let free = disk.available_space().min(size);
        if size == 0 {
            continue;
        }
        facts.storage.push(Storage {
            index: Some(mount.clone()),
            kind: Some(if disk.is_removable() { "hrStorageRemovableDisk" } else { "hrStorageFixedDisk" }.into()),
            descr: Some(mount.clone()),
            mount: Some(mount),
            file_system: os_text(disk.file_system()),
            size_bytes: Some(size),
            used_bytes: Some(size - free),
            free_bytes: Some(free),
            percent: super::percent(size - free, size),
            read_only: Some(disk.is_read_only()),
            ..Storage::default()
        });
    }
    facts.storage.sort_by(|a, b| a.mount.cmp(&b.mount));
    facts.storage.dedup_by(|a, b| a.mount == b.mount);
}

fn read_temperatures(facts: &mut Facts) {
    let Ok(components) = Components::new_with_refreshed_list() else {
        return;
    };
    facts.sensors = components
        .iter()
        .filter_map(|component| {
            let celsius = component.temperature().map(f64::from).filter(|c| (-40.0..150.0).contains(c))?;
            Some(Sensor {
                class: Some("temperature".into()),
                descr: text(component.label()),
                value: Some((celsius * 10.0).round() / 10.0),
                unit: Some("°C".into()),
                index: component.id().and_then(text),
                ..Sensor::default()
            })
        })
        .collect();
}

fn read_network(seen: &mut Seen) {
    let Ok(networks) = Networks::new_with_refreshed_list() else {
        return;
    };
    for (_, network) in networks.iter() {
        seen.identity.macs.extend(super::mac(&network.mac_address().to_string()));
        for row in network.ip_networks() {
            let stated =
                Address { address: Some(row.addr.to_string()), prefix: Some(row.prefix), ..Address::default() };
            if super::is_telling(&row.addr.to_string()) {
                seen.identity.addresses.push(row.addr.to_string());
            }
            match row.addr {
                std::net::IpAddr::V4(_) => seen.facts.ipv4.push(stated),
                std::net::IpAddr::V6(_) => seen.facts.ipv6.push(stated),
            }
        }
    }
    for list in [&mut seen.identity.macs, &mut seen.identity.addresses] {
        list.sort_unstable();
        list.dedup();
    }
    for list in [&mut seen.facts.ipv4, &mut seen.facts.ipv6] {
        list.sort_by(|a, b| a.address.cmp(&b.address));
        list.dedup();
    }
    seen.facts.base_mac = seen.identity.macs.first().cloned();
}

fn text(text: &str) -> Option<String> {
    model::text::clean(text.as_bytes())
}

fn os_text(name: &OsStr) -> Option<String> {
    text(&name.to_string_lossy())
}

fn fact(answer: &str) -> Option<String> {
    text(answer).filter(|answer| !model::identity::is_junk(answer))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::collect::linux;

    /// Two independent readings of the machine of the test tell the same.
    #[test]
    fn the_two_witnesses_agree() {
        let other = Reader::new(Roots::system()).read(true, model::Timestamp(0)).facts;
        let own = linux::Reader::new(Roots::system()).read(true, model::Timestamp(0)).facts;
        assert_eq!(own.memory_total_bytes, other.memory_total_bytes);
        assert_eq!(own.sys_name, other.sys_name);
        let threads = |facts: &Facts| facts.cpus.iter().filter_map(|cpu| cpu.threads).sum::<u32>();
        assert_eq!(threads(&own), threads(&other));
        let ipv4 = |facts: &Facts| {
            facts.ipv4.iter().map(|row| (row.address.clone(), row.prefix)).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(ipv4(&own), ipv4(&other));
        let root =
            |facts: &Facts| facts.storage.iter().find(|v| v.mount.as_deref() == Some("/")).and_then(|v| v.size_bytes);
        assert_eq!(root(&own), root(&other));
        let uptime = |facts: &Facts| facts.uptime_s.unwrap();
        assert!((uptime(&own) - uptime(&other)).abs() < 5.0);
    }
}
