//! What a recording yields: the record that a live device with these objects would have given.

use super::Recording;
use crate::{
    decode::{Answers, Decoded, decode},
    poll::recognition::said as text_of,
    profile::{Heard, Profile, Profiles},
    snmp::{Oid, Value},
};
use model::Timestamp;
use std::sync::Arc;

/// The family of the recorded device, and everything it says when all that the family asks for was read at `at`.
pub fn replay(profiles: &Profiles, recording: &Recording, at: Timestamp) -> (Arc<Profile>, Decoded) {
    let (profile, answers) = read(profiles, recording);
    let decoded = decode(&profile, &answers, at);
    (profile, decoded)
}

/// The family of a recorded device, and everything that a poll of it would read.
pub fn read(profiles: &Profiles, recording: &Recording) -> (Arc<Profile>, Answers) {
    let profile = family(profiles, recording);
    let mut answers = Answers::default();
    for (number, source) in (0_u16..).zip(&profile.sources) {
        for (index, element) in recording.below(&source.oid) {
            // A recording is of one context only.
            let assembly = source.table.and_then(|table| profile.tables.get(usize::from(table)));
            if assembly.is_some_and(|table| table.assembly.is_by_vlan()) {
                continue;
            }
            // A single object is named whole; a cell of a column has an index behind.
            if index.is_empty() != source.table.is_some() {
                answers.cells.push(number, index, element.tag, &element.content);
            }
        }
    }
    (profile, answers)
}

/// The text of a single object, as expressions of families see it.
pub fn said(recording: &Recording, oid: &Oid) -> Option<String> {
    text_of(recording.objects.get(oid)?.value())
}

fn family(profiles: &Profiles, recording: &Recording) -> Arc<Profile> {
    let system = profiles.unrecognised();
    let object = |field| system.number_of("", field).and_then(|number| Some(&system.source(number)?.oid));
    let element = object("sys_object_id").and_then(|oid| recording.objects.get(oid));
    let sys_object_id = element.and_then(|element| match element.value() {
        Value::Oid(content) => Oid::from_ber(content),
        _ => None,
    });
    let sys_descr = object("sys_descr").and_then(|oid| said(recording, oid));
    let probes = profiles.probes(sys_object_id.as_ref(), sys_descr.as_deref());
    let heard: Heard = probes.into_iter().filter_map(|oid| Some((oid.clone(), said(recording, oid)?))).collect();
    Arc::clone(profiles.of(sys_object_id.as_ref(), sys_descr.as_deref(), &heard))
}
