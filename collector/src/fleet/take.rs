//! A batch taken in, whatever its source: whose it is, what was heard, inventory, samples, issues.

use super::{Fleet, Kept, Known, identity, series};
use crate::{
    grid::Incoming,
    ingest::{LeftOut, Refused},
    store::{Audited, Row},
};
use model::{
    Batch, Device, DeviceId, Metric, OpdCode, Sample, Timestamp, Value,
    api::{Event, Happening, Leaving},
    batch::{EchoBy, Heard, Source},
};

/// A state that did not change is written again after this long, for the time the device was last heard of.
const REWRITE_SECONDS: f64 = 60.0;

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Whose it was.
    pub device: DeviceId,
    /// What was left out of it.
    pub left_out: LeftOut,
}

/// Where a batch came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender<'a> {
    /// From inside this process.
    Inside,
    /// From another program of this machine.
    Outside,
    /// From an agent of this agency: it speaks for no device of another.
    Of(&'a OpdCode),
}

impl Fleet {
    /// Takes in a batch that passed [`crate::ingest::admit`]. What must be remembered is added to `rows`.
    pub fn take(
        &mut self,
        incoming: impl Into<Incoming>,
        sender: Sender<'_>,
        now: Timestamp,
        rows: &mut Vec<Row>,
    ) -> Result<Taken, Refused> {
        let Incoming { mut batch, grid } = incoming.into();
        let local = sender == Sender::Inside;
        let opd = match sender {
            Sender::Of(opd) => Some(opd),
            _ => None,
        };
        let id = match self.whose(&batch.device, opd) {
            Some(id) => id,
            // Without an id of its own it would become a new device with every batch.
            None if batch.source == Source::Agent
                && batch.device.device.is_none()
                && batch.device.agent_id.is_some() =>
            {
                self.create(opd, now, rows)
            }
            None => return Err(Refused::NoDevice),
        };
        if local && batch.source == Source::Agent && self.facts.this_machine != Some(id) {
            self.facts.this_machine = Some(id);
            self.changed_facts();
        }
        if let Some(opd) = opd {
            self.give_agency(id, opd, now, rows);
        }
        let interval_s = self.devices.get(&id).map_or(60.0, |known| self.interval_s(known));
        self.learn(id, &batch, rows);
        self.hear(id, &mut batch);
        if let Some(record) = batch.inventory.take() {
            if local && batch.source == Source::Agent {
                self.look_around(&record);
            }
            self.take_inventory(id, batch.source, record, Some(rows));
        }
        let around = series::Around { interval_s, instances_at_most: self.settings.limits.series_per_device };
        let mut beyond_limit = 0;
        if let Some(known) = self.devices.get_mut(&id) {
            beyond_limit = series::take(known, &mut self.texts, (&batch, grid.as_deref()), &around, Some(rows));
        }
        self.take_issues(id, &batch, grid.is_some(), rows);
        self.measure_uplink(id, batch.at);
        self.facts.newest = self.facts.newest.max(Some(batch.at.min(now)));
        self.changed(id);
        self.facts_changed = self.revision;
        self.keep_state(id, now, rows);
        Ok(Taken { device: id, left_out: LeftOut { not_a_number: 0, beyond_limit } })
    }

    /// An agent on this machine that nobody knows yet: its device enters the book.
    fn create(&mut self, opd: Option<&OpdCode>, now: Timestamp, rows: &mut Vec<Row>) -> DeviceId {
        let id = DeviceId(self.next_device);
        self.next_device += 1;
        let device = Device { id, opd: opd.cloned(), added_at: Some(now), ..Device::default() };
        rows.push(Row::Device(device.clone()));
        rows.push(Row::Audit(Audited {
            at: now,
            actor: "pantau".into(),
            action: "device.add".into(),
            object: format!("device {id}"),
            after: serde_json::to_string(&device).unwrap_or_default(),
            ..Audited::default()
        }));
        self.devices.insert(id, Known { device, ..Known::default() });
        id
    }

    /// A device of no agency yet belongs to that of its agent.
    fn give_agency(&mut self, id: DeviceId, opd: &OpdCode, now: Timestamp, rows: &mut Vec<Row>) {
        let Some(known) = self.devices.get_mut(&id).filter(|known| known.device.opd.is_none()) else { return };
        known.device.opd = Some(opd.clone());
        self.opds_changed = self.revision + 1;
        rows.push(Row::Device(known.device.clone()));
        rows.push(Row::Audit(Audited {
            at: now,
            actor: "pantau".into(),
            action: "device.set".into(),
            object: format!("device {id}"),
            after: format!("{{\"opd\":{}}}", serde_json::to_string(opd).unwrap_or_default()),
            ..Audited::default()
        }));
    }

    fn learn(&mut self, id: DeviceId, batch: &Batch, rows: &mut Vec<Row>) {
        let facts = batch.inventory.as_ref().map(|record| &record.facts);
        let Some(known) = self.devices.get_mut(&id) else { return };
        if identity::learn(known, &batch.device, facts) {
            rows.push(Row::Identity(id, known.identity.whole()));
            self.index_agent(id);
        }
    }

