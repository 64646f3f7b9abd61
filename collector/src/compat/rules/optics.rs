//! Rules for transceivers.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
