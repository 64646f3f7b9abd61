//! The sense of one family file: identifiers, expressions, fields, types. Every fault is told, none ends the check.

mod measure;
mod notification;
mod recognition;
mod sensor;

use super::{
    Assembly, Fault, Kind, SensorRule, Source, TextRule, file,
    matching::Rule,
    measure::{PoolRule, ProcessorRule, WirelessRule},
    notification::NotificationRule,
    text::NOTE,
};
use crate::{decode::PortField, snmp::Oid};
use model::{Metric, metric::Of, record::Facts};
use recognition::Words;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};
use toml::Spanned;

/// Words of `device_class`.
pub const CLASSES: [&str; 16] = [
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
    pub facts: Words,
    pub unordered: bool,
    pub rules: Vec<(Rule, Words)>,
    pub objects: Vec<Vec<Source>>,
    pub tables: Vec<Table>,
    pub texts: Vec<TextRule>,
    pub sensors: Vec<SensorRule<Oid>>,
    pub processors: Vec<ProcessorRule<Oid>>,
    pub pools: Vec<PoolRule<Oid>>,
    pub wireless: Vec<WirelessRule<Oid>>,
    pub notifications: Vec<(Oid, NotificationRule)>,
    pub bound: Vec<(Oid, String)>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub section: String,
    pub assembly: Assembly,
    pub beside: Vec<String>,
    pub most_rows: Option<u32>,
    pub columns: Vec<Vec<Source>>,
}

type Maps = BTreeMap<String, Arc<BTreeMap<String, String>>>;

struct Check<'t, 'f> {
    place: Place<'t>,
    faults: &'f mut Vec<Fault>,
    maps: Maps,
    states: sensor::StateMaps,
}

/// Checks a file; what is faulty is told and left out.
pub(super) fn check(name: &str, place: Place<'_>, file: file::File, faults: &mut Vec<Fault>) -> Checked {
    let maps = file.maps.into_iter().map(|(name, labels)| (name, Arc::new(labels))).collect();
    let states = sensor::states(file.states);
    let mut check = Check { place, faults, maps, states };
    let mut checked = check.family(file.family);
    if name.starts_with('_') && !file.matches.is_empty() {
        check.tell_of_file("a shared file has no match");
    }
    checked.rules = file.matches.into_iter().filter_map(|rule| check.rule(rule)).collect();
    checked.objects = alternatives(file.objects.into_iter().filter_map(|object| check.object(object)));
    checked.tables = file.tables.into_iter().map(|table| check.table(table)).collect();
    checked.sensors = file.sensors.into_iter().filter_map(|sensor| check.sensor(sensor)).collect();
    checked.processors = file.processors.into_iter().filter_map(|form| check.processor(form)).collect();
    checked.pools = file.memory.into_iter().filter_map(|form| check.memory(form)).collect();
    checked.pools.extend(file.storage.into_iter().filter_map(|form| check.volume(form)));
    checked.wireless = file.wireless.into_iter().filter_map(|form| check.wireless(form)).collect();
    checked.notifications = file.notifications.into_iter().filter_map(|form| check.notification(form)).collect();
    checked.bound = check.bound(file.bound);
    checked.texts = file.texts.into_iter().filter_map(|text| check.text(text)).collect();
    checked
}

impl Check<'_, '_> {
    fn tell<T>(&mut self, at: &Spanned<T>, message: impl std::fmt::Display) {
        let fault = self.place.fault(at, message);
        self.faults.push(fault);
    }

    fn tell_of_file(&mut self, message: &str) {
        self.faults.push(Fault { file: self.place.file.to_owned(), line: None, message: message.to_owned() });
    }

