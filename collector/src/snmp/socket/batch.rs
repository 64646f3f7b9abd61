//! Many datagrams in one system call, both ways.

use super::MAX_DATAGRAM;
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, SockaddrIn6, SockaddrLike, recvmmsg};
use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, SocketAddrAny, sendmmsg};
use std::{
    io::{self, IoSlice, IoSliceMut},
    net::{SocketAddr, SocketAddrV4, SocketAddrV6},
    os::fd::AsRawFd,
};
use tokio::net::UdpSocket;

/// Most datagrams of one call.
pub const BATCH: usize = 64;
/// For so many there is always room.
const LEAST: usize = 4;
/// Octets from one place to the next: not a power of two, so that datagrams do not drive one another out of the cache.
const APART: usize = MAX_DATAGRAM + 1600;

/// A datagram that is to be sent.
#[derive(Debug)]
pub struct Outgoing {
    /// Its octets.
    pub datagram: Vec<u8>,
    /// Where to.
    pub to: SocketAddr,
    /// Request-id, to say which one could not be sent.
    pub id: i32,
}

/// Sends the first ones of these, at most [`BATCH`]; returns how many. Error: the first one could not be sent.
pub fn send(socket: &UdpSocket, list: &[Outgoing]) -> io::Result<usize> {
    let list = &list[..list.len().min(BATCH)];
    let parts: Vec<([IoSlice<'_>; 1], SocketAddrAny)> =
        list.iter().map(|one| ([IoSlice::new(&one.datagram)], one.to.into())).collect();
    let mut nothing: Vec<SendAncillaryBuffer<'_, '_, '_>> =
        list.iter().map(|_| SendAncillaryBuffer::default()).collect();
    let headers = parts.iter().zip(&mut nothing);
    let mut headers: Vec<MMsgHdr<'_>> =
        headers.map(|((octets, to), nothing)| MMsgHdr::new_with_addr(to, octets, nothing)).collect();
    Ok(sendmmsg(socket, &mut headers, SendFlags::DONTWAIT)?)
}

/// Room for as many datagrams as one call brings.
pub struct Inbox {
    octets: Vec<u8>,
    ipv6: bool,
    /// For how many the next call makes room: twice as many as came last.
    room: usize,
}

impl Inbox {
    /// Room for those of a socket. Memory is taken by what really comes.
    pub fn new(ipv6: bool) -> Self {
        Self { octets: vec![0; BATCH * APART], ipv6, room: LEAST }
    }

    /// Takes what waits, at most [`BATCH`] datagrams. False: nothing more waits. Error: nothing waits at all, or the socket is
    /// broken.
    pub fn receive(&mut self, socket: &UdpSocket, mut take: impl FnMut(SocketAddr, &[u8])) -> io::Result<bool> {
        let octets = &mut self.octets[..self.room * APART];
        let met = if self.ipv6 {
            receive::<SockaddrIn6>(socket, octets, |from| SocketAddrV6::from(from).into())?
        } else {
            receive::<SockaddrIn>(socket, octets, |from| SocketAddrV4::from(from).into())?
        };
        let is_full = met.len() == self.room;
        self.room = (2 * met.len()).clamp(LEAST, BATCH);
        for ((length, from), octets) in met.iter().zip(self.octets.chunks(APART)) {
            if let Some(from) = from {
                take(*from, &octets[..(*length).min(octets.len())]);
            }
        }
        Ok(is_full)
    }
}

/// Length and sender of each datagram.
type Met = Vec<(usize, Option<SocketAddr>)>;

fn receive<S: SockaddrLike + Copy>(
    socket: &UdpSocket,
    octets: &mut [u8],
    address: impl Fn(S) -> SocketAddr,
) -> io::Result<Met> {
    let mut places: Vec<[IoSliceMut<'_>; 1]> = octets.chunks_mut(APART).map(|place| [IoSliceMut::new(place)]).collect();
    let mut headers = MultiHeaders::<S>::preallocate(places.len(), None);
    let met = recvmmsg(socket.as_raw_fd(), &mut headers, places.iter_mut(), MsgFlags::MSG_DONTWAIT, None)?;
    Ok(met.map(|one| (one.bytes, one.address.map(&address))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snmp::socket::open;

    #[tokio::test]
    async fn datagrams_come_as_they_went_each_to_its_own_place() {
        for (ipv6, host) in [(false, "127.0.0.1"), (true, "::1")] {
            let (Ok(sender), Ok(receiver)) = (open(ipv6), open(ipv6)) else { continue };
            let port = receiver.local_addr().unwrap().port();
            let to = SocketAddr::new(host.parse().unwrap(), port);
            let datagram = |n: usize| vec![n as u8; n * 37 % 1400];
            let list: Vec<Outgoing> = (0..100).map(|n| Outgoing { datagram: datagram(n), to, id: n as i32 }).collect();
            let first = send(&sender, &list).unwrap();
            assert_eq!(first, BATCH, "a call takes no more");
            assert_eq!(send(&sender, &list[first..]).unwrap(), list.len() - first);
            let mut inbox = Inbox::new(ipv6);
            let mut came = Vec::new();
            while came.len() < list.len() {
                receiver.readable().await.unwrap();
                let take = |from: SocketAddr, octets: &[u8]| came.push((from, octets.to_vec()));
                if let Err(error) = receiver.try_io(tokio::io::Interest::READABLE, || inbox.receive(&receiver, take)) {
                    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
                }
            }
            let from = SocketAddr::new(host.parse().unwrap(), sender.local_addr().unwrap().port());
            for (n, (sender, octets)) in came.iter().enumerate() {
                assert_eq!((*sender, octets), (from, &datagram(n)));
            }
        }
    }

    #[tokio::test]
    async fn the_first_that_cannot_be_sent_is_an_error_and_those_before_it_went() {
        let (sender, receiver) = (open(false).unwrap(), open(false).unwrap());
        let good = SocketAddr::new([127, 0, 0, 1].into(), receiver.local_addr().unwrap().port());
        let one = |to| Outgoing { datagram: vec![1], to, id: 1 };
        let list = [one(good), one("255.255.255.255:161".parse().unwrap()), one(good)];
        assert_eq!(send(&sender, &list).unwrap(), 1);
        assert!(send(&sender, &list[1..]).is_err());
        assert_eq!(send(&sender, &list[2..]).unwrap(), 1);
    }
}
