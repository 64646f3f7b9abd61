//! Numbers of few octets: seven bits each, the lowest first; and the reader that never reads past the end.

use super::Damaged;

/// Appends a number.
pub(in crate::history) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a number with a sign.
pub(in crate::history) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, (number << 1 ^ number >> 63).cast_unsigned());
}

/// Takes octets from the front.
#[derive(Clone, Copy, Debug)]
pub(in crate::history) struct Octets<'a>(pub(in crate::history) &'a [u8]);

impl<'a> Octets<'a> {
    pub(in crate::history) fn octet(&mut self) -> Result<u8, Damaged> {
        let (first, rest) = self.0.split_first().ok_or(Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(in crate::history) fn some(&mut self, length: usize) -> Result<&'a [u8], Damaged> {
        let (some, rest) = self.0.split_at_checked(length).ok_or(Damaged)?;
        self.0 = rest;
        Ok(some)
    }

    pub(in crate::history) fn number(&mut self) -> Result<u64, Damaged> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let octet = self.octet()?;
            let bits = u64::from(octet & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(Damaged);
            }
            number |= bits << shift;
            if octet < 0x80 {
                return Ok(number);
            }
        }
        Err(Damaged)
    }

    pub(in crate::history) fn signed(&mut self) -> Result<i64, Damaged> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// A number of things, of which there are at most so many.
    pub(in crate::history) fn count(&mut self, most: usize) -> Result<usize, Damaged> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= most).ok_or(Damaged)
    }
}
