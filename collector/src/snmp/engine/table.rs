//! The table of open requests: which datagram belongs to whom, and what is wrong with the others.

use super::{Destination, EngineFigures, Reply, octets::Octets, trips::Trips};
use crate::snmp::{
    accept::{Asked, refusal, wrong_envelope},
    access::Access,
    anomaly::{Anomaly, Tally},
    message::{Fault, Message, Pdu, decode, request},
    request_id::{ById, ByPlace, RequestIds},
    usm::{self, Authority, Credential, Keys, Report},
};
use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, SocketAddr},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Instant,
};
use tokio::sync::oneshot;

/// Ids remembered after their request ended, to tell a late or doubled reply from a forged one.
const CLOSED_KEPT: usize = 16_384;

/// One question to one device, with all its sends.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) to: Destination,
    pub(super) question: Question,
    pub(super) pdu: Pdu,
    pub(super) list: Vec<u8>,
    pub(super) tally: Arc<Tally>,
    reply: Mutex<Option<oneshot::Sender<Heard>>>,
}

impl Exchange {
    pub(super) fn new(
        to: Destination,
        question: Question,
        pdu: Pdu,
        list: Vec<u8>,
        tally: Arc<Tally>,
        reply: oneshot::Sender<Heard>,
    ) -> Self {
        Self { to, question, pdu, list, tally, reply: Mutex::new(Some(reply)) }
    }

    /// The datagram of one more send.
    pub(super) fn datagram(&self, id: i32, now: Instant) -> Option<Vec<u8>> {
        match (&self.question, &self.to.access) {
            (Question::Community, Access::Community { version, community }) => {
                Some(request(*version, &community.0, self.pdu, id, &self.list))
            }
            (Question::Discovery, _) => Some(usm::message::discovery(id)),
            (Question::Secured { credential, keys, authority }, _) => {
                let known = lock(authority).clone();
                let engine = (&*known.engine, known.boots, known.time_at(now));
                usm::message::request(credential, keys, engine, self.pdu, id, &self.list)
            }
            (Question::Community, Access::User(_)) => None,
        }
    }

    /// What is known of the engine by now.
    pub(super) fn authority(&self) -> Option<Authority> {
        match &self.question {
            Question::Secured { authority, .. } => Some(lock(authority).clone()),
            _ => None,
        }
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            address: self.to.address,
            any_source: self.to.any_source,
            strict: self.to.strict,
            access: &self.to.access,
            pdu: self.pdu,
            list: &self.list,
        }
    }
}

/// As whom a question is put.
#[derive(Debug)]
pub(super) enum Question {
    /// With the community of its destination.
    Community,
    /// As nobody, to an SNMPv3 engine that is not known yet.
    Discovery,
    /// As a user, to a known engine.
    Secured { credential: Arc<Credential>, keys: Arc<Keys>, authority: Mutex<Authority> },
}

impl Question {
    /// As this user to this engine.
    pub(super) fn secured(credential: &Arc<Credential>, authority: Authority) -> Self {
        let keys = credential.keys(&authority.engine);
        Self::Secured { credential: Arc::clone(credential), keys, authority: Mutex::new(authority) }
    }
}

/// What ends a question.
#[derive(Debug)]
pub(super) enum Heard {
    Answer(Reply),
    Discovered(Authority),
    Complaint(Report),
    /// The system could not send it.
    Unsendable(io::ErrorKind),
}

/// A mutex whose data stay usable after a panic elsewhere: each change below is a single insertion or removal.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug, Default)]
pub(super) struct Table {
    ids: RequestIds,
    pub(super) state: Mutex<State>,
    /// Engines of SNMPv3 that answered, by the address asked.
    pub(super) engines: Mutex<ByPlace<Authority>>,
    total: Tally,
    pub(super) requests: AtomicU64,
    pub(super) retries: AtomicU64,
    pub(super) timeouts: AtomicU64,
    trips: Trips,
    answers: AtomicU64,
    panics: AtomicU64,
    pub(super) socket_errors: AtomicU64,
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// Open ids, each with the moment of its sending.
    pub(super) open: ById<(Arc<Exchange>, Instant)>,
    /// The open exchange of each address, to say whose datagram was refused.
    by_source: ByPlace<Arc<Exchange>>,
    closed: ById<Closed>,
    closed_order: VecDeque<i32>,
}

#[derive(Debug)]
struct Closed {
    tally: Arc<Tally>,
    answered: bool,
}

impl State {
    fn close(&mut self, id: i32, answered: bool) {
        let Some((exchange, _)) = self.open.remove(&id) else {
            return;
        };
        self.closed.insert(id, Closed { tally: Arc::clone(&exchange.tally), answered });
        self.closed_order.push_back(id);
        let oldest = if self.closed_order.len() > CLOSED_KEPT { self.closed_order.pop_front() } else { None };
        if let Some(oldest) = oldest {
            self.closed.remove(&oldest);
        }
    }
}

/// The ids of one exchange; they are closed when this goes.
pub(super) struct Open<'t> {
    table: &'t Table,
    exchange: Arc<Exchange>,
    ids: Vec<i32>,
}

impl Open<'_> {
    /// One more id for this exchange.
    pub(super) fn another_id(&mut self, now: Instant) -> i32 {
        let id = self.table.ids.next();
        lock(&self.table.state).open.insert(id, (Arc::clone(&self.exchange), now));
        self.ids.push(id);
        id
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let answered = lock(&self.exchange.reply).is_none();
        let mut state = lock(&self.table.state);
        for id in &self.ids {
            state.close(*id, answered);
        }
        let source = place(self.exchange.to.address);
        if state.by_source.get(&source).is_some_and(|other| Arc::ptr_eq(other, &self.exchange)) {
            state.by_source.remove(&source);
        }
    }
}

