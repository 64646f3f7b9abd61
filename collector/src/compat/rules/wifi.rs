//! Rules for wireless networks.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
