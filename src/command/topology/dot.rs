//! The topology in the language of graphviz: `pantau topology --dot | dot -Tsvg`.

use super::kinds;
use model::{
    api::{Confidence, Node, NodeKind, Topology},
    text::visible,
};

pub(super) fn text(topology: &Topology) -> String {
    let mut out = String::from("graph pantau {\n  node [shape=box];\n");
    for node in &topology.nodes {
        out.push_str(&format!("  {} [label={}{}];\n", quoted(&node.key), quoted(&label(node)), look(node.kind)));
    }
    for link in &topology.links {
        let style = match link.confidence {
            Confidence::BothSides => "solid",
            Confidence::OneSide => "dashed",
            Confidence::Inferred => "dotted",
        };
        out.push_str(&format!(
            "  {} -- {} [label={}, taillabel={}, headlabel={}, style={style}];\n",
            quoted(&link.a.node),
            quoted(&link.b.node),
            quoted(&kinds(link)),
            quoted(&link.a.port),
            quoted(&link.b.port),
        ));
    }
    out.push_str("}\n");
    out
}

fn label(node: &Node) -> String {
    let parts = [&node.name, &node.address].into_iter().filter(|part| !part.is_empty());
    let mut parts: Vec<&str> = parts.map(String::as_str).collect();
    parts.dedup();
    parts.join("\n")
}

const fn look(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Device => "",
        NodeKind::Neighbour => ", style=dashed",
        NodeKind::Segment => ", shape=point",
    }
}

/// A text between double quotes. Only the quote ends it, and a backslash begins an escape in labels.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            out.push_str("\\n");
        }
        out.push_str(&visible(line).replace('\\', "\\\\").replace('"', "\\\""));
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::api::{End, Link};

    #[test]
    fn foreign_text_stays_inside_its_quotes() {
        let node = |key: &str, name: &str| Node { key: key.into(), name: name.into(), ..Node::default() };
        let end = |node: &str, port: &str| End { node: node.into(), port: port.into() };
        let topology = Topology {
            nodes: vec![node("d1", "sw \"a\"\\\u{1b}[1m"), Node { address: "10.0.0.2".into(), ..node("d2", "b") }],
            links: vec![Link {
                a: end("d1", "p\"1"),
                b: end("d2", ""),
                confidence: Confidence::OneSide,
                evidence: Vec::new(),
            }],
            ..Topology::default()
        };
        let expected = r#"graph pantau {
  node [shape=box];
  "d1" [label="sw \"a\"\\\\u{1b}[1m"];
  "d2" [label="b\n10.0.0.2"];
  "d1" -- "d2" [label="", taillabel="p\"1", headlabel="", style=dashed];
}
"#;
        assert_eq!(text(&topology), expected);
    }
}
