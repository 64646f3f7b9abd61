//! BER as SNMP needs it (X.690, RFC 1157, RFC 3416): requests are read without allocation, answers written forward.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const IP_ADDRESS: u8 = 0x40;
pub(crate) const COUNTER32: u8 = 0x41;
pub(crate) const GAUGE32: u8 = 0x42;
pub(crate) const TIME_TICKS: u8 = 0x43;
pub(crate) const COUNTER64: u8 = 0x46;

/// Arcs of a name that are looked at. No object of ours has as many: what follows cannot change what comes next.
pub(crate) const MAX_ARCS: usize = 24;

/// An object identifier, cut at [`MAX_ARCS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    arcs: [u32; MAX_ARCS],
    len: usize,
}

impl Name {
    /// The arcs.
    pub(crate) fn arcs(&self) -> &[u32] {
        &self.arcs[..self.len]
    }

    fn push(&mut self, arc: u32) {
        if let Some(slot) = self.arcs.get_mut(self.len) {
            *slot = arc;
            self.len += 1;
        }
    }

    /// Reads the content of an OBJECT IDENTIFIER; none when it is not one.
    pub(crate) fn read(content: &[u8]) -> Option<Self> {
        let mut name = Self::default();
        let mut arc = 0u32;
        let mut begun = false;
        let mut first = true;
        for byte in content {
            arc = arc.checked_mul(128)? | u32::from(byte & 0x7f);
            begun = byte & 0x80 != 0;
            if begun {
                continue;
            }
            if std::mem::take(&mut first) {
                let root = (arc / 40).min(2);
                name.push(root);
                name.push(arc - root * 40);
            } else {
                name.push(arc);
            }
            arc = 0;
        }
        (!begun && !content.is_empty()).then_some(name)
    }
}

/// Takes one element off the front of `rest`: its tag and content. None when it is cut off or has an odd length.
pub(crate) fn element<'a>(rest: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (&tag, after) = rest.split_first()?;
    let (&short, mut after) = after.split_first()?;
    let mut length = usize::from(short);
    if short >= 0x80 {
        let octets = usize::from(short & 0x7f);
        if octets == 0 || octets > 4 {
            return None;
        }
        length = 0;
        for _ in 0..octets {
            let (&octet, next) = after.split_first()?;
            length = length << 8 | usize::from(octet);
            after = next;
        }
    }
    let content = after.get(..length)?;
    *rest = &after[length..];
    Some((tag, content))
}

/// Reads the content of an INTEGER of at most four octets.
pub(crate) fn integer(content: &[u8]) -> Option<i32> {
    if content.is_empty() || content.len() > 4 {
        return None;
    }
    let sign = if content[0] & 0x80 != 0 { -1 } else { 0 };
    Some(content.iter().fold(sign, |value: i32, octet| value << 8 | i32::from(*octet)))
}

/// Opens an element: writes its tag and a place for its length. Returns where, for [`close`].
pub(crate) fn open(out: &mut Vec<u8>, tag: u8) -> usize {
    out.push(tag);
    out.push(0);
    out.len()
}

/// Closes the element opened there: its length is what was written since.
pub(crate) fn close(out: &mut Vec<u8>, content: usize) {
    let length = out.len() - content;
    match length {
        0..0x80 => out[content - 1] = length as u8,
        0x80..0x100 => {
            out[content - 1] = 0x81;
            out.insert(content, length as u8);
        }
        _ => {
            out[content - 1] = 0x82;
            let [high, low] = (length.min(0xffff) as u16).to_be_bytes();
            out.splice(content..content, [high, low]);
        }
    }
}

/// Writes a signed integer.
pub(crate) fn put_integer(out: &mut Vec<u8>, value: i32) {
    let octets = value.to_be_bytes();
    let spare = octets
        .windows(2)
        .take_while(|pair| (pair[0] == 0 && pair[1] & 0x80 == 0) || (pair[0] == 0xff && pair[1] & 0x80 != 0))
        .count();
    put(out, INTEGER, &octets[spare..]);
}

