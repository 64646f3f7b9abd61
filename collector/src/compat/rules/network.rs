//! Rules for what is connected: ports, VLANs, spanning tree, management, addresses, cables.

mod net_01_upstream_port;
mod net_02_vlans;
mod net_03_spanning_tree;
mod net_04_aggregation;
mod net_05_monitoring;
mod net_06_secure_management;
mod net_07_ipv6;
mod net_08_addresses;
mod net_09_wan_capacity;
mod net_10_central_protocols;
mod net_11_copper_run;
pub mod upstream;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[
    &net_01_upstream_port::RULE,
    &net_02_vlans::RULE,
    &net_03_spanning_tree::RULE,
    &net_04_aggregation::RULE,
    &net_05_monitoring::RULE,
    &net_06_secure_management::RULE,
    &net_07_ipv6::RULE,
    &net_08_addresses::RULE,
    &net_09_wan_capacity::RULE,
    &net_10_central_protocols::RULE,
    &net_11_copper_run::RULE,
];
