//! TLS of the API: the certificate of our own CA, and agents known by theirs. No resumption, so that whoever is shut out stays
//! out (`reliability.md` 10.6).

mod renewing;

use crate::{
    clock::Clock,
    trust::{
        Authority,
        authority::{AuthorityError, GRACE_DAYS},
    },
};
use renewing::Renewing;
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, UnixTime},
    server::{
        NoServerSessionStorage, WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
};
use std::{net::IpAddr, sync::Arc, time::Duration};
use tokio_rustls::TlsAcceptor;

/// The provider of cryptography; the one place that names it.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// How connections by TLS are accepted, under these names.
pub(crate) fn acceptor(
    authority: &Arc<Authority>,
    names: &[String],
    clock: &Clock,
) -> Result<TlsAcceptor, AuthorityError> {
    let own = |error: &dyn std::fmt::Display| AuthorityError::Own(error.to_string());
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).map_err(|error| own(&error))?;
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
        .allow_unauthenticated()
        .build()
        .map_err(|error| own(&error))?;
    let names = if names.is_empty() { own_names() } else { names.to_vec() };
    let shown = Renewing::new(authority.clone(), names, clock.clone())?;
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| own(&error))?
        .with_client_cert_verifier(Arc::new(Lenient(verifier)))
        .with_cert_resolver(Arc::new(shown));
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// What this machine is called, where nothing is set: its host name, its addresses, and the loopback.
pub(crate) fn own_names() -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    let host = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    names.extend(host.filter(|name| !name.is_empty() && name.chars().all(plain)));
    let addresses = nix::ifaddrs::getifaddrs().into_iter().flatten().filter_map(|found| {
        let address = found.address?;
        let v4 = address.as_sockaddr_in().map(|a| IpAddr::V4(a.ip()));
        v4.or_else(|| address.as_sockaddr_in6().map(|a| IpAddr::V6(a.ip())))
    });
    let link_local = |ip: &IpAddr| match ip {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_loopback(),
        IpAddr::V6(v6) => v6.segments()[0] & 0xffc0 == 0xfe80 || v6.is_loopback(),
    };
    names.extend(addresses.filter(|ip| !link_local(ip)).map(|ip| ip.to_string()));
    names.sort();
    names.dedup();
    names
}

/// Common name of the certificate that a client showed.
pub(crate) fn common_name(connection: &rustls::ServerConnection) -> Option<String> {
    let shown = connection.peer_certificates()?.first()?;
    let (_, certificate) = x509_parser::parse_x509_certificate(shown).ok()?;
    let name = certificate.subject().iter_common_name().next()?.as_str().ok()?;
    Some(name.to_owned())
}

/// As the verifier of rustls, but an agent that was away comes back with a certificate that ended up to 30 days ago: to renew
/// it, and for nothing else, which the agent's row says.
#[derive(Debug)]
struct Lenient(Arc<dyn ClientCertVerifier>);

impl ClientCertVerifier for Lenient {
    fn client_auth_mandatory(&self) -> bool {
        self.0.client_auth_mandatory()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        use rustls::Error::InvalidCertificate;
        let checked = self.0.verify_client_cert(end_entity, intermediates, now);
        match checked {
            Err(InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. })) => {
                let ended = x509_parser::parse_x509_certificate(end_entity)
                    .ok()
                    .and_then(|(_, read)| u64::try_from(read.validity().not_after.timestamp()).ok());
                let grace = GRACE_DAYS.unsigned_abs() * 86_400;
                match ended.filter(|ended| now.as_secs() <= ended + grace) {
                    Some(ended) => {
                        let then = UnixTime::since_unix_epoch(Duration::from_secs(ended));
                        self.0.verify_client_cert(end_entity, intermediates, then)
                    }
                    None => checked,
                }
            }
            checked => checked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
