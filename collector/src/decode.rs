//! From cells to facts: pure, never fails; what is no value is an issue and its field stays absent.

mod address;
mod bridge;
mod entity;
mod fact;
mod host;
mod load;
mod media;
mod neighbour;
mod poe;
mod port;
mod power;
mod printer;
mod recognise;
mod route;
mod row;
mod sensor;
mod series;
mod spanning;
mod stack;
pub mod straight;
mod tables;
mod transceiver;
mod wireless;

pub use poe::FIELDS as POE_FIELDS;
pub use port::PortField;
pub use recognise::recognise;

use crate::{
    profile::{Profile, Source},
    snmp::{Anomaly, Cells, cells::Cell, oid::dotted_index, session::Reason},
};
use fact::{Fact, fact};
use model::{
    DeviceRecord, Issue, Metric, Sample, Timestamp, Value,
    record::{Facts, Incomplete},
};
use serde_json::{Map, json};
use std::{collections::BTreeMap, net::IpAddr};
use tables::Tables;

/// Most issues of one name and section are told as one.
type Problems = BTreeMap<(&'static str, String), u32>;

/// Everything one poll read.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The values, numbered as the profile's sources.
    pub cells: Cells,
    /// Sections that were begun and not read to their end.
    pub incomplete: Vec<(String, Reason)>,
    /// Anomalies of the poll, by name.
    pub anomalies: Vec<(&'static str, u32)>,
}

/// What the answers say.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The record, without address and duration, which the answers do not tell.
    pub record: DeviceRecord,
    /// The values that become series.
    pub samples: Vec<Sample>,
    /// What was refused or repaired.
    pub issues: Vec<Issue>,
}

/// What is collected while going through the cells.
#[derive(Default)]
struct Trouble {
    problems: Problems,
    incomplete: Vec<(String, Reason)>,
}

impl Trouble {
    fn note(&mut self, anomaly: Anomaly, section: &str, reason: Reason) {
        *self.problems.entry((anomaly.name(), section.to_owned())).or_default() += 1;
        self.incomplete.push((section.to_owned(), reason));
    }
}

/// Makes facts, samples and issues of what was read; `at` is when the first answer came.
pub fn decode(profile: &Profile, answers: &Answers, at: Timestamp) -> Decoded {
    let mut trouble = Trouble { incomplete: answers.incomplete.clone(), ..Trouble::default() };
    let mut ports = port::Drafts::default();
    let mut singles: BTreeMap<(&str, &str), (&Source, Fact)> = BTreeMap::new();
    let mut rows: Vec<Vec<Cell<'_>>> = vec![Vec::new(); profile.tables.len()];
    let mut sensors: Vec<Cell<'_>> = Vec::new();
    for cell in answers.cells.iter() {
        let Some(source) = profile.source(cell.column) else { continue };
        match source.table {
            _ if source.port.is_some() => ports.take(source, &cell, &mut trouble),
            _ if source.sensor => sensors.push(cell),
            Some(table) => rows[usize::from(table)].push(cell),
            None => {
                if let Some(fact) = fact(source, cell.value, &mut trouble) {
                    put_single(&mut singles, source, fact);
                }
            }
        }
    }
    let mut samples = Vec::new();
    let mut facts = single_facts(profile, &singles, &mut samples);
    // ifLastChange is a sysUpTime as the device counts it, so it is compared with that and not with the unwrapped one.
    let uptime_s = singles.get(&("", "uptime_s")).and_then(|(_, fact)| fact.number());
    let (ports, port_samples) = ports.finish(profile, uptime_s);
    samples.extend(port_samples);
    let mut tables = Tables::new(host::Host::from(&singles));
    for (place, cells) in rows.iter().enumerate() {
        tables.take(profile, place, cells, &ports, &mut facts, &mut trouble);
    }
    recognise::finish(profile, &mut facts, tables.entities());
    let mut record = DeviceRecord::new(model::Source::Snmp, at);
    record.facts = fitting(facts, &mut trouble);
    record.facts.ports = ports;
    for list in [&mut record.facts.ipv4, &mut record.facts.ipv6] {
        list.sort_by_cached_key(|row| (row.address.as_deref().and_then(|a| a.parse::<IpAddr>().ok()), row.if_index));
    }
    tables.finish(profile, &rows, &sensors, &mut record.facts, &mut samples);
    power::finish(&mut record.facts);
    close(record, samples, answers, trouble)
}

