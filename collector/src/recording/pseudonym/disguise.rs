//! Other names for what must not be told: the same for the same original, of the same length and form, made with a key
//! that nobody keeps.

use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    net::{Ipv4Addr, Ipv6Addr},
};

/// Most tries for an address that is not taken.
const MOST_TRIES: u32 = 64;

/// The key, and the addresses given out.
#[derive(Debug)]
pub(super) struct Disguise {
    key: [u8; 32],
    ipv4: HashMap<[u8; 4], [u8; 4]>,
    taken: HashSet<[u8; 4]>,
}

impl Disguise {
    /// A disguise with a key of its own.
    pub(super) fn new() -> Self {
        let mut key = [0; 32];
        for (place, part) in key.chunks_exact_mut(8).enumerate() {
            part.copy_from_slice(&RandomState::new().hash_one(place).to_be_bytes());
        }
        Self { key, ipv4: HashMap::new(), taken: HashSet::new() }
    }

    fn hash(&self, kind: u8, octets: &[u8]) -> [u8; 32] {
        Sha256::new().chain_update(self.key).chain_update([kind]).chain_update(octets).finalize().into()
    }

    /// Letters for letters, digits for digits; other ASCII stays, so that the form can be recognised.
    pub(super) fn text(&self, original: &[u8]) -> Vec<u8> {
        let lower = original.to_ascii_lowercase();
        let mut out = Vec::with_capacity(original.len());
        for (block, part) in original.chunks(32).enumerate() {
            let noise = self.hash(0, &[&lower[..], &block.to_be_bytes()].concat());
            out.extend(part.iter().zip(noise).map(|(octet, noise)| match octet {
                b'0'..=b'9' => b'0' + noise % 10,
                b'A'..=b'Z' => b'A' + noise % 26,
                b'a'..=b'z' | 0x80.. => b'a' + noise % 26,
                other => *other,
            }));
        }
        out
    }

    /// The maker's part stays. Addresses that mean a protocol or nobody stay whole.
    pub(super) fn mac(&self, mac: [u8; 6]) -> [u8; 6] {
        let nobody = mac == [0; 6] || mac == [0xff; 6];
        if nobody || mac.starts_with(&[1, 0, 0x5e]) || mac.starts_with(&[1, 0x80, 0xc2]) {
            return mac;
        }
        let noise = self.hash(1, &mac);
        [mac[0], mac[1], mac[2], noise[0], noise[1], noise[2]]
    }

    /// Into 10.0.0.0/8; neighbours stay neighbours: the longer two share their beginning, the longer their disguises do.
    pub(super) fn ipv4(&mut self, address: [u8; 4]) -> [u8; 4] {
        if means_nobody(address) {
            return address;
        }
        if let Some(known) = self.ipv4.get(&address) {
            return *known;
        }
        let mut given = address;
        for attempt in 0..MOST_TRIES {
            given = self.shuffled(address, attempt);
            if self.taken.insert(given) {
                break;
            }
        }
        self.ipv4.insert(address, given);
        given
    }

    fn shuffled(&self, address: [u8; 4], attempt: u32) -> [u8; 4] {
        let bits = u32::from_be_bytes(address);
        let flips = (8..32).fold(0u32, |flips, bit| {
            let prefix = bits >> (32 - bit);
            let noise = self.hash(2, &[prefix.to_be_bytes(), u32::to_be_bytes(bit), attempt.to_be_bytes()].concat());
            flips << 1 | u32::from(noise[0] & 1)
        });
        let [_, b, c, d] = (bits ^ flips).to_be_bytes();
        [10, b, c, d]
    }

    /// Into fd00::/8, link-local into link-local; group for group, so that prefixes stay prefixes.
    pub(super) fn ipv6(&self, address: [u8; 16]) -> [u8; 16] {
        let ip = Ipv6Addr::from(address);
        if ip.is_loopback() || ip.is_unspecified() {
            return address;
        }
        let kept = if ip.is_multicast() || ip.is_unicast_link_local() { 2 } else { 0 };
        let mut out = address;
        for place in (kept..16).step_by(2) {
            let noise = self.hash(3, &address[..place + 2]);
            // Empty groups stay empty: most addresses are written short.
            if address[place..place + 2] != [0, 0] {
                out[place..place + 2].copy_from_slice(&noise[..2]);
            }
        }
        if kept == 0 {
            out[0] = 0xfd;
        }
        out
    }
}

/// Masks, loopback, multicast, broadcast and 0.0.0.0 say nothing about a place.
pub(super) fn means_nobody(address: [u8; 4]) -> bool {
    let ip = Ipv4Addr::from(address);
    let bits = u32::from_be_bytes(address);
    let is_mask = bits.leading_ones() + bits.trailing_zeros() >= 32;
    ip.is_loopback() || ip.is_multicast() || address[0] == 0 || is_mask || address[0] >= 240
}
