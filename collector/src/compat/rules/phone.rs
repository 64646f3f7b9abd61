//! Rules for telephones.

mod tel_01_exchange;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[&tel_01_exchange::RULE];
