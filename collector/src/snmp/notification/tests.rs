//! Notifications of every version as they are read; what is none; what hostile octets do.

use super::*;
use crate::snmp::{ber::Writer, message::varbind_list};
use proptest::prelude::*;

const IF_INDEX: &[u8] = &[0x2b, 6, 1, 2, 1, 2, 2, 1, 1, 7];
const LINK_DOWN: &[u8] = &[0x2b, 6, 1, 6, 3, 1, 1, 5, 3];
/// 1.3.6.1.4.1.318, a maker's tree.
const ENTERPRISE: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x3e];

/// A trap of v1 with these fields; no list at all where there is none.
fn v1(enterprise: &[u8], address: &[u8], generic: i32, specific: i32, list: Option<&[u8]>) -> Vec<u8> {
    let mut writer = Writer::new();
    let whole = writer.mark();
    if let Some(list) = list {
        writer.element(tag::SEQUENCE, list);
    }
    writer.unsigned(tag::TIME_TICKS, 4_294_967_295);
    writer.integer(specific);
    writer.integer(generic);
    writer.element(tag::IP_ADDRESS, address);
    writer.element(tag::OBJECT_IDENTIFIER, enterprise);
    writer.close(pdu_tag::TRAP_V1, whole);
    writer.element(tag::OCTET_STRING, b"uji");
    writer.integer(0);
    writer.close(tag::SEQUENCE, whole);
    writer.finish()
}

