//! What makes this machine an agent of a collector: its key, its certificate, the collector's CA and address. Kept in the data
//! directory, readable by its owner only; the key never leaves it.

use crate::{installation, read, spool, state};
use model::{OpdCode, Timestamp, api::AgentState};
use serde::{Deserialize, Serialize};
use std::{fmt, io, path::Path};

/// File of the membership, and of a request that was not answered yet.
pub const FILE: &str = "membership.json";
const JOINING: &str = "joining.json";
/// File of the generation that the last answer gave.
const GENERATION: &str = "generation";
/// The next certificate is asked for so long before the end of this one: after 60 of its 90 days.
const RENEW_DAYS_BEFORE: i64 = 30;
const DAY: i64 = 86_400;

/// An agent of a collector.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The collector, `https://HOST:PORT`.
    pub url: String,
    /// UUID that the collector gave.
    pub agent: String,
    /// Agency.
    #[serde(default)]
    pub opd: Option<OpdCode>,
    /// Where it stood when the collector answered last.
    pub state: AgentState,
    /// Private key, PKCS#8 PEM.
    pub key: String,
    /// Certificate, PEM.
    pub certificate: String,
    /// The collector's CA, PEM.
    pub ca: String,
    /// When the certificate ends.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Membership({} at {})", self.agent, self.url)
    }
}

impl Membership {
    /// The one kept in a data directory.
    pub fn read(data: &Path) -> Option<Self> {
        Self::find(data).ok().flatten()
    }

    /// The same; none: there is none. Error: there is one, but it cannot be read.
    pub fn find(data: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(data.join(FILE)) {
            Ok(octets) => Ok(Some(serde_json::from_slice(&octets)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps it; the request that led to it goes.
    pub fn keep(&self, data: &Path) -> io::Result<()> {
        installation::write_durably(data, FILE, &serde_json::to_vec(self)?)?;
        remove(data, JOINING)
    }

    /// TLS that shows the member's certificate and trusts the collector's CA alone. None: key or certificate cannot be used.
    pub fn tls(&self) -> Option<ureq::tls::TlsConfig> {
        pin::tls_config(&pin::der_of(&self.ca)?, Some((&self.certificate, &self.key)))
    }

    /// True when it is time to ask for the next certificate.
    pub fn is_due(&self, now: Timestamp) -> bool {
        now >= self.expires_at.plus_seconds(-RENEW_DAYS_BEFORE * DAY)
    }
}

/// A request to join, kept until it is answered: sent again it costs no second use of the token. In an image that is to be
/// cloned it has no key yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// The collector.
    pub url: String,
    /// The token.
    pub token: String,
    /// Private key, PEM; empty in an image.
    #[serde(default)]
    pub key: String,
    /// Signing request, PEM.
    #[serde(default)]
    pub csr: String,
    /// Random.
    #[serde(default)]
    pub nonce: String,
}

impl fmt::Debug for Joining {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Joining({})", self.url)
    }
}

impl Joining {
    /// The one that waits in a data directory.
    pub fn read(data: &Path) -> Option<Self> {
        serde_json::from_slice(&read::bytes(&data.join(JOINING))?).ok()
    }

    /// Keeps it.
    pub fn keep(&self, data: &Path) -> io::Result<()> {
        installation::write_durably(data, JOINING, &serde_json::to_vec(self)?)
    }
}

/// True when this machine is an agent of a collector, or is to become one.
pub fn is_wanted(data: &Path) -> bool {
    data.join(FILE).exists() || data.join(JOINING).exists()
}

/// The collector's URL as far as it is known.
pub fn url(data: &Path) -> Option<String> {
    Membership::read(data).map(|member| member.url).or_else(|| Joining::read(data).map(|joining| joining.url))
}

/// Prepares a data directory for cloning: no key, no certificate, no id, nothing that waits.
pub fn forget(data: &Path) -> io::Result<()> {
    for name in [FILE, JOINING, GENERATION, installation::FILE, state::FILE] {
        remove(data, name)?;
    }
    match std::fs::remove_dir_all(data.join(spool::FOLDER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn remove(data: &Path, name: &str) -> io::Result<()> {
    match std::fs::remove_file(data.join(name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The generation for the next request; 0: there was no answer yet.
pub fn generation(data: &Path) -> u64 {
    read::word(&data.join(GENERATION)).and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// Keeps the generation of an answer; it is used only when it is durable.
pub fn keep_generation(data: &Path, generation: u64) -> io::Result<()> {
    installation::write_durably(data, GENERATION, format!("{generation}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membership() -> Membership {
        Membership {
            url: "https://pantau.kab.go.id:7689".into(),
            agent: "5e0f".into(),
            opd: Some(OpdCode("DISDIK".into())),
            state: AgentState::Pending,
            key: "-----BEGIN PRIVATE KEY-----".into(),
            certificate: "c".into(),
            ca: "a".into(),
            expires_at: Timestamp::from_seconds(90 * DAY),
        }
    }

    #[test]
    fn what_is_kept_is_its_owners_and_never_shown() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path();
        let joining =
            Joining { url: "u".into(), token: "rahasia".into(), key: "k".into(), csr: "c".into(), nonce: "n".into() };
        joining.keep(data).unwrap();
        assert_eq!(Joining::read(data), Some(joining.clone()));
        membership().keep(data).unwrap();
        assert_eq!((Membership::read(data), Joining::read(data)), (Some(membership()), None));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(data.join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(
            !format!("{joining:?}{:?}", membership()).contains("PRIVATE")
                && !format!("{joining:?}").contains("rahasia")
        );
        keep_generation(data, 7).unwrap();
        assert_eq!(generation(data), 7);
        forget(data).unwrap();
        assert_eq!((Membership::read(data), generation(data)), (None, 0));
        forget(data).unwrap();
    }

    #[test]
    fn the_next_certificate_is_due_from_day_60() {
        let at = |day: i64| Timestamp::from_seconds(day * DAY);
        assert!(!membership().is_due(at(59)) && membership().is_due(at(60)) && membership().is_due(at(100)));
    }
}
