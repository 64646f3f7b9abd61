//! Topologi: the tree from the collector down, each row with its state, its ports, and how the link to it is known.

use super::Cursor;
use crate::{
    app::App,
    draw::{Look, number, status, table, text, text::Pen},
    lang,
    theme::Ink,
};
use model::{
    Lang,
    api::{Confidence, Link, Node, NodeKind, Topology},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Columns of the evidence, where there is room for words, and where not.
const EVIDENCE: u16 = 24;
const EVIDENCE_SHORT: u16 = 5;
/// Columns of a window from which on evidence is written in words.
const WORDS_FROM: u16 = 72;
/// Columns of a port's name.
const PORT: u16 = 16;

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let lang = look.lang;
    let links = &app.topology;
    let Some(topology) = &links.topology else {
        let told = match &links.why {
            Some(why) => text::wrapped(&lang::no_answer(lang, why), area.width.saturating_sub(2)),
            None => super::waiting(app, look),
        };
        table::empty(buffer, area, look, &told);
        return None;
    };
    if links.rows.rows().is_empty() {
        let lines = [lang::topology_empty(lang).to_owned(), lang::topology_how(lang).to_owned()];
        table::empty(buffer, area, look, &lines);
        return None;
    }
    let has_words = area.width >= WORDS_FROM;
    let evidence = if has_words { EVIDENCE } else { EVIDENCE_SHORT };
    let head = Rect { height: 1, ..area };
    let node = Rect { x: head.x + 3, width: head.width.saturating_sub(evidence + 4), ..head };
    Pen::new(buffer, node).put(lang::topology_root(lang), look.ink(Ink::Muted));
    let right = Rect { x: node.right() + 1, width: evidence, ..head };
    if has_words {
        Pen::new(buffer, right).put(lang::topology_evidence(lang), look.ink(Ink::Muted));
    }
    let rows = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let mut cursor = None;
    let window = links.rows.window(usize::from(rows.height));
    for (y, at) in (rows.y..rows.bottom()).zip(window) {
        let (left, right) = (Rect { y, ..node }, Rect { y, ..right });
        draw_row(app, look, topology, at, [left, right], buffer);
        if at == links.rows.index() {
            table::mark(buffer, Rect { y, height: 1, ..area });
            cursor = Some((area.x, y));
        }
    }
    cursor
}

/// One row: its state before `left`, its evidence in `right`.
fn draw_row(app: &App, look: &Look, topology: &Topology, at: usize, [left, right]: [Rect; 2], buffer: &mut Buffer) {
    let lang = look.lang;
    let links = &app.topology;
    let tree = &links.tree;
    let state = Rect { x: left.x - 2, width: 2, ..left };
    if let Some((place, branch)) = links.shown.get(at).and_then(|place| Some((*place, tree.branches.get(*place)?))) {
        let node = &topology.nodes[branch.node];
        put_state(app, look, node, state, buffer);
        let mut pen = Pen::new(buffer, left);
        pen.put(&branch.bars, look.ink(Ink::Muted));
        let (here, there) = branch.ports(topology);
        for (port, mark) in [(here, "─"), (there, " ")] {
            if !port.is_empty() {
                pen.foreign(port, PORT, Style::new()).put(mark, look.ink(Ink::Muted));
            } else if branch.link.is_some() && mark == "─" && !there.is_empty() {
                pen.put("─", look.ink(Ink::Muted));
            }
        }
        put_node(look, node, &mut pen);
        if let Some(hidden) = links.hidden(place) {
            pen.skip(2).put(&format!("+{}", model::lang::integer(lang, hidden as u64)), look.ink(Ink::Strong));
        }
        if let Some(link) = branch.link.and_then(|link| topology.links.get(link)) {
            put_evidence(look, link, right, buffer);
        }
        return;
    }
    let at = at - links.shown.len();
    if let Some(link) = tree.others.get(at).and_then(|link| topology.links.get(*link)) {
        let mut pen = Pen::new(buffer, left);
        pen.put(&format!("{}: ", lang::topology_ring(lang)), look.ink(Ink::Muted));
        for (end, mark) in [(&link.a, " ─ "), (&link.b, "")] {
            let name = topology.nodes.iter().find(|node| node.key == end.node).map(|node| title(lang, node));
            pen.foreign(&name.unwrap_or_default(), 32, Style::new()).skip(u16::from(!end.port.is_empty()));
            pen.foreign(&end.port, PORT, look.ink(Ink::Muted)).put(mark, look.ink(Ink::Muted));
        }
        put_evidence(look, link, right, buffer);
        return;
    }
    let alone = at.checked_sub(tree.others.len()).and_then(|at| tree.alone.get(at));
    if let Some(node) = alone.map(|place| &topology.nodes[*place]) {
        put_state(app, look, node, state, buffer);
        put_node(look, node, &mut Pen::new(buffer, left));
        let why = model::text::cut_end(lang::topology_alone(lang), usize::from(right.width));
        Pen::new(buffer, right).put(&why, look.ink(Ink::Muted));
    }
}

