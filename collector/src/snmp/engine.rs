//! One engine for all devices: it sends requests, keeps the table of open ones, and hands each accepted answer to whoever asked.

mod octets;
mod port;
mod secured;
mod table;
mod trips;

pub use super::access::Secret;
pub use trips::{BOUNDS, RoundTrips};

use super::{
    access::Access,
    anomaly::Tally,
    message::{Parts, Pdu, Said},
    socket::batch::Outgoing,
    usm::{Credential, Report},
};
use model::access::{SnmpAccess, User};
use octets::Octets;
use port::Port;
use secured::Asking;
use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};
use table::{Exchange, Heard, Question, Table};
use tokio::{
    sync::{Semaphore, oneshot},
    time::timeout_at,
};

/// Whom to ask, and with what.
#[derive(Clone, Debug)]
pub struct Destination {
    /// Address and UDP port.
    pub address: SocketAddr,
    /// Accept answers from another address of the device, never from another port.
    pub any_source: bool,
    /// Refuse answers with octets behind the message.
    pub strict: bool,
    /// With what.
    pub access: Access,
}

/// An accepted answer.
#[derive(Debug)]
pub struct Reply {
    /// The datagram, or of SNMPv3 the scoped PDU in plain.
    octets: Octets,
    parts: Parts,
    size: usize,
    /// From the sending of the very request that it answers.
    pub round_trip: Duration,
}

impl Reply {
    /// What it says.
    pub fn said(&self) -> Said<'_> {
        self.parts.of(&self.octets)
    }

    /// Size of the datagram, octets.
    pub const fn size(&self) -> usize {
        self.size
    }
}

/// Why a request got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// No acceptable answer to any send.
    Timeout,
    /// The time of the whole poll was over.
    Deadline,
    /// The engine told its id and then did not answer: as a rule it could not decrypt the request.
    Mute,
    /// The engine complained (SNMPv3).
    Complaint(Report),
    /// The system could not send it.
    Unsendable(io::ErrorKind),
}

/// Sockets and open requests of this process.
#[derive(Debug)]
pub struct Engine {
    table: Arc<Table>,
    v4: io::Result<Port>,
    v6: io::Result<Port>,
    permits: Semaphore,
    users: Mutex<HashMap<User, Arc<Credential>>>,
}

/// Counters since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineFigures {
    /// Requests sent, without retries.
    pub requests: u64,
    /// Requests sent again.
    pub retries: u64,
    /// Answers accepted.
    pub answers: u64,
    /// Questions that no send brought an answer to.
    pub timeouts: u64,
    /// How long answers took.
    pub round_trips: RoundTrips,
    /// Datagrams that made the decoder panic: always a fault of ours.
    pub panics: u64,
    /// Failed reads of a socket.
    pub socket_errors: u64,
    /// Anomalies by name.
    pub anomalies: Vec<(&'static str, u32)>,
}

impl Engine {
    /// Opens the sockets and starts reading; needs a running tokio runtime. Error: neither family has a socket.
    pub fn start(requests_in_flight: usize) -> io::Result<Self> {
        let table = Arc::new(Table::default());
        let (v4, v6) = (Port::open(false, &table), Port::open(true, &table));
        match (&v4, &v6) {
            (Err(error), Err(_)) => Err(io::Error::new(error.kind(), error.to_string())),
            _ => {
                let permits = Semaphore::new(requests_in_flight.max(1));
                Ok(Self { table, v4, v6, permits, users: Mutex::default() })
            }
        }
    }

    /// Asks once for each of `waits`, with a new request-id each time while the earlier ones stay open, until an answer
    /// is accepted, the waits are over or the deadline comes.
    pub async fn ask(
        &self,
        to: &Destination,
        pdu: Pdu,
        list: Vec<u8>,
        waits: &[Duration],
        deadline: Instant,
        tally: &Arc<Tally>,
    ) -> Result<Reply, Silence> {
        let port = self.port(to.address).map_err(Silence::Unsendable)?;
        let Ok(Ok(_permit)) = timeout_at(deadline.into(), self.permits.acquire()).await else {
            return Err(Silence::Deadline);
        };
        let asking = Asking { to, port, waits, deadline, tally };
        if let Access::User(credential) = &to.access {
            return self.ask_as(&asking, credential, pdu, list).await;
        }
        match self.send(&asking, Question::Community, pdu, list).await.1? {
            Heard::Answer(reply) => Ok(reply),
            Heard::Unsendable(kind) => Err(Silence::Unsendable(kind)),
            // Only engines of SNMPv3 say anything else.
            Heard::Discovered(_) | Heard::Complaint(_) => Err(Silence::Timeout),
        }
    }

    /// Sends a question until something acceptable is heard. Returns it with the exchange that it belongs to.
    async fn send(
        &self,
        asking: &Asking<'_>,
        question: Question,
        pdu: Pdu,
        list: Vec<u8>,
    ) -> (Arc<Exchange>, Result<Heard, Silence>) {
        let (sender, mut receiver) = oneshot::channel();
        let exchange = Exchange::new(asking.to.clone(), question, pdu, list, Arc::clone(asking.tally), sender);
        let exchange = Arc::new(exchange);
        let heard = self.send_until_heard(asking, &exchange, &mut receiver).await;
        (exchange, heard)
    }

    async fn send_until_heard(
        &self,
        asking: &Asking<'_>,
        exchange: &Arc<Exchange>,
        receiver: &mut oneshot::Receiver<Heard>,
    ) -> Result<Heard, Silence> {
        let Asking { to, port, waits, deadline, .. } = *asking;
        let mut open = self.table.open(Arc::clone(exchange));
        for (sends, wait) in waits.iter().enumerate() {
            let now = Instant::now();
            if now >= deadline {
                return Err(Silence::Deadline);
            }
            let figure = if sends == 0 { &self.table.requests } else { &self.table.retries };
            figure.fetch_add(1, Relaxed);
            let unsendable = Silence::Unsendable(io::ErrorKind::InvalidInput);
            let id = open.another_id(now);
            let datagram = exchange.datagram(id, now).ok_or(unsendable)?;
            port.send(Outgoing { datagram, to: to.address, id });
            match timeout_at((now + *wait).min(deadline).into(), &mut *receiver).await {
                Ok(Ok(Heard::Unsendable(kind))) => return Err(Silence::Unsendable(kind)),
                Ok(Ok(heard)) => return Ok(heard),
                _ => {}
            }
        }
        self.table.timeouts.fetch_add(1, Relaxed);
        Err(if Instant::now() >= deadline { Silence::Deadline } else { Silence::Timeout })
    }

    /// The credentials of the book in the form that requests need.
    pub fn access(&self, access: &SnmpAccess) -> Access {
        match access {
            SnmpAccess::V1 { community } => Access::v1(community),
            SnmpAccess::V2c { community } => Access::v2c(community),
            SnmpAccess::V3(user) => Access::User(self.credential(user)),
        }
    }

    /// Counters since the start.
    pub fn figures(&self) -> EngineFigures {
        self.table.figures()
    }

    fn port(&self, address: SocketAddr) -> Result<&Port, io::ErrorKind> {
        let port = if address.is_ipv6() { &self.v6 } else { &self.v4 };
        port.as_ref().map_err(io::Error::kind)
    }
}
