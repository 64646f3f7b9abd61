//! BER as SNMP uses it: a reader that lends slices and a writer that fills its buffer from the end.
//!
//! The reader never allocates and never recurses; a length is only ever compared with what is left.

/// The datagram is not what the encoding rules allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Tags of SNMP (RFC 3416, RFC 1157).
pub mod tag {
    #![allow(missing_docs)]
    pub const INTEGER: u8 = 0x02;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OBJECT_IDENTIFIER: u8 = 0x06;
    pub const SEQUENCE: u8 = 0x30;
    pub const IP_ADDRESS: u8 = 0x40;
    pub const COUNTER32: u8 = 0x41;
    pub const GAUGE32: u8 = 0x42;
    pub const TIME_TICKS: u8 = 0x43;
    pub const OPAQUE: u8 = 0x44;
    pub const COUNTER64: u8 = 0x46;
    pub const NO_SUCH_OBJECT: u8 = 0x80;
    pub const NO_SUCH_INSTANCE: u8 = 0x81;
    pub const END_OF_MIB_VIEW: u8 = 0x82;
}

/// Reads one element after another from a slice.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Begins at the start of `bytes`.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read yet.
    #[inline]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next element: tag and content. Definite lengths only, at most four length octets, nothing past the end.
    #[inline]
    pub fn element(&mut self) -> Result<(u8, &'a [u8]), Malformed> {
        let [tag, first, rest @ ..] = self.rest else {
            return Err(Malformed);
        };
        // A tag of several octets does not exist in SNMP.
        if tag & 0x1f == 0x1f {
            return Err(Malformed);
        }
        let (length, rest) = match *first {
            short @ 0..=0x7f => (usize::from(short), rest),
            0x80 => return Err(Malformed),
            long => {
                let octets = usize::from(long & 0x7f);
                if octets > 4 || octets > rest.len() {
                    return Err(Malformed);
                }
                let (length, rest) = rest.split_at(octets);
                (length.iter().fold(0usize, |n, b| n << 8 | usize::from(*b)), rest)
            }
        };
        if length > rest.len() {
            return Err(Malformed);
        }
        let (content, rest) = rest.split_at(length);
        self.rest = rest;
        Ok((*tag, content))
    }

    /// The content of the next element, which must have this tag.
    #[inline]
    pub fn expect(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        match self.element()? {
            (found, content) if found == tag => Ok(content),
            _ => Err(Malformed),
        }
    }

    /// The next element as an INTEGER of one to four octets.
    pub fn integer(&mut self) -> Result<i32, Malformed> {
        signed(self.expect(tag::INTEGER)?).ok_or(Malformed)
    }
}

/// A signed number of one to four octets.
#[inline]
pub fn signed(content: &[u8]) -> Option<i32> {
    let (first, rest) = content.split_first()?;
    if content.len() > 4 {
        return None;
    }
    Some(rest.iter().fold(i32::from(*first as i8), |n, b| n << 8 | i32::from(*b)))
}

/// An unsigned number of one to `octets` octets, or one more when that is a leading zero.
#[inline]
pub fn unsigned(content: &[u8], octets: usize) -> Option<u64> {
    let digits = match content {
        [] => return None,
        [0, digits @ ..] if digits.len() == octets => digits,
        digits if digits.len() <= octets => digits,
        _ => return None,
    };
    Some(digits.iter().fold(0u64, |n, b| n << 8 | u64::from(*b)))
}

/// An INTEGER as an element, in as few octets as it needs.
#[derive(Clone, Copy, Debug)]
pub struct Number([u8; 6], usize);

impl Number {
    /// That of this number.
    pub fn of(number: i32) -> Self {
        let octets = number.to_be_bytes();
        let is_needless = |pair: &&[u8]| match pair {
            [0, next] => next & 0x80 == 0,
            [0xff, next] => next & 0x80 != 0,
            _ => false,
        };
        let needless = octets.windows(2).take_while(is_needless).count();
        let mut element = [tag::INTEGER, (octets.len() - needless) as u8, 0, 0, 0, 0];
        element[2..6 - needless].copy_from_slice(&octets[needless..]);
        Self(element, 6 - needless)
    }

    /// The element.
    pub fn octets(&self) -> &[u8] {
        &self.0[..self.1]
    }
}

/// Octets of an element with so much content.
pub const fn element_size(length: usize) -> usize {
    let octets = if length < 0x80 { 0 } else { (usize::BITS - length.leading_zeros()).div_ceil(8) as usize };
    2 + octets + length
}

/// Writes what stands before so much content of an element.
pub fn head(out: &mut Vec<u8>, tag: u8, length: usize) {
    if length < 0x80 {
        return out.extend_from_slice(&[tag, length as u8]);
    }
    let octets = length.to_be_bytes();
    let needless = octets.iter().take_while(|octet| **octet == 0).count();
    out.extend_from_slice(&[tag, 0x80 | (octets.len() - needless) as u8]);
    out.extend_from_slice(&octets[needless..]);
}

/// Writes elements from the last to the first, so that every length is known when it is written.
#[derive(Debug)]
pub struct Writer {
    /// The message lies at its end.
    buffer: Vec<u8>,
    start: usize,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// Octets of a usual request.
    const USUAL: usize = 512;

