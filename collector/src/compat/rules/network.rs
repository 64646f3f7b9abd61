//! Rules for what is connected: ports, VLANs, spanning tree, management, addresses, cables.

mod net_08_addresses;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[&net_08_addresses::RULE];
