//! Recordings: what is read is written back as the same, and yields a record of every family.

use collector::{
    profile::Profiles,
    recording::{Recording, replay, write},
};
use std::sync::OnceLock;

static PROFILES: OnceLock<Profiles> = OnceLock::new();

/// Reads a recording, writes it, reads it again, and decodes it.
pub fn run(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else { return };
    let Ok(recording) = text.parse::<Recording>() else { return };
    let again: Result<Recording, _> = write(&recording).parse();
    assert!(again.is_ok_and(|again| again.objects == recording.objects), "written otherwise than read");
    let profiles = PROFILES.get_or_init(|| Profiles::load(None).expect("the families are sound"));
    let (_, decoded) = replay(profiles, &recording, model::Timestamp(0));
    assert!(decoded.record.facts.ports.iter().all(|port| port.if_index.is_some()), "a port without its key");
    assert!(decoded.record.facts.sensors.iter().all(|sensor| sensor.oid.is_some()), "a sensor without its object");
}
