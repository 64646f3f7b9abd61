//! Messages of SNMPv1 and v2c, and the PDUs of all versions: requests are written, responses are decoded whole before anything of them is used.

use super::{
    ber::{Malformed, Number, Reader, Writer, element_size, head, tag},
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

/// Octets of a varbind that asks, besides the name.
const AROUND_A_NAME: usize = 6;

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
    pub const INFORM: u8 = 0xa6;
    pub const TRAP: u8 = 0xa7;
    pub const REPORT: u8 = 0xa8;
}

/// The content of a varbind list that asks for `names`; it stays the same in every retry.
pub fn name_list<'a>(names: impl DoubleEndedIterator<Item = &'a [u8]> + Clone) -> Vec<u8> {
    let octets: usize = names.clone().map(|name| name.len() + AROUND_A_NAME).sum();
    let mut list = Vec::with_capacity(octets);
    for name in names.clone() {
        let Ok(length @ 0..0x7c) = u8::try_from(name.len()) else {
            // Longer than any usual one: what takes its length apart writes all of them.
            return varbind_list(names.map(|name| (name, None)));
        };
        list.extend_from_slice(&[tag::SEQUENCE, length + 4, tag::OBJECT_IDENTIFIER, length]);
        list.extend_from_slice(name);
        list.extend_from_slice(&[tag::NULL, 0]);
    }
    list
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

/// One whole request. Written from its beginning, because all its lengths are known: nothing is filled twice.
pub fn request(version: Version, community: &[u8], pdu: Pdu, request_id: i32, list: &[u8]) -> Vec<u8> {
    let (tag, numbers) = form(pdu, request_id);
    let numbers = numbers.map(Number::of);
    let pdu_length = numbers.iter().map(|number| number.octets().len()).sum::<usize>() + element_size(list.len());
    let length = 3 + element_size(community.len()) + element_size(pdu_length);
    let mut out = Vec::with_capacity(element_size(length));
    head(&mut out, tag::SEQUENCE, length);
    out.extend_from_slice(&[tag::INTEGER, 1, version.number() as u8]);
    head(&mut out, tag::OCTET_STRING, community.len());
    out.extend_from_slice(community);
    head(&mut out, tag, pdu_length);
    numbers.iter().for_each(|number| out.extend_from_slice(number.octets()));
    head(&mut out, tag::SEQUENCE, list.len());
    out.extend_from_slice(list);
    out
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

pub(super) fn write_pdu(writer: &mut Writer, pdu: u8, numbers: [i32; 3], list: &[u8]) {
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

/// What an answer says, without its envelope.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// error-status.
    pub error_status: i32,
    /// error-index, a hint.
    pub error_index: i32,
    /// The varbinds, all checked.
    pub varbinds: Varbinds<'a>,
}

/// Where in its octets a decoded message says what it says, so that nothing is decoded twice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    error_status: i32,
    error_index: i32,
    start: usize,
    length: usize,
    count: usize,
}

impl Message<'_> {
    /// The parts of a message that was decoded from these octets.
    pub(super) fn parts(&self, octets: &[u8]) -> Parts {
        let Varbinds { list, count } = self.varbinds;
        let start = (list.as_ptr() as usize).saturating_sub(octets.as_ptr() as usize);
        Parts { error_status: self.error_status, error_index: self.error_index, start, length: list.len(), count }
    }
}

impl Parts {
    /// What these octets say: those of the message that the parts are of.
    pub(super) fn of<'a>(&self, octets: &'a [u8]) -> Said<'a> {
        let Self { error_status, error_index, start, length, count } = *self;
        let varbinds = octets.get(start..start + length).map_or(Varbinds::NONE, |list| Varbinds { list, count });
        Said { error_status, error_index, varbinds }
    }
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

/// A message up to its PDU.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope<'a> {
    pub version: i32,
    pub community: &'a [u8],
    /// Tag of the PDU.
    pub pdu: u8,
    /// Content of the PDU; nobody has looked at it yet.
    pub content: &'a [u8],
    /// Octets behind the message.
    pub trailing: usize,
}

/// Reads a message of v1 or v2c up to its PDU.
pub(super) fn envelope(datagram: &[u8]) -> Result<Envelope<'_>, Fault> {
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
    Ok(Envelope { version, community, pdu, content, trailing })
}

/// Decodes a whole datagram (`reliability.md` 5.1, rule 2). Nothing is allocated.
pub fn decode(datagram: &[u8]) -> Result<Message<'_>, Fault> {
    let Envelope { version, community, pdu, content, trailing } = envelope(datagram)?;
    let ([request_id, error_status, error_index], varbinds) = if pdu == pdu_tag::TRAP_V1 {
        // A trap of v1 has other fields; whoever asked only needs to know that it is no response.
        ([0; 3], Varbinds::NONE)
    } else {
        read_pdu(content)?
    };
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
    /// A list without any.
    pub const NONE: Self = Self { list: &[], count: 0 };

    /// Checks each of the content of a varbind list.
    pub(super) fn checked(list: &'a [u8]) -> Result<Self, Malformed> {
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

    /// The list of a request of ours, whose names need no check.
    pub fn of_request(list: &'a [u8]) -> Self {
        Self { list, count: Self { list, count: 0 }.iter().count() }
    }

    /// Their content as it came, to be sent back as it is.
    pub const fn as_ber(&self) -> &'a [u8] {
        self.list
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
    #[inline]
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

/// A varbind whose lengths all fit one octet, which is nearly every one. None: look closer.
#[inline]
fn short_varbind<'a>(rest: &'a [u8]) -> Option<(Varbind<'a>, &'a [u8])> {
    let [tag::SEQUENCE, length @ 0..0x80, content @ ..] = rest else { return None };
    let (pair, behind) = content.split_at_checked(usize::from(*length))?;
    let [tag::OBJECT_IDENTIFIER, length @ 0..0x80, content @ ..] = pair else { return None };
    let (name, value) = content.split_at_checked(usize::from(*length))?;
    let [tag, length @ 0..0x80, content @ ..] = value else { return None };
    let is_whole = content.len() == usize::from(*length) && tag & 0x1f != 0x1f;
    is_whole.then_some((Varbind { name, tag: *tag, content }, behind))
}

#[inline]
fn varbind<'a>(reader: &mut Reader<'a>) -> Result<Varbind<'a>, Malformed> {
    if let Some((varbind, behind)) = short_varbind(reader.rest()) {
        *reader = Reader::new(behind);
        return Ok(varbind);
    }
    let mut pair = Reader::new(reader.expect(tag::SEQUENCE)?);
    let name = pair.expect(tag::OBJECT_IDENTIFIER)?;
    let (tag, content) = pair.element()?;
    if pair.rest().is_empty() { Ok(Varbind { name, tag, content }) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests;
