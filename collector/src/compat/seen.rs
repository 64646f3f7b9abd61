//! What rules read of a device record: few of its facts, and leniently, for the record may be any version's.

use model::{Source, Timestamp};
use serde::Deserialize;

type Text = Option<String>;

macro_rules! facts {
    ($( $(#[$doc:meta])* $name:ident { $( $field:ident: $type:ty, )* } )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Default, Deserialize)]
            #[serde(default)]
            #[allow(missing_docs)]
            pub struct $name { $( pub $field: $type, )* }
        )*
    };
}

/// One record of one device (`pantau-device/1`). Lists are empty where the record is silent.
#[derive(Clone, Debug, Deserialize)]
pub struct Seen {
    /// When it was read.
    pub collected_at: Timestamp,
    /// Which way its facts came.
    pub source: Source,
    /// Its facts.
    #[serde(flatten)]
    pub facts: Facts,
}

facts! {
    /// The facts that rules read; names as in the record.
    Facts {
        address: Text,
        opd: Text,
        device_id: Text,
        asset_code: Text,
        sys_name: Text,
        location: Text,
        os: Text,
        os_text: Text,
        vendor: Text,
        device_class: Text,
        hardware: Text,
        version: Text,
        serial: Text,
        ports: Vec<Port>,
        vlans: Vec<Vlan>,
        stp: Vec<SpanningTree>,
        neighbours: Vec<Neighbour>,
        poe_groups: Vec<PoeGroup>,
        transceivers: Vec<Transceiver>,
        wireless_radios: Vec<Radio>,
        ups: Option<Ups>,
        page_count: Option<u64>,
        bios: Option<Bios>,
        cpus: Vec<Cpu>,
        memory_total_bytes: Option<u64>,
        memory_slots: Vec<MemorySlot>,
        disks: Vec<Disk>,
        tpm: Option<Tpm>,
        secure_boot: Option<bool>,
        operating_system: Option<OperatingSystem>,
        software: Vec<Software>,
    }
    /// A port.
    Port {
        if_index: Option<u64>,
        name: Text,
        descr: Text,
        r#type: Text,
        speed_bps: Option<f64>,
        admin: Text,
        oper: Text,
        last_change_s: Option<f64>,
        form_factor: Text,
        stack: Option<Stack>,
        poe: Option<Poe>,
    }
    /// Which ports lie below and above one.
    Stack {
        lower: Vec<u64>,
        higher: Vec<u64>,
    }
    /// Power of a port.
    Poe {
        status: Text,
        class: Option<u64>,
        mode: Text,
        power_w: Option<f64>,
    }
    /// A VLAN.
    Vlan {
        id: Option<u16>,
        name: Text,
    }
    /// A spanning tree.
    SpanningTree {
        protocol: Text,
    }
    /// A neighbour that announced itself.
    Neighbour {
        if_index: Option<u64>,
        remote_host: Text,
    }
    /// A source of power over Ethernet.
    PoeGroup {
        budget_w: Option<f64>,
        used_w: Option<f64>,
    }
    /// A transceiver.
    Transceiver {
        if_index: Option<u64>,
        r#type: Text,
        vendor: Text,
        wavelength_nm: Option<f64>,
        connector: Text,
    }
    /// A radio.
    Radio {
        band: Text,
        ssids: Vec<String>,
    }
    /// An uninterruptible power supply.
    Ups {
        nominal_w: Option<f64>,
        nominal_va: Option<f64>,
        load_percent: Option<f64>,
        outputs: Vec<Output>,
    }
    /// A line of its output.
    Output {
        power_w: Option<f64>,
    }
    /// Firmware.
    Bios {
        firmware: Text,
    }
    /// A processor.
    Cpu {
        name: Text,
        vendor: Text,
        cores: Option<u64>,
        max_mhz: Option<f64>,
        arch: Text,
    }
    /// A slot for memory.
    MemorySlot {
        slot: Text,
        r#type: Text,
        form_factor: Text,
        size_bytes: Option<u64>,
        speed_mts: Option<f64>,
        empty: bool,
    }
    /// A disk.
    Disk {
        model: Text,
        size_bytes: Option<u64>,
        media: Text,
    }
    /// A Trusted Platform Module.
    Tpm {
        present: Option<bool>,
        version: Text,
    }
    /// The operating system.
    OperatingSystem {
        name: Text,
        edition: Text,
        version: Text,
        build: Text,
        arch: Text,
    }
    /// A program.
    Software {
        name: Text,
        version: Text,
    }
}

impl Seen {
    /// Reads a record; none when it is not one.
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The word of its source.
    pub const fn source_word(&self) -> &'static str {
        match self.source {
            Source::Snmp => "snmp",
            Source::Agent => "agent",
            Source::Glpi => "glpi",
            Source::Manual => "manual",
            Source::Import => "import",
        }
    }

    /// True when the source asks again by itself, so that its age is counted in hours and not in days.
    pub const fn is_live(&self) -> bool {
        matches!(self.source, Source::Snmp | Source::Agent | Source::Glpi)
    }

    /// What people call the device.
    pub fn name(&self) -> &str {
        let facts = &self.facts;
        [&facts.sys_name, &facts.asset_code, &facts.device_id, &facts.address, &facts.serial]
            .into_iter()
            .find_map(Option::as_deref)
            .unwrap_or("?")
    }

    /// True when one of the marks of a reference is this (compatibility of references: see [`super::inventory`]).
    pub fn is_called(&self, reference: &str) -> bool {
        self.marks().into_iter().flatten().any(|mark| mark == reference)
    }

    /// Its marks in the order in which references are resolved.
    pub fn marks(&self) -> [Option<&str>; 5] {
        let facts = &self.facts;
        [&facts.device_id, &facts.asset_code, &facts.sys_name, &facts.serial, &facts.address].map(Option::as_deref)
    }

    /// A port by its ifIndex.
    pub fn port(&self, index: u64) -> Option<&Port> {
        self.facts.ports.iter().find(|port| port.if_index == Some(index))
    }

    /// True for a PC or laptop.
    pub fn is_computer(&self) -> bool {
        matches!(self.facts.device_class.as_deref(), Some("pc" | "laptop"))
    }
}

impl Port {
    /// True for a socket that a cable goes into.
    pub fn is_ethernet(&self) -> bool {
        matches!(self.r#type.as_deref(), Some("ethernetCsmacd" | "gigabitEthernet" | "fastEther"))
    }

    /// True when something is connected and works.
    pub fn is_up(&self) -> bool {
        self.oper.as_deref() == Some("up")
    }

    /// True when it gives power now.
    pub fn is_delivering(&self) -> bool {
        self.poe.as_ref().is_some_and(|poe| poe.status.as_deref() == Some("deliveringPower"))
    }
}
