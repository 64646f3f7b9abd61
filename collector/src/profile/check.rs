//! The sense of one family file: identifiers, expressions, fields, types. Every fault is told, none ends the check.

use super::{Assembly, Fault, Kind, Source, TextRule, file};
use crate::{decode::PortField, snmp::Oid};
use model::{Metric, metric::Of, record::Facts};
use regex_lite::Regex;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};
use toml::Spanned;

/// Words of `device_class`.
const CLASSES: [&str; 16] = [
    "router",
    "switch",
    "firewall",
    "access_point",
    "server",
    "pc",
    "laptop",
    "printer",
    "scanner",
    "ups",
    "pdu",
    "camera",
    "nvr",
    "nas",
    "phone",
    "other",
];
/// Facts that a text rule may find or set.
const TEXT_FACTS: [&str; 9] =
    ["os", "os_text", "vendor", "device_class", "hardware", "version", "serial", "features", "sys_descr"];
/// Single objects that `decode/host.rs` makes facts of.
const HOST_FIELDS: [&str; 9] = [
    "cpu_idle_percent",
    "memory_total_kib",
    "memory_available_kib",
    "memory_buffered_kib",
    "memory_cached_kib",
    "memory_free_kib",
    "swap_total_kib",
    "swap_available_kib",
    "shared_kib",
];

/// A file and its text, to say where something stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    pub file: &'t str,
    pub text: &'t str,
}

impl Place<'_> {
    /// Line of an octet, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.text.as_bytes().iter().take(offset).filter(|octet| **octet == b'\n').count() + 1
    }

    fn fault<T>(&self, at: &Spanned<T>, message: impl std::fmt::Display) -> Fault {
        Fault { file: self.file.to_owned(), line: Some(self.line(at.span().start)), message: message.to_string() }
    }
}

/// A file that was checked. Objects and columns are lists: the source and, if it has one, its fallback.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub extends: Vec<(String, Fault)>,
    pub facts: BTreeMap<String, String>,
    pub unordered: bool,
    pub rules: Vec<(Option<Oid>, [Option<Regex>; 2])>,
    pub objects: Vec<Vec<Source>>,
    pub tables: Vec<Table>,
    pub texts: Vec<TextRule>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub section: String,
    pub assembly: Assembly,
    pub beside: Vec<String>,
    pub columns: Vec<Vec<Source>>,
}

type Maps = BTreeMap<String, Arc<BTreeMap<String, String>>>;

struct Check<'t, 'f> {
    place: Place<'t>,
    faults: &'f mut Vec<Fault>,
    maps: Maps,
}

/// Checks a file; what is faulty is told and left out.
pub(super) fn check(name: &str, place: Place<'_>, file: file::File, faults: &mut Vec<Fault>) -> Checked {
    let maps = file.maps.into_iter().map(|(name, labels)| (name, Arc::new(labels))).collect();
    let mut check = Check { place, faults, maps };
    let mut checked = check.family(file.family);
    if name.starts_with('_') && !file.matches.is_empty() {
        let message = "a shared file has no match".to_owned();
        check.faults.push(Fault { file: place.file.to_owned(), line: None, message });
    }
    checked.rules = file.matches.into_iter().filter_map(|rule| check.rule(rule)).collect();
    checked.objects = file.objects.into_iter().filter_map(|object| check.object(object)).collect();
    checked.tables = file.tables.into_iter().map(|table| check.table(table)).collect();
    checked.texts = file.texts.into_iter().filter_map(|text| check.text(text)).collect();
    checked
}

impl Check<'_, '_> {
    fn tell<T>(&mut self, at: &Spanned<T>, message: impl std::fmt::Display) {
        let fault = self.place.fault(at, message);
        self.faults.push(fault);
    }

