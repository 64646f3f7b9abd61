//! What agents send: sequences against the high-water mark, times corrected, the impossible kept apart; answered after the
//! commit that holds it all (`reliability.md` 3).

use super::{Writer, command, uncertain::Guessed};
use crate::{
    book::refuse,
    fleet::Sender,
    ingest::{self, Refused},
    store::{Quarantine, Row},
    trust::{
        StoredAgent,
        agents::LOCALS,
        clone::{self, Said},
        sender_clock::{self, Judged},
    },
};
use model::{
    Batch, OpdCode, Source, Timestamp,
    api::{AgentState, Code, Entry, ErrorAnswer, Event, Gap, Happening, Leaving, Quarantined, Received, SenderClock},
};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// Agents that bring a backlog at once; others show their present state and wait (`reliability.md` 3.4).
const PERMITS: usize = 50;
/// A permit that is not used for so long is another's.
const UNUSED: Duration = Duration::from_secs(10);
/// Shortest and longest wait told to an agent without a permit, seconds.
const WAIT: (u64, u64) = (10, 40);

/// A request of an agent, decoded.
pub(crate) struct Intake {
    /// Common name of its certificate; none: a sender on this machine without one.
    pub(crate) agent: Option<String>,
    pub(crate) epoch: String,
    pub(crate) first_seq: u64,
    pub(crate) generation: u64,
    pub(crate) clock: SenderClock,
    pub(crate) received_at: Timestamp,
    pub(crate) preview: Option<Box<Batch>>,
    pub(crate) leaving: Option<Leaving>,
    /// Each entry, or the octets of one that cannot be read.
    pub(crate) entries: Vec<Result<Entry, Vec<u8>>>,
}

/// An answer that waits for the commit, and how the agent is known after it.
pub(super) struct Waiting {
    agent: Box<StoredAgent>,
    received: Received,
    answer: oneshot::Sender<Result<Received, ErrorAnswer>>,
}

/// Who may bring a backlog now.
#[derive(Debug, Default)]
pub(super) struct Permits(HashMap<String, Instant>);

impl Permits {
    fn take(&mut self, agent: &str, now: Instant) -> bool {
        self.0.retain(|_, used| now.duration_since(*used) < UNUSED);
        if self.0.len() >= PERMITS && !self.0.contains_key(agent) {
            return false;
        }
        self.0.insert(agent.to_owned(), now);
        true
    }
}

model::messages! {
    not_heard { id: "Agen ini tidak diterima: belum disetujui, dicabut, atau sertifikatnya berakhir", en: "This agent is not heard: not approved yet, revoked, or its certificate has ended" }
    is_cloned { id: "Ada komputer lain dengan kunci yang sama: daftarkan komputer ini lagi (pantau-agent enrol)", en: "Another machine uses the same key: enrol this one anew (pantau-agent enrol)" }
    out_of_order(expected) { id: "Yang ditunggu adalah nomor {expected}", en: "Sequence {expected} is expected" }
    no_sequence { id: "Nomor urut harus 1 sampai 2^64-1", en: "Sequences are 1 to 2^64-1" }
}

/// Word of an agent that was cloned.
const CLONED: &str = "cloned";

/// Sequences of one entry: a gap stands for several.
fn length(entry: &Result<Entry, Vec<u8>>) -> u64 {
    match entry {
        Ok(Entry::Gap(gap)) => gap.sequences.max(1),
        _ => 1,
    }
}

/// The sequence of the last entry; none: it does not exist.
fn last_seq(intake: &Intake) -> Option<u64> {
    let before = intake.first_seq.checked_sub(1)?;
    intake.entries.iter().try_fold(before, |seq, entry| seq.checked_add(length(entry)))
}

impl Writer {
    /// Takes in a request of an agent; it is answered after the commit.
    pub(super) fn take_in(
        &mut self,
        intake: Intake,
        answer: command::Reply<Received>,
        now: Timestamp,
        rows: &mut Vec<Row>,
    ) {
        if self.keeper.is_failing() {
            let _ = answer.send(Err(command::busy()));
            return;
        }
        let before = rows.len();
        match self.try_take_in(intake, now, rows) {
            Ok((agent, received)) => {
                rows.push(Row::Agent(agent.clone()));
                self.waiting.push(Waiting { agent, received, answer });
            }
            Err(error) => {
                debug_assert_eq!(rows.len(), before);
                let _ = answer.send(Err(error));
            }
        }
    }