/// The samples of some of the cells, as [`decode`] would make them, and what was refused on the way.
pub fn measured(profile: &Profile, cells: Cells, at: Timestamp) -> (Vec<Sample>, Vec<Issue>) {
    let answers = Answers { cells, ..Answers::default() };
    let Decoded { samples, issues, .. } = decode(profile, &answers, at);
    (samples, issues)
}

/// The same where all cells are single objects of the device itself. None: something was refused.
pub fn measured_singles(profile: &Profile, cells: &Cells) -> Option<Vec<Sample>> {
    let (mut trouble, mut singles, mut samples) = (Trouble::default(), BTreeMap::new(), Vec::new());
    for cell in cells.iter() {
        let Some(source) = profile.source(cell.column) else { continue };
        if let Some(fact) = fact(source, cell.value, &mut trouble) {
            put_single(&mut singles, source, fact);
        }
    }
    single_facts(profile, &singles, &mut samples);
    trouble.incomplete.is_empty().then_some(samples)
}

/// Puts the fact of a single object in its place; a fallback only where there is none.
fn put_single<'s>(singles: &mut BTreeMap<(&'s str, &'s str), (&'s Source, Fact)>, source: &'s Source, fact: Fact) {
    let place = (source.section.as_str(), source.field.as_str());
    if !source.fallback || !singles.contains_key(&place) {
        singles.insert(place, (source, fact));
    }
}

/// Facts of the device itself, as a JSON object, and their samples.
fn single_facts(
    profile: &Profile,
    singles: &BTreeMap<(&str, &str), (&Source, Fact)>,
    samples: &mut Vec<Sample>,
) -> Map<String, serde_json::Value> {
    let mut facts = Map::new();
    for (field, text) in &profile.facts {
        facts.insert(field.clone(), json!(text));
    }
    for ((section, field), (_, fact)) in singles {
        if section.is_empty() {
            place(&mut facts, field, fact.json());
        }
    }
    unwrap_uptime(&mut facts);
    for ((section, field), (source, fact)) in singles {
        let Some(metric) = source.metric.filter(|_| section.is_empty()) else { continue };
        let value = match (metric, facts.get("uptime_s").and_then(serde_json::Value::as_f64)) {
            (Metric::Uptime, Some(uptime)) if *field == "uptime_s" => Some(Value::Level(uptime)),
            _ => fact.value(metric),
        };
        samples.extend(value.map(|value| Sample { metric, instance: String::new(), value }));
    }
    facts
}

/// `a.b` goes into the object `a`.
fn place(facts: &mut Map<String, serde_json::Value>, field: &str, value: serde_json::Value) {
    match field.split_once('.') {
        None => {
            facts.insert(field.to_owned(), value);
        }
        Some((outer, inner)) => {
            if let Some(object) = facts.entry(outer).or_insert_with(|| json!({})).as_object_mut() {
                place(object, inner, value);
            }
        }
    }
}

/// Whether a field, or one in an object, has a value already.
fn is_known(facts: &Map<String, serde_json::Value>, field: &str) -> bool {
    match field.split_once('.') {
        None => facts.contains_key(field),
        Some((outer, inner)) => {
            facts.get(outer).and_then(serde_json::Value::as_object).is_some_and(|object| is_known(object, inner))
        }
    }
}

/// sysUpTime starts anew after 2^32 hundredths of a second. The SNMP engine's own clock tells how often it did.
fn unwrap_uptime(facts: &mut Map<String, serde_json::Value>) {
    const WRAP_S: f64 = 42_949_672.96;
    const APART_S: f64 = 300.0;
    let number = |field: &str| facts.get(field).and_then(serde_json::Value::as_f64);
    let (Some(uptime), Some(engine)) = (number("uptime_s"), number("x_engine_time_s")) else { return };
    let wraps = ((engine - uptime) / WRAP_S).round();
    if wraps >= 1.0 && (engine - uptime - wraps * WRAP_S).abs() <= APART_S {
        facts.insert("uptime_s".into(), json!(fact::six_digits(uptime + wraps * WRAP_S)));
    }
}

