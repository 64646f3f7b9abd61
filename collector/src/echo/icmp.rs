//! ICMP over one socket per family: an unprivileged datagram socket where the system has it, else a raw one.

use super::{
    Echo,
    pace::Pace,
    packet::{Family, reply_number, request},
};
use crate::snmp::socket::enlarge;
use futures_util::future::BoxFuture;
use model::batch::EchoBy;
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::{
    net::UdpSocket,
    sync::{Semaphore, oneshot},
    task::JoinHandle,
};

/// Echoes under way at once, all devices together.
const IN_FLIGHT: usize = 256;
/// Packets read before other tasks get their turn.
const READS_IN_A_ROW: usize = 256;

type Waiting = Mutex<HashMap<u32, (IpAddr, oneshot::Sender<Instant>)>>;

/// ICMP of this process.
#[derive(Debug)]
pub struct Icmp {
    v4: Option<Line>,
    v6: Option<Line>,
    by: EchoBy,
    pace: Pace,
    permits: Semaphore,
}

/// One family.
#[derive(Debug)]
struct Line {
    socket: Arc<UdpSocket>,
    family: Family,
    raw: bool,
    mark: u64,
    next: AtomicU32,
    waiting: Arc<Waiting>,
    reader: JoinHandle<()>,
}

impl Icmp {
    /// Opens the sockets; needs a running tokio runtime. Error: neither kind of socket is permitted.
    pub fn start(echoes_per_second: u32) -> io::Result<Self> {
        let (v4, v6) = (Line::open(Family::V4), Line::open(Family::V6));
        let raw = match (&v4, &v6) {
            (Ok(line), _) | (_, Ok(line)) => line.raw,
            (Err(error), Err(_)) => return Err(io::Error::new(error.kind(), error.to_string())),
        };
        Ok(Self {
            v4: v4.ok(),
            v6: v6.ok(),
            by: if raw { EchoBy::Raw } else { EchoBy::Dgram },
            pace: Pace::new(echoes_per_second),
            permits: Semaphore::new(IN_FLIGHT),
        })
    }
}

impl Echo for Icmp {
    fn by(&self) -> EchoBy {
        self.by
    }

    fn ping(&self, address: IpAddr, timeout: Duration) -> BoxFuture<'_, Option<Duration>> {
        Box::pin(async move {
            let line = if address.is_ipv4() { self.v4.as_ref() } else { self.v6.as_ref() }?;
            let permit = self.permits.acquire().await.ok()?;
            self.pace.turn().await;
            let (echo, back, sent) = line.send(address).await?;
            // What waits for its return holds no permit: dead devices must not slow down the living.
            drop(permit);
            let returned = tokio::time::timeout(timeout, back).await;
            drop(echo);
            Some(returned.ok()?.ok()?.saturating_duration_since(sent))
        })
    }
}

/// An echo under way; it is forgotten when this goes.
struct UnderWay<'l> {
    waiting: &'l Waiting,
    number: u32,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}

impl Line {
    fn open(family: Family) -> io::Result<Self> {
        let (domain, protocol) = match family {
            Family::V4 => (Domain::IPV4, Protocol::ICMPV4),
            Family::V6 => (Domain::IPV6, Protocol::ICMPV6),
        };
        let (socket, raw) = match Socket::new(domain, Type::DGRAM, Some(protocol)) {
            Ok(socket) => (socket, false),
            Err(_) => (Socket::new(domain, Type::RAW, Some(protocol))?, true),
        };
        // A raw socket receives every ICMP packet of the host: a small buffer would overflow.
        enlarge(&socket);
        socket.set_nonblocking(true)?;
        let socket = Arc::new(UdpSocket::from_std(socket.into())?);
        let waiting = Arc::new(Waiting::default());
        let mark = RandomState::new().hash_one(family as u8);
        let reader = tokio::spawn(read(Arc::clone(&socket), family, raw, mark, Arc::clone(&waiting)));
        Ok(Self { socket, family, raw, mark, next: AtomicU32::new(0), waiting, reader })
    }

    async fn send(&self, address: IpAddr) -> Option<(UnderWay<'_>, oneshot::Receiver<Instant>, Instant)> {
        let number = self.next.fetch_add(1, Relaxed);
        let (sender, receiver) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(number, (address, sender));
        let echo = UnderWay { waiting: &self.waiting, number };
        let packet = request(self.family, self.mark as u16, self.mark, number);
        let sent = Instant::now();
        self.socket.send_to(&packet, SocketAddr::new(address, 0)).await.ok()?;
        Some((echo, receiver, sent))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// Reads replies and wakes who waits for them: the number must be open, and the address the one asked.
async fn read(socket: Arc<UdpSocket>, family: Family, raw: bool, mark: u64, waiting: Arc<Waiting>) {
    let mut buffer = [0; 2048];
    loop {
        if socket.readable().await.is_err() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        for _ in 0..READS_IN_A_ROW {
            // An error here is an ICMP error about an earlier echo; that one times out.
            let (length, from) = match socket.try_recv_from(&mut buffer) {
                Ok(received) => received,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => continue,
            };
            let now = Instant::now();
            let Some(number) = reply_number(family, raw, mark, &buffer[..length]) else { continue };
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let asked = waiting.get(&number).is_some_and(|(address, _)| *address == from.ip());
            if let Some((_, sender)) = asked.then(|| waiting.remove(&number)).flatten() {
                // Whoever waited may have gone.
                let _ = sender.send(now);
            }
        }
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where ICMP is permitted, this machine answers its own echoes.
    #[tokio::test]
    async fn this_machine_answers() {
        let icmp = match Icmp::start(5000) {
            Ok(icmp) => icmp,
            Err(error) => return eprintln!("skipped: no right to send ICMP ({error})"),
        };
        let wait = Duration::from_secs(5);
        let back = futures_util::future::join_all((1..200).map(|n| icmp.ping([127, 0, 0, n].into(), wait))).await;
        assert!(back.iter().all(Option::is_some), "{} of {} returned", back.iter().flatten().count(), back.len());
        assert!(icmp.v4.as_ref().unwrap().waiting.lock().unwrap().is_empty());
    }
}
