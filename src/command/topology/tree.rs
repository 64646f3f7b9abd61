//! The topology as a tree of text: from the collector outwards, links that close a ring listed below.

use super::kinds;
use crate::lang::{self, topology as word};
use model::{
    Lang,
    api::{Confidence, Link, Node, NodeKind, Topology},
    text::visible,
};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// Devices without any link that are named one by one.
const NAMED: usize = 20;

/// The tree that links form: for each node the links to what hangs on it.
struct Tree<'a> {
    topology: &'a Topology,
    places: HashMap<&'a str, usize>,
    /// Links of a node, by place of the link.
    links: Vec<Vec<usize>>,
    /// Children by node: the link, the child.
    children: Vec<Vec<(usize, usize)>>,
    roots: Vec<usize>,
    /// Links that are not part of the tree.
    others: Vec<usize>,
}

pub(super) fn text(lang: Lang, topology: &Topology) -> String {
    let tree = Tree::grow(topology);
    let mut out = String::new();
    for root in &tree.roots {
        tree.draw(lang, *root, &mut out);
    }
    if !tree.others.is_empty() {
        line(&mut out, "");
        line(&mut out, word::other_links(lang));
        for link in &tree.others {
            let link = &topology.links[*link];
            let [a, b] = [&link.a, &link.b].map(|end| {
                let name = tree.places.get(end.node.as_str()).map(|place| title(lang, &topology.nodes[*place]));
                format!("{} {}", name.unwrap_or_default(), end.port).trim_end().to_owned()
            });
            line(&mut out, &format!("  {a} ─ {b}  {}", evidence(lang, link)));
        }
    }
    let alone: Vec<&Node> = topology.nodes.iter().filter(|node| tree.is_alone(node)).collect();
    if !alone.is_empty() {
        let names: Vec<String> = alone.iter().take(NAMED).map(|node| title(lang, node)).collect();
        let more = if alone.len() > NAMED { ", …" } else { "" };
        if !out.is_empty() {
            line(&mut out, "");
        }
        line(&mut out, &word::without_link(lang, alone.len(), names.join(", ") + more));
    }
    for ring in &topology.cycles {
        let names: Vec<String> = ring.iter().map(ToString::to_string).collect();
        line(&mut out, &word::ring(lang, names.join(" → ")));
    }
    if topology.nodes.is_empty() {
        line(&mut out, lang::no_devices(lang));
    }
    out
}

impl<'a> Tree<'a> {
    fn grow(topology: &'a Topology) -> Self {
        let places: HashMap<&str, usize> =
            topology.nodes.iter().enumerate().map(|(place, node)| (node.key.as_str(), place)).collect();
        let mut links = vec![Vec::new(); topology.nodes.len()];
        for (place, link) in topology.links.iter().enumerate() {
            for end in [&link.a, &link.b] {
                if let Some(node) = places.get(end.node.as_str()) {
                    links[*node].push(place);
                }
            }
        }
        let (children, roots, others) = (vec![Vec::new(); topology.nodes.len()], Vec::new(), Vec::new());
        let mut tree = Self { topology, places, links, children, roots, others };
        tree.spread();
        tree
    }

    /// From each root outwards, the nearest first: the collector's machine, then what is a parent and has none, then
    /// whatever is left.
    fn spread(&mut self) {
        let nodes = &self.topology.nodes;
        let above: BTreeSet<_> = nodes.iter().flat_map(|node| &node.parents).collect();
        let rank = |node: &Node| match node.device {
            Some(id) if Some(id) == self.topology.root => 0,
            Some(id) if node.parents.is_empty() && above.contains(&id) => 1,
            Some(_) if node.parents.is_empty() => 2,
            _ => 3,
        };
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by_key(|place| (rank(&nodes[*place]), *place));
        let mut reached = vec![false; nodes.len()];
        let mut used = vec![false; self.topology.links.len()];
        for root in order {
            if reached[root] || self.links[root].is_empty() {
                continue;
            }
            reached[root] = true;
            self.roots.push(root);
            let mut open = VecDeque::from([root]);
            while let Some(node) = open.pop_front() {
                for link in &self.links[node] {
                    let far = self.far(*link, node).filter(|far| !reached[*far]);
                    if let Some(far) = far {
                        reached[far] = true;
                        used[*link] = true;
                        self.children[node].push((*link, far));
                        open.push_back(far);
                    }
                }
            }
        }
        for children in &mut self.children {
            children.sort_by_key(|(_, child)| *child);
        }
        self.others = (0..used.len()).filter(|link| !used[*link]).collect();
    }

    fn far(&self, link: usize, near: usize) -> Option<usize> {
        let Link { a, b, .. } = &self.topology.links[link];
        let far = if a.node == self.topology.nodes[near].key { b } else { a };
        self.places.get(far.node.as_str()).copied()
    }

    fn is_alone(&self, node: &Node) -> bool {
        self.places.get(node.key.as_str()).is_some_and(|place| self.links[*place].is_empty())
    }

