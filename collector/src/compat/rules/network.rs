//! Rules for what is connected: ports, VLANs, spanning tree, management, addresses, cables.

mod net_01_upstream_port;
mod net_08_addresses;
mod upstream;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[&net_01_upstream_port::RULE, &net_08_addresses::RULE];
