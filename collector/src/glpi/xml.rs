//! The XML of FusionInventory and OCS agents: elements and text. No document type, so no entities of its own; depth and
//! number of elements are bounded.

use super::{
    Fault,
    tree::{DEPTH, NODES, Node},
};
use quick_xml::{
    Reader,
    events::{BytesRef, Event},
};
use std::collections::BTreeMap;

/// An element that is being read.
#[derive(Default)]
struct Open {
    name: String,
    text: String,
    parts: BTreeMap<String, Node>,
}

impl Open {
    /// White space between elements says nothing.
    fn close(self) -> Node {
        if self.parts.is_empty() { Node::Text(self.text) } else { Node::Map(self.parts) }
    }

    fn add(&mut self, name: String, node: Node) {
        match self.parts.get_mut(&name) {
            None => {
                self.parts.insert(name, node);
            }
            Some(Node::List(list)) => list.push(node),
            Some(first) => {
                let before = std::mem::take(first);
                *first = Node::List(vec![before, node]);
            }
        }
    }
}

/// The name of the outermost element, and what is in it.
pub(super) fn read(text: &str) -> Result<(String, Node), Fault> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut left = NODES;
    loop {
        match reader.read_event().map_err(|_| Fault::Unreadable)? {
            Event::Start(start) => {
                if open.len() >= DEPTH {
                    return Err(Fault::TooDeep);
                }
                let name = start.local_name().as_ref().to_lowercase();
                open.push(Open { name, ..Open::default() });
            }
            Event::Empty(empty) => {
                left = left.checked_sub(1).ok_or(Fault::TooMany)?;
                let name = empty.local_name().as_ref().to_lowercase();
                match open.last_mut() {
                    Some(above) => above.add(name, Node::Text(String::new())),
                    None => return Ok((name, Node::default())),
                }
            }
            Event::End(_) => {
                left = left.checked_sub(1).ok_or(Fault::TooMany)?;
                let mut done = open.pop().ok_or(Fault::Unreadable)?;
                let name = std::mem::take(&mut done.name);
                let node = done.close();
                match open.last_mut() {
                    Some(above) => above.add(name, node),
                    None => return Ok((name, node)),
                }
            }
            Event::Text(text) => note(&mut open, &text.xml10_content()),
            Event::CData(text) => note(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => note(&mut open, &resolved(&reference)),
            Event::DocType(_) => return Err(Fault::Unreadable),
            Event::Eof => return Err(Fault::Unreadable),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn note(open: &mut [Open], text: &str) {
    if let Some(open) = open.last_mut() {
        open.text.push_str(text);
    }
}

/// A character, or one of the five entities that XML itself has; another stays as it is written.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    match &**reference {
        "lt" => "<".into(),
        "gt" => ">".into(),
        "amp" => "&".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => format!("&{other};"),
    }
}
