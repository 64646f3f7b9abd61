//! The name of an address: the one question and its answer, as DNS (RFC 1035) and mDNS (RFC 6762) write them. Pure.

use model::text::clean;
use std::net::IpAddr;

/// QTYPE PTR and QCLASS IN (RFC 1035, 3.2).
const PTR: u16 = 12;
const IN: u16 = 1;
/// The top bit of the class: "answer me alone" in a question, "flush your cache" in a record of mDNS.
const TOP_BIT: u16 = 0x8000;
/// Recursion desired.
const RECURSION: u16 = 0x0100;
const HEADER: usize = 12;
/// Longest name, octets, and most labels that one can have.
const LONGEST: usize = 255;
const MOST_LABELS: usize = 128;
/// Most records looked at.
const MOST_RECORDS: u16 = 64;

/// Which of the two is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// To a resolver.
    Dns,
    /// To the device itself, port 5353: "one-shot" (RFC 6762, 5.1).
    Mdns,
}

/// The name under which the names of an address stand (RFC 1035, 3.5; RFC 3596, 2.5).
pub fn reverse(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(v6) => {
            let nibbles = v6.octets().into_iter().rev().flat_map(|octet| [octet & 15, octet >> 4]);
            nibbles.map(|nibble| format!("{nibble:x}.")).chain(["ip6.arpa".to_owned()]).collect()
        }
    }
}

/// A question for the name of this address.
pub fn question(dialect: Dialect, id: u16, address: IpAddr) -> Vec<u8> {
    let (flags, class) = match dialect {
        Dialect::Dns => (RECURSION, IN),
        Dialect::Mdns => (0, IN | TOP_BIT),
    };
    let mut packet = Vec::with_capacity(96);
    for field in [id, flags, 1, 0, 0, 0] {
        packet.extend(field.to_be_bytes());
    }
    for label in reverse(address).split('.') {
        // A label of a reverse name has at most 7 octets.
        packet.push(label.len() as u8);
        packet.extend(label.as_bytes());
    }
    packet.push(0);
    packet.extend(PTR.to_be_bytes());
    packet.extend(class.to_be_bytes());
    packet
}

/// The name that answers the question with this id for this address; none in whatever does not.
pub fn answer(dialect: Dialect, id: u16, address: IpAddr, packet: &[u8]) -> Option<String> {
    let found = u16_at(packet, 0)?;
    let flags = u16_at(packet, 2)?;
    // A response (QR), an ordinary one (opcode), without error (rcode). Devices answer mDNS with their own id, which is 0.
    let ours = found == id || dialect == Dialect::Mdns && found == 0;
    if !ours || flags & 0xf80f != 0x8000 {
        return None;
    }
    let (questions, records) = (u16_at(packet, 4)?, u16_at(packet, 6)?);
    let wanted = reverse(address);
    let mut place = HEADER;
    for _ in 0..questions.min(MOST_RECORDS) {
        place = name(packet, place)?.1 + 4;
    }
    for _ in 0..records.min(MOST_RECORDS) {
        let (owner, after) = name(packet, place)?;
        let (kind, class, length) = (u16_at(packet, after)?, u16_at(packet, after + 2)?, u16_at(packet, after + 8)?);
        let content = after + 10;
        place = content + usize::from(length);
        if kind == PTR && class & !TOP_BIT == IN && owner.eq_ignore_ascii_case(wanted.as_bytes()) {
            let (target, end) = name(packet, content)?;
            return (end <= place).then(|| clean(&target)).flatten();
        }
    }
    None
}

fn u16_at(packet: &[u8], place: usize) -> Option<u16> {
    packet.get(place..)?.first_chunk().map(|octets| u16::from_be_bytes(*octets))
}

/// The name at this place, without its last dot, and where it ends. A pointer may only lead backwards, so every chain ends.
fn name(packet: &[u8], place: usize) -> Option<(Vec<u8>, usize)> {
    let (mut out, mut at, mut end) = (Vec::new(), place, None);
    for _ in 0..MOST_LABELS {
        let length = usize::from(*packet.get(at)?);
        match length {
            0 => return Some((out, end.unwrap_or(at + 1))),
            1..64 => {
                if !out.is_empty() {
                    out.push(b'.');
                }
                out.extend(packet.get(at + 1..at + 1 + length)?);
                at += 1 + length;
            }
            192.. => {
                let to = usize::from(u16_at(packet, at)? & 0x3fff);
                end.get_or_insert(at + 2);
                if to >= at {
                    return None;
                }
                at = to;
            }
            _ => return None,
        }
        if out.len() > LONGEST {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ADDRESS: [u8; 4] = [10, 21, 7, 9];

    /// An answer to our question, its owner written by a pointer as everybody does.
    fn reply(dialect: Dialect, id: u16, target: &[u8]) -> Vec<u8> {
        let mut packet = question(dialect, id, ADDRESS.into());
        packet[2] |= 0x80;
        packet[7] = 1;
        packet.extend([0xc0, 12, 0, 12, 0x80, 1, 0, 0, 0, 60, 0, target.len() as u8]);
        packet.extend(target);
        packet
    }

    #[test]
    fn the_name_of_an_address() {
        assert_eq!(reverse(ADDRESS.into()), "9.7.21.10.in-addr.arpa");
        let v6 = reverse("2001:db8::1".parse().unwrap());
        assert_eq!(v6, format!("1.{}8.b.d.0.1.0.0.2.ip6.arpa", "0.".repeat(23)));
        let target = b"\x06ap-tu1\x06dinkes\x02id\0";
        for dialect in [Dialect::Dns, Dialect::Mdns] {
            let packet = reply(dialect, 7, target);
            assert_eq!(answer(dialect, 7, ADDRESS.into(), &packet).as_deref(), Some("ap-tu1.dinkes.id"));
            assert_eq!(answer(dialect, 7, [10, 21, 7, 8].into(), &packet), None, "of another address");
            assert_eq!(answer(dialect, 7, ADDRESS.into(), &question(dialect, 7, ADDRESS.into())), None, "a question");
        }
        assert_eq!(answer(Dialect::Dns, 8, ADDRESS.into(), &reply(Dialect::Dns, 7, target)), None, "another id");
        assert!(answer(Dialect::Mdns, 8, ADDRESS.into(), &reply(Dialect::Mdns, 0, target)).is_some());
        let mut failed = reply(Dialect::Dns, 7, target);
        failed[3] = 3;
        assert_eq!(answer(Dialect::Dns, 7, ADDRESS.into(), &failed), None, "NXDOMAIN");
    }

    #[test]
    fn names_that_do_not_end() {
        for target in [&b"\xc0\x3f"[..], b"\x01a\xc0\x3f", b"\x3fa", b"\x40", b""] {
            assert_eq!(answer(Dialect::Dns, 7, ADDRESS.into(), &reply(Dialect::Dns, 7, target)), None, "{target:?}");
        }
        // Escape codes in a name come out inert.
        let steering = reply(Dialect::Dns, 7, b"\x04\x1b[2J\0");
        assert_eq!(answer(Dialect::Dns, 7, ADDRESS.into(), &steering).as_deref(), Some("\\x1b[2J"));
    }

    proptest! {
        #[test]
        fn no_octets_make_it_panic(packet in prop::collection::vec(any::<u8>(), 0..200), ours in any::<bool>()) {
            let packet = if ours { reply(Dialect::Mdns, 0, &packet[..packet.len().min(255)]) } else { packet };
            let _ = answer(Dialect::Mdns, 0, ADDRESS.into(), &packet);
        }
    }
}
