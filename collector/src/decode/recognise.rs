//! What the family and the texts of a device say about it: system, maker, class, model, version.

use crate::profile::{Heard, NOTE, Profile, Profiles};
use model::identity::is_junk;
use serde_json::{Map, Value, json};

/// Facts of the device that its chassis tells where nothing else does, and the field of an entity that tells each.
const OF_CHASSIS: [(&str, &str); 3] = [("hardware", "model"), ("version", "sw"), ("serial", "serial")];
/// What text rules may read of the chassis: each field of the entity, as a note.
const NOTES_OF_CHASSIS: [(&str, &str); 8] = [
    ("descr", "_chassis_descr"),
    ("name", "_chassis_name"),
    ("model", "_chassis_model"),
    ("hw", "_chassis_hw"),
    ("fw", "_chassis_fw"),
    ("sw", "_chassis_sw"),
    ("serial", "_chassis_serial"),
    ("vendor", "_chassis_vendor"),
];

/// What can be told from sysObjectID and sysDescr alone; empty when the device is not recognised.
pub fn recognise(profiles: &Profiles, sys_object_id: Option<&str>, sys_descr: Option<&str>) -> Map<String, Value> {
    let oid = sys_object_id.and_then(|text| text.trim().trim_start_matches('.').parse().ok());
    let profile = profiles.of(oid.as_ref(), sys_descr, &Heard::new());
    let mut facts: Map<String, Value> =
        profile.facts.iter().map(|(field, text)| (field.clone(), json!(text))).collect();
    facts.extend(sys_descr.map(|text| ("sys_descr".to_owned(), json!(text))));
    facts.extend(oid.map(|oid| ("sys_object_id".to_owned(), json!(oid.to_string()))));
    finish(profile, &mut facts);
    facts.remove("sys_descr");
    facts.remove("sys_object_id");
    facts
}

/// Applies the text rules of the family in their order, asks the chassis for what is still missing, then drops notes and
/// placeholders.
pub(super) fn finish(profile: &Profile, facts: &mut Map<String, Value>) {
    for (field, note) in NOTES_OF_CHASSIS {
        if let Some(text) = of_chassis(facts, field) {
            facts.entry(note).or_insert(json!(text));
        }
    }
    profile.texts.iter().for_each(|rule| rule.apply(facts));
    for (fact, field) in OF_CHASSIS {
        if let (false, Some(text)) = (facts.contains_key(fact), of_chassis(facts, field)) {
            facts.insert(fact.to_owned(), json!(text));
        }
    }
    facts.retain(|field, _| !field.starts_with(NOTE));
    if facts.get("serial").and_then(Value::as_str).is_some_and(is_junk) {
        facts.remove("serial");
    }
}

/// A field of the first chassis that has it; of the root of the device where no row is called a chassis.
fn of_chassis(facts: &Map<String, Value>, field: &str) -> Option<String> {
    let entities = facts.get("entities")?.as_array()?;
    let is_chassis = |row: &&Value| row.get("class").and_then(Value::as_str) == Some("chassis");
    let is_root = |row: &&Value| row.get("contained_in").and_then(Value::as_u64) == Some(0);
    let text = |row: &Value| row.get(field).and_then(Value::as_str).filter(|text| !is_junk(text)).map(str::to_owned);
    if entities.iter().any(|row| is_chassis(&row)) {
        entities.iter().filter(is_chassis).find_map(text)
    } else {
        entities.iter().filter(is_root).find_map(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chassis_tells_what_nothing_else_does() {
        let profiles = Profiles::load(None).unwrap();
        let check = |entities: Value, expected: [Option<&str>; 2]| {
            let mut facts = Map::new();
            facts.insert("entities".into(), entities);
            facts.insert("version".into(), json!("1.0"));
            finish(profiles.unrecognised(), &mut facts);
            assert_eq!(facts["version"], "1.0");
            assert_eq!(["hardware", "serial"].map(|field| facts.get(field).and_then(Value::as_str)), expected);
        };
        check(
            json!([
                { "class": "stack", "contained_in": 0, "model": "Stack" },
                { "class": "chassis", "serial": "N/A" },
                { "class": "chassis", "model": "X-1", "sw": "2.0", "serial": "ab12" },
            ]),
            [Some("X-1"), Some("ab12")],
        );
        check(json!([{ "class": "module", "contained_in": 0, "model": "X-2" }]), [Some("X-2"), None]);
        check(json!([{ "class": "module", "contained_in": 7, "model": "X-3" }]), [None, None]);
    }
}
