//! Transceivers: from the vendor's table by port or by entity, and from entities that are transceivers by their model.

use super::{
    Trouble,
    row::{Row, dotted, rows},
};
use crate::{profile::Profile, snmp::cells::Cell};
use model::record::{Entity, Transceiver};

/// What a table's index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// ifIndex.
    Port,
    /// entPhysicalIndex.
    Entity,
}

/// Beginnings of the model numbers of transceivers, as makers give them.
const MODELS: [&str; 12] =
    ["GLC-", "SFP-", "SFP+", "QSFP", "XFP-", "XENPAK", "X2-", "CFP", "GBIC", "CVR-", "DWDM-SFP", "CWDM-SFP"];
/// Words of their descriptions.
const WORDS: [&str; 4] = ["sfp", "xfp", "gbic", "transceiver"];

/// A vendor's table. A row without serial number and maker is an empty cage, or a port without one.
pub(super) fn table(
    profile: &Profile,
    cells: &[Cell<'_>],
    by: By,
    entities: &[Entity],
    trouble: &mut Trouble,
) -> Vec<Transceiver> {
    rows(profile, cells).iter().filter_map(|row| transceiver(row, by, entities, trouble)).collect()
}

fn transceiver(row: &Row<'_>, by: By, entities: &[Entity], trouble: &mut Trouble) -> Option<Transceiver> {
    let index = u32::try_from(*row.index.first()?).ok()?;
    let positive = |number: Option<u64>| number.filter(|number| *number > 0 && *number < 0x7fff_ffff);
    let found = Transceiver {
        index: Some(dotted(&row.index)),
        if_index: match by {
            By::Port => Some(index),
            By::Entity => port_of(entities, index),
        },
        kind: row.text("type", trouble),
        vendor: row.text("vendor", trouble),
        model: row.text("model", trouble),
        serial: row.text("serial", trouble),
        distance_m: positive(row.whole("distance_m", trouble)),
        wavelength_nm: positive(row.whole("wavelength_nm", trouble)),
        connector: row.text("connector", trouble),
        ..Transceiver::default()
    };
    (found.serial.is_some() || found.vendor.is_some() && found.model.is_some()).then_some(found)
}

/// The port of an entity: its own, else that of what it contains, else that of what contains it.
fn port_of(entities: &[Entity], index: u32) -> Option<u32> {
    let of = |index: u32| {
        let at = entities.binary_search_by_key(&Some(index), |entity| entity.index).ok()?;
        entities.get(at)
    };
    let own = of(index)?;
    let within = || entities.iter().find_map(|entity| entity.if_index.filter(|_| entity.contained_in == Some(index)));
    own.if_index.or_else(within).or_else(|| of(own.contained_in?)?.if_index)
}

/// Entities that are transceivers and have a serial number.
pub(super) fn among(entities: &[Entity]) -> Vec<Transceiver> {
    let is_transceiver = |entity: &&Entity| {
        let by_model = entity.model.as_deref().is_some_and(|model| MODELS.iter().any(|start| model.starts_with(start)));
        let descr = entity.descr.as_deref().unwrap_or_default().to_lowercase();
        let fits = matches!(entity.class.as_deref(), Some("module" | "port" | "other"));
        fits && entity.serial.is_some() && (by_model || WORDS.iter().any(|word| descr.contains(word)))
    };
    let transceiver = |entity: &Entity| Transceiver {
        index: entity.index.map(|index| index.to_string()),
        if_index: entity.index.and_then(|index| port_of(entities, index)),
        kind: entity.descr.clone(),
        vendor: entity.vendor.clone(),
        model: entity.model.clone(),
        serial: entity.serial.clone(),
        ..Transceiver::default()
    };
    entities.iter().filter(is_transceiver).map(transceiver).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_that_are_transceivers_find_their_port() {
        let entity = |index, class: &str, within, descr: &str, serial: Option<&str>, if_index| Entity {
            index: Some(index),
            class: Some(class.into()),
            contained_in: Some(within),
            descr: Some(descr.into()),
            serial: serial.map(str::to_owned),
            if_index,
            ..Entity::default()
        };
        let entities = [
            entity(1, "chassis", 0, "Switch with SFP ports", Some("C1"), None),
            entity(2, "container", 1, "Transceiver container", None, None),
            entity(3, "module", 2, "1000BaseSX SFP", Some("S1"), None),
            entity(4, "port", 3, "Gi0/1", None, Some(10101)),
            entity(5, "port", 1, "SFP-10G-LR", Some("S2"), Some(10102)),
            entity(6, "module", 1, "Supervisor", Some("S3"), None),
        ];
        let found: Vec<_> = among(&entities).into_iter().map(|t| (t.serial.unwrap(), t.if_index)).collect();
        assert_eq!(found, [("S1".to_owned(), Some(10101)), ("S2".to_owned(), Some(10102))]);
    }
}
