//! What could be added to the book, learnt without sending a packet: the gateway and the neighbours of this machine.

use model::{
    api::{Evidence, Proposal, Witness},
    record::Facts,
};
use std::{collections::HashSet, net::IpAddr};

/// Most proposals at once; the gateway comes first.
pub const MOST: usize = 256;

/// Proposals from this machine's own record, without what is watched already.
pub fn proposals(facts: &Facts, watched: &HashSet<&str>) -> Vec<Proposal> {
    let mac_of = |address: &str| {
        facts.arp.iter().find(|row| row.address.as_deref() == Some(address)).and_then(|row| row.mac.clone())
    };
    let gateways = facts
        .routes
        .iter()
        .filter(|route| route.prefix == Some(0))
        .filter_map(|route| route.next_hop.as_deref())
        .map(|address| proposal(address, mac_of(address), Witness::Gateway));
    // A row without a MAC was asked for and never answered: nobody is there.
    let neighbours = facts
        .arp
        .iter()
        .filter(|row| row.mac.is_some())
        .filter_map(|row| Some(proposal(row.address.as_deref()?, row.mac.clone(), Witness::Neighbour)));
    let mut seen: HashSet<String> = HashSet::new();
    let mut neighbours: Vec<_> = neighbours.collect();
    neighbours.sort_by_key(|proposal| proposal.address.parse::<IpAddr>().ok());
    gateways
        .chain(neighbours)
        .filter(|proposal| is_host(&proposal.address))
        .filter(|proposal| !watched.contains(proposal.address.as_str()) && seen.insert(proposal.address.clone()))
        .take(MOST)
        .collect()
}

fn proposal(address: &str, mac: Option<String>, by: Witness) -> Proposal {
    Proposal { address: address.to_owned(), mac, evidence: vec![Evidence::of(by)], ..Proposal::default() }
}

/// True for the way out of this machine.
pub fn is_gateway(proposal: &Proposal) -> bool {
    proposal.evidence.iter().any(|one| one.by == Witness::Gateway)
}

/// An address that a device can be polled at: no loopback, link-local, multicast or broadcast one.
pub(crate) fn is_host(address: &str) -> bool {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) => {
            !(v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_broadcast() || v4.is_unspecified())
        }
        Ok(IpAddr::V6(v6)) => {
            let link_local = v6.segments()[0] & 0xffc0 == 0xfe80;
            !(v6.is_loopback() || v6.is_multicast() || v6.is_unspecified() || link_local)
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::record::{Arp, Route};

    fn arp(address: &str, mac: Option<&str>) -> Arp {
        Arp { address: Some(address.into()), mac: mac.map(str::to_owned), ..Arp::default() }
    }

    #[test]
    fn the_gateway_first_and_nothing_that_is_watched() {
        let route = |prefix, next_hop: Option<&str>| Route {
            destination: Some("0.0.0.0".into()),
            prefix: Some(prefix),
            next_hop: next_hop.map(str::to_owned),
            ..Route::default()
        };
        let facts = Facts {
            routes: vec![route(24, None), route(0, Some("10.0.0.1"))],
            arp: vec![
                arp("10.0.0.20", Some("aa:00:00:00:00:20")),
                arp("10.0.0.3", Some("aa:00:00:00:00:03")),
                arp("10.0.0.1", Some("aa:00:00:00:00:01")),
                arp("10.0.0.9", None),
                arp("10.0.0.4", Some("aa:00:00:00:00:04")),
                arp("224.0.0.1", Some("01:00:5e:00:00:01")),
                arp("fe80::1", Some("aa:00:00:00:00:05")),
                arp("nonsense", Some("aa:00:00:00:00:06")),
            ],
            ..Facts::default()
        };
        let found = proposals(&facts, &HashSet::from(["10.0.0.4"]));
        let expected = [
            ("10.0.0.1", "aa:00:00:00:00:01", Witness::Gateway),
            ("10.0.0.3", "aa:00:00:00:00:03", Witness::Neighbour),
            ("10.0.0.20", "aa:00:00:00:00:20", Witness::Neighbour),
        ];
        let found: Vec<_> =
            found.iter().map(|p| (p.address.as_str(), p.mac.as_deref().unwrap_or(""), p.evidence[0].by)).collect();
        assert_eq!(found, expected);
        assert_eq!(proposals(&Facts::default(), &HashSet::new()), []);
    }
}
