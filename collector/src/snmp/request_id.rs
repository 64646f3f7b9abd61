//! Request-ids: 31 random bits, none given twice before all were given.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, BuildHasherDefault, Hasher},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

/// Numbers 0 … 2^31−1 in an order that depends on a key of this process alone.
///
/// A counter goes through a Feistel permutation of 32 bits with SipHash as its round function: nobody outside can guess
/// the next id, and no memory of ids given is needed for the promise that none comes again within ten minutes.
#[derive(Debug, Default)]
pub struct RequestIds {
    key: RandomState,
    next: AtomicU32,
}

impl RequestIds {
    /// An id not given before.
    pub fn next(&self) -> i32 {
        // Half of all 32-bit numbers are ids; walking on from one that is not keeps the rest a permutation.
        loop {
            let number = self.permuted(self.next.fetch_add(1, Relaxed));
            if let Ok(id) = i32::try_from(number) {
                return id;
            }
        }
    }

    fn permuted(&self, number: u32) -> u32 {
        let (mut left, mut right) = ((number >> 16) as u16, number as u16);
        for round in 0u8..4 {
            let mixed = left ^ self.key.hash_one((round, right)) as u16;
            (left, right) = (right, mixed);
        }
        u32::from(left) << 16 | u32::from(right)
    }
}

/// A map by request-id. Nobody outside chooses the ids that are in it, and they are spread already: they need no keyed hash.
pub type ById<V> = HashMap<i32, V, BuildHasherDefault<Spread>>;

/// The hash of [`ById`].
#[derive(Debug, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        octets.iter().for_each(|octet| self.write_u32(u32::from(*octet)));
    }

    fn write_i32(&mut self, id: i32) {
        self.write_u32(id.cast_unsigned());
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
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
