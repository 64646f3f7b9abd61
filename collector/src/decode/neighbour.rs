//! Neighbours that announce themselves: LLDP (IEEE 802.1AB, LLDP-MIB), CDP (CISCO-CDP-MIB) and MNDP (MIKROTIK-MIB).

use super::{
    Trouble,
    fact::{bounded, mac},
    row::{Row, bits, octets, rows},
};
use crate::{profile::Profile, snmp::cells::Cell};
use model::record::{Neighbour, Port};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// Bits of LldpSystemCapabilitiesMap.
const LLDP_CAPABILITIES: [&str; 8] = ["other", "repeater", "bridge", "wlan_ap", "router", "phone", "docsis", "station"];
/// Bits of the CDP capabilities, from the lowest.
const CDP_CAPABILITIES: [&str; 8] = ["router", "bridge", "bridge", "bridge", "station", "other", "repeater", "phone"];

/// Local ports of LLDP: how the protocol names the port of each number.
#[derive(Debug, Default)]
pub(super) struct LocalPorts(HashMap<u64, LocalPort>);

#[derive(Debug)]
struct LocalPort {
    kind: u64,
    id: Option<String>,
    descr: Option<String>,
}

impl LocalPorts {
    /// lldpLocPortTable.
    pub fn from(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Self {
        let port = |row: &Row<'_>, trouble: &mut Trouble| {
            let kind = row.whole("kind", trouble).unwrap_or_default();
            let id = row.octets("id").and_then(|id| identifier(kind == 3, kind == 4, id));
            Some((*row.index.first()?, LocalPort { kind, id, descr: row.text("descr", trouble) }))
        };
        Self(rows(profile, cells).iter().filter_map(|row| port(row, trouble)).collect())
    }

    /// The port of this number: lldpRemLocalPortNum is no ifIndex, so it is found by what the protocol calls it. A number
    /// as the name counts as an ifIndex only where it is the port's number as well.
    fn port(&self, number: u64, ports: &[Port]) -> (Option<u32>, Option<String>) {
        let Some(local) = self.0.get(&number) else { return (None, None) };
        let called = |text: &Option<String>| {
            let text = text.as_deref()?;
            let names = |port: &&Port| {
                [&port.name, &port.descr].into_iter().any(|name| name.as_deref() == Some(text))
                    || (local.kind == 3 && port.mac.as_deref() == Some(text))
            };
            let mut found = ports.iter().filter(names);
            // A name that two ports bear names neither.
            found.next().filter(|_| found.next().is_none()).and_then(|port| port.if_index)
        };
        let by_number = || {
            let index: u32 = local.id.as_deref()?.parse().ok()?;
            (u64::from(index) == number && ports.iter().any(|port| port.if_index == Some(index))).then_some(index)
        };
        match called(&local.id).or_else(|| called(&local.descr)).or_else(by_number) {
            Some(index) => (Some(index), None),
            None => (None, local.descr.clone().or_else(|| local.id.clone())),
        }
    }
}

/// An identifier as text: a MAC address, a network address, or the text that it is.
fn identifier(is_mac: bool, is_network: bool, said: &[u8]) -> Option<String> {
    // LLDP's MAC addresses have six octets; eight are a text that calls itself one.
    if is_mac
        && said.len() == 6
        && let Some(mac) = mac(said)
    {
        return Some(mac);
    }
    if is_network && let Some(address) = network_address(said) {
        return Some(address);
    }
    bounded(said).0
}

/// Family of IANA (1 IPv4, 2 IPv6) and the octets of the address.
fn network_address(said: &[u8]) -> Option<String> {
    match said {
        [1, octets @ ..] => <[u8; 4]>::try_from(octets).ok().map(|octets| Ipv4Addr::from(octets).to_string()),
        [2, octets @ ..] => <[u8; 16]>::try_from(octets).ok().map(|octets| Ipv6Addr::from(octets).to_string()),
        _ => None,
    }
}

