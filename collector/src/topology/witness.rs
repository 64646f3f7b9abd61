//! What one device says that matters to the topology, in compact form; read from the JSON of its reports without
//! making the rest of them a tree in memory.

use model::{
    DeviceId, Timestamp,
    api::LinkEvidenceKind,
    record::{Port, port_keys},
};
use serde::Deserialize;
use std::{
    collections::HashSet,
    net::IpAddr,
    num::{NonZeroU32, NonZeroU64},
};

/// Most neighbours of one report that are looked at: each is sought among all ports.
const NEIGHBOURS: usize = 4096;

/// A unicast MAC of six octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mac(NonZeroU64);

impl Mac {
    /// Reads `d4:ca:6d:ea:fe:90`; none for group addresses, the zero address, and everything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut value = 0u64;
        let mut octets = 0;
        for part in text.trim().split([':', '-']) {
            if part.len() != 2 {
                return None;
            }
            value = value << 8 | u64::from(u8::from_str_radix(part, 16).ok()?);
            octets += 1;
        }
        NonZeroU64::new(value).filter(|_| octets == 6 && value >> 40 & 1 == 0).map(Self)
    }
}

/// One port.
#[derive(Clone, Debug, Default)]
pub struct PortFact {
    /// ifIndex.
    pub index: u32,
    /// Port key.
    pub key: Box<str>,
    /// ifDescr, where it differs from the key.
    pub descr: Box<str>,
    /// Its MAC.
    pub mac: Option<Mac>,
    /// The aggregate it is a member of.
    pub above: Option<NonZeroU32>,
}

/// One line of a neighbour protocol.
#[derive(Clone, Debug, Default)]
pub struct NeighbourFact {
    /// Protocol.
    pub protocol: Option<LinkEvidenceKind>,
    /// Local ifIndex; 0: not known.
    pub local: u32,
    /// Local port as text.
    pub local_port: String,
    /// Name of the other side.
    pub host: String,
    /// Its chassis id as stated.
    pub chassis: String,
    /// Its port, as description and as id.
    pub ports: [String; 2],
    /// Its management address.
    pub address: String,
    /// Its platform.
    pub platform: String,
    /// It says that it forwards for others.
    pub forwards: bool,
}

/// What a device says.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// Which device.
    pub id: DeviceId,
    /// Name to show.
    pub name: String,
    /// Address to show.
    pub address: String,
    /// Class word.
    pub class: String,
    /// Names it calls itself, lower case.
    pub names: Vec<String>,
    /// MACs of its own.
    pub macs: Vec<Mac>,
    /// The MAC by which it is managed, where it says so.
    pub base_mac: Option<Mac>,
    /// Addresses of its own.
    pub addresses: Vec<IpAddr>,
    /// Its ports.
    pub ports: Vec<PortFact>,
    /// Its neighbours.
    pub neighbours: Vec<NeighbourFact>,
    /// MACs it learnt, with their ifIndex.
    pub learnt: Vec<(Mac, u32)>,
    /// When that was read.
    pub learnt_at: Timestamp,
    /// Addresses it resolved.
    pub resolved: Vec<(IpAddr, Mac)>,
    /// Next hops of its default routes.
    pub gateways: Vec<IpAddr>,
    /// Its subnets: an address in it, prefix, ifIndex.
    pub subnets: Vec<(IpAddr, u8, u32)>,
    /// Declared parents.
    pub declared: Vec<DeviceId>,
}

