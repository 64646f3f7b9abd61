//! Rules for wireless networks.

pub mod networks;
mod wif_01_controller;
mod wif_02_security;
mod wif_03_networks;
mod wif_04_generation;
mod wif_05_far_radio;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[
    &wif_01_controller::RULE,
    &wif_02_security::RULE,
    &wif_03_networks::RULE,
    &wif_04_generation::RULE,
    &wif_05_far_radio::RULE,
];
