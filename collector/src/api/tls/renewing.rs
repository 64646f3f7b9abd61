//! The API's own certificate, made anew in the middle of its life, so that a collector that runs for years never shows one
//! that has ended.

use super::provider;
use crate::{
    clock::Clock,
    trust::{Authority, authority::AuthorityError, authority::SERVER_DAYS},
};
use model::Timestamp;
use rustls::{
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use std::sync::{Arc, Mutex, PoisonError};

/// What is left of a certificate when it is replaced, seconds.
const HALF_LIFE_SECONDS: i64 = SERVER_DAYS * 86_400 / 2;

/// Shows the certificate that holds.
#[derive(Debug)]
pub(super) struct Renewing {
    authority: Arc<Authority>,
    names: Vec<String>,
    clock: Clock,
    now: Mutex<(Arc<CertifiedKey>, Timestamp)>,
}

impl Renewing {
    pub(super) fn new(authority: Arc<Authority>, names: Vec<String>, clock: Clock) -> Result<Self, AuthorityError> {
        let at = clock.now();
        let first = make(&authority, &names, at)?;
        Ok(Self { authority, names, clock, now: Mutex::new((first, at)) })
    }

    fn shown(&self) -> Arc<CertifiedKey> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let at = self.clock.now();
        if at >= now.1.plus_seconds(HALF_LIFE_SECONDS) {
            match make(&self.authority, &self.names, at) {
                Ok(made) => {
                    tracing::info!("the certificate of the API was made anew");
                    *now = (made, at);
                }
                // The one that is there holds for half a year yet.
                Err(error) => tracing::error!(%error, "the certificate of the API could not be made anew"),
            }
        }
        Arc::clone(&now.0)
    }
}

impl ResolvesServerCert for Renewing {
    fn resolve(&self, _client_hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown())
    }
}

fn make(authority: &Authority, names: &[String], at: Timestamp) -> Result<Arc<CertifiedKey>, AuthorityError> {
    let identity = authority.server(names.to_vec(), at)?;
    let key = CertifiedKey::from_der(identity.chain, identity.key, &provider());
    key.map(Arc::new).map_err(|error| AuthorityError::Own(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[test]
    fn it_is_replaced_in_the_middle_of_its_life() {
        let hand = Arc::new(AtomicI64::new(1_772_337_906_000));
        let authority = Authority::make("Kabupaten", Timestamp(hand.load(Ordering::SeqCst))).unwrap();
        let authority = Arc::new(Authority::open(&authority).unwrap());
        let shows = Renewing::new(authority, vec!["pantau".into()], Clock::set_by(hand.clone())).unwrap();
        let first = shows.shown();
        hand.fetch_add(198 * 86_400_000, Ordering::SeqCst);
        assert!(Arc::ptr_eq(&first, &shows.shown()));
        hand.fetch_add(86_400_000, Ordering::SeqCst);
        let second = shows.shown();
        assert!(first.cert[0] != second.cert[0] && first.cert[1] == second.cert[1]);
        let (_, read) = x509_parser::parse_x509_certificate(&second.cert[0]).unwrap();
        let days = (read.validity().not_after.timestamp() - hand.load(Ordering::SeqCst) / 1000) / 86_400;
        assert_eq!(days, SERVER_DAYS);
        assert!(Arc::ptr_eq(&second, &shows.shown()));
    }
}
