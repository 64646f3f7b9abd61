//! Rules for cameras and recorders.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
