//! Default and connected routes from `/proc/net/route` and `/proc/net/ipv6_route`.

use crate::{read, roots::Roots};
use model::record::Route;
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// Route is usable, has a gateway, rejects (linux/route.h, linux/ipv6_route.h).
const UP: u32 = 0x1;
const GATEWAY: u32 = 0x2;
const REJECT: u32 = 0x200;
/// The table of local addresses, anycast and multicast entries (linux/ipv6_route.h).
const LOCAL: u32 = 0x8000_0000;

/// One usable route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Network.
    pub destination: IpAddr,
    /// Prefix length.
    pub prefix: u8,
    /// Next hop; none for connected networks.
    pub next_hop: Option<IpAddr>,
    /// Interface.
    pub interface: String,
    /// Preference, smaller first.
    pub metric: u32,
}

/// The default and connected routes of both families, by destination.
pub fn read(roots: &Roots, indexes: &BTreeMap<String, u32>) -> Vec<Route> {
    let mut paths = read::text(&roots.proc.join("net/route")).map(|text| parse_ipv4(&text)).unwrap_or_default();
    paths.extend(read::text(&roots.proc.join("net/ipv6_route")).map(|text| parse_ipv6(&text)).unwrap_or_default());
    rows(paths, indexes)
}

/// The best path to each destination as rows: default and connected ones, the others are left out.
pub fn rows(mut paths: Vec<Path>, indexes: &BTreeMap<String, u32>) -> Vec<Route> {
    paths.retain(|path| path.prefix == 0 || path.next_hop.is_none());
    paths.sort_by_key(|path| (path.destination, path.prefix, path.metric));
    paths.dedup_by_key(|path| (path.destination, path.prefix));
    paths
        .into_iter()
        .map(|path| Route {
            destination: Some(path.destination.to_string()),
            prefix: Some(path.prefix),
            protocol: path.next_hop.is_none().then(|| "local".to_owned()),
            next_hop: path.next_hop.map(|hop| hop.to_string()),
            if_index: indexes.get(&path.interface).copied(),
            ..Route::default()
        })
        .collect()
}

/// Lines of `Iface Destination Gateway Flags RefCnt Use Metric Mask …`; addresses in hexadecimal, in the byte order of
/// the machine.
pub fn parse_ipv4(text: &str) -> Vec<Path> {
    text.lines().skip(1).filter_map(parse_ipv4_line).collect()
}

fn parse_ipv4_line(line: &str) -> Option<Path> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let address = |place: usize| {
        let octets = u32::from_str_radix(words.get(place)?, 16).ok()?.to_ne_bytes();
        Some(Ipv4Addr::from(octets))
    };
    let flags = u32::from_str_radix(words.get(3)?, 16).ok()?;
    if flags & UP == 0 || flags & REJECT != 0 {
        return None;
    }
    let mask = address(7)?.to_bits();
    let gateway = address(2)?;
    Some(Path {
        destination: IpAddr::V4(address(1)?),
        prefix: (mask.leading_ones() == mask.count_ones()).then_some(mask.count_ones() as u8)?,
        next_hop: (flags & GATEWAY != 0 && !gateway.is_unspecified()).then_some(IpAddr::V4(gateway)),
        interface: (*words.first()?).to_owned(),
        metric: words.get(6)?.parse().ok()?,
    })
}

/// Lines of `destination prefix source prefix next-hop metric refcnt use flags name`, numbers in hexadecimal.
/// Link-local, multicast and host entries that every interface has are left out.
pub fn parse_ipv6(text: &str) -> Vec<Path> {
    text.lines().filter_map(parse_ipv6_line).collect()
}

