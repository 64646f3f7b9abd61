//! The installation key and the whole configuration, sealed with a passphrase: argon2id (RFC 9106), ChaCha20-Poly1305 (RFC 8439).

use super::fault::BackupError;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce, aead::Aead};
use model::text::hex;
use serde::{Deserialize, Serialize};
use std::fmt;

/// RFC 9106, 4, the second recommended choice, on one lane: 64 MiB, three passes. Some tenths of a second a guess.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// What a file may ask for at most, so that a made-up one costs neither memory nor hours.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 16;
const SALT: usize = 16;
const NONCE: usize = 12;
const KEY: usize = 32;
/// Shortest passphrase, octets.
const SHORTEST: usize = 10;

/// What seals the keys of a backup. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(***)")
    }
}

impl Passphrase {
    /// A passphrase. Error: it is too short to protect anything.
    pub fn new(text: &str) -> Result<Self, BackupError> {
        if text.len() < SHORTEST { Err(BackupError::ShortPassphrase(SHORTEST)) } else { Ok(Self(text.to_owned())) }
    }

    fn cipher(&self, salt: &[u8], memory_kib: u32, passes: u32) -> Option<ChaCha20Poly1305> {
        let params = Params::new(memory_kib, passes, 1, Some(KEY)).ok()?;
        let mut key = [0; KEY];
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(self.0.as_bytes(), salt, &mut key).ok()?;
        ChaCha20Poly1305::new_from_slice(&key).ok()
    }
}

/// What is sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Secrets {
    /// Content of the file of the installation key.
    pub(super) key: String,
    /// The configuration with its secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) configuration: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    kdf: String,
    memory_kib: u32,
    passes: u32,
    salt: String,
    cipher: String,
    nonce: String,
    octets: String,
}

const KDF: &str = "argon2id";
const CIPHER: &str = "chacha20poly1305";

/// The secrets as only the passphrase opens them.
pub(super) fn seal(secrets: &Secrets, passphrase: &Passphrase) -> Result<Vec<u8>, BackupError> {
    let mut random = [0; SALT + NONCE];
    getrandom::fill(&mut random).map_err(|_| BackupError::NoRandomness)?;
    let (salt, nonce) = random.split_at(SALT);
    let plain = serde_json::to_vec(secrets).map_err(|_| BackupError::NoRandomness)?;
    let cipher = passphrase.cipher(salt, MEMORY_KIB, PASSES).ok_or(BackupError::NoRandomness)?;
    let at = Nonce::try_from(nonce).map_err(|_| BackupError::NoRandomness)?;
    let octets = cipher.encrypt(&at, plain.as_slice()).map_err(|_| BackupError::NoRandomness)?;
    let sealed = Sealed {
        kdf: KDF.into(),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        salt: STANDARD.encode(salt),
        cipher: CIPHER.into(),
        nonce: hex(nonce),
        octets: STANDARD.encode(octets),
    };
    serde_json::to_vec(&sealed).map_err(|_| BackupError::NoRandomness)
}

/// What was sealed; an error when this passphrase does not open it.
pub(super) fn open(octets: &[u8], passphrase: &Passphrase) -> Result<Secrets, BackupError> {
    try_open(octets, passphrase).ok_or(BackupError::WrongPassphrase)
}

fn try_open(octets: &[u8], passphrase: &Passphrase) -> Option<Secrets> {
    let sealed: Sealed = serde_json::from_slice(octets).ok()?;
    let known = sealed.kdf == KDF && sealed.cipher == CIPHER;
    if !known || sealed.memory_kib > MOST_MEMORY_KIB || sealed.passes > MOST_PASSES {
        return None;
    }
    let cipher = passphrase.cipher(&STANDARD.decode(&sealed.salt).ok()?, sealed.memory_kib, sealed.passes)?;
    let nonce = unhex(&sealed.nonce)?;
    let plain =
        cipher.decrypt(&Nonce::try_from(nonce.as_slice()).ok()?, STANDARD.decode(&sealed.octets).ok()?.as_slice());
    serde_json::from_slice(&plain.ok()?).ok()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    if text.len().is_multiple_of(2) { text.as_bytes().chunks(2).map(pair).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_passphrase_opens_it() {
        let right = Passphrase::new("kuda kayu di bukit").unwrap();
        let secrets = Secrets { key: "00ff".into(), configuration: Some("community = \"rahasia\"".into()) };
        let sealed = seal(&secrets, &right).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("rahasia"));
        assert!(open(&sealed, &right).unwrap() == secrets);
        let wrong = Passphrase::new("kuda kayu di bukiT").unwrap();
        assert!(matches!(open(&sealed, &wrong), Err(BackupError::WrongPassphrase)));
        assert!(matches!(Passphrase::new("pendek"), Err(BackupError::ShortPassphrase(10))));
        assert_eq!(format!("{right:?}"), "Passphrase(***)");
        let greedy = String::from_utf8(sealed).unwrap().replace("65536", "4294967295");
        assert!(matches!(open(greedy.as_bytes(), &right), Err(BackupError::WrongPassphrase)));
    }
}
