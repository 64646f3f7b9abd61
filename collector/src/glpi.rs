//! Inventories of GLPI agents and FusionInventory agents, as they send them to a server: JSON, and XML of older ones. Pure:
//! octets in, a message and a device record out; what they are taken for is decided elsewhere.

mod answer;
mod clock;
mod json;
mod machine;
mod message;
mod network;
mod parts;
mod software;
mod system;
#[cfg(test)]
pub(crate) mod tests;
mod tree;
mod unpack;
mod xml;

pub use answer::{Answer, Reply};
pub use message::{Fault, Form, Inventory, Message, Received, look, read};
pub use tree::Node;
pub use unpack::Packing;

use model::{DeviceRecord, Identity, Source, Timestamp};

/// Longest serial number and name by which a device is known, characters.
const LONGEST_MARK: usize = 255;

/// The record of an inventory that came at this moment.
pub fn record(inventory: &Inventory, at: Timestamp) -> DeviceRecord {
    let mut record = DeviceRecord::new(Source::Glpi, at);
    let (facts, content) = (&mut record.facts, &inventory.content);
    system::state(content, facts);
    machine::state(content, facts);
    parts::state(content, facts);
    network::state(content, facts);
    software::state(content, facts);
    machine::classify(content, facts);
    facts.agent = machine::agent(content, &inventory.device_id);
    record
}

/// When an inventory was made, where it says so together with its zone.
pub fn made_at(inventory: &Inventory) -> Option<Timestamp> {
    let content = &inventory.content;
    let zone = content.get("operatingsystem")?.get("timezone")?.text("offset")?;
    clock::moment(&content.get("accesslog")?.text("logdate")?, &zone)
}

/// The marks of a record by which its device is known. The id that such an agent gives itself is none: it is made of a name
/// and a time, and another agent on the same machine has its own.
pub fn identity(record: &DeviceRecord) -> Identity {
    let facts = &record.facts;
    let is_hardware = |port: &&model::record::Port| port.connector_present != Some(false);
    let macs = facts.ports.iter().filter(is_hardware).filter_map(|port| port.mac.clone());
    let short = |text: &Option<String>| text.as_ref().map(|text| text.chars().take(LONGEST_MARK).collect());
    let addresses = facts.ipv4.iter().filter_map(|row| row.address.clone());
    Identity {
        uuid: facts.uuid.clone(),
        serial: short(&facts.serial),
        macs: macs.collect(),
        addresses: addresses.filter(|address| !address.starts_with("127.")).collect(),
        name: short(&facts.sys_name),
        ..Identity::default()
    }
}

/// A partial inventory states only what changed: what it does not mention is as it was.
pub fn complete(partial: DeviceRecord, before: &DeviceRecord) -> DeviceRecord {
    let (Ok(serde_json::Value::Object(mut now)), Ok(serde_json::Value::Object(before))) =
        (serde_json::to_value(&partial), serde_json::to_value(before))
    else {
        return partial;
    };
    for (key, value) in before {
        now.entry(key).or_insert(value);
    }
    serde_json::from_value(now.into()).unwrap_or(partial)
}
