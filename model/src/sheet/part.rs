//! Parts that can be replaced, and transceivers.

use super::{Section, joined, words};
use crate::{
    Lang,
    record::{Entity, Facts},
};

/// Classes of entities that are listed even without a serial number.
const PARTS: [&str; 5] = ["chassis", "powerSupply", "fan", "module", "stack"];

/// Entities with a serial number, and those that are whole parts with a model; containers, ports and sensors are not.
pub(super) fn parts(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_parts(lang));
    let is_part = |entity: &&Entity| {
        let whole = entity.class.as_deref().is_some_and(|class| PARTS.contains(&class));
        entity.serial.is_some() || (whole && entity.model.is_some())
    };
    for entity in facts.entities.iter().filter(is_part) {
        let name = entity.name.as_deref().or(entity.descr.as_deref()).or(entity.class.as_deref());
        let serial = entity.serial.as_ref().map(|serial| format!("SN {serial}"));
        let model = entity.model.as_deref().or(entity.descr.as_deref());
        section.put(name.unwrap_or_default(), joined([model, serial.as_deref(), entity.sw.as_deref()]));
    }
    section
}

/// Transceivers with their port.
pub(super) fn transceivers(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_transceivers(lang));
    for transceiver in &facts.transceivers {
        let port = facts.ports.iter().find(|port| port.if_index.is_some() && port.if_index == transceiver.if_index);
        let name = port.and_then(crate::record::port_name).or(transceiver.index.as_deref()).unwrap_or_default();
        let serial = transceiver.serial.as_ref().map(|serial| format!("SN {serial}"));
        let wavelength = transceiver.wavelength_nm.map(|nm| format!("{nm} nm"));
        let parts = [
            transceiver.vendor.as_deref(),
            transceiver.model.as_deref(),
            transceiver.kind.as_deref(),
            wavelength.as_deref(),
            serial.as_deref(),
        ];
        section.put(name, joined(parts));
    }
    section
}
