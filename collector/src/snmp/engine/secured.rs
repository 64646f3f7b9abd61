//! Questions of SNMPv3: who the engine is, what is believed of its answers, one resynchronisation a request.

use super::{
    Destination, Engine, Reply, Silence,
    port::Port,
    table::{Exchange, Heard, Question, Table, lock, place},
};
use crate::snmp::{
    accept::{is_from, wrong_varbinds},
    anomaly::{Anomaly, Tally},
    message::{Fault, Parts, Pdu, pdu_tag},
    usm::{
        Authority, Credential, Report,
        message::{header, scoped},
        receive::{Verdict, discovered, judge},
    },
};
use std::{
    net::SocketAddr,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

/// Engines remembered, one an address.
const ENGINES: usize = 100_000;
/// Users whose stretched keys are kept.
const USERS: usize = 4096;

/// A question and how long it may take.
pub(super) struct Asking<'a> {
    pub to: &'a Destination,
    pub port: &'a Port,
    pub waits: &'a [Duration],
    pub deadline: Instant,
    pub tally: &'a Arc<Tally>,
}

impl Engine {
    /// The user with its keys: stretched once, however many devices know it.
    pub(super) fn credential(&self, user: &model::access::User) -> Arc<Credential> {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = users.get(user) {
            return Arc::clone(known);
        }
        if users.len() >= USERS {
            users.clear();
        }
        let credential = Arc::new(Credential::new(user));
        users.insert(user.clone(), Arc::clone(&credential));
        credential
    }

    /// Asks as a user. At most one resynchronisation: a clock that was wrong, or another engine at this address.
    pub(super) async fn ask_as(
        &self,
        asking: &Asking<'_>,
        credential: &Arc<Credential>,
        pdu: Pdu,
        list: Vec<u8>,
    ) -> Result<Reply, Silence> {
        let at = place(asking.to.address);
        let known = lock(&self.table.engines).get(&at).cloned();
        let mut authority = match &known {
            Some(known) => known.clone(),
            None => self.discover(asking).await?,
        };
        let mut synchronised = false;
        loop {
            let question = Question::secured(credential, authority);
            let (exchange, heard) = self.send(asking, question, pdu, list.clone()).await;
            authority = exchange.authority().ok_or(Silence::Timeout)?;
            let report = match heard {
                Ok(Heard::Unsendable(kind)) => return Err(Silence::Unsendable(kind)),
                Ok(Heard::Answer(reply)) => {
                    self.table.remember(asking.to.address, authority);
                    return Ok(reply);
                }
                Ok(Heard::Complaint(report)) => report,
                Ok(Heard::Discovered(_)) => return Err(Silence::Timeout),
                // It told its id and then said nothing: as a rule it could not decrypt the question.
                Err(Silence::Timeout) if !authority.confirmed && credential.level() != 0 => return Err(Silence::Mute),
                Err(silence) => return Err(silence),
            };
            match report {
                // The digest was right: the exchange took boots and time over.
                Report::NotInTimeWindow if !synchronised => {}
                Report::UnknownEngine if !synchronised && known.is_some() => {
                    authority = self.discover(asking).await?;
                    if known.as_ref().is_some_and(|known| known.engine == authority.engine) {
                        return Err(Silence::Complaint(report));
                    }
                    // Taken over once it answers, which with authentication proves that it knows the passphrase.
                    self.table.count(asking.tally, Anomaly::EngineChanged);
                    tracing::warn!(address = %asking.to.address, "another SNMP engine answers at this address");
                }
                _ => return Err(Silence::Complaint(report)),
            }
            synchronised = true;
        }
    }

    /// Asks an engine who it is.
    async fn discover(&self, asking: &Asking<'_>) -> Result<Authority, Silence> {
        match self.send(asking, Question::Discovery, Pdu::Get, Vec::new()).await.1? {
            Heard::Discovered(authority) => Ok(authority),
            Heard::Complaint(report) => Err(Silence::Complaint(report)),
            Heard::Unsendable(kind) => Err(Silence::Unsendable(kind)),
            Heard::Answer(_) => Err(Silence::Timeout),
        }
    }

    /// The engine that answered authenticated at this address.
    pub fn authority(&self, address: SocketAddr) -> Option<Authority> {
        lock(&self.table.engines).get(&place(address)).filter(|authority| authority.confirmed).cloned()
    }

    /// Takes up what was remembered of engines.
    pub fn remember(&self, authorities: impl IntoIterator<Item = (SocketAddr, Authority)>) {
        for (address, authority) in authorities {
            self.table.remember(address, authority);
        }
    }
}

impl Table {
    fn remember(&self, address: SocketAddr, authority: Authority) {
        let mut engines = lock(&self.engines);
        let is_room = engines.len() < ENGINES;
        match engines.get_mut(&place(address)) {
            // What another request learnt meanwhile is newer.
            Some(known) if known.engine == authority.engine && known.is_newer_than(&authority) => {}
            Some(known) => *known = authority,
            None if is_room => drop(engines.insert(place(address), authority)),
            None => {}
        }
    }

    /// Takes a datagram of version 3: hands it to whoever asked, or counts why not.
    pub(super) fn receive_secured(&self, from: SocketAddr, datagram: &[u8], now: Instant) {
        let header = match header(datagram) {
            Ok(header) => header,
            Err(Fault::Malformed) => return self.blame(from, Anomaly::Malformed),
            Err(Fault::Version) => return self.blame(from, Anomaly::WrongVersion),
        };
        let found = lock(&self.state).open.get(&header.id).cloned();
        let Some((exchange, sent)) = found else { return self.unasked(from, header.id, None) };
        if !is_from(exchange.to.address, exchange.to.any_source, from) {
            return self.count(&exchange.tally, Anomaly::WrongSource);
        }
        if exchange.to.strict && header.trailing > 0 {
            return self.count(&exchange.tally, Anomaly::TrailingBytes);
        }
        let verdict = match &exchange.question {
            Question::Community => Verdict::Refused(Anomaly::WrongVersion),
            Question::Discovery => discovered(&header, now),
            Question::Secured { credential, keys, authority } => {
                judge(&header, credential, keys, &mut lock(authority), now)
            }
        };
        let heard = match verdict {
            Verdict::Refused(anomaly) => return self.count(&exchange.tally, anomaly),
            Verdict::Discovered(authority) => Heard::Discovered(authority),
            Verdict::Complaint(report) => {
                self.count(&exchange.tally, report.anomaly());
                Heard::Complaint(report)
            }
            Verdict::Answer(plain) => {
                let parts = match answered(&exchange, header.id, &plain) {
                    Ok(parts) => parts,
                    Err(anomaly) => return self.count(&exchange.tally, anomaly),
                };
                let round_trip = now.saturating_duration_since(sent);
                Heard::Answer(Reply { octets: plain.into(), parts, size: datagram.len(), round_trip })
            }
        };
        self.deliver(&exchange, heard, header.trailing);
    }
}

/// The rest of the rules of 5.1 for an answer that is authentic.
fn answered(exchange: &Exchange, id: i32, plain: &[u8]) -> Result<Parts, Anomaly> {
    let message = scoped(plain).map_err(|_| Anomaly::Malformed)?.message;
    if message.pdu != pdu_tag::RESPONSE {
        Err(Anomaly::WrongPdu)
    } else if message.request_id != id {
        Err(Anomaly::WrongRequestId)
    } else {
        wrong_varbinds(exchange.pdu, &exchange.list, &message).map_or_else(|| Ok(message.parts(plain)), Err)
    }
}
