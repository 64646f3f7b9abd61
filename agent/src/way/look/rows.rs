//! Link, address, gateway and neighbours as Windows' own classes tell them (`Win32_NetworkAdapter`,
//! `Win32_NetworkAdapterConfiguration`, `MSFT_NetNeighbor`). Pure.

use super::{Exit, Place};
use crate::collect::windows::{
    network::{configured_addresses, is_hardware},
    rows::{Row, Rows},
};
use model::way::{Link, LinkSeen};
use std::net::IpAddr;

/// `AdapterTypeId` of a radio.
const RADIO: u64 = 9;

/// Where this machine stands. `before` is the interface that led out last.
pub fn place(rows: &Rows, before: Option<&str>) -> Place {
    let out = configurations(rows).filter_map(|row| Some((row, gateway(row)?)));
    // The cheapest way out, as Windows itself chooses it.
    let out = out.min_by_key(|(row, _)| row.number("IPConnectionMetric").unwrap_or(u64::MAX));
    let index_of = |row: &Row| row.number("InterfaceIndex");
    let index = out.as_ref().and_then(|(row, _)| index_of(row));
    let adapters = rows.of("Win32_NetworkAdapter");
    let named = |name: &str| adapters.iter().find(|row| row.text("NetConnectionID").as_deref() == Some(name));
    let is_connected = |row: &&Row| status(row) == Some(true);
    let likeliest = || {
        let own = || adapters.iter().filter(|row| is_hardware(row));
        own().find(is_connected).or_else(|| own().find(|row| !is_radio(row))).or_else(|| own().next())
    };
    let adapter = index
        .and_then(|index| adapters.iter().find(|row| index_of(row) == Some(index)))
        .or_else(|| before.and_then(named))
        .or_else(likeliest);
    let address = match (&out, adapter.and_then(index_of)) {
        (Some((row, _)), _) => address(row),
        (None, Some(index)) => configurations(rows).find(|row| index_of(row) == Some(index)).and_then(address),
        (None, None) => None,
    };
    Place {
        link: match adapter.and_then(link) {
            Some(link) => LinkSeen::One(link),
            None if rows.answered("Win32_NetworkAdapter") && adapters.is_empty() => LinkSeen::None,
            None => LinkSeen::Hidden,
        },
        address,
        exit: match out {
            Some((_, gateway)) => Exit::Via(gateway),
            None if rows.answered("Win32_NetworkAdapterConfiguration") => Exit::None,
            None => Exit::Hidden,
        },
    }
}

fn configurations(rows: &Rows) -> impl Iterator<Item = &Row> {
    rows.of("Win32_NetworkAdapterConfiguration").iter().filter(|row| row.flag("IPEnabled") != Some(false))
}

fn gateway(row: &Row) -> Option<IpAddr> {
    let told = row.texts("DefaultIPGateway");
    told.iter()
        .filter_map(|text| text.parse().ok())
        .find(|address: &IpAddr| address.is_ipv4() && !address.is_unspecified())
}

fn is_radio(row: &Row) -> bool {
    row.number("AdapterTypeId") == Some(RADIO)
}

/// `NetConnectionStatus`: 2 is connected, 7 a cable without signal, 0 and the others not; without a word nobody knows.
fn status(row: &Row) -> Option<bool> {
    Some(row.number("NetConnectionStatus")? == 2)
}

fn link(row: &Row) -> Option<Link> {
    Some(Link {
        name: row.text("NetConnectionID").or_else(|| row.text("Name"))?,
        wireless: is_radio(row),
        // 22: a person switched the device off.
        enabled: row.flag("NetEnabled") != Some(false)
            || row.number("NetConnectionStatus") == Some(7)
            || row.number("ConfigManagerErrorCode") != Some(22) && status(row) == Some(false),
        carrier: status(row),
        speed_bps: row.number("Speed").filter(|speed| (1..1_000_000_000_000_000).contains(speed)),
        half_duplex: false,
    })
}

/// An address that a server or a person gave before one that was made up.
fn address(row: &Row) -> Option<(IpAddr, u8)> {
    let mut own: Vec<(IpAddr, u8)> = configured_addresses(row);
    own.sort_by_key(|(address, _)| match address {
        IpAddr::V4(v4) => (v4.is_link_local(), false),
        IpAddr::V6(v6) => (v6.is_unicast_link_local(), true),
    });
    own.into_iter().find(|(address, _)| !matches!(address, IpAddr::V6(v6) if v6.is_unicast_link_local()))
}