    /// The value, or none and a fault.
    fn good<T, E: std::fmt::Display>(&mut self, at: &Spanned<String>, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.tell(at, error)).ok()
    }

    fn family(&mut self, family: file::Family) -> Checked {
        let facts = self.words([family.os, family.os_text, family.vendor], family.device_class);
        let extends = family
            .extends
            .into_iter()
            .map(|parent| (parent.get_ref().clone(), self.place.fault(&parent, "")))
            .collect();
        Checked { extends, facts, unordered: family.unordered, ..Checked::default() }
    }

    /// A single object: it must fit the record.
    fn object(&mut self, object: file::Object) -> Option<Vec<Source>> {
        let at = object.field.clone();
        let sources = self.sources(object, Of::Device)?;
        let source = sources.first()?;
        if source.section == "host" {
            if !HOST_FIELDS.contains(&source.field.as_str()) {
                self.tell(&at, format!("the host has no field {:?}; it has {}", source.field, HOST_FIELDS.join(", ")));
            }
        } else if !source.section.is_empty() {
            self.tell(&at, format!("no section {:?} for single objects", source.section));
        } else if source.field.starts_with(NOTE) {
            // A note is for the text rules of this file.
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
        Table { section, assembly: table.assembly, beside, most_rows: table.most_rows, columns }
    }

    fn column(&mut self, at: &Spanned<String>, assembly: Assembly, sources: &mut [Source]) {
        let field = at.get_ref().as_str();
        match assembly {
            Assembly::Ports => {
                let port = PortField::from_name(field);
                if port.is_none() {
                    self.tell(at, format!("ports have no field {field:?}; they have {}", PortField::NAMES.join(", ")));
                }
                sources.iter_mut().for_each(|source| source.port = port);
            }
            Assembly::First if field.starts_with(NOTE) => {}
            Assembly::First => self.fitting(at, sources, |value| nested(field, value)),
            Assembly::Rows => {
                let section = sources.first().map(|source| source.section.clone()).unwrap_or_default();
                self.fitting(at, sources, |value| nested(&section, json!([nested(field, value)])));
            }
            Assembly::Entities => self.fitting(at, sources, |value| json!({ "entities": [nested(field, value)] })),
            Assembly::Sensors => self.tell(at, "sensors are written as [[sensor]]"),
            _ if assembly.fields().contains(&field) => {}
            _ => {
                let known = assembly.fields().join(", ");
                self.tell(at, format!("this assembly has no field {field:?}; it has {known}"));
            }
        }
    }

    /// Whether samples of the sources fit the record at their place.
    fn fitting(&mut self, at: &Spanned<String>, sources: &[Source], place: impl Fn(Value) -> Value) {
        for source in sources {
            if let Err(error) = fits(source, &place) {
                self.tell(at, format!("{:?}: {error}", at.get_ref()));
            }
        }
    }

    fn sources(&mut self, object: file::Object, of: Of) -> Option<Vec<Source>> {
        let oid = self.good(&object.oid, object.oid.get_ref().parse())?;
        let labels = object.map.as_ref().and_then(|name| self.labels(name));
        if let Some(scale) = object.scale.as_ref().filter(|scale| !scale.get_ref().is_normal()) {
            self.tell(scale, "a scale is a finite number other than 0");
        }
        let metric = object.metric.as_ref().and_then(|name| {
            let metric = Metric::from_name(name.get_ref());
            match metric {
                None => self.tell(name, format!("no metric {:?}; there are {}", name.get_ref(), metric_names(of))),
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
            sensor: false,
            table: None,
        };
        let mut sources = vec![main.clone()];
        if let Some(fallback) = object.fallback {
            let oid = self.good(&fallback.oid, fallback.oid.get_ref().parse())?;
            sources.push(Source { oid, kind: fallback.kind, fallback: true, ..main });
        }
        Some(sources)
    }

    fn labels(&mut self, name: &Spanned<String>) -> Option<Arc<BTreeMap<String, String>>> {
        let labels = self.maps.get(name.get_ref()).cloned();
        if labels.is_none() {
            let known: Vec<&str> = self.maps.keys().map(String::as_str).collect();
            let message = format!("no map {:?} in this file; it has {}", name.get_ref(), known.join(", "));
            self.tell(name, message);
        }
        labels
    }
}

/// The metrics that a source of this kind may feed.
fn metric_names(of: Of) -> String {
    let fitting = Metric::ALL.iter().filter(|metric| metric.of() == of);
    fitting.map(|metric| metric.name()).collect::<Vec<_>>().join(", ")
}

/// Objects of one file with the same field are alternatives: the first that has a value tells it.
fn alternatives(objects: impl Iterator<Item = Vec<Source>>) -> Vec<Vec<Source>> {
    let mut joined: Vec<Vec<Source>> = Vec::new();
    for object in objects {
        match joined.iter_mut().find(|other| super::load::same_field(other, &object)) {
            Some(first) => first.extend(object.into_iter().map(|source| Source { fallback: true, ..source })),
            None => joined.push(object),
        }
    }
    joined
}

/// `a.b` as an object in an object.
fn nested(field: &str, value: Value) -> Value {
    field.rsplit('.').fold(value, |inner, key| json!({ key: inner }))
}

/// Does a value of this type fit the record at this place? Tried with a sample.
fn fits(source: &Source, place: impl FnOnce(Value) -> Value) -> Result<(), serde_json::Error> {
    let sample = match source.kind {
        _ if source.labels.is_some() => json!("label"),
        Kind::Text | Kind::Hex | Kind::Mac | Kind::Oid | Kind::Address | Kind::Date => json!("text"),
        Kind::Truth => json!(true),
        _ if source.scale.is_some() => json!(1.5),
        _ => json!(1),
    };
    serde_json::from_value::<Facts>(place(sample)).map(|_| ())
}
