//! Rows of the record about power: uninterruptible supplies, outlets, power over Ethernet.

use super::{Absent, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

facts! {
    /// An uninterruptible power supply (UPS-MIB, RFC 1628, or the vendor's).
    Ups {
        /// `on_line` `on_battery` `on_bypass` `boosting` `trimming` `off` `other`.
        status: Text,
        /// `normal` `low` `depleted` `unknown`.
        battery_status: Text,
        /// Seconds on battery.
        seconds_on_battery: Option<u64>,
        /// Minutes that the battery lasts.
        runtime_minutes: Option<f64>,
        /// Charge of the battery, percent.
        charge_percent: Option<f64>,
        /// Load, percent; of the line with the largest.
        load_percent: Option<f64>,
        /// Battery voltage, V.
        battery_voltage_v: Option<f64>,
        /// Battery current, A.
        battery_current_a: Option<f64>,
        /// Battery temperature, °C.
        battery_temperature_c: Option<f64>,
        /// Input voltage of line 1, V.
        input_voltage_v: Option<f64>,
        /// Input frequency of line 1, Hz.
        input_frequency_hz: Option<f64>,
        /// Output voltage of line 1, V.
        output_voltage_v: Option<f64>,
        /// Output frequency, Hz.
        output_frequency_hz: Option<f64>,
        /// Input lines.
        inputs: Vec<UpsLine>,
        /// Output lines.
        outputs: Vec<UpsLine>,
        /// Bypass lines.
        bypass: Vec<UpsLine>,
        /// Nominal apparent power, VA.
        nominal_va: Option<f64>,
        /// Nominal power, W.
        nominal_w: Option<f64>,
        /// Nominal input voltage, V.
        nominal_input_voltage_v: Option<f64>,
        /// Nominal output voltage, V.
        nominal_output_voltage_v: Option<f64>,
        /// Minutes left at which the battery counts as low.
        low_battery_minutes: Option<f64>,
        /// Times the input was out of tolerance.
        input_line_bads: Option<u64>,
        /// Label of the last test's result.
        test_result: Text,
        /// Day of the last battery replacement.
        battery_replaced_on: Text,
    }
}

facts! {
    /// One line of a supply.
    UpsLine {
        /// Number of the line.
        line: Text,
        /// Voltage, V.
        voltage_v: Option<f64>,
        /// Current, A.
        current_a: Option<f64>,
        /// Power, W.
        power_w: Option<f64>,
        /// Frequency, Hz.
        frequency_hz: Option<f64>,
        /// Load, percent of the nominal.
        load_percent: Option<f64>,
    }
}

facts! {
    /// One outlet of a power distribution unit or supply.
    Outlet {
        /// Its number.
        index: Text,
        /// Its name.
        name: Text,
        /// `on` or `off`.
        state: Text,
        /// Voltage, V.
        voltage_v: Option<f64>,
        /// Current, A.
        current_a: Option<f64>,
        /// Power, W.
        power_w: Option<f64>,
        /// Energy, kWh.
        energy_kwh: Option<f64>,
    }
}

facts! {
    /// What a port gives by power over Ethernet (POWER-ETHERNET-MIB, RFC 3621, and the vendor's measurements).
    PortPoe {
        /// pethPsePortDetectionStatus label: `disabled` `searching` `deliveringPower` `fault` `test` `otherFault`.
        status: Text,
        /// Class of the powered device, 0 to 8.
        class: Option<u8>,
        /// `auto` `forced` `off` `passive`.
        mode: Text,
        /// The port may give power (pethPsePortAdminEnable).
        admin: Option<bool>,
        /// `critical` `high` `low`.
        priority: Text,
        /// Power drawn, W.
        power_w: Option<f64>,
        /// Most power that the port may give, W.
        limit_w: Option<f64>,
        /// Voltage given, V.
        voltage_v: Option<f64>,
        /// Current drawn, A.
        current_a: Option<f64>,
    }
}

facts! {
    /// A group of ports that one power source feeds (pethMainPseTable).
    PoeGroup {
        /// Number of the group: pethMainPseGroupIndex.
        index: Text,
        /// Power that the source can give, W: pethMainPsePower.
        budget_w: Option<f64>,
        /// Power given, W: pethMainPseConsumptionPower.
        used_w: Option<f64>,
        /// `on` `off` `faulty`.
        status: Text,
        /// Use at which the device warns, percent: pethMainPseUsageThreshold.
        threshold_percent: Option<f64>,
    }
}
