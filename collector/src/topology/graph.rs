//! The graph while it is built: devices first, then what is not in the book; links merged per pair of nodes.

use super::{index::Place, parent::Ways, witness::Witness};
use model::{
    Timestamp,
    api::{Confidence, End, Link, LinkEvidence, LinkEvidenceKind, Node, NodeKind, Topology},
};
use std::collections::{BTreeMap, BTreeSet};

/// Place of a node: witnesses first, in their order, then the others.
pub(super) type NodePlace = u32;

/// A node that is no device of the book.
#[derive(Clone, Debug, Default)]
pub(super) struct Other {
    pub key: String,
    pub kind: NodeKind,
    pub name: String,
    pub address: String,
    pub class: String,
    /// Others may be reached through it.
    pub forwards: bool,
}

/// One end of a link: the node, and its port. `own` says that the port is a key of the node's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tie {
    pub node: NodePlace,
    pub port: String,
    pub own: bool,
}

impl Tie {
    pub(super) fn new(node: NodePlace, port: &str) -> Self {
        Self { node, port: port.to_owned(), own: !port.is_empty() }
    }

    /// May be the same end: two ports of the node's own are equal, or one of them is not known for sure.
    fn may_be(&self, other: &Self) -> bool {
        !self.own || !other.own || self.port == other.port
    }

    /// Takes over what the other knows better.
    fn learn(&mut self, other: &Self) {
        if (!self.own && other.own) || self.port.is_empty() {
            self.clone_from(other);
        }
    }
}

/// A link while it is built.
#[derive(Clone, Debug)]
pub(super) struct Tied {
    pub a: Tie,
    pub b: Tie,
    pub evidence: BTreeSet<LinkEvidence>,
    /// Which ends tell of the other by a neighbour protocol.
    pub told_by: [bool; 2],
}

