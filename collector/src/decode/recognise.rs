//! What the family and the texts of a device say about it: system, maker, class, model, version.

use crate::profile::{Profile, Profiles};
use model::identity::is_junk;
use serde_json::{Map, Value, json};

/// What can be told from sysObjectID and sysDescr alone; empty when the device is not recognised.
pub fn recognise(profiles: &Profiles, sys_object_id: Option<&str>, sys_descr: Option<&str>) -> Map<String, Value> {
    let oid = sys_object_id.and_then(|text| text.parse().ok());
    let profile = profiles.of(oid.as_ref(), sys_descr);
    let mut facts: Map<String, Value> =
        profile.facts.iter().map(|(field, text)| (field.clone(), json!(text))).collect();
    facts.extend(sys_descr.map(|text| ("sys_descr".to_owned(), json!(text))));
    finish(profile, &mut facts);
    facts.remove("sys_descr");
    facts
}

/// Applies the text rules of the family in their order, then drops placeholders.
pub(super) fn finish(profile: &Profile, facts: &mut Map<String, Value>) {
    for rule in &profile.texts {
        let Some(text) = facts.get(&rule.from).and_then(Value::as_str).map(str::to_owned) else { continue };
        let Some(found) = rule.regex.captures(&text) else { continue };
        for (field, value) in &rule.set {
            facts.insert(field.clone(), json!(value));
        }
        for field in rule.regex.capture_names().flatten() {
            let value = found.name(field).map(|group| group.as_str().trim()).filter(|value| !value.is_empty());
            if let (Some(value), false) = (value, facts.contains_key(field)) {
                facts.insert(field.to_owned(), json!(value));
            }
        }
    }
    if facts.get("serial").and_then(Value::as_str).is_some_and(is_junk) {
        facts.remove("serial");
    }
}
