//! One engine for all devices: it sends requests, keeps the table of open ones, and hands each accepted answer to whoever asked.

mod secured;
mod table;

pub use super::access::Secret;

use super::{
    access::Access,
    anomaly::Tally,
    message::{self, Message, Pdu},
    socket,
    usm::{self, Credential, Report},
};
use model::access::{SnmpAccess, User};
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
    net::UdpSocket,
    sync::{Semaphore, oneshot},
    task::JoinHandle,
    time::timeout_at,
};

/// Longest datagram (`reliability.md` 13.3).
const MAX_DATAGRAM: usize = 65_536;
/// Datagrams read before other tasks get their turn.
const READS_IN_A_ROW: usize = 256;

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
    octets: Vec<u8>,
    secured: bool,
    size: usize,
    /// From the sending of the very request that it answers.
    pub round_trip: Duration,
}

impl Reply {
    /// The message. None cannot come: the datagram was decoded before it was accepted.
    pub fn message(&self) -> Option<Message<'_>> {
        if self.secured {
            return usm::message::scoped(&self.octets).ok().map(|scoped| scoped.message);
        }
        message::decode(&self.octets).ok()
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
    v4: io::Result<Arc<UdpSocket>>,
    v6: io::Result<Arc<UdpSocket>>,
    permits: Semaphore,
    users: Mutex<HashMap<User, Arc<Credential>>>,
    readers: Vec<JoinHandle<()>>,
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
        let mut readers = Vec::new();
        let mut open = |ipv6| -> io::Result<Arc<UdpSocket>> {
            let socket = Arc::new(socket::open(ipv6)?);
            readers.push(tokio::spawn(read(Arc::clone(&socket), Arc::clone(&table))));
            Ok(socket)
        };
        let (v4, v6) = (open(false), open(true));
        match (&v4, &v6) {
            (Err(error), Err(_)) => Err(io::Error::new(error.kind(), error.to_string())),
            _ => {
                let permits = Semaphore::new(requests_in_flight.max(1));
                Ok(Self { table, v4, v6, permits, users: Mutex::default(), readers })
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
        let socket = self.socket(to.address).map_err(Silence::Unsendable)?;
        let Ok(Ok(_permit)) = timeout_at(deadline.into(), self.permits.acquire()).await else {
            return Err(Silence::Deadline);
        };
        let asking = Asking { to, socket, waits, deadline, tally };
        if let Access::User(credential) = &to.access {
            return self.ask_as(&asking, credential, pdu, list).await;
        }
        match self.send(&asking, Question::Community, pdu, list).await.1? {
            Heard::Answer(reply) => Ok(reply),
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
        let Asking { to, socket, waits, deadline, .. } = *asking;
        let open = self.table.open(Arc::clone(exchange));
        for (sends, wait) in waits.iter().enumerate() {
            let now = Instant::now();
            if now >= deadline {
                return Err(Silence::Deadline);
            }
            let figure = if sends == 0 { &self.table.requests } else { &self.table.retries };
            figure.fetch_add(1, Relaxed);
            let unsendable = Silence::Unsendable(io::ErrorKind::InvalidInput);
            let datagram = exchange.datagram(open.another_id(now), now).ok_or(unsendable)?;
            send(socket, &datagram, to.address).await.map_err(|error| Silence::Unsendable(error.kind()))?;
            if let Ok(Ok(heard)) = timeout_at((now + *wait).min(deadline).into(), &mut *receiver).await {
                return Ok(heard);
            }
        }
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

    fn socket(&self, address: SocketAddr) -> Result<&UdpSocket, io::ErrorKind> {
        let socket = if address.is_ipv6() { &self.v6 } else { &self.v4 };
        socket.as_deref().map_err(io::Error::kind)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        for reader in &self.readers {
            reader.abort();
        }
    }
}

async fn send(socket: &UdpSocket, datagram: &[u8], to: SocketAddr) -> io::Result<usize> {
    match socket.try_send_to(datagram, to) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => socket.send_to(datagram, to).await,
        sent => sent,
    }
}

/// Reads a socket until the engine is gone: everything that waits is read before other tasks get their turn.
async fn read(socket: Arc<UdpSocket>, table: Arc<Table>) {
    let mut buffer = vec![0; MAX_DATAGRAM];
    loop {
        if socket.readable().await.is_err() {
            table.socket_errors.fetch_add(1, Relaxed);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        for _ in 0..READS_IN_A_ROW {
            match socket.try_recv_from(&mut buffer) {
                Ok((length, from)) => table.receive_guarded(from, &buffer[..length], Instant::now()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => {
                    table.socket_errors.fetch_add(1, Relaxed);
                    break;
                }
            }
        }
        tokio::task::yield_now().await;
    }
}
