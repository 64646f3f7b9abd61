//! The machine itself: maker, model, serial, chassis, firmware, board, and which class of device it is.

use super::{clock, tree::Node};
use model::{
    identity::is_junk,
    record::{AgentFacts, Baseboard, Bios, Chassis, Facts},
};

/// States all but the class, which needs the batteries.
pub(super) fn state(content: &Node, facts: &mut Facts) {
    let none = Node::default();
    let bios = content.get("bios").unwrap_or(&none);
    let hardware = content.get("hardware").unwrap_or(&none);
    facts.vendor = bios.known(&["smanufacturer"]);
    facts.hardware = bios.known(&["smodel"]);
    facts.serial = bios.known(&["ssn", "biosserial", "enclosureserial"]);
    facts.uuid = hardware.text("uuid").and_then(|text| uuid(&text));
    let chassis = Chassis {
        kind: chassis_kind(content).map(str::to_owned),
        sku: bios.known(&["skunumber"]),
        serial: bios.known(&["enclosureserial"]),
        asset_tag: bios.known(&["assettag"]).filter(|tag| !tag.eq_ignore_ascii_case("no asset tag")),
        ..Chassis::default()
    };
    facts.chassis = (chassis != Chassis::default()).then_some(chassis);
    let firmware = Bios {
        vendor: bios.known(&["bmanufacturer"]),
        version: bios.known(&["bversion"]),
        released_on: bios.text("bdate").and_then(|date| clock::firmware_day(&date)),
        ..Bios::default()
    };
    facts.bios = (firmware != Bios::default()).then_some(firmware);
    let board = Baseboard {
        vendor: bios.known(&["mmanufacturer"]),
        model: bios.known(&["mmodel"]),
        serial: bios.known(&["msn"]),
        ..Baseboard::default()
    };
    facts.baseboard = (board != Baseboard::default()).then_some(board);
    facts.secure_boot = bios.flag("secure_boot");
}

/// A UUID in lower case, if it is one and no dummy.
fn uuid(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let groups: Vec<&str> = text.split('-').collect();
    let is_uuid = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|octet| octet.is_ascii_hexdigit()));
    (is_uuid && !is_junk(&text)).then_some(text)
}

/// The kind of chassis, by the names that SMBIOS 3.7, 7.4.1 gives its types.
fn chassis_kind(content: &Node) -> Option<&'static str> {
    let hardware = content.get("hardware");
    let system = hardware.and_then(|hardware| hardware.word("vmsystem")).unwrap_or_default();
    if !matches!(system.as_str(), "" | "physical") {
        return Some("virtual");
    }
    let named = hardware.and_then(|hardware| hardware.word("chassis_type"));
    let named = named.or_else(|| content.get("bios").and_then(|bios| bios.word("type")))?;
    Some(match named.as_str() {
        "desktop" | "low profile desktop" | "pizza box" | "space-saving" | "lunch box" | "sealed-case pc" => "desktop",
        "mini tower" | "tower" => "tower",
        "portable" | "laptop" | "notebook" | "sub notebook" | "convertible" | "detachable" => "laptop",
        "hand held" | "tablet" => "tablet",
        "all in one" => "all_in_one",
        "main server chassis" | "rack mount chassis" | "raid chassis" | "multi-system" => "rack_server",
        "blade" | "blade enclosing" | "blade enclosure" => "blade",
        "mini pc" | "stick pc" => "mini_pc",
        "unknown" | "other" | "" => return None,
        _ => "other",
    })
}

/// The class of the device by its chassis, else by a battery: as our own agent tells it.
pub(super) fn classify(content: &Node, facts: &mut Facts) {
    if content.get("hardware").is_none() && content.get("bios").is_none() {
        return;
    }
    let kind = facts.chassis.as_ref().and_then(|chassis| chassis.kind.as_deref());
    let by_battery = (!facts.batteries.is_empty()).then_some("laptop");
    let class = kind.and_then(Chassis::class_of).or(by_battery);
    facts.device_class = class.map(str::to_owned);
}

/// The agent: `FusionInventory-Agent_v2.6`.
pub(super) fn agent(content: &Node, device_id: &str) -> Option<AgentFacts> {
    let told = content.text("versionclient");
    let (name, version) = match told.as_deref().map(|told| told.split_once("_v").unwrap_or((told, ""))) {
        Some((name, version)) => (name.to_owned(), version.to_owned()),
        None => (String::new(), String::new()),
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    let agent = AgentFacts {
        name: some(name),
        version: some(version),
        id: some(device_id.to_owned()),
        ..AgentFacts::default()
    };
    (agent != AgentFacts::default()).then_some(agent)
}
