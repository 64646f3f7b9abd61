//! What no link reaches is tied to the router of its subnet: the next hop it states, else the one router in its subnet.

use super::{
    graph::{Graph, Tie},
    index::{Index, Place},
    sets::Sets,
    witness::Witness,
};
use model::api::LinkEvidenceKind;
use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
};

/// Routers by subnet: place and the ifIndex of its port there.
type Routers = HashMap<(IpAddr, u8), BTreeSet<(Place, u32)>>;

/// Adds these ties. Bridges go first, so that a site hangs on its router by its switch; what is linked to its router
/// already, be it over others, stays as it is.
pub(super) fn link(index: &Index<'_>, graph: &mut Graph<'_>) {
    let mut sets = Sets::of(graph.count());
    for link in graph.links() {
        sets.join(link.a.node as usize, link.b.node as usize);
    }
    let hops: BTreeSet<Place> =
        index.witnesses.iter().flat_map(|w| &w.gateways).filter_map(|hop| index.by_address(*hop)).collect();
    let routers = routers(index, &hops);
    let mut order: Vec<Place> = (0..index.witnesses.len() as Place).collect();
    order.sort_by_key(|place| (!index.witness(*place).is_bridge(), !index.witness(*place).forwards(), *place));
    for place in order {
        let Some((router, port, kind)) = router_of(index, &routers, place) else { continue };
        if sets.join(place as usize, router as usize) {
            let evidence = graph.said(kind, place);
            let key = index.witness(router).port(port).unwrap_or_default();
            graph.tie(Tie::new(place, ""), Tie::new(router, key), evidence, false);
        }
    }
}

fn routers(index: &Index<'_>, hops: &BTreeSet<Place>) -> Routers {
    let mut routers: Routers = HashMap::new();
    for (place, witness) in (0..).zip(index.witnesses) {
        if !witness.routes() && !hops.contains(&place) {
            continue;
        }
        for (address, prefix, port) in &witness.subnets {
            routers.entry((network(*address, *prefix), *prefix)).or_default().insert((place, *port));
        }
    }
    routers
}

/// The router of a device, its port, and how that is known; none when there is none, or several.
fn router_of(index: &Index<'_>, routers: &Routers, place: Place) -> Option<(Place, u32, LinkEvidenceKind)> {
    let witness = index.witness(place);
    let hops: BTreeSet<(Place, IpAddr)> = witness
        .gateways
        .iter()
        .filter_map(|hop| Some((index.by_address(*hop)?, *hop)))
        .filter(|(router, _)| *router != place)
        .collect();
    if let Some((router, hop)) = hops.first() {
        let port = index.witness(*router).subnets.iter().find(|(address, ..)| address == hop);
        return Some((*router, port.map_or(0, |(_, _, port)| *port), LinkEvidenceKind::Route));
    }
    if witness.routes() {
        // A router does not hang on another because both have an address in one subnet.
        return None;
    }
    in_subnet(witness, routers, place).map(|(router, port)| (router, port, LinkEvidenceKind::Subnet))
}

/// The one router in the narrowest subnet that holds an address of the device.
fn in_subnet(witness: &Witness, routers: &Routers, place: Place) -> Option<(Place, u32)> {
    for address in &witness.addresses {
        let longest = if address.is_ipv4() { 30 } else { 126 };
        let found = (8..=longest).rev().find_map(|prefix| routers.get(&(network(*address, prefix), prefix)));
        let Some(found) = found else { continue };
        let mut others = found.iter().filter(|(router, _)| *router != place);
        if let (Some(only), None) = (others.next(), others.next()) {
            return Some(*only);
        }
    }
    None
}

fn network(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix.min(128))).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}
