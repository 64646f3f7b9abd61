//! Messages of the bus (D-Bus Specification) as octets: a call without arguments is built, an answer taken apart. Pure.
//!
//! Nothing here trusts a length, allocates by one, or goes deeper than the specification lets values nest.

/// Octets that tell how long a message is.
pub const FIRST: usize = 16;
/// Type of an answer, and of a call.
pub const RETURN: u8 = 2;
const CALL: u8 = 1;
/// Flag of a call: nobody is started because of it.
const NO_AUTO_START: u8 = 2;
/// Fields of a header.
const PATH: u8 = 1;
const INTERFACE: u8 = 2;
const MEMBER: u8 = 3;
const REPLY_SERIAL: u8 = 5;
const DESTINATION: u8 = 6;
/// Values nest as deep as this: 32 lists in 32 structures.
const DEPTH: u32 = 64;
/// Longest list, octets.
const LONGEST_LIST: usize = 64 << 20;

/// What is asked, and whom.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Name on the bus.
    pub destination: &'a str,
    /// Object.
    pub path: &'a str,
    /// Interface of the method.
    pub interface: &'a str,
    /// Method.
    pub member: &'a str,
}

/// The message of a call.
pub fn call(serial: u32, call: &Call<'_>) -> Vec<u8> {
    let mut out = vec![b'l', CALL, NO_AUTO_START, 1];
    out.extend(0_u32.to_le_bytes());
    out.extend(serial.to_le_bytes());
    out.extend(0_u32.to_le_bytes());
    for (field, kind, text) in [
        (PATH, b'o', call.path),
        (INTERFACE, b's', call.interface),
        (MEMBER, b's', call.member),
        (DESTINATION, b's', call.destination),
    ] {
        out.resize(out.len().next_multiple_of(8), 0);
        out.extend([field, 1, kind, 0]);
        out.extend(u32::try_from(text.len()).unwrap_or(0).to_le_bytes());
        out.extend(text.as_bytes());
        out.push(0);
    }
    let fields = u32::try_from(out.len() - FIRST).unwrap_or(0);
    out[12..16].copy_from_slice(&fields.to_le_bytes());
    out.resize(out.len().next_multiple_of(8), 0);
    out
}

/// How long a message is, octets, by its first [`FIRST`].
pub fn length(first: &[u8]) -> Option<usize> {
    let mut reader = Reader::of(first)?;
    reader.at = 4;
    let body = reader.u32()? as usize;
    reader.at = 12;
    let fields = reader.u32()? as usize;
    FIRST.checked_add(fields)?.checked_next_multiple_of(8)?.checked_add(body)
}

/// What the header of a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Type of the message.
    pub kind: u8,
    /// Serial of the call that it answers.
    pub answers: Option<u32>,
    body_at: usize,
    is_big: bool,
}

impl Head {
    /// The body of this message.
    pub fn body<'a>(&self, octets: &'a [u8]) -> Reader<'a> {
        Reader { octets: octets.get(self.body_at..).unwrap_or_default(), at: 0, is_big: self.is_big }
    }
}

/// Reads the header of a whole message.
pub fn head(octets: &[u8]) -> Option<Head> {
    let mut reader = Reader::of(octets)?;
    let kind = *octets.get(1)?;
    reader.at = 12;
    let end = FIRST.checked_add(reader.u32()? as usize).filter(|end| *end <= octets.len())?;
    let mut answers = None;
    while reader.at < end {
        reader.align(8)?;
        let field = reader.u8()?;
        let value = reader.variant()?;
        if let (REPLY_SERIAL, Value::Number(serial)) = (field, value) {
            answers = u32::try_from(serial).ok();
        }
    }
    reader.align(8)?;
    Some(Head { kind, answers, body_at: reader.at, is_big: reader.is_big })
}

/// A value; of those that nobody asks for only the length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A truth.
    Flag(bool),
    /// A whole number of any width; one beyond the range is its end.
    Number(i64),
    /// A number with a fraction.
    Real(f64),
    /// A text, path or signature.
    Text(&'a str),
    /// A list of octets.
    Octets(&'a [u8]),
    /// Another list: how many rows it has.
    List(usize),
    /// A structure, or a row of a dictionary.
    Other,
}

/// Reads values one after the other; none: what follows is no such value.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    octets: &'a [u8],
    at: usize,
    is_big: bool,
}

impl<'a> Reader<'a> {
    fn of(octets: &'a [u8]) -> Option<Self> {
        let is_big = match octets.first()? {
            b'l' => false,
            b'B' => true,
            _ => return None,
        };
        Some(Self { octets, at: 0, is_big })
    }