/// What is compared of an address: an IPv6 zone is the kernel's business.
pub(super) fn place(address: SocketAddr) -> (IpAddr, u16) {
    (address.ip(), address.port())
}

impl Table {
    pub(super) fn open(&self, exchange: Arc<Exchange>) -> Open<'_> {
        lock(&self.state).by_source.insert(place(exchange.to.address), Arc::clone(&exchange));
        Open { table: self, exchange, ids: Vec::with_capacity(1) }
    }

    pub(super) fn figures(&self) -> EngineFigures {
        EngineFigures {
            requests: self.requests.load(Relaxed),
            retries: self.retries.load(Relaxed),
            answers: self.answers.load(Relaxed),
            timeouts: self.timeouts.load(Relaxed),
            round_trips: self.trips.read(),
            panics: self.panics.load(Relaxed),
            socket_errors: self.socket_errors.load(Relaxed),
            anomalies: self.total.seen(),
        }
    }

    /// As [`Self::receive`]; a panic costs this datagram only.
    pub(super) fn receive_guarded(&self, from: SocketAddr, datagram: &[u8], now: Instant) {
        if catch_unwind(AssertUnwindSafe(|| self.receive(from, datagram, now))).is_err() {
            self.panics.fetch_add(1, Relaxed);
            tracing::error!(%from, octets = datagram.len(), "a datagram made the decoder panic");
        }
    }

    /// Takes a datagram: hands it to whoever asked, or counts why not.
    fn receive(&self, from: SocketAddr, datagram: &[u8], now: Instant) {
        let message = match decode(datagram) {
            Ok(message) => message,
            Err(Fault::Malformed) => return self.blame(from, Anomaly::Malformed),
            // Another form: version 3, or none of ours.
            Err(Fault::Version) => return self.receive_secured(from, datagram, now),
        };
        let found = lock(&self.state).open.get(&message.request_id).cloned();
        match found {
            Some((exchange, sent)) => self.judge(&exchange, sent, from, datagram, &message, now),
            None => self.unasked(from, message.request_id, Some(&message)),
        }
    }

    fn judge(
        &self,
        exchange: &Exchange,
        sent: Instant,
        from: SocketAddr,
        datagram: &[u8],
        message: &Message<'_>,
        now: Instant,
    ) {
        if let Some(anomaly) = refusal(&exchange.asked(), from, message) {
            return self.count(&exchange.tally, anomaly);
        }
        let round_trip = now.saturating_duration_since(sent);
        let parts = message.parts(datagram);
        let reply = Reply { octets: Octets::copy_of(datagram), parts, size: datagram.len(), round_trip };
        self.deliver(exchange, Heard::Answer(reply), message.trailing);
    }

    /// Ends a question with what was heard; a second time it is a copy.
    pub(super) fn deliver(&self, exchange: &Exchange, heard: Heard, trailing: usize) {
        let Some(reply) = lock(&exchange.reply).take() else {
            return self.count(&exchange.tally, Anomaly::DuplicateReply);
        };
        if trailing > 0 {
            self.count(&exchange.tally, Anomaly::TrailingBytes);
        }
        self.answers.fetch_add(1, Relaxed);
        if let Heard::Answer(reply) = &heard {
            self.trips.note(reply.round_trip);
        }
        // Whoever asked may have gone: then nobody needs the answer.
        let _ = reply.send(heard);
    }

    /// Ends the question of a request that could not be sent.
    pub(super) fn unsendable(&self, id: i32, kind: io::ErrorKind) {
        let found = lock(&self.state).open.get(&id).cloned();
        if let Some(reply) = found.and_then(|(exchange, _)| lock(&exchange.reply).take()) {
            // Whoever asked may have gone.
            let _ = reply.send(Heard::Unsendable(kind));
        }
    }

    /// A message with an id that is not open: doubled, late, or not an answer to anything.
    pub(super) fn unasked(&self, from: SocketAddr, id: i32, message: Option<&Message<'_>>) {
        let state = lock(&self.state);
        let source = state.by_source.get(&place(from));
        if let Some(closed) = state.closed.get(&id) {
            let anomaly = if closed.answered { Anomaly::DuplicateReply } else { Anomaly::LateReply };
            // The same device is asked something else by now, as a rule: its present tally is the one that is read.
            let tally = source.map_or(&closed.tally, |exchange| &exchange.tally);
            return self.count(tally, anomaly);
        }
        match source {
            Some(exchange) => {
                let anomaly = message.and_then(|message| wrong_envelope(&exchange.to.access, message));
                self.count(&exchange.tally, anomaly.unwrap_or(Anomaly::WrongRequestId));
            }
            None => self.total.count(Anomaly::WrongSource),
        }
    }

    /// Counts something that came from this address.
    pub(super) fn blame(&self, from: SocketAddr, anomaly: Anomaly) {
        match lock(&self.state).by_source.get(&place(from)) {
            Some(exchange) => self.count(&exchange.tally, anomaly),
            None => self.total.count(anomaly),
        }
    }

    pub(super) fn count(&self, tally: &Tally, anomaly: Anomaly) {
        tally.count(anomaly);
        self.total.count(anomaly);
    }
}
