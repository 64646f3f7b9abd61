//! Measured values and states, by the rules of the family (`profile/sensor.rs`).

use super::fact::{bounded, six_digits};
use crate::{
    profile::{
        Profile, SensorRule,
        sensor::{CLASSES, Condition, Conversion, Name, Severity},
    },
    snmp::{
        Value as Raw,
        cells::Cell,
        oid::{arcs, compare, dotted_index},
    },
};
use model::record::{Entity, Port, Sensor};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What rows of sensors may belong to.
#[derive(Clone, Copy)]
pub(super) struct Owners<'a> {
    pub entities: &'a [Entity],
    pub ports: &'a [Port],
}

/// The cells of objects that are read like sensors, by object and index.
pub(super) struct Said<'c, 'a> {
    rows: BTreeMap<u16, Vec<&'c Cell<'a>>>,
    places: HashMap<(u16, &'a [u8]), Raw<'a>>,
}

/// Every sensor that the rules find in the cells, by OID. Where two rules name one object and class, the first holds.
pub(super) fn sensors(profile: &Profile, said: &Said<'_, '_>, owners: Owners<'_>) -> Vec<Sensor> {
    let mut found: Vec<(Vec<u8>, Sensor)> = Vec::new();
    let mut seen: HashSet<(&str, u16, &[u8])> = HashSet::new();
    for rule in &profile.sensors {
        let Some(source) = profile.source(rule.value) else { continue };
        for cell in said.rows(rule.value) {
            let Some(mut sensor) = said.sensor(rule, cell, owners) else { continue };
            if seen.insert((rule.class, rule.value, cell.index)) {
                let name = [source.oid.as_ber(), cell.index].concat();
                sensor.oid = Some(crate::snmp::oid::dotted(&name));
                found.push((name, sensor));
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| compare(a, b));
    found.into_iter().map(|(_, sensor)| sensor).collect()
}

/// Adds sensors of another table; what the rules of the family said of an object holds. Keeps the order of OIDs.
pub(super) fn add(sensors: &mut Vec<Sensor>, others: Vec<Sensor>) {
    let known: HashSet<Option<String>> = sensors.iter().map(|sensor| sensor.oid.clone()).collect();
    sensors.extend(others.into_iter().filter(|sensor| !known.contains(&sensor.oid)));
    let order = |sensor: &Sensor| {
        let oid = sensor.oid.as_deref().unwrap_or_default();
        oid.split('.').map(|arc| arc.parse::<u64>().unwrap_or_default()).collect::<Vec<_>>()
    };
    sensors.sort_by_cached_key(order);
}

impl<'c, 'a> Said<'c, 'a> {
    /// Sorts the cells.
    pub(super) fn of(cells: &'c [Cell<'a>]) -> Self {
        let mut said = Said { rows: BTreeMap::new(), places: HashMap::new() };
        for cell in cells {
            said.rows.entry(cell.column).or_default().push(cell);
            said.places.insert((cell.column, cell.index), cell.value);
        }
        said
    }

    /// The cells of an object.
    pub(super) fn rows(&self, object: u16) -> &[&'c Cell<'a>] {
        self.rows.get(&object).map_or(&[], Vec::as_slice)
    }

    /// The sensor in a cell, without its OID. None: the row does not count or has no value.
    pub(super) fn sensor(&self, rule: &SensorRule<u16>, cell: &Cell<'_>, owners: Owners<'_>) -> Option<Sensor> {
        let index = dotted_index(cell.index);
        if rule.index.as_ref().is_some_and(|regex| !regex.is_match(&index))
            || !rule.when.iter().all(|condition| self.holds(condition, cell.index))
        {
            return None;
        }
        let mut sensor = Sensor { class: Some(rule.class.to_owned()), unit: unit(rule.class), ..Sensor::default() };
        match &rule.states {
            Some(_) => state(rule, cell.value, &mut sensor)?,
            None => {
                let digits = rule.decimals.and_then(|column| number(self.of_row(column, cell.index)?));
                sensor.value = Some(rule.number(cell.value, 10f64.powf(-digits.unwrap_or_default()))?);
            }
        }
        let name = self.name(rule, cell.index, owners, &mut sensor);
        sensor.descr = described(&rule.descr, name.as_deref(), &index);
        let limit =
            |place: usize| rule.limits[place].and_then(|column| rule.number(self.of_row(column, cell.index)?, 1.0));
        [sensor.limit_low, sensor.warn_low, sensor.warn_high, sensor.limit_high] = [0, 1, 2, 3].map(limit);
        // A single object is its instance: its index is the arc 0 that ends its name.
        sensor.index = Some(if index.is_empty() { "0".to_owned() } else { index });
        Some(sensor)
    }

    /// The value of a column in this row: with the same index, else with the longest beginning of it; or a single object.
    pub(super) fn of_row(&self, column: u16, index: &[u8]) -> Option<Raw<'_>> {
        (0..=index.len()).rev().find_map(|end| self.places.get(&(column, &index[..end]))).copied()
    }

    fn holds(&self, condition: &Condition<u16>, index: &[u8]) -> bool {
        match self.of_row(condition.object, index).and_then(plain_text) {
            // What is not there is not wrong; it is nothing that was asked for either.
            None => condition.is.is_empty(),
            Some(text) => {
                let refused = |word: &String| *word == text || word == "*";
                (condition.is.is_empty() || condition.is.contains(&text)) && !condition.not.iter().any(refused)
            }
        }
    }

    fn name(&self, rule: &SensorRule<u16>, index: &[u8], owners: Owners<'_>, sensor: &mut Sensor) -> Option<String> {
        let arc = |place: usize| arcs(index).nth(place.checked_sub(1)?).and_then(|arc| u32::try_from(arc).ok());
        match rule.name {
            Name::None => None,
            Name::Column(column) => self.of_row(column, index).and_then(plain_text),
            Name::Entity(place) => {
                let at = owners.entities.binary_search_by_key(&arc(place), |entity| entity.index).ok()?;
                let entity = &owners.entities[at];
                sensor.entity_index = entity.index;
                sensor.if_index = entity.if_index;
                entity.name.clone().or_else(|| entity.descr.clone())
            }
            Name::Index(place) => text_of_index(index, place),
            Name::Port(place) => {
                let at = owners.ports.binary_search_by_key(&arc(place), |port| port.if_index).ok()?;
                let port = &owners.ports[at];
                sensor.if_index = port.if_index;
                model::record::port_name(port).map(str::to_owned)
            }
        }
    }
}

impl SensorRule<u16> {
    /// The number in the unit of the class; none where the device says that it has none, or what cannot be true.
    pub(super) fn number(&self, value: Raw<'_>, factor: f64) -> Option<f64> {
        let read = match (&self.regex, value) {
            (Some(regex), Raw::Octets(octets)) => regex.captures(&bounded(octets).0?)?.get(1)?.as_str().parse().ok()?,
            _ => number(value)?,
        };
        if self.none.contains(&read) {
            return None;
        }
        let scaled = read * self.scale * factor;
        let number = match self.conversion {
            Conversion::Plain | Conversion::Bits => scaled,
            Conversion::Fahrenheit => (scaled - 32.0) / 1.8,
            Conversion::Milliwatt => dbm(scaled)?,
            Conversion::Microwatt => dbm(scaled / 1000.0)?,
            Conversion::Idle => 100.0 - scaled,
            Conversion::Channel => wifi_frequency(scaled)?,
        };
        let number = six_digits(number);
        (number.is_finite() && self.range.0 <= number && number <= self.range.1).then_some(number)
    }
}

/// Unit of a class.
pub(super) fn unit(class: &str) -> Option<String> {
    let (_, unit) = CLASSES.iter().find(|(word, _)| *word == class)?;
    unit.map(str::to_owned)
}

/// Milliwatts to dBm.
pub(super) fn dbm(milliwatt: f64) -> Option<f64> {
    (milliwatt > 0.0).then(|| 10.0 * milliwatt.log10())
}

/// The middle of a Wi-Fi channel, MHz: 2.4 GHz up to channel 14, else 5 GHz (IEEE 802.11-2020, 17.3.8 and 15.4.4).
fn wifi_frequency(channel: f64) -> Option<f64> {
    match channel {
        1.0..=13.0 => Some(2407.0 + 5.0 * channel),
        14.0 => Some(2484.0),
        32.0..=177.0 => Some(5000.0 + 5.0 * channel),
        _ => None,
    }
}

/// The text that an index holds from this arc on: its length, then its octets.
fn text_of_index(index: &[u8], place: usize) -> Option<String> {
    let mut arcs = arcs(index).skip(place.checked_sub(1)?);
    let length = usize::try_from(arcs.next()?).ok()?;
    let octets: Vec<u8> = arcs.take(length).map_while(|arc| u8::try_from(arc).ok()).collect();
    if octets.len() == length { bounded(&octets).0 } else { None }
}

/// A state: its number, or only its word where it is one; the label and the severity where the family knows them.
fn state(rule: &SensorRule<u16>, value: Raw<'_>, sensor: &mut Sensor) -> Option<()> {
    if let (Conversion::Bits, Raw::Octets(octets)) = (rule.conversion, value) {
        return bits(rule, octets, sensor);
    }
    let number = if matches!(value, Raw::Octets(_)) { None } else { number(value) };
    if number.is_some_and(|number| rule.none.contains(&number)) {
        return None;
    }
    let said = plain_text(value).filter(|text| !text.is_empty())?;
    let known = rule.states.as_ref().and_then(|states| states.get(&said));
    sensor.value = number.or_else(|| said.parse().ok());
    sensor.state_severity = Some(known.map_or("unknown", |(_, severity)| severity.word()).to_owned());
    sensor.state_text = Some(known.map_or(said, |(label, _)| label.clone()));
    Some(())
}

/// A state of bits: the labels of those that are set, and the gravest of them.
fn bits(rule: &SensorRule<u16>, octets: &[u8], sensor: &mut Sensor) -> Option<()> {
    let states = rule.states.as_ref()?;
    let is_set = |bit: &usize| octets[bit / 8] & (0x80 >> (bit % 8)) != 0;
    let mut set: Vec<String> = (0..octets.len() * 8).filter(is_set).map(|bit| bit.to_string()).collect();
    if set.is_empty() {
        set.push("none".into());
    }
    let known: Vec<&(String, Severity)> = set.iter().filter_map(|bit| states.get(bit)).collect();
    let gravest = known.iter().map(|(_, severity)| *severity).max();
    let labels = set.iter().map(|bit| states.get(bit).map_or(bit.as_str(), |(label, _)| label));
    sensor.state_text = Some(labels.collect::<Vec<_>>().join(" "));
    sensor.state_severity = Some(gravest.unwrap_or(Severity::Unknown).word().to_owned());
    Some(())
}

/// A number of any type, also one that begins a text (`23.5 C`) or is a net-snmp float in an Opaque.
pub(super) fn number(value: Raw<'_>) -> Option<f64> {
    match value {
        Raw::Integer(number) => Some(f64::from(number)),
        Raw::Gauge32(number) | Raw::Counter32(number) | Raw::TimeTicks(number) => Some(f64::from(number)),
        Raw::Counter64(number) => Some(number as f64),
        Raw::Octets(octets) => leading_number(&bounded(octets).0?),
        // Opaque float: tag 0x9f 0x78, length 4, IEEE 754 single (draft-perkins-opaque).
        Raw::Opaque([0x9f, 0x78, 4, a, b, c, d]) => Some(f64::from(f32::from_be_bytes([*a, *b, *c, *d]))),
        _ => None,
    }
    .filter(|number| number.is_finite())
}

fn leading_number(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let mut end = 0;
    let mut point = false;
    for (place, c) in text.char_indices() {
        match c {
            '-' | '+' if place == 0 => {}
            '.' if !point => point = true,
            '0'..='9' => {}
            _ => break,
        }
        end = place + c.len_utf8();
    }
    text[..end].trim_end_matches('.').parse().ok()
}

/// A value as text: numbers in decimals, octets cleaned.
fn plain_text(value: Raw<'_>) -> Option<String> {
    match value {
        Raw::Octets(octets) => bounded(octets).0,
        Raw::Oid(content) => Some(crate::snmp::oid::dotted(content)),
        Raw::Counter64(number) => Some(number.to_string()),
        other => number(other).map(|number| number.to_string()),
    }
}

/// The pattern with its names; what is left when nothing is known is none.
fn described(pattern: &str, name: Option<&str>, index: &str) -> Option<String> {
    let mut text = pattern.replace("{index}", index);
    for (place, arc) in index.split('.').enumerate().take(9) {
        text = text.replace(&format!("{{{}}}", place + 1), arc);
    }
    // Last, so that what a device calls a row is never read as a pattern.
    let text = text.replace("{name}", name.unwrap_or_default());
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_type() {
        for (value, expected) in [
            (Raw::Integer(-5), Some(-5.0)),
            (Raw::Counter64(7), Some(7.0)),
            (Raw::Octets(b" 23.5 C"), Some(23.5)),
            (Raw::Octets(b"-3.20 dBm"), Some(-3.2)),
            (Raw::Octets(b"12.3.4"), Some(12.3)),
            (Raw::Octets(b"N/A"), None),
            (Raw::Octets(b"."), None),
            (Raw::Octets("−1".as_bytes()), None),
            (Raw::Opaque(&[0x9f, 0x78, 4, 0x41, 0xbc, 0, 0]), Some(23.5)),
            (Raw::Opaque(&[0x9f, 0x78, 4, 0x7f, 0x80, 0, 0]), None),
            (Raw::Absent, None),
        ] {
            assert_eq!(number(value), expected, "{value:?}");
        }
    }

    #[test]
    fn patterns_take_names_and_arcs() {
        assert_eq!(described("Fan {2} of {1}", None, "3.7").as_deref(), Some("Fan 7 of 3"));
        assert_eq!(described("{name} {index}", Some("{1}"), "3").as_deref(), Some("{1} 3"));
        assert_eq!(described("{name}", None, "3"), None);
    }

    #[test]
    fn channels_are_frequencies() {
        for (channel, expected) in [
            (1.0, Some(2412.0)),
            (13.0, Some(2472.0)),
            (14.0, Some(2484.0)),
            (36.0, Some(5180.0)),
            (165.0, Some(5825.0)),
            (0.0, None),
            (20.0, None),
            (200.0, None),
        ] {
            assert_eq!(wifi_frequency(channel), expected, "{channel}");
        }
    }

    #[test]
    fn an_index_may_be_a_text() {
        let text = |index: &str, place| text_of_index(index.parse::<crate::snmp::Oid>().unwrap().as_ber(), place);
        // Names begin with two arcs in one octet; as an index of a row only what follows is used here.
        assert_eq!(text("1.3.4.79.80.68.49", 2).as_deref(), Some("OPD1"));
        assert_eq!(text("1.3.4.79.80.68", 2), None);
        assert_eq!(text("1.3.1.999", 2), None);
    }

    #[test]
    fn light_becomes_dbm() {
        assert_eq!(dbm(1.0), Some(0.0));
        assert_eq!(dbm(0.0), None);
    }
}
