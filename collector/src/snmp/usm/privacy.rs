//! Ciphers: DES-CBC (RFC 3414, 8), AES-128-CFB (RFC 3826), AES-192 and AES-256 with both ways to a longer key.

use super::auth::{hash, localize, stretch};
use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::NoPadding};
use des::Des;
use model::access::{AuthProtocol, KeyExtension, PrivProtocol};

/// Octets of msgPrivacyParameters of every cipher.
pub const SALT: usize = 8;
/// Octets of a DES block.
const DES_BLOCK: usize = 8;

/// Octets of a cipher's key; of DES the last eight are no key but the start of its initialization vector.
const fn key_length(protocol: PrivProtocol) -> usize {
    match protocol {
        PrivProtocol::Des | PrivProtocol::Aes128 => 16,
        PrivProtocol::Aes192 => 24,
        PrivProtocol::Aes256 => 32,
    }
}

/// A cipher's key from the localized key of its passphrase, made longer where the hash is too short.
pub fn key(
    protocol: PrivProtocol,
    extension: KeyExtension,
    auth: AuthProtocol,
    localized: Vec<u8>,
    engine: &[u8],
) -> Vec<u8> {
    let length = key_length(protocol);
    let mut key = localized;
    let mut last = key.clone();
    while key.len() < length && !key.is_empty() {
        match extension {
            KeyExtension::Blumenthal => key.extend(hash(auth, &[&key.clone()])),
            KeyExtension::Reeder => {
                last = localize(auth, &stretch(auth, &last), engine);
                key.extend_from_slice(&last);
            }
        }
    }
    key.truncate(length);
    key
}

/// Encrypts in place, padding for DES. `salt` is msgPrivacyParameters. None: the key has another length.
pub fn encrypt(
    protocol: PrivProtocol,
    key: &[u8],
    boots: u32,
    time: u32,
    salt: [u8; SALT],
    octets: &mut Vec<u8>,
) -> Option<()> {
    let vector = vector(boots, time, salt);
    match protocol {
        PrivProtocol::Des => {
            octets.resize(octets.len().next_multiple_of(DES_BLOCK), 0);
            let length = octets.len();
            let (key, vector) = des_parts(key, salt)?;
            let cipher = cbc::Encryptor::<Des>::new_from_slices(key, &vector).ok()?;
            cipher.encrypt_padded::<NoPadding>(octets, length).ok()?;
        }
        PrivProtocol::Aes128 => cfb_mode::Encryptor::<Aes128>::new_from_slices(key, &vector).ok()?.encrypt(octets),
        PrivProtocol::Aes192 => cfb_mode::Encryptor::<Aes192>::new_from_slices(key, &vector).ok()?.encrypt(octets),
        PrivProtocol::Aes256 => cfb_mode::Encryptor::<Aes256>::new_from_slices(key, &vector).ok()?.encrypt(octets),
    }
    Some(())
}

/// Decrypts in place. None: the octets cannot have been encrypted so.
pub fn decrypt(
    protocol: PrivProtocol,
    key: &[u8],
    boots: u32,
    time: u32,
    salt: [u8; SALT],
    octets: &mut [u8],
) -> Option<()> {
    let vector = vector(boots, time, salt);
    match protocol {
        PrivProtocol::Des => {
            let (key, vector) = des_parts(key, salt)?;
            let cipher = cbc::Decryptor::<Des>::new_from_slices(key, &vector).ok()?;
            cipher.decrypt_padded::<NoPadding>(octets).ok()?;
        }
        PrivProtocol::Aes128 => cfb_mode::Decryptor::<Aes128>::new_from_slices(key, &vector).ok()?.decrypt(octets),
        PrivProtocol::Aes192 => cfb_mode::Decryptor::<Aes192>::new_from_slices(key, &vector).ok()?.decrypt(octets),
        PrivProtocol::Aes256 => cfb_mode::Decryptor::<Aes256>::new_from_slices(key, &vector).ok()?.decrypt(octets),
    }
    Some(())
}

/// Initialization vector of AES: boots and time of the message, then the salt (RFC 3826, 3.1.2.1).
fn vector(boots: u32, time: u32, salt: [u8; SALT]) -> [u8; 16] {
    let mut vector = [0; 16];
    vector[..4].copy_from_slice(&boots.to_be_bytes());
    vector[4..8].copy_from_slice(&time.to_be_bytes());
    vector[8..].copy_from_slice(&salt);
    vector
}

/// Key and initialization vector of DES: the second half of its 16 octets is the pre-IV (RFC 3414, 8.1.1.1).
fn des_parts(key: &[u8], salt: [u8; SALT]) -> Option<(&[u8], [u8; SALT])> {
    let (key, before) = key.split_at_checked(DES_BLOCK)?;
    let before: [u8; SALT] = before.try_into().ok()?;
    Some((key, std::array::from_fn(|place| before[place] ^ salt[place])))
}
