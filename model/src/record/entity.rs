//! Rows of the record about parts: physical entities and transceivers.

use super::{Absent, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

facts! {
    /// One physical entity (ENTITY-MIB, RFC 6933).
    Entity {
        /// entPhysicalIndex; the key.
        index: Option<u32>,
        /// entPhysicalDescr.
        descr: Text,
        /// entPhysicalClass label.
        class: Text,
        /// entPhysicalName.
        name: Text,
        /// entPhysicalModelName.
        model: Text,
        /// entPhysicalSerialNum.
        serial: Text,
        /// entPhysicalMfgName.
        vendor: Text,
        /// entPhysicalHardwareRev.
        hw: Text,
        /// entPhysicalFirmwareRev.
        fw: Text,
        /// entPhysicalSoftwareRev.
        sw: Text,
        /// entPhysicalContainedIn; 0 is the root.
        contained_in: Option<u32>,
        /// entPhysicalParentRelPos.
        rel_pos: Option<i64>,
        /// entPhysicalIsFRU.
        is_fru: Option<bool>,
        /// entPhysicalAssetID.
        asset_id: Text,
        /// entPhysicalAlias.
        alias: Text,
        /// The day of entPhysicalMfgDate.
        manufactured_on: Text,
        /// The port that it is (entAliasMappingIdentifier).
        if_index: Option<u32>,
    }
}

facts! {
    /// One transceiver.
    Transceiver {
        /// Index in the device's table.
        index: Text,
        /// The port that it sits in.
        if_index: Option<u32>,
        /// Kind (`10GBASE-SR`, `SFP`, …).
        #[serde(rename = "type")]
        kind: Text,
        /// Maker.
        vendor: Text,
        /// Part number.
        model: Text,
        /// Serial number.
        serial: Text,
        /// Reach, metres.
        distance_m: Option<u64>,
        /// Wavelength, nanometres.
        wavelength_nm: Option<u64>,
        /// `LC`, `SC`, `RJ45`, …
        connector: Text,
        /// It measures itself.
        ddm: Option<bool>,
    }
}
