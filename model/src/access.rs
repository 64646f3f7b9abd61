//! With what a device is asked over SNMP: communities and users. No secret leaves through `Debug` or the API.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What stands for a secret in every answer.
pub const HIDDEN: &str = "***";
/// Shortest passphrase (RFC 3414, 11.2).
pub const PASSPHRASE: usize = 8;
/// Longest user or context name, octets (RFC 3414, 2.4; RFC 3411, SnmpAdminString).
const NAME: usize = 32;
/// Longest community or passphrase, octets.
const SECRET: usize = 255;

/// Credentials of one device. `Debug` never shows a secret; the API never gives one back.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "version")]
pub enum SnmpAccess {
    /// SNMP v1 with a community.
    #[serde(rename = "1")]
    V1 {
        /// The community; `***` in every answer of the API.
        community: String,
    },
    /// SNMP v2c with a community.
    #[serde(rename = "2c")]
    V2c {
        /// The community; `***` in every answer of the API.
        community: String,
    },
    /// SNMP v3 with a user.
    #[serde(rename = "3")]
    V3(Box<User>),
}

/// A user of the User-based Security Model (RFC 3414). Without `auth`: noAuthNoPriv; without `privacy`: authNoPriv.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct User {
    /// Its name.
    pub user: String,
    /// contextName, unless it is the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// How its messages are authenticated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// How they are encrypted; only together with `auth`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
}

/// Authentication of a user.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Auth {
    /// Hash.
    pub protocol: AuthProtocol,
    /// Passphrase; `***` in every answer of the API.
    pub passphrase: String,
}

/// Privacy of a user.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Privacy {
    /// Cipher.
    pub protocol: PrivProtocol,
    /// Passphrase; `***` in every answer of the API.
    pub passphrase: String,
    /// How a key longer than the hash is made.
    #[serde(default, skip_serializing_if = "KeyExtension::is_default")]
    pub keys: KeyExtension,
}

/// A list of words, each a variant: as in JSON, on the command line and in the configuration.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $( $(#[$doc:meta])* $variant:ident = $word:literal, )* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $( $(#[$doc])* #[serde(rename = $word)] $variant, )* }

        impl $name {
            /// Every word.
            pub const WORDS: &'static [&'static str] = &[ $( $word, )* ];

            /// Its word.
            pub const fn word(self) -> &'static str { match self { $( Self::$variant => $word, )* } }

            /// What a word means.
            pub fn of(word: &str) -> Option<Self> { match word { $( $word => Some(Self::$variant), )* _ => None } }
        }
    };
}

words! {
    /// Hash of a user's messages (RFC 3414, 6 and 7; RFC 7860).
    AuthProtocol {
        /// HMAC-MD5-96.
        Md5 = "md5",
        /// HMAC-SHA-96.
        Sha1 = "sha1",
        /// HMAC-128-SHA-224.
        Sha224 = "sha224",
        /// HMAC-192-SHA-256.
        Sha256 = "sha256",
        /// HMAC-256-SHA-384.
        Sha384 = "sha384",
        /// HMAC-384-SHA-512.
        Sha512 = "sha512",
    }
}

words! {
    /// Cipher of a user's messages (RFC 3414, 8; RFC 3826; draft-blumenthal-aes-usm-04).
    PrivProtocol {
        /// DES-CBC.
        Des = "des",
        /// AES-128-CFB.
        Aes128 = "aes128",
        /// AES-192-CFB.
        Aes192 = "aes192",
        /// AES-256-CFB.
        Aes256 = "aes256",
    }
}

words! {
    /// How a cipher's key longer than the hash is made from the localized key.
    #[derive(Default)]
    KeyExtension {
        /// By hashing what there is of the key (draft-blumenthal-aes-usm-04, 3.1.2.1).
        #[default]
        Blumenthal = "blumenthal",
        /// By stretching the localized key as if it were a passphrase (draft-reeder-snmpv3-usm-3desede-00, 2.1).
        Reeder = "reeder",
    }
}

impl KeyExtension {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What is wrong with an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessFault {
    /// A community has 1 to 255 octets.
    Community,
    /// A user name has 1 to 32 octets, a context name at most 32.
    Name,
    /// A passphrase has 8 to 255 octets.
    Passphrase,
    /// Privacy without authentication.
    PrivacyAlone,
    /// `***` in the place of a secret.
    Hidden,
}

impl SnmpAccess {
    /// Word of its version, as in JSON.
    pub const fn version(&self) -> &'static str {
        match self {
            Self::V1 { .. } => "1",
            Self::V2c { .. } => "2c",
            Self::V3(_) => "3",
        }
    }

    /// The same access with every secret replaced by `***`.
    pub fn redacted(&self) -> Self {
        let mut access = self.clone();
        access.secrets().into_iter().for_each(|secret| HIDDEN.clone_into(secret));
        access
    }

    /// This access as a client wrote it back after reading `***`, with the secrets it does not know from `kept`.
    /// None: there is nothing to take them from.
    pub fn with_secrets_of(mut self, kept: Option<&Self>) -> Option<Self> {
        let mut kept = kept.cloned();
        let mut known = match &mut kept {
            Some(kept) if kept.version() == self.version() => kept.secrets(),
            _ => Vec::new(),
        }
        .into_iter();
        for secret in self.secrets() {
            let known = known.next();
            if secret == HIDDEN {
                secret.clone_from(known?);
            }
        }
        Some(self)
    }

