//! Rules for what stands in a rack.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
