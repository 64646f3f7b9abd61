//! Rows of the record about printers (Printer-MIB, RFC 3805).

use super::{Absent, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

facts! {
    /// One supply. Exactly one of `level_percent` and `level_state` is there unless only the level is known.
    Supply {
        /// Last arcs of the row.
        index: Text,
        /// Instance of the level.
        oid: Text,
        /// prtMarkerSuppliesType label.
        #[serde(rename = "type")]
        kind: Text,
        /// `consumed` or `filled`.
        class: Text,
        /// prtMarkerColorantValue, lower case.
        colour: Text,
        /// prtMarkerSuppliesDescription.
        descr: Text,
        /// Level in `unit`.
        level: Option<u64>,
        /// Capacity in `unit`.
        max_capacity: Option<u64>,
        /// prtMarkerSuppliesSupplyUnit label.
        unit: Text,
        /// Level, percent of the capacity.
        level_percent: Option<f64>,
        /// `unknown` `some_remaining` `unrestricted`.
        level_state: Text,
        /// The maker's part number.
        part_number: Text,
    }
}

facts! {
    /// One tray.
    Tray {
        /// Last arcs of the row.
        index: Text,
        /// Instance of the level.
        oid: Text,
        /// prtInputType label.
        #[serde(rename = "type")]
        kind: Text,
        /// prtInputName, else prtInputDescription.
        descr: Text,
        /// Level in `unit`.
        level: Option<u64>,
        /// Capacity in `unit`.
        max_capacity: Option<u64>,
        /// prtInputCapacityUnit label.
        unit: Text,
        /// Level, percent of the capacity.
        level_percent: Option<f64>,
        /// `unknown` `some_remaining` `unrestricted`.
        level_state: Text,
        /// prtInputMediaName.
        media: Text,
    }
}

facts! {
    /// One alert of the printer.
    PrinterAlert {
        /// prtAlertSeverityLevel label.
        severity: Text,
        /// prtAlertDescription.
        descr: Text,
        /// prtAlertCode, decimals.
        code: Text,
    }
}