/// The state that the fleet tells now; what is not in the book has a question mark.
fn put_state(app: &App, look: &Look, node: &Node, area: Rect, buffer: &mut Buffer) {
    let row = node.device.and_then(|id| app.fleet.device(id));
    match (row, node.kind) {
        (Some(row), _) => status::put_cell(buffer, area.x, area.y, 1, look, row.status),
        (None, NodeKind::Segment) => {}
        (None, _) => {
            text::put(buffer, area.x, area.y, 1, "?", look.ink(Ink::Muted));
        }
    }
}

/// `sw-a  10.0.0.2  switch`
fn put_node(look: &Look, node: &Node, pen: &mut Pen<'_>) {
    let is_known = node.kind == NodeKind::Device;
    let ink = if is_known { Ink::Strong } else { Ink::Plain };
    let name = title(look.lang, node);
    pen.foreign(&name, 40, look.ink(ink));
    for part in [&node.address, &node.class].into_iter().filter(|part| !part.is_empty() && **part != name) {
        let inert = text::foreign(part, 40);
        if pen.room() > text::columns(&inert) + 2 {
            pen.skip(2).put(&inert, look.ink(Ink::Muted));
        }
    }
    if node.kind == NodeKind::Neighbour && pen.room() > text::columns(lang::topology_stranger(look.lang)) + 4 {
        pen.skip(2).put(&format!("({})", lang::topology_stranger(look.lang)), look.ink(Ink::Muted));
    }
}

/// `lldp cdp: kedua sisi`, or how sure it is as a sign where there is no room.
fn put_evidence(look: &Look, link: &Link, area: Rect, buffer: &mut Buffer) {
    let (words, sign) = match link.confidence {
        Confidence::BothSides => (lang::topology_both_sides(look.lang), "="),
        Confidence::OneSide => (lang::topology_one_side(look.lang), "-"),
        Confidence::Inferred => (lang::topology_inferred(look.lang), "~"),
    };
    let mut kinds: Vec<&str> = link.evidence.iter().map(|evidence| evidence.kind.name()).collect();
    kinds.dedup();
    let ink = match link.confidence {
        Confidence::BothSides | Confidence::OneSide => look.ink(Ink::Plain),
        Confidence::Inferred => look.ink(Ink::Muted),
    };
    let told = if area.width >= EVIDENCE {
        format!("{}: {words}", kinds.join(" "))
    } else {
        format!("{sign}{}", kinds.first().copied().unwrap_or_default())
    };
    Pen::new(buffer, area).put(&model::text::cut_end(&told, usize::from(area.width)), ink);
}

fn title(lang: Lang, node: &Node) -> String {
    match node.kind {
        NodeKind::Segment => lang::topology_segment(lang).to_owned(),
        _ if node.name.is_empty() => node.key.clone(),
        _ => node.name.clone(),
    }
}

/// How much there is, how sure it is, and how old.
pub fn foot(app: &App, look: &Look) -> String {
    let Some(topology) = &app.topology.topology else { return String::new() };
    let of = |confidence| topology.links.iter().filter(|link| link.confidence == confidence).count();
    let count = |number: usize| model::lang::integer(look.lang, number as u64);
    let (nodes, links) = (count(topology.nodes.len()), count(topology.links.len()));
    let sum = lang::topology_sum(look.lang, nodes, links, number::moment(look, topology.at));
    let [both, one, inferred] =
        [Confidence::BothSides, Confidence::OneSide, Confidence::Inferred].map(|confidence| count(of(confidence)));
    format!("{sum}  {}", lang::topology_sure(look.lang, both, one, inferred))
}
