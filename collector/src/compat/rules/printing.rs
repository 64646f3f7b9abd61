//! Rules for printers and scanners.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
