//! Request-ids: 31 random bits, none given twice before all were given.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, BuildHasherDefault, Hasher},
    net::IpAddr,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

/// Numbers 0 … 2^31−1 in an order that depends on a key of this process alone.
///
/// A counter goes through a Feistel permutation of 31 bits with SipHash as its round function: nobody outside can guess
/// the next id, and no memory of ids given is needed for the promise that none comes again within ten minutes.
#[derive(Debug, Default)]
pub struct RequestIds {
    key: RandomState,
    next: AtomicU32,
}

impl RequestIds {
    /// An id not given before.
    pub fn next(&self) -> i32 {
        self.permuted(self.next.fetch_add(1, Relaxed)).cast_signed()
    }

    /// Halves of 15 and 16 bits change by turns, each by what the other one is.
    fn permuted(&self, number: u32) -> u32 {
        let (mut high, mut low) = (number >> 16 & 0x7fff, number & 0xffff);
        for round in 0u8..2 {
            high ^= self.key.hash_one((2 * round, low)) as u32 & 0x7fff;
            low ^= self.key.hash_one((2 * round + 1, high)) as u32 & 0xffff;
        }
        high << 16 | low
    }
}

/// A map by request-id. Nobody outside chooses the ids that are in it, and they are spread already: they need no keyed hash.
pub type ById<V> = HashMap<i32, V, BuildHasherDefault<Spread>>;
/// A map by the address and port that are asked. The book says which are in it, nobody outside does.
pub type ByPlace<V> = HashMap<(IpAddr, u16), V, BuildHasherDefault<Spread>>;

/// The hash of [`ById`] and [`ByPlace`].
#[derive(Debug, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        for part in octets.chunks(8) {
            self.write_u64(part.iter().fold(0, |word, octet| word << 8 | u64::from(*octet)));
        }
    }

    fn write_u16(&mut self, number: u16) {
        self.write_u64(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number.cast_unsigned() as u64);
    }

    fn write_i32(&mut self, id: i32) {
        self.write_u32(id.cast_unsigned());
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(26) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_comes_twice() {
        let ids = RequestIds::default();
        let mut given: Vec<i32> = (0..200_000).map(|_| ids.next()).collect();
        assert!(given.windows(2).filter(|pair| pair[0] < pair[1]).count() < 110_000, "ids must not run upwards");
        given.sort_unstable();
        given.dedup();
        assert_eq!(given.len(), 200_000);
        assert!(given.iter().all(|id| *id >= 0));
    }
}