/// A table whose rows are stated as they are: fields by column, the index in `index`, in the order of the index.
fn plain_rows(
    profile: &Profile,
    section: &str,
    cells: &[Cell<'_>],
    facts: &mut Map<String, serde_json::Value>,
    trouble: &mut Trouble,
) {
    let mut list: Vec<serde_json::Value> = Vec::new();
    for row in by_index(cells) {
        let mut object = Map::new();
        for cell in &row {
            let Some(source) = profile.source(cell.column) else { continue };
            let Some(fact) = fact(source, cell.value, trouble) else { continue };
            if !source.fallback || !object.contains_key(&source.field) {
                place(&mut object, &source.field, fact.json());
            }
        }
        if let (Some(first), false) = (row.first(), object.is_empty()) {
            object.entry("index").or_insert_with(|| json!(dotted_index(first.index)));
            list.push(object.into());
        }
    }
    if !list.is_empty() {
        place(facts, section, list.into());
    }
}

/// Facts of the device that the first row with a value tells, where no single object told them.
fn first_values(
    profile: &Profile,
    cells: &[Cell<'_>],
    facts: &mut Map<String, serde_json::Value>,
    trouble: &mut Trouble,
) {
    for cell in by_index(cells).into_iter().flatten() {
        let Some(source) = profile.source(cell.column) else { continue };
        if !is_known(facts, &source.field)
            && let Some(fact) = fact(source, cell.value, trouble)
        {
            place(facts, &source.field, fact.json());
        }
    }
}

/// The rows of a table, by the order of their index; within a row by number of source.
fn by_index<'c, 'a>(cells: &'c [Cell<'a>]) -> Vec<Vec<&'c Cell<'a>>> {
    let mut sorted: Vec<&Cell<'_>> = cells.iter().collect();
    sorted.sort_by(|a, b| crate::snmp::oid::compare(a.index, b.index).then(a.column.cmp(&b.column)));
    sorted.chunk_by(|a, b| a.index == b.index).map(<[_]>::to_vec).collect()
}

/// The JSON facts as a record. A fact that does not fit, which the check of the profile should have found, costs itself only.
fn fitting(facts: Map<String, serde_json::Value>, trouble: &mut Trouble) -> Facts {
    match serde_json::from_value(serde_json::Value::Object(facts.clone())) {
        Ok(facts) => facts,
        Err(_) => {
            let fits = |field: &String, value: &serde_json::Value| {
                serde_json::from_value::<Facts>(json!({ field: value })).is_ok()
            };
            let (good, bad): (Map<_, _>, Map<_, _>) = facts.into_iter().partition(|(field, value)| fits(field, value));
            for field in bad.keys() {
                trouble.note(Anomaly::InvalidValue, field, Reason::Decode);
            }
            serde_json::from_value(good.into()).unwrap_or_default()
        }
    }
}

/// Adds what went wrong to the record and to the issues.
fn close(mut record: DeviceRecord, samples: Vec<Sample>, answers: &Answers, mut trouble: Trouble) -> Decoded {
    trouble.incomplete.sort();
    trouble.incomplete.dedup();
    record.facts.incomplete = trouble
        .incomplete
        .iter()
        .map(|(section, reason)| Incomplete {
            section: section.as_str().into(),
            reason: reason.word().into(),
            ..Incomplete::default()
        })
        .collect();
    let mut issues: Vec<Issue> = answers
        .anomalies
        .iter()
        .map(|(name, count)| Issue { name: (*name).to_owned(), section: String::new(), count: *count })
        .collect();
    issues.extend(trouble.problems.into_iter().map(|((name, section), count)| Issue {
        name: name.to_owned(),
        section,
        count,
    }));
    let mut anomalies: BTreeMap<&str, u32> = BTreeMap::new();
    for issue in &issues {
        *anomalies.entry(&issue.name).or_default() += issue.count;
    }
    if !anomalies.is_empty() {
        record.facts.other.insert("x_anomalies".into(), json!(anomalies));
    }
    Decoded { record, samples, issues }
}
