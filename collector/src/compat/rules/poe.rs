//! Rules for power over Ethernet.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
