//! One file of the spool: a header of fixed length, then records, each with a checksum of its own (`reliability.md` 3.1).
//!
//! ```text
//! header  magic 16 | epoch 16 | first sequence u64 | CRC-32 of all before u32 | zeros up to 64
//! record  length u32 | CRC-32 of all after u32 | sequence u64 | time i64, ms | values u32 | entry, deflated (RFC 1951)
//! ```
//! Numbers are little-endian; the length counts what comes after the sequence.

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use model::Timestamp;
use std::io::{Read, Write};

/// Length of a header, octets.
pub(super) const HEADER: usize = 64;
/// Longest entry as it is kept, octets: a request must hold it.
pub(super) const LONGEST: usize = 3 << 20;
/// Longest entry unpacked, octets.
const LONGEST_PLAIN: u64 = 12 << 20;
const MAGIC: &[u8; 16] = b"pantau spool 1\n\0";
/// Before the part that the length counts; before the entry.
const FRAME: usize = 16;
const FACTS: usize = 12;

/// The epoch, 128 bits.
pub(super) type Epoch = [u8; 16];

/// A header.
pub(super) fn header(epoch: &Epoch, first: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(epoch);
    out.extend_from_slice(&first.to_le_bytes());
    out.extend_from_slice(&crc32fast::hash(&out).to_le_bytes());
    out.resize(HEADER, 0);
    out
}

/// Epoch of the header that a file begins with; none: it has no sound one.
pub(super) fn epoch(octets: &[u8]) -> Option<Epoch> {
    let (said, rest) = octets.split_at_checked(40)?;
    let sound = said.starts_with(MAGIC) && rest.get(..4)? == crc32fast::hash(said).to_le_bytes();
    if sound { said.get(16..32)?.try_into().ok() } else { None }
}

/// One entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) seq: u64,
    /// When it was observed.
    pub(super) at: Timestamp,
    /// Values that it holds.
    pub(super) values: u32,
    /// Its JSON, deflated.
    pub(super) packed: Vec<u8>,
}

impl Record {
    /// An entry's JSON as a record; none: it is too long to ever be sent.
    pub(super) fn pack(seq: u64, at: Timestamp, values: u32, json: &[u8]) -> Option<Self> {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
        packer.write_all(json).ok()?;
        let packed = packer.finish().ok()?;
        let fits = packed.len() <= LONGEST && json.len() as u64 <= LONGEST_PLAIN;
        fits.then_some(Self { seq, at, values, packed })
    }

    /// Its JSON; none: it is damaged though its checksum is right.
    pub(super) fn unpack(&self) -> Option<String> {
        let mut plain = String::new();
        DeflateDecoder::new(&self.packed[..]).take(LONGEST_PLAIN + 1).read_to_string(&mut plain).ok()?;
        (plain.len() as u64 <= LONGEST_PLAIN).then_some(plain)
    }

    /// Its octets in a file.
    pub(super) fn octets(&self) -> Vec<u8> {
        let length = u32::try_from(FACTS + self.packed.len()).unwrap_or(u32::MAX);
        let mut checked = Vec::with_capacity(FRAME + FACTS + self.packed.len());
        checked.extend_from_slice(&self.seq.to_le_bytes());
        checked.extend_from_slice(&self.at.0.to_le_bytes());
        checked.extend_from_slice(&self.values.to_le_bytes());
        checked.extend_from_slice(&self.packed);
        let mut out = Vec::with_capacity(checked.len() + 8);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&crc32fast::hash(&checked).to_le_bytes());
        out.append(&mut checked);
        out
    }

    /// The record at the beginning of these octets, if its sequence is one of those that can be, and its length.
    fn parse(octets: &[u8], least: u64, most: u64) -> Option<(Self, usize)> {
        let length = number::<4>(octets, 0)? as usize;
        let seq = number::<8>(octets, 8)?;
        // The cheap questions first: this is asked at every octet of a damaged stretch.
        if !(FACTS..=FACTS + LONGEST).contains(&length) || !(least..=most).contains(&seq) {
            return None;
        }
        let end = FRAME + length;
        let checked = octets.get(8..end)?;
        if number::<4>(octets, 4)? != u64::from(crc32fast::hash(checked)) {
            return None;
        }
        let at = Timestamp(i64::from_le_bytes(octets.get(16..24)?.try_into().ok()?));
        let values = u32::try_from(number::<4>(octets, 24)?).ok()?;
        let packed = octets.get(FRAME + FACTS..end)?.to_vec();
        Some((Self { seq, at, values, packed }, end))
    }
}