fn v2(pdu: u8, varbinds: &[(&[u8], Value<'_>)]) -> Vec<u8> {
    let list = varbind_list(varbinds.iter().map(|(name, value)| (*name, Some(*value))));
    message(1, b"uji", pdu, [77, 0, 0], &list)
}

#[test]
fn traps_of_v1_have_the_names_of_v2() {
    let check = |generic, specific, expected: Option<&str>| {
        let datagram = v1(ENTERPRISE, &[10, 0, 0, 9], generic, specific, Some(&[]));
        let read = decode(&datagram).map(|read| {
            assert_eq!((read.version, read.kind, read.community), (Version::V1, Kind::Trap, &b"uji"[..]));
            assert_eq!((read.uptime, read.agent), (Some(u32::MAX), Some(Ipv4Addr::new(10, 0, 0, 9))));
            read.trap.to_string()
        });
        assert_eq!(read.ok().as_deref(), expected, "{generic} {specific}");
    };
    check(0, 0, Some("1.3.6.1.6.3.1.1.5.1"));
    check(3, 0, Some("1.3.6.1.6.3.1.1.5.4"));
    check(5, 9, Some("1.3.6.1.6.3.1.1.5.6"));
    check(6, 5, Some("1.3.6.1.4.1.318.0.5"));
    check(6, i32::MAX, Some("1.3.6.1.4.1.318.0.2147483647"));
    check(6, -1, None);
    check(7, 0, None);
    check(-1, 0, None);
}

#[test]
fn a_trap_of_v1_without_varbinds() {
    for list in [None, Some(&[][..])] {
        let read = v1(ENTERPRISE, &[0; 4], 2, 0, list);
        let read = decode(&read).unwrap();
        assert_eq!((read.bound().count(), read.agent), (0, None));
    }
    // The same with lengths in their long form.
    let long = [
        &[0x30, 0x82, 0, 36, 2, 1, 0, 4, 3][..],
        b"uji",
        &[0xa4, 0x82, 0, 24, 6, 7],
        ENTERPRISE,
        &[0x40, 4, 10, 0, 0, 9, 2, 1, 2, 2, 1, 0, 0x43, 1, 5],
    ]
    .concat();
    assert_eq!(decode(&long).unwrap().uptime, Some(5));
    // An address of another length is none; the trap is one.
    let six = v1(ENTERPRISE, &[1; 16], 2, 0, None);
    assert_eq!(decode(&six).unwrap().agent, None);
    // The name of its trap would have 129 arcs.
    let arcs = [&[0x2b][..], &[1; 125]].concat();
    assert!(decode(&v1(&arcs, &[0; 4], 6, 1, None)).is_err());
    assert!(decode(&v1(&arcs[..125], &[0; 4], 6, 1, None)).is_ok());
}

#[test]
fn traps_and_informs_of_v2c() {
    let form = [(SYS_UP_TIME, Value::TimeTicks(9)), (SNMP_TRAP_OID, Value::Oid(LINK_DOWN))];
    let about = (IF_INDEX, Value::Integer(7));
    let whole = [
        form[0],
        form[1],
        about,
        (SNMP_TRAP_ADDRESS, Value::IpAddress([10, 0, 0, 9])),
        (SNMP_TRAP_COMMUNITY, Value::Octets(b"rahasia")),
        (SNMP_TRAP_ENTERPRISE, Value::Oid(ENTERPRISE)),
    ];
    for (pdu, kind) in [(pdu_tag::TRAP, Kind::Trap), (pdu_tag::INFORM, Kind::Inform)] {
        let datagram = v2(pdu, &whole);
        let read = decode(&datagram).unwrap();
        assert_eq!((read.kind, read.request_id, read.uptime), (kind, 77, Some(9)));
        assert_eq!(read.trap.as_ber(), LINK_DOWN);
        assert_eq!(read.agent, Some(Ipv4Addr::new(10, 0, 0, 9)));
        let bound: Vec<_> = read.bound().map(|varbind| (varbind.name, varbind.value())).collect();
        assert_eq!(bound, [about], "no community among what is told");
        let answer = answer(&read);
        let answer = crate::snmp::message::decode(&answer).unwrap();
        assert_eq!((answer.pdu, answer.request_id, answer.community), (pdu_tag::RESPONSE, 77, &b"uji"[..]));
        assert_eq!(answer.varbinds.len(), whole.len());
    }
    // In another order, and without a time.
    assert_eq!(decode(&v2(pdu_tag::TRAP, &[about, form[1]])).unwrap().uptime, None);
}

#[test]
fn what_is_no_notification() {
    let named = (SNMP_TRAP_OID, Value::Oid(LINK_DOWN));
    for datagram in [
        v2(pdu_tag::RESPONSE, &[named]),
        v2(pdu_tag::GET, &[named]),
        v2(pdu_tag::TRAP_V1, &[named]),
        v2(pdu_tag::TRAP, &[]),
        v2(pdu_tag::TRAP, &[(SNMP_TRAP_OID, Value::Integer(1))]),
        v2(pdu_tag::TRAP, &[(SNMP_TRAP_OID, Value::Invalid)]),
        message(0, b"uji", pdu_tag::TRAP, [1, 0, 0], &[]),
        Vec::new(),
        vec![0x30, 0x80],
    ] {
        assert_eq!(decode(&datagram).err(), Some(Fault::Malformed), "{datagram:02x?}");
    }
    assert_eq!(decode(&[0x30, 3, 2, 1, 3]).err(), Some(Fault::Version));
    let whole = v1(ENTERPRISE, &[10, 0, 0, 9], 6, 5, Some(&[]));
    for cut in 0..whole.len() {
        assert!(decode(&whole[..cut]).is_err(), "cut at {cut}");
    }
    assert_eq!(decode(&[&whole[..], &[0; 3]].concat()).unwrap().trailing, 3);
}

proptest! {
    #[test]
    fn no_octets_do_harm(octets in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = decode(&octets);
    }

    #[test]
    fn a_changed_octet_does_no_harm(place in any::<prop::sample::Index>(), octet in any::<u8>(), old in any::<bool>()) {
        let list = varbind_list([(IF_INDEX, Some(Value::Octets(&[0xff; 40])))].into_iter());
        let mut datagram = if old {
            v1(ENTERPRISE, &[10, 0, 0, 9], 6, 5, Some(&list))
        } else {
            v2(pdu_tag::INFORM, &[(SNMP_TRAP_OID, Value::Oid(LINK_DOWN)), (IF_INDEX, Value::Counter64(9))])
        };
        let place = place.index(datagram.len());
        datagram[place] = octet;
        if let Ok(read) = decode(&datagram) {
            prop_assert!(read.bound().count() <= read.varbinds.len() && read.trap.len() >= 2);
            let _ = answer(&read);
        }
    }
}
