//! Links that follow from forwarding tables: which bridge is next to which, and where a device hangs.

use super::{
    graph::{Graph, NodePlace, Other, Tie},
    index::{Index, Place},
    witness::{Mac, Witness},
};
use model::api::{LinkEvidenceKind::Fdb, NodeKind};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    num::NonZeroU32,
};

/// A learnt address is forgotten after five minutes (IEEE 802.1D): of two tables that differ, one older than that is
/// the wrong one.
const AGEING_SECONDS: f64 = 300.0;

/// A port of a bridge, by ifIndex.
type PortPlace = (Place, u32);

/// What all forwarding tables say together.
struct Seen {
    /// Where each MAC of a known device was learnt.
    macs: BTreeMap<Mac, Vec<PortPlace>>,
    /// Distinct MACs learnt on a port.
    counts: HashMap<PortPlace, usize>,
    /// On which port of a bridge another bridge is.
    toward: HashMap<(Place, Place), u32>,
    /// Bridges behind a port.
    bridges: BTreeMap<PortPlace, BTreeSet<Place>>,
}

impl Seen {
    fn of(index: &Index<'_>) -> Self {
        let (mut macs, mut counts): (BTreeMap<_, Vec<_>>, HashMap<_, _>) = (BTreeMap::new(), HashMap::new());
        let mut toward: HashMap<(Place, Place), Option<u32>> = HashMap::new();
        for (place, bridge) in (0..).zip(index.witnesses) {
            for rows in bridge.learnt.chunk_by(|a, b| a.0 == b.0) {
                // Learnt on two ports (in two VLANs): no port says where it is.
                let [(mac, port)] = rows else { continue };
                *counts.entry((place, *port)).or_default() += 1;
                let Some(owner) = index.by_mac(*mac).filter(|owner| *owner != place) else { continue };
                macs.entry(*mac).or_default().push((place, *port));
                let other = index.witness(owner);
                if !other.is_bridge() {
                    continue;
                }
                let managed = other.base_mac == Some(*mac);
                let known = toward.entry((place, owner)).or_insert(Some(*port));
                match *known {
                    _ if managed => *known = Some(*port),
                    Some(before) if before != *port && !is_learnt_at(bridge, other.base_mac, before) => *known = None,
                    _ => {}
                }
            }
        }
        let toward: HashMap<_, _> = toward.into_iter().filter_map(|(pair, port)| Some((pair, port?))).collect();
        let mut bridges: BTreeMap<PortPlace, BTreeSet<Place>> = BTreeMap::new();
        for ((bridge, other), port) in &toward {
            bridges.entry((*bridge, *port)).or_default().insert(*other);
        }
        Self { macs, counts, toward, bridges }
    }

    fn toward(&self, bridge: Place, other: Place) -> Option<u32> {
        self.toward.get(&(bridge, other)).copied()
    }

    /// `other` is on the same side of `middle` as `from` is.
    fn same_side(&self, middle: Place, from: Place, other: Place) -> bool {
        self.toward(middle, from).is_some_and(|port| self.toward(middle, other) == Some(port))
    }
}

fn is_learnt_at(bridge: &Witness, mac: Option<Mac>, port: u32) -> bool {
    mac.is_some_and(|mac| bridge.learnt.binary_search(&(mac, port)).is_ok())
}

/// What is ahead of each port by the links known so far; a member of an aggregate speaks for the aggregate.
type Ahead = HashMap<PortPlace, BTreeSet<NodePlace>>;

fn ahead(graph: &Graph<'_>) -> Ahead {
    let mut ahead: Ahead = HashMap::new();
    for link in graph.links() {
        for (near, far) in [(&link.a, &link.b), (&link.b, &link.a)] {
            let Some(witness) = graph.witness(near.node).filter(|_| near.own) else { continue };
            let port = witness.ports.iter().find(|port| *port.key == *near.port);
            for index in port.into_iter().flat_map(|port| [Some(port.index), port.above.map(NonZeroU32::get)]).flatten()
            {
                ahead.entry((near.node, index)).or_default().insert(far.node);
            }
        }
    }
    ahead
}

/// Adds them.
pub(super) fn link(index: &Index<'_>, graph: &mut Graph<'_>) {
    let seen = Seen::of(index);
    let told = ahead(graph);
    for ((bridge, port), others) in &seen.bridges {
        if !told.contains_key(&(*bridge, *port)) {
            next_bridge(graph, &seen, &told, (*bridge, *port), others);
        }
    }
    let ahead = ahead(graph);
    let linked: BTreeSet<NodePlace> = graph.links().flat_map(|link| [link.a.node, link.b.node]).collect();
    let mut hanging: BTreeMap<PortPlace, BTreeMap<Place, (Tie, usize)>> = BTreeMap::new();
    for (mac, sightings) in &seen.macs {
        let Some(owner) = index.by_mac(*mac) else { continue };
        if index.witness(owner).is_bridge() || linked.contains(&owner) {
            continue;
        }
        let Some(place) = nearest(graph, &seen, &ahead, sightings) else { continue };
        let tie = Tie::new(owner, port_of(index.witness(owner), *mac));
        let (known, macs) = hanging.entry(place).or_default().entry(owner).or_insert((tie.clone(), 0));
        *macs += 1;
        if *known != tie {
            *known = Tie::new(owner, "");
        }
    }
    for (place, devices) in hanging {
        hang(graph, &seen, &ahead, place, devices);
    }
}

fn port_of(witness: &Witness, mac: Mac) -> &str {
    let mut found = witness.ports.iter().filter(|port| port.mac == Some(mac));
    match (found.next(), found.next()) {
        (Some(port), None) => &port.key,
        _ => "",
    }
}

