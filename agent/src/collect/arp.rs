//! The neighbour table of the kernel from `/proc/net/arp`. IPv6 neighbours stand in no file and are not read.

use crate::{read, roots::Roots};
use model::record::Arp;
use std::{collections::BTreeMap, net::Ipv4Addr};

/// Entry is complete, entry was set by hand (linux/if_arp.h).
const COMPLETE: u64 = 0x2;
const PERMANENT: u64 = 0x4;

/// Complete entries, by address.
pub fn read(roots: &Roots, indexes: &BTreeMap<String, u32>) -> Vec<Arp> {
    read::text(&roots.proc.join("net/arp")).map(|text| parse(&text, indexes)).unwrap_or_default()
}

/// Lines of `address hardware-type flags mac mask interface`, the first being the heading.
pub fn parse(text: &str, indexes: &BTreeMap<String, u32>) -> Vec<Arp> {
    let mut rows: Vec<(Ipv4Addr, Arp)> = text.lines().skip(1).filter_map(|line| parse_line(line, indexes)).collect();
    rows.sort_by_key(|(address, row)| (*address, row.if_index));
    rows.dedup_by_key(|(address, row)| (*address, row.if_index));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn parse_line(line: &str, indexes: &BTreeMap<String, u32>) -> Option<(Ipv4Addr, Arp)> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let address: Ipv4Addr = words.first()?.parse().ok()?;
    let flags = u64::from_str_radix(words.get(2)?.trim_start_matches("0x"), 16).ok()?;
    if flags & COMPLETE == 0 {
        return None;
    }
    let row = Arp {
        address: Some(address.to_string()),
        mac: Some(super::mac(words.get(3)?)?),
        if_index: words.get(5).and_then(|name| indexes.get(*name)).copied(),
        kind: Some(if flags & PERMANENT == 0 { "dynamic" } else { "static" }.to_owned()),
        ..Arp::default()
    };
    Some((address, row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines() {
        let text = "IP address       HW type     Flags       HW address            Mask     Device\n\
                    192.0.2.10       0x1         0x2         02:FC:00:00:00:05     *        eth0\n\
                    192.0.2.9        0x1         0x6         02:fc:00:00:00:06     *        eth0\n\
                    192.0.2.3        0x1         0x0         00:00:00:00:00:00     *        eth0\n\
                    192.0.2.4        0x1         0x2         00:00:00:00:00:00     *        eth0\n\
                    192.0.2.5        0x1         0x2         02:fc:00:00:00:07     *        gone\n\
                    nonsense\n\n";
        let rows = parse(text, &BTreeMap::from([("eth0".to_owned(), 4)]));
        let got: Vec<_> = rows
            .iter()
            .map(|r| (r.address.as_deref().unwrap(), r.mac.as_deref().unwrap(), r.if_index, r.kind.as_deref().unwrap()))
            .collect();
        assert_eq!(
            got,
            [
                ("192.0.2.5", "02:fc:00:00:00:07", None, "dynamic"),
                ("192.0.2.9", "02:fc:00:00:00:06", Some(4), "static"),
                ("192.0.2.10", "02:fc:00:00:00:05", Some(4), "dynamic"),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), near in "\n([0-9.]{7,12} 0x1 0x[0-7] [0-9a-f:]{17} . e\n){0,4}") {
            parse(&text, &BTreeMap::new());
            parse(&near, &BTreeMap::new());
        }
    }
}
