//! Rules for printers and scanners.

mod paper;
mod prn_01_drivers;
mod prn_02_driverless;
mod prn_03_consumables;
mod prn_04_scan_targets;
mod prn_05_paper_and_volume;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[
    &prn_01_drivers::RULE,
    &prn_02_driverless::RULE,
    &prn_03_consumables::RULE,
    &prn_04_scan_targets::RULE,
    &prn_05_paper_and_volume::RULE,
];
