//! Empties the spool into the collector on a thread of its own; joins first where an image says so, and asks for the next
//! certificate in time.

use super::{
    arguments::Asked,
    collector::{Collector, Outcome, Way},
    course::{Course, Held, Settle, Step, drawn},
    endpoint::Endpoint,
    enrol,
    outbox::{Outbox, Waiting},
    text,
};
use agent::{
    clock, installation,
    membership::{self, Joining, Membership},
    read,
};
use model::{
    OpdCode, Timestamp,
    api::{AgentState, Leaving, SendBatches, SenderClock},
};
use std::{
    io,
    net::IpAddr,
    thread::Builder,
    time::{Duration, Instant},
};

/// The first contact after a start is drawn from so long: a building comes back to power all at once.
const FIRST_CONTACT: Duration = Duration::from_secs(30);
/// Whether the machine was enrolled, or enrolled anew, is looked at so often.
const LOOK: Duration = Duration::from_secs(60);
/// The next certificate is asked for so often until it comes.
const RENEWAL: Duration = Duration::from_secs(3600);

/// How the last attempt went, and with whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The collector.
    pub url: String,
    /// Agency that the collector knows this machine as one of.
    pub opd: Option<OpdCode>,
    /// End of the certificate.
    pub certificate_until: Option<Timestamp>,
    /// Addresses of the agency's router, where the answer told of it.
    pub router: Option<Vec<IpAddr>>,
    /// When the collector took something; or why it did not.
    pub went: Result<Timestamp, String>,
}

/// Sends what comes into the outbox to the collector, until the process ends; `boot_id` is the one of its batches. `report` is told of each attempt and says
/// whether anyone still listens.
pub fn spawn(
    outbox: Outbox,
    endpoint: Option<Endpoint>,
    asked: Asked,
    boot_id: String,
    report: impl Fn(Report) -> bool + Send + 'static,
) -> io::Result<()> {
    Builder::new().name("sender".into()).spawn(move || {
        let mut line =
            Line { outbox, asked, boot_id, way: None, course: Course::default(), renewed_at: None, read_at: None };
        if let Some(endpoint) = endpoint {
            line.set_way(Way::Here(endpoint));
        } else {
            line.outbox.pause(drawn(FIRST_CONTACT, random()));
        }
        while line.step(&report) {}
        line.outbox.end();
    })?;
    Ok(())
}

/// The sending thread.
struct Line {
    outbox: Outbox,
    asked: Asked,
    way: Option<(Way, Option<Collector>)>,
    course: Course,
    boot_id: String,
    /// When the next certificate was asked for.
    renewed_at: Option<Instant>,
    /// Time of the membership's file when it was read.
    read_at: Option<Timestamp>,
}

impl Line {
    /// One request and the wait after it; false: nobody listens any more.
    fn step(&mut self, report: &impl Fn(Report) -> bool) -> bool {
        if let Some(why) = self.outbox.leaving() {
            self.say_goodbye(why);
            return false;
        }
        if !self.is_here() && !self.find_member(report) {
            return true;
        }
        let Some((way, Some(collector))) = &self.way else {
            let told = self.told(Err(text::no_key(self.asked.lang, "membership.json")));
            self.outbox.pause(LOOK);
            return report(told);
        };
        let mut waiting = self.outbox.waiting();
        match self.course.next(waiting.spool.waiting(), waiting.is_news, Instant::now()) {
            Step::Wait(longest) => {
                drop(waiting);
                self.outbox.wait_for_news(longest.unwrap_or(LOOK));
                true
            }
            Step::Send { most, preview } => {
                let is_member = matches!(way, Way::Member(_));
                let generation = if is_member { membership::generation(&self.asked.data) } else { 0 };
                let (request, held) = compose(&mut waiting, most, preview, generation, &self.boot_id);
                drop(waiting);
                let outcome = collector.send(&request);
                self.settle(outcome, held, &request, report)
            }
        }
    }

    fn settle(
        &mut self,
        outcome: Outcome,
        held: Held,
        request: &SendBatches,
        report: &impl Fn(Report) -> bool,
    ) -> bool {
        let (settle, wait) = self.course.after(&outcome, held, random(), Instant::now());
        let mut waiting = self.outbox.waiting();
        let settled = match settle {
            Settle::Nothing => Ok(()),
            Settle::Refuse => {
                waiting.spool.refuse(request.first_seq);
                Ok(())
            }
            Settle::Acknowledge(acked) => waiting.spool.acknowledge(acked),
        };
        if outcome.reason().is_none() && held.preview {
            // Shown: the inventory need not be shown again with every heartbeat.
            if let Some(newest) = &mut waiting.newest {
                newest.inventory = None;
            }
        }
        drop(waiting);
        if let Outcome::Taken(received) = &outcome
            && !self.is_here()
            && received.generation != request.generation
        {
            // One that cannot be kept is not used: the one before is taken again.
            let _ = membership::keep_generation(&self.asked.data, received.generation);
        }
        let router = match &outcome {
            Outcome::Taken(received) => received.router.clone(),
            _ => None,
        };
        let went = match (outcome, settled) {
            (Outcome::Expected(_), Ok(())) => return true,
            (_, Err(error)) => Err(text::data_unusable(self.asked.lang, self.asked.data.display(), error)),
            (outcome, Ok(())) => outcome.reason().map_or(Ok(clock::now()), |reason| Err(reason.to_owned())),
        };
        let goes_on = report(Report { router, ..self.told(went) });
        self.outbox.pause(wait);
        goes_on
    }

