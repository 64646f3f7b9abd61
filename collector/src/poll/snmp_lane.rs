//! What a device says over SNMP: full polls and, between them, signs of life.

use super::{
    EngineClock, Known, Remembered, Shared,
    cycle::Round,
    figures::count,
    known::Measured,
    place::Place,
    reading::{Reading, read},
    seek::Seek,
};
use crate::{
    decode::{Answers, Decoded, decode},
    grid::{Grid, Incoming},
    probe::{envelope, millis, says_anything},
    snmp::{
        Access, Anomaly, Destination, Session, Version,
        engine::Silence,
        session::{Manner, Wanted},
    },
    target::PollTarget,
};
use model::{Batch, DeviceRecord, Identity, Metric, Sample, Source, Value, batch::Heard, device::SnmpAccess};
use std::{net::SocketAddr, sync::atomic::Ordering::Relaxed, time::Instant};

/// Fields of `_system` that a sign of life asks for: enough to notice a reboot.
const PULSE: [&str; 3] = ["uptime_s", "x_engine_boots", "x_engine_time_s"];

/// Octets of cells that an answer brings, about, and that an inventory of nobody knows whom does.
const ANSWER_OCTETS: usize = 1200;
const INVENTORY_OCTETS: usize = 24 * ANSWER_OCTETS;

/// What is kept of a device from round to round.
#[derive(Debug)]
pub(super) struct SnmpLane {
    place: Place,
    known: Option<Known>,
    manner: Manner,
    /// Credential of its own; without one those of the settings are tried.
    own: Option<SnmpAccess>,
    seek: Seek,
    /// What the engine made of the access in use.
    ready: Option<(SnmpAccess, Access)>,
    /// Its engine, until it is first spoken to.
    engine: Option<EngineClock>,
}

impl SnmpLane {
    /// The lane of a target; none where there is nothing that it could be asked with.
    pub(super) fn of(shared: &Shared, target: &PollTarget) -> Option<Self> {
        let own = target.target.snmp.clone();
        if target.target.no_snmp || (own.is_none() && shared.credentials.is_empty()) {
            return None;
        }
        let Remembered { credential, habits, engine } = shared.memory.recall(target.id);
        Some(Self {
            place: Place::default(),
            known: None,
            manner: Manner::of(habits),
            own,
            seek: Seek::of(credential),
            ready: None,
            engine,
        })
    }

    /// Whether the device is known to speak SNMP, or somebody said that it does.
    pub(super) const fn is_sure(&self) -> bool {
        self.own.is_some() || self.seek.found.is_some()
    }

    /// Where the device is.
    pub(super) const fn place(&self) -> &Place {
        &self.place
    }

    /// About so many packets a round sends.
    pub(super) fn packets(&self, round: Round) -> u32 {
        let octets = self.known.as_ref().map_or(INVENTORY_OCTETS, Known::size);
        match round {
            Round::Check => 1,
            Round::Full => 2 + u32::try_from(octets / ANSWER_OCTETS).unwrap_or(u32::MAX),
        }
    }

    /// After a panic nothing that was learnt is trusted.
    pub(super) fn forget(&mut self) {
        (self.known, self.manner, self.ready) = (None, Manner::default(), None);
    }

