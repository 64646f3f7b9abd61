//! Links that neighbour protocols tell of.

use super::{
    graph::{Graph, NodePlace, Other, Tie},
    index::{Index, Place},
    sets::Sets,
    witness::{Mac, NeighbourFact, Witness, host_address},
};
use model::api::{LinkEvidence, LinkEvidenceKind, NodeKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one device tells of one neighbour.
struct Claim {
    from: Tie,
    to: Tie,
    kind: LinkEvidenceKind,
    by: Place,
}

/// Adds them.
pub(super) fn link(index: &Index<'_>, graph: &mut Graph<'_>) {
    let mut claims = Vec::new();
    for (place, witness) in (0..).zip(index.witnesses) {
        let marked = marked(witness);
        for fact in &witness.neighbours {
            // Two protocols on one port may tell of one neighbour; the one that names its MAC says who it is.
            let who = marked.get(&(fact.local, host_part(&fact.host))).copied().unwrap_or(fact);
            claims.extend(claim(index, graph, place, fact, who));
        }
    }
    // Claims that name both ports come first: those that name one then find their link.
    claims.sort_by(|x, y| {
        let known = |claim: &Claim| std::cmp::Reverse(u8::from(claim.from.own) + u8::from(claim.to.own));
        (known(x), &x.from, &x.to, x.kind).cmp(&(known(y), &y.from, &y.to, y.kind))
    });
    let (weak, strong): (Vec<_>, Vec<_>) = claims.into_iter().partition(|claim| claim.kind == LinkEvidenceKind::Mndp);
    for claim in strong {
        let evidence = graph.said(claim.kind, claim.by);
        graph.tie(claim.from, claim.to, evidence, true);
    }
    broadcast(graph, weak);
    share(graph);
}

/// MNDP reaches everybody in a broadcast domain: it supports a link that is known, and makes one only where a port
/// has this one neighbour and no other.
fn broadcast(graph: &mut Graph<'_>, claims: Vec<Claim>) {
    let mut behind: BTreeMap<(NodePlace, String), BTreeSet<NodePlace>> = BTreeMap::new();
    for claim in &claims {
        behind.entry((claim.from.node, claim.from.port.clone())).or_default().insert(claim.to.node);
    }
    for link in graph.links() {
        for (near, far) in [(&link.a, &link.b), (&link.b, &link.a)] {
            if let Some(others) = behind.get_mut(&(near.node, near.port.clone())) {
                others.insert(far.node);
            }
        }
    }
    for claim in claims {
        let alone = behind.get(&(claim.from.node, claim.from.port.clone())).is_some_and(|others| others.len() == 1);
        if alone {
            let evidence = graph.said(claim.kind, claim.by);
            graph.tie(claim.from, claim.to, evidence, false);
        }
    }
}

/// Neighbours that name a MAC as their chassis id and a host, by local port and host.
fn marked(witness: &Witness) -> HashMap<(u32, String), &NeighbourFact> {
    let facts = witness.neighbours.iter().filter(|fact| !fact.host.is_empty() && Mac::parse(&fact.chassis).is_some());
    facts.map(|fact| ((fact.local, host_part(&fact.host)), fact)).collect()
}

fn host_part(name: &str) -> String {
    name.split(['.', '(']).next().unwrap_or(name).trim().to_lowercase()
}

fn claim(
    index: &Index<'_>,
    graph: &mut Graph<'_>,
    by: Place,
    fact: &NeighbourFact,
    who: &NeighbourFact,
) -> Option<Claim> {
    let (kind, witness) = (fact.protocol?, index.witness(by));
    let own = witness.port(fact.local).or_else(|| port_by_text(witness, &fact.local_port));
    let from = match own {
        Some(key) => Tie::new(by, key),
        None => Tie { node: by, port: fact.local_port.clone(), own: false },
    };
    let told = fact.ports.iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
    let to = match whose(index, who) {
        Some(place) if place == by => return None,
        Some(place) => {
            let remote = index.witness(place);
            let key = fact.ports.iter().find_map(|text| port_by_text(remote, text));
            key.map_or(Tie { node: place, port: told, own: false }, |key| Tie::new(place, key))
        }
        None => {
            let node = graph.other(stranger(who)?);
            // Nobody else will say what its ports are called, but two devices may call one port the same.
            Tie { node, own: !told.is_empty(), port: told }
        }
    };
    Some(Claim { from, to, kind, by })
}

/// Which device a neighbour is: by chassis id, else by its port's MAC, else by address, else by name.
fn whose(index: &Index<'_>, fact: &NeighbourFact) -> Option<Place> {
    let by_mac = |text: &str| Mac::parse(text).and_then(|mac| index.by_mac(mac));
    by_mac(&fact.chassis)
        .or_else(|| by_mac(&fact.ports[1]))
        .or_else(|| host_address(&fact.address).and_then(|address| index.by_address(address)))
        .or_else(|| index.by_name(&fact.host))
        .or_else(|| index.by_name(&fact.chassis))
}

/// A neighbour that is not in the book; none when it says nothing of itself.
fn stranger(fact: &NeighbourFact) -> Option<Other> {
    let mark = [&fact.chassis, &fact.host, &fact.address].into_iter().find(|text| !text.is_empty())?;
    let name = [&fact.host, &fact.address, &fact.chassis].into_iter().find(|text| !text.is_empty())?;
    Some(Other {
        key: format!("n:{}", mark.to_lowercase()),
        kind: NodeKind::Neighbour,
        name: name.clone(),
        address: fact.address.clone(),
        class: fact.platform.clone(),
        forwards: fact.forwards,
    })
}

/// A port by what the other side calls it: its name, description, MAC, or number.
fn port_by_text<'a>(witness: &'a Witness, text: &str) -> Option<&'a str> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let one = |fits: &dyn Fn(&super::PortFact) -> bool| {
        let mut found = witness.ports.iter().filter(|port| fits(port));
        found.next().filter(|_| found.next().is_none()).map(|port| &*port.key)
    };
    let mac = Mac::parse(text);
    one(&|port| port.key.eq_ignore_ascii_case(text))
        .or_else(|| one(&|port| port.descr.eq_ignore_ascii_case(text)))
        .or_else(|| mac.and_then(|mac| one(&|port| port.mac == Some(mac))))
        .or_else(|| text.parse().ok().and_then(|index: u32| witness.port(index)))
}