    /// A writer with room for a usual request.
    pub fn new() -> Self {
        Self { buffer: vec![0; Self::USUAL], start: Self::USUAL }
    }

    /// Octets written so far; give it to [`Self::close`] of the element that they belong to.
    pub fn mark(&self) -> usize {
        self.buffer.len() - self.start
    }

    /// Puts `octets` in front of what is there.
    #[inline]
    pub fn raw(&mut self, octets: &[u8]) {
        if octets.len() > self.start {
            self.grow(octets.len());
        }
        let end = self.start;
        self.start -= octets.len();
        self.buffer[self.start..end].copy_from_slice(octets);
    }

    fn grow(&mut self, more: usize) {
        let written = &self.buffer[self.start..];
        let mut buffer = vec![0; 2 * (written.len() + more)];
        let start = buffer.len() - written.len();
        buffer[start..].copy_from_slice(written);
        (self.buffer, self.start) = (buffer, start);
    }

    /// Makes everything written since `mark` the content of one element.
    pub fn close(&mut self, tag: u8, mark: usize) {
        let length = self.mark() - mark;
        if length < 0x80 {
            return self.raw(&[tag, length as u8]);
        }
        let octets = length.to_be_bytes();
        let needless = octets.iter().take_while(|octet| **octet == 0).count();
        self.raw(&octets[needless..]);
        self.raw(&[tag, 0x80 | (octets.len() - needless) as u8]);
    }

    /// One primitive element.
    pub fn element(&mut self, tag: u8, content: &[u8]) {
        let mark = self.mark();
        self.raw(content);
        self.close(tag, mark);
    }

    /// A signed number in as few octets as it needs.
    pub fn integer(&mut self, number: i32) {
        self.raw(Number::of(number).octets());
    }

    /// An unsigned number, with a leading zero octet where the first bit is set.
    pub fn unsigned(&mut self, tag: u8, number: u64) {
        let mut octets = [0; 9];
        octets[1..].copy_from_slice(&number.to_be_bytes());
        let needless = octets.windows(2).take_while(|pair| pair[0] == 0 && pair[1] & 0x80 == 0).count();
        self.element(tag, &octets[needless..]);
    }

    /// The message, front to back.
    pub fn finish(mut self) -> Vec<u8> {
        self.buffer.drain(..self.start);
        self.buffer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths() {
        let check = |octets: &[u8], expected: Result<(u8, &[u8]), Malformed>| {
            assert_eq!(Reader::new(octets).element(), expected, "{octets:02x?}");
        };
        check(&[4, 1, 7], Ok((4, &[7])));
        check(&[4, 0], Ok((4, &[])));
        check(&[4, 0x81, 1, 7], Ok((4, &[7])));
        check(&[4, 0x84, 0, 0, 0, 1, 7, 9], Ok((4, &[7])));
        check(&[4, 0x85, 0, 0, 0, 0, 1, 7], Err(Malformed));
        check(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 2, 1, 1], Err(Malformed));
        check(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2, 1, 1], Err(Malformed));
        check(&[0x30, 0x80, 2, 1, 1, 0, 0], Err(Malformed));
        check(&[4, 2, 7], Err(Malformed));
        check(&[4, 0x82, 1], Err(Malformed));
        check(&[0x1f, 1, 1], Err(Malformed));
        check(&[4], Err(Malformed));
        check(&[], Err(Malformed));
    }

    #[test]
    fn numbers() {
        for (content, expected) in [
            (&[0x7f][..], Some(127)),
            (&[0x80], Some(-128)),
            (&[0xff, 0xff, 0xff, 0xff], Some(-1)),
            (&[0x7f, 0xff, 0xff, 0xff], Some(i32::MAX)),
            (&[0, 0, 0, 0, 1], None),
            (&[], None),
        ] {
            assert_eq!(signed(content), expected, "{content:02x?}");
        }
        for (content, octets, expected) in [
            (&[0xff, 0xff, 0xff, 0xff][..], 4, Some(4_294_967_295)),
            (&[0, 0xff, 0xff, 0xff, 0xff], 4, Some(4_294_967_295)),
            (&[1, 0, 0, 0, 0], 4, None),
            (&[0xff; 8], 8, Some(u64::MAX)),
            (&[1; 10], 8, None),
            (&[0; 10], 8, None),
            (&[], 4, None),
        ] {
            assert_eq!(unsigned(content, octets), expected, "{content:02x?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number in any::<i32>(), count in any::<u64>(), octets in prop::collection::vec(any::<u8>(), 0..70_000)) {
            let mut writer = Writer::new();
            let mark = writer.mark();
            writer.unsigned(tag::COUNTER64, count);
            writer.element(tag::OCTET_STRING, &octets);
            writer.integer(number);
            writer.close(tag::SEQUENCE, mark);
            let bytes = writer.finish();
            let mut outer = Reader::new(&bytes);
            let mut inner = Reader::new(outer.expect(tag::SEQUENCE).unwrap());
            prop_assert!(outer.rest().is_empty());
            prop_assert_eq!(inner.integer().unwrap(), number);
            prop_assert_eq!(inner.expect(tag::OCTET_STRING).unwrap(), &octets[..]);
            prop_assert_eq!(unsigned(inner.expect(tag::COUNTER64).unwrap(), 8), Some(count));
        }
    }
}
