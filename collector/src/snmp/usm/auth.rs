//! Hashes: keys from passphrases, keys of one engine, digests of messages (RFC 3414, 2.6 and 6; RFC 7860, 4).

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use model::access::AuthProtocol;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use std::ops::Range;

/// Octets of the stretched passphrase that are hashed.
const STRETCHED: usize = 1 << 20;

/// Does something with the hash of a protocol as a type.
macro_rules! with_hash {
    ($protocol:expr, $hash:ident => $done:expr) => {
        match $protocol {
            AuthProtocol::Md5 => {
                type $hash = Md5;
                $done
            }
            AuthProtocol::Sha1 => {
                type $hash = Sha1;
                $done
            }
            AuthProtocol::Sha224 => {
                type $hash = Sha224;
                $done
            }
            AuthProtocol::Sha256 => {
                type $hash = Sha256;
                $done
            }
            AuthProtocol::Sha384 => {
                type $hash = Sha384;
                $done
            }
            AuthProtocol::Sha512 => {
                type $hash = Sha512;
                $done
            }
        }
    };
}

/// Octets of the digest in a message (RFC 3414, 6.1.2 and 7.1.2; RFC 7860, 4.2.1).
pub const fn digest_length(protocol: AuthProtocol) -> usize {
    match protocol {
        AuthProtocol::Md5 | AuthProtocol::Sha1 => 12,
        AuthProtocol::Sha224 => 16,
        AuthProtocol::Sha256 => 24,
        AuthProtocol::Sha384 => 32,
        AuthProtocol::Sha512 => 48,
    }
}

/// The key of a passphrase, Ku: the hash of the passphrase repeated to 1 MiB. Some milliseconds of work.
pub fn stretch(protocol: AuthProtocol, passphrase: &[u8]) -> Vec<u8> {
    if passphrase.is_empty() {
        return Vec::new();
    }
    let repeated = passphrase.repeat(64);
    with_hash!(protocol, Hash => {
        let mut hash = Hash::new();
        let mut rest = STRETCHED;
        while rest > 0 {
            let part = repeated.len().min(rest);
            hash.update(&repeated[..part]);
            rest -= part;
        }
        hash.finalize().to_vec()
    })
}

/// The key of a user at one engine: the hash of Ku, the engine's id, and Ku again.
pub fn localize(protocol: AuthProtocol, key: &[u8], engine: &[u8]) -> Vec<u8> {
    hash(protocol, &[key, engine, key])
}

/// The hash of these parts.
pub fn hash(protocol: AuthProtocol, parts: &[&[u8]]) -> Vec<u8> {
    with_hash!(protocol, Hash => {
        let mut hash = Hash::new();
        parts.iter().for_each(|part| hash.update(part));
        hash.finalize().to_vec()
    })
}

/// The digest of a whole message whose octets at `place` stand for it and count as zeros.
pub fn digest(protocol: AuthProtocol, key: &[u8], message: &[u8], place: Range<usize>) -> Option<Vec<u8>> {
    with_hash!(protocol, Hash => {
        let mac = mac::<Hmac<Hash>>(key, message, place)?;
        Some(mac.finalize().into_bytes()[..digest_length(protocol)].to_vec())
    })
}

/// True when the octets at `place` are the whole digest of the message. Compared in constant time.
pub fn is_right(protocol: AuthProtocol, key: &[u8], message: &[u8], place: Range<usize>) -> bool {
    let Some(given) = message.get(place.clone()).filter(|given| given.len() == digest_length(protocol)) else {
        return false;
    };
    with_hash!(protocol, Hash => {
        mac::<Hmac<Hash>>(key, message, place).is_some_and(|mac| mac.verify_truncated_left(given).is_ok())
    })
}

fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8], place: Range<usize>) -> Option<M> {
    let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
    mac.update(message.get(..place.start)?);
    mac.update(&[0; 64][..place.len().min(64)]);
    mac.update(message.get(place.end..)?);
    Some(mac)
}
