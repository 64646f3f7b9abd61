//! The question for the history of a device's inventory.

use super::{Method, Question};
use crate::{device::DeviceId, inventory::InventoryChange};
use serde::{Deserialize, Serialize};

/// Most changes of one answer.
pub const MOST_CHANGES: u32 = 1000;

/// What changed in the inventory of a device, newest first, at most [`MOST_CHANGES`]. Not found: no such device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskInventoryChanges {
    /// Which device.
    #[serde(skip)]
    pub id: DeviceId,
}

impl Question for AskInventoryChanges {
    type Answer = Vec<InventoryChange>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/devices/{id}/changes";
    fn path(&self) -> String {
        format!("/api/v1/devices/{}/changes", self.id)
    }
}