    fn try_take_in(
        &mut self,
        intake: Intake,
        now: Timestamp,
        rows: &mut Vec<Row>,
    ) -> Result<(Box<StoredAgent>, Received), ErrorAnswer> {
        let last = last_seq(&intake).ok_or_else(|| refuse(Code::Invalid, |lang| no_sequence(lang).to_owned()))?;
        let mut agent = Box::new(self.sender_of(&intake, now)?);
        if !agent.is_local() {
            let said = Said { generation: intake.generation, clock: &intake.clock, now: intake.received_at };
            match clone::judge(&agent.last, said) {
                Some(last) => agent.last = last,
                None => return Err(self.cloned(*agent, now)),
            }
        }
        let acked = agent.acked(&intake.epoch);
        if !intake.entries.is_empty() && intake.first_seq > acked.saturating_add(1) {
            let expected = acked + 1;
            let refused = refuse(Code::Conflict, |lang| out_of_order(lang, expected));
            return Err(ErrorAnswer { expected: Some(expected), ..refused });
        }
        let Intake { epoch, first_seq, clock, received_at, preview, leaving, entries, .. } = intake;
        let judged = sender_clock::judge(&clock, received_at);
        agent.clock_behind_s = judged.behind_s();
        let opd = agent.opd.clone();
        let mut received = Received { epoch: epoch.clone(), generation: agent.last.generation, ..Received::default() };
        if let Some(preview) = &preview {
            self.show(&mut agent, (**preview).clone(), &clock, &judged, opd.as_ref(), now, rows);
        }
        let is_backlog = preview.is_some() && !entries.is_empty();
        if is_backlog && !self.permits.take(&agent.agent, Instant::now()) {
            received.acked = acked;
            received.backlog_after_s = Some(wait_of(&agent.agent));
            return Ok((agent, received));
        }
        let (mut seq, mut guessed) = (first_seq, Guessed::default());
        for entry in entries {
            let next = seq.saturating_add(length(&entry));
            if next - 1 > acked {
                let kept = match entry {
                    Ok(Entry::Batch(spooled)) => {
                        let at = judged.time(spooled.batch.at, spooled.mono_ms, &spooled.boot_id);
                        let values = spooled.batch.samples.len() as u64;
                        let is_guess = judged.is_uncertain(spooled.mono_ms, &spooled.boot_id);
                        let kept = self.take_spooled(&mut agent, spooled.batch, at, opd.as_ref(), now, rows);
                        if is_guess && kept.is_ok() {
                            guessed.add(at, values);
                        }
                        kept
                    }
                    Ok(Entry::Gap(gap)) => {
                        note_gap(&mut agent, &gap, now, rows);
                        Ok(())
                    }
                    Err(octets) => Err(("malformed", 0, octets)),
                };
                if let Err((reason, samples, body)) = kept {
                    agent.quarantined += 1;
                    received.quarantined.push(Quarantined { seq, reason: reason.into() });
                    let (agent, epoch) = (agent.agent.clone(), epoch.clone());
                    rows.push(Row::Quarantine(Quarantine { agent, epoch, seq, at: now, reason, samples, body }));
                }
            }
            seq = next;
        }
        guessed.note(&mut agent, judged.offset_ms / 1000, now, rows);
        if let (Some(leaving), Some(device)) = (leaving, agent.device) {
            self.shared.fleet_mut().take_leave(device, leaving, received_at);
        }
        received.acked = acked.max(last);
        received.router = self.router_of(&agent);
        agent.ack(&epoch, received.acked, now);
        Ok((agent, received))
    }

    /// The agent of a certificate, or a sender on this machine, as it is known.
    fn sender_of(&self, intake: &Intake, now: Timestamp) -> Result<StoredAgent, ErrorAnswer> {
        let trust = self.shared.trust();
        let Some(name) = &intake.agent else {
            let fresh = StoredAgent::local(&intake.epoch, now);
            return Ok(trust.agents.get(&fresh.agent).cloned().unwrap_or(fresh));
        };
        let heard = |agent: &&StoredAgent| agent.state == AgentState::Active && now < agent.expires_at;
        let found = trust.agents.get(name).filter(heard).cloned();
        found.ok_or_else(|| refuse(Code::Forbidden, |lang| not_heard(lang).to_owned()))
    }

    /// Notes that a second machine uses this key.
    fn cloned(&mut self, mut agent: StoredAgent, now: Timestamp) -> ErrorAnswer {
        if agent.cloned_at.is_none() {
            tracing::warn!(agent = agent.agent, "two machines use the key of one agent");
        }
        agent.cloned_at = Some(now);
        if self.keeper.keep_now(&[Row::Agent(Box::new(agent.clone()))], &self.shared.own) {
            self.shared.trust_mut().agents.insert(agent.agent.clone(), agent);
        }
        let refused = refuse(Code::Conflict, |lang| is_cloned(lang).to_owned());
        ErrorAnswer { reason: CLONED.into(), ..refused }
    }

