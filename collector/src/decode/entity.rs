//! Physical entities (ENTITY-MIB, RFC 6933) and the sensors among them (ENTITY-SENSOR-MIB, RFC 3433, and its Cisco twin).

use super::{
    Trouble, by_index,
    fact::{fact, six_digits},
    sensor::{number, unit},
};
use crate::{
    profile::Profile,
    snmp::{Value as Raw, cells::Cell, oid::arcs},
};
use model::record::{Entity, Sensor};
use serde_json::{Map, json};

/// The single arc of an index.
fn index_of(index: &[u8]) -> Option<u32> {
    let mut arcs = arcs(index);
    let only = u32::try_from(arcs.next()?).ok()?;
    arcs.next().is_none().then_some(only)
}

/// Rows of entPhysicalTable, by index.
pub(super) fn entities(profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) -> Vec<Entity> {
    let mut found = Vec::new();
    for row in by_index(cells) {
        let Some(index) = index_of(row[0].index) else { continue };
        let mut object = Map::new();
        for cell in row {
            let Some(source) = profile.source(cell.column) else { continue };
            if let Some(fact) = fact(source, cell.value, trouble) {
                object.insert(source.field.clone(), fact.json());
            }
        }
        object.insert("index".into(), json!(index));
        // The check of the profile tried every field: what does not fit here is nothing an entity states.
        found.extend(serde_json::from_value(object.into()));
    }
    found
}

/// entAliasMappingTable: the index is entity and logical entity, the value names the row of ifTable.
pub(super) fn ports_of(entities: &mut [Entity], cells: &[Cell<'_>]) {
    for cell in cells {
        let (Some(index), Raw::Oid(content)) = (arcs(cell.index).next(), cell.value) else { continue };
        let port = arcs(content).last().and_then(|arc| u32::try_from(arc).ok()).filter(|port| *port > 0);
        let at = entities.binary_search_by_key(&u32::try_from(index).ok(), |entity| entity.index);
        if let (Ok(at), Some(port)) = (at, port)
            && entities[at].if_index.is_none()
        {
            entities[at].if_index = Some(port);
        }
    }
}

/// What EntitySensorDataType means: class and factor to its unit. Others are no measured value.
fn class_of(kind: i64) -> Option<(&'static str, f64)> {
    Some(match kind {
        3 | 4 => ("voltage", 1.0),
        5 => ("current", 1.0),
        6 => ("power", 1.0),
        7 => ("frequency", 1.0),
        8 => ("temperature", 1.0),
        9 => ("humidity", 1.0),
        10 => ("fanspeed", 1.0),
        // Cubic metres a minute.
        11 => ("airflow", 60.0),
        12 => ("state", 1.0),
        14 => ("dbm", 1.0),
        _ => return None,
    })
}

/// EntitySensorDataScale as a power of ten. The MIB lists exa before peta.
fn power_of_ten(scale: i64) -> i32 {
    match scale {
        1..=13 => (scale as i32 - 9) * 3,
        14 => 18,
        15 => 15,
        16 => 21,
        17 => 24,
        _ => 0,
    }
}

/// Rows of entPhySensorTable or entSensorValueTable. A row whose status is not ok has no value.
pub(super) fn sensors(profile: &Profile, cells: &[Cell<'_>], entities: &[Entity]) -> Vec<Sensor> {
    by_index(cells).into_iter().filter_map(|row| sensor(profile, &row, entities)).collect()
}

fn sensor(profile: &Profile, row: &[&Cell<'_>], entities: &[Entity]) -> Option<Sensor> {
    let of = |field: &str| {
        row.iter().find_map(|cell| {
            let source = profile.source(cell.column)?;
            (source.field == field).then(|| Some((number(cell.value)?, source)))?
        })
    };
    let whole = |field: &str| of(field).map(|(number, _)| number as i64);
    let (class, factor) = class_of(whole("type")?)?;
    let (value, source) = of("value")?;
    let status = match whole("status") {
        None | Some(1) => "ok",
        Some(2) => "unavailable",
        Some(_) => "nonoperational",
    };
    let index = index_of(row[0].index)?;
    let entity = entities.binary_search_by_key(&Some(index), |entity| entity.index).ok().map(|at| &entities[at]);
    let mut sensor = Sensor {
        class: Some(class.to_owned()),
        descr: entity.and_then(|entity| entity.descr.clone().or_else(|| entity.name.clone())),
        unit: unit(class),
        oid: Some(format!("{}.{index}", source.oid)),
        index: Some(index.to_string()),
        status: Some(status.to_owned()),
        entity_index: Some(index),
        if_index: entity.and_then(|entity| entity.if_index),
        ..Sensor::default()
    };
    if status != "ok" {
        return Some(sensor);
    }
    if class == "state" {
        // TruthValue.
        sensor.state_text = Some(if value == 1.0 { "true" } else { "false" }.to_owned());
        sensor.value = Some(value);
        return Some(sensor);
    }
    let decimals = whole("precision").unwrap_or_default().clamp(0, 9) as i32;
    let exponent = power_of_ten(whole("scale").unwrap_or_default()) - decimals;
    sensor.value = Some(six_digits(value * factor * 10f64.powi(exponent)));
    Some(sensor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_powers_of_ten() {
        for (scale, expected) in [(8, -3), (9, 0), (10, 3), (13, 12), (14, 18), (15, 15), (1, -24), (99, 0)] {
            assert_eq!(power_of_ten(scale), expected, "{scale}");
        }
    }

    #[test]
    fn an_index_is_one_arc() {
        assert_eq!(
            (index_of(&[7]), index_of(&[0x81, 0]), index_of(&[1, 2]), index_of(&[])),
            (Some(7), Some(128), None, None)
        );
    }
}
