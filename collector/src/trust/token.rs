//! Tokens: `pantau1.<id>.<160-bit secret>.<SHA-256 of the CA>`. Only the SHA-256 of the secret is kept.

use model::{
    OpdCode, Timestamp,
    api::{Role, Token, TokenKind},
    text::hex,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What every token begins with.
const MARK: &str = "pantau1";
/// Octets of an id and of a secret.
const ID: usize = 6;
const SECRET: usize = 20;

/// A token as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredToken {
    /// What of it is listed.
    #[serde(flatten)]
    pub token: Token,
    /// SHA-256 of the secret, hexadecimal.
    pub hash: String,
}

impl fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredToken({:?})", self.token)
    }
}

/// The id and the hash of the secret of a token that somebody shows; none: it has not the form of one. Its last part, the pin
/// of the CA, is for the client.
pub(crate) fn parse(text: &str) -> Option<(&str, String)> {
    let mut parts = text.trim().split('.');
    let (mark, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |part: &str, octets: usize| part.len() == octets * 2 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let fits = mark == MARK && is_hex(id, ID) && is_hex(secret, SECRET) && parts.count() <= 1;
    fits.then(|| (id, hash(secret)))
}

fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// A new token and how it is kept.
pub(crate) struct Made {
    /// As it is shown, once.
    pub(crate) text: String,
    /// As it is kept.
    pub(crate) stored: StoredToken,
}

/// Makes a token that is listed as `token` says; the id in it is replaced.
pub(crate) fn make(token: Token, pin: &str) -> Result<Made, getrandom::Error> {
    let (id, secret) = (hex(&super::random::<ID>()?), hex(&super::random::<SECRET>()?));
    let text = format!("{MARK}.{id}.{secret}.{pin}");
    Ok(Made { text, stored: StoredToken { hash: hash(&secret), token: Token { id, ..token } } })
}

impl StoredToken {
    /// True while it holds and the secret is its own.
    pub(crate) fn admits(&self, hash: &str, now: Timestamp) -> bool {
        // Compared first, so that a wrong secret costs what a right one does.
        let same = super::same(self.hash.as_bytes(), hash.as_bytes());
        same && !self.token.revoked && now < self.token.expires_at
    }

    /// Role and agency of an API token.
    pub(crate) fn rights(&self) -> Option<(Role, Option<OpdCode>)> {
        (self.token.kind == TokenKind::Api).then(|| Some((self.token.role?, self.token.opd.clone())))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed() -> Token {
        Token {
            id: String::new(),
            kind: TokenKind::Api,
            role: Some(Role::Reader),
            opd: None,
            uses_left: None,
            approves: false,
            note: String::new(),
            made_by: "noc".into(),
            made_at: Timestamp(0),
            expires_at: Timestamp(1000),
            used_at: None,
            revoked: false,
        }
    }

    #[test]
    fn only_the_whole_secret_in_its_time() {
        let made = make(listed(), &"ab".repeat(32)).unwrap();
        let (id, hash) = parse(&made.text).unwrap();
        assert_eq!(id, made.stored.token.id);
        assert!(made.stored.admits(&hash, Timestamp(999)));
        assert!(!made.stored.admits(&hash, Timestamp(1000)));
        let other = make(listed(), "x").unwrap();
        assert!(!made.stored.admits(&parse(&other.text).unwrap().1, Timestamp(0)));
        let revoked =
            StoredToken { token: Token { revoked: true, ..made.stored.token.clone() }, ..made.stored.clone() };
        assert!(!revoked.admits(&hash, Timestamp(0)));
        // Neither the list nor what is kept holds the secret.
        let secret = made.text.split('.').nth(2).unwrap();
        let kept = serde_json::to_string(&made.stored).unwrap();
        assert!(!kept.contains(secret) && !format!("{:?}", made.stored).contains(&made.stored.hash));
    }

    #[test]
    fn the_form_of_a_token() {
        for text in ["", "pantau1", "pantau1.a.b", "pantau1.001122334455", "pantau2.001122334455.00", "a.b.c.d.e.f"] {
            assert_eq!(parse(text), None, "{text}");
        }
        let secret = "00".repeat(20);
        assert!(parse(&format!("pantau1.001122334455.{secret}")).is_some());
        assert!(parse(&format!(" pantau1.001122334455.{secret}.pin\n")).is_some());
        assert!(parse(&format!("pantau1.001122334455.{secret}.pin.more")).is_none());
        assert!(parse(&format!("pantau1.00112233445g.{secret}")).is_none());
    }
}
