//! What a device says over SNMP: full polls and, between them, signs of life.

use super::{
    Known, Shared,
    cycle::Round,
    figures::count,
    place::Place,
    reading::{Reading, read},
};
use crate::{
    decode::{Answers, Decoded, decode},
    probe::{envelope, millis, says_anything},
    snmp::{
        Access, Anomaly, Destination, Session, Version,
        engine::Silence,
        session::{Manner, Wanted},
    },
    target::PollTarget,
};
use model::{Batch, DeviceRecord, Identity, Metric, Sample, Source, Value, batch::Heard, device::SnmpAccess};
use std::time::Instant;

/// Fields of `_system` that a sign of life asks for: enough to notice a reboot.
const PULSE: [&str; 3] = ["uptime_s", "x_engine_boots", "x_engine_time_s"];

/// What is kept of a device from round to round.
#[derive(Debug, Default)]
pub(super) struct SnmpLane {
    place: Place,
    known: Option<Known>,
    manner: Manner,
    access: Option<Access>,
}

impl SnmpLane {
    /// After a panic nothing that was remembered is trusted.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// One round. Returns its batch and whether the device answered.
    pub(super) async fn round(
        &mut self,
        shared: &Shared,
        target: &PollTarget,
        access: &SnmpAccess,
        round: Round,
        one_packet: bool,
    ) -> (Batch, bool) {
        let (began, at) = (Instant::now(), (shared.clock)());
        let mut batch = Batch {
            source: Source::Snmp,
            device: Identity { device: Some(target.id), ..Identity::default() },
            at,
            heard: Vec::new(),
            samples: Vec::new(),
            inventory: None,
            issues: Vec::new(),
        };
        let Some(address) = self.place.of(&target.target).await else {
            let duration_ms = millis(began.elapsed()) as u32;
            batch.heard.push(Heard::Snmp { answered: false, duration_ms, reason: Some("name-not-found".into()) });
            return (batch, false);
        };
        let access = match &self.access {
            Some(access) => access.clone(),
            None => self.access.insert(shared.engine.access(access)).clone(),
        };
        let version = access.version();
        let to = Destination { address, any_source: target.target.any_source, strict: false, access };
        let mut session = Session::new(&shared.engine, to, shared.limits, self.manner, began + shared.budget);
        if one_packet {
            session.sends = 1;
        }
        let reading = match round {
            Round::Full => read(&mut session, &shared.profiles, &mut self.known).await,
            Round::Check => pulse(&mut session, shared).await,
        };
        self.manner = session.manner;
        count(if round == Round::Full { &shared.counters.polls } else { &shared.counters.pulses });
        let duration_ms = u32::try_from(millis(began.elapsed())).unwrap_or(u32::MAX);
        let Some(first_answer) = session.first_answer else {
            let reason = Some(reason_of(&session).to_owned());
            batch.heard.push(Heard::Snmp { answered: false, duration_ms, reason });
            return (batch, false);
        };
        batch.at = at.plus_millis(millis(first_answer.saturating_duration_since(began)) as i64);
        batch.heard.push(Heard::Snmp { answered: true, duration_ms, reason: None });
        take(&mut batch, &reading, round, target, version, duration_ms);
        (batch, true)
    }
}

/// A sign of life: one GET.
async fn pulse(session: &mut Session<'_>, shared: &Shared) -> Reading {
    let profile = shared.profiles.unrecognised();
    let numbers = PULSE.iter().filter_map(|field| profile.number_of("", field));
    let wanted: Vec<Wanted<'_>> = numbers.filter_map(|number| Some((number, &profile.source(number)?.oid))).collect();
    let mut answers = Answers::default();
    session.get(&wanted, &mut answers.cells).await;
    answers.anomalies = session.tally.seen();
    Reading { profile: profile.clone(), answers }
}

fn reason_of(session: &Session<'_>) -> &'static str {
    match (session.silence, session.tally.most_frequent()) {
        (Some(Silence::Unsendable(_)), _) => "unsendable",
        (Some(Silence::Complaint(report)), _) => report.anomaly().name(),
        (_, Some(anomaly)) => Anomaly::name(anomaly),
        (_, None) => "timeout",
    }
}

/// Puts what was read into the batch.
fn take(batch: &mut Batch, reading: &Reading, round: Round, target: &PollTarget, version: Version, duration_ms: u32) {
    let Decoded { mut record, samples, issues } = decode(&reading.profile, &reading.answers, batch.at);
    batch.samples = samples;
    batch.issues = issues;
    if round == Round::Check {
        return;
    }
    let poll_duration = Value::Level(f64::from(duration_ms));
    batch.samples.push(Sample { metric: Metric::PollDuration, instance: String::new(), value: poll_duration });
    if says_anything(&record) {
        envelope(&mut record, &target.target.address, target.target.port, version);
        record.facts.duration_ms = Some(u64::from(duration_ms));
        batch.device = identity(target, &record);
        batch.inventory = Some(Box::new(record));
    }
}

/// What the record knows to tell this device from another.
fn identity(target: &PollTarget, record: &DeviceRecord) -> Identity {
    let facts = &record.facts;
    let global = |address: &String| {
        address.parse().is_ok_and(|address: std::net::IpAddr| {
            !address.is_loopback()
                && !address.is_unspecified()
                && match address {
                    std::net::IpAddr::V4(address) => !address.is_link_local(),
                    std::net::IpAddr::V6(address) => !address.is_unicast_link_local(),
                }
        })
    };
    let mut macs: Vec<String> = facts.ports.iter().filter_map(|port| port.mac.clone()).collect();
    macs.sort_unstable();
    macs.dedup();
    let addresses = facts.ipv4.iter().chain(&facts.ipv6).filter_map(|row| row.address.clone()).filter(global);
    Identity {
        device: Some(target.id),
        uuid: facts.uuid.clone(),
        serial: facts.serial.clone(),
        macs,
        addresses: addresses.collect(),
        name: facts.sys_name.clone(),
        asset_code: facts.asset_code.clone(),
        ..Identity::default()
    }
}
