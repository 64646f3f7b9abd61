//! A device as the book has it: how it is reached, who answers for it, where it stands.
//!
//! What sources *say* about it is in the device record; what a person *declared* is here.

pub use crate::access::SnmpAccess;

use crate::{opd::OpdCode, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The product's own stable number of a device; never reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub u32);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What is declared about a device. Every field but the id may be unknown; unknown is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Device {
    /// Stable id; 0 in a request that creates one.
    #[serde(default)]
    pub id: DeviceId,
    /// The name a person gave it; without one, the name it reports (sysName) is shown, then its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How it is reached; absent for devices known only by an agent or by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// Agency it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Who manages it (Pasal 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<Manager>,
    /// Room or place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Asset code of the owner (kode barang and register).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_code: Option<String>,
    /// Condition in the asset book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Coordination with the Dinas for devices of the province or central government (Pasal 4(6)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordination: Option<Coordination>,
    /// Rate bought for its uplink, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contracted_bps: Option<u64>,
    /// Its own interval of full readings, seconds; absent: that of the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_seconds: Option<u32>,
    /// The port that is its uplink (port key), for the saturation alert and the agency's traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uplink_port: Option<String>,
    /// Devices through which it is reached; all of them down makes it unreachable, not down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<DeviceId>,
    /// Class when a person states it (else it is recognised).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it entered the book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_at: Option<Timestamp>,
}

/// Shortest and longest interval of full readings, seconds.
pub const INTERVAL_SECONDS: std::ops::RangeInclusive<u32> = 5..=3600;

/// How the poller reaches a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// IPv4, IPv6 or host name.
    pub address: String,
    /// UDP port of SNMP, 161 unless stated.
    #[serde(default = "snmp_port")]
    pub port: u16,
    /// SNMP access of its own; absent: the configured credentials are tried, unless `no_snmp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snmp: Option<SnmpAccess>,
    /// Accept answers from another address of the device (never another port).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any_source: bool,
    /// Never asked over SNMP.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_snmp: bool,
}

const fn snmp_port() -> u16 {
    161
}

/// Who manages a device (Pasal 4(1) and 4(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manager {
    /// The Dinas: network between agencies, data centre.
    Dinas,
    /// The agency: its LAN and end-user devices.
    Opd,
}

/// Condition of an asset: B, RR, RB of the asset book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Baik (B).
    Good,
    /// Rusak ringan (RR).
    LightlyDamaged,
    /// Rusak berat (RB).
    BadlyDamaged,
}

/// Record of coordination with the Dinas (Pasal 4(6)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coordination {
    /// Letter or minute number.
    pub reference: String,
    /// Day of the letter, `2026-03-01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<String>,
    /// Who gave the device: `province`, `central`, or another word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown_by_debug() {
        let access = SnmpAccess::V2c { community: "rahasia-sekali".into() };
        let device = Device {
            target: Some(Target {
                address: "10.0.0.1".into(),
                port: 161,
                snmp: Some(access.clone()),
                any_source: false,
                no_snmp: false,
            }),
            ..Device::default()
        };
        assert!(!format!("{device:?}").contains("rahasia"));
        assert!(!serde_json::to_string(&access.redacted()).unwrap().contains("rahasia"));
    }
}
