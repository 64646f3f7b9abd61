//! What a body says: a first contact or an inventory, in which form, and how it was packed.

use super::{Packing, json, tree::Node, xml};
use std::borrow::Cow;

/// Longest id of an agent, characters.
const LONGEST_ID: usize = 255;

/// Why a body says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Beyond the limit of octets.
    TooLarge,
    /// More values than any machine has.
    TooMany,
    /// Nested deeper than any inventory.
    TooDeep,
    /// Not packed as its first octets say.
    Damaged,
    /// Neither JSON nor XML of these agents.
    Unreadable,
    /// It does not say which agent sent it.
    NoAgent,
}

/// In which form a message came; it is answered in the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// GLPI agent.
    Json,
    /// FusionInventory agent, OCS agent.
    Xml,
}

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// An agent asks what it is to do (`contact`, `PROLOG`).
    Contact,
    /// The inventory of a machine.
    Inventory(Box<Inventory>),
    /// Something else, which is not taken.
    Other(String),
}

/// The inventory of a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// What the agent calls itself: the name of the machine and when it was installed.
    pub device_id: String,
    /// It mentions only what changed.
    pub is_partial: bool,
    /// Sections and their fields.
    pub content: Node,
}

/// A message, and how to answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// What it says.
    pub message: Message,
    /// Its form.
    pub form: Form,
    /// How it was packed.
    pub packing: Packing,
}

/// The form and packing of a body, as far as they can be told, so that a refusal is understood.
pub fn look(octets: &[u8]) -> (Form, Packing) {
    let packing = Packing::of(octets);
    let form = packing.unpack(octets).ok().map_or(Form::Xml, |plain| form(&text(&plain)));
    (form, packing)
}

/// Reads a body.
pub fn read(octets: &[u8]) -> Result<Received, Fault> {
    let packing = Packing::of(octets);
    let plain = packing.unpack(octets)?;
    let text = text(&plain);
    let form = form(&text);
    let message = match form {
        Form::Json => of_json(json::read(&text)?)?,
        Form::Xml => of_xml(&text)?,
    };
    Ok(Received { message, form, packing })
}

fn form(text: &str) -> Form {
    if text.trim_start().starts_with('{') { Form::Json } else { Form::Xml }
}

/// UTF-8, or what old agents wrote before it.
fn text(octets: &[u8]) -> Cow<'_, str> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    match std::str::from_utf8(octets) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(octets.iter().map(|octet| char::from(*octet)).collect()),
    }
}

fn of_json(mut tree: Node) -> Result<Message, Fault> {
    let action = tree.word("action").unwrap_or_default();
    let device_id = device_id(&tree)?;
    match action.as_str() {
        "contact" => Ok(Message::Contact),
        // Agents before the protocol wrote files without a word for what they are.
        "inventory" | "" => {
            let is_partial = tree.flag("partial") == Some(true);
            let content = take(&mut tree, "content").ok_or(Fault::Unreadable)?;
            Ok(Message::Inventory(Box::new(Inventory { device_id, is_partial, content })))
        }
        _ => Ok(Message::Other(action)),
    }
}

fn of_xml(text: &str) -> Result<Message, Fault> {
    let (root, mut tree) = xml::read(text)?;
    if root != "request" {
        return Err(Fault::Unreadable);
    }
    let query = tree.word("query").unwrap_or_default();
    let device_id = device_id(&tree)?;
    match query.as_str() {
        "prolog" => Ok(Message::Contact),
        "inventory" => {
            let content = take(&mut tree, "content").ok_or(Fault::Unreadable)?;
            Ok(Message::Inventory(Box::new(Inventory { device_id, is_partial: false, content })))
        }
        "" => Err(Fault::Unreadable),
        _ => Ok(Message::Other(query)),
    }
}

fn take(tree: &mut Node, key: &str) -> Option<Node> {
    match tree {
        Node::Map(map) => map.remove(key).filter(|node| matches!(node, Node::Map(_))),
        _ => None,
    }
}

fn device_id(tree: &Node) -> Result<String, Fault> {
    let id = tree.text("deviceid").ok_or(Fault::NoAgent)?;
    Ok(id.chars().take(LONGEST_ID).collect())
}