/// Management addresses (lldpRemManAddrTable), by time, local port and number of the neighbour: all is in the index.
pub(super) fn management(profile: &Profile, cells: &[Cell<'_>]) -> HashMap<Vec<u64>, String> {
    let mut found: HashMap<Vec<u64>, String> = HashMap::new();
    for row in rows(profile, cells) {
        let (Some(place), Some([kind, _, address @ ..])) = (row.index.get(..3), row.index.get(3..)) else { continue };
        let address = octets(address).and_then(|octets| match kind {
            1 => <[u8; 4]>::try_from(octets).ok().map(IpAddr::from),
            2 => <[u8; 16]>::try_from(octets).ok().map(IpAddr::from),
            _ => None,
        });
        if let Some(address) = address.filter(|address| !address.is_unspecified()) {
            found.entry(place.to_vec()).or_insert_with(|| address.to_string());
        }
    }
    found
}

/// lldpRemTable.
pub(super) fn lldp(
    profile: &Profile,
    cells: &[Cell<'_>],
    local: &LocalPorts,
    management: &HashMap<Vec<u64>, String>,
    ports: &[Port],
    trouble: &mut Trouble,
) -> Vec<Neighbour> {
    let mut found = Vec::new();
    for row in rows(profile, cells) {
        let [_, number, _] = row.index.as_slice() else { continue };
        let (local_if_index, local_port) = local.port(*number, ports);
        let chassis_kind = row.whole("chassis_kind", trouble).unwrap_or_default();
        let port_kind = row.whole("port_kind", trouble).unwrap_or_default();
        let port_id = row.octets("port").and_then(|id| identifier(port_kind == 3, port_kind == 4, id));
        let descr = row.text("port_descr", trouble);
        // The name of an interface says more than a description that a person may have typed.
        let remote_port = if port_kind == 5 { port_id.clone().or(descr) } else { descr.or_else(|| port_id.clone()) };
        let set = row.octets("capabilities").unwrap_or_default();
        found.push(Neighbour {
            protocol: Some("lldp".into()),
            local_if_index,
            local_port,
            remote_host: row.text("name", trouble),
            remote_chassis_id: row
                .octets("chassis")
                .and_then(|id| identifier(chassis_kind == 4, chassis_kind == 5, id)),
            remote_port,
            remote_port_id: port_id,
            remote_address: management.get(&row.index).cloned(),
            remote_version: row.text("descr", trouble),
            capabilities: words(bits(set).filter_map(|bit| LLDP_CAPABILITIES.get(bit))),
            ..Neighbour::default()
        });
    }
    found
}

/// cdpCacheTable: ifIndex and number of the neighbour.
pub(super) fn cdp(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Neighbour> {
    let mut found = Vec::new();
    for row in rows(profile, cells) {
        let port = row.text("port", trouble);
        let address = row.octets("address").and_then(|octets| <[u8; 4]>::try_from(octets).ok());
        let set = row.octets("capabilities").and_then(|octets| octets.last().copied()).unwrap_or_default();
        found.push(Neighbour {
            protocol: Some("cdp".into()),
            local_if_index: row.index.first().and_then(|index| u32::try_from(*index).ok()),
            remote_host: row.text("host", trouble),
            remote_port: port.clone(),
            remote_port_id: port,
            remote_address: address.map(|octets| Ipv4Addr::from(octets).to_string()),
            remote_platform: row.text("platform", trouble),
            remote_version: row.text("version", trouble),
            capabilities: words((0..8).filter(|bit| set >> bit & 1 == 1).filter_map(|bit| CDP_CAPABILITIES.get(bit))),
            ..Neighbour::default()
        });
    }
    found
}

/// mtxrNeighborTable: its columns name the port as ifIndex and tell nothing of the other end's port. One neighbour has a row
/// for each of its addresses; the first one tells it.
pub(super) fn mndp(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Neighbour> {
    let mut found: Vec<Neighbour> = Vec::new();
    for row in rows(profile, cells) {
        let neighbour = Neighbour {
            protocol: Some("mndp".into()),
            local_if_index: row.whole("if_index", trouble).and_then(|index| u32::try_from(index).ok()),
            remote_host: row.text("host", trouble),
            remote_chassis_id: row.text("chassis", trouble),
            remote_address: row.text("address", trouble).filter(|address| address != "0.0.0.0"),
            remote_platform: row.text("platform", trouble),
            remote_version: row.text("version", trouble),
            ..Neighbour::default()
        };
        let is_same = |known: &Neighbour| {
            known.local_if_index == neighbour.local_if_index
                && known.remote_chassis_id.is_some()
                && known.remote_chassis_id == neighbour.remote_chassis_id
        };
        let says = [&neighbour.remote_host, &neighbour.remote_chassis_id].into_iter().any(Option::is_some);
        if says && !found.iter().any(is_same) {
            found.push(neighbour);
        }
    }
    found
}

/// Each word once.
fn words<'w>(words: impl Iterator<Item = &'w &'static str>) -> Vec<String> {
    let mut once: Vec<String> = words.map(|word| (*word).to_owned()).collect();
    once.sort();
    once.dedup();
    once
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_by_their_kind() {
        assert_eq!(identifier(true, false, &[2, 0, 0, 0, 0, 1]).as_deref(), Some("02:00:00:00:00:01"));
        assert_eq!(identifier(true, false, b"ge-0/0/1").as_deref(), Some("ge-0/0/1"));
        assert_eq!(identifier(false, true, &[1, 10, 0, 0, 1]).as_deref(), Some("10.0.0.1"));
        assert_eq!(identifier(false, false, b" Gi1/0/1\0").as_deref(), Some("Gi1/0/1"));
    }

    #[test]
    fn a_local_port_is_found_by_what_it_is_called() {
        let port = |index, name: &str, descr: &str| Port {
            if_index: Some(index),
            name: Some(name.into()),
            descr: Some(descr.into()),
            ..Port::default()
        };
        let ports = [port(10, "gi1", "one"), port(11, "gi2", "two"), port(3, "gi3", "two")];
        let local = |kind, id: &str, descr: &str| {
            let port = LocalPort { kind, id: Some(id.into()), descr: Some(descr.into()) };
            LocalPorts([(3, port)].into()).port(3, &ports)
        };
        assert_eq!(local(5, "gi2", "x"), (Some(11), None));
        assert_eq!(local(7, "x", "one"), (Some(10), None));
        assert_eq!(local(7, "3", "x"), (Some(3), None));
        assert_eq!(local(7, "10", "x"), (None, Some("x".into())));
        assert_eq!(local(7, "9", "two"), (None, Some("two".into())));
    }
}