    fn align(&mut self, to: usize) -> Option<()> {
        self.at = self.at.checked_next_multiple_of(to).filter(|at| *at <= self.octets.len())?;
        Some(())
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.octets.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A number of so many octets, as its bits.
    fn bits(&mut self, count: usize) -> Option<u64> {
        self.align(count)?;
        let octets = self.take(count)?;
        let more = |sum: u64, octet: &u8| sum << 8 | u64::from(*octet);
        Some(if self.is_big { octets.iter().fold(0, more) } else { octets.iter().rev().fold(0, more) })
    }

    fn u32(&mut self) -> Option<u32> {
        u32::try_from(self.bits(4)?).ok()
    }

    /// A text or path.
    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.u32()? as usize;
        self.ended(length)
    }

    fn signature(&mut self) -> Option<&'a str> {
        let length = usize::from(self.u8()?);
        self.ended(length)
    }

    fn ended(&mut self, length: usize) -> Option<&'a str> {
        let octets = self.take(length)?;
        (self.u8()? == 0).then_some(())?;
        std::str::from_utf8(octets).ok()
    }

    /// A variant: a value with its type before it.
    pub fn variant(&mut self) -> Option<Value<'a>> {
        self.variant_at(0)
    }

    fn variant_at(&mut self, depth: u32) -> Option<Value<'a>> {
        let signature = self.signature()?.as_bytes();
        let (value, rest) = self.value(signature, depth + 1)?;
        rest.is_empty().then_some(value)
    }

    /// Runs through a list whose rows are aligned to so many octets; `row` reads one, and says whether it could.
    pub fn rows(&mut self, align: usize, mut row: impl FnMut(&mut Self) -> Option<()>) -> Option<usize> {
        let length = self.u32().map(|length| length as usize).filter(|length| *length <= LONGEST_LIST)?;
        self.align(align)?;
        let end = self.at.checked_add(length).filter(|end| *end <= self.octets.len())?;
        let mut count = 0;
        while self.at < end {
            self.align(align)?;
            let before = self.at;
            row(self)?;
            // A row without octets would go on for ever.
            (self.at > before).then_some(())?;
            count += 1;
        }
        (self.at == end).then_some(count)
    }

    /// A value of the first type of a signature, and what is left of that.
    fn value<'s>(&mut self, signature: &'s [u8], depth: u32) -> Option<(Value<'a>, &'s [u8])> {
        if depth > DEPTH {
            return None;
        }
        let (kind, rest) = signature.split_first()?;
        let whole = |bits: u64| i64::try_from(bits).unwrap_or(i64::MAX);
        let value = match kind {
            b'y' => Value::Number(whole(self.bits(1)?)),
            b'b' => Value::Flag(self.bits(4)? != 0),
            b'n' => Value::Number(i64::from(self.bits(2)? as u16 as i16)),
            b'q' => Value::Number(whole(self.bits(2)?)),
            b'i' => Value::Number(i64::from(self.bits(4)? as u32 as i32)),
            b'u' | b'h' => Value::Number(whole(self.bits(4)?)),
            b'x' => Value::Number(self.bits(8)?.cast_signed()),
            b't' => Value::Number(whole(self.bits(8)?)),
            b'd' => Value::Real(f64::from_bits(self.bits(8)?)),
            b's' | b'o' => Value::Text(self.text()?),
            b'g' => Value::Text(self.signature()?),
            b'v' => self.variant_at(depth)?,
            b'a' => return self.list(rest, depth),
            b'(' | b'{' => return self.structure(rest, if *kind == b'(' { b')' } else { b'}' }, depth),
            _ => return None,
        };
        Some((value, rest))
    }

    fn list<'s>(&mut self, of: &'s [u8], depth: u32) -> Option<(Value<'a>, &'s [u8])> {
        let rest = after_one(of, depth + 1)?;
        let first = of.first()?;
        if *first == b'y' {
            let length = self.u32()? as usize;
            return Some((Value::Octets(self.take(length)?), rest));
        }
        let count = self.rows(alignment(*first), |reader| reader.value(of, depth + 1).map(|_| ()))?;
        Some((Value::List(count), rest))
    }

    fn structure<'s>(&mut self, mut of: &'s [u8], end: u8, depth: u32) -> Option<(Value<'a>, &'s [u8])> {
        self.align(8)?;
        while *of.first()? != end {
            (_, of) = self.value(of, depth + 1)?;
        }
        Some((Value::Other, &of[1..]))
    }
}

fn alignment(kind: u8) -> usize {
    match kind {
        b'y' | b'g' | b'v' => 1,
        b'n' | b'q' => 2,
        b'x' | b't' | b'd' | b'(' | b'{' => 8,
        _ => 4,
    }
}

/// What follows the first whole type of a signature.
fn after_one(signature: &[u8], depth: u32) -> Option<&[u8]> {
    if depth > DEPTH {
        return None;
    }
    let (kind, mut rest) = signature.split_first()?;
    let end = match kind {
        b'a' => return after_one(rest, depth + 1),
        b'(' => b')',
        b'{' => b'}',
        _ => return Some(rest),
    };
    while *rest.first()? != end {
        rest = after_one(rest, depth + 1)?;
    }
    Some(&rest[1..])
}

#[cfg(test)]
pub(crate) mod tests;
