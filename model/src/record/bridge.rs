//! Rows of the record about switching: VLANs, forwarding, spanning tree, neighbours.

use super::{Absent, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

facts! {
    /// One VLAN.
    Vlan {
        /// 1 to 4094.
        vlan: Option<u16>,
        /// Its name.
        name: Text,
        /// Management domain (VTP).
        domain: Text,
        /// Ports that carry it tagged, by ifIndex.
        ports_tagged: Vec<u32>,
        /// Ports that carry it untagged, by ifIndex.
        ports_untagged: Vec<u32>,
    }
}

facts! {
    /// One entry of the forwarding database.
    Forwarding {
        /// The address seen.
        mac: Text,
        /// Its VLAN.
        vlan: Option<u16>,
        /// The port that it was seen on.
        if_index: Option<u32>,
        /// `learned` `self` `mgmt` `other`.
        status: Text,
    }
}

facts! {
    /// A spanning tree.
    SpanningTree {
        /// Absent for the common tree.
        vlan: Option<u16>,
        /// Address of this bridge.
        bridge: Text,
        /// Address of the root bridge.
        root: Text,
        /// `stp` `rstp` `mstp` `pvst` `rapidPvst`, or the label of dot1dStpProtocolSpecification.
        protocol: Text,
        /// Priority of this bridge.
        priority: Option<u64>,
        /// Cost of the path to the root.
        root_cost: Option<u64>,
        /// Bridge port that leads to the root; absent on the root itself.
        root_port: Option<u64>,
    }
}

facts! {
    /// One neighbour that announced itself.
    Neighbour {
        /// `lldp` `cdp` `mndp` …
        protocol: Text,
        /// Own port that it is seen on.
        local_if_index: Option<u32>,
        /// Own port as the protocol names it, where it is no ifIndex.
        local_port: Text,
        /// Its system name.
        remote_host: Text,
        /// Its chassis, a MAC if it is one.
        remote_chassis_id: Text,
        /// Its port, as text.
        remote_port: Text,
        /// Its port's identifier.
        remote_port_id: Text,
        /// Its management address.
        remote_address: Text,
        /// Its platform.
        remote_platform: Text,
        /// Its system description.
        remote_version: Text,
        /// `bridge` `router` `wlan_ap` `phone` `station` `docsis` `repeater` `other`.
        capabilities: Vec<String>,
    }
}
