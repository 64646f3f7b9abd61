//! Messages of SNMPv1 and v2c, and the PDUs of all versions: requests are written, responses are decoded whole before anything of them is used.

use super::{
    ber::{Malformed, Reader, Writer, tag},
    oid::is_canonical,
    value::Value,
};

/// Most varbinds of one answer (`reliability.md` 13.3).
pub const MAX_VARBINDS: usize = 1000;

/// Version of the message form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// SNMPv1 (RFC 1157).
    V1,
    /// SNMPv2c (RFC 1901).
    #[default]
    V2c,
    /// SNMPv3 (RFC 3412), with the User-based Security Model.
    V3,
}

impl Version {
    /// The number in the message.
    pub const fn number(self) -> i32 {
        match self {
            Self::V1 => 0,
            Self::V2c => 1,
            Self::V3 => 3,
        }
    }

    /// The word of the device record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::V1 => "1",
            Self::V2c => "2c",
            Self::V3 => "3",
        }
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pdu {
    /// The objects of these very names.
    Get,
    /// The object behind each name.
    GetNext,
    /// The object behind each of the first names, and several rows behind the others.
    GetBulk {
        /// How many of the names are asked once.
        non_repeaters: u32,
        /// Rows wanted of the others.
        repetitions: u32,
    },
}

/// Tags of PDUs (RFC 3416, 3).
pub mod pdu_tag {
    #![allow(missing_docs)]
    pub const GET: u8 = 0xa0;
    pub const GET_NEXT: u8 = 0xa1;
    pub const RESPONSE: u8 = 0xa2;
    pub const TRAP_V1: u8 = 0xa4;
    pub const GET_BULK: u8 = 0xa5;
    pub const REPORT: u8 = 0xa8;
}

/// The content of a varbind list that asks for `names`; it stays the same in every retry.
pub fn name_list<'a>(names: impl DoubleEndedIterator<Item = &'a [u8]>) -> Vec<u8> {
    varbind_list(names.map(|name| (name, None)))
}

/// The content of a varbind list; a name without a value gets NULL.
pub fn varbind_list<'a>(varbinds: impl DoubleEndedIterator<Item = (&'a [u8], Option<Value<'a>>)>) -> Vec<u8> {
    let mut writer = Writer::new();
    for (name, value) in varbinds.rev() {
        let mark = writer.mark();
        match value {
            Some(value) => value.write(&mut writer),
            None => writer.element(tag::NULL, &[]),
        }
        writer.element(tag::OBJECT_IDENTIFIER, name);
        writer.close(tag::SEQUENCE, mark);
    }
    writer.finish()
}

/// One whole request.
pub fn request(version: Version, community: &[u8], pdu: Pdu, request_id: i32, list: &[u8]) -> Vec<u8> {
    let (tag, numbers) = form(pdu, request_id);
    message(version.number(), community, tag, numbers, list)
}

/// Tag and numbers of a request.
fn form(pdu: Pdu, request_id: i32) -> (u8, [i32; 3]) {
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    match pdu {
        Pdu::Get => (pdu_tag::GET, [request_id, 0, 0]),
        Pdu::GetNext => (pdu_tag::GET_NEXT, [request_id, 0, 0]),
        Pdu::GetBulk { non_repeaters, repetitions } => {
            (pdu_tag::GET_BULK, [request_id, count(non_repeaters), count(repetitions)])
        }
    }
}

/// Writes the PDU of a request.
pub(super) fn write_request(writer: &mut Writer, pdu: Pdu, request_id: i32, list: &[u8]) {
    let (tag, numbers) = form(pdu, request_id);
    write_pdu(writer, tag, numbers, list);
}

fn write_pdu(writer: &mut Writer, pdu: u8, numbers: [i32; 3], list: &[u8]) {
    let mark = writer.mark();
    writer.element(tag::SEQUENCE, list);
    for number in numbers.into_iter().rev() {
        writer.integer(number);
    }
    writer.close(pdu, mark);
}

/// One whole message of any kind; `numbers` are request-id, error-status or non-repeaters, error-index or repetitions.
pub fn message(version: i32, community: &[u8], pdu: u8, numbers: [i32; 3], list: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    let whole = writer.mark();
    write_pdu(&mut writer, pdu, numbers, list);
    writer.element(tag::OCTET_STRING, community);
    writer.integer(version);
    writer.close(tag::SEQUENCE, whole);
    writer.finish()
}