    fn draw(&self, lang: Lang, root: usize, out: &mut String) {
        line(out, &described(lang, &self.topology.nodes[root]));
        // What is still to be drawn, with the bars before it. No recursion: a chain may be long.
        let mut open: Vec<(usize, usize, usize, String, bool)> = Vec::new();
        let below = |node: usize, bars: &str| -> Vec<_> {
            let children = self.children[node].iter().rev().enumerate();
            children.map(|(place, (link, child))| (node, *link, *child, bars.to_owned(), place == 0)).collect()
        };
        open.extend(below(root, ""));
        while let Some((near, link, child, bars, last)) = open.pop() {
            let link = &self.topology.links[link];
            let (here, there) = if link.a.node == self.topology.nodes[near].key {
                (&link.a.port, &link.b.port)
            } else {
                (&link.b.port, &link.a.port)
            };
            let ports = match (here.is_empty(), there.is_empty()) {
                (true, true) => String::new(),
                (false, true) => format!("{here} ─ "),
                (true, false) => format!("─ {there} "),
                (false, false) => format!("{here} ─ {there} "),
            };
            let branch = if last { "└─ " } else { "├─ " };
            let node = described(lang, &self.topology.nodes[child]);
            line(out, &format!("{bars}{branch}{ports}{node}  {}", evidence(lang, link)));
            open.extend(below(child, &format!("{bars}{}", if last { "   " } else { "│  " })));
        }
    }
}

fn title(lang: Lang, node: &Node) -> String {
    match node.kind {
        NodeKind::Segment => word::segment(lang).to_owned(),
        _ if node.name.is_empty() => node.key.clone(),
        _ => node.name.clone(),
    }
}

/// `sw-1  10.0.0.2  switch`; what is not in the book has a question mark before it.
fn described(lang: Lang, node: &Node) -> String {
    let mark = if node.kind == NodeKind::Neighbour { "? " } else { "" };
    let address = if node.address == node.name { "" } else { &node.address };
    let title = title(lang, node);
    let parts = [title.as_str(), address, &node.class].into_iter().filter(|part| !part.is_empty());
    format!("{mark}{}", parts.collect::<Vec<_>>().join("  "))
}

fn evidence(lang: Lang, link: &Link) -> String {
    let sure = match link.confidence {
        Confidence::BothSides => word::both_sides(lang),
        Confidence::OneSide => word::one_side(lang),
        Confidence::Inferred => word::inferred(lang),
    };
    format!("[{}: {sure}]", kinds(link))
}

fn line(out: &mut String, text: &str) {
    out.push_str(visible(text).trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{
        DeviceId,
        api::{End, LinkEvidence, LinkEvidenceKind},
    };

    fn device(id: u32, name: &str, class: &str, parents: &[u32]) -> Node {
        Node {
            key: format!("d{id}"),
            device: Some(DeviceId(id)),
            name: name.into(),
            class: class.into(),
            parents: parents.iter().map(|id| DeviceId(*id)).collect(),
            ..Node::default()
        }
    }

    fn link(a: (&str, &str), b: (&str, &str), confidence: Confidence, kind: LinkEvidenceKind) -> Link {
        let end = |(node, port): (&str, &str)| End { node: node.into(), port: port.into() };
        Link { a: end(a), b: end(b), confidence, evidence: vec![LinkEvidence { kind, by: DeviceId(1) }] }
    }

    #[test]
    fn a_tree_with_a_ring_a_stranger_and_what_stands_alone() {
        use LinkEvidenceKind::{Fdb, Lldp};
        let stranger =
            Node { key: "n:x".into(), kind: NodeKind::Neighbour, name: "asing\u{1b}".into(), ..Node::default() };
        let segment = Node { key: "s:d2:p9".into(), kind: NodeKind::Segment, ..Node::default() };
        let topology = Topology {
            root: Some(DeviceId(1)),
            nodes: vec![
                device(1, "kolektor", "server", &[]),
                device(2, "sw-a", "switch", &[]),
                device(3, "sw-b", "switch", &[2]),
                device(4, "sw-c", "switch", &[2, 3]),
                device(5, "pc", "", &[]),
                device(6, "cetak", "printer", &[2]),
                stranger,
                segment,
            ],
            links: vec![
                link(("d1", "eth0"), ("d2", "p1"), Confidence::Inferred, Fdb),
                link(("d2", "p2"), ("d3", "p1"), Confidence::BothSides, Lldp),
                link(("d2", "p3"), ("d4", "p1"), Confidence::BothSides, Lldp),
                link(("d2", "p9"), ("s:d2:p9", ""), Confidence::Inferred, Fdb),
                link(("d3", "p2"), ("d4", "p2"), Confidence::OneSide, Lldp),
                link(("d4", "p7"), ("n:x", ""), Confidence::OneSide, Lldp),
                link(("d6", ""), ("s:d2:p9", ""), Confidence::Inferred, Fdb),
            ],
            cycles: vec![vec![DeviceId(3), DeviceId(4)]],
            ..Topology::default()
        };
        let expected = "\
kolektor  server
└─ eth0 ─ p1 sw-a  switch  [fdb: disimpulkan]
   ├─ p2 ─ p1 sw-b  switch  [lldp: kedua sisi]
   ├─ p3 ─ p1 sw-c  switch  [lldp: kedua sisi]
   │  └─ p7 ─ ? asing\\u{1b}  [lldp: satu sisi]
   └─ p9 ─ (segmen bersama)  [fdb: disimpulkan]
      └─ cetak  printer  [fdb: disimpulkan]

Tautan lain:
  sw-b p2 ─ sw-c p2  [lldp: satu sisi]

1 perangkat tanpa tautan: pc
Lingkaran induk diputus: 3 → 4
";
        assert_eq!(text(Lang::Id, &topology), expected);
    }
}
