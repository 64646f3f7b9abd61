//! Rows of the record about the machine: load, memory, volumes, sensors, hardware, operating system.

use super::{Absent, Text};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

facts! {
    /// One processor's use.
    Processor {
        /// Its index.
        index: Text,
        /// Description.
        descr: Text,
        /// 0 to 100.
        usage_percent: Option<f64>,
        /// The object read.
        oid: Text,
    }
}

facts! {
    /// One memory pool.
    Memory {
        /// Its index.
        index: Text,
        /// `system` `virtual` `swap` `buffers` `cached` `shared` `other`.
        class: Text,
        /// Description.
        descr: Text,
        /// Size.
        total_bytes: Option<u64>,
        /// In use.
        used_bytes: Option<u64>,
        /// Free.
        free_bytes: Option<u64>,
        /// Used share.
        percent: Option<f64>,
    }
}

facts! {
    /// One volume.
    Storage {
        /// Its index.
        index: Text,
        /// hrStorageType label or file system kind.
        #[serde(rename = "type")]
        kind: Text,
        /// Description.
        descr: Text,
        /// Size.
        size_bytes: Option<u64>,
        /// In use.
        used_bytes: Option<u64>,
        /// Free.
        free_bytes: Option<u64>,
        /// Used share.
        percent: Option<f64>,
        /// Allocation unit, bytes.
        units: Option<u64>,
        /// File system.
        file_system: Text,
        /// Mount point.
        mount: Text,
        /// Mounted read-only.
        read_only: Option<bool>,
    }
}

facts! {
    /// Traffic of one disk.
    DiskIo {
        /// Its index.
        index: Text,
        /// Its name.
        descr: Text,
        /// Bytes read.
        read_bytes: Option<u64>,
        /// Bytes written.
        written_bytes: Option<u64>,
        /// Reads.
        reads: Option<u64>,
        /// Writes.
        writes: Option<u64>,
    }
}

facts! {
    /// One device of a host.
    HostDevice {
        /// Its index.
        index: Text,
        /// Description.
        descr: Text,
        /// hrDeviceType label.
        #[serde(rename = "type")]
        kind: Text,
        /// hrDeviceStatus label.
        status: Text,
        /// Share of time that it is busy, percent.
        load_percent: Option<f64>,
        /// Errors since it started.
        errors: Option<u64>,
    }
}

facts! {
    /// Load averages.
    LoadAverage {
        /// One minute.
        m1: Option<f64>,
        /// Five minutes.
        m5: Option<f64>,
        /// Fifteen minutes.
        m15: Option<f64>,
    }
}

facts! {
    /// One measured value or state.
    Sensor {
        /// Class word; fixes the unit.
        class: Text,
        /// What it measures.
        descr: Text,
        /// Value in `unit`; of a state the number that the device gives.
        value: Option<f64>,
        /// Unit.
        unit: Text,
        /// Object read.
        oid: Text,
        /// Index.
        index: Text,
        /// `ok` `unavailable` `nonoperational`; without a value unless it is `ok`.
        status: Text,
        /// Label of a state.
        state_text: Text,
        /// `ok` `warning` `critical` `unknown`.
        state_severity: Text,
        /// Lower limit that the device states.
        limit_low: Option<f64>,
        /// Lower warning limit.
        warn_low: Option<f64>,
        /// Upper warning limit.
        warn_high: Option<f64>,
        /// Upper limit.
        limit_high: Option<f64>,
        /// Port that it belongs to.
        if_index: Option<u32>,
        /// Entity that it belongs to.
        entity_index: Option<u32>,
    }
}

facts! {
    /// The agent itself.
    AgentFacts {
        /// Program name.
        name: Text,
        /// Version.
        version: Text,
        /// Id of the installation.
        id: Text,
    }
}

facts! {
    /// Chassis.
    Chassis {
        /// `desktop` `laptop` `rack_server` `virtual` …
        #[serde(rename = "type")]
        kind: Text,
        /// Maker.
        vendor: Text,
        /// Model.
        model: Text,
        /// Family.
        family: Text,
        /// SKU.
        sku: Text,
        /// Serial.
        serial: Text,
        /// Asset tag.
        asset_tag: Text,
    }
}

impl Chassis {
    /// The class of device (`device_class`) that a kind of chassis tells; none: it may be of any.
    pub fn class_of(kind: &str) -> Option<&'static str> {
        match kind {
            "virtual" | "rack_server" | "blade" => Some("server"),
            "desktop" | "tower" | "all_in_one" | "mini_pc" => Some("pc"),
            "laptop" | "tablet" => Some("laptop"),
            _ => None,
        }
    }
}

facts! {
    /// Firmware.
    Bios {
        /// Maker.
        vendor: Text,
        /// Version.
        version: Text,
        /// Day of release, `2024-05-20`.
        released_on: Text,
        /// `uefi` or `bios`.
        firmware: Text,
    }
}

facts! {
    /// Main board.
    Baseboard {
        /// Maker.
        vendor: Text,
        /// Model.
        model: Text,
        /// Version.
        version: Text,
        /// Serial.
        serial: Text,
    }
}

facts! {
    /// One processor package.
    Cpu {
        /// Socket.
        socket: Text,
        /// Maker.
        vendor: Text,
        /// Brand string.
        name: Text,
        /// Cores.
        cores: Option<u32>,
        /// Threads.
        threads: Option<u32>,
        /// Highest clock.
        max_mhz: Option<u32>,
        /// `x86_64`, `aarch64`, …
        arch: Text,
    }
}

facts! {
    /// One physical disk.
    Disk {
        /// Kernel or OS name.
        name: Text,
        /// Maker.
        vendor: Text,
        /// Model.
        model: Text,
        /// Serial.
        serial: Text,
        /// Firmware.
        firmware: Text,
        /// Size.
        size_bytes: Option<u64>,
        /// `hdd` `ssd` `removable` `optical` `virtual`.
        media: Text,
        /// `sata` `nvme` `sas` `usb` `virtio` …
        interface: Text,
        /// What the disk says of its own health: `passed` or `failed`.
        smart: Text,
        /// Share of its endurance that is used up.
        wear_percent: Option<f64>,
        /// Hours powered on.
        power_on_hours: Option<u64>,
        /// Temperature.
        temperature_c: Option<f64>,
        /// Sectors that were replaced by spare ones.
        reallocated_sectors: Option<u64>,
    }
}

facts! {
    /// The operating system.
    OperatingSystem {
        /// Name.
        name: Text,
        /// Edition.
        edition: Text,
        /// Version.
        version: Text,
        /// Build.
        build: Text,
        /// Kernel release.
        kernel: Text,
        /// Architecture.
        arch: Text,
        /// When it booted.
        booted_at: Option<Timestamp>,
        /// Language, `id_ID.UTF-8`.
        language: Text,
        /// Time zone, `Asia/Makassar`.
        timezone: Text,
        /// When it was installed.
        installed_at: Option<Timestamp>,
        /// `activated` `not_activated` `unknown`.
        licence: Text,
        /// The machine belongs to a domain.
        domain_joined: Option<bool>,
    }
}
