//! Interfaces and addresses. An interface has a row for each of its addresses; it becomes one port.

use super::tree::Node;
use model::record::{Address, Facts, Port, Route};
use std::net::{Ipv4Addr, Ipv6Addr};

const MEGABIT: u64 = 1_000_000;
/// Fastest interface that there is, Mbit/s.
const FASTEST: u64 = 1_600_000;

/// States both, and the default route.
pub(super) fn state(content: &Node, facts: &mut Facts) {
    for row in content.rows("networks") {
        let Some(place) = port(row, &mut facts.ports) else { continue };
        let if_index = facts.ports[place].if_index;
        let v4: Option<Ipv4Addr> = row.text("ipaddress").and_then(|text| text.parse().ok());
        if let Some(address) = v4.filter(|address| !address.is_unspecified()) {
            let prefix = row.text("ipmask").and_then(|mask| prefix(&mask));
            add(
                &mut facts.ipv4,
                Address { address: Some(address.to_string()), prefix, if_index, ..Address::default() },
            );
        }
        let v6 = row.text("ipaddress6");
        let v6: Option<Ipv6Addr> = v6.and_then(|text| text.split(['%', '/']).next()?.parse().ok());
        if let Some(address) = v6.filter(|address| !address.is_unspecified()) {
            add(&mut facts.ipv6, Address { address: Some(address.to_string()), if_index, ..Address::default() });
        }
        let gateway: Option<Ipv4Addr> = row.text("ipgateway").and_then(|text| text.parse().ok());
        if let Some(gateway) = gateway.filter(|gateway| !gateway.is_unspecified()) {
            route(facts, gateway, if_index);
        }
    }
    // A partial inventory without interfaces says nothing new about where they lead.
    if facts.ports.is_empty() {
        return;
    }
    let stated = content.get("hardware").and_then(|hardware| hardware.text("defaultgateway"));
    if let Some(gateway) = stated.and_then(|text| text.parse::<Ipv4Addr>().ok())
        && facts.routes.is_empty()
    {
        route(facts, gateway, None);
    }
    let servers = content.get("hardware").and_then(|hardware| hardware.text("dns")).unwrap_or_default();
    let servers = servers.split(['/', ',', ' ']).filter_map(|text| text.parse::<std::net::IpAddr>().ok());
    facts.name_servers = servers.map(|server| server.to_string()).collect();
    let first = facts.ports.iter().find(|port| port.connector_present != Some(false) && port.mac.is_some());
    facts.base_mac = first.and_then(|port| port.mac.clone());
}

fn add(rows: &mut Vec<Address>, row: Address) {
    if !rows.contains(&row) {
        rows.push(row);
    }
}

fn route(facts: &mut Facts, gateway: Ipv4Addr, if_index: Option<u32>) {
    let row = Route {
        destination: Some("0.0.0.0".into()),
        prefix: Some(0),
        next_hop: Some(gateway.to_string()),
        if_index,
        ..Route::default()
    };
    if !facts.routes.contains(&row) {
        facts.routes.push(row);
    }
}

/// The place of the port that a row is about. The source has no numbers: they are given in the order of the rows.
fn port(row: &Node, ports: &mut Vec<Port>) -> Option<usize> {
    let name = row.known(&["description"])?;
    let mac = row.text("mac").or_else(|| row.text("macaddr")).and_then(|text| mac(&text));
    if let Some(place) = ports.iter().position(|port| port.name.as_ref() == Some(&name) && port.mac == mac) {
        return Some(place);
    }
    let kind = match row.word("type").as_deref() {
        Some("ethernet") => Some("ethernetCsmacd"),
        Some("wifi") => Some("ieee80211"),
        Some("loopback") => Some("softwareLoopback"),
        Some("bridge") => Some("bridge"),
        _ => None,
    };
    let oper = match row.word("status").as_deref() {
        Some("up") => Some("up"),
        Some("down") => Some("down"),
        _ => None,
    };
    ports.push(Port {
        if_index: u32::try_from(ports.len() + 1).ok(),
        name: Some(name),
        kind: kind.map(str::to_owned),
        mtu: row.amount("mtu"),
        // A virtual interface without a speed says −1, which arrives as 2^32 − 1.
        speed_bps: row.amount("speed").filter(|speed| *speed <= FASTEST).map(|speed| speed * MEGABIT),
        oper: oper.map(str::to_owned),
        mac,
        connector_present: row.flag("virtualdev").map(|is_virtual| !is_virtual),
        ..Port::default()
    });
    Some(ports.len() - 1)
}

/// A MAC address by the rules of the record; all zeros is none.
fn mac(text: &str) -> Option<String> {
    let octets: Vec<u8> =
        text.split([':', '-']).map(|octet| u8::from_str_radix(octet, 16)).collect::<Result<_, _>>().ok()?;
    if !matches!(octets.len(), 6 | 8) || octets.iter().all(|octet| *octet == 0) {
        return None;
    }
    Some(octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(":"))
}

/// The length of a mask; one with holes has none.
fn prefix(mask: &str) -> Option<u8> {
    let bits = u32::from(mask.parse::<Ipv4Addr>().ok()?);
    let length = bits.leading_ones();
    (bits.count_ones() == length).then_some(length as u8)
}
