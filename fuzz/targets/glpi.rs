//! Messages of GLPI and FusionInventory agents: whatever comes, a record that states no empty fact, or a refusal.

use collector::glpi::{self, Answer, Message};
use model::Timestamp;
use serde_json::Value;

/// Reads a message, makes the record of an inventory and answers.
pub fn run(octets: &[u8]) {
    let received = match glpi::read(octets) {
        Ok(received) => received,
        Err(_) => {
            let (form, packing) = glpi::look(octets);
            assert!(!Answer::Refused("x").reply(form, packing).octets.is_empty(), "a refusal says something");
            return;
        }
    };
    assert!(!Answer::Taken.reply(received.form, received.packing).octets.is_empty(), "an answer says something");
    let Message::Inventory(inventory) = received.message else { return };
    let record = glpi::record(&inventory, Timestamp(0));
    let stated = serde_json::to_value(&record).expect("a record is JSON");
    assert!(is_sound(&stated), "an empty fact: {stated}");
    let again = glpi::complete(record.clone(), &record);
    assert_eq!(serde_json::to_value(&again).ok(), Some(stated), "a record completes itself");
    let marks = glpi::identity(&record);
    assert!(marks.macs.iter().all(|mac| matches!(mac.len(), 17 | 23)), "a MAC that is none");
}

/// No null, no empty text, no percentage beyond 100.
fn is_sound(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(rows) => rows.iter().all(is_sound),
        Value::Object(map) => map.iter().all(|(key, value)| {
            is_sound(value) && (key != "percent" || value.as_f64().is_some_and(|p| (0.0..=100.0).contains(&p)))
        }),
        Value::Bool(_) | Value::Number(_) => true,
    }
}
