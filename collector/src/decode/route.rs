//! Routes: the default ones and those to connected networks; a table of thousands is not what an inventory is for.
//!
//! Sources: inetCidrRouteTable (RFC 4292), else ipCidrRouteTable (RFC 2096), else ipRouteTable (RFC 1213). How many rows are
//! read at most stands with the table in its family file.

use super::{
    Trouble,
    address::{address_of, prefix_of},
    row::{Row, octets, rows},
};
use crate::{profile::Profile, snmp::cells::Cell};
use model::record::Route;
use std::net::{IpAddr, Ipv4Addr};

/// Where a route leads.
struct Way {
    destination: IpAddr,
    prefix: u8,
    next_hop: Option<IpAddr>,
}

/// inetCidrRouteTable: destination with type and length, prefix, policy, next hop with type and length.
pub(super) fn inet(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Route> {
    rows(profile, cells).iter().filter_map(|row| route(inet_way(&row.index)?, row, trouble)).collect()
}

/// ipCidrRouteTable: destination, mask, type of service, next hop.
pub(super) fn cidr(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Route> {
    let way = |row: &Row<'_>| {
        let (destination, rest) = row.index.split_at_checked(4)?;
        let (mask, rest) = rest.split_at_checked(4)?;
        let next_hop = rest.get(1..).and_then(ipv4);
        Some(Way {
            destination: ipv4(destination)?.into(),
            prefix: prefix_of(ipv4(mask)?).and_then(|prefix| u8::try_from(prefix).ok())?,
            next_hop: next_hop.map(IpAddr::from),
        })
    };
    rows(profile, cells).iter().filter_map(|row| route(way(row)?, row, trouble)).collect()
}

/// ipRouteTable: destination; mask and next hop are columns.
pub(super) fn plain(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Route> {
    let mut found = Vec::new();
    for row in rows(profile, cells) {
        let mut address = |field: &str| row.text(field, trouble).and_then(|text| text.parse::<Ipv4Addr>().ok());
        let (mask, next_hop) = (address("mask"), address("next_hop"));
        let prefix = mask.and_then(prefix_of).and_then(|prefix| u8::try_from(prefix).ok());
        if let (Some(destination), Some(prefix)) = (ipv4(&row.index), prefix) {
            let way = Way { destination: destination.into(), prefix, next_hop: next_hop.map(IpAddr::from) };
            found.extend(route(way, &row, trouble));
        }
    }
    found
}

fn ipv4(arcs: &[u64]) -> Option<Ipv4Addr> {
    octets(arcs).and_then(|octets| <[u8; 4]>::try_from(octets).ok()).map(Ipv4Addr::from)
}

fn inet_way(index: &[u64]) -> Option<Way> {
    let (destination, rest) = address(index)?;
    let (prefix, rest) = rest.split_first()?;
    let policy = usize::try_from(*rest.first()?).ok()?;
    let next_hop = rest.get(policy.checked_add(1)?..).and_then(address).map(|(address, _)| address);
    let longest = if destination.is_ipv4() { 32 } else { 128 };
    let prefix = u8::try_from(*prefix).ok().filter(|prefix| *prefix <= longest)?;
    Some(Way { destination, prefix, next_hop })
}

/// An address with type and length, and what stands behind it.
fn address(arcs: &[u64]) -> Option<(IpAddr, &[u64])> {
    let length = usize::try_from(*arcs.get(1)?).ok()?;
    let (address, rest) = arcs.split_at_checked(length.checked_add(2)?)?;
    Some((address_of(&octets(address)?)?.address, rest))
}

/// The route, if it is one of those that are told. The hosts and broadcasts of connected networks are none.
fn route(way: Way, row: &Row<'_>, trouble: &mut Trouble) -> Option<Route> {
    let kind = row.text("type", trouble)?;
    let default = way.prefix == 0 && way.destination.is_unspecified() && kind == "remote";
    let longest = if way.destination.is_ipv4() { 32 } else { 128 };
    let connected = kind == "local"
        && way.prefix > 0
        && way.prefix < longest
        && !way.destination.is_loopback()
        && !is_multicast(&way);
    if !default && !connected {
        return None;
    }
    let next_hop = way.next_hop.filter(|hop| default && !hop.is_unspecified());
    Some(Route {
        destination: Some(way.destination.to_string()),
        prefix: Some(way.prefix),
        next_hop: next_hop.map(|hop| hop.to_string()),
        if_index: row.whole("if_index", trouble).and_then(|index| u32::try_from(index).ok()).filter(|index| *index > 0),
        protocol: row.text("protocol", trouble),
        ..Route::default()
    })
}

/// Groups and link-local networks are on every interface and lead nowhere.
fn is_multicast(way: &Way) -> bool {
    match way.destination {
        IpAddr::V4(address) => address.is_multicast() || address.is_link_local(),
        IpAddr::V6(address) => address.is_multicast() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_in_an_index() {
        let told = |index: &[u64]| {
            let way = inet_way(index)?;
            Some((way.destination.to_string(), way.prefix, way.next_hop.map(|hop| hop.to_string())))
        };
        let default = [1, 4, 0, 0, 0, 0, 0, 2, 0, 0, 1, 4, 10, 0, 0, 1];
        assert_eq!(told(&default), Some(("0.0.0.0".into(), 0, Some("10.0.0.1".into()))));
        let without_hop = [1, 4, 10, 0, 0, 0, 24, 0, 0, 0];
        assert_eq!(told(&without_hop), Some(("10.0.0.0".into(), 24, None)));
        for cut in 0..8 {
            assert_eq!(told(&default[..cut.min(7)]), None);
        }
        assert_eq!(told(&[1, 4, 10, 0, 0, 0, 99, 0]), None);
        assert_eq!(told(&[1, u64::MAX, 10]), None);
    }
}
