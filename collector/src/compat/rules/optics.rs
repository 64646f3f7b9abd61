//! Rules for transceivers.

mod cage;
mod sfp_01_cage;
mod sfp_02_far_end;
mod sfp_03_fibre;
mod sfp_04_vendor;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[&sfp_01_cage::RULE, &sfp_02_far_end::RULE, &sfp_03_fibre::RULE, &sfp_04_vendor::RULE];