/// Writes an unsigned number under this tag; the content is never negative to a signed reader.
pub(crate) fn put_unsigned(out: &mut Vec<u8>, tag: u8, value: u64) {
    let mut octets = [0; 9];
    octets[1..].copy_from_slice(&value.to_be_bytes());
    let spare = octets.windows(2).take_while(|pair| pair[0] == 0 && pair[1] & 0x80 == 0).count();
    put(out, tag, &octets[spare..]);
}

/// Writes an element with this content.
pub(crate) fn put(out: &mut Vec<u8>, tag: u8, octets: &[u8]) {
    let at = open(out, tag);
    out.extend_from_slice(octets);
    close(out, at);
}

/// Writes an OBJECT IDENTIFIER.
pub(crate) fn put_name(out: &mut Vec<u8>, arcs: &[u32]) {
    let at = open(out, OBJECT_IDENTIFIER);
    put_arcs(out, arcs);
    close(out, at);
}

/// Writes the content of an OBJECT IDENTIFIER from its beginning.
pub(crate) fn put_arcs(out: &mut Vec<u8>, arcs: &[u32]) {
    let (root, rest) = match arcs {
        [first, second, rest @ ..] => (first * 40 + second, rest),
        _ => (0, [].as_slice()),
    };
    put_arc(out, root);
    for arc in rest {
        put_arc(out, *arc);
    }
}

/// Writes one arc.
pub(crate) fn put_arc(out: &mut Vec<u8>, arc: u32) {
    let groups = (32 - arc.leading_zeros()).div_ceil(7).max(1);
    for group in (1..groups).rev() {
        out.push(0x80 | (arc >> (7 * group)) as u8 & 0x7f);
    }
    out.push((arc & 0x7f) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_encodings() {
        let check = |write: fn(&mut Vec<u8>), expected: &[u8]| {
            let mut out = Vec::new();
            write(&mut out);
            assert_eq!(out, expected);
        };
        check(|out| put_integer(out, 0), &[2, 1, 0]);
        check(|out| put_integer(out, 128), &[2, 2, 0, 128]);
        check(|out| put_integer(out, -129), &[2, 2, 0xff, 0x7f]);
        check(|out| put_unsigned(out, COUNTER32, u64::from(u32::MAX)), &[0x41, 5, 0, 255, 255, 255, 255]);
        check(|out| put_unsigned(out, COUNTER64, u64::MAX), &[0x46, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
        check(|out| put_name(out, &[1, 3, 6, 1, 4, 1, 14988]), &[6, 7, 0x2b, 6, 1, 4, 1, 0xf5, 0x0c]);
        check(|out| put_name(out, &[0, 0]), &[6, 1, 0]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(value in any::<i32>(), arcs in proptest::collection::vec(any::<u32>(), 0..20), text in proptest::collection::vec(any::<u8>(), 0..70_000)) {
            let name: Vec<u32> = [1, 3].into_iter().chain(arcs).collect();
            let mut out = Vec::new();
            put_integer(&mut out, value);
            put_name(&mut out, &name);
            let long = text.len().min(0xffff);
            put(&mut out, OCTET_STRING, &text[..long]);
            let mut rest = out.as_slice();
            let (tag, content) = element(&mut rest).unwrap();
            prop_assert_eq!((tag, integer(content)), (INTEGER, Some(value)));
            let (_, content) = element(&mut rest).unwrap();
            let read = Name::read(content).unwrap();
            prop_assert_eq!(read.arcs(), name.as_slice());
            prop_assert_eq!(element(&mut rest), Some((OCTET_STRING, &text[..long])));
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn noise_never_panics(octets in proptest::collection::vec(any::<u8>(), 0..80)) {
            let mut rest = octets.as_slice();
            while let Some((_, content)) = element(&mut rest) {
                let _ = (Name::read(content), integer(content));
            }
        }
    }
}
