//! Which family a device belongs to: by its system group, and where systems share a sysObjectID by a few objects more.

use super::Known;
use crate::{
    decode::Answers,
    profile::{Heard, Profile, Profiles},
    snmp::{Cells, Oid, Session, Value, session::Wanted},
};
use model::text;
use std::{sync::Arc, time::Instant};

/// The family of a device. While the system group says what it said at the last inventory, nothing is asked.
pub(super) async fn of(
    session: &mut Session<'_>,
    profiles: &Profiles,
    known: Option<&Known>,
    system: &Profile,
    answers: &Answers,
) -> Arc<Profile> {
    if let Some(known) = known.filter(|known| known.same_system(answers) && !known.is_stale(answers, Instant::now())) {
        return Arc::clone(&known.profile);
    }
    let value = |field| system.number_of("", field).and_then(|number| answers.cells.first_of(number));
    let oid = match value("sys_object_id") {
        Some(Value::Oid(content)) => Oid::from_ber(content),
        _ => None,
    };
    let descr = value("sys_descr").and_then(said);
    let probes = profiles.probes(oid.as_ref(), descr.as_deref());
    let heard = ask(session, &probes).await;
    Arc::clone(profiles.of(oid.as_ref(), descr.as_deref(), &heard))
}

/// Asks the objects that decide; one that does not answer says nothing.
async fn ask(session: &mut Session<'_>, probes: &[&Oid]) -> Heard {
    let wanted: Vec<Wanted<'_>> = (0_u16..).zip(probes.iter().copied()).collect();
    let mut cells = Cells::default();
    if !wanted.is_empty() {
        session.get(&wanted, &mut cells).await;
    }
    let heard = wanted.iter().filter_map(|(number, oid)| {
        let said = cells.first_of(*number).and_then(said)?;
        Some(((*oid).clone(), said))
    });
    heard.collect()
}

/// A value as a text for expressions.
pub(crate) fn said(value: Value<'_>) -> Option<String> {
    match value {
        Value::Octets(octets) => text::clean(octets),
        Value::Integer(number) => Some(number.to_string()),
        Value::Gauge32(number) => Some(number.to_string()),
        Value::Oid(content) => Oid::from_ber(content).map(|oid| oid.to_string()),
        _ => None,
    }
}
