//! Rules for whatever is bought: completeness, competence, certificates, mains, support.

mod gen_01_completeness;
mod gen_02_coordination;
mod gen_03_data_centre;
mod gen_04_type_approval;
mod gen_05_bands;
mod gen_06_mains;
mod gen_07_support;
mod gen_08_domestic_content;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[
    &gen_01_completeness::RULE,
    &gen_02_coordination::RULE,
    &gen_03_data_centre::RULE,
    &gen_04_type_approval::RULE,
    &gen_05_bands::RULE,
    &gen_06_mains::RULE,
    &gen_07_support::RULE,
    &gen_08_domestic_content::RULE,
];
