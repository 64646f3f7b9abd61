//! ICMP over one socket per family: an unprivileged datagram socket where the system has it, else a raw one.

use super::{
    Echo,
    line::Line,
    pace::Pace,
    packet::Family,
    waiting::{Token, Waiting},
};
use crate::snmp::socket::enlarge;
use futures_util::future::BoxFuture;
use model::batch::EchoBy;
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    hash::{BuildHasher, RandomState},
    io,
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{net::UdpSocket, sync::Notify, task::JoinHandle};

/// ICMP of this process.
#[derive(Debug)]
pub struct Icmp {
    v4: Option<Desk>,
    v6: Option<Desk>,
    by: EchoBy,
}

/// Where echoes of one family are asked for.
#[derive(Debug)]
struct Desk {
    waiting: Arc<Waiting>,
    asked: Arc<Notify>,
    raw: bool,
    line: JoinHandle<()>,
}

impl Icmp {
    /// Opens the sockets; needs a running tokio runtime. Error: neither kind of socket is permitted.
    pub fn start(echoes_per_second: u32) -> io::Result<Self> {
        let pace = Arc::new(Pace::new(echoes_per_second));
        let (v4, v6) = (Desk::open(Family::V4, &pace), Desk::open(Family::V6, &pace));
        let raw = match (&v4, &v6) {
            (Ok(desk), _) | (_, Ok(desk)) => desk.raw,
            (Err(error), Err(_)) => return Err(io::Error::new(error.kind(), error.to_string())),
        };
        Ok(Self { v4: v4.ok(), v6: v6.ok(), by: if raw { EchoBy::Raw } else { EchoBy::Dgram } })
    }
}

impl Echo for Icmp {
    fn by(&self) -> EchoBy {
        self.by
    }

    fn ping(&self, address: IpAddr, timeout: Duration) -> BoxFuture<'_, Option<Duration>> {
        match if address.is_ipv4() { self.v4.as_ref() } else { self.v6.as_ref() } {
            Some(desk) => Box::pin(desk.ask(address, timeout)),
            None => Box::pin(std::future::ready(None)),
        }
    }
}

impl Desk {
    fn open(family: Family, pace: &Arc<Pace>) -> io::Result<Self> {
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
        let socket = UdpSocket::from_std(socket.into())?;
        let (waiting, asked) = (Arc::new(Waiting::new()), Arc::new(Notify::new()));
        let mark = RandomState::new().hash_one(family as u8);
        let line =
            Line { socket, family, raw, mark, pace: pace.clone(), waiting: waiting.clone(), asked: asked.clone() };
        Ok(Self { waiting, asked, raw, line: tokio::spawn(line.run()) })
    }

    fn ask(&self, address: IpAddr, timeout: Duration) -> Ping<'_> {
        let (token, is_first) = self.waiting.ask(address, timeout);
        if is_first {
            self.asked.notify_one();
        }
        Ping { waiting: &self.waiting, token }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.line.abort();
    }
}

/// An echo that somebody waits for; it is forgotten when this goes.
struct Ping<'d> {
    waiting: &'d Waiting,
    token: Token,
}

impl Future for Ping<'_> {
    type Output = Option<Duration>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.waiting.poll(self.token, context.waker())
    }
}

impl Drop for Ping<'_> {
    fn drop(&mut self) {
        self.waiting.forget(self.token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;

    /// Where ICMP is permitted, this machine answers its own echoes: each of more than one call takes.
    #[tokio::test]
    async fn this_machine_answers() {
        let icmp = match Icmp::start(100_000) {
            Ok(icmp) => icmp,
            Err(error) => return eprintln!("skipped: no right to send ICMP ({error})"),
        };
        let wait = Duration::from_secs(5);
        let targets = (0..1000u32).map(|n| IpAddr::V4((0x7f00_0001 + n).into()));
        let back = join_all(targets.map(|to| icmp.ping(to, wait))).await;
        assert!(back.iter().all(Option::is_some), "{} of {} returned", back.iter().flatten().count(), back.len());
        assert_eq!(icmp.v4.as_ref().unwrap().waiting.count(), 0);
        // Not every machine has IPv6 on its loopback; where the socket is there, it answers as well or not at all.
        if icmp.v6.is_some() && std::net::UdpSocket::bind("[::1]:0").is_ok() {
            assert!(icmp.ping("::1".parse().unwrap(), wait).await.is_some());
        }
        // What nobody waits for any more leaves nothing behind.
        drop(icmp.ping([127, 0, 0, 1].into(), wait));
        assert_eq!(icmp.v4.as_ref().unwrap().waiting.count(), 0);
    }

    #[tokio::test]
    async fn an_address_without_a_way_is_told_at_once() {
        let Ok(icmp) = Icmp::start(1000) else { return eprintln!("skipped: no right to send ICMP") };
        // 255.255.255.255 needs SO_BROADCAST, which we do not ask for: the system refuses to send.
        assert_eq!(icmp.ping([255, 255, 255, 255].into(), Duration::from_secs(3600)).await, None);
    }
}
