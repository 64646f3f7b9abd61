//! Limits of the rules, each with its default; a site may set its own.

use super::form::{Key, Kind, key};
use serde::Deserialize;
use serde_json::{Map, Value, json};

macro_rules! thresholds {
    ($( $(#[$doc:meta])* $name:ident: $type:ty = $default:expr, $kind:expr; )*) => {
        /// Keys of `[thresholds]`.
        pub const KEYS: &[Key] = &[ $( key(stringify!($name), $kind), )* key("declared_at", Kind::Moment) ];

        /// The limits in force.
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(default)]
        pub struct Thresholds { $( $(#[$doc])* pub $name: $type, )* }

        impl Default for Thresholds {
            fn default() -> Self { Self { $( $name: $default, )* } }
        }

        impl Thresholds {
            /// Those that differ from their defaults.
            pub fn changed(&self) -> Map<String, Value> {
                let default = Self::default();
                let mut changed = Map::new();
                $( if self.$name != default.$name { changed.insert(stringify!($name).into(), json!(self.$name)); } )*
                changed
            }
        }
    };
}

thresholds! {
    /// A polled record is stale beyond this age, seconds.
    live_max_age_s: f64 = 86_400.0, Kind::Number;
    /// A declared fact is stale beyond this age, days (Perbup 52/2017 Pasal 12).
    declared_max_age_days: f64 = 90.0, Kind::Number;
    /// A port that has been down for longer than this is free, days.
    free_port_down_days: f64 = 30.0, Kind::Number;
    /// Room for more VLANs.
    vlan_headroom: f64 = 1.2, Kind::Number;
    /// Addresses that stay free, percent.
    ip_free_percent: f64 = 10.0, Kind::Number;
    /// Room above the contracted rate.
    wan_headroom: f64 = 1.3, Kind::Number;
    /// Share of the PoE budget that stays free.
    poe_reserve: f64 = 0.15, Kind::Number;
    /// Room above the power that a replaced switch gives.
    poe_replacement_headroom: f64 = 1.2, Kind::Number;
    /// Share of the reach of a fibre standard that is told.
    fibre_reach_warn: f64 = 0.8, Kind::Number;
    /// Support that ends sooner than this is told, months.
    eol_warn_months: f64 = 12.0, Kind::Number;
    /// Lowest Wi-Fi generation.
    min_wifi_generation: f64 = 5.0, Kind::Number;
    /// Memory of a PC, GB.
    pc_min_ram_gb: f64 = 8.0, Kind::Number;
    /// Disk of a PC, GB.
    pc_min_disk_gb: f64 = 256.0, Kind::Number;
    /// A PC has an SSD.
    pc_require_ssd: bool = true, Kind::Yes;
    /// Room for cables behind a device, mm.
    cable_space_mm: f64 = 100.0, Kind::Number;
    /// Load of a UPS that is told, as a share.
    ups_load_warn: f64 = 0.8, Kind::Number;
    /// Power factor where none is stated.
    assumed_power_factor: f64 = 0.9, Kind::Number;
    /// Use of the cooling that is told, as a share.
    cooling_warn: f64 = 0.8, Kind::Number;
    /// Capacity of a UPS above its load.
    ups_capacity: f64 = 1.25, Kind::Number;
    /// Share of an uplink for video.
    uplink_video_share: f64 = 0.5, Kind::Number;
}
