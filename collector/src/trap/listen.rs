//! The socket of the listener: read fast, dropped early, never more waiting than the queue may hold.

use super::{
    LARGEST, Shared,
    figures::{Dropped, count},
    rate::Rates,
    whose::subnets,
};
use crate::snmp::socket::enlarge;
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};
use tokio::{net::UdpSocket, sync::mpsc};

/// Most octets that wait to be read (`reliability.md` 8.2).
const QUEUED_OCTETS: usize = 16 << 20;
/// Pause after an error of the socket, so that a lasting one does not take the processor.
const AFTER_ERROR: Duration = Duration::from_millis(100);

/// A datagram that waits to be read.
pub(super) struct Waiting {
    pub from: SocketAddr,
    pub datagram: Box<[u8]>,
}

/// Opens the socket. An address of IPv6 listens for IPv4 as well where it is unspecified and the system maps it.
pub(super) fn open(address: SocketAddr) -> io::Result<UdpSocket> {
    let domain = if address.is_ipv6() { Domain::IPV6 } else { Domain::IPV4 };
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() && address.ip().is_unspecified() {
        socket.set_only_v6(false)?;
    }
    enlarge(&socket);
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    UdpSocket::from_std(socket.into())
}

/// The address that a datagram came from, as the book writes it.
pub(super) fn source(from: SocketAddr) -> IpAddr {
    from.ip().to_canonical()
}

/// Reads until the queue is gone.
pub(super) async fn read(shared: Arc<Shared>, queue: mpsc::Sender<Waiting>) {
    let counters = &shared.counters;
    let looked_at = subnets(&shared.settings.sources);
    let mut rates = Rates::new(shared.settings.per_source_per_second, Instant::now());
    let mut buffer = vec![0; LARGEST];
    loop {
        let (length, from) = match shared.socket.recv_from(&mut buffer).await {
            Ok(received) => received,
            Err(error) => {
                tracing::debug!(%error, "the socket for traps");
                tokio::time::sleep(AFTER_ERROR).await;
                continue;
            }
        };
        count(&counters.received);
        let source = source(from);
        if !looked_at.is_empty() && !looked_at.iter().any(|subnet| subnet.covers(source)) {
            counters.drop(Dropped::Source);
        } else if !rates.takes(source, Instant::now()) {
            counters.drop(Dropped::Rate);
        } else if counters.waiting_octets.load(Relaxed) + length > QUEUED_OCTETS {
            counters.drop(Dropped::Queue);
        } else {
            let waiting = Waiting { from, datagram: buffer[..length].into() };
            counters.waiting.fetch_add(1, Relaxed);
            counters.waiting_octets.fetch_add(length, Relaxed);
            match queue.try_send(waiting) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Closed(_)) => return,
                // The newest goes: those before it were there first.
                Err(mpsc::error::TrySendError::Full(_)) => {
                    taken(&shared, length);
                    counters.drop(Dropped::Queue);
                }
            }
        }
    }
}

/// A datagram waits no more.
pub(super) fn taken(shared: &Shared, length: usize) {
    shared.counters.waiting.fetch_sub(1, Relaxed);
    shared.counters.waiting_octets.fetch_sub(length, Relaxed);
}
