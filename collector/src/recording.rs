//! Recordings: everything a device says, as a text that a person can read and that gives back every octet.
//!
//! One object a line, as `snmpbulkwalk -On` prints it, so that recordings of either tool are read by either reader:
//!
//! ```text
//! # pantau walk 1
//! .1.3.6.1.2.1.1.3.0 = Timeticks: (2961000) 8:13:30.00
//! .1.3.6.1.2.1.1.5.0 = STRING: "sw-inti"
//! .1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 02 00 00 00 00 01
//! # complete: 3 objects
//! ```
//!
//! `STRING` holds printable ASCII without quote and backslash, anything else is `Hex-STRING`. A value that none of the words
//! tells to the octet (a number in more octets than it needs, a type that SNMP does not know) is `BER`: its tag, a colon,
//! its content. Lines that begin with `#` are remarks; the last one says `complete` or `incomplete` and why.

mod form;
mod pseudonym;
mod record;
mod replay;

pub use form::{RecordingFault, write};
pub use pseudonym::{Pseudonyms, pseudonymised};
pub use record::{Heard, WalkOptions, walk};
pub use replay::{read, replay, said};

use crate::snmp::{Oid, Value};
use std::{collections::BTreeMap, str::FromStr};

/// A value as it came: tag and content of its BER element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Tag.
    pub tag: u8,
    /// Content octets.
    pub content: Box<[u8]>,
}

impl Element {
    /// The value.
    pub fn value(&self) -> Value<'_> {
        Value::from_element(self.tag, &self.content)
    }
}

/// What a device said, by name of the object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// Each object once; in the order of names.
    pub objects: BTreeMap<Oid, Element>,
    /// Why it is not everything, one word; nothing when it is, or when the text does not say.
    pub incomplete: Option<String>,
}

impl Recording {
    /// The objects at or below this name.
    pub fn below<'a>(&'a self, root: &'a Oid) -> impl Iterator<Item = (&'a [u8], &'a Element)> {
        let from = self.objects.range(root..);
        from.map_while(|(name, element)| Some((root.index_of(name.as_ber())?, element)))
    }
}

impl FromStr for Recording {
    type Err = RecordingFault;

    fn from_str(text: &str) -> Result<Self, RecordingFault> {
        form::read(text)
    }
}
