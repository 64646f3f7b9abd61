//! UDP sockets with large receive buffers: one for IPv4 and one for IPv6, for all devices together.

pub mod batch;

use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};
use tokio::net::UdpSocket;

/// Longest datagram (`reliability.md` 13.3).
pub const MAX_DATAGRAM: usize = 65_536;
/// Receive buffer asked for, octets: a burst of some thousand answers must not overflow it.
pub const RECEIVE_BUFFER: usize = 8 << 20;

/// An unconnected socket on a port of the kernel's choice. Error: the machine has no such family, or no sockets left.
///
/// No SO_REUSEADDR: with it Linux may hand out one port twice, and answers would reach the wrong socket.
pub fn open(ipv6: bool) -> io::Result<UdpSocket> {
    let (domain, any): (_, SocketAddr) = if ipv6 {
        (Domain::IPV6, (Ipv6Addr::UNSPECIFIED, 0).into())
    } else {
        (Domain::IPV4, (Ipv4Addr::UNSPECIFIED, 0).into())
    };
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    if ipv6 {
        socket.set_only_v6(true)?;
    }
    enlarge(&socket);
    socket.set_nonblocking(true)?;
    socket.bind(&any.into())?;
    UdpSocket::from_std(socket.into())
}

/// Asks for a large receive buffer. The kernel caps it at `net.core.rmem_max`; a smaller buffer costs retries, not truth.
pub fn enlarge(socket: &Socket) {
    if let Err(error) = socket.set_recv_buffer_size(RECEIVE_BUFFER) {
        tracing::debug!(%error, "the receive buffer stays as it is");
    }
}
