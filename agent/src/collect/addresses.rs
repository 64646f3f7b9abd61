//! Addresses of the interfaces: IPv4 as the kernel states them, IPv6 from `/proc/net/if_inet6`.

use crate::{
    read,
    roots::{KernelAddress, Roots},
};
use model::record::Address;
use std::{collections::BTreeMap, net::Ipv6Addr};

/// An IPv6 address whose duplicate check is not over, or failed, is not ours yet (RFC 4862).
const TENTATIVE: u8 = 0x40;
const DUPLICATE: u8 = 0x08;

/// IPv4 addresses, by address; those of interfaces that are gone meanwhile are left out.
pub fn ipv4(rows: &[KernelAddress], indexes: &BTreeMap<String, u32>) -> Vec<Address> {
    let mut known: Vec<_> =
        rows.iter().filter_map(|row| Some((row.address, *indexes.get(&row.interface)?, row.prefix))).collect();
    known.sort_unstable();
    known.dedup_by_key(|(address, index, _)| (*address, *index));
    known
        .into_iter()
        .map(|(address, index, prefix)| Address {
            address: Some(address.to_string()),
            prefix: Some(prefix),
            if_index: Some(index),
            ..Address::default()
        })
        .collect()
}

/// IPv6 addresses, by address.
pub fn read_ipv6(roots: &Roots) -> Vec<Address> {
    read::text(&roots.proc.join("net/if_inet6")).map(|text| parse_ipv6(&text)).unwrap_or_default()
}

/// Lines of `address ifindex prefix scope flags name`, numbers in hexadecimal.
pub fn parse_ipv6(text: &str) -> Vec<Address> {
    let mut rows: Vec<_> = text.lines().filter_map(parse_ipv6_line).collect();
    rows.sort_unstable();
    rows.dedup_by_key(|(address, index, _)| (*address, *index));
    rows.into_iter()
        .map(|(address, index, prefix)| Address {
            address: Some(address.to_string()),
            prefix: Some(prefix),
            if_index: Some(index),
            ..Address::default()
        })
        .collect()
}

fn parse_ipv6_line(line: &str) -> Option<(Ipv6Addr, u32, u8)> {
    let mut words = line.split_ascii_whitespace();
    let address = super::hex_ipv6(words.next()?)?;
    let index = u32::from_str_radix(words.next()?, 16).ok().filter(|index| *index > 0)?;
    let prefix = u8::from_str_radix(words.next()?, 16).ok().filter(|prefix| *prefix <= 128)?;
    let flags = u8::from_str_radix(words.nth(1)?, 16).ok()?;
    (flags & (TENTATIVE | DUPLICATE) == 0 && !address.is_unspecified()).then_some((address, index, prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(addresses: &[Address]) -> Vec<(&str, u8, u32)> {
        addresses.iter().map(|a| (a.address.as_deref().unwrap(), a.prefix.unwrap(), a.if_index.unwrap())).collect()
    }

    #[test]
    fn lines_of_if_inet6() {
        let text = "fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n\
                    00000000000000000000000000000001 01 80 10 80       lo\n\
                    fd000000000000000000000000000002 0a 40 00 82 verylongname0\n\
                    fd000000000000000000000000000003 04 40 00 40 eth0\n\
                    fd000000000000000000000000000004 04 40 00 88 eth0\n\
                    fd00 04 40 00 80 eth0\nfd000000000000000000000000000005 04 ff 00 80 eth0\n\nx\n";
        assert_eq!(rows(&parse_ipv6(text)), [("::1", 128, 1), ("fd00::2", 64, 10), ("fe80::fc:ff:fe00:1", 64, 4)]);
    }

    #[test]
    fn ipv4_by_address_once() {
        let row = |interface: &str, address: &str, prefix| KernelAddress {
            interface: interface.into(),
            address: address.parse().unwrap(),
            prefix,
        };
        let indexes = BTreeMap::from([("lo".to_owned(), 1), ("eth0".to_owned(), 4)]);
        let kernel = [
            row("eth0", "10.10.4.2", 24),
            row("lo", "127.0.0.1", 8),
            row("eth0", "10.10.4.2", 24),
            row("gone", "10.9.9.9", 24),
            row("eth0", "9.1.1.1", 32),
        ];
        assert_eq!(rows(&ipv4(&kernel, &indexes)), [("9.1.1.1", 32, 4), ("10.10.4.2", 24, 4), ("127.0.0.1", 8, 1)]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), near in "([0-9a-f]{32} [0-9a-f]{2} [0-9a-f]{2} [0-9a-f]{2} [0-9a-fx]{2} e\n){0,4}") {
            for text in [text, near] {
                prop_assert!(parse_ipv6(&text).iter().all(|row| row.prefix.unwrap() <= 128));
            }
        }
    }
}
