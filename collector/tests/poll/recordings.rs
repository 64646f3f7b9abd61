//! Recordings, decoded as if just read: each has a reviewed snapshot of its record.
//!
//! A file of `pantau walk --pseudonymise` becomes a test by copying it here and naming it below; what `snmpbulkwalk -On`
//! prints is read as well.

use collector::{
    decode::Decoded,
    profile::{Profile, Profiles},
    recording::{Recording, replay},
};
use model::Timestamp;
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

/// The objects of a recording's text.
pub fn objects(text: &str) -> Recording {
    text.parse().unwrap()
}

/// The family of these objects, and what they say when all that it asks for was read.
pub fn record(profiles: &Profiles, recording: &Recording) -> (Arc<Profile>, Decoded) {
    replay(profiles, recording, Timestamp(1_772_337_906_000))
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

#[test]
fn an_access_point_with_rows_of_one_name() {
    check("unifi", "ubiquiti");
}

#[test]
fn an_access_controller_with_names_in_the_index() {
    check("vrp", "vrp");
}

#[test]
fn a_switch_that_powers_cameras() {
    check("catalyst", "ios");
}

#[test]
fn what_an_administrator_adds_to_net_snmp() {
    let profiles = Profiles::load(None).unwrap();
    let said = |manufacturer: &str, product: &str, serial: &str| {
        let text = format!(
            ".1.3.6.1.2.1.1.1.0 = STRING: \"Linux srv 6.1.0-18-amd64 #1 SMP Debian x86_64\"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.8072.3.2.10
.1.3.6.1.4.1.8072.1.3.2.3.1.1.6.115.101.114.105.97.108 = STRING: \"{serial}\"
.1.3.6.1.4.1.8072.1.3.2.3.1.1.8.104.97.114.100.119.97.114.101 = STRING: \"{product}\"
.1.3.6.1.4.1.8072.1.3.2.3.1.1.12.109.97.110.117.102.97.99.116.117.114.101.114 = STRING: \"{manufacturer}\"
"
        );
        let facts = record(&profiles, &objects(&text)).1.record.facts;
        (facts.hardware.unwrap_or_default(), facts.serial)
    };
    let (generic, none) = ("Generic x86 64-bit".to_owned(), None::<String>);
    assert_eq!(
        said("Dell Inc.", "PowerEdge R250", "7HXK1Z3"),
        ("Dell Inc. PowerEdge R250".into(), Some("7HXK1Z3".into()))
    );
    assert_eq!(said("", "X11SSL-F", "To be filled by O.E.M."), ("X11SSL-F".into(), none.clone()));
    let failed = "cat: /sys/class/dmi/id/product_serial: Permission denied";
    assert_eq!(said(failed, failed, failed), (generic, none));
}

#[test]
fn who_announced_itself_to_a_router() {
    let profiles = Profiles::load(None).unwrap();
    let text = r#".1.3.6.1.2.1.1.1.0 = STRING: "RouterOS RB4011iGS+"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.14988.1
.1.3.6.1.4.1.14988.1.1.11.1.1.2.1 = IpAddress: 10.1.0.2
.1.3.6.1.4.1.14988.1.1.11.1.1.2.2 = IpAddress: 10.1.9.2
.1.3.6.1.4.1.14988.1.1.11.1.1.2.3 = IpAddress: 0.0.0.0
.1.3.6.1.4.1.14988.1.1.11.1.1.3.1 = Hex-STRING: 02 00 00 00 00 11
.1.3.6.1.4.1.14988.1.1.11.1.1.3.2 = Hex-STRING: 02 00 00 00 00 11
.1.3.6.1.4.1.14988.1.1.11.1.1.3.3 = Hex-STRING: 02 00 00 00 00 12
.1.3.6.1.4.1.14988.1.1.11.1.1.4.1 = STRING: "7.16.1 (stable)"
.1.3.6.1.4.1.14988.1.1.11.1.1.5.1 = STRING: "MikroTik"
.1.3.6.1.4.1.14988.1.1.11.1.1.6.1 = STRING: "ap-aula"
.1.3.6.1.4.1.14988.1.1.11.1.1.6.2 = STRING: "ap-aula"
.1.3.6.1.4.1.14988.1.1.11.1.1.8.1 = INTEGER: 4
.1.3.6.1.4.1.14988.1.1.11.1.1.8.2 = INTEGER: 4
.1.3.6.1.4.1.14988.1.1.11.1.1.8.3 = INTEGER: 5
"#;
    let neighbours = record(&profiles, &objects(text)).1.record.facts.neighbours;
    let told: Vec<_> = neighbours
        .iter()
        .map(|one| {
            (
                one.local_if_index,
                one.remote_host.as_deref(),
                one.remote_chassis_id.as_deref(),
                one.remote_address.as_deref(),
            )
        })
        .collect();
    let expected = [
        (Some(4), Some("ap-aula"), Some("02:00:00:00:00:11"), Some("10.1.0.2")),
        (Some(5), None, Some("02:00:00:00:00:12"), None),
    ];
    assert_eq!(told, expected);
    assert!(neighbours.iter().all(|one| one.protocol.as_deref() == Some("mndp")));
}
