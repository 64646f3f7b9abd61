//! What changed in an inventory: a digest without what changes at every poll, and the differences of two records.

use crate::store::reading::digest;
use model::{
    api::{Event, Happening},
    record::{DeviceRecord, Facts},
    time::Timestamp,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Most differences told of one report.
pub const MOST: usize = 50;

/// Keys of a record that change without anything having changed.
const FLEETING: [&str; 16] = [
    "schema",
    "collected_at",
    "source",
    "provenance",
    "incomplete",
    "duration_ms",
    "uptime_s",
    "arp",
    "routes",
    "processors",
    "load_average",
    "process_count",
    "address",
    "port",
    "opd",
    "device_id",
];

/// The same inside of rows: counters, levels, and the state of a port, which has events of its own.
const FLEETING_IN_ROWS: [&str; 22] = [
    "in_octets",
    "out_octets",
    "in_ucast",
    "out_ucast",
    "in_mcast",
    "out_mcast",
    "in_bcast",
    "out_bcast",
    "in_errors",
    "out_errors",
    "in_discards",
    "out_discards",
    "discontinuity_ticks",
    "last_change_s",
    "oper",
    "used_bytes",
    "free_bytes",
    "percent",
    "value",
    "if_index",
    "usage_percent",
    "booted_at",
];

/// Digest of a record without what is fleeting in it. The record is stripped on the way.
pub fn stable_digest(record: &mut DeviceRecord) -> u64 {
    let facts = &mut record.facts;
    strip(facts);
    serde_json::to_vec(facts).map_or(0, |octets| digest(&octets))
}

fn strip(facts: &mut Facts) {
    facts.provenance.clear();
    facts.incomplete.clear();
    facts.arp.clear();
    facts.routes.clear();
    facts.processors.clear();
    facts.uptime_s = None;
    facts.duration_ms = None;
    facts.load_average = None;
    facts.process_count = None;
    for port in &mut facts.ports {
        for counter in [
            &mut port.in_octets,
            &mut port.out_octets,
            &mut port.in_ucast,
            &mut port.out_ucast,
            &mut port.in_mcast,
            &mut port.out_mcast,
            &mut port.in_bcast,
            &mut port.out_bcast,
            &mut port.in_errors,
            &mut port.out_errors,
            &mut port.in_discards,
            &mut port.out_discards,
            &mut port.discontinuity_ticks,
        ] {
            *counter = None;
        }
        port.last_change_s = None;
        port.oper = None;
    }
    for memory in &mut facts.memory {
        (memory.used_bytes, memory.free_bytes, memory.percent) = (None, None, None);
    }
    for storage in &mut facts.storage {
        (storage.used_bytes, storage.free_bytes, storage.percent) = (None, None, None);
    }
    for sensor in &mut facts.sensors {
        sensor.value = None;
    }
    if let Some(system) = &mut facts.operating_system {
        system.booted_at = None;
    }
}

/// The differences of two reports of one source, as events of `at`. A section that was not read to its end, and a key
/// that is only not stated any more in an incomplete report, are no difference.
pub fn differences(before: &str, after: &str, at: Timestamp) -> Vec<Event> {
    let (Ok(before), Ok(after)) = (serde_json::from_str::<Value>(before), serde_json::from_str::<Value>(after)) else {
        return Vec::new();
    };
    let partial = [&before, &after].iter().any(|record| !record["incomplete"].is_null());
    let (before, after) = (flat(&before), flat(&after));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut events = Vec::new();
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        if old == new || (partial && (old.is_none() || new.is_none())) {
            continue;
        }
        let what = Happening::Changed { fact: key.clone(), before: old.cloned(), after: new.cloned() };
        events.push(Event { at, what });
        if events.len() >= MOST {
            break;
        }
    }
    events
}

/// Every lasting fact by its path: `serial`, `ports[ether4].speed_bps`.
fn flat(record: &Value) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (key, value) in record.as_object().into_iter().flatten() {
        if !FLEETING.contains(&key.as_str()) {
            flatten(key, value, &mut out);
        }
    }
    out
}

fn flatten(path: &str, value: &Value, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (key, value) in fields {
                if !FLEETING_IN_ROWS.contains(&key.as_str()) {
                    flatten(&format!("{path}.{key}"), value, out);
                }
            }
        }
        Value::Array(rows) => {
            for (place, row) in rows.iter().enumerate() {
                flatten(&format!("{path}[{}]", row_key(row, place)), row, out);
            }
        }
        Value::String(text) => {
            out.insert(path.to_owned(), text.clone());
        }
        other => {
            out.insert(path.to_owned(), other.to_string());
        }
    }
}

/// What tells a row of a list from the others: its name where it has one, for indexes are renumbered.
fn row_key(row: &Value, place: usize) -> String {
    for key in ["name", "address", "mount", "oid", "index", "descr", "socket", "if_index"] {
        match &row[key] {
            Value::String(text) => return text.clone(),
            Value::Number(number) => return number.to_string(),
            _ => {}
        }
    }
    match row {
        Value::String(text) => text.clone(),
        _ => place.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"{"schema":"pantau-device/1","collected_at":"2026-03-01T04:05:06Z","source":"snmp","version":"7.14","uptime_s":5.0,
        "ports":[{"if_index":1,"name":"ether1","alias":"WAN","in_octets":5,"oper":"up"},{"if_index":2,"name":"ether2","speed_bps":100}],
        "arp":[{"address":"10.0.0.1"}]}"#;

    fn record(text: &str) -> DeviceRecord {
        serde_json::from_str(text).unwrap()
    }

    fn told(old: &str, new: &str) -> Vec<(String, Option<String>, Option<String>)> {
        differences(old, new, Timestamp(0))
            .into_iter()
            .map(|event| match event.what {
                Happening::Changed { fact, before, after } => (fact, before, after),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn what_changes_at_every_poll_is_no_change() {
        let new = OLD
            .replace("\"in_octets\":5", "\"in_octets\":900")
            .replace("\"uptime_s\":5.0", "\"uptime_s\":65.0")
            .replace("04:05:06", "04:06:06")
            .replace("10.0.0.1", "10.0.0.2")
            .replace("\"oper\":\"up\"", "\"oper\":\"down\"");
        assert_ne!(OLD, new);
        assert_eq!(stable_digest(&mut record(OLD)), stable_digest(&mut record(&new)));
        assert_eq!(told(OLD, &new), []);
    }

    #[test]
    fn a_change_is_told_by_the_key_of_its_row() {
        let new = OLD
            .replace("7.14", "7.15.3")
            .replace("\"speed_bps\":100", "\"speed_bps\":1000")
            .replace("\"alias\":\"WAN\",", "");
        assert_ne!(stable_digest(&mut record(OLD)), stable_digest(&mut record(&new)));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            told(OLD, &new),
            [
                ("ports[ether1].alias".into(), some("WAN"), None),
                ("ports[ether2].speed_bps".into(), some("100"), some("1000")),
                ("version".into(), some("7.14"), some("7.15.3")),
            ]
        );
    }

    #[test]
    fn a_report_that_was_cut_short_removes_nothing() {
        let new = r#"{"schema":"pantau-device/1","collected_at":"2026-03-01T04:05:06Z","source":"snmp","version":"7.15","incomplete":[{"section":"ports","reason":"timeout"}]}"#;
        assert_eq!(told(OLD, new).len(), 1);
    }
}
