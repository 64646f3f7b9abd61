//! ICMP echoes to an IPv4 address: on an unprivileged datagram socket where the system has it, else on a raw one.

use super::window::Asked;
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    hash::{BuildHasher, RandomState},
    io::{self, Read},
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

/// Octets of the mark that tells our echoes from those of others.
const MARK: usize = 8;
/// Header, mark, number, and padding up to the 56 octets of data that other tools send.
const LENGTH: usize = 64;
/// Between two echoes to one target.
const GAP: Duration = Duration::from_millis(100);

/// Sends `count` echoes and waits `patience` for the answers. None: this process may send none.
pub fn echo(target: Ipv4Addr, count: u32, patience: Duration) -> Option<Asked> {
    let (socket, raw) = open()?;
    let mark = RandomState::new().hash_one(target);
    let mut line = Line { socket, raw, mark, sent: Vec::new(), trips: Vec::new() };
    for number in 0..count {
        line.send(target, number);
        let last = number + 1 == count;
        line.listen(Instant::now() + if last { patience } else { GAP }, count);
    }
    let received = line.trips.len() as u32;
    let mean = line.trips.iter().map(|(_, trip)| trip.as_secs_f64() * 1000.0).sum::<f64>() / f64::from(received);
    Some(Asked { sent: count, received, refused: false, rtt_ms: (received > 0).then_some(mean) })
}

fn open() -> Option<(Socket, bool)> {
    let icmp = Some(Protocol::ICMPV4);
    match Socket::new(Domain::IPV4, Type::DGRAM, icmp) {
        Ok(socket) => Some((socket, false)),
        Err(_) => Some((Socket::new(Domain::IPV4, Type::RAW, icmp).ok()?, true)),
    }
}

/// Echoes to one target under way.
struct Line {
    socket: Socket,
    raw: bool,
    mark: u64,
    sent: Vec<Instant>,
    trips: Vec<(u32, Duration)>,
}

impl Line {
    /// An echo that cannot leave (no route, no carrier) is a lost one.
    fn send(&mut self, target: Ipv4Addr, number: u32) {
        let packet = request(self.mark, number);
        self.sent.push(Instant::now());
        let _lost = self.socket.send_to(&packet, &SocketAddr::from((target, 0)).into());
    }

    /// Listens until `end`, or until all `count` have answered.
    fn listen(&mut self, end: Instant, count: u32) {
        while self.trips.len() < count as usize && self.sent.len() > self.trips.len() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || self.socket.set_read_timeout(Some(left)).is_err() {
                return;
            }
            let mut octets = [0; 256];
            let read = (&self.socket).read(&mut octets);
            match read {
                Ok(length) => self.take(&octets[..length]),
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => return,
                // An ICMP error about one of our echoes: that one is lost, the others may still come.
                Err(_) => {}
            }
        }
    }

    fn take(&mut self, octets: &[u8]) {
        let Some(number) = reply_number(self.raw, self.mark, octets) else {
            return;
        };
        let is_new = self.trips.iter().all(|(seen, _)| *seen != number);
        if let Some(sent) = self.sent.get(number as usize).filter(|_| is_new) {
            self.trips.push((number, sent.elapsed()));
        }
    }
}

/// An echo request that carries `mark` and `number`.
fn request(mark: u64, number: u32) -> [u8; LENGTH] {
    let mut packet = [0; LENGTH];
    packet[0] = 8;
    packet[4..6].copy_from_slice(&(mark as u16).to_be_bytes());
    packet[6..8].copy_from_slice(&(number as u16).to_be_bytes());
    packet[8..8 + MARK].copy_from_slice(&mark.to_be_bytes());
    packet[8 + MARK..12 + MARK].copy_from_slice(&number.to_be_bytes());
    let sum = checksum(&packet);
    packet[2..4].copy_from_slice(&sum.to_be_bytes());
    packet
}

/// The number in an echo reply with our mark. `with_header`: an IPv4 header stands before it, as on raw sockets.
fn reply_number(with_header: bool, mark: u64, octets: &[u8]) -> Option<u32> {
    let packet = if with_header { octets.get(usize::from(octets.first()? & 0x0f) * 4..)? } else { octets };
    let (&[kind, code, ..], body) = packet.split_first_chunk::<8>()?;
    let (found, rest) = body.split_first_chunk::<MARK>()?;
    let (number, _) = rest.split_first_chunk::<4>()?;
    let ours = kind == 0 && code == 0 && u64::from_be_bytes(*found) == mark;
    ours.then(|| u32::from_be_bytes(*number))
}

/// The Internet checksum (RFC 1071).
fn checksum(octets: &[u8]) -> u16 {
    let sum: u32 = octets.chunks(2).map(|pair| u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0))).sum();
    let folded = (sum & 0xffff) + (sum >> 16);
    !((folded & 0xffff) + (folded >> 16)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reply_leads_back_to_its_request() {
        let mut packet = request(77, 2);
        assert_eq!(checksum(&packet), 0);
        assert_eq!(reply_number(false, 77, &packet), None, "a request is no reply");
        packet[0] = 0;
        assert_eq!(reply_number(false, 77, &packet), Some(2));
        assert_eq!(reply_number(false, 78, &packet), None, "another's mark");
        let raw = [&[0x46; 24][..], &packet].concat();
        assert_eq!(reply_number(true, 77, &raw), Some(2));
    }

    #[test]
    fn this_machine_answers_itself() {
        let Some(asked) = echo(Ipv4Addr::LOCALHOST, 3, Duration::from_secs(2)) else {
            eprintln!("SKIPPED: neither kind of ICMP socket is permitted here");
            return;
        };
        assert_eq!((asked.sent, asked.received), (3, 3));
        assert!(asked.rtt_ms.is_some_and(|trip| trip < 1000.0));
    }

    proptest! {
        #[test]
        fn any_packet_is_survived(raw in any::<bool>(), octets in prop::collection::vec(any::<u8>(), 0..100)) {
            reply_number(raw, 7, &octets);
        }
    }
}