/// Addresses of which the hardware address is known: everything but `State` 0 (unreachable) and 1 (incomplete).
pub fn neighbours(rows: &Rows) -> Vec<IpAddr> {
    let known = |row: &&Row| row.number("State").is_some_and(|state| state >= 2);
    rows.of("MSFT_NetNeighbor").iter().filter(known).filter_map(|row| row.text("IPAddress")?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADAPTERS: &str = r#""Win32_NetworkAdapter": [
        {"InterfaceIndex": 5, "NetConnectionID": "Ethernet", "NetConnectionStatus": 7, "NetEnabled": false, "AdapterTypeId": 0,
         "PhysicalAdapter": true, "PNPDeviceID": "PCI\\VEN_8086", "Speed": "9223372036854775807"},
        {"InterfaceIndex": 9, "NetConnectionID": "Wi-Fi", "NetConnectionStatus": 2, "NetEnabled": true, "AdapterTypeId": 9,
         "PhysicalAdapter": true, "PNPDeviceID": "PCI\\VEN_8087", "Speed": "144400000"}]"#;

    fn rows(configuration: &str) -> Rows {
        Rows::parse(&format!("{{{ADAPTERS}, \"Win32_NetworkAdapterConfiguration\": [{configuration}]}}"))
    }

    #[test]
    fn the_cheapest_way_out_is_told() {
        let told = rows(
            r#"{"InterfaceIndex": 5, "IPEnabled": true, "IPAddress": ["169.254.7.7"], "IPSubnet": ["255.255.0.0"]},
               {"InterfaceIndex": 9, "IPEnabled": true, "IPConnectionMetric": 35, "DefaultIPGateway": ["fe80::1", "10.20.3.1"],
                "IPAddress": ["fe80::7", "fd00::7", "10.20.3.17"], "IPSubnet": ["64", "64", "255.255.255.0"]}"#,
        );
        let place = place(&told, None);
        assert_eq!(place.exit, Exit::Via("10.20.3.1".parse().unwrap()));
        assert_eq!(place.address, Some(("10.20.3.17".parse().unwrap(), 24)));
        let LinkSeen::One(link) = place.link else { panic!() };
        let told = (link.name.as_str(), link.wireless, link.enabled, link.carrier, link.speed_bps);
        assert_eq!(told, ("Wi-Fi", true, true, Some(true), Some(144_400_000)));
    }

    #[test]
    fn without_a_way_out_the_interface_of_before_is_meant() {
        let told = rows("");
        let cut = place(&told, Some("Ethernet"));
        assert_eq!((cut.exit, cut.address), (Exit::None, None));
        let LinkSeen::One(link) = cut.link else { panic!() };
        assert_eq!(
            (link.name.as_str(), link.enabled, link.carrier, link.speed_bps),
            ("Ethernet", true, Some(false), None)
        );
        let LinkSeen::One(link) = place(&told, None).link else { panic!() };
        assert_eq!(link.name, "Wi-Fi", "the one that is connected");
        let made_up = r#"{"InterfaceIndex": 9, "IPAddress": ["169.254.7.7"], "IPSubnet": ["255.255.0.0"]}"#;
        assert_eq!(place(&rows(made_up), None).address, Some(("169.254.7.7".parse().unwrap(), 16)));
    }

    #[test]
    fn what_does_not_answer_is_hidden() {
        let nothing = place(&Rows::default(), None);
        assert_eq!(nothing, Place { link: LinkSeen::Hidden, address: None, exit: Exit::Hidden });
        assert_eq!(place(&Rows::parse(r#"{"Win32_NetworkAdapter": []}"#), None).link, LinkSeen::None);
        let off = r#"{"Win32_NetworkAdapter": [{"NetConnectionID": "Ethernet", "NetEnabled": false, "NetConnectionStatus": 0,
            "ConfigManagerErrorCode": 22, "PhysicalAdapter": true, "PNPDeviceID": "PCI\\X"}]}"#;
        let LinkSeen::One(link) = place(&Rows::parse(off), None).link else { panic!() };
        assert!(!link.enabled);
        let known = r#"{"MSFT_NetNeighbor": [{"IPAddress": "10.20.3.1", "State": 5}, {"IPAddress": "10.20.3.2", "State": 0},
            {"IPAddress": "x", "State": 4}]}"#;
        assert_eq!(neighbours(&Rows::parse(known)), ["10.20.3.1".parse::<IpAddr>().unwrap()]);
    }
}
