//! Questions that change something: devices, agencies, alerts.

use super::{Method, Question, fleet::DevicePicture};
use crate::{
    alert::{Acknowledgement, AlertId},
    device::{Device, DeviceId},
    opd::{Opd, OpdCode},
};
use serde::{Deserialize, Serialize};

/// An answer that says nothing but that it was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {}

/// All devices as declared, secrets `***`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListDevices {}

impl Question for ListDevices {
    type Answer = Vec<Device>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/devices";
}

/// Adds a device; its id is given by the collector. Conflict: the address and port are already watched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddDevice(pub Device);

impl Question for AddDevice {
    type Answer = Device;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/devices";
}

/// Devices of one [`AddDevices`] at most.
pub const MOST_DEVICES: usize = 1000;

/// Adds many devices in one transaction, all of them or none; a device may name an earlier one of the list as its parent by
/// the id that it will get. Conflict, too many: as with one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AddDevices {
    /// The devices, [`MOST_DEVICES`] at most.
    pub devices: Vec<Device>,
}

impl Question for AddDevices {
    type Answer = Vec<DeviceId>;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/devices/many";
}

/// Changes what is declared: every field stated replaces, `clear` names fields to forget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetDevice {
    /// Which one.
    #[serde(skip)]
    pub id: DeviceId,
    /// New values; the id inside is ignored.
    pub device: Device,
    /// Names of fields to clear.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<String>,
}

impl Question for SetDevice {
    type Answer = Device;
    const METHOD: Method = Method::Patch;
    const ROUTE: &'static str = "/api/v1/devices/{id}";
    fn path(&self) -> String {
        format!("/api/v1/devices/{}", self.id)
    }
}

/// Removes a device from the book. What was measured stays in the store until its time is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemoveDevice {
    /// Which one.
    #[serde(skip)]
    pub id: DeviceId,
}

impl Question for RemoveDevice {
    type Answer = Done;
    const METHOD: Method = Method::Delete;
    const ROUTE: &'static str = "/api/v1/devices/{id}";
    fn path(&self) -> String {
        format!("/api/v1/devices/{}", self.id)
    }
}

/// Asks the collector to check and poll a device now; answers with the picture afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeDevice {
    /// Which one.
    #[serde(skip)]
    pub id: DeviceId,
}

impl Question for ProbeDevice {
    type Answer = DevicePicture;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/devices/{id}/probe";
    fn path(&self) -> String {
        format!("/api/v1/devices/{}/probe", self.id)
    }
}

/// Adds an agency. Conflict: the code exists, or existed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddOpd(pub Opd);

impl Question for AddOpd {
    type Answer = Opd;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/opds";
}

/// All agencies as declared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListOpds {}

impl Question for ListOpds {
    type Answer = Vec<Opd>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/opds";
}

/// Changes an agency's name, contracted rate, address plan, uplink. Fields that are absent stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetOpd {
    /// Which one.
    #[serde(skip)]
    pub code: OpdCode,
    /// New values; the code inside is ignored.
    pub opd: Opd,
}

impl Question for SetOpd {
    type Answer = Opd;
    const METHOD: Method = Method::Patch;
    const ROUTE: &'static str = "/api/v1/opds/{code}";
    fn path(&self) -> String {
        format!("/api/v1/opds/{}", self.code)
    }
}

/// Takes an open alert in hand. Not found: it has ended. Invalid: "until recovered" without a note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acknowledge {
    /// Which one.
    #[serde(skip)]
    pub id: AlertId,
    /// Who.
    pub by: String,
    /// For how long, seconds; absent: until it has recovered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_seconds: Option<u64>,
    /// Note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Question for Acknowledge {
    type Answer = Acknowledgement;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/alerts/{id}/acknowledge";
    fn path(&self) -> String {
        format!("/api/v1/alerts/{}/acknowledge", self.id.0)
    }
}

/// Takes an acknowledgement back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unacknowledge {
    /// Which one.
    #[serde(skip)]
    pub id: AlertId,
    /// Who.
    pub by: String,
}

impl Question for Unacknowledge {
    type Answer = Done;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/alerts/{id}/unacknowledge";
    fn path(&self) -> String {
        format!("/api/v1/alerts/{}/unacknowledge", self.id.0)
    }
}
