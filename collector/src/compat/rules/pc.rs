//! Rules for PCs, laptops, memory and screens.

mod pc_01_windows_11;
mod pc_02_operating_system;
mod pc_03_memory;
mod pc_04_video;
mod pc_05_applications;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[
    &pc_01_windows_11::RULE,
    &pc_02_operating_system::RULE,
    &pc_03_memory::RULE,
    &pc_04_video::RULE,
    &pc_05_applications::RULE,
];
