//! Rules for PCs, laptops, memory and screens.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