    /// The last word: a heartbeat that says why there will be no other. It is said once; what waits is sent after the next start.
    fn say_goodbye(&mut self, why: Leaving) {
        let Some((way, Some(collector))) = &self.way else { return };
        let is_member = matches!(way, Way::Member(_));
        let generation = if is_member { membership::generation(&self.asked.data) } else { 0 };
        let (mut request, _) = compose(&mut self.outbox.waiting(), 0, false, generation, &self.boot_id);
        request.leaving = Some(why);
        if let Outcome::Taken(received) = collector.send(&request)
            && is_member
            && received.generation != generation
        {
            let _ = membership::keep_generation(&self.asked.data, received.generation);
        }
    }

    const fn is_here(&self) -> bool {
        matches!(self.way, Some((Way::Here(_), _)))
    }

    fn set_way(&mut self, way: Way) {
        let collector = Collector::at(&way, self.asked.lang);
        self.way = Some((way, collector));
        self.course = Course::default();
    }

    /// Looks whether this machine is a member, joins where an image says so, renews in time. False: there is no member yet, and
    /// the time until the next look has passed.
    fn find_member(&mut self, report: &impl Fn(Report) -> bool) -> bool {
        let data = self.asked.data.clone();
        let read_at = read::changed_at(&data.join(membership::FILE));
        if self.way.is_none() || read_at != self.read_at {
            let identity = self.outbox.waiting().newest.as_ref().map(|batch| batch.device.clone());
            let Some(identity) = identity else {
                // By the marks of its first observation a machine that was set up anew finds its device.
                self.outbox.wait_for_news(LOOK);
                return false;
            };
            let unusable = |error| text::data_unusable(self.asked.lang, data.join(membership::FILE).display(), error);
            let found = Membership::find(&data).map_err(unusable).transpose();
            let found = found.or_else(|| enrol::at_boot(&self.asked, &identity));
            match found {
                Some(Ok(member)) => self.set_way(Way::Member(Box::new(member))),
                Some(Err(reason)) => {
                    let url = Joining::read(&data).map(|joining| joining.url).unwrap_or_default();
                    report(Report { url, opd: None, certificate_until: None, router: None, went: Err(reason) });
                }
                None => {}
            }
            self.read_at = read::changed_at(&data.join(membership::FILE));
        }
        let Some((Way::Member(member), _)) = &self.way else {
            self.outbox.waiting().is_news = false;
            self.outbox.pause(LOOK / 2 + drawn(LOOK, random()));
            return false;
        };
        let is_due = member.is_due(clock::now()) && self.renewed_at.is_none_or(|then| then.elapsed() > RENEWAL);
        if is_due && member.state != AgentState::Revoked {
            self.renewed_at = Some(Instant::now());
            // When it fails the old certificate serves on, and the end of it is shown.
            if let Ok(renewed) = enrol::renew(member, &data, self.asked.lang) {
                self.set_way(Way::Member(Box::new(renewed)));
                self.read_at = read::changed_at(&data.join(membership::FILE));
            }
        }
        true
    }

    fn told(&self, went: Result<Timestamp, String>) -> Report {
        let member = match &self.way {
            Some((Way::Member(member), _)) => Some(member),
            _ => None,
        };
        Report {
            url: self.way.as_ref().map(|(way, _)| way.url()).unwrap_or_default(),
            opd: member.and_then(|member| member.opd.clone()),
            certificate_until: member.map(|member| member.expires_at),
            router: None,
            went,
        }
    }
}

/// A request of what waits; it marks the newest batch as sent when it is in it.
fn compose(waiting: &mut Waiting, most: usize, preview: bool, generation: u64, boot_id: &str) -> (SendBatches, Held) {
    let chunk = if most > 0 { waiting.spool.take(most) } else { Default::default() };
    let preview = waiting.newest.clone().filter(|_| preview).map(Box::new);
    // Shown, on its way, or gone for good: in none of these is it news.
    waiting.is_news = false;
    let (first_seq, entries) = (chunk.first_seq.max(1), chunk.entries);
    let held = Held { entries: entries.len(), preview: preview.is_some() };
    let clock = SenderClock { sent_at: clock::now(), mono_ms: clock::mono_ms(), boot_id: boot_id.to_owned() };
    (SendBatches { epoch: waiting.spool.epoch(), first_seq, generation, clock, preview, leaving: None, entries }, held)
}

/// Any number.
fn random() -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = installation::random();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}
