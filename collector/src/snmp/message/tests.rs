//! Messages as they are written and read.

use super::*;
use crate::snmp::Oid;
use proptest::prelude::*;

const NAME: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 3, 0];

fn read<'a>(message: &Message<'a>) -> Vec<(&'a [u8], Value<'a>)> {
    message.varbinds.iter().map(|varbind| (varbind.name, varbind.value())).collect()
}

fn response() -> Vec<u8> {
    let list = varbind_list([(NAME, Some(Value::TimeTicks(7)))].into_iter());
    message(1, b"public", pdu_tag::RESPONSE, [77, 0, 0], &list)
}

/// A message of a known client tool, octet for octet: GET sysUpTime.0, community public, request-id 1.
#[test]
fn a_request_looks_as_the_standard_has_it() {
    let list = name_list([NAME].into_iter());
    let expected = [
        &[0x30, 38, 2, 1, 1, 4, 6][..],
        b"public",
        &[0xa0, 25, 2, 1, 1, 2, 1, 0, 2, 1, 0, 0x30, 14, 0x30, 12, 6, 8],
        NAME,
        &[5, 0],
    ]
    .concat();
    assert_eq!(request(Version::V2c, b"public", Pdu::Get, 1, &list), expected);
}

#[test]
fn a_response_is_decoded_whole() {
    let bytes = response();
    let message = decode(&bytes).unwrap();
    assert_eq!(
        (message.version, message.community, message.pdu, message.request_id),
        (1, &b"public"[..], pdu_tag::RESPONSE, 77)
    );
    assert_eq!(read(&message), [(NAME, Value::TimeTicks(7))]);
    let trailed = [&bytes[..], &[1, 2, 3]].concat();
    assert_eq!(decode(&trailed).unwrap().trailing, 3);
}

#[test]
fn what_is_no_message() {
    let whole = response();
    for cut in 0..whole.len() {
        assert_eq!(decode(&whole[..cut]).err(), Some(Fault::Malformed), "cut at {cut}");
    }
    let nested = (0..2000).fold(vec![], |inner: Vec<u8>, _| {
        let mut writer = Writer::new();
        writer.element(tag::SEQUENCE, &inner);
        writer.finish()
    });
    assert_eq!(decode(&nested).err(), Some(Fault::Malformed));
    assert_eq!(decode(&[0x30, 3, 2, 1, 3]).err(), Some(Fault::Version));
    let long_id =
        [&[0x30, 20, 2, 1, 1, 4, 0, 0xa2, 13][..], &[2, 5, 0, 0, 0, 0, 1, 2, 1, 0, 2, 1, 0, 0x30, 0]].concat();
    assert_eq!(decode(&long_id).err(), Some(Fault::Malformed));
    let big_arc = &[0x2b, 6, 1, 4, 1, 0x8f, 0xff, 0xff, 0xff, 0xff, 0x7f][..];
    let list = varbind_list([(big_arc, None)].into_iter());
    assert_eq!(decode(&message(1, b"", pdu_tag::RESPONSE, [1, 0, 0], &list)).err(), Some(Fault::Malformed));
}

#[test]
fn the_number_of_varbinds_has_a_limit() {
    for (count, fits) in [(MAX_VARBINDS, true), (MAX_VARBINDS + 1, false)] {
        let list = name_list(std::iter::repeat_n(NAME, count));
        assert_eq!(decode(&message(1, b"", pdu_tag::RESPONSE, [1, 0, 0], &list)).is_ok(), fits, "{count}");
    }
}

fn any_value() -> impl Strategy<Value = (u8, u64, Vec<u8>)> {
    (0u8..10, any::<u64>(), prop::collection::vec(any::<u8>(), 0..50))
}

fn value_of((kind, number, octets): &(u8, u64, Vec<u8>)) -> Value<'_> {
    match kind {
        0 => Value::Integer(*number as i32),
        1 => Value::Counter32(*number as u32),
        2 => Value::Gauge32(*number as u32),
        3 => Value::TimeTicks(*number as u32),
        4 => Value::Counter64(*number),
        5 => Value::Oid(NAME),
        6 => Value::IpAddress((*number as u32).to_be_bytes()),
        7 => Value::Opaque(octets),
        8 => Value::EndOfMibView,
        _ => Value::Octets(octets),
    }
}

proptest! {
    #[test]
    fn a_request_is_the_same_from_either_end(
        community in prop::collection::vec(any::<u8>(), 0..300),
        names in prop::collection::vec(prop::collection::vec(1u8..127, 1..200), 0..40),
        (id, non_repeaters, repetitions) in (any::<i32>(), any::<u32>(), any::<u32>()),
    ) {
        let list = name_list(names.iter().map(|name| &name[..]));
        prop_assert_eq!(&list, &varbind_list(names.iter().map(|name| (&name[..], None))));
        for pdu in [Pdu::Get, Pdu::GetNext, Pdu::GetBulk { non_repeaters, repetitions }] {
            let (tag, numbers) = form(pdu, id);
            let whole = message(1, &community, tag, numbers, &list);
            prop_assert_eq!(request(Version::V2c, &community, pdu, id, &list), whole);
        }
    }

    #[test]
    fn what_is_written_is_decoded(id in any::<i32>(), status in any::<i32>(), community in prop::collection::vec(any::<u8>(), 0..40),
            rows in prop::collection::vec((prop::collection::vec(any::<u32>(), 0..12), any_value()), 0..60)) {
        let root: Oid = "1.3.6".parse().unwrap();
        let names: Vec<Oid> = rows.iter().map(|(arcs, _)| root.child(arcs)).collect();
        let varbinds: Vec<_> = names.iter().zip(&rows).map(|(name, (_, value))| (name.as_ber(), value_of(value))).collect();
        let list = varbind_list(varbinds.iter().map(|(name, value)| (*name, Some(*value))));
        let bytes = message(1, &community, pdu_tag::RESPONSE, [id, status, 0], &list);
        let decoded = decode(&bytes).unwrap();
        prop_assert_eq!((decoded.request_id, decoded.error_status, decoded.community), (id, status, &community[..]));
        prop_assert_eq!(decoded.varbinds.len(), varbinds.len());
        prop_assert_eq!(read(&decoded), varbinds);
    }

    #[test]
    fn no_octets_make_it_panic(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&octets);
    }

    #[test]
    fn a_damaged_response_never_loses_varbinds_silently(at in any::<prop::sample::Index>(), octet in any::<u8>()) {
        let mut bytes = response();
        let place = at.index(bytes.len());
        bytes[place] = octet;
        if let Ok(message) = decode(&bytes) {
            prop_assert_eq!(message.varbinds.iter().count(), message.varbinds.len());
        }
    }
}
