//! Rules for uninterruptible power supplies.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
