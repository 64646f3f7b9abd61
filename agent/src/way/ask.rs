//! Questions by TCP, and to name servers by DNS over UDP.

use super::window::Asked;
use std::{
    hash::{BuildHasher, RandomState},
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket},
    time::{Duration, Instant},
};

/// Port of name servers.
const DNS_PORT: u16 = 53;
/// Largest answer read; without EDNS0 a server sends no more.
const DNS_ANSWER_MAX: usize = 512;
/// Longest name that is asked for (RFC 1035).
const NAME_MAX: usize = 253;
const LABEL_MAX: usize = 63;

/// Opens a connection and closes it, once more when the first try is not answered. A refusal is an answer of the host.
pub fn connect(address: SocketAddr, tries: u32, patience: Duration) -> Asked {
    let mut asked = Asked::default();
    for _ in 0..tries {
        let begun = Instant::now();
        asked.sent += 1;
        match TcpStream::connect_timeout(&address, patience) {
            Ok(_) => {
                asked.received += 1;
                asked.rtt_ms = Some(begun.elapsed().as_secs_f64() * 1000.0);
                return asked;
            }
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                asked.refused = true;
                return asked;
            }
            // No route, no carrier: trying again at once changes nothing.
            Err(error) if error.kind() != io::ErrorKind::TimedOut => return asked,
            Err(_) => {}
        }
    }
    asked
}

/// What a name server says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved {
    /// How the question went.
    pub asked: Asked,
    /// IPv4 addresses of the name.
    pub addresses: Vec<Ipv4Addr>,
}

/// Asks a name server for the IPv4 addresses of a name, once more when the first question is not answered.
pub fn resolve(server: IpAddr, name: &str, tries: u32, patience: Duration) -> Resolved {
    let mut resolved = Resolved::default();
    for _ in 0..tries {
        resolved.asked.sent += 1;
        let begun = Instant::now();
        let Some((code, addresses)) = query(SocketAddr::new(server, DNS_PORT), name, patience) else {
            continue;
        };
        // No such name is an answer; a server that fails or refuses (RFC 1035, 4.1.1) is there but of no use.
        if matches!(code, 0 | 3) {
            resolved.asked.received = 1;
            resolved.asked.rtt_ms = Some(begun.elapsed().as_secs_f64() * 1000.0);
        } else {
            resolved.asked.refused = true;
        }
        resolved.addresses = addresses;
        return resolved;
    }
    resolved
}

/// Response code and addresses; none: no answer in time.
fn query(server: SocketAddr, name: &str, patience: Duration) -> Option<(u8, Vec<Ipv4Addr>)> {
    let id = RandomState::new().hash_one(name) as u16;
    let question = question(id, name)?;
    let any: SocketAddr = if server.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0_u16; 8], 0).into() };
    let socket = UdpSocket::bind(any).ok()?;
    // Connected: only this server's answers arrive, and a closed port is told at once.
    socket.connect(server).ok()?;
    socket.send(&question).ok()?;
    let end = Instant::now() + patience;
    let mut octets = [0; DNS_ANSWER_MAX];
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        socket.set_read_timeout(Some(left)).ok()?;
        let length = socket.recv(&mut octets).ok()?;
        if let Some(answer) = answer(id, &octets[..length]) {
            return Some(answer);
        }
    }
}

/// A question for A with recursion desired; none: the text is no host name.
fn question(id: u16, name: &str) -> Option<Vec<u8>> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.is_empty() || name.len() > NAME_MAX {
        return None;
    }
    let mut octets = id.to_be_bytes().to_vec();
    octets.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for label in name.split('.') {
        let length = u8::try_from(label.len()).ok().filter(|length| (1..=LABEL_MAX).contains(&usize::from(*length)))?;
        octets.push(length);
        octets.extend(label.as_bytes());
    }
    octets.extend([0, 0, 1, 0, 1]);
    Some(octets)
}

/// Response code and addresses of an answer to the question of this id; none: it is none.
fn answer(id: u16, octets: &[u8]) -> Option<(u8, Vec<Ipv4Addr>)> {
    let word = |at: usize| Some(u16::from_be_bytes([*octets.get(at)?, *octets.get(at + 1)?]));
    let flags = word(2)?;
    if word(0)? != id || flags & 0x8000 == 0 {
        return None;
    }
    let (questions, answers) = (word(4)?, word(6)?);
    let mut at = 12;
    for _ in 0..questions {
        at = behind_name(octets, at)? + 4;
    }
    let mut addresses = Vec::new();
    for _ in 0..answers {
        // An answer that ends early gives what it holds.
        let Some((next, address)) = record(octets, at) else { break };
        addresses.extend(address);
        at = next;
    }
    Some(((flags & 0xf) as u8, addresses))
}

/// The place behind a resource record, and its address when it is an A record of the internet.
fn record(octets: &[u8], at: usize) -> Option<(usize, Option<Ipv4Addr>)> {
    let at = behind_name(octets, at)?;
    let head = octets.get(at..at + 10)?;
    let length = usize::from(u16::from_be_bytes([head[8], head[9]]));
    let data = octets.get(at + 10..at + 10 + length)?;
    let address = <[u8; 4]>::try_from(data).ok().filter(|_| head[..4] == [0, 1, 0, 1]).map(Ipv4Addr::from);
    Some((at + 10 + length, address))
}

/// The place behind a name; a pointer ends it.
fn behind_name(octets: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *octets.get(at)? {
            0 => return Some(at + 1),
            pointer if pointer >= 0xc0 => return Some(at + 2),
            length => at += 1 + usize::from(length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::TcpListener;

    #[test]
    fn connections() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = connect(address, 2, Duration::from_secs(2));
        assert_eq!((asked.sent, asked.received, asked.refused), (1, 1, false));
        drop(listener);
        let asked = connect(address, 2, Duration::from_secs(2));
        assert_eq!((asked.sent, asked.received, asked.refused), (1, 0, true));
    }

    #[test]
    fn questions_and_answers() {
        let asked = question(7, "pantau.kab.go.id").unwrap();
        assert_eq!(&asked[..2], &[0, 7]);
        for wrong in ["", "a..b", &"a".repeat(64), &"a.".repeat(200)] {
            assert_eq!(question(7, wrong), None, "{wrong}");
        }
        // The same with an alias and an address behind it, names as pointers.
        let mut answered = asked.clone();
        answered[2..8].copy_from_slice(&[0x81, 0x80, 0, 1, 0, 2]);
        answered.extend([0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xc0, 12]);
        answered.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 1, 1, 5]);
        assert_eq!(answer(7, &answered), Some((0, vec![Ipv4Addr::new(10, 1, 1, 5)])));
        assert_eq!(answer(8, &answered), None, "another's answer");
        assert_eq!(answer(7, &asked), None, "a question is no answer");
        answered[3] = 0x82;
        assert_eq!(answer(7, &answered).map(|(code, _)| code), Some(2));
    }

    proptest! {
        #[test]
        fn any_answer_is_survived(octets in prop::collection::vec(any::<u8>(), 0..120)) {
            let id = octets.first_chunk::<2>().map_or(0, |id| u16::from_be_bytes(*id));
            answer(id, &octets);
        }
    }
}