/// The part of a record that is read. Not the record's own types: those keep every key they do not know.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Heard {
    sys_name: Option<String>,
    fqdn: Option<String>,
    base_mac: Option<String>,
    ports: Vec<HeardPort>,
    ipv4: Vec<HeardAddress>,
    ipv6: Vec<HeardAddress>,
    neighbours: Vec<HeardNeighbour>,
    fdb: Vec<HeardMac>,
    arp: Vec<HeardAddress>,
    routes: Vec<HeardRoute>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct HeardPort {
    if_index: Option<u32>,
    name: Option<String>,
    descr: Option<String>,
    mac: Option<String>,
    stack: HeardStack,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct HeardStack {
    higher: Vec<u32>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct HeardAddress {
    address: String,
    prefix: Option<u8>,
    if_index: Option<u32>,
    mac: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct HeardRoute {
    prefix: Option<u8>,
    next_hop: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct HeardNeighbour {
    protocol: String,
    local_if_index: Option<u32>,
    local_port: String,
    remote_host: String,
    remote_chassis_id: String,
    remote_port: String,
    remote_port_id: String,
    remote_address: String,
    remote_platform: String,
    capabilities: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct HeardMac {
    mac: String,
    if_index: Option<u32>,
    status: String,
}

impl Witness {
    /// Adds what a report says; a damaged one says nothing.
    pub fn hear(&mut self, body: &str, at: Timestamp) {
        let Ok(heard) = serde_json::from_str::<Heard>(body) else { return };
        self.names.extend([heard.sys_name, heard.fqdn].into_iter().flatten().map(|name| name.to_lowercase()));
        let base = heard.base_mac.as_deref().and_then(Mac::parse);
        self.base_mac = base.or(self.base_mac);
        self.macs.extend(base);
        self.hear_ports(heard.ports);
        for row in heard.ipv4.iter().chain(&heard.ipv6) {
            let Some(address) = host_address(&row.address) else { continue };
            self.addresses.push(address);
            let subnet = row.prefix.filter(|prefix| (8..if address.is_ipv4() { 31 } else { 127 }).contains(prefix));
            self.subnets.extend(subnet.map(|prefix| (address, prefix, row.if_index.unwrap_or(0))));
        }
        self.neighbours.extend(heard.neighbours.into_iter().take(NEIGHBOURS).map(neighbour));
        let learnt = heard.fdb.iter().filter(|row| matches!(row.status.as_str(), "" | "learned"));
        self.learnt.extend(learnt.filter_map(|row| Some((Mac::parse(&row.mac)?, row.if_index.filter(|i| *i > 0)?))));
        if !heard.fdb.is_empty() {
            self.learnt_at = self.learnt_at.max(at);
        }
        let resolved = heard.arp.iter().filter_map(|row| Some((host_address(&row.address)?, Mac::parse(&row.mac)?)));
        self.resolved.extend(resolved);
        let hops = heard.routes.iter().filter(|route| route.prefix == Some(0));
        self.gateways.extend(hops.filter_map(|route| host_address(&route.next_hop)));
        // Thousands of these are held at once.
        self.ports.shrink_to_fit();
        self.macs.shrink_to_fit();
        self.learnt.shrink_to_fit();
        self.resolved.shrink_to_fit();
    }

    fn hear_ports(&mut self, rows: Vec<HeardPort>) {
        let named = rows.iter().map(|row| Port {
            if_index: row.if_index,
            name: row.name.clone(),
            descr: row.descr.clone(),
            ..Port::default()
        });
        let keys = port_keys(&named.collect::<Vec<_>>());
        let known: HashSet<Box<str>> = self.ports.iter().map(|port| port.key.clone()).collect();
        for (row, key) in rows.into_iter().zip(keys) {
            let mac = row.mac.as_deref().and_then(Mac::parse);
            self.macs.extend(mac);
            if known.contains(&*key) {
                continue;
            }
            let descr = row.descr.filter(|descr| *descr != key).unwrap_or_default().into_boxed_str();
            let (index, above) =
                (row.if_index.unwrap_or(0), row.stack.higher.first().copied().and_then(NonZeroU32::new));
            self.ports.push(PortFact { index, key: key.into(), descr, mac, above });
        }
    }

    /// Puts everything into one order and takes doubles out, so that the order of hearing does not matter.
    pub fn settle(&mut self) {
        self.names.sort_unstable();
        self.names.dedup();
        self.macs.sort_unstable();
        self.macs.dedup();
        self.addresses.sort_unstable();
        self.addresses.dedup();
        self.learnt.sort_unstable();
        self.learnt.dedup();
        self.resolved.sort_unstable();
        self.resolved.dedup();
        self.gateways.sort_unstable();
        self.gateways.dedup();
        self.subnets.sort_unstable();
        self.ports.sort_by(|a, b| (a.index, &a.key).cmp(&(b.index, &b.key)));
    }

    /// The key of a port by its ifIndex.
    pub fn port(&self, index: u32) -> Option<&str> {
        self.ports.iter().find(|port| port.index == index && index != 0).map(|port| &*port.key)
    }

    /// It learns MACs: it is a bridge.
    pub fn is_bridge(&self) -> bool {
        !self.learnt.is_empty()
    }

    /// Others may be reached through it.
    pub fn forwards(&self) -> bool {
        self.is_bridge() || matches!(self.class.as_str(), "switch" | "router" | "firewall" | "access_point" | "")
    }

    /// It routes between subnets.
    pub fn routes(&self) -> bool {
        matches!(self.class.as_str(), "router" | "firewall")
    }
}

fn neighbour(row: HeardNeighbour) -> NeighbourFact {
    NeighbourFact {
        protocol: LinkEvidenceKind::protocol(&row.protocol),
        local: row.local_if_index.unwrap_or(0),
        local_port: row.local_port,
        host: row.remote_host,
        chassis: row.remote_chassis_id,
        ports: [row.remote_port, row.remote_port_id],
        address: row.remote_address,
        platform: row.remote_platform,
        forwards: row
            .capabilities
            .iter()
            .any(|word| matches!(word.as_str(), "bridge" | "router" | "wlan_ap" | "repeater")),
    }
}

/// An address that tells one host from another.
pub(super) fn host_address(text: &str) -> Option<IpAddr> {
    let address: IpAddr = text.parse().ok()?;
    let tells = match address {
        IpAddr::V4(v4) => {
            !(v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast())
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback() || v6.is_unspecified() || v6.is_multicast() || v6.segments()[0] & 0xffc0 == 0xfe80)
        }
    };
    tells.then_some(address)
}
