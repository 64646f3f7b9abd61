//! Rules for whatever is bought: completeness, competence, certificates, mains, support.

mod gen_01_completeness;
mod gen_06_mains;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[&gen_01_completeness::RULE, &gen_06_mains::RULE];
