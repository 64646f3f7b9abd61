//! Messages of netlink and generic netlink (linux/netlink.h, linux/genetlink.h) as octets: built and taken apart, pure.
//!
//! All numbers are in the order of the machine. Nothing here trusts a length: what does not fit ends the list.

/// Octets of `struct nlmsghdr`.
const HEADER: usize = 16;
/// Octets of `struct genlmsghdr`.
const GENERIC: usize = 4;
/// Octets of `struct nlattr`.
const ATTRIBUTE: usize = 4;
/// `NLA_TYPE_MASK`: without the marks of nesting and byte order.
const TYPE_MASK: u16 = 0x3fff;

/// `NLM_F_REQUEST`.
pub const REQUEST: u16 = 0x1;
/// `NLM_F_DUMP`: all rows.
pub const DUMP: u16 = 0x300;
/// `NLMSG_ERROR`.
const ERROR: u16 = 2;
/// `NLMSG_DONE`.
const DONE: u16 = 3;
/// `NLMSG_OVERRUN`.
const OVERRUN: u16 = 4;
/// `NLMSG_MIN_TYPE`: below it are messages of netlink itself.
const FIRST_TYPE: u16 = 0x10;

/// `GENL_ID_CTRL`: the family that knows the others.
pub const CONTROL: u16 = 0x10;
/// `CTRL_CMD_GETFAMILY`.
const GET_FAMILY: u8 = 3;
/// `CTRL_ATTR_FAMILY_ID`, u16.
const FAMILY_ID: u16 = 1;
/// `CTRL_ATTR_FAMILY_NAME`, text that ends with NUL.
const FAMILY_NAME: u16 = 2;

/// What one message of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// A row: its command and its attributes.
    Row {
        /// Command of the family.
        command: u8,
        /// The attributes, for [`attributes`].
        body: &'a [u8],
    },
    /// The answer is complete, or refused: nothing follows.
    End,
    /// Not of this request, or of no interest.
    Other,
}

/// A request of generic netlink to `family`.
pub fn request(family: u16, flags: u16, sequence: u32, command: u8, attributes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(HEADER + GENERIC + attributes.len()).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(HEADER + GENERIC + attributes.len());
    out.extend(length.to_ne_bytes());
    out.extend(family.to_ne_bytes());
    out.extend((REQUEST | flags).to_ne_bytes());
    out.extend(sequence.to_ne_bytes());
    out.extend(0_u32.to_ne_bytes());
    out.extend([command, 1, 0, 0]);
    out.extend(attributes);
    out
}

/// One attribute, filled up to four octets.
pub fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(ATTRIBUTE + value.len()).unwrap_or(u16::MAX);
    let mut out = Vec::with_capacity(aligned(usize::from(length)));
    out.extend(length.to_ne_bytes());
    out.extend(kind.to_ne_bytes());
    out.extend(value);
    out.resize(aligned(out.len()), 0);
    out
}

/// Asks which number the family of this name has.
pub fn family_request(sequence: u32, name: &str) -> Vec<u8> {
    let name = [name.as_bytes(), &[0]].concat();
    request(CONTROL, 0, sequence, GET_FAMILY, &attribute(FAMILY_NAME, &name))
}

/// The number of a family, out of the answer of [`CONTROL`].
pub fn family_id(body: &[u8]) -> Option<u16> {
    attributes(body).find(|(kind, _)| *kind == FAMILY_ID).and_then(|(_, value)| u16_of(value))
}

/// The messages of one datagram that answer the request of this number.
pub fn messages(datagram: &[u8], sequence: u32) -> impl Iterator<Item = Message<'_>> {
    let mut rest = datagram;
    std::iter::from_fn(move || {
        let length = usize::try_from(u32_of(rest.get(..4)?)?).ok()?;
        let whole = rest.get(..length).filter(|_| length >= HEADER)?;
        rest = rest.get(aligned(length)..).unwrap_or_default();
        Some(message(whole, sequence).unwrap_or(Message::Other))
    })
}