fn parse_ipv6_line(line: &str) -> Option<Path> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let flags = u32::from_str_radix(words.get(8)?, 16).ok()?;
    let destination = super::hex_ipv6(words.first()?)?;
    let interface = *words.get(9)?;
    let local = flags & LOCAL != 0 || destination.is_multicast() || destination.is_unicast_link_local();
    if flags & UP == 0 || flags & REJECT != 0 || local || interface == "lo" {
        return None;
    }
    let next_hop = super::hex_ipv6(words.get(4)?).filter(|hop: &Ipv6Addr| !hop.is_unspecified());
    Some(Path {
        destination: IpAddr::V6(destination),
        prefix: u8::from_str_radix(words.get(1)?, 16).ok().filter(|prefix| *prefix <= 128)?,
        next_hop: next_hop.map(IpAddr::V6),
        interface: interface.to_owned(),
        metric: u32::from_str_radix(words.get(5)?, 16).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADER: &str = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

    fn hex(address: &str) -> String {
        let octets = address.parse::<Ipv4Addr>().unwrap().octets();
        format!("{:08X}", u32::from_ne_bytes(octets))
    }

    fn line(interface: &str, destination: &str, gateway: &str, flags: &str, metric: u32, mask: &str) -> String {
        let (destination, gateway, mask) = (hex(destination), hex(gateway), hex(mask));
        format!("{interface}\t{destination}\t{gateway}\t{flags}\t0\t0\t{metric}\t{mask}\t0\t0\t0\n")
    }

    fn check(paths: Vec<Path>, expected: &[(&str, u8, Option<&str>, Option<u32>)]) {
        let indexes = BTreeMap::from([("eth0".to_owned(), 2), ("wlan0".to_owned(), 3)]);
        let rows = rows(paths, &indexes);
        let got: Vec<_> = rows
            .iter()
            .map(|r| (r.destination.as_deref().unwrap(), r.prefix.unwrap(), r.next_hop.as_deref(), r.if_index))
            .collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn ipv4_routes() {
        let text = [
            HEADER.to_owned(),
            line("wlan0", "0.0.0.0", "10.10.5.1", "0003", 600, "0.0.0.0"),
            line("eth0", "0.0.0.0", "10.10.4.1", "0003", 100, "0.0.0.0"),
            line("eth0", "10.10.4.0", "0.0.0.0", "0001", 0, "255.255.255.0"),
            line("eth0", "172.16.0.0", "10.10.4.9", "0003", 0, "255.240.0.0"),
            line("eth0", "192.0.2.0", "0.0.0.0", "0201", 0, "255.255.255.0"),
            line("eth0", "192.0.3.0", "0.0.0.0", "0000", 0, "255.255.255.0"),
            line("eth0", "192.0.4.0", "0.0.0.0", "0001", 0, "255.0.255.0"),
            "eth0\tXX\n\n".to_owned(),
        ]
        .concat();
        check(parse_ipv4(&text), &[("0.0.0.0", 0, Some("10.10.4.1"), Some(2)), ("10.10.4.0", 24, None, Some(2))]);
    }

    #[test]
    fn ipv6_routes() {
        let zero = "0".repeat(32);
        let text = format!(
            "fd000000000000000000000000000000 40 {zero} 00 {zero} 00000100 00000001 00000000 00000001     eth0\n\
             fe800000000000000000000000000000 40 {zero} 00 {zero} 00000100 00000002 00000000 00000001     eth0\n\
             {zero} 00 {zero} 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0\n\
             fd000000000000000000000000000002 80 {zero} 00 {zero} 00000000 00000003 00000000 80200001     eth0\n\
             ff000000000000000000000000000000 08 {zero} 00 {zero} 00000100 00000004 00000000 00000001     eth0\n\
             {zero} 00 {zero} 00 {zero} ffffffff 00000001 00000000 00200200       lo\n"
        );
        check(parse_ipv6(&text), &[("::", 0, Some("fd00::1"), Some(2)), ("fd00::", 64, None, Some(2))]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), near in "(e [0-9A-F]{8} [0-9A-F]{8} [0-9A-F]{4} 0 0 [0-9]{1,11} [0-9A-F]{8}\n){0,4}") {
            for text in [text, format!("\n{near}")] {
                parse_ipv4(&text);
                parse_ipv6(&text);
            }
        }
    }
}
