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
