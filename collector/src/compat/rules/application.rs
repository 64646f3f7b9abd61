//! Rules for applications and software.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
