//! A user as the engine uses it: keys stretched once, localized once an engine, salts that never come again.

use super::{
    auth::{localize, stretch},
    privacy::{self, SALT},
};
use model::access::{AuthProtocol, PrivProtocol, User};
use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// Engines whose localized keys are kept for one user.
const ENGINES: usize = 65_536;

/// Flags of a message (RFC 3412, 6.4).
pub mod flag {
    #![allow(missing_docs)]
    pub const AUTH: u8 = 1;
    pub const PRIV: u8 = 2;
    pub const REPORTABLE: u8 = 4;
    /// The two that make the security level.
    pub const LEVEL: u8 = AUTH | PRIV;
}

/// A user and its keys.
pub struct Credential {
    user: User,
    /// Ku of authentication and of privacy.
    stretched: [Vec<u8>; 2],
    localized: Mutex<HashMap<Box<[u8]>, Arc<Keys>>>,
    /// Shared with the same user in other contexts, whose keys are the same.
    salt: Arc<AtomicU64>,
}

/// Keys of one user at one engine.
pub struct Keys {
    /// Protocol and key of authentication.
    pub auth: Option<(AuthProtocol, Vec<u8>)>,
    /// Protocol and key of privacy.
    pub privacy: Option<(PrivProtocol, Vec<u8>)>,
}

impl Credential {
    /// Stretches the passphrases, which takes some milliseconds each.
    pub fn new(user: &User) -> Self {
        let hash = user.auth.as_ref().map(|auth| auth.protocol);
        let stretched = |passphrase: Option<&String>| {
            hash.zip(passphrase).map(|(hash, passphrase)| stretch(hash, passphrase.as_bytes())).unwrap_or_default()
        };
        let auth = stretched(user.auth.as_ref().map(|auth| &auth.passphrase));
        let same = user.auth.as_ref().map(|a| &a.passphrase) == user.privacy.as_ref().map(|p| &p.passphrase);
        let privacy =
            if same { auth.clone() } else { stretched(user.privacy.as_ref().map(|privacy| &privacy.passphrase)) };
        // A process that cannot have random numbers starts from its keyed hasher, which is seeded by the system as well.
        let start = getrandom::u64().unwrap_or_else(|_| {
            std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), &user.user)
        });
        Self {
            user: user.clone(),
            stretched: [auth, privacy],
            localized: Mutex::default(),
            salt: Arc::new(AtomicU64::new(start)),
        }
    }

    /// The same user in another context; the keys are stretched already.
    pub fn in_context(&self, context: String) -> Self {
        let localized = self.localized.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            user: User { context: Some(context), ..self.user.clone() },
            stretched: self.stretched.clone(),
            localized: Mutex::new(localized.clone()),
            salt: Arc::clone(&self.salt),
        }
    }

    /// Its name.
    pub fn name(&self) -> &[u8] {
        self.user.user.as_bytes()
    }

    /// contextName.
    pub fn context(&self) -> &[u8] {
        self.user.context.as_deref().unwrap_or_default().as_bytes()
    }

    /// Security level of its messages, as flags.
    pub fn level(&self) -> u8 {
        let (auth, privacy) = (self.user.auth.is_some(), self.user.privacy.is_some());
        (u8::from(auth) * flag::AUTH) | (u8::from(auth && privacy) * flag::PRIV)
    }

    /// Its keys at this engine.
    pub fn keys(&self, engine: &[u8]) -> Arc<Keys> {
        let mut localized = self.localized.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keys) = localized.get(engine) {
            return Arc::clone(keys);
        }
        if localized.len() >= ENGINES {
            localized.clear();
        }
        let keys = Arc::new(self.localize(engine));
        localized.insert(engine.into(), Arc::clone(&keys));
        keys
    }

    fn localize(&self, engine: &[u8]) -> Keys {
        let [auth_key, privacy_key] = &self.stretched;
        let auth = self.user.auth.as_ref().map(|auth| auth.protocol);
        let privacy = auth.zip(self.user.privacy.as_ref()).map(|(hash, privacy)| {
            let localized = localize(hash, privacy_key, engine);
            (privacy.protocol, privacy::key(privacy.protocol, privacy.keys, hash, localized, engine))
        });
        Keys { auth: auth.map(|hash| (hash, localize(hash, auth_key, engine))), privacy }
    }

    /// The next salt: a 64-bit counter with a random start. For DES the boots of the engine and 32 bits of it.
    pub fn salt(&self, protocol: PrivProtocol, boots: u32) -> [u8; SALT] {
        let count = self.salt.fetch_add(1, Relaxed);
        match protocol {
            PrivProtocol::Des => (u64::from(boots) << 32 | count & 0xffff_ffff).to_be_bytes(),
            _ => count.to_be_bytes(),
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.user.fmt(f)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
