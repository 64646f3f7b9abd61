//! The metric dictionary: every series pantau keeps, with its unit, kind and Prometheus name.
//!
//! A new metric is one line here and one line in a `mibs/` file (or one in an agent collector).

use serde::{Deserialize, Serialize};

/// How a series behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Cumulative; its rate is derived (see [`crate::rate`]).
    Counter,
    /// A level of the moment.
    Gauge,
}

/// What an instance of a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The device itself; the instance is `""`.
    Device,
    /// A port; the instance is its port key.
    Port,
    /// A volume; the instance is its mount point or description.
    Volume,
    /// A sensor; the instance is its name.
    Sensor,
}

macro_rules! metrics {
    ($( $variant:ident = $id:literal, $name:literal, $kind:ident, $of:ident, $prometheus:literal, $help:literal; )*) => {
        /// A kind of series. The number is its identity in the store and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u16)]
        pub enum Metric { $( #[doc = $help] $variant = $id, )* }

        impl Metric {
            /// Every metric, in the order of the dictionary.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];
            /// Identity in the store.
            pub const fn id(self) -> u16 { self as u16 }
            /// The metric with this identity, if this version knows it.
            pub const fn from_id(id: u16) -> Option<Self> { match id { $( $id => Some(Self::$variant), )* _ => None } }
            /// Name in profiles, JSON and the command line.
            pub const fn name(self) -> &'static str { match self { $( Self::$variant => $name, )* } }
            /// The metric of this name.
            pub fn from_name(name: &str) -> Option<Self> { match name { $( $name => Some(Self::$variant), )* _ => None } }
            /// Counter or gauge.
            pub const fn kind(self) -> Kind { match self { $( Self::$variant => Kind::$kind, )* } }
            /// What its instances are.
            pub const fn of(self) -> Of { match self { $( Self::$variant => Of::$of, )* } }
            /// Name on `/metrics`.
            pub const fn prometheus(self) -> &'static str { match self { $( Self::$variant => $prometheus, )* } }
            /// A value of this metric in the unit of its name on `/metrics`: there durations are seconds, energy is joules.
            pub fn prometheus_value(self, value: f64) -> f64 {
                match self.name().rsplit('_').next() {
                Some("ms") => value / 1000.0,
                Some("minutes") => value * 60.0,
                Some("kwh") => value * 3.6e6,
                _ => value,
            }
            }
            /// One sentence for `# HELP`.
            pub const fn help(self) -> &'static str { match self { $( Self::$variant => $help, )* } }
        }
    };
}

metrics! {
    Uptime        = 1,  "uptime_s",      Gauge,   Device, "pantau_device_uptime_seconds", "Time since the device's network management (sysUpTime) or system started.";
    RoundTrip     = 2,  "rtt_ms",        Gauge,   Device, "pantau_device_rtt_seconds", "Round trip of the best echo of the last check.";
    Loss          = 3,  "loss_percent",  Gauge,   Device, "pantau_device_loss_percent", "Share of echoes of the last check that did not return.";
    CpuUse        = 4,  "cpu_percent",   Gauge,   Device, "pantau_device_cpu_percent", "Processor use, all cores together.";
    MemoryUsed    = 5,  "memory_used_bytes",  Gauge, Device, "pantau_device_memory_used_bytes", "Memory in use.";
    MemoryTotal   = 6,  "memory_total_bytes", Gauge, Device, "pantau_device_memory_bytes", "Memory installed and usable.";
    LoadOne       = 7,  "load_1m",       Gauge,   Device, "pantau_device_load1", "Load average over one minute.";
    PollDuration  = 8,  "poll_duration_ms", Gauge, Device, "pantau_device_poll_duration_seconds", "Wall time of the last poll.";
    TopologyChanges = 9, "stp_topology_changes", Counter, Device, "pantau_device_stp_topology_changes_total", "Topology changes that the spanning tree saw (dot1dStpTopChanges).";
    InOctets      = 20, "in_octets",     Counter, Port, "pantau_interface_receive_bytes_total", "Octets received (ifHCInOctets, else ifInOctets).";
    OutOctets     = 21, "out_octets",    Counter, Port, "pantau_interface_transmit_bytes_total", "Octets sent (ifHCOutOctets, else ifOutOctets).";
    InErrors      = 22, "in_errors",     Counter, Port, "pantau_interface_receive_errors_total", "Received packets with errors (ifInErrors).";
    OutErrors     = 23, "out_errors",    Counter, Port, "pantau_interface_transmit_errors_total", "Packets that could not be sent because of errors (ifOutErrors).";
    InDiscards    = 24, "in_discards",   Counter, Port, "pantau_interface_receive_discards_total", "Received packets discarded though sound (ifInDiscards).";
    OutDiscards   = 25, "out_discards",  Counter, Port, "pantau_interface_transmit_discards_total", "Packets to be sent discarded though sound (ifOutDiscards).";
    InUcast       = 26, "in_ucast",      Counter, Port, "pantau_interface_receive_unicast_packets_total", "Unicast packets received.";
    OutUcast      = 27, "out_ucast",     Counter, Port, "pantau_interface_transmit_unicast_packets_total", "Unicast packets sent.";
    OperUp        = 30, "oper_up",       Gauge,   Port, "pantau_interface_up", "1 when the port's operational state is up, else 0.";
    AdminUp       = 31, "admin_up",      Gauge,   Port, "pantau_interface_admin_up", "1 when the port is administratively enabled, else 0.";
    Speed         = 32, "speed_bps",     Gauge,   Port, "pantau_interface_speed_bps", "Nominal speed of the port.";
    CounterReset  = 33, "discontinuity_ticks", Gauge, Port, "pantau_interface_discontinuity_ticks", "ifCounterDiscontinuityTime: sysUpTime at the last reset of the port's counters.";
    HighCapacity  = 34, "high_capacity", Gauge,   Port, "pantau_interface_high_capacity", "1 when the octet counters are 64 bits wide.";
    IfIndex       = 35, "if_index",      Gauge,   Port, "pantau_interface_index", "ifIndex of the port.";
    PoePower      = 36, "poe_power_w",   Gauge,   Port, "pantau_interface_poe_power_watts", "Power that the port gives by power over Ethernet.";
    VolumeUsed    = 40, "volume_used_bytes", Gauge, Volume, "pantau_volume_used_bytes", "Space in use on the volume.";
    VolumeSize    = 41, "volume_size_bytes", Gauge, Volume, "pantau_volume_size_bytes", "Size of the volume.";
    Temperature   = 50, "temperature_c", Gauge,   Sensor, "pantau_sensor_temperature_celsius", "Temperature.";
    Humidity      = 51, "humidity_percent", Gauge, Sensor, "pantau_sensor_humidity_percent", "Relative humidity.";
    FanSpeed      = 52, "fan_rpm",       Gauge,   Sensor, "pantau_sensor_fan_speed_rpm", "Turns of a fan a minute.";
    Voltage       = 53, "voltage_v",     Gauge,   Sensor, "pantau_sensor_voltage_volts", "Voltage.";
    Current       = 54, "current_a",     Gauge,   Sensor, "pantau_sensor_current_amperes", "Current.";
    Power         = 55, "power_w",       Gauge,   Sensor, "pantau_sensor_power_watts", "Power.";
    ApparentPower = 56, "apparent_power_va", Gauge, Sensor, "pantau_sensor_apparent_power_voltamperes", "Apparent power.";
    PowerFactor   = 57, "power_factor",  Gauge,   Sensor, "pantau_sensor_power_factor_ratio", "Power factor, 0 to 1.";
    Energy        = 58, "energy_kwh",    Gauge,   Sensor, "pantau_sensor_energy_joules", "Energy that the device counted.";
    Frequency     = 59, "frequency_hz",  Gauge,   Sensor, "pantau_sensor_frequency_hertz", "Frequency.";
    OpticalPower  = 60, "power_dbm",     Gauge,   Sensor, "pantau_sensor_power_dbm", "Optical or radio power.";
    Signal        = 61, "signal_dbm",    Gauge,   Sensor, "pantau_sensor_signal_dbm", "Strength of a received signal.";
    SignalToNoise = 62, "snr_db",        Gauge,   Sensor, "pantau_sensor_snr_db", "Signal to noise ratio.";
    LoadShare     = 63, "load_percent",  Gauge,   Sensor, "pantau_sensor_load_percent", "Load, share of the nominal.";
    Charge        = 64, "charge_percent", Gauge,  Sensor, "pantau_sensor_charge_percent", "Charge of a battery.";
    Share         = 65, "share_percent", Gauge,   Sensor, "pantau_sensor_share_percent", "Another share.";
    SensorLoss    = 66, "sensor_loss_percent", Gauge, Sensor, "pantau_sensor_loss_percent", "Loss that the device measured.";
    Runtime       = 67, "runtime_minutes", Gauge, Sensor, "pantau_sensor_runtime_seconds", "Time that a battery lasts, or something ran.";
    Delay         = 68, "delay_s",       Gauge,   Sensor, "pantau_sensor_delay_seconds", "Delay that the device measured.";
    BitRate       = 69, "bitrate_bps",   Gauge,   Sensor, "pantau_sensor_bitrate_bps", "Rate that the device measured.";
    Quantity      = 70, "quantity",      Gauge,   Sensor, "pantau_sensor_quantity", "Number of something that the device counted.";
    SensorState   = 71, "state",         Gauge,   Sensor, "pantau_sensor_state", "State as the number that the device's MIB gives it.";
    PoeUsed       = 72, "poe_used_w",    Gauge,   Sensor, "pantau_poe_used_watts", "Power that a source of power over Ethernet gives.";
    PoeBudget     = 73, "poe_budget_w",  Gauge,   Sensor, "pantau_poe_budget_watts", "Power that a source of power over Ethernet can give.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_unique_and_lead_back() {
        for metric in Metric::ALL {
            assert_eq!(Metric::from_id(metric.id()), Some(*metric));
            assert_eq!(Metric::from_name(metric.name()), Some(*metric));
            assert_eq!(metric.kind() == Kind::Counter, metric.prometheus().ends_with("_total"), "{}", metric.name());
        }
    }
}
