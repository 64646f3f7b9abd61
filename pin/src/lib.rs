//! TLS to a collector whose CA is known by its hash alone, the last part of every token: the CA in the chain that the server
//! shows is the only root, if its SHA-256 is the pin. Nothing else is ever trusted.

use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use sha2::{Digest, Sha256};
use std::{
    net::{TcpStream, ToSocketAddrs},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig, TlsProvider};

/// How long each step of the handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The provider of cryptography; the one place of the clients that names it.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// The pin of a token; none: it has not the form of one.
pub fn of_token(token: &str) -> Option<&str> {
    let mut parts = token.split('.');
    let (mark, pin) = (parts.next()?, parts.nth(2)?);
    let fits = mark == "pantau1" && pin.len() == 64 && pin.bytes().all(|b| b.is_ascii_hexdigit());
    (fits && parts.next().is_none()).then_some(pin)
}

/// Shakes hands with `host:port` and returns the certificate of its CA (DER), which has this pin and signs what the server
/// showed for this name. Error: what is wrong, in English.
pub fn authority(host: &str, port: u16, pin: &str) -> Result<CertificateDer<'static>, String> {
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|error| error.to_string())?;
    let found = Arc::new(Pinned { pin: pin.to_ascii_lowercase(), provider: provider(), found: Mutex::default() });
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(found.clone())
        .with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())?;
    let mut stream = connect(host, port).map_err(|error| error.to_string())?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream).map_err(|error| error.to_string())?;
    }
    connection.send_close_notify();
    // It has said what we wanted to hear.
    let _gone = connection.complete_io(&mut stream);
    let known = found.found.lock().unwrap_or_else(PoisonError::into_inner).take();
    known.ok_or_else(|| "no certificate was shown".to_owned())
}

/// So many random octets of the system, hexadecimal; none: it has none to give.
pub fn random<const N: usize>() -> Option<String> {
    let mut octets = [0; N];
    provider().secure_random.fill(&mut octets).ok()?;
    Some(hex(&octets))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// TLS of ureq with this CA (DER) as the only root, and with a certificate chain and key (PEM) to show, where there is one.
pub fn tls_config(authority: &[u8], shown: Option<(&str, &str)>) -> Option<TlsConfig> {
    let root = Certificate::from_der(authority).to_owned();
    let shown = match shown {
        None => None,
        Some((certificate, key)) => {
            let chain = Certificate::from_pem(certificate.as_bytes()).ok()?;
            let key = PrivateKey::from_pem(key.as_bytes()).ok()?;
            Some(ClientCert::new_with_certs(&[chain], key))
        }
    };
    let config = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider())
        .root_certs(RootCerts::new_with_certs(&[root]))
        .client_cert(shown);
    Some(config.build())
}

/// Certificate as PEM (RFC 7468) to its DER.
pub fn der_of(pem: &str) -> Option<Vec<u8>> {
    Some(Certificate::from_pem(pem.as_bytes()).ok()?.der().to_vec())
}

fn connect(host: &str, port: u16) -> std::io::Result<TcpStream> {
    let mut last = std::io::Error::from(std::io::ErrorKind::NotFound);
    for address in (host.trim_matches(['[', ']']), port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Takes the CA with the pin out of the chain, and verifies the chain with it.
#[derive(Debug)]
struct Pinned {
    pin: String,
    provider: Arc<CryptoProvider>,
    found: Mutex<Option<CertificateDer<'static>>>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let is_pinned = |certificate: &&CertificateDer<'_>| hex(&Sha256::digest(certificate)) == self.pin;
        let unknown = || rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let authority = intermediates.iter().find(is_pinned).ok_or_else(unknown)?.clone().into_owned();
        let mut roots = RootCertStore::empty();
        roots.add(authority.clone())?;
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone())
            .build()
            .map_err(|error| rustls::Error::General(error.to_string()))?;
        let verified = verifier.verify_server_cert(end_entity, &[], server_name, ocsp_response, now)?;
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(authority);
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    use rustls::{ServerConfig, ServerConnection, pki_types::PrivateKeyDer};
    use std::{net::TcpListener, thread};

    /// A server with a CA of its own under this name, for so many connections; its port and its pin.
    fn server(name: &str, connections: usize) -> (u16, String) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let own = KeyPair::generate().unwrap();
        let shown = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&own, &issuer).unwrap();
        let private = PrivateKeyDer::try_from(own.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![shown.der().clone(), authority.der().clone()], private)
            .unwrap();
        let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for _ in 0..connections {
                let (mut stream, _) = listener.accept().unwrap();
                let mut connection = ServerConnection::new(config.clone()).unwrap();
                while connection.is_handshaking() && connection.complete_io(&mut stream).is_ok() {}
            }
        });
        (port, hex(&Sha256::digest(authority.der())))
    }

    #[test]
    fn only_the_ca_with_the_pin_and_only_under_its_name() {
        let (port, pin) = server("localhost", 3);
        let found = authority("localhost", port, &pin.to_uppercase()).unwrap();
        assert_eq!(hex(&Sha256::digest(&found)), pin);
        let wrong = authority("localhost", port, &"00".repeat(32)).unwrap_err();
        assert!(wrong.contains("UnknownIssuer"), "{wrong}");
        let wrong = authority("127.0.0.1", port, &pin).unwrap_err();
        assert!(wrong.contains("not valid for name"), "{wrong}");
    }

    #[test]
    fn the_pin_is_the_last_part() {
        let pin = "ab".repeat(32);
        assert_eq!(of_token(&format!("pantau1.00.11.{pin}")), Some(pin.as_str()));
        let pinned = format!("pantau2.0.1.{pin}");
        for token in ["", "pantau1.00.11", "pantau1.00.11.zz", pinned.as_str(), &format!("pantau1.0.1.{pin}.x")] {
            assert_eq!(of_token(token), None, "{token}");
        }
    }
}
