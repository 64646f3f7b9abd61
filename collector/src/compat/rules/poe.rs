//! Rules for power over Ethernet.

mod demand;
mod poe_01_class;
mod poe_02_budget;
mod poe_03_passive;
mod poe_04_replaced_switch;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] =
    &[&poe_01_class::RULE, &poe_02_budget::RULE, &poe_03_passive::RULE, &poe_04_replaced_switch::RULE];
