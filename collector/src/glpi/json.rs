//! The JSON of GLPI agents, as the same tree: numbers and truth values become texts. The number of values is bounded while
//! they are read, for a small one takes much more memory than octets.

use super::{
    Fault,
    tree::{DEPTH, NODES, Node},
};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::{collections::BTreeMap, fmt};

/// What may still be read.
struct Seed<'a> {
    left: &'a mut usize,
    depth: usize,
}

impl Seed<'_> {
    fn inner(&mut self) -> Seed<'_> {
        Seed { left: self.left, depth: self.depth + 1 }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Option<Node>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.depth > DEPTH {
            return Err(D::Error::custom("too deep"));
        }
        *self.left = self.left.checked_sub(1).ok_or_else(|| D::Error::custom("too many values"))?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Option<Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of an inventory")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Node::Text(value.to_string())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Node::Text(value.to_string())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(Node::Text(value.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Node::Text(value.to_string())))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(Node::Text(value.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = rows.next_element_seed(self.inner())? {
            list.extend(node);
        }
        Ok(Some(Node::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut parts: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = parts.next_key::<String>()? {
            if let Some(node) = parts.next_value_seed(self.inner())? {
                map.insert(key.to_lowercase(), node);
            }
        }
        Ok(Some(Node::Map(map)))
    }
}

/// The tree of a message.
pub(super) fn read(text: &str) -> Result<Node, Fault> {
    let mut left = NODES;
    let mut reader = serde_json::Deserializer::from_str(text);
    let found = Seed { left: &mut left, depth: 0 }.deserialize(&mut reader);
    let found = match found {
        Ok(found) => found,
        Err(_) if left == 0 => return Err(Fault::TooMany),
        Err(_) => return Err(Fault::Unreadable),
    };
    reader.end().map_err(|_| Fault::Unreadable)?;
    found.filter(|node| matches!(node, Node::Map(_))).ok_or(Fault::Unreadable)
}