/// A decoded message, lent from its datagram.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// 0 for v1, 1 for v2c.
    pub version: i32,
    /// Community.
    pub community: &'a [u8],
    /// Tag of the PDU.
    pub pdu: u8,
    /// request-id.
    pub request_id: i32,
    /// error-status; non-repeaters in a GETBULK.
    pub error_status: i32,
    /// error-index, a hint; repetitions in a GETBULK.
    pub error_index: i32,
    /// The varbinds, all checked.
    pub varbinds: Varbinds<'a>,
    /// Octets behind the message.
    pub trailing: usize,
}

/// Why a datagram is no message of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It breaks the encoding rules.
    Malformed,
    /// Its version has another form.
    Version,
}

impl From<Malformed> for Fault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// Decodes a whole datagram (`reliability.md` 5.1, rule 2). Nothing is allocated.
pub fn decode(datagram: &[u8]) -> Result<Message<'_>, Fault> {
    let mut outer = Reader::new(datagram);
    let mut body = Reader::new(outer.expect(tag::SEQUENCE)?);
    let trailing = outer.rest().len();
    let version = body.integer()?;
    if !matches!(version, 0 | 1) {
        return Err(Fault::Version);
    }
    let community = body.expect(tag::OCTET_STRING)?;
    let (pdu, content) = body.element()?;
    if !(pdu_tag::GET..=pdu_tag::REPORT).contains(&pdu) || !body.rest().is_empty() {
        return Err(Fault::Malformed);
    }
    if pdu == pdu_tag::TRAP_V1 {
        // A trap of v1 has other fields; whoever asked only needs to know that it is no response.
        let varbinds = Varbinds { list: &[], count: 0 };
        return Ok(Message {
            version,
            community,
            pdu,
            request_id: 0,
            error_status: 0,
            error_index: 0,
            varbinds,
            trailing,
        });
    }
    let ([request_id, error_status, error_index], varbinds) = read_pdu(content)?;
    Ok(Message { version, community, pdu, request_id, error_status, error_index, varbinds, trailing })
}

/// Numbers and varbinds of a PDU, read to its end.
pub(super) fn read_pdu(content: &[u8]) -> Result<([i32; 3], Varbinds<'_>), Malformed> {
    let mut fields = Reader::new(content);
    let numbers = [fields.integer()?, fields.integer()?, fields.integer()?];
    let varbinds = Varbinds::checked(fields.expect(tag::SEQUENCE)?)?;
    if fields.rest().is_empty() { Ok((numbers, varbinds)) } else { Err(Malformed) }
}

/// A varbind list that was checked: iterating it cannot fail.
#[derive(Clone, Copy, Debug)]
pub struct Varbinds<'a> {
    list: &'a [u8],
    count: usize,
}

impl<'a> Varbinds<'a> {
    fn checked(list: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(list);
        let mut count = 0;
        while !reader.rest().is_empty() {
            let varbind = varbind(&mut reader)?;
            count += 1;
            if count > MAX_VARBINDS || !is_canonical(varbind.name) {
                return Err(Malformed);
            }
        }
        Ok(Self { list, count })
    }

    /// The list of a request of ours, which needs no check.
    pub fn of_request(list: &'a [u8]) -> Self {
        Self::checked(list).unwrap_or(Self { list: &[], count: 0 })
    }

    /// How many.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// True without any.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Varbind<'a>> + use<'a> {
        let mut reader = Reader::new(self.list);
        std::iter::from_fn(move || varbind(&mut reader).ok())
    }
}

/// A name and an element that nobody has judged yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Varbind<'a> {
    /// Canonical content of the name.
    pub name: &'a [u8],
    /// Tag of the value.
    pub tag: u8,
    /// Content of the value.
    pub content: &'a [u8],
}

impl<'a> Varbind<'a> {
    /// The value.
    pub fn value(&self) -> Value<'a> {
        Value::from_element(self.tag, self.content)
    }
}

fn varbind<'a>(reader: &mut Reader<'a>) -> Result<Varbind<'a>, Malformed> {
    let mut pair = Reader::new(reader.expect(tag::SEQUENCE)?);
    let name = pair.expect(tag::OBJECT_IDENTIFIER)?;
    let (tag, content) = pair.element()?;
    if pair.rest().is_empty() { Ok(Varbind { name, tag, content }) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests {
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
}
