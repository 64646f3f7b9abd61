//! Echo packets of ICMP (RFC 792) and ICMPv6 (RFC 4443).

/// Octets of the mark that tells our echoes from those of others on a raw socket.
const MARK: usize = 8;
/// Header, mark, number, and padding up to the 56 octets of data that other tools send.
pub(super) const LENGTH: usize = 64;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

impl Family {
    const fn request(self) -> u8 {
        match self {
            Self::V4 => 8,
            Self::V6 => 128,
        }
    }

    const fn reply(self) -> u8 {
        match self {
            Self::V4 => 0,
            Self::V6 => 129,
        }
    }
}

/// An echo request that carries `mark` and `number`.
pub(super) fn request(family: Family, identifier: u16, mark: u64, number: u64) -> [u8; LENGTH] {
    let mut packet = [0; LENGTH];
    packet[0] = family.request();
    packet[4..6].copy_from_slice(&identifier.to_be_bytes());
    packet[6..8].copy_from_slice(&(number as u16).to_be_bytes());
    packet[8..8 + MARK].copy_from_slice(&mark.to_be_bytes());
    packet[8 + MARK..16 + MARK].copy_from_slice(&number.to_be_bytes());
    // ICMPv6 has its checksum from the kernel, which alone knows the source address (RFC 3542, 3.1).
    if family == Family::V4 {
        let sum = checksum(&packet);
        packet[2..4].copy_from_slice(&sum.to_be_bytes());
    }
    packet
}

/// The number in an echo reply with our mark. `with_header`: an IPv4 header stands before it, as on raw sockets.
pub(super) fn reply_number(family: Family, with_header: bool, mark: u64, octets: &[u8]) -> Option<u64> {
    let packet = match (family, with_header) {
        (Family::V4, true) => octets.get(usize::from(octets.first()? & 0x0f) * 4..)?,
        _ => octets,
    };
    let (&[kind, code, ..], body) = packet.split_first_chunk::<8>()?;
    let (found, rest) = body.split_first_chunk::<MARK>()?;
    let (number, _) = rest.split_first_chunk::<8>()?;
    let ours = kind == family.reply() && code == 0 && u64::from_be_bytes(*found) == mark;
    ours.then(|| u64::from_be_bytes(*number))
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
        let mut packet = request(Family::V4, 7, 0x1122_3344_5566_7788, 99);
        assert_eq!(checksum(&packet), 0);
        assert_eq!(reply_number(Family::V4, false, 0x1122_3344_5566_7788, &packet), None, "a request is no reply");
        packet[0] = 0;
        assert_eq!(reply_number(Family::V4, false, 0x1122_3344_5566_7788, &packet), Some(99));
        assert_eq!(reply_number(Family::V4, false, 1, &packet), None, "another's mark");
        let raw = [&[0x46; 24][..], &packet].concat();
        assert_eq!(reply_number(Family::V4, true, 0x1122_3344_5566_7788, &raw), Some(99));
        let mut six = request(Family::V6, 7, 5, 6);
        six[0] = 129;
        assert_eq!(reply_number(Family::V6, true, 5, &six), Some(6));
    }

    proptest! {
        #[test]
        fn no_octets_make_it_panic(octets in prop::collection::vec(any::<u8>(), 0..100), with_header in any::<bool>()) {
            let _ = reply_number(Family::V4, with_header, 0, &octets);
        }
    }
}