/// Nodes and links.
pub(super) struct Graph<'a> {
    pub witnesses: &'a [Witness],
    pub others: Vec<Other>,
    by_key: BTreeMap<String, NodePlace>,
    links: BTreeMap<(NodePlace, NodePlace), Vec<Tied>>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(witnesses: &'a [Witness]) -> Self {
        Self { witnesses, others: Vec::new(), by_key: BTreeMap::new(), links: BTreeMap::new() }
    }

    /// Adds a node that is no device, or finds it by its key.
    pub(super) fn other(&mut self, other: Other) -> NodePlace {
        if let Some(place) = self.by_key.get(&other.key) {
            return *place;
        }
        let place = (self.witnesses.len() + self.others.len()) as NodePlace;
        self.by_key.insert(other.key.clone(), place);
        self.others.push(other);
        place
    }

    pub(super) fn count(&self) -> usize {
        self.witnesses.len() + self.others.len()
    }

    pub(super) fn witness(&self, node: NodePlace) -> Option<&'a Witness> {
        self.witnesses.get(node as usize)
    }

    pub(super) fn not_in_book(&self, node: NodePlace) -> Option<&Other> {
        (node as usize).checked_sub(self.witnesses.len()).and_then(|place| self.others.get(place))
    }

    pub(super) fn forwards(&self, node: NodePlace) -> bool {
        match self.witness(node) {
            Some(witness) => witness.forwards(),
            None => self.not_in_book(node).is_some_and(|other| other.forwards),
        }
    }

    pub(super) fn key(&self, node: NodePlace) -> String {
        match self.witness(node) {
            Some(witness) => format!("d{}", witness.id),
            None => self.not_in_book(node).map(|other| other.key.clone()).unwrap_or_default(),
        }
    }

    /// Adds what speaks for a link between two ends, or for one that may be the same. `told` says that `from` itself
    /// tells of its neighbour.
    pub(super) fn tie(&mut self, from: Tie, to: Tie, evidence: LinkEvidence, told: bool) {
        if from.node == to.node {
            return;
        }
        let turned = from.node > to.node;
        let (a, b) = if turned { (to, from) } else { (from, to) };
        let links = self.links.entry((a.node, b.node)).or_default();
        let fits = |link: &&mut Tied| link.a.may_be(&a) && link.b.may_be(&b);
        let link = match links.iter_mut().find(fits) {
            Some(link) => link,
            None => {
                let new = Tied { a: a.clone(), b: b.clone(), evidence: BTreeSet::new(), told_by: [false; 2] };
                links.push(new);
                let last = links.len() - 1;
                &mut links[last]
            }
        };
        link.a.learn(&a);
        link.b.learn(&b);
        link.evidence.insert(evidence);
        link.told_by[usize::from(turned)] |= told;
    }

    /// A segment with everything that hangs on it; it is called by its first end.
    pub(super) fn segment(&mut self, ties: BTreeMap<Tie, BTreeSet<LinkEvidence>>) {
        let Some(first) = ties.keys().next() else { return };
        let key = format!("s:{}:{}", self.key(first.node), first.port);
        let node = self.other(Other { key, kind: NodeKind::Segment, forwards: true, ..Other::default() });
        for (tie, evidence) in ties {
            for evidence in evidence {
                self.tie(tie.clone(), Tie { node, ..Tie::default() }, evidence, false);
            }
        }
    }

    /// What a device says.
    pub(super) fn said(&self, kind: LinkEvidenceKind, by: Place) -> LinkEvidence {
        LinkEvidence { kind, by: self.witnesses[by as usize].id }
    }

    /// All links.
    pub(super) fn links(&self) -> impl Iterator<Item = &Tied> {
        self.links.values().flatten()
    }

    /// Takes links out.
    pub(super) fn take(&mut self, which: impl Fn(&Tied) -> bool) -> Vec<Tied> {
        let mut taken = Vec::new();
        for links in self.links.values_mut() {
            links.retain(|link| {
                let goes = which(link);
                if goes {
                    taken.push(link.clone());
                }
                !goes
            });
        }
        taken
    }

    /// The finished topology.
    pub(super) fn into_topology(self, root: Option<Place>, ways: &Ways, at: Timestamp) -> Topology {
        let mut nodes: Vec<Node> = (0..).zip(self.witnesses).map(|(place, w)| self.node(place, w, ways)).collect();
        let linked: BTreeSet<NodePlace> = self.links().flat_map(|link| [link.a.node, link.b.node]).collect();
        let others =
            (self.witnesses.len() as NodePlace..).zip(&self.others).filter(|(place, _)| linked.contains(place));
        let others = others.map(|(_, other)| Node {
            key: other.key.clone(),
            kind: other.kind,
            name: other.name.clone(),
            address: other.address.clone(),
            class: other.class.clone(),
            ..Node::default()
        });
        let mut others: Vec<Node> = others.collect();
        others.sort_by(|a, b| a.key.cmp(&b.key));
        nodes.extend(others);
        let mut links: Vec<Link> = self.links().map(|tied| self.link(tied)).collect();
        links.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
        let root = root.map(|place| self.witnesses[place as usize].id);
        Topology { at, root, nodes, links, cycles: ways.cycles.clone() }
    }

    fn node(&self, place: NodePlace, witness: &Witness, ways: &Ways) -> Node {
        let declared = !witness.declared.is_empty();
        Node {
            key: self.key(place),
            kind: NodeKind::Device,
            device: Some(witness.id),
            name: witness.name.clone(),
            address: witness.address.clone(),
            class: witness.class.clone(),
            parents: if declared { witness.declared.clone() } else { ways.parents[place as usize].clone() },
            declared,
        }
    }

    fn link(&self, tied: &Tied) -> Link {
        let end = |tie: &Tie| End { node: self.key(tie.node), port: tie.port.clone() };
        let confidence = match tied.told_by {
            [true, true] => Confidence::BothSides,
            [false, false] => Confidence::Inferred,
            _ => Confidence::OneSide,
        };
        let (mut a, mut b) = (end(&tied.a), end(&tied.b));
        if b < a {
            std::mem::swap(&mut a, &mut b);
        }
        Link { a, b, confidence, evidence: tied.evidence.iter().copied().collect() }
    }
}
