//! Interfaces: `Win32_NetworkAdapter` says which there are and of what kind, `Win32_NetworkAdapterConfiguration` the gateway and
//! the name servers, the system's own counters how they fare.

use super::rows::{Row, Rows};
use model::record::{Facts, Port, Radio, Route, WirelessMetric};
use std::{collections::BTreeMap, net::IpAddr};

/// Name under which the reader keeps the radio networks that this machine is in: `Adapter` is a GUID, `Bars` 0 to 5.
pub const RADIO: &str = "radio networks";

/// What the system counts of one interface, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// It can pass packets; none: not known.
    pub is_up: Option<bool>,
    /// Largest packet, octets.
    pub mtu: Option<u64>,
    /// Speed, bit/s.
    pub speed_bps: Option<u64>,
    /// Octets received and sent.
    pub octets: (u64, u64),
    /// Errors received and sent.
    pub errors: (u64, u64),
    /// Its addresses.
    pub addresses: Vec<String>,
}

/// Counters by the name that people give a connection (`Ethernet 2`).
pub type Counters = BTreeMap<String, Counted>;

/// States the interfaces in `facts`; returns the MACs of adapters that are built in or plugged in, not made by software.
pub fn state(rows: &Rows, counters: &Counters, facts: &mut Facts) -> Vec<String> {
    let mut ports: Vec<Port> = Vec::new();
    let mut own = Vec::new();
    for row in rows.of("Win32_NetworkAdapter") {
        // Only what is a connection has a name that people give; of the rest hardware counts.
        let by_device = || row.text("Name").filter(|_| is_hardware(row));
        let name = row.text("NetConnectionID").or_else(by_device);
        let (Some(index), Some(name)) = (row.small("InterfaceIndex"), name) else { continue };
        let counted = counters.get(&name);
        let mac = row.text("MACAddress").as_deref().and_then(crate::collect::mac);
        if is_hardware(row) {
            own.extend(mac.clone());
        }
        for address in facts.ipv4.iter_mut().chain(&mut facts.ipv6) {
            if counted.is_some_and(|counted| counted.addresses.iter().any(|own| address.address.as_ref() == Some(own)))
            {
                address.if_index = Some(index);
            }
        }
        ports.push(port(row, index, name, mac, counted));
    }
    ports.sort_by_key(|port| port.if_index);
    ports.dedup_by_key(|port| port.if_index);
    facts.ports = ports;
    configured(rows, facts);
    radio(rows, facts);
    own.sort_unstable();
    own.dedup();
    own
}

/// The network of each radio, by the GUID of its adapter, and how well it is heard, in steps of a fifth.
fn radio(rows: &Rows, facts: &mut Facts) {
    for network in rows.of(RADIO) {
        let guid = |text: String| text.trim_matches(['{', '}']).to_ascii_lowercase();
        let Some(wanted) = network.text("Adapter").map(guid) else { continue };
        let of =
            rows.of("Win32_NetworkAdapter").iter().find(|row| row.text("GUID").map(guid).as_ref() == Some(&wanted));
        let Some((if_index, name)) =
            of.and_then(|row| Some((row.small("InterfaceIndex")?, row.text("NetConnectionID")?)))
        else {
            continue;
        };
        facts.wireless_radios.push(Radio {
            index: Some(if_index.to_string()),
            if_index: Some(if_index),
            name: Some(name.clone()),
            ssids: network.text("Ssid").into_iter().collect(),
            ..Radio::default()
        });
        if let Some(bars) = network.number("Bars").filter(|bars| *bars <= 5) {
            facts.wireless.push(WirelessMetric {
                class: Some("quality".into()),
                descr: Some(name),
                value: Some(bars as f64 * 20.0),
                unit: Some("%".into()),
                index: Some(if_index.to_string()),
                ..WirelessMetric::default()
            });
        }
    }
}

/// Default routes and name servers, the cheapest connection first.
fn configured(rows: &Rows, facts: &mut Facts) {
    let mut all: Vec<&Row> = rows.of("Win32_NetworkAdapterConfiguration").iter().collect();
    all.sort_by_key(|row| row.number("IPConnectionMetric").unwrap_or(u64::MAX));
    for row in all {
        let if_index = row.small("InterfaceIndex");
        for gateway in row.texts("DefaultIPGateway").iter().filter_map(|text| text.parse::<IpAddr>().ok()) {
            let nowhere = if gateway.is_ipv4() { "0.0.0.0" } else { "::" };
            facts.routes.push(Route {
                destination: Some(nowhere.into()),
                prefix: Some(0),
                next_hop: Some(gateway.to_string()),
                if_index,
                ..Route::default()
            });
        }
        for server in row.texts("DNSServerSearchOrder").iter().filter_map(|text| text.parse::<IpAddr>().ok()) {
            let server = server.to_string();
            if !facts.name_servers.contains(&server) {
                facts.name_servers.push(server);
            }
        }
    }
}

/// The addresses of a connection with their prefixes; `IPSubnet` is a mask of IPv4 and a length of IPv6.
pub fn configured_addresses(row: &Row) -> Vec<(IpAddr, u8)> {
    let masks = row.texts("IPSubnet");
    let prefix = |mask: &str| match mask.parse::<IpAddr>() {
        Ok(IpAddr::V4(mask)) => Some(mask.to_bits().leading_ones() as u8),
        _ => mask.parse().ok().filter(|length| *length <= 128),
    };
    let own = row.texts("IPAddress");
    own.iter().zip(&masks).filter_map(|(address, mask)| Some((address.parse().ok()?, prefix(mask)?))).collect()
}

/// Bridges, tunnels and virtual switches hang on the software bus.
pub fn is_hardware(row: &Row) -> bool {
    let device = row.text("PNPDeviceID").unwrap_or_default();
    row.flag("PhysicalAdapter") == Some(true) && !["ROOT\\", "SWD\\", "BTH\\"].iter().any(|bus| device.starts_with(bus))
}

fn port(row: &Row, index: u32, name: String, mac: Option<String>, counted: Option<&Counted>) -> Port {
    // An adapter without a link states its speed as the largest number there is.
    let nominal = row.number("Speed").filter(|speed| (1..1_000_000_000_000_000).contains(speed));
    let up = |up: bool| if up { "up" } else { "down" }.to_owned();
    // What is not counted passes nothing, unless the class says it is connected (`NetConnectionStatus` 2): then nobody knows.
    let by_class = row.number("NetConnectionStatus").filter(|status| *status != 2).map(|_| false);
    Port {
        if_index: Some(index),
        name: Some(name),
        descr: row.text("Name"),
        kind: row.number("AdapterTypeId").and_then(kind).map(str::to_owned),
        mtu: counted.and_then(|counted| counted.mtu),
        speed_bps: counted.and_then(|counted| counted.speed_bps).or(nominal),
        admin: row.flag("NetEnabled").map(|_| up(row.number("ConfigManagerErrorCode") != Some(22))),
        oper: counted.and_then(|counted| counted.is_up).or(by_class).map(up),
        mac,
        high_capacity: counted.map(|_| true),
        in_octets: counted.map(|counted| counted.octets.0),
        out_octets: counted.map(|counted| counted.octets.1),
        in_errors: counted.map(|counted| counted.errors.0),
        out_errors: counted.map(|counted| counted.errors.1),
        ..Port::default()
    }
}

/// `AdapterTypeId` as labels of IANAifType.
fn kind(number: u64) -> Option<&'static str> {
    match number {
        0 => Some("ethernetCsmacd"),
        9 => Some("ieee80211"),
        _ => None,
    }
}
