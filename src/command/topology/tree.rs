//! The topology as a tree of text: from the collector outwards, links that close a ring listed below.

use super::kinds;
use crate::lang::{self, topology as word};
use model::{
    Lang,
    api::{Confidence, Link, Node, NodeKind, Topology, Tree},
    text::visible,
};

/// Devices without any link that are named one by one.
const NAMED: usize = 20;

pub(super) fn text(lang: Lang, topology: &Topology) -> String {
    let tree = Tree::of(topology);
    let mut out = String::new();
    for branch in &tree.branches {
        let (here, there) = branch.ports(topology);
        let ports = match (here.is_empty(), there.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!("{here} ─ "),
            (true, false) => format!("─ {there} "),
            (false, false) => format!("{here} ─ {there} "),
        };
        let node = described(lang, &topology.nodes[branch.node]);
        let told = branch.link.map(|link| format!("  {}", evidence(lang, &topology.links[link])));
        line(&mut out, &format!("{}{ports}{node}{}", branch.bars, told.unwrap_or_default()));
    }
    if !tree.others.is_empty() {
        line(&mut out, "");
        line(&mut out, word::other_links(lang));
        for link in &tree.others {
            let link = &topology.links[*link];
            let [a, b] = [&link.a, &link.b].map(|end| {
                let name = topology.nodes.iter().find(|node| node.key == end.node).map(|node| title(lang, node));
                format!("{} {}", name.unwrap_or_default(), end.port).trim_end().to_owned()
            });
            line(&mut out, &format!("  {a} ─ {b}  {}", evidence(lang, link)));
        }
    }
    if !tree.alone.is_empty() {
        let named = tree.alone.iter().take(NAMED);
        let names: Vec<String> = named.map(|place| title(lang, &topology.nodes[*place])).collect();
        let more = if tree.alone.len() > NAMED { ", …" } else { "" };
        if !out.is_empty() {
            line(&mut out, "");
        }
        line(&mut out, &word::without_link(lang, tree.alone.len(), names.join(", ") + more));
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
