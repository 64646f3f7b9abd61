//! Cells that are kept for long and seldom needed: deflated, for they are much the same from row to row.

use super::Cells;
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use std::io::{Read, Write};

/// Fewer octets than this are not worth it.
const WORTHWHILE: usize = 256;

/// Cells in few octets.
#[derive(Debug, Default)]
pub struct Packed {
    octets: Box<[u8]>,
    count: usize,
    /// Octets of the cells themselves; as many as are kept where they were not worth packing.
    size: usize,
}

impl Packed {
    /// Packs cells.
    pub fn of(cells: &Cells) -> Self {
        let plain = || cells.octets.as_slice().into();
        let octets = if cells.octets.len() < WORTHWHILE { None } else { deflated(&cells.octets) };
        // As long as the cells would be taken for the cells themselves.
        let octets = octets.filter(|octets| octets.len() < cells.octets.len()).unwrap_or_else(plain);
        Self { octets, count: cells.count, size: cells.octets.len() }
    }

    /// Adds them to others.
    pub fn append_to(&self, cells: &mut Cells) {
        if self.octets.len() == self.size {
            cells.octets.extend_from_slice(&self.octets);
        } else {
            cells.octets.reserve(self.size);
            // What this process packed itself, in memory, unpacks.
            let _ = DeflateDecoder::new(&*self.octets).read_to_end(&mut cells.octets);
        }
        cells.count += self.count;
    }
}

fn deflated(octets: &[u8]) -> Option<Box<[u8]>> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(octets.len() / 3), Compression::fast());
    encoder.write_all(octets).ok()?;
    Some(encoder.finish().ok()?.into_boxed_slice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snmp::ber::tag;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cells_come_back_behind_those_that_are_there(
            rows in proptest::collection::vec((any::<u16>(), any::<u8>(), proptest::collection::vec(any::<u8>(), 0..40)), 0..200),
        ) {
            let mut cells = Cells::default();
            rows.iter().for_each(|(column, index, content)| {
                cells.push(*column, &[*index], tag::OCTET_STRING, content);
            });
            let mut expected = Cells::default();
            expected.push(9, &[1], tag::OCTET_STRING, b"before");
            let mut back = expected.clone();
            expected.append(&cells);
            Packed::of(&cells).append_to(&mut back);
            prop_assert_eq!(back, expected);
        }
    }

    #[test]
    fn the_rows_of_a_switch_take_a_third() {
        let mut cells = Cells::default();
        for port in 1..=48 {
            cells.push(3, &[port], tag::OCTET_STRING, format!("GigabitEthernet1/0/{port}").as_bytes());
            cells.push(4, &[port], tag::OCTET_STRING, &[0x00, 0x1c, 0x73, 0x44, 0x55, port]);
            cells.push(5, &[port], tag::INTEGER, &[6]);
            cells.push(6, &[port], tag::INTEGER, &[5, 0xdc]);
        }
        let packed = Packed::of(&cells);
        assert!(packed.octets.len() * 3 < cells.size(), "{} of {}", packed.octets.len(), cells.size());
    }
}
