//! Questions about availability, and the maintenance windows that are left out of it.

use super::{Method, Question, query};
use crate::{
    Timestamp, Zone,
    availability::{Figures, Maintenance, MaintenanceId, Outage, Span, State, Subject},
    device::DeviceId,
    opd::OpdCode,
};
use serde::{Deserialize, Serialize};

/// How available a device, an agency or everything was in a period; times are texts by the calendar of the site: a month
/// `2026-10`, a day, a moment `2026-10-05T08:30`, or RFC 3339. Without any: the last 30 days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskAvailability {
    /// One device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The devices of one agency.
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

impl Question for AskAvailability {
    type Answer = Availability;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/availability";
    fn path(&self) -> String {
        let parts = [
            ("device", self.device.map(|id| id.to_string())),
            ("opd", self.opd.as_ref().map(ToString::to_string)),
            ("period", self.period.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
        ];
        format!("{}{}", Self::ROUTE, query(&parts))
    }
}

/// Most outages of one answer: the longest are given.
pub const MOST_OUTAGES: usize = 1000;

/// The availability of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Availability {
    /// Collector's clock.
    pub now: Timestamp,
    /// Beginning of the period.
    pub from: Timestamp,
    /// Its end: what is still to come is cut off.
    pub to: Timestamp,
    /// By the calendar of this zone.
    pub zone: Zone,
    /// All devices of the answer together: sums of the times of each.
    pub whole: Figures,
    /// By agency.
    #[serde(default)]
    pub opds: Vec<OpdAvailability>,
    /// By device.
    #[serde(default)]
    pub devices: Vec<DeviceAvailability>,
    /// Outages of the devices, in order of time.
    #[serde(default)]
    pub outages: Vec<Outage>,
    /// Outages that are not among them: the shortest.
    #[serde(default)]
    pub outages_left_out: u32,
}

/// The availability of an agency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpdAvailability {
    /// Its code; `""` for devices of none.
    pub code: OpdCode,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// How many devices it has.
    pub devices: u32,
    /// Its devices together: sums of the times of each.
    pub figures: Figures,
    /// The devices over which it is reached; one of them is enough. None where none is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gateways: Vec<DeviceId>,
    /// Whether the agency could be reached: whether one of these was up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reachable: Option<Figures>,
    /// The same as a story; where one agency was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<Span>,
}

/// The availability of a device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeviceAvailability {
    /// Which one.
    pub id: DeviceId,
    /// Its name.
    pub name: String,
    /// Its agency; `""` for none.
    #[serde(default)]
    pub opd: String,
    /// What its time adds up to.
    pub figures: Figures,
    /// The same for each of its checks; where one device was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckAvailability>,
    /// The story; where one device was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<Span>,
}

/// The availability of a check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckAvailability {
    /// Which check.
    pub subject: Subject,
    /// What its time adds up to.
    pub figures: Figures,
    /// The story.
    #[serde(default)]
    pub timeline: Vec<Span>,
}

/// The last day and the last 30 days of a device, as a screen shows them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lately {
    /// The last 24 hours, an hour each: the worst of it.
    pub day: Vec<State>,
    /// `up ÷ (up + down + unreachable)` of them, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_percent: Option<f64>,
    /// The last 30 days, 24 hours each.
    pub month: Vec<State>,
    /// The same of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month_percent: Option<f64>,
}

/// Declares a maintenance window, of one device or of one agency. Invalid: neither or both, no reason, an end that is past
/// or too far away, a beginning in the past: what was down stays down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddMaintenance {
    /// The device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Or the agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// From when on, by the calendar of the site; absent: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when.
    pub to: String,
    /// What is done.
    pub reason: String,
}

impl Question for AddMaintenance {
    type Answer = Maintenance;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/maintenance";
}

/// Maintenance windows: those to come, open ones, and those of the last 30 days, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMaintenance {}

impl Question for ListMaintenance {
    type Answer = Vec<Maintenance>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/maintenance";
}

/// Ends a window before its time, or calls off one that did not begin. Not found: it has ended, or never was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndMaintenance {
    /// Which one.
    #[serde(skip)]
    pub id: MaintenanceId,
}

impl Question for EndMaintenance {
    type Answer = Maintenance;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/maintenance/{id}/end";
    fn path(&self) -> String {
        format!("/api/v1/maintenance/{}/end", self.id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_a_path_that_steers_nothing() {
        assert_eq!(AskAvailability::default().path(), "/api/v1/availability");
        let asked = AskAvailability {
            opd: Some(OpdCode("DISDIK".into())),
            from: Some("2026-10-01T08:30:00+08:00".into()),
            period: Some("a&b=c #\u{e9}".into()),
            ..AskAvailability::default()
        };
        let expected = "/api/v1/availability?opd=DISDIK&period=a%26b%3Dc%20%23%C3%A9&from=2026-10-01T08:30:00%2B08:00";
        assert_eq!(asked.path(), expected);
    }
}
