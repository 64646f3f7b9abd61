//! The NetBIOS node status: which names a machine holds, and its MAC (RFC 1002, 4.2.17 and 4.2.18). Pure.

use model::text::clean;

/// QTYPE NBSTAT and class IN.
const NBSTAT: u16 = 0x21;
const IN: u16 = 1;
const HEADER: usize = 12;
/// A name of 15 octets, its suffix, two octets of flags.
const ENTRY: usize = 18;
/// The name is of a group, not of this machine.
const GROUP: u16 = 0x8000;
/// Suffix of the name that the machine itself goes by.
const WORKSTATION: u8 = 0;

/// What a machine says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeStatus {
    /// Its name.
    pub name: Option<String>,
    /// Its MAC, where it states one.
    pub mac: Option<String>,
}

/// A question for all names: that for `*` in first-level encoding (RFC 1001, 14.1).
pub fn question(id: u16) -> Vec<u8> {
    let mut packet = Vec::with_capacity(50);
    for field in [id, 0, 1, 0, 0, 0] {
        packet.extend(field.to_be_bytes());
    }
    packet.extend([32, b'C', b'K']);
    packet.extend([b'A'; 30]);
    packet.push(0);
    packet.extend(NBSTAT.to_be_bytes());
    packet.extend(IN.to_be_bytes());
    packet
}

/// What answers the question with this id; none in whatever does not.
pub fn answer(id: u16, packet: &[u8]) -> Option<NodeStatus> {
    let (found, flags, records) = (u16_at(packet, 0)?, u16_at(packet, 2)?, u16_at(packet, 6)?);
    // A response without error to an ordinary query; the question is not repeated in it.
    if found != id || flags & 0xf80f != 0x8000 || u16_at(packet, 4)? != 0 || records == 0 {
        return None;
    }
    let mut place = HEADER;
    loop {
        match *packet.get(place)? {
            0 => break place += 1,
            length @ 1..64 => place += 1 + usize::from(length),
            192.. => break place += 2,
            _ => return None,
        }
    }
    if (u16_at(packet, place)?, u16_at(packet, place + 2)?) != (NBSTAT, IN) {
        return None;
    }
    // Behind type, class, time to live and length: the number of names, the names, then the statistics.
    let names = place + 11;
    let count = usize::from(*packet.get(names - 1)?);
    let entries = packet.get(names..)?.chunks_exact(ENTRY).take(count);
    let own = entries.filter(|entry| entry[15] == WORKSTATION && u16_at(entry, 16).is_some_and(|f| f & GROUP == 0));
    let name = own.filter_map(|entry| clean(&entry[..15])).next();
    let unit = packet.get(names + count * ENTRY..).and_then(|rest| rest.first_chunk::<6>());
    Some(NodeStatus { name, mac: unit.filter(|mac| **mac != [0; 6]).map(mac_text) })
}

fn mac_text(mac: &[u8; 6]) -> String {
    mac.map(|octet| format!("{octet:02x}")).join(":")
}

fn u16_at(packet: &[u8], place: usize) -> Option<u16> {
    packet.get(place..)?.first_chunk().map(|octets| u16::from_be_bytes(*octets))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reply(id: u16, names: &[(&[u8; 15], u8, u16)], unit: &[u8]) -> Vec<u8> {
        let mut packet = question(id);
        packet[2..8].copy_from_slice(&[0x84, 0, 0, 0, 0, 1]);
        packet.extend([0, 0, 0, 0, 0, 0, names.len() as u8]);
        for (name, suffix, flags) in names {
            packet.extend(*name);
            packet.push(*suffix);
            packet.extend(flags.to_be_bytes());
        }
        packet.extend(unit);
        packet
    }

    #[test]
    fn a_machine_tells_its_name_and_mac() {
        let names: [(&[u8; 15], u8, u16); 3] =
            [(b"DINKES         ", 0, 0x8400), (b"PC-LOKET-1     ", 0, 0x0400), (b"PC-LOKET-1     ", 0x20, 0x0400)];
        let told = answer(9, &reply(9, &names, &[0xd4, 0xca, 0x6d, 1, 2, 3, 0, 0])).unwrap();
        assert_eq!(told, NodeStatus { name: Some("PC-LOKET-1".into()), mac: Some("d4:ca:6d:01:02:03".into()) });
        // Samba states no MAC; a machine may hold no name of its own.
        assert_eq!(answer(9, &reply(9, &names[..1], &[0; 46])), Some(NodeStatus::default()));
        assert_eq!(answer(8, &reply(9, &names, &[])), None, "another id");
        assert_eq!(answer(9, &question(9)), None, "a question");
        assert_eq!(answer(9, &[]), None);
    }

    proptest! {
        #[test]
        fn no_octets_make_it_panic(rest in prop::collection::vec(any::<u8>(), 0..120), count in any::<u8>()) {
            let mut packet = reply(9, &[], &rest);
            packet[56] = count;
            let _ = answer(9, &packet);
            let _ = answer(0, &rest);
        }
    }
}
