//! The entropy coder: one number that all symbols are folded into (asymmetric numeral systems, range variant).
//!
//! It is a stack: what was pushed last comes out first. Its state begins at one and must be one again at the end.
//! Bits of which nothing is known beforehand lie beside it, in their order, so that reading them waits for nothing.

use super::Damaged;

/// Symbols have frequencies out of 2 to this.
pub(super) const TOTAL_BITS: u32 = 11;
/// The state is at least this once 32 bits of it were put out.
const LEAST: u64 = 1 << 31;

/// Folds in.
#[derive(Debug)]
pub(super) struct Stack {
    state: u64,
    words: Vec<u32>,
}

impl Stack {
    pub(super) fn new() -> Self {
        Self { state: 1, words: Vec::new() }
    }

    /// A symbol of which `frequency` out of 2^11 are expected, beginning at `start`.
    pub(super) fn symbol(&mut self, start: u32, frequency: u32) {
        self.make_room(u64::from(frequency) << (63 - TOTAL_BITS));
        let frequency = u64::from(frequency);
        self.state = ((self.state / frequency) << TOTAL_BITS) + self.state % frequency + u64::from(start);
    }

    /// A number of so many bits, at most 31.
    pub(super) fn number(&mut self, number: u64, bits: u32) {
        self.make_room(1 << (63 - bits));
        self.state = self.state << bits | number & ((1 << bits) - 1);
    }

    fn make_room(&mut self, bound: u64) {
        if self.state >= bound {
            self.words.push(self.state as u32);
            self.state >>= 32;
        }
    }

    /// The octets that [`Unstack`] reads: the state, then words from the last to the first.
    pub(super) fn finish(self) -> Vec<u8> {
        let length = (u64::BITS - self.state.leading_zeros()).div_ceil(8);
        let mut octets = vec![length as u8];
        octets.extend_from_slice(&self.state.to_le_bytes()[..length as usize]);
        octets.extend(self.words.iter().rev().flat_map(|word| word.to_le_bytes()));
        octets
    }
}

/// Unfolds.
#[derive(Debug)]
pub(super) struct Unstack<'a> {
    state: u64,
    words: std::slice::Iter<'a, [u8; 4]>,
}

impl<'a> Unstack<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Result<Self, Damaged> {
        let (length, rest) = octets.split_first().ok_or(Damaged)?;
        let (state, words) = rest.split_at_checked(usize::from(*length)).ok_or(Damaged)?;
        let mut full = [0; 8];
        full.get_mut(..state.len()).ok_or(Damaged)?.copy_from_slice(state);
        let (words, rest) = words.as_chunks::<4>();
        if !rest.is_empty() {
            return Err(Damaged);
        }
        Ok(Self { state: u64::from_le_bytes(full), words: words.iter() })
    }

    /// The part of the state that says which symbol comes, 0 to 2^11 - 1.
    pub(super) fn slot(&self) -> usize {
        (self.state & ((1 << TOTAL_BITS) - 1)) as usize
    }

    /// Takes off the symbol that [`Self::slot`] told; `inside` is how far the slot is from the symbol's first.
    pub(super) fn take(&mut self, frequency: u32, inside: u32) {
        self.state = u64::from(frequency).wrapping_mul(self.state >> TOTAL_BITS).wrapping_add(u64::from(inside));
        self.refill();
    }

    /// Takes a number of so many bits off, at most 31.
    pub(super) fn number(&mut self, bits: u32) -> u64 {
        let number = self.state & ((1 << bits) - 1);
        self.state >>= bits;
        self.refill();
        number
    }

    fn refill(&mut self) {
        if self.state < LEAST
            && let Some(word) = self.words.next()
        {
            self.state = self.state << 32 | u64::from(u32::from_le_bytes(*word));
        }
    }

    /// True when everything was taken off that had been put on.
    pub(super) fn is_empty(&self) -> bool {
        self.state == 1 && self.words.len() == 0
    }
}

/// Bits beside the stack, the lowest of each number first.
#[derive(Debug, Default)]
pub(super) struct Bits {
    octets: Vec<u8>,
    /// Bits that do not fill an octet yet, and how many.
    open: u128,
    count: u32,
}

impl Bits {
    /// Appends a number of so many bits, at most 64.
    pub(super) fn put(&mut self, number: u64, bits: u32) {
        self.open |= u128::from(number) << self.count;
        self.count += bits;
        if self.count >= u64::BITS {
            self.octets.extend_from_slice(&(self.open as u64).to_le_bytes());
            self.open >>= u64::BITS;
            self.count -= u64::BITS;
        }
    }

    pub(super) fn finish(mut self, out: &mut Vec<u8>) {
        out.append(&mut self.octets);
        out.extend_from_slice(&self.open.to_le_bytes()[..self.count.div_ceil(8) as usize]);
    }
}

/// Reads what [`Bits`] wrote.
#[derive(Debug)]
pub(super) struct Unbits {
    /// The octets, and some more, so that reading eight of them never fails for those that are there.
    octets: Vec<u8>,
    bit: usize,
}

impl Unbits {
    /// More octets than any number takes.
    const MORE: usize = 16;

    /// So many of the bits that [`Self::ahead`] gives are the next ones for sure.
    pub(super) const AHEAD: u32 = 57;

    pub(super) fn new(octets: &[u8]) -> Self {
        Self { octets: [octets, &[0; Self::MORE]].concat(), bit: 0 }
    }

    /// The next bits, without taking them; beyond the last one there are zeros.
    pub(super) fn ahead(&self) -> Result<u64, Damaged> {
        let from = self.octets.get(self.bit / 8..).ok_or(Damaged)?;
        Ok(u64::from_le_bytes(*from.first_chunk::<8>().ok_or(Damaged)?) >> (self.bit % 8))
    }

    /// Takes so many bits unseen.
    pub(super) fn skip(&mut self, bits: u32) {
        self.bit += bits as usize;
    }

    /// Takes a number of so many bits, at most 62.
    pub(super) fn number(&mut self, bits: u32) -> Result<u64, Damaged> {
        let from = self.octets.get(self.bit / 8..).ok_or(Damaged)?;
        let (begin, skipped) = (from.first_chunk::<8>().ok_or(Damaged)?, (self.bit % 8) as u32);
        let mut number = u64::from_le_bytes(*begin) >> skipped;
        if skipped + bits > u64::BITS {
            number |= u64::from(*from.get(8).ok_or(Damaged)?) << (u64::BITS - skipped);
        }
        number &= (1 << bits) - 1;
        self.bit += bits as usize;
        Ok(number)
    }

    /// True when everything was taken.
    pub(super) fn is_empty(&self) -> bool {
        self.bit.div_ceil(8) + Self::MORE == self.octets.len()
    }
}
