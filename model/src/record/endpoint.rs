//! What only an agent sees: memory slots, screens, batteries, software, updates, protection.

use super::{Absent, Text};
use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

facts! {
    /// One memory slot (SMBIOS 3.7, 7.18).
    MemorySlot {
        /// Name of the slot on the board.
        slot: Text,
        /// Bank.
        bank: Text,
        /// `DDR4` …
        #[serde(rename = "type")]
        kind: Text,
        /// `DIMM` `SODIMM` …
        form_factor: Text,
        /// Size of the module.
        size_bytes: Option<u64>,
        /// There is no module in it.
        empty: Option<bool>,
        /// Speed it runs at, MT/s.
        speed_mts: Option<u32>,
        /// Speed it is made for, MT/s.
        rated_speed_mts: Option<u32>,
        /// Maker.
        vendor: Text,
        /// Part number.
        part_number: Text,
        /// Serial.
        serial: Text,
        /// It corrects errors.
        ecc: Option<bool>,
    }
}

facts! {
    /// A graphics adapter.
    Gpu {
        /// Model.
        name: Text,
        /// Maker.
        vendor: Text,
        /// Memory of its own.
        vram_bytes: Option<u64>,
        /// Driver.
        driver: Text,
        /// `8086:9a49`.
        pci_id: Text,
    }
}

facts! {
    /// A screen (VESA E-EDID).
    Monitor {
        /// Maker.
        vendor: Text,
        /// Model.
        model: Text,
        /// Serial.
        serial: Text,
        /// Year of manufacture.
        manufactured_year: Option<u32>,
        /// Week of manufacture.
        manufactured_week: Option<u32>,
        /// Width of the picture it prefers, pixels.
        width_px: Option<u32>,
        /// Its height.
        height_px: Option<u32>,
        /// Diagonal, inches.
        diagonal_inch: Option<f64>,
    }
}

facts! {
    /// A battery of the machine.
    Battery {
        /// Kernel name.
        name: Text,
        /// Maker.
        vendor: Text,
        /// Model.
        model: Text,
        /// Serial.
        serial: Text,
        /// `Li-ion` …
        chemistry: Text,
        /// Energy it was made for.
        design_mwh: Option<u64>,
        /// Energy it holds when full today.
        full_mwh: Option<u64>,
        /// Charge.
        charge_percent: Option<f64>,
        /// Charge cycles.
        cycles: Option<u64>,
        /// `charging` `discharging` `full` `idle`.
        status: Text,
    }
}

facts! {
    /// The trusted platform module.
    Tpm {
        /// There is one.
        present: Option<bool>,
        /// `1.2` or `2.0`.
        version: Text,
        /// Maker.
        vendor: Text,
        /// It is switched on.
        enabled: Option<bool>,
    }
}

facts! {
    /// An installed program or package.
    Software {
        /// Name.
        name: Text,
        /// Version.
        version: Text,
        /// Maker or packager.
        publisher: Text,
        /// Architecture.
        arch: Text,
        /// `application` or `package`.
        kind: Text,
        /// `deb` `rpm` `apk` `snap` `flatpak` `msi` …
        format: Text,
        /// Day of installation, `2026-03-01`.
        installed_on: Text,
        /// Size on disk.
        size_bytes: Option<u64>,
        /// `machine` or `user`.
        scope: Text,
    }
}

facts! {
    /// Updates of the system.
    Updates {
        /// How many wait.
        pending: Option<u64>,
        /// How many of them close holes.
        pending_security: Option<u64>,
        /// When the system asked for updates last.
        checked_at: Option<Timestamp>,
        /// When something was installed or updated last.
        installed_at: Option<Timestamp>,
        /// The machine must start anew before they hold.
        reboot_required: Option<bool>,
    }
}

facts! {
    /// An account of the machine; never a password or its hash.
    User {
        /// Account.
        name: Text,
        /// Name of the person.
        display_name: Text,
        /// Domain.
        domain: Text,
        /// May do everything.
        admin: Option<bool>,
        /// Can be used.
        enabled: Option<bool>,
        /// Is logged in now.
        logged_in: Option<bool>,
        /// Last login.
        last_login_at: Option<Timestamp>,
    }
}

facts! {
    /// A virus scanner.
    Antivirus {
        /// Name.
        name: Text,
        /// Version.
        version: Text,
        /// It watches.
        enabled: Option<bool>,
        /// Its definitions are new enough.
        up_to_date: Option<bool>,
        /// Day of its definitions.
        definitions_on: Text,
    }
}

facts! {
    /// A packet filter of the machine.
    HostFirewall {
        /// Name.
        name: Text,
        /// Profile or zone.
        profile: Text,
        /// It filters.
        enabled: Option<bool>,
    }
}

facts! {
    /// Whether a volume is encrypted.
    Encryption {
        /// Mount point or drive.
        volume: Text,
        /// `luks` `bitlocker` …
        method: Text,
        /// `on` `off` `partial`.
        status: Text,
    }
}

facts! {
    /// A service.
    Service {
        /// Name.
        name: Text,
        /// Name for people.
        display_name: Text,
        /// `running` `stopped` …
        state: Text,
        /// `auto` `manual` `disabled`.
        start: Text,
    }
}

facts! {
    /// A printer that is set up, or a device on the USB.
    Peripheral {
        /// Name.
        name: Text,
        /// Maker.
        vendor: Text,
        /// Model.
        model: Text,
        /// Serial.
        serial: Text,
        /// USB vendor id, `046d`.
        vendor_id: Text,
        /// USB product id.
        product_id: Text,
        /// Where it is attached: `1-2`, `ipp://…`.
        port: Text,
    }
}
