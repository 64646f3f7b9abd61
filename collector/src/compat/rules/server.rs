//! Rules for what stands in racks.

mod rack;
mod srv_01_space;
mod srv_02_depth_and_load;
mod srv_03_ups_load;
mod srv_04_outlets;
mod srv_05_air_and_heat;
mod srv_06_cluster;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[
    &srv_01_space::RULE,
    &srv_02_depth_and_load::RULE,
    &srv_03_ups_load::RULE,
    &srv_04_outlets::RULE,
    &srv_05_air_and_heat::RULE,
    &srv_06_cluster::RULE,
];
