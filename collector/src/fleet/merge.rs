//! One record out of what several sources say (`device-record.md` 14): field by field, provenance kept.

use super::known::precedence;
use model::{
    Device,
    record::{DeviceRecord, Provenance},
};
use serde_json::Value;

/// Keys of the envelope, which belong to one record and are not merged.
const ENVELOPE: [&str; 5] = ["schema", "collected_at", "source", "provenance", "incomplete"];

/// Merges reports: a person's word first, else the newest of agent and SNMP, else GLPI, else import. A source that does
/// not know a key never removes it. None when there is no report.
pub fn merge(mut reports: Vec<DeviceRecord>, device: &Device) -> Option<DeviceRecord> {
    reports.sort_by_key(|record| std::cmp::Reverse((precedence(record.source), record.collected_at)));
    let mut reports = reports.into_iter();
    let first = reports.next()?;
    let mut merged = match serde_json::to_value(&first) {
        Ok(Value::Object(map)) => map,
        _ => return Some(first),
    };
    let mut provenance = first.facts.provenance;
    for report in reports {
        let from = report.facts.provenance.clone();
        let Ok(Value::Object(map)) = serde_json::to_value(&report) else { continue };
        for (key, value) in map {
            if !ENVELOPE.contains(&key.as_str()) && !merged.contains_key(&key) {
                provenance.insert(key.clone(), origin(&report, from.get(&key)));
                merged.insert(key, value);
            }
        }
    }
    let mut record: DeviceRecord = serde_json::from_value(Value::Object(merged)).ok()?;
    for (key, value) in declared(device) {
        let manual = Provenance { source: Some("manual".into()), ..Provenance::default() };
        provenance.insert(key.to_owned(), manual);
        match key {
            "location" => record.facts.location = Some(value),
            "asset_code" => record.facts.asset_code = Some(value),
            "device_class" => record.facts.device_class = Some(value),
            _ => record.facts.opd = Some(value),
        }
    }
    record.facts.device_id = Some(device.id.to_string());
    record.facts.provenance = provenance;
    Some(record)
}

fn origin(report: &DeviceRecord, before: Option<&Provenance>) -> Provenance {
    let mut origin = before.cloned().unwrap_or_default();
    let word = serde_json::to_value(report.source).ok();
    origin.source = origin.source.or_else(|| word.and_then(|word| word.as_str().map(str::to_owned)));
    origin.collected_at = origin.collected_at.or(Some(report.collected_at));
    origin
}

/// What a person entered on purpose, by key of the record.
fn declared(device: &Device) -> impl Iterator<Item = (&'static str, String)> {
    [
        ("location", device.location.clone()),
        ("asset_code", device.asset_code.clone()),
        ("device_class", device.class.clone()),
        ("opd", device.opd.as_ref().map(|code| code.0.clone())),
    ]
    .into_iter()
    .filter_map(|(key, value)| value.map(|value| (key, value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{OpdCode, Source, Timestamp};

    fn record(source: Source, at: i64, serial: Option<&str>, vendor: Option<&str>) -> DeviceRecord {
        let mut record = DeviceRecord::new(source, Timestamp::from_seconds(at));
        record.facts.serial = serial.map(str::to_owned);
        record.facts.vendor = vendor.map(str::to_owned);
        record
    }

    #[test]
    fn the_newest_of_agent_and_snmp_then_the_rest() {
        let check = |reports: Vec<DeviceRecord>, serial: Option<&str>, from: Option<&str>| {
            let merged = merge(reports, &Device::default()).unwrap();
            assert_eq!(merged.facts.serial.as_deref(), serial);
            let origin = merged.facts.provenance.get("serial").and_then(|p| p.source.as_deref());
            assert_eq!(origin, from);
        };
        let agent = |at, serial| record(Source::Agent, at, serial, None);
        let snmp = |at, serial| record(Source::Snmp, at, serial, None);
        check(vec![agent(1, Some("A")), snmp(2, Some("S"))], Some("S"), None);
        check(vec![agent(3, Some("A")), snmp(2, Some("S"))], Some("A"), None);
        // The newest does not know it: the other keeps it, with its origin.
        check(vec![agent(1, Some("A")), snmp(2, None)], Some("A"), Some("agent"));
        check(vec![record(Source::Import, 9, Some("I"), None), snmp(2, None)], Some("I"), Some("import"));
        check(vec![record(Source::Manual, 0, Some("M"), None), snmp(2, Some("S"))], Some("M"), None);
        assert_eq!(merge(Vec::new(), &Device::default()), None);
    }

    #[test]
    fn what_a_person_declared_wins() {
        let device =
            Device { location: Some("Ruang server".into()), opd: Some(OpdCode("DISDIK".into())), ..Device::default() };
        let mut heard = record(Source::Snmp, 1, None, Some("MikroTik"));
        heard.facts.location = Some("unknown".into());
        let merged = merge(vec![heard], &device).unwrap();
        assert_eq!(merged.facts.location.as_deref(), Some("Ruang server"));
        assert_eq!(merged.facts.opd.as_deref(), Some("DISDIK"));
        assert_eq!(merged.facts.provenance["location"].source.as_deref(), Some("manual"));
        assert_eq!(merged.source, Source::Snmp);
    }
}