    /// True for a community that equipment ships with (`public`, `private`).
    pub fn is_factory_default(&self) -> bool {
        match self {
            Self::V1 { community } | Self::V2c { community } => matches!(community.as_str(), "public" | "private"),
            Self::V3(_) => false,
        }
    }

    /// The first thing wrong with it.
    pub fn fault(&self) -> Option<AccessFault> {
        if self.clone().secrets().iter().any(|secret| *secret == HIDDEN) {
            return Some(AccessFault::Hidden);
        }
        match self {
            Self::V1 { community } | Self::V2c { community } => {
                (!(1..=SECRET).contains(&community.len())).then_some(AccessFault::Community)
            }
            Self::V3(user) => user.fault(),
        }
    }

    fn secrets(&mut self) -> Vec<&mut String> {
        match self {
            Self::V1 { community } | Self::V2c { community } => vec![community],
            Self::V3(user) => {
                let auth = user.auth.as_mut().map(|auth| &mut auth.passphrase);
                auth.into_iter().chain(user.privacy.as_mut().map(|privacy| &mut privacy.passphrase)).collect()
            }
        }
    }
}

impl User {
    fn fault(&self) -> Option<AccessFault> {
        let passphrases = self.auth.iter().map(|a| &a.passphrase).chain(self.privacy.iter().map(|p| &p.passphrase));
        if !(1..=NAME).contains(&self.user.len()) || self.context.as_ref().is_some_and(|name| name.len() > NAME) {
            Some(AccessFault::Name)
        } else if self.privacy.is_some() && self.auth.is_none() {
            Some(AccessFault::PrivacyAlone)
        } else if passphrases.map(String::len).any(|length| !(PASSPHRASE..=SECRET).contains(&length)) {
            Some(AccessFault::Passphrase)
        } else {
            None
        }
    }

    /// True for a user that protects little: without authentication, with MD5, or with DES.
    pub fn is_weak(&self) -> bool {
        self.auth.as_ref().is_none_or(|auth| auth.protocol == AuthProtocol::Md5)
            || self.privacy.as_ref().is_some_and(|privacy| privacy.protocol == PrivProtocol::Des)
    }
}

impl fmt::Debug for SnmpAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V1 { .. } => f.write_str("V1 { community: *** }"),
            Self::V2c { .. } => f.write_str("V2c { community: *** }"),
            Self::V3(user) => user.fmt(f),
        }
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let auth = self.auth.as_ref().map(|auth| auth.protocol);
        let privacy = self.privacy.as_ref().map(|privacy| (privacy.protocol, privacy.keys));
        f.debug_struct("User")
            .field("user", &self.user)
            .field("context", &self.context)
            .field("auth", &auth)
            .field("privacy", &privacy)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Auth {{ {:?}, *** }}", self.protocol)
    }
}

impl fmt::Debug for Privacy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Privacy {{ {:?}, {:?}, *** }}", self.protocol, self.keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "kenari-rahasia";

    fn user() -> User {
        User {
            user: "pemantau".into(),
            context: None,
            auth: Some(Auth { protocol: AuthProtocol::Sha256, passphrase: CANARY.into() }),
            privacy: Some(Privacy {
                protocol: PrivProtocol::Aes128,
                passphrase: CANARY.into(),
                keys: KeyExtension::Blumenthal,
            }),
        }
    }

    fn all() -> Vec<SnmpAccess> {
        let community = || CANARY.to_owned();
        vec![
            SnmpAccess::V1 { community: community() },
            SnmpAccess::V2c { community: community() },
            SnmpAccess::V3(Box::new(user())),
        ]
    }

    #[test]
    fn no_secret_is_shown_and_stars_bring_it_back() {
        for access in all() {
            let redacted = access.redacted();
            assert!(!format!("{access:?}{:?}{:?}", user().auth, user().privacy).contains(CANARY));
            assert!(!serde_json::to_string(&redacted).unwrap().contains(CANARY));
            assert_eq!(redacted.clone().with_secrets_of(Some(&access)), Some(access.clone()));
            if redacted != access {
                assert_eq!(redacted.fault(), Some(AccessFault::Hidden));
                assert_eq!(redacted.with_secrets_of(None), None);
            }
        }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        for access in all() {
            let json = serde_json::to_string(&access).unwrap();
            assert_eq!(serde_json::from_str::<SnmpAccess>(&json).unwrap(), access, "{json}");
        }
        // As stored before there were other versions.
        let old: SnmpAccess = serde_json::from_str(r#"{"version":"2c","community":"x"}"#).unwrap();
        assert_eq!(old, SnmpAccess::V2c { community: "x".into() });
    }

    #[test]
    fn what_is_wrong() {
        let fault = |change: &dyn Fn(&mut User)| {
            let mut user = user();
            change(&mut user);
            SnmpAccess::V3(Box::new(user)).fault()
        };
        assert_eq!(fault(&|_| {}), None);
        assert_eq!(fault(&|u| u.auth = None), Some(AccessFault::PrivacyAlone));
        assert_eq!(fault(&|u| u.user.clear()), Some(AccessFault::Name));
        assert_eq!(fault(&|u| u.context = Some("x".repeat(33))), Some(AccessFault::Name));
        let short = |u: &mut User| u.auth.as_mut().unwrap().passphrase = "pendek7".into();
        assert_eq!(fault(&short), Some(AccessFault::Passphrase));
        assert_eq!(SnmpAccess::V1 { community: String::new() }.fault(), Some(AccessFault::Community));
    }
}
