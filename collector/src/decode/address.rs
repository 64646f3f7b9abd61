//! Addresses of the device, from ipAddrTable (RFC 1213) and ipAddressTable (RFC 4293).

use super::{
    Trouble, by_index,
    fact::fact,
    row::{Row, octets, rows},
};
use crate::{
    profile::Profile,
    snmp::{Value, cells::Cell, oid::arcs},
};
use model::record::Arp;
use serde_json::{Map, Value as Json, json};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// ipAddrTable: the index is the address. A prefix comes from the mask, when that is one.
pub(super) fn from_ip_addr_table(
    profile: &Profile,
    cells: &[Cell<'_>],
    facts: &mut Map<String, Json>,
    trouble: &mut Trouble,
) {
    for row in by_index(cells) {
        let octets: Option<Vec<u8>> = row[0].index_arcs();
        let Some(octets) = octets.and_then(|octets| <[u8; 4]>::try_from(octets).ok()) else { continue };
        let mut found = Found::new(Ipv4Addr::from(octets).into());
        for cell in row {
            let Some(source) = profile.source(cell.column) else { continue };
            let Some(fact) = fact(source, cell.value, trouble) else { continue };
            match source.field.as_str() {
                "if_index" => found.if_index = fact.whole(),
                "mask" => found.prefix = fact.text().and_then(|mask| prefix_of(mask.parse().ok()?)),
                _ => {}
            }
        }
        found.state(facts);
    }
}

/// ipAddressTable: the index is type, length, address. Unicast addresses only; the prefix is the last arc of the row of
/// ipAddressPrefixTable that ipAddressPrefix points to.
pub(super) fn from_ip_address_table(
    profile: &Profile,
    cells: &[Cell<'_>],
    facts: &mut Map<String, Json>,
    trouble: &mut Trouble,
) {
    for row in by_index(cells) {
        let Some(mut found) = row[0].index_arcs().and_then(|octets| address_of(&octets)) else { continue };
        let mut unicast = true;
        for cell in row {
            let Some(source) = profile.source(cell.column) else { continue };
            match (source.field.as_str(), cell.value) {
                ("prefix", Value::Oid(content)) => {
                    // A pointer to nothing is 0.0.
                    let last = arcs(content).last().filter(|_| content.len() > 1);
                    let longest = if found.address.is_ipv4() { 32 } else { 128 };
                    found.prefix = last.filter(|prefix| *prefix <= longest);
                }
                (field, value) => {
                    let Some(fact) = fact(source, value, trouble) else { continue };
                    match field {
                        "if_index" => found.if_index = fact.whole(),
                        "type" => unicast = fact.text().is_none_or(|kind| kind == "unicast"),
                        _ => {}
                    }
                }
            }
        }
        if unicast {
            found.state(facts);
        }
    }
}

/// ipv6AddrTable (RFC 2465): interface and address.
pub(super) fn from_ipv6_addr_table(
    profile: &Profile,
    cells: &[Cell<'_>],
    facts: &mut Map<String, Json>,
    trouble: &mut Trouble,
) {
    for row in rows(profile, cells) {
        let Some((index, address)) = row.index.split_first() else { continue };
        let address = octets(address).and_then(|octets| <[u8; 16]>::try_from(octets).ok());
        let Some(address) = address else { continue };
        let prefix = row.whole("prefix", trouble).filter(|prefix| *prefix <= 128);
        Found { prefix, if_index: Some(*index), ..Found::new(Ipv6Addr::from(address).into()) }.state(facts);
    }
}

/// ipNetToPhysicalTable (RFC 4293): interface, type, length, address.
pub(super) fn net_to_physical(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Arp> {
    let mut found = Vec::new();
    for row in rows(profile, cells) {
        let Some((index, address)) = row.index.split_first() else { continue };
        let address = octets(address).and_then(|octets| address_of(&octets)).map(|found| found.address);
        found.extend(address.and_then(|address| arp(*index, address, &row, trouble)));
    }
    found
}

/// ipNetToMediaTable (RFC 1213): interface and IPv4 address.
pub(super) fn net_to_media(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Arp> {
    let mut found = Vec::new();
    for row in rows(profile, cells) {
        let Some((index, address)) = row.index.split_first() else { continue };
        let address = octets(address).and_then(|octets| <[u8; 4]>::try_from(octets).ok()).map(IpAddr::from);
        found.extend(address.and_then(|address| arp(*index, address, &row, trouble)));
    }
    found
}

/// A row without a MAC, or one that is invalid, tells of nobody.
fn arp(index: u64, address: IpAddr, row: &Row<'_>, trouble: &mut Trouble) -> Option<Arp> {
    let mac = row.text("mac", trouble)?;
    let kind = row.text("type", trouble).filter(|kind| kind != "invalid");
    Some(Arp {
        address: Some(address.to_string()),
        mac: Some(mac),
        if_index: u32::try_from(index).ok(),
        kind,
        ..Arp::default()
    })
}

impl Cell<'_> {
    /// The index as octets. None when an arc is no octet.
    fn index_arcs(&self) -> Option<Vec<u8>> {
        arcs(self.index).map(|arc| u8::try_from(arc).ok()).collect()
    }
}

/// InetAddressType and InetAddress as index: ipv4(1), ipv6(2), ipv4z(3), ipv6z(4) (RFC 4001); a zone is four octets behind.
pub(super) fn address_of(octets: &[u8]) -> Option<Found> {
    let (kind, octets) = match octets {
        [kind, length, octets @ ..] if usize::from(*length) == octets.len() => (*kind, octets),
        _ => return None,
    };
    let (octets, zone) = match kind {
        1 | 2 => (octets, None),
        3 | 4 => octets.split_last_chunk::<4>().map(|(octets, zone)| (octets, Some(u32::from_be_bytes(*zone))))?,
        _ => return None,
    };
    let address = match kind {
        1 | 3 => IpAddr::V4(<[u8; 4]>::try_from(octets).ok()?.into()),
        _ => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?)),
    };
    Some(Found { zone, ..Found::new(address) })
}

/// Length of a mask whose ones stand together.
pub(super) fn prefix_of(mask: Ipv4Addr) -> Option<u64> {
    let bits = u32::from(mask);
    (bits.leading_ones() + bits.trailing_zeros() == 32 || bits == 0).then(|| u64::from(bits.leading_ones()))
}

pub(super) struct Found {
    pub address: IpAddr,
    zone: Option<u32>,
    prefix: Option<u64>,
    if_index: Option<u64>,
}

impl Found {
    const fn new(address: IpAddr) -> Self {
        Self { address, zone: None, prefix: None, if_index: None }
    }

    /// Adds the address to its list, or what is new about it to the row that is there.
    fn state(self, facts: &mut Map<String, Json>) {
        let list = if self.address.is_ipv4() { "ipv4" } else { "ipv6" };
        let text = match self.zone {
            Some(zone) if zone > 0 => format!("{}%{zone}", self.address),
            _ => self.address.to_string(),
        };
        let Some(rows) = facts.entry(list).or_insert_with(|| json!([])).as_array_mut() else { return };
        let index = self.if_index.filter(|index| *index > 0);
        let same =
            |row: &&mut Json| row["address"] == json!(text) && (index.is_none() || row["if_index"] == json!(index));
        let row = match rows.iter_mut().find(same) {
            Some(row) => row,
            None => {
                rows.push(json!({ "address": text }));
                let Some(row) = rows.last_mut() else { return };
                row
            }
        };
        let Some(row) = row.as_object_mut() else { return };
        for (field, value) in [("prefix", self.prefix), ("if_index", index)] {
            if let Some(value) = value {
                row.entry(field).or_insert(json!(value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        for (mask, expected) in [
            ("255.255.255.0", Some(24)),
            ("255.255.255.255", Some(32)),
            ("0.0.0.0", Some(0)),
            ("255.0.255.0", None),
            ("0.0.0.255", None),
        ] {
            assert_eq!(prefix_of(mask.parse().unwrap()), expected, "{mask}");
        }
    }

    #[test]
    fn addresses_in_an_index() {
        let text = |octets: &[u8]| {
            let mut facts = Map::new();
            address_of(octets)?.state(&mut facts);
            facts.values().next()?[0]["address"].as_str().map(str::to_owned)
        };
        for (octets, expected) in [
            (&[1, 4, 10, 0, 0, 1][..], Some("10.0.0.1")),
            (&[2, 16, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], Some("fe80::1")),
            (&[4, 20, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3], Some("fe80::1%3")),
            (&[1, 4, 10, 0, 0], None),
            (&[9, 4, 10, 0, 0, 1], None),
            (&[3, 4, 10, 0, 0, 1], None),
            (&[], None),
        ] {
            assert_eq!(text(octets).as_deref(), expected, "{octets:?}");
        }
    }
}
