//! Many packets with one call of the system, where it has that; else one by one.

use super::packet::LENGTH;
use std::net::IpAddr;

pub(super) use system::{receive, send};

/// Packets of one call.
pub(super) const MOST: usize = 64;
/// Largest packet read, octets: an IPv4 header with options and our echo; the rest of a longer one is cut off.
const LONGEST: usize = 60 + LENGTH;

/// A packet and to whom.
pub(super) struct Outgoing {
    pub(super) to: IpAddr,
    pub(super) packet: [u8; LENGTH],
}

/// Room for what is read with one call.
pub(super) struct Incoming(Vec<[u8; LONGEST]>);

impl Incoming {
    pub(super) fn new() -> Self {
        Self(vec![[0; LONGEST]; MOST])
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "netbsd"))]
mod system {
    use super::{Incoming, MOST, Outgoing};
    use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg, sendmmsg};
    use std::{
        io::{self, IoSlice, IoSliceMut},
        net::{IpAddr, SocketAddr},
        os::fd::AsRawFd,
    };
    use tokio::{io::Interest, net::UdpSocket};

    /// Sends packets in their order; tells how many went out. Error: the first one did not.
    pub(in super::super) fn send(socket: &UdpSocket, packets: &[Outgoing]) -> io::Result<usize> {
        let slices: Vec<[IoSlice<'_>; 1]> = packets.iter().map(|one| [IoSlice::new(&one.packet)]).collect();
        let to = |one: &Outgoing| Some(SockaddrStorage::from(SocketAddr::new(one.to, 0)));
        let addresses: Vec<Option<SockaddrStorage>> = packets.iter().map(to).collect();
        // Headers are made anew for each call, for they cannot move between threads as the task does.
        let mut headers = MultiHeaders::preallocate(packets.len(), None);
        socket.try_io(Interest::WRITABLE, || {
            let sent = sendmmsg(socket.as_raw_fd(), &mut headers, &slices, &addresses, [], MsgFlags::MSG_DONTWAIT)?;
            Ok(sent.count())
        })
    }

    /// Reads what is there, at most [`MOST`] packets; tells how many. Error: nothing is there, or an ICMP error about an
    /// earlier echo, which times out.
    pub(in super::super) fn receive(
        socket: &UdpSocket,
        incoming: &mut Incoming,
        mut each: impl FnMut(&[u8], IpAddr),
    ) -> io::Result<usize> {
        let mut got = Vec::with_capacity(MOST);
        let mut headers = MultiHeaders::<SockaddrStorage>::preallocate(MOST, None);
        let mut slices: Vec<[IoSliceMut<'_>; 1]> =
            incoming.0.iter_mut().map(|buffer| [IoSliceMut::new(buffer)]).collect();
        socket.try_io(Interest::READABLE, || {
            let fd = socket.as_raw_fd();
            let read = recvmmsg(fd, &mut headers, slices.iter_mut(), MsgFlags::MSG_DONTWAIT, None)?;
            got.extend(read.map(|message| (message.bytes, message.address.as_ref().and_then(address))));
            Ok(())
        })?;
        for ((octets, from), buffer) in got.iter().zip(&incoming.0) {
            if let Some(from) = from {
                each(&buffer[..(*octets).min(buffer.len())], *from);
            }
        }
        Ok(got.len())
    }

    fn address(from: &SockaddrStorage) -> Option<IpAddr> {
        let four = from.as_sockaddr_in().map(|four| IpAddr::V4(four.ip()));
        four.or_else(|| from.as_sockaddr_in6().map(|six| IpAddr::V6(six.ip())))
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "netbsd")))]
mod system {
    use super::{Incoming, MOST, Outgoing};
    use std::{
        io,
        net::{IpAddr, SocketAddr},
    };
    use tokio::net::UdpSocket;

    /// Sends packets in their order; tells how many went out. Error: the first one did not.
    pub(in super::super) fn send(socket: &UdpSocket, packets: &[Outgoing]) -> io::Result<usize> {
        for (place, one) in packets.iter().enumerate() {
            match socket.try_send_to(&one.packet, SocketAddr::new(one.to, 0)) {
                Ok(_) => {}
                Err(error) if place == 0 => return Err(error),
                Err(_) => return Ok(place),
            }
        }
        Ok(packets.len())
    }

    /// Reads what is there, at most [`MOST`] packets; tells how many. Error: nothing is there, or an ICMP error about an
    /// earlier echo, which times out.
    pub(in super::super) fn receive(
        socket: &UdpSocket,
        incoming: &mut Incoming,
        mut each: impl FnMut(&[u8], IpAddr),
    ) -> io::Result<usize> {
        for place in 0..MOST {
            match socket.try_recv_from(&mut incoming.0[0]) {
                Ok((octets, from)) => each(&incoming.0[0][..octets], from.ip()),
                Err(error) if place == 0 => return Err(error),
                Err(_) => return Ok(place),
            }
        }
        Ok(MOST)
    }
}