fn message(whole: &[u8], sequence: u32) -> Option<Message<'_>> {
    let kind = u16_of(whole.get(4..6)?)?;
    if u32_of(whole.get(8..12)?)? != sequence {
        return None;
    }
    match kind {
        // An error of number 0 is a receipt; no request asks for one.
        ERROR | DONE | OVERRUN => Some(Message::End),
        FIRST_TYPE.. => Some(Message::Row { command: *whole.get(HEADER)?, body: whole.get(HEADER + GENERIC..)? }),
        _ => None,
    }
}

/// The attributes of a message or of a nested attribute: type and value.
pub fn attributes(body: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let length = usize::from(u16_of(rest.get(..2)?)?);
        let kind = u16_of(rest.get(2..4)?)? & TYPE_MASK;
        let value = rest.get(ATTRIBUTE..length)?;
        rest = rest.get(aligned(length)..).unwrap_or_default();
        Some((kind, value))
    })
}

/// A number of 32 bits; none of a value that is not that long.
pub fn u32_of(value: &[u8]) -> Option<u32> {
    value.try_into().ok().map(u32::from_ne_bytes)
}

/// A number of 16 bits; none of a value that is not that long.
pub fn u16_of(value: &[u8]) -> Option<u16> {
    value.try_into().ok().map(u16::from_ne_bytes)
}

const fn aligned(length: usize) -> usize {
    length.saturating_add(3) & !3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_request_has_its_form() {
        let octets = family_request(7, "nl80211");
        assert_eq!(octets.len(), 32);
        assert_eq!(octets[..4], 32_u32.to_ne_bytes());
        assert_eq!(octets[4..6], 16_u16.to_ne_bytes());
        assert_eq!(octets[6..8], 1_u16.to_ne_bytes());
        assert_eq!(octets[8..12], 7_u32.to_ne_bytes());
        assert_eq!(octets[16..20], [3, 1, 0, 0]);
        assert_eq!(octets[20..24], [12_u16.to_ne_bytes(), 2_u16.to_ne_bytes()].concat());
        assert_eq!(&octets[24..], b"nl80211\0");
    }

    #[test]
    fn an_answer_is_taken_apart() {
        let row = request(CONTROL, 0, 7, 1, &attribute(FAMILY_ID, &0x1c_u16.to_ne_bytes()));
        let mut end = request(DONE, 0, 7, 0, &[]);
        let mut datagram = row.clone();
        datagram.extend(request(CONTROL, 0, 6, 1, &[]));
        datagram.append(&mut end);
        let found: Vec<_> = messages(&datagram, 7).collect();
        assert_eq!(found.len(), 3);
        let Message::Row { command: 1, body } = found[0] else { panic!("{found:?}") };
        assert_eq!(family_id(body), Some(0x1c));
        assert_eq!(found[1..], [Message::Other, Message::End]);
        assert_eq!(messages(&row[..row.len() - 1], 7).count(), 0, "cut off");
    }

    #[test]
    fn an_attribute_that_is_longer_than_its_message_ends_the_list() {
        let mut octets = attribute(3, b"abc");
        octets.extend(attribute(0x8004, b""));
        octets.extend([200, 0, 1, 0, 1]);
        let found: Vec<_> = attributes(&octets).collect();
        assert_eq!(found, [(3, &b"abc"[..]), (4, &b""[..])]);
        assert_eq!(attributes(&[0; 64]).count(), 0, "a length of 0 does not go on for ever");
    }

    proptest! {
        #[test]
        fn any_octets_are_survived(octets in proptest::collection::vec(any::<u8>(), 0..600), sequence in 0_u32..3) {
            prop_assert!(attributes(&octets).count() <= octets.len() / ATTRIBUTE + 1);
            prop_assert!(messages(&octets, sequence).count() <= octets.len() / HEADER + 1);
            family_id(&octets);
        }
    }
}
