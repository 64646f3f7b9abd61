//! Rows of the record about the network: ports, addresses, neighbours, routes.

use super::{Absent, PortPoe, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

facts! {
    /// One interface.
    Port {
        /// ifIndex; the key.
        if_index: Option<u32>,
        /// ifName.
        name: Text,
        /// ifDescr.
        descr: Text,
        /// ifAlias.
        alias: Text,
        /// IANAifType label.
        #[serde(rename = "type")]
        kind: Text,
        /// MTU.
        mtu: Option<u64>,
        /// Nominal speed, bit/s.
        speed_bps: Option<u64>,
        /// ifAdminStatus label.
        admin: Text,
        /// ifOperStatus label.
        oper: Text,
        /// ifPhysAddress.
        mac: Text,
        /// `full` or `half`.
        duplex: Text,
        /// Seconds since the last change of state.
        last_change_s: Option<f64>,
        /// ifConnectorPresent.
        connector_present: Option<bool>,
        /// The octet counters are 64-bit.
        high_capacity: Option<bool>,
        /// ifCounterDiscontinuityTime, hundredths of a second.
        discontinuity_ticks: Option<u64>,
        /// Octets received.
        in_octets: Option<u64>,
        /// Octets sent.
        out_octets: Option<u64>,
        /// Unicast packets received.
        in_ucast: Option<u64>,
        /// Unicast packets sent.
        out_ucast: Option<u64>,
        /// Multicast packets received.
        in_mcast: Option<u64>,
        /// Multicast packets sent.
        out_mcast: Option<u64>,
        /// Broadcast packets received.
        in_bcast: Option<u64>,
        /// Broadcast packets sent.
        out_bcast: Option<u64>,
        /// Packets received with errors.
        in_errors: Option<u64>,
        /// Packets not sent because of errors.
        out_errors: Option<u64>,
        /// Sound received packets discarded.
        in_discards: Option<u64>,
        /// Sound outgoing packets discarded.
        out_discards: Option<u64>,
        /// VLAN of untagged frames.
        vlan: Option<u16>,
        /// VLANs that leave tagged.
        vlans_tagged: Vec<u16>,
        /// VLANs that leave untagged.
        vlans_untagged: Vec<u16>,
        /// `rj45` `sfp` `sfp+` `sfp28` `qsfp+` `qsfp28` `combo` …, where the device says so.
        form_factor: Text,
        /// Interfaces above and below it.
        stack: Option<PortStack>,
        /// dot1dBasePort: the number by which the bridge counts the port.
        bridge_port: Option<u64>,
        /// dot1dStpPortState label.
        #[serde(rename = "x_stp_state")]
        stp_state: Text,
        /// Role in the spanning tree: `root` `designated` `alternate` `backup`.
        #[serde(rename = "x_stp_role")]
        stp_role: Text,
        /// Power over Ethernet, where the port can give it.
        poe: Option<PortPoe>,
    }
}

facts! {
    /// What a port carries and is carried by (ifStackTable, IEEE8023-LAG-MIB). Below an aggregate are its members.
    PortStack {
        /// Interfaces above, by ifIndex.
        higher: Vec<u32>,
        /// Interfaces below, by ifIndex.
        lower: Vec<u32>,
    }
}

facts! {
    /// One address of the device.
    Address {
        /// The address, RFC 5952 for IPv6.
        address: Text,
        /// Prefix length.
        prefix: Option<u8>,
        /// Its interface.
        if_index: Option<u32>,
    }
}

facts! {
    /// One line of a neighbour table.
    Arp {
        /// Neighbour's address.
        address: Text,
        /// Its MAC.
        mac: Text,
        /// Interface it was seen on.
        if_index: Option<u32>,
        /// `dynamic`, `static`, …
        #[serde(rename = "type")]
        kind: Text,
    }
}

facts! {
    /// One route.
    Route {
        /// Network address.
        destination: Text,
        /// Prefix length.
        prefix: Option<u8>,
        /// Next hop; absent for connected routes.
        next_hop: Text,
        /// Interface.
        if_index: Option<u32>,
        /// Protocol word.
        protocol: Text,
    }
}
