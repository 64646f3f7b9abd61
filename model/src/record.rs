//! The device record `pantau-device/1`: what is known about one device from one source at one moment.
//!
//! A fact that is not known is absent: never null, never "", never 0. Keys this version does not know are kept in
//! `other` and written back unchanged. Field meanings, sources and units are those of `docs/` "Rekaman perangkat".

pub use bridge::*;
pub use endpoint::*;
pub use entity::*;
pub use machine::*;
pub use network::*;
pub use power::*;
pub use printer::*;
pub use wireless::*;

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The constant of the `schema` field.
pub const SCHEMA: &str = "pantau-device/1";

/// Whether a fact is absent and its key left out.
pub trait Absent {
    /// True when there is nothing to state.
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<K, V> Absent for BTreeMap<K, V> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

macro_rules! facts {
    ($(#[$doc:meta])* $name:ident { $( $(#[$field_doc:meta])* $field:ident: $type:ty, )* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name {
            $( $(#[$field_doc])* #[serde(skip_serializing_if = "Absent::is_absent")] pub $field: $type, )*
            /// Keys that this version does not know, kept as they came.
            #[serde(flatten)]
            pub other: BTreeMap<String, serde_json::Value>,
        }
    };
}

// Declared below the macro that they use.
mod bridge;
mod endpoint;
mod entity;
mod machine;
mod network;
mod power;
mod printer;
mod wireless;

type Text = Option<String>;

/// One device, one source, one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceRecord {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// When the first answer came.
    pub collected_at: Timestamp,
    /// Which way the facts came.
    pub source: crate::batch::Source,
    /// All facts, flat beside the envelope.
    #[serde(flatten)]
    pub facts: Facts,
}

impl DeviceRecord {
    /// An empty record of this source and time.
    pub fn new(source: crate::batch::Source, collected_at: Timestamp) -> Self {
        Self { schema: SCHEMA.into(), collected_at, source, facts: Facts::default() }
    }
}

facts! {
    /// Everything a record may state besides its envelope.
    Facts {
        /// The address polled, without port.
        address: Text,
        /// UDP port if it is not 161.
        port: Option<u16>,
        /// Agency code.
        opd: Text,
        /// The product's own id.
        device_id: Text,
        /// The owner's asset number.
        asset_code: Text,
        /// Version that answered: `1`, `2c`, `3`.
        snmp_version: Text,
        /// Wall time of the poll, milliseconds.
        duration_ms: Option<u64>,
        /// Sections begun but not read to their end.
        incomplete: Vec<Incomplete>,
        /// Where single fields came from.
        provenance: BTreeMap<String, Provenance>,
        /// sysObjectID, dotted, without leading dot.
        sys_object_id: Text,
        /// sysDescr.
        sys_descr: Text,
        /// sysName, or the host name.
        sys_name: Text,
        /// sysContact.
        sys_contact: Text,
        /// sysLocation.
        location: Text,
        /// Seconds since the management system (SNMP) or the machine (agent) started.
        uptime_s: Option<f64>,
        /// Fully qualified name, lower case.
        fqdn: Text,
        /// Domain, lower case.
        domain: Text,
        /// SMBIOS UUID, lower case.
        uuid: Text,
        /// Operating system word (`routeros`, `linux`, …).
        os: Text,
        /// Operating system for people.
        os_text: Text,
        /// Trade name of the maker.
        vendor: Text,
        /// Class word (`router`, `switch`, …).
        device_class: Text,
        /// Model as the vendor names it.
        hardware: Text,
        /// Firmware or OS version.
        version: Text,
        /// Serial number.
        serial: Text,
        /// Licence level, feature set.
        features: Text,
        /// Base MAC address.
        base_mac: Text,
        /// snmpEngineID, lower-case hex.
        snmp_engine_id: Text,
        /// Interfaces, by ifIndex.
        ports: Vec<Port>,
        /// IPv4 addresses.
        ipv4: Vec<Address>,
        /// IPv6 addresses.
        ipv6: Vec<Address>,
        /// Neighbour table (ipNetToPhysicalTable; the kernel's table for agents).
        arp: Vec<Arp>,
        /// Default and connected routes.
        routes: Vec<Route>,
        /// Name servers that are asked, the first one first.
        name_servers: Vec<String>,
        /// VLANs.
        vlans: Vec<Vlan>,
        /// Forwarding database.
        fdb: Vec<Forwarding>,
        /// Spanning trees.
        stp: Vec<SpanningTree>,
        /// Neighbours that announced themselves.
        neighbours: Vec<Neighbour>,
        /// Processor use.
        processors: Vec<Processor>,
        /// Memory pools.
        memory: Vec<Memory>,
        /// Volumes.
        storage: Vec<Storage>,
        /// Traffic of disks.
        disk_io: Vec<DiskIo>,
        /// Devices that the host has (hrDeviceTable).
        hr_devices: Vec<HostDevice>,
        /// Metrics of radio.
        wireless: Vec<WirelessMetric>,
        /// Radios.
        wireless_radios: Vec<Radio>,
        /// Clients of radios.
        wireless_clients: Vec<RadioClient>,
        /// Access points of a controller.
        wireless_aps: Vec<AccessPoint>,
        /// Load averages.
        load_average: Option<LoadAverage>,
        /// Running processes.
        process_count: Option<u64>,
        /// Measured values and states, by OID.
        sensors: Vec<Sensor>,
        /// Physical entities, by entPhysicalIndex.
        entities: Vec<Entity>,
        /// Transceivers.
        transceivers: Vec<Transceiver>,
        /// The uninterruptible power supply.
        ups: Option<Ups>,
        /// Outlets.
        outlets: Vec<Outlet>,
        /// Sources of power over Ethernet.
        poe_groups: Vec<PoeGroup>,
        /// Supplies of a printer.
        printer_supplies: Vec<Supply>,
        /// Trays of a printer.
        printer_trays: Vec<Tray>,
        /// prtMarkerLifeCount of the first marker.
        page_count: Option<u64>,
        /// hrPrinterStatus label.
        printer_status: Text,
        /// Set bits of hrPrinterDetectedErrorState.
        printer_errors: Vec<String>,
        /// Alerts of a printer.
        printer_alerts: Vec<PrinterAlert>,
        /// What the display of a printer shows.
        console_text: Text,
        /// The agent that wrote this record.
        agent: Option<AgentFacts>,
        /// Chassis (SMBIOS 1, 3).
        chassis: Option<Chassis>,
        /// Firmware (SMBIOS 0).
        bios: Option<Bios>,
        /// Board (SMBIOS 2).
        baseboard: Option<Baseboard>,
        /// Processors (SMBIOS 4, OS).
        cpus: Vec<Cpu>,
        /// Usable memory.
        memory_total_bytes: Option<u64>,
        /// Physical disks.
        disks: Vec<Disk>,
        /// The operating system in detail.
        operating_system: Option<OperatingSystem>,
        /// Memory slots, empty ones too (SMBIOS 17).
        memory_slots: Vec<MemorySlot>,
        /// Graphics adapters.
        gpus: Vec<Gpu>,
        /// Screens (EDID).
        monitors: Vec<Monitor>,
        /// Batteries of the machine.
        batteries: Vec<Battery>,
        /// The trusted platform module.
        tpm: Option<Tpm>,
        /// Secure Boot is on.
        secure_boot: Option<bool>,
        /// Installed software.
        software: Vec<Software>,
        /// What updates wait, and when the last came.
        updates: Option<Updates>,
        /// Who is logged in.
        users: Vec<User>,
        /// Virus scanners.
        antivirus: Vec<Antivirus>,
        /// Packet filters of the machine.
        host_firewall: Vec<HostFirewall>,
        /// Which volumes are encrypted.
        encryption: Vec<Encryption>,
        /// Services that run or should.
        services: Vec<Service>,
        /// Printers that are set up.
        printers: Vec<Peripheral>,
        /// USB devices.
        usb_devices: Vec<Peripheral>,
    }
}

facts! {
    /// A section that was not read to its end.
    Incomplete {
        /// Key of the record.
        section: Word,
        /// `timeout` `loop` `too_many` `error_status` `decode` `budget`.
        reason: Word,
    }
}

/// A required text inside a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Word(pub String);

impl Absent for Word {
    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

facts! {
    /// Where one key of a record came from.
    Provenance {
        /// Source word.
        source: Text,
        /// When.
        collected_at: Option<Timestamp>,
        /// OID, table name or agent source.
        from: Text,
    }
}

/// The key of every port, in the order given: its name (ifName, else ifDescr); a name that several ports share gets
/// `#ifIndex` behind it, and a port without any is `#ifIndex`. Series follow this key across a renumbering (C4).
pub fn port_keys(ports: &[Port]) -> Vec<String> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for port in ports {
        if let Some(name) = port_name(port) {
            *seen.entry(name).or_default() += 1;
        }
    }
    ports
        .iter()
        .map(|port| {
            let index = port.if_index.unwrap_or_default();
            match port_name(port) {
                Some(name) if seen.get(name) == Some(&1) => name.to_owned(),
                Some(name) => format!("{name}#{index}"),
                None => format!("#{index}"),
            }
        })
        .collect()
}

/// What a port is called: ifName, else ifDescr.
pub fn port_name(port: &Port) -> Option<&str> {
    port.name.as_deref().or(port.descr.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = r#"{"schema":"pantau-device/1","collected_at":"2026-03-01T04:05:06Z","source":"snmp","address":"10.10.4.2","sys_name":"gw","uptime_s":1555200.11,"ports":[{"if_index":1,"name":"ether1","in_octets":18446744073709551615,"poe":{"class":3}}],"x_site":{"a":1}}"#;

    #[test]
    fn a_record_goes_through_unchanged_with_keys_we_do_not_know() {
        let record: DeviceRecord = serde_json::from_str(EXAMPLE).unwrap();
        assert_eq!(record.facts.ports[0].in_octets, Some(u64::MAX));
        let again: serde_json::Value = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(EXAMPLE).unwrap());
    }

    #[test]
    fn an_empty_record_states_nothing() {
        let record = DeviceRecord::new(crate::batch::Source::Snmp, Timestamp(0));
        assert_eq!(
            serde_json::to_string(&record).unwrap(),
            r#"{"schema":"pantau-device/1","collected_at":"1970-01-01T00:00:00Z","source":"snmp"}"#
        );
    }

    #[test]
    fn port_keys_follow_names() {
        let port = |index, name: &str| Port {
            if_index: Some(index),
            name: (!name.is_empty()).then(|| name.to_owned()),
            ..Port::default()
        };
        assert_eq!(
            port_keys(&[port(1, "eth0"), port(2, "vlan"), port(3, "vlan"), port(4, "")]),
            ["eth0", "vlan#2", "vlan#3", "#4"]
        );
    }
}