/// Ports that see several neighbours at once lead to a segment that they share: something between them passes the
/// protocol on.
fn share(graph: &mut Graph<'_>) {
    let mut behind: BTreeMap<(NodePlace, String), BTreeSet<NodePlace>> = BTreeMap::new();
    for link in graph.links() {
        for (near, far) in [(&link.a, &link.b), (&link.b, &link.a)] {
            // Of a stranger's ports only what others call them is known.
            if near.own && graph.witness(near.node).is_some() {
                behind.entry((near.node, near.port.clone())).or_default().insert(far.node);
            }
        }
    }
    behind.retain(|_, others| others.len() > 1);
    let shared = |tie: &Tie| behind.contains_key(&(tie.node, tie.port.clone()));
    let taken = graph.take(|link| shared(&link.a) || shared(&link.b));
    // Ends that meet in a shared port belong to one segment.
    let mut places: BTreeMap<Tie, usize> = BTreeMap::new();
    let mut sets = Sets::default();
    for link in &taken {
        let [a, b] = [&link.a, &link.b].map(|tie| *places.entry(tie.clone()).or_insert_with(|| sets.add()));
        sets.join(a, b);
    }
    let mut segments: BTreeMap<usize, BTreeMap<Tie, BTreeSet<LinkEvidence>>> = BTreeMap::new();
    for link in taken {
        for tie in [link.a, link.b] {
            let set = places.get(&tie).map_or(0, |place| sets.find(*place));
            segments.entry(set).or_default().entry(tie).or_default().extend(&link.evidence);
        }
    }
    for ties in segments.into_values() {
        graph.segment(ties);
    }
}
