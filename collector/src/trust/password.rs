//! Passwords of people: argon2id (RFC 9106), and what was proven lately kept for a while, for a browser says it with every page.

use argon2::{Algorithm, Argon2, Params, Version};
use model::{
    OpdCode, Timestamp,
    api::{Person, Role},
    text::hex,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// RFC 9106, 4, second choice brought down to what OWASP names: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const SALT: usize = 16;
const HASH: usize = 32;
/// Shortest password, characters, and longest, octets.
pub(crate) const SHORTEST: usize = 10;
pub(crate) const LONGEST: usize = 256;
/// A proof is believed for this long.
const PROVEN: Duration = Duration::from_secs(300);
/// Most proofs kept.
const PROOFS: usize = 1000;

/// A person as kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPerson {
    /// What of it is listed.
    #[serde(flatten)]
    pub person: Person,
    /// Salt, hexadecimal.
    pub salt: String,
    /// argon2id of the password, hexadecimal.
    pub hash: String,
}

impl fmt::Debug for StoredPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredPerson({:?})", self.person)
    }
}

/// Salt and hash of a new password. Takes some 50 ms and 19 MiB: for a thread that may wait.
pub(crate) fn hash_new(password: &str) -> Option<(String, String)> {
    let salt = hex(&super::random::<SALT>().ok()?);
    let hash = hash(password, &salt)?;
    Some((salt, hash))
}

fn hash(password: &str, salt: &str) -> Option<String> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(HASH)).ok()?;
    let mut out = [0; HASH];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(password.as_bytes(), salt.as_bytes(), &mut out).ok()?;
    Some(hex(&out))
}

impl StoredPerson {
    /// True for the right password. Takes as long as [`hash_new`].
    pub(crate) fn knows(&self, password: &str) -> bool {
        hash(password, &self.salt).is_some_and(|hash| super::same(hash.as_bytes(), self.hash.as_bytes()))
    }

    /// Role and agency.
    pub(crate) fn rights(&self) -> (Role, Option<OpdCode>) {
        (self.person.role, self.person.opd.clone())
    }
}

/// A person that nobody is: a wrong name must take as long as a wrong password.
pub(crate) fn nobody() -> StoredPerson {
    let person = Person { name: String::new(), role: Role::Reader, opd: None, made_at: Timestamp(0) };
    StoredPerson { person, salt: "00".repeat(SALT), hash: String::new() }
}

/// Passwords that were right a moment ago, as keyed hashes.
pub(crate) struct Proofs {
    key: [u8; 32],
    known: Mutex<HashMap<[u8; 32], Instant>>,
}

impl Default for Proofs {
    fn default() -> Self {
        // Without random octets nothing is remembered as proven: every time is then the first.
        Self { key: super::random().unwrap_or([0; 32]), known: Mutex::default() }
    }
}

impl fmt::Debug for Proofs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proofs(***)")
    }
}

impl Proofs {
    fn mark(&self, person: &StoredPerson, password: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.key);
        // A changed password is another hash, and so another proof.
        hasher.update(person.hash.as_bytes());
        hasher.update(password.as_bytes());
        hasher.finalize().into()
    }

    /// True when this was proven within five minutes.
    pub(crate) fn holds(&self, person: &StoredPerson, password: &str, now: Instant) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        self.key != [0; 32]
            && known.get(&self.mark(person, password)).is_some_and(|at| now.duration_since(*at) < PROVEN)
    }

    /// Remembers a proof.
    pub(crate) fn keep(&self, person: &StoredPerson, password: &str, now: Instant) {
        let mark = self.mark(person, password);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= PROOFS {
            known.retain(|_, at| now.duration_since(*at) < PROVEN);
        }
        if known.len() < PROOFS {
            known.insert(mark, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_one_only_and_a_changed_one_is_not_proven() {
        let (salt, hash) = hash_new("rahasia-panjang").unwrap();
        let person = StoredPerson { salt, hash, ..nobody() };
        assert!(person.knows("rahasia-panjang") && !person.knows("rahasia-panjanG") && !nobody().knows(""));
        let (proofs, now) = (Proofs::default(), Instant::now());
        assert!(!proofs.holds(&person, "rahasia-panjang", now));
        proofs.keep(&person, "rahasia-panjang", now);
        assert!(proofs.holds(&person, "rahasia-panjang", now));
        assert!(!proofs.holds(&person, "lain", now));
        assert!(!proofs.holds(&person, "rahasia-panjang", now + PROVEN));
        let changed = StoredPerson { hash: "ff".repeat(32), ..person };
        assert!(!proofs.holds(&changed, "rahasia-panjang", now));
    }
}