/// A little-endian number of so many octets.
fn number<const N: usize>(octets: &[u8], at: usize) -> Option<u64> {
    let mut whole = [0; 8];
    whole.get_mut(..N)?.copy_from_slice(octets.get(at..at.checked_add(N)?)?);
    Some(u64::from_le_bytes(whole))
}

/// The good records of a stretch in order; what is damaged is passed over up to the next good one.
pub(super) struct Records<'a> {
    octets: &'a [u8],
    /// Where the last good record ended.
    pub(super) end: usize,
    least: u64,
    most: u64,
}

impl<'a> Records<'a> {
    /// Records of `least..=most` in these octets, from `start` on.
    pub(super) fn of(octets: &'a [u8], start: usize, least: u64, most: u64) -> Self {
        Self { octets, end: start.min(octets.len()), least, most }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        for start in self.end..self.octets.len() {
            let rest = self.octets.get(start..)?;
            if let Some((record, length)) = Record::parse(rest, self.least, self.most) {
                self.end = start + length;
                self.least = record.seq.checked_add(1)?;
                return Some(record);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(seqs: std::ops::RangeInclusive<u64>) -> Vec<u8> {
        let mut out = header(&[7; 16], *seqs.start());
        for seq in seqs {
            let json = format!("{{\"n\":{seq}}}");
            out.extend(Record::pack(seq, Timestamp(seq as i64), 3, json.as_bytes()).unwrap().octets());
        }
        out
    }

    fn seqs(octets: &[u8], most: u64) -> Vec<u64> {
        Records::of(octets, HEADER, 1, most).map(|record| record.seq).collect()
    }

    #[test]
    fn records_are_read_as_they_were_written() {
        let octets = file(1..=3);
        assert_eq!(epoch(&octets), Some([7; 16]));
        let read: Vec<_> = Records::of(&octets, HEADER, 1, 9).collect();
        assert_eq!(
            read.iter().map(|r| r.unpack().unwrap()).collect::<Vec<_>>(),
            ["{\"n\":1}", "{\"n\":2}", "{\"n\":3}"]
        );
        assert_eq!((read[2].at, read[2].values), (Timestamp(3), 3));
        assert_eq!(seqs(&octets, 2), [1, 2], "a sequence of the next segment cannot stand in this one");
    }

    #[test]
    fn any_octet_may_be_wrong_and_costs_one_record() {
        let good = file(1..=4);
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 0x55;
            let read = seqs(&bad, 9);
            assert!(read.len() >= 3 && read.is_sorted(), "{place}: {read:?}");
            assert!(place >= 44 || epoch(&bad).is_none(), "{place}");
        }
    }

    #[test]
    fn a_torn_tail_ends_at_the_last_good_record() {
        let good = file(1..=3);
        let two = file(1..=2).len();
        for length in two..good.len() {
            let mut records = Records::of(&good[..length], HEADER, 1, 9);
            assert_eq!(records.by_ref().count(), 2);
            assert_eq!(records.end, two);
        }
        assert!(seqs(&good[..10], 9).is_empty());
        assert_eq!(epoch(&good[..43]), None);
    }

    #[test]
    fn an_entry_that_no_request_could_hold_is_no_record() {
        assert!(Record::pack(1, Timestamp(0), 0, &vec![b' '; (12 << 20) + 1]).is_none());
        assert!(Record::pack(1, Timestamp(0), 0, &vec![b' '; 12 << 20]).is_some());
    }
}