    /// The value, or none and a fault.
    fn good<T, E: std::fmt::Display>(&mut self, at: &Spanned<String>, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.tell(at, error)).ok()
    }

    fn family(&mut self, family: file::Family) -> Checked {
        let mut facts = BTreeMap::new();
        for (field, text) in [("os", family.os), ("os_text", family.os_text), ("vendor", family.vendor)] {
            facts.extend(text.map(|text| (field.to_owned(), text)));
        }
        if let Some(class) = family.device_class {
            self.class(&class);
            facts.insert("device_class".into(), class.into_inner());
        }
        let extends = family
            .extends
            .into_iter()
            .map(|parent| (parent.get_ref().clone(), self.place.fault(&parent, "")))
            .collect();
        Checked { extends, facts, unordered: family.unordered, ..Checked::default() }
    }

    fn class(&mut self, class: &Spanned<String>) {
        if !CLASSES.contains(&class.get_ref().as_str()) {
            self.tell(class, format!("no such device class: {:?}", class.get_ref()));
        }
    }

    fn rule(&mut self, rule: file::Match) -> Option<(Option<Oid>, [Option<Regex>; 2])> {
        if rule.sys_object_id.is_none() && rule.sys_descr.is_none() {
            let message = "a match without sys_object_id and sys_descr".to_owned();
            self.faults.push(Fault { file: self.place.file.to_owned(), line: None, message });
            return None;
        }
        let oid = match &rule.sys_object_id {
            Some(text) => Some(self.good(text, text.get_ref().parse())?),
            None => None,
        };
        let mut regexes = [None, None];
        for (place, text) in [rule.sys_descr, rule.not_sys_descr].iter().enumerate() {
            if let Some(text) = text {
                regexes[place] = Some(self.good(text, Regex::new(text.get_ref()))?);
            }
        }
        Some((oid, regexes))
    }

    /// A single object: it must fit the record.
    fn object(&mut self, object: file::Object) -> Option<Vec<Source>> {
        let at = object.field.clone();
        let sources = self.sources(object, Of::Device)?;
        let source = sources.first()?;
        if source.section == "host" {
            if !HOST_FIELDS.contains(&source.field.as_str()) {
                self.tell(&at, format!("the host has no field {:?}", source.field));
            }
        } else if !source.section.is_empty() {
            self.tell(&at, format!("no section {:?} for single objects", source.section));
        } else if let Err(error) = fits(source, |value| nested(&source.field, value)) {
            self.tell(&at, format!("{:?}: {error}", source.field));
        }
        Some(sources)
    }

    fn table(&mut self, table: file::Table) -> Table {
        let section = table.section.get_ref().clone();
        let of = if table.assembly == Assembly::Ports { Of::Port } else { Of::Sensor };
        let mut columns = Vec::new();
        for mut column in table.columns {
            column.section.clone_from(&section);
            let at = column.field.clone();
            let Some(mut sources) = self.sources(column, of) else { continue };
            self.column(&at, table.assembly, &mut sources);
            columns.push(sources);
        }
        let beside = table.beside.into_iter().map(Spanned::into_inner).collect();
        Table { section, assembly: table.assembly, beside, columns }
    }

    fn column(&mut self, at: &Spanned<String>, assembly: Assembly, sources: &mut [Source]) {
        let field = at.get_ref().as_str();
        let known: &[&str] = match assembly {
            Assembly::Ports => {
                let port = PortField::from_name(field);
                if port.is_none() {
                    self.tell(at, format!("ports have no field {field:?}"));
                }
                sources.iter_mut().for_each(|source| source.port = port);
                return;
            }
            Assembly::Rows => {
                for source in sources.iter() {
                    if let Err(error) = fits(source, |value| json!({ &source.section: [nested(field, value)] })) {
                        self.tell(at, format!("{field:?}: {error}"));
                    }
                }
                return;
            }
            Assembly::Ipv4 => &["if_index", "mask"],
            Assembly::Addresses => &["if_index", "prefix", "type"],
            Assembly::Processors => &["usage_percent", "descr"],
            Assembly::Storage => &["type", "descr", "units", "size", "used"],
        };
        if !known.contains(&field) {
            self.tell(at, format!("this assembly has no field {field:?}; it has {}", known.join(", ")));
        }
    }

    fn sources(&mut self, object: file::Object, of: Of) -> Option<Vec<Source>> {
        let oid = self.good(&object.oid, object.oid.get_ref().parse())?;
        let labels = match &object.map {
            None => None,
            Some(name) => match self.maps.get(name.get_ref()).cloned() {
                Some(labels) => Some(labels),
                None => {
                    self.tell(name, format!("no map {:?} in this file", name.get_ref()));
                    None
                }
            },
        };
        if let Some(scale) = object.scale.as_ref().filter(|scale| !scale.get_ref().is_normal()) {
            self.tell(scale, "a scale is a finite number other than 0");
        }
        let metric = object.metric.as_ref().and_then(|name| {
            let metric = Metric::from_name(name.get_ref());
            match metric {
                None => self.tell(name, format!("no metric {:?}", name.get_ref())),
                Some(metric) if metric.of() != of => self.tell(name, "this metric belongs to something else"),
                Some(_) => {}
            }
            metric
        });
        let main = Source {
            oid,
            section: object.section,
            field: object.field.into_inner(),
            kind: object.kind,
            scale: object.scale.map(Spanned::into_inner),
            labels,
            every: object.every,
            metric,
            fallback: false,
            port: None,
            table: None,
        };
        let mut sources = vec![main.clone()];
        if let Some(fallback) = object.fallback {
            let oid = self.good(&fallback.oid, fallback.oid.get_ref().parse())?;
            sources.push(Source { oid, kind: fallback.kind, fallback: true, ..main });
        }
        Some(sources)
    }

    fn text(&mut self, text: file::Text) -> Option<TextRule> {
        let regex = self.good(&text.regex, Regex::new(text.regex.get_ref()))?;
        for group in regex.capture_names().flatten() {
            if !TEXT_FACTS.contains(&group) {
                self.tell(&text.regex, format!("no field for the group {group:?}"));
            }
        }
        for (field, value) in &text.set {
            if !TEXT_FACTS.contains(&field.as_str()) {
                self.tell(value, format!("a text rule cannot set {field:?}"));
            } else if field == "device_class" {
                self.class(value);
            }
        }
        if !TEXT_FACTS.contains(&text.from.get_ref().as_str()) {
            self.tell(&text.from, format!("no text {:?} to take facts from", text.from.get_ref()));
        }
        let set = text.set.into_iter().map(|(field, value)| (field, value.into_inner())).collect();
        Some(TextRule { from: text.from.into_inner(), regex, set })
    }
}

/// `a.b` as an object in an object.
fn nested(field: &str, value: Value) -> Value {
    field.rsplit('.').fold(value, |inner, key| json!({ key: inner }))
}

/// Does a value of this type fit the record at this place? Tried with a sample.
fn fits(source: &Source, place: impl FnOnce(Value) -> Value) -> Result<(), serde_json::Error> {
    let sample = match source.kind {
        _ if source.labels.is_some() => json!("label"),
        Kind::Text | Kind::Hex | Kind::Mac | Kind::Oid | Kind::Address => json!("text"),
        Kind::Truth => json!(true),
        _ if source.scale.is_some() => json!(1.5),
        _ => json!(1),
    };
    serde_json::from_value::<Facts>(place(sample)).map(|_| ())
}
