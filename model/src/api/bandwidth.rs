//! Questions about what links carried.

use super::{Method, Question, query};
use crate::{Timestamp, Zone, bandwidth::Usage, device::DeviceId, opd::OpdCode};
use serde::{Deserialize, Serialize};

/// What one port, the uplinks of an agency, or those of every agency carried in a period; times as in
/// [`super::AskAvailability`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskBandwidth {
    /// A device; without a port all of its ports, in short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// A port of it (port key).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// One agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// A month or a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// End; a day is included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl Question for AskBandwidth {
    type Answer = Bandwidth;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/bandwidth";
    fn path(&self) -> String {
        let parts = [
            ("device", self.device.map(|id| id.to_string())),
            ("port", self.port.clone()),
            ("opd", self.opd.as_ref().map(ToString::to_string)),
            ("period", self.period.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
        ];
        format!("{}{}", Self::ROUTE, query(&parts))
    }
}

/// What links carried in a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bandwidth {
    /// Collector's clock.
    pub now: Timestamp,
    /// Beginning of the period.
    pub from: Timestamp,
    /// Its end: what is still to come is cut off.
    pub to: Timestamp,
    /// By the calendar of this zone.
    pub zone: Zone,
    /// One thing each: a port, or the uplinks of an agency together.
    pub lines: Vec<Line>,
}

/// A port, or the uplinks of an agency together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The agency; absent for a port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Its ports, as far as they may be told.
    #[serde(default)]
    pub ports: Vec<PortOf>,
    /// Received now, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_in_bps: Option<f64>,
    /// Sent now, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_out_bps: Option<f64>,
    /// The rate it is held against was bought; else it is the speed of the port.
    #[serde(default)]
    pub is_contracted: bool,
    /// What it carried. Where many lines were asked for, days and profile are left out.
    pub usage: Usage,
}

/// A port of a device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortOf {
    /// Device.
    pub device: DeviceId,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Port key.
    pub port: String,
}