    /// One round. Returns its batch and whether the device answered; nothing where nobody knows whether it speaks SNMP.
    pub(super) async fn round(
        &mut self,
        shared: &Shared,
        target: &PollTarget,
        round: Round,
        one_packet: bool,
    ) -> Option<(Incoming, bool)> {
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
            return self.is_sure().then_some((batch.into(), false));
        };
        if let Some(clock) = self.engine.take() {
            shared.engine.remember([(address, clock.authority(began))]);
        }
        // Who answers a try for the first time is read in full.
        let round = if self.seek(shared, target, address).await { Round::Full } else { round };
        let access = self.access(shared, address)?;
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
        shared.counters.values.fetch_add(reading.answers.cells.len() as u64, Relaxed);
        count(if round == Round::Full { &shared.counters.polls } else { &shared.counters.pulses });
        let duration_ms = u32::try_from(millis(began.elapsed())).unwrap_or(u32::MAX);
        let answered = session.first_answer;
        self.heard(shared, target, address, answered.is_some());
        let Some(first_answer) = answered else {
            let reason = Some(reason_of(&session).to_owned());
            batch.heard.push(Heard::Snmp { answered: false, duration_ms, reason });
            return Some((batch.into(), false));
        };
        batch.at = at.plus_millis(millis(first_answer.saturating_duration_since(began)) as i64);
        batch.heard.push(Heard::Snmp { answered: true, duration_ms, reason: None });
        let grid = match round {
            Round::Check => {
                let Decoded { samples, issues, .. } = decode(&reading.profile, &reading.answers, batch.at);
                (batch.samples, batch.issues) = (samples, issues);
                None
            }
            Round::Full => self.take(&mut batch, reading, target, version, duration_ms),
        };
        Some((Incoming { batch, grid }, true))
    }

    /// Puts what was read into the batch: the record, or between two inventories only what is measured, while nothing
    /// that lasts has changed.
    fn take(
        &mut self,
        batch: &mut Batch,
        reading: Reading,
        target: &PollTarget,
        version: Version,
        duration_ms: u32,
    ) -> Option<Box<Grid>> {
        let Reading { profile, mut answers, between } = reading;
        let value = Value::Level(f64::from(duration_ms));
        let poll_duration = Sample { metric: Metric::PollDuration, instance: String::new(), value };
        let known = self.known.as_ref().filter(|_| between);
        if let Some(Measured { samples, grid }) = known.and_then(|known| known.measured(&answers, batch.at)) {
            batch.samples = samples;
            batch.samples.push(poll_duration);
            return grid;
        }
        if let Some(known) = known {
            known.complete(&mut answers);
        }
        let decoded = decode(&profile, &answers, batch.at);
        if let Some(known) = &mut self.known {
            known.told(&answers, &decoded);
        }
        let Decoded { mut record, samples, issues } = decoded;
        (batch.samples, batch.issues) = (samples, issues);
        batch.samples.push(poll_duration);
        if says_anything(&record) {
            envelope(&mut record, &target.target.address, target.target.port, version);
            record.facts.duration_ms = Some(u64::from(duration_ms));
            batch.device = identity(target, &record);
            batch.inventory = Some(Box::new(record));
        }
        None
    }

    /// Tries the credentials of the settings where that is due. True: one was answered that was not in use before.
    async fn seek(&mut self, shared: &Shared, target: &PollTarget, address: SocketAddr) -> bool {
        if self.own.is_some() {
            return false;
        }
        for one in self.seek.tries(&shared.credentials, address.ip(), tokio::time::Instant::now()) {
            let access = shared.engine.access(&one.access);
            let to = Destination { address, any_source: target.target.any_source, strict: false, access };
            let deadline = Instant::now() + shared.budget;
            let mut session = Session::new(&shared.engine, to, shared.limits, Manner::default(), deadline);
            session.sends = 1;
            pulse(&mut session, shared).await;
            if session.first_answer.is_some() {
                self.seek.heard(&one.name, true);
                self.forget();
                return true;
            }
        }
        false
    }

    /// What the device is asked with.
    fn access(&mut self, shared: &Shared, address: SocketAddr) -> Option<Access> {
        let wanted = match &self.own {
            Some(own) => own,
            None => &self.seek.current(&shared.credentials, address.ip())?.access,
        };
        match &self.ready {
            Some((made_of, access)) if made_of == wanted => Some(access.clone()),
            _ => {
                let (wanted, access) = (wanted.clone(), shared.engine.access(wanted));
                Some(self.ready.insert((wanted, access)).1.clone())
            }
        }
    }

    /// Notes how a round ended, for the next ones and for the next process.
    fn heard(&mut self, shared: &Shared, target: &PollTarget, address: SocketAddr, answered: bool) {
        if self.own.is_none()
            && let Some(name) = self.seek.found.clone()
        {
            self.seek.heard(&name, answered);
        }
        if answered {
            let credential = if self.own.is_some() { None } else { self.seek.found.clone() };
            let engine = shared.engine.authority(address).as_ref().and_then(EngineClock::of);
            shared.memory.note(target.id, Remembered { credential, habits: self.manner.habits(), engine });
        }
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
    Reading { profile: profile.clone(), answers, between: false }
}

fn reason_of(session: &Session<'_>) -> &'static str {
    match (session.silence, session.tally.most_frequent()) {
        (Some(Silence::Unsendable(_)), _) => "unsendable",
        (Some(Silence::Complaint(report)), _) => report.anomaly().name(),
        (_, Some(anomaly)) => Anomaly::name(anomaly),
        (_, None) => "timeout",
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
