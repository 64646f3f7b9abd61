//! What was read, one cell after another in one buffer: column, index, value. No allocation a cell.

mod packed;

pub use packed::Packed;

use super::{ber::tag, value::Value};

/// Octets of a string that are kept: one more than are shown (`model::text::MAX_DEVICE_TEXT`), so that a cut is noticed.
const MAX_CONTENT: usize = model::text::MAX_DEVICE_TEXT + 1;

/// Read values of one table (or of scalars, whose index is `0`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// For each cell: column (2 octets, big end first), length of the index (1), index, value as a BER element.
    octets: Vec<u8>,
    count: usize,
    /// Long strings are kept whole.
    whole: bool,
}

/// One value with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell<'a> {
    /// Number of the source in its profile.
    pub column: u16,
    /// The octets of the name below the column.
    pub index: &'a [u8],
    /// The value.
    pub value: Value<'a>,
    element: (u8, &'a [u8]),
}

impl<'a> Cell<'a> {
    /// Tag and content of the value.
    #[inline]
    pub const fn element(&self) -> (u8, &'a [u8]) {
        self.element
    }
}

impl Cells {
    /// Cells that keep strings of any length: for recordings.
    pub fn whole() -> Self {
        Self { whole: true, ..Self::default() }
    }

    /// How many cells.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// True without any.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a cell. Of a string only the first octets are kept; anything else that is so long is no value anyway.
    #[inline]
    pub fn push(&mut self, column: u16, index: &[u8], tag: u8, content: &[u8]) {
        let most = if self.whole { usize::from(u16::MAX) } else { MAX_CONTENT };
        let content = match content {
            long if long.len() > most => match tag {
                tag::OCTET_STRING | tag::OPAQUE => &long[..most],
                _ => &[],
            },
            whole => whole,
        };
        // The index is part of a checked name (at most 128 arcs of five octets): both lengths fit their two octets.
        let ([a, b], [c, d]) = (column.to_be_bytes(), (index.len() as u16).to_be_bytes());
        let [e, f] = (content.len() as u16).to_be_bytes();
        // Most rows have an index of one octet: that is one piece less to copy.
        if let [index] = index {
            self.octets.extend_from_slice(&[a, b, c, d, *index, tag, 0x82, e, f]);
        } else {
            self.octets.extend_from_slice(&[a, b, c, d]);
            self.octets.extend_from_slice(index);
            self.octets.extend_from_slice(&[tag, 0x82, e, f]);
        }
        self.octets.extend_from_slice(content);
        self.count += 1;
    }

    /// Adds a cell of another buffer.
    pub fn push_value(&mut self, cell: Cell<'_>) {
        self.push(cell.column, cell.index, cell.element.0, cell.element.1);
    }

    /// Adds every cell of another buffer.
    pub fn append(&mut self, other: &Self) {
        self.octets.extend_from_slice(&other.octets);
        self.count += other.count;
    }

    /// Octets of memory that they take.
    pub const fn size(&self) -> usize {
        self.octets.len()
    }

    /// Makes room for so many octets.
    pub fn reserve(&mut self, octets: usize) {
        self.octets.reserve(octets);
    }

    /// Gives back memory that was reserved and not used; for cells that are kept.
    pub fn shrink(&mut self) {
        self.octets.shrink_to_fit();
    }

    /// The cells in the order they came.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = Cell<'_>> {
        self.unjudged().map(|(column, index, (tag, content))| {
            let value = Value::from_element(tag, content);
            Cell { column, index, value, element: (tag, content) }
        })
    }

    /// Column, index and element of each cell in the order they came, without a look at its value.
    #[inline]
    pub fn unjudged(&self) -> impl Iterator<Item = (u16, &[u8], (u8, &[u8]))> {
        let mut rest = &self.octets[..];
        std::iter::from_fn(move || {
            let ([a, b, c, d], behind) = rest.split_first_chunk::<4>()?;
            let (index, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes([*c, *d])))?;
            // As they were written: a tag, and a length of two octets.
            let ([tag, _, e, f], behind) = behind.split_first_chunk::<4>()?;
            let (content, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes([*e, *f])))?;
            rest = behind;
            Some((u16::from_be_bytes([*a, *b]), index, (*tag, content)))
        })
    }

    /// Index and element of each cell, in the order they came.
    pub fn elements(&self) -> impl Iterator<Item = (&[u8], (u8, &[u8]))> {
        self.unjudged().map(|(_, index, element)| (index, element))
    }

    /// The first cell of this column.
    pub fn first_of(&self, column: u16) -> Option<Value<'_>> {
        let (_, _, (tag, content)) = self.unjudged().find(|(other, ..)| *other == column)?;
        Some(Value::from_element(tag, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went() {
        let mut cells = Cells::default();
        cells.push(0, &[1, 0x81, 0], tag::COUNTER64, &[0xff; 8]);
        cells.push(513, &[], tag::OCTET_STRING, b"ether1");
        cells.push(2, &[2], tag::INTEGER, &[]);
        cells.push(3, &[3], tag::OCTET_STRING, &[b'A'; 40_000]);
        let back: Vec<Cell<'_>> = cells.iter().collect();
        assert_eq!(back.len(), cells.len());
        assert_eq!((back[0].column, back[0].index, back[0].value), (0, &[1, 0x81, 0][..], Value::Counter64(u64::MAX)));
        assert_eq!((back[1].column, back[1].index, back[1].value), (513, &[][..], Value::Octets(b"ether1")));
        assert_eq!(back[2].value, Value::Invalid);
        assert_eq!(back[3].value, Value::Octets(&[b'A'; MAX_CONTENT]));
        assert_eq!(cells.first_of(513), Some(Value::Octets(b"ether1")));
    }
}
