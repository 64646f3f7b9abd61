//! What both formats become: texts, lists and maps with lower-case keys, and how facts are read out of them.

use model::{identity::is_junk, text};
use std::collections::BTreeMap;

/// Most nodes of a message.
pub(super) const NODES: usize = 300_000;
/// Deepest nesting of a message.
pub(super) const DEPTH: usize = 16;

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A value.
    Text(String),
    /// The same thing several times.
    List(Vec<Node>),
    /// Things by their names.
    Map(BTreeMap<String, Node>),
}

impl Default for Node {
    fn default() -> Self {
        Self::Map(BTreeMap::new())
    }
}

impl Node {
    /// The part of this name; of several the first.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(map) => map.get(key),
            Self::List(list) => list.first().and_then(|node| node.get(key)),
            Self::Text(_) => None,
        }
    }

    /// The rows of a section: one alone is no list in XML.
    pub(super) fn rows(&self, key: &str) -> &[Self] {
        match self.get(key) {
            Some(Self::List(list)) => list,
            Some(one @ Self::Map(_)) => std::slice::from_ref(one),
            _ => &[],
        }
    }

    /// A text by the rules of the record; none where nothing is left of it.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let found = match self.get(key)? {
            Self::Text(found) => found,
            Self::List(list) => match list.first()? {
                Self::Text(found) => found,
                _ => return None,
            },
            Self::Map(_) => return None,
        };
        let mut found = text::clean(found.as_bytes())?;
        if found.len() > text::MAX_DEVICE_TEXT {
            let mut end = text::MAX_DEVICE_TEXT;
            while !found.is_char_boundary(end) {
                end -= 1;
            }
            found.truncate(end);
        }
        Some(found)
    }

    /// The first of these texts that is there and no placeholder.
    pub(super) fn known(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.text(key).filter(|text| !is_junk(text)))
    }

    /// The whole number that a text begins with; what follows it is a unit.
    pub(super) fn number(&self, key: &str) -> Option<u64> {
        let text = self.text(key)?;
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        text[..digits].parse().ok()
    }

    /// A number that says nothing when it is 0.
    pub(super) fn amount(&self, key: &str) -> Option<u64> {
        self.number(key).filter(|number| *number > 0)
    }

    /// A size in units of so many octets.
    pub(super) fn size(&self, key: &str, unit: u64) -> Option<u64> {
        self.amount(key)?.checked_mul(unit)
    }

    /// Yes or no.
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        match self.text(key)?.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" | "enabled" => Some(true),
            "0" | "false" | "no" | "off" | "disabled" => Some(false),
            _ => None,
        }
    }

    /// A word in lower case.
    pub(super) fn word(&self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.to_lowercase())
    }
}