    /// Checks, and what they measure.
    fn hear(&mut self, id: DeviceId, batch: &mut Batch) {
        let Some(known) = self.devices.get_mut(&id) else { return };
        let at = batch.at;
        let mut answered = matches!(batch.source, Source::Agent | Source::Glpi);
        for heard in &batch.heard {
            known.checks.take(at, heard);
            if let Heard::Echo { sent, received, rtt_ms, by } = *heard
                && by != EchoBy::NotPermitted
            {
                known.echoes.get_or_insert_default().take(at.0, (sent, received), rtt_ms);
            }
            answered |= is_answer(heard);
            measure(heard, &mut batch.samples);
        }
        if batch.source == Source::Agent {
            known.checks.agent = known.checks.agent.max(Some(at));
        }
        if answered {
            known.seen = known.seen.max(Some(at));
        }
    }

    /// The agent of a device ends, and said why. It is written with the states of devices.
    pub(crate) fn take_leave(&mut self, id: DeviceId, leaving: Leaving, at: Timestamp) {
        if let Some(known) = self.devices.get_mut(&id) {
            // A machine whose clock runs ahead has said its last word all the same.
            known.checks.left = Some((known.checks.agent.map_or(at, |heard| heard.max(at)), leaving));
            self.changed(id);
        }
    }

    fn look_around(&mut self, record: &model::DeviceRecord) {
        self.local = Some(Box::new(record.clone()));
        self.propose();
    }

    /// A new kind of anomaly is an event; the same one at every poll is not.
    fn take_issues(&mut self, id: DeviceId, batch: &Batch, has_ports: bool, rows: &mut Vec<Row>) {
        let polled = batch.inventory.is_some() || !batch.samples.is_empty() || !batch.issues.is_empty();
        let Some(known) = self.devices.get_mut(&id).filter(|_| polled && batch.source != Source::Manual) else {
            return;
        };
        let names: Vec<_> = batch.issues.iter().map(|issue| self.texts.keep(&issue.name)).collect();
        for (issue, name) in batch.issues.iter().zip(&names) {
            if !known.issues.contains(name) {
                let what = Happening::Issue { name: issue.name.clone(), count: issue.count };
                rows.push(Row::Event(id, Event { at: batch.at, what }));
            }
        }
        // A liveness check between two polls says nothing about what the poll met.
        if !names.is_empty() || has_ports || batch.samples.iter().any(|sample| !sample.instance.is_empty()) {
            known.issues = names;
        }
    }

    /// Writes every state that differs from what was written: the collector ends.
    pub fn keep_all(&mut self, now: Timestamp, rows: &mut Vec<Row>) {
        self.rest(now, rows);
        for (id, known) in &mut self.devices {
            let kept = known.kept();
            if known.written.is_none_or(|(before, _)| before != kept) {
                known.written = Some((kept, now));
                rows.extend(serde_json::to_string(&kept).ok().map(|body| Row::State(*id, body)));
            }
        }
    }

    /// Writes the state of a device when it differs from what was written, or that is a minute old.
    pub(super) fn keep_state(&mut self, id: DeviceId, now: Timestamp, rows: &mut Vec<Row>) {
        let Some(known) = self.devices.get_mut(&id) else { return };
        let kept = known.kept();
        let due = known.written.is_none_or(|(before, at)| {
            lasting(before) != lasting(kept) || (before != kept && now.seconds_since(at) >= REWRITE_SECONDS)
        });
        if due {
            known.written = Some((kept, now));
            if let Ok(body) = serde_json::to_string(&kept) {
                rows.push(Row::State(id, body));
            }
        }
    }
}

/// What of a state is worth a write at once: confirmed states, not the times of the newest good checks.
fn lasting(kept: Kept) -> impl PartialEq {
    let Kept { checks, state, since, .. } = kept;
    (checks.echo.state, checks.snmp.state, checks.tcp.state, state, since, checks.agent.is_some(), checks.left)
}

const fn is_answer(heard: &Heard) -> bool {
    match heard {
        Heard::Echo { received, .. } => *received > 0,
        Heard::Snmp { answered, .. } | Heard::Tcp { answered, .. } => *answered,
    }
}

/// Round trip, loss and duration are series like any other; a source that states them as samples too is believed.
fn measure(heard: &Heard, samples: &mut Vec<Sample>) {
    let mut add = |metric: Metric, level: f64| {
        if level.is_finite() && !samples.iter().any(|sample| sample.metric == metric && sample.instance.is_empty()) {
            samples.push(Sample { metric, instance: String::new(), value: Value::Level(level) });
        }
    };
    match *heard {
        Heard::Echo { by: EchoBy::NotPermitted, .. } => {}
        Heard::Echo { sent, received, rtt_ms, .. } => {
            if let Some(rtt) = rtt_ms {
                add(Metric::RoundTrip, rtt);
            }
            if sent > 0 {
                let lost = sent.saturating_sub(received);
                add(Metric::Loss, f64::from(lost) * 100.0 / f64::from(sent));
            }
        }
        Heard::Tcp { rtt_ms: Some(rtt), .. } => add(Metric::RoundTrip, rtt),
        Heard::Snmp { answered: true, duration_ms, .. } => add(Metric::PollDuration, f64::from(duration_ms)),
        Heard::Tcp { .. } | Heard::Snmp { .. } => {}
    }
}
