//! Surprises as a quotient and a rest (Rice): the quotient in unary, the rest in plain bits.
//!
//! Its whole model is how many bits the rest has. So it wins where values are few: what buckets save, their header costs.
//! It is read without tables, too.

use super::{
    Damaged,
    entropy::{Bits, Unbits},
};

/// From this quotient on the whole number is told instead.
const ESCAPE: u32 = 20;
/// Most bits of a rest.
pub(super) const MOST_REST: u8 = 62;
/// What a number costs that is told whole, bits.
const WHOLE: u64 = ESCAPE as u64 + 1 + u64::BITS as u64;

/// Without its sign: 0, -1, 1, -2, …
const fn folded(surprise: i64) -> u64 {
    (surprise << 1 ^ surprise >> 63).cast_unsigned()
}

const fn unfolded(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

/// How many bits the surprises take with rests of so many bits.
fn cost(surprises: &[i64], rest: u32) -> u64 {
    let one = |surprise: &i64| {
        let quotient = folded(*surprise) >> rest;
        if quotient < u64::from(ESCAPE) { quotient + 1 + u64::from(rest) } else { WHOLE }
    };
    surprises.iter().map(one).sum()
}

/// The rest that takes the fewest bits, looked for around `near`; and how many these are.
pub(super) fn best(surprises: &[i64], near: u32) -> (u64, u8) {
    let near = near.min(MOST_REST.into());
    let mut best = (cost(surprises, near), near);
    for (step, most) in [(1, u32::from(MOST_REST)), (-1, 0)] {
        let mut rest = near;
        while rest != most {
            rest = rest.wrapping_add_signed(step);
            let found = cost(surprises, rest);
            if found >= best.0 {
                break;
            }
            best = (found, rest);
        }
    }
    (best.0, best.1 as u8)
}

/// Appends surprises.
pub(super) fn encode(surprises: &[i64], rest: u8, out: &mut Vec<u8>) {
    let rest = u32::from(rest);
    let mut bits = Bits::default();
    for surprise in surprises {
        let number = folded(*surprise);
        let quotient = number >> rest;
        if quotient < u64::from(ESCAPE) {
            bits.put(1 << quotient, quotient as u32 + 1);
            bits.put(number & ((1 << rest) - 1), rest);
        } else {
            bits.put(1 << ESCAPE, ESCAPE + 1);
            bits.put(number, u64::BITS);
        }
    }
    bits.finish(out);
}

/// Takes so many surprises out of the octets, which hold nothing else.
pub(super) fn decode(octets: &[u8], rest: u8, count: usize) -> Result<Vec<i64>, Damaged> {
    let rest = u32::from(rest);
    if rest > MOST_REST.into() || count > octets.len().saturating_mul(8) {
        return Err(Damaged);
    }
    let mask = (1u64 << rest) - 1;
    let mut bits = Unbits::new(octets);
    let mut surprises = Vec::with_capacity(count);
    for _ in 0..count {
        let ahead = bits.ahead()?;
        let quotient = ahead.trailing_zeros();
        let number = if quotient >= ESCAPE {
            bits.skip(ESCAPE + 1);
            bits.number(32)? | bits.number(32)? << 32
        } else if quotient + 1 + rest <= Unbits::AHEAD {
            bits.skip(quotient + 1 + rest);
            u64::from(quotient) << rest | ahead >> (quotient + 1) & mask
        } else {
            bits.skip(quotient + 1);
            u64::from(quotient) << rest | bits.number(rest)?
        };
        surprises.push(unfolded(number));
    }
    if bits.is_empty() { Ok(surprises) } else { Err(Damaged) }
}
