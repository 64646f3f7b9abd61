//! Which credential a device answers that has none of its own: those of the settings, one after another, each with one
//! packet, and ever more rarely while none is answered.

use crate::credential::{Credentials, Named};
use std::{net::IpAddr, time::Duration};
use tokio::time::Instant;

/// Wait after the first vain try; doubled after each further one.
const FIRST_WAIT: Duration = Duration::from_secs(60);
/// Longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// Unanswered rounds after which the credential that worked is doubted.
const DOUBTED_AFTER: u32 = 6;

/// Where the search for a credential stands.
#[derive(Debug, Default)]
pub(super) struct Seek {
    /// Name of the credential that the device answered.
    pub(super) found: Option<String>,
    /// Rounds without an answer since.
    silent: u32,
    wait: Option<Duration>,
    due: Option<Instant>,
}

impl Seek {
    /// As it was before a restart.
    pub(super) fn of(found: Option<String>) -> Self {
        Self { found, ..Self::default() }
    }

    /// The credential that is in use at this address, if it is still configured.
    pub(super) fn current<'c>(&self, credentials: &'c Credentials, address: IpAddr) -> Option<&'c Named> {
        credentials.at(address).find(|one| Some(&one.name) == self.found.as_ref())
    }

    /// Credentials that are to be tried now, in their order; without the one in use, which every round asks with.
    pub(super) fn tries<'c>(&mut self, credentials: &'c Credentials, address: IpAddr, now: Instant) -> Vec<&'c Named> {
        let current = self.current(credentials, address).map(|one| one.name.as_str());
        let doubted = current.is_none() || self.silent >= DOUBTED_AFTER;
        if !doubted || self.due.is_some_and(|due| now < due) {
            return Vec::new();
        }
        let wait = self.wait.map_or(FIRST_WAIT, |wait| (wait * 2).min(LONGEST_WAIT));
        (self.wait, self.due) = (Some(wait), Some(now + wait));
        credentials.at(address).filter(|one| Some(one.name.as_str()) != current).collect()
    }

    /// Notes how a round with the credential in use, or a try, ended.
    pub(super) fn heard(&mut self, name: &str, answered: bool) {
        if answered {
            *self = Self::of(Some(name.to_owned()));
        } else if self.found.as_deref() == Some(name) {
            self.silent += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Settings, access::SnmpAccess, settings::Credential};

    const AT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn credentials(names: &[&str]) -> Credentials {
        let one = |name: &&str| Credential {
            name: (*name).into(),
            subnets: Vec::new(),
            access: SnmpAccess::V2c { community: (*name).into() },
        };
        Credentials::of(&Settings { credential: names.iter().map(one).collect(), ..Settings::default() })
    }

    fn names(tried: Vec<&Named>) -> Vec<String> {
        tried.into_iter().map(|one| one.name.clone()).collect()
    }

    #[test]
    fn vain_tries_become_rare() {
        let (all, start) = (credentials(&["a", "b"]), Instant::now());
        let mut seek = Seek::default();
        let mut times = Vec::new();
        for second in (0..20_000).step_by(30) {
            if !seek.tries(&all, AT, start + Duration::from_secs(second)).is_empty() {
                times.push(second);
            }
        }
        assert_eq!(times, [0, 60, 180, 420, 900, 1860, 3780, 7380, 10_980, 14_580, 18_180]);
    }

    #[test]
    fn the_one_that_answered_stays_until_it_fails_for_long_and_another_answers() {
        let (all, now) = (credentials(&["a", "b"]), Instant::now());
        let mut seek = Seek::default();
        assert_eq!(names(seek.tries(&all, AT, now)), ["a", "b"]);
        seek.heard("b", true);
        assert_eq!(seek.current(&all, AT).map(|one| one.name.as_str()), Some("b"));
        for _ in 0..DOUBTED_AFTER {
            assert!(seek.tries(&all, AT, now).is_empty());
            seek.heard("b", false);
        }
        assert_eq!(names(seek.tries(&all, AT, now)), ["a"]);
        assert_eq!(seek.found.as_deref(), Some("b"), "still the one that is asked with");
        seek.heard("a", true);
        assert_eq!(seek.found.as_deref(), Some("a"));
    }

    #[test]
    fn a_credential_that_is_no_longer_configured_is_not_used() {
        let now = Instant::now();
        let mut seek = Seek::of(Some("old".into()));
        assert!(seek.current(&credentials(&["a"]), AT).is_none());
        assert_eq!(names(seek.tries(&credentials(&["a"]), AT, now)), ["a"]);
    }
}
