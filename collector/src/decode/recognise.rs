//! What the family and the texts of a device say about it: system, maker, class, model, version.

use crate::profile::{Heard, NOTE, Profile, Profiles};
use model::{identity::is_junk, record::Entity};
use serde_json::{Map, Value, json};

/// Facts of the device that its chassis tells where nothing else does, as the notes below.
const OF_CHASSIS: [(&str, &str); 3] =
    [("hardware", "_chassis_model"), ("version", "_chassis_sw"), ("serial", "_chassis_serial")];

/// What can be told from sysObjectID and sysDescr alone; empty when the device is not recognised.
pub fn recognise(profiles: &Profiles, sys_object_id: Option<&str>, sys_descr: Option<&str>) -> Map<String, Value> {
    let oid = sys_object_id.and_then(|text| text.trim().trim_start_matches('.').parse().ok());
    let profile = profiles.of(oid.as_ref(), sys_descr, &Heard::new());
    let mut facts: Map<String, Value> =
        profile.facts.iter().map(|(field, text)| (field.clone(), json!(text))).collect();
    facts.extend(sys_descr.map(|text| ("sys_descr".to_owned(), json!(text))));
    facts.extend(oid.map(|oid| ("sys_object_id".to_owned(), json!(oid.to_string()))));
    finish(profile, &mut facts, &[]);
    facts.remove("sys_descr");
    facts.remove("sys_object_id");
    facts
}

/// Applies the text rules of the family in their order, asks the chassis for what is still missing, then drops notes and
/// placeholders.
pub(super) fn finish(profile: &Profile, facts: &mut Map<String, Value>, entities: &[Entity]) {
    note_chassis(facts, entities);
    profile.texts.iter().for_each(|rule| rule.apply(facts));
    for (fact, note) in OF_CHASSIS {
        if let (false, Some(text)) = (facts.contains_key(fact), facts.get(note).cloned()) {
            facts.insert(fact.to_owned(), text);
        }
    }
    facts.retain(|field, _| !field.starts_with(NOTE));
    if facts.get("serial").and_then(Value::as_str).is_some_and(is_junk) {
        facts.remove("serial");
    }
}

/// What text rules may read of the chassis: each field of the first one that has it. Where no row is called a chassis it is
/// the root of the device; where nothing tells how rows stand to one another, the first.
fn note_chassis(facts: &mut Map<String, Value>, entities: &[Entity]) {
    let is_chassis = |row: &&Entity| row.class.as_deref() == Some("chassis");
    let is_root = |row: &&Entity| row.contained_in == Some(0);
    let is_first = |row: &&Entity| row.index == Some(1) && row.contained_in.is_none() && row.class.is_none();
    let mut rows: Vec<&Entity> = entities.iter().filter(is_chassis).collect();
    if rows.is_empty() {
        rows = entities.iter().filter(|row| is_root(row) || is_first(row)).collect();
    }
    let mut note = |name: &str, field: fn(&Entity) -> Option<&String>| {
        if let Some(text) = rows.iter().filter_map(|row| field(row)).find(|text| !is_junk(text)) {
            facts.insert(name.to_owned(), json!(text));
        }
    };
    note("_chassis_descr", |row| row.descr.as_ref());
    note("_chassis_name", |row| row.name.as_ref());
    note("_chassis_model", |row| row.model.as_ref());
    note("_chassis_hw", |row| row.hw.as_ref());
    note("_chassis_fw", |row| row.fw.as_ref());
    note("_chassis_sw", |row| row.sw.as_ref());
    note("_chassis_serial", |row| row.serial.as_ref());
    // A box of fixed form may bear its number on its one board; what is plugged into it has numbers of its own.
    let plugged = |row: &&Entity| matches!(row.class.as_deref(), Some("powerSupply" | "fan" | "port" | "storageDrive"));
    let boards = entities.iter().filter(|row| !plugged(row));
    let mut numbers = boards.filter_map(|row| row.serial.as_ref()).filter(|text| !is_junk(text));
    if let (false, Some(only), None) = (facts.contains_key("_chassis_serial"), numbers.next(), numbers.next()) {
        facts.insert("_chassis_serial".to_owned(), json!(only));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chassis_tells_what_nothing_else_does() {
        let profiles = Profiles::load(None).unwrap();
        let check = |entities: Value, expected: [Option<&str>; 2]| {
            let entities: Vec<Entity> = serde_json::from_value(entities).unwrap();
            let mut facts = Map::new();
            facts.insert("version".into(), json!("1.0"));
            finish(profiles.unrecognised(), &mut facts, &entities);
            assert_eq!(facts["version"], "1.0");
            assert_eq!(["hardware", "serial"].map(|field| facts.get(field).and_then(Value::as_str)), expected);
        };
        check(
            json!([
                { "index": 1, "class": "stack", "contained_in": 0, "model": "Stack" },
                { "index": 2, "class": "chassis", "serial": "N/A" },
                { "index": 3, "class": "chassis", "model": "X-1", "sw": "2.0", "serial": "ab12" },
            ]),
            [Some("X-1"), Some("ab12")],
        );
        check(json!([{ "index": 9, "class": "module", "contained_in": 0, "model": "X-2" }]), [Some("X-2"), None]);
        check(json!([{ "index": 1, "class": "module", "contained_in": 7, "model": "X-3" }]), [None, None]);
        check(json!([{ "index": 1, "serial": "S-4" }]), [None, Some("S-4")]);
        let board = |index: u32, serial: &str| json!({ "index": index, "class": "module", "serial": serial });
        let box_of = |boards: Vec<Value>| {
            let mut rows = vec![json!({ "index": 1, "class": "chassis", "model": "X-5" })];
            rows.extend(boards);
            Value::Array(rows)
        };
        check(box_of(vec![board(2, "S-5"), board(3, "N/A")]), [Some("X-5"), Some("S-5")]);
        check(box_of(vec![board(2, "S-5"), board(3, "S-6")]), [Some("X-5"), None]);
        let supply = json!({ "index": 4, "class": "powerSupply", "serial": "S-7" });
        check(box_of(vec![board(2, "S-5"), supply.clone()]), [Some("X-5"), Some("S-5")]);
        check(box_of(vec![supply]), [Some("X-5"), None]);
    }
}
