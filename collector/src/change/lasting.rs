//! What lasts of one record, as a flat map: section, row, field, value. Read from the record's JSON, so that the large
//! tables in it never become a tree in memory.

mod row;

use super::section::{SECTIONS, Section, field, section};
use crate::store::reading::digest;
use model::inventory::DEVICE;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest value kept, characters.
const LONGEST: usize = 200;

/// One fact's place. A row itself has the field `""`, and its title as value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub section: &'static str,
    pub key: String,
    pub field: &'static str,
}

/// What lasts of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lasting {
    pub(super) facts: BTreeMap<Place, String>,
    /// Sections that were not read to their end; they are not among the facts.
    pub(super) cut: BTreeSet<String>,
    /// Keys that several rows share, by section: nobody can say which of them came or went.
    pub(super) unclear: BTreeSet<(&'static str, String)>,
}

impl Lasting {
    /// What lasts of a record in its JSON form; nothing of one that is damaged.
    pub fn of(record: &str) -> Self {
        let mut reader = serde_json::Deserializer::from_str(record);
        reader.deserialize_map(Wanted).map(|sections| Self::from_sections(&sections)).unwrap_or_default()
    }

    fn from_sections(sections: &Map<String, Value>) -> Self {
        let cut = rows(sections, "incomplete").filter_map(|row| Some(row.get("section")?.as_str()?.to_owned()));
        let mut lasting = Self { cut: cut.collect(), ..Self::default() };
        let from_agent = sections.get("source").and_then(Value::as_str) != Some("snmp");
        let mut ports = row::ports(rows(sections, "ports"), lasting.cut.contains("ports"));
        for section in SECTIONS {
            match section.name {
                name if lasting.cut.contains(name) => {}
                DEVICE => {
                    lasting.add_fields(section, "", sections);
                    if sections.contains_key("version") {
                        // The description of a system says its version again, and sometimes the time of day.
                        lasting.facts.retain(|place, _| place.field != "sys_descr");
                    }
                }
                "ports" => {
                    lasting.unclear.extend(ports.shared.drain(..).map(|name| (section.name, name)));
                    lasting.add_rows(section, std::mem::take(&mut ports.rows));
                }
                name if section.keys.is_empty() => {
                    if let Some(Value::Object(object)) = sections.get(name) {
                        lasting.add_fields(section, "", object);
                    }
                }
                "ipv6" if from_agent => {}
                name => lasting.add_rows(section, row::prepared(name, rows(sections, name), &ports)),
            }
        }
        lasting
    }

    /// Adds the rows of a list, each under the first of its keys that no other row has.
    fn add_rows(&mut self, section: &'static Section, rows: Vec<Map<String, Value>>) {
        let mut seen: HashMap<(&str, String), u32> = HashMap::new();
        for row in &rows {
            for key in section.keys {
                if let Some(text) = text(row.get(*key)) {
                    *seen.entry((key, text)).or_default() += 1;
                }
            }
        }
        let shared = seen.iter().filter(|(_, count)| **count > 1).map(|((_, text), _)| (section.name, text.clone()));
        self.unclear.extend(shared);
        for row in rows {
            let unique = section.keys.iter().find_map(|key| {
                let text = text(row.get(*key))?;
                (seen.get(&(*key, text.clone())) == Some(&1)).then_some((*key, text))
            });
            // A row that nothing tells from the others cannot be followed.
            let Some((key, text_of_key)) = unique else { continue };
            let key = if key == "index" { format!("#{text_of_key}") } else { text_of_key };
            let title: Vec<String> = section.title.iter().filter_map(|field| titled(&row, field)).collect();
            let place = Place { section: section.name, key: key.clone(), field: "" };
            self.facts.insert(place, cut(&title.join(" ")));
            self.add_fields(section, &key, &row);
        }
    }

    fn add_fields(&mut self, section: &'static Section, key: &str, row: &Map<String, Value>) {
        for (field, _) in section.fields {
            if let Some(value) = text(row.get(*field)) {
                self.facts.insert(Place { section: section.name, key: key.to_owned(), field }, value);
            }
        }
    }

    /// Two records with the same digest say the same of what lasts.
    pub fn digest(&self) -> u64 {
        let mut octets = Vec::new();
        for (place, value) in &self.facts {
            for part in [place.section, &place.key, place.field, value] {
                octets.extend_from_slice(part.as_bytes());
                octets.push(0xff);
            }
        }
        digest(&octets)
    }

    /// Adds what is held from before: facts that the record itself does not state.
    pub fn with_held(mut self, held: &str) -> Self {
        let held: Vec<(String, String, String, String)> = serde_json::from_str(held).unwrap_or_default();
        for (name, key, of, value) in held {
            let Some(section) = section(&name) else { continue };
            if let Some(field) = field(section, &of) {
                self.facts.entry(Place { section: section.name, key, field }).or_insert(value);
            }
        }
        self
    }

    /// The facts as text to hold; `""` for none.
    pub fn to_held(&self) -> String {
        if self.facts.is_empty() {
            return String::new();
        }
        let held: Vec<_> = self.facts.iter().map(|(p, value)| (p.section, &p.key, p.field, value)).collect();
        serde_json::to_string(&held).unwrap_or_default()
    }

    /// Facts of one section.
    pub(super) fn section<'a>(&'a self, name: &'static str) -> impl Iterator<Item = (&'a Place, &'a String)> {
        let from = Place { section: name, key: String::new(), field: "" };
        self.facts.range(from..).take_while(move |(place, _)| place.section == name)
    }
}

/// Keeps the sections that are compared and what is needed to read them; skips all others unread.
struct Wanted;

impl<'de> Visitor<'de> for Wanted {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a device record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut record: A) -> Result<Self::Value, A::Error> {
        let mut sections = Map::new();
        while let Some(key) = record.next_key::<String>()? {
            let device = SECTIONS.first().is_some_and(|device| field(device, &key).is_some());
            if device || key == "incomplete" || key == "source" || section(&key).is_some() {
                sections.insert(key, record.next_value()?);
            } else {
                record.next_value::<IgnoredAny>()?;
            }
        }
        Ok(sections)
    }
}

fn rows<'a>(sections: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> + Clone {
    sections.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// A plain value as text, without blanks around it; nothing of lists and objects.
fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => cut(text.trim()),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A value inside a title.
fn titled(row: &Map<String, Value>, field: &str) -> Option<String> {
    match (field, row.get(field)) {
        ("size_bytes", Some(Value::Number(number))) => Some(format!("{} GB", (number.as_f64()? / 1e9).round())),
        (_, value) => text(value),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