fn tie(graph: &Graph<'_>, (bridge, port): PortPlace) -> Tie {
    Tie::new(bridge, graph.witness(bridge).and_then(|witness| witness.port(port)).unwrap_or_default())
}

/// The bridge next to a port: the one of those behind it that has all others beyond itself. Where several are beside
/// each other, they share a segment. Of many that do not see back nobody can say which is the nearest.
fn next_bridge(graph: &mut Graph<'_>, seen: &Seen, told: &Ahead, at: PortPlace, others: &BTreeSet<Place>) {
    let (bridge, _) = at;
    let seeing: Vec<Place> = others.iter().copied().filter(|other| seen.toward(*other, bridge).is_some()).collect();
    let candidates = match (seeing.is_empty(), others.len()) {
        (false, _) => seeing,
        (true, 1) => others.iter().copied().collect(),
        (true, _) => return,
    };
    let nearest = candidates
        .iter()
        .copied()
        .reduce(|nearest, other| if seen.same_side(nearest, bridge, other) { other } else { nearest });
    let Some(nearest) = nearest else { return };
    let evidence = graph.said(Fdb, bridge);
    let back = seen.toward(nearest, bridge);
    let beside: Vec<Place> =
        candidates.into_iter().filter(|c| *c != nearest && seen.same_side(nearest, bridge, *c)).collect();
    let here = tie(graph, at);
    if !beside.is_empty() {
        let far = beside.into_iter().chain([nearest]).filter_map(|other| Some((other, seen.toward(other, bridge)?)));
        let far: Vec<Tie> = far.map(|place| tie(graph, place)).collect();
        graph.segment(far.into_iter().chain([here]).map(|tie| (tie, BTreeSet::from([evidence]))).collect());
        return;
    }
    // By a neighbour protocol something else is next to it there: that lies between the two.
    let between = back.and_then(|port| told.get(&(nearest, port))).filter(|ahead| !ahead.contains(&bridge));
    let there = match between.and_then(|ahead| ahead.first()) {
        Some(node) => Tie { node: *node, ..Tie::default() },
        None => back.map_or(Tie::new(nearest, ""), |port| tie(graph, (nearest, port))),
    };
    graph.tie(here, there, evidence, false);
}

/// Where a device hangs, of all ports on which its MAC was learnt: the one that leads to no other bridge. When two
/// remain, it moved: the table read after the other had aged, else the port with far fewer MACs; else nobody knows.
fn nearest(graph: &Graph<'_>, seen: &Seen, ahead: &Ahead, sightings: &[PortPlace]) -> Option<PortPlace> {
    let leads_on = |place: &PortPlace| {
        ahead
            .get(place)
            .is_some_and(|nodes| nodes.iter().any(|node| graph.witness(*node).is_some_and(Witness::is_bridge)))
            || seen.bridges.contains_key(place)
    };
    let age = |place: &PortPlace| graph.witness(place.0).map(|witness| witness.learnt_at);
    let mut ends: Vec<PortPlace> = sightings.iter().copied().filter(|place| !leads_on(place)).collect();
    let newest = ends.iter().filter_map(age).max()?;
    ends.retain(|place| age(place).is_some_and(|at| newest.seconds_since(at) <= AGEING_SECONDS));
    ends.sort_by_key(|place| (seen.counts.get(place), *place));
    match ends.as_slice() {
        [only] => Some(*only),
        [first, second, ..] if seen.counts.get(first)? * 2 <= *seen.counts.get(second)? => Some(*first),
        _ => None,
    }
}

/// Hangs devices on a port: one alone directly, one that forwards with the others behind it, several on a segment.
fn hang(graph: &mut Graph<'_>, seen: &Seen, ahead: &Ahead, place: PortPlace, devices: BTreeMap<Place, (Tie, usize)>) {
    let evidence = graph.said(Fdb, place.0);
    let here = tie(graph, place);
    let known: usize = devices.values().map(|(_, macs)| macs).sum();
    let strangers = seen.counts.get(&place).copied().unwrap_or(0).saturating_sub(known);
    if let Some(node) = ahead.get(&place).and_then(|nodes| nodes.first()).copied() {
        // A neighbour that keeps no table of its own is at this port: the others hang behind it.
        for (tie, _) in devices.into_values() {
            graph.tie(Tie { node, ..Tie::default() }, tie, evidence, false);
        }
        return;
    }
    let class = |tie: &Tie| graph.witness(tie.node).map_or("", |witness| witness.class.as_str());
    let forwarding: Vec<Tie> = devices
        .values()
        .map(|(tie, _)| tie)
        .filter(|tie| matches!(class(tie), "switch" | "router" | "firewall" | "access_point"))
        .cloned()
        .collect();
    let alone = devices.len() == 1 && (strangers == 0 || devices.values().any(|(tie, _)| class(tie) == "server"));
    let hub = match forwarding.as_slice() {
        [only] => Some(only.clone()),
        _ if alone => devices.values().next().map(|(tie, _)| tie.clone()),
        _ => None,
    };
    match hub {
        Some(hub) => {
            let behind = Tie { node: hub.node, ..Tie::default() };
            graph.tie(here, hub.clone(), evidence, false);
            for (tie, _) in devices.into_values().filter(|(tie, _)| tie.node != hub.node) {
                graph.tie(behind.clone(), tie, evidence, false);
            }
        }
        None => {
            let key = format!("s:{}:{}", graph.key(here.node), here.port);
            let node = graph.other(Other { key, kind: NodeKind::Segment, forwards: true, ..Other::default() });
            let segment = Tie { node, ..Tie::default() };
            graph.tie(here, segment.clone(), evidence, false);
            for (tie, _) in devices.into_values() {
                graph.tie(segment.clone(), tie, evidence, false);
            }
        }
    }
}
