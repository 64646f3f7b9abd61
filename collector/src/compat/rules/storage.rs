//! Rules for storage and backups.

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[];
