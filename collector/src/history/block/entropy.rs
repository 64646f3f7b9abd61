//! The entropy coder: one number that all symbols and bits are folded into (asymmetric numeral systems, range variant).
//!
//! It is a stack: what was pushed last comes out first. Its state begins at one and must be one again at the end.

use super::Damaged;

/// Symbols have frequencies out of 2 to this.
pub(super) const TOTAL_BITS: u32 = 12;
/// The state is at least this once 32 bits of it were put out.
const LEAST: u64 = 1 << 31;
/// Most plain bits in one piece.
const MOST_BITS: u32 = 31;

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

    /// A symbol of which `frequency` out of 2^12 are expected, beginning at `start`.
    pub(super) fn symbol(&mut self, start: u32, frequency: u32) {
        self.make_room(u64::from(frequency) << (63 - TOTAL_BITS));
        let frequency = u64::from(frequency);
        self.state = ((self.state / frequency) << TOTAL_BITS) + self.state % frequency + u64::from(start);
    }

    /// The lowest `bits` (up to 62) of a number.
    pub(super) fn bits(&mut self, number: u64, bits: u32) {
        let low = bits.min(MOST_BITS);
        self.piece(number & ((1 << low) - 1), low);
        if bits > MOST_BITS {
            self.piece(number >> MOST_BITS, bits - MOST_BITS);
        }
    }

    fn piece(&mut self, number: u64, bits: u32) {
        self.make_room(1 << (63 - bits));
        self.state = self.state << bits | number;
    }

    fn make_room(&mut self, bound: u64) {
        if self.state >= bound {
            self.words.push(self.state as u32);
            self.state >>= 32;
        }
    }

    /// The octets that [`Unstack`] reads: the state, then words from the last to the first.
    pub(super) fn finish(self, out: &mut Vec<u8>) {
        let length = (u64::BITS - self.state.leading_zeros()).div_ceil(8);
        out.push(length as u8);
        out.extend_from_slice(&self.state.to_le_bytes()[..length as usize]);
        for word in self.words.iter().rev() {
            out.extend_from_slice(&word.to_le_bytes());
        }
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

    /// The part of the state that says which symbol comes, 0 to 2^12 - 1.
    pub(super) fn slot(&self) -> usize {
        (self.state & ((1 << TOTAL_BITS) - 1)) as usize
    }

    /// Takes the symbol off that [`Self::slot`] told.
    pub(super) fn take(&mut self, start: u32, frequency: u32) {
        let slot = self.state & ((1 << TOTAL_BITS) - 1);
        self.state = u64::from(frequency)
            .wrapping_mul(self.state >> TOTAL_BITS)
            .wrapping_add(slot)
            .wrapping_sub(u64::from(start));
        self.refill();
    }

    /// Takes up to 62 bits off.
    pub(super) fn bits(&mut self, bits: u32) -> u64 {
        if bits > MOST_BITS {
            let high = self.piece(bits - MOST_BITS);
            return high << MOST_BITS | self.piece(MOST_BITS);
        }
        self.piece(bits)
    }

    fn piece(&mut self, bits: u32) -> u64 {
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