    /// Takes what is now into the fleet, but not into the history: the stored copy comes through the spool.
    #[allow(clippy::too_many_arguments)]
    fn show(
        &self,
        agent: &mut StoredAgent,
        mut batch: Batch,
        clock: &SenderClock,
        judged: &Judged<'_>,
        opd: Option<&OpdCode>,
        now: Timestamp,
        rows: &mut Vec<Row>,
    ) {
        // It was made a moment before it was sent.
        let at = if judged.is_wrong() { judged.time(batch.at, clock.mono_ms, &clock.boot_id) } else { batch.at };
        self.sign(&mut batch, agent, at);
        let mut shown = Vec::new();
        if let Ok(taken) = self.take(batch, sender(opd), now, &mut shown) {
            agent.device = Some(taken.device);
        }
        rows.extend(shown.into_iter().filter(|row| !matches!(row, Row::Reading(_))));
    }

    /// Takes a stored batch into fleet and history; what cannot be taken comes back with its reason.
    fn take_spooled(
        &self,
        agent: &mut StoredAgent,
        mut batch: Batch,
        at: Timestamp,
        opd: Option<&OpdCode>,
        now: Timestamp,
        rows: &mut Vec<Row>,
    ) -> Result<(), (&'static str, u64, Vec<u8>)> {
        let samples = batch.samples.len() as u64;
        let apart = |reason, batch: &Batch| Err((reason, samples, serde_json::to_vec(batch).unwrap_or_default()));
        if batch.source != Source::Agent {
            return apart("malformed", &batch);
        }
        self.sign(&mut batch, agent, at);
        if !ingest::fits(at, now) {
            self.shared.own.refused(Refused::Time);
            return apart("time", &batch);
        }
        match self.take(batch, sender(opd), now, rows) {
            Ok(taken) => {
                agent.device = Some(taken.device);
                Ok(())
            }
            Err(refused) => Err((refused.name(), samples, Vec::new())),
        }
    }

    /// An agent is known by its certificate and by nothing in the body: which device it is, and whether that answers checks,
    /// is not for it to say. A sender on this machine says whose it is.
    fn sign(&self, batch: &mut Batch, agent: &StoredAgent, at: Timestamp) {
        batch.at = at;
        batch.heard.clear();
        batch.device.device = None;
        if let Some(record) = &mut batch.inventory {
            record.collected_at = at;
            record.source = Source::Agent;
        }
        if !agent.is_local() {
            // A device that left the book is found, or made, anew.
            batch.device.device = agent.device.filter(|id| self.shared.fleet().device(*id).is_some());
            batch.device.agent_id = Some(agent.agent.clone());
        }
    }

    /// Answers everyone who waited for a commit. Only now is it known that what they sent is on the disk.
    pub(super) fn answer_waiting(&mut self, kept: bool) {
        if self.waiting.is_empty() {
            return;
        }
        let mut trust = self.shared.trust_mut();
        for Waiting { agent, received, answer } in self.waiting.drain(..) {
            if !kept {
                let _ = answer.send(Err(command::busy()));
                continue;
            }
            trust.agents.insert(agent.agent.clone(), *agent);
            let _ = answer.send(Ok(received));
        }
    }

    /// Forgets senders on this machine that were not heard of for the longest, beyond so many.
    pub(super) fn forget_locals(&mut self) {
        let gone: Vec<Row> = {
            let trust = self.shared.trust();
            let mut locals: Vec<_> = trust.agents.values().filter(|agent| agent.is_local()).collect();
            locals.sort_by_key(|agent| std::cmp::Reverse(agent.epochs.values().map(|(_, at)| *at).max()));
            locals.iter().skip(LOCALS).map(|agent| Row::AgentGone(agent.agent.clone())).collect()
        };
        if !gone.is_empty() && self.keeper.keep_now(&gone, &self.shared.own) {
            let mut trust = self.shared.trust_mut();
            for row in gone {
                if let Row::AgentGone(agent) = row {
                    trust.agents.remove(&agent);
                }
            }
        }
    }
}

const fn sender(opd: Option<&OpdCode>) -> Sender<'_> {
    match opd {
        Some(opd) => Sender::Of(opd),
        None => Sender::Outside,
    }
}

fn note_gap(agent: &mut StoredAgent, gap: &Gap, now: Timestamp, rows: &mut Vec<Row>) {
    agent.missing = agent.missing.saturating_add(gap.values);
    if let Some(device) = agent.device {
        let (from, to, values) = (gap.from_at, gap.to_at, gap.values);
        let what = Happening::Missing { from, to, values, reason: gap.reason };
        rows.push(Row::Event(device, Event { at: now, what }));
    }
}

/// Spread by the agent's name, so that those that wait do not come back together.
fn wait_of(agent: &str) -> u64 {
    let spread = agent.bytes().fold(0u64, |sum, octet| sum.wrapping_mul(31).wrapping_add(u64::from(octet)));
    WAIT.0 + spread % (WAIT.1 - WAIT.0)
}
