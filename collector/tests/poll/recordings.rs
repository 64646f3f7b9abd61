//! Recordings of our own making, decoded as if just read: each has a reviewed snapshot of its record.
//!
//! A recording is what `snmpbulkwalk -On` prints, so that a new one needs no tool of ours.

use collector::{
    decode::{Answers, Decoded, decode},
    profile::{Heard, Profile, Profiles},
    snmp::{Oid, Value, ber::Writer},
};
use model::Timestamp;
use std::{collections::BTreeMap, fs, path::Path};

/// Tag and content of a printed value.
fn element(line: &str, printed: &str) -> (u8, Vec<u8>) {
    let (kind, text) = printed.split_once(": ").unwrap_or((printed.trim_end_matches(':'), ""));
    let octets;
    let oid: Oid;
    let number = || text.trim().parse::<u64>().unwrap_or_else(|_| panic!("{line}"));
    let value = match kind {
        "STRING" => Value::Octets(text.trim_matches('"').as_bytes()),
        "\"\"" => Value::Octets(b""),
        "Hex-STRING" => {
            octets = text.split_whitespace().map(|hex| u8::from_str_radix(hex, 16).unwrap()).collect::<Vec<u8>>();
            Value::Octets(&octets)
        }
        "OID" => {
            oid = text.trim().parse().unwrap_or_else(|_| panic!("{line}"));
            Value::Oid(oid.as_ber())
        }
        "INTEGER" => Value::Integer(text.trim().parse().unwrap_or_else(|_| panic!("{line}"))),
        "Counter32" => Value::Counter32(number() as u32),
        "Gauge32" => Value::Gauge32(number() as u32),
        "Counter64" => Value::Counter64(number()),
        "Timeticks" => {
            let ticks = text.trim_start_matches('(').split(')').next().unwrap();
            Value::TimeTicks(ticks.parse().unwrap_or_else(|_| panic!("{line}")))
        }
        "IpAddress" => Value::IpAddress(text.parse::<std::net::Ipv4Addr>().unwrap().octets()),
        _ => panic!("a form this reader does not know: {line}"),
    };
    let mut writer = Writer::new();
    value.write(&mut writer);
    let bytes = writer.finish();
    let (tag, content) = collector::snmp::ber::Reader::new(&bytes).element().unwrap();
    (tag, content.to_vec())
}

/// The objects of a recording's text.
pub fn objects(text: &str) -> BTreeMap<Oid, (u8, Vec<u8>)> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (oid, printed) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
            (oid.parse().unwrap(), element(line, printed))
        })
        .collect()
}

/// The family of these objects, and what they say when all that it asks for was read.
pub fn record<'p>(profiles: &'p Profiles, objects: &BTreeMap<Oid, (u8, Vec<u8>)>) -> (&'p Profile, Decoded) {
    let oid = |text: &str| text.parse::<Oid>().unwrap();
    let sys_object_id = objects.get(&oid("1.3.6.1.2.1.1.2.0")).and_then(|(_, content)| Oid::from_ber(content));
    let sys_descr = objects.get(&oid("1.3.6.1.2.1.1.1.0")).and_then(|(_, content)| model::text::clean(content));
    let profile = profiles.of(sys_object_id.as_ref(), sys_descr.as_deref(), &Heard::new());
    let mut answers = Answers::default();
    for (number, source) in profile.sources.iter().enumerate() {
        for (name, (tag, content)) in objects {
            let index = source.oid.index_of(name.as_ber());
            if let Some(index) = index.filter(|index| index.is_empty() != source.table.is_some()) {
                answers.cells.push(number as u16, index, *tag, content);
            }
        }
    }
    (profile, decode(profile, &answers, Timestamp(1_772_337_906_000)))
}

/// What the record of a recording says, and a summary of its samples.
fn check(name: &str, family: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings").join(format!("{name}.walk"));
    let profiles = Profiles::load(None).unwrap();
    let (profile, decoded) = record(&profiles, &objects(&fs::read_to_string(path).unwrap()));
    assert_eq!(profile.name, family);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for sample in &decoded.samples {
        *kinds.entry(sample.metric.name()).or_default() += 1;
    }
    let record = serde_json::to_string_pretty(&decoded.record).unwrap();
    insta::assert_snapshot!(name, format!("{record}\nsamples {kinds:?}\nissues {:?}", decoded.issues));
}

#[test]
fn a_linux_server() {
    check("linux", "linux");
}

#[test]
fn a_router_with_64_bit_counters() {
    check("routeros", "routeros");
}

#[test]
fn an_old_switch_with_32_bit_counters_and_faults() {
    check("ios", "ios");
}

#[test]
fn a_printer() {
    check("brother", "brother");
}

#[test]
fn a_ups() {
    check("apc", "apc");
}
