//! The collector's own CA: made once, P-256, ten years; it signs the certificates of agents and of the collector's own API.

use model::{Timestamp, text::hex};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PublicKeyData, SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject};
use sha2::{Digest, Sha256};
use std::fmt;

/// Life of the CA.
const CA_DAYS: i64 = 3650;
/// Life of the certificate of an agent (`reliability.md` 10.4).
pub(crate) const AGENT_DAYS: i64 = 90;
/// For so long after its end an agent may still renew.
pub(crate) const GRACE_DAYS: i64 = 30;
/// Life of the certificate of the API; a new one is made at every start, and in the middle of its life.
pub(crate) const SERVER_DAYS: i64 = 397;
/// A clock that is somewhat slow is forgiven.
const BEFORE_SECONDS: i64 = 3600;
const DAY: i64 = 86_400;

/// The CA as it is kept; the key is sealed by the store.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredAuthority {
    /// Certificate, PEM.
    pub certificate: String,
    /// Private key, PKCS#8 PEM.
    pub key: String,
}

impl fmt::Debug for StoredAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredAuthority(***)")
    }
}

/// The CA, ready to sign.
pub(crate) struct Authority {
    certificate: String,
    der: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
    sha256: String,
    ends: Option<Timestamp>,
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authority({})", self.sha256)
    }
}

/// What the API shows to clients: its chain and key.
pub(crate) struct ServerIdentity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: PrivateKeyDer<'static>,
}

/// A certificate that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    /// PEM.
    pub(crate) certificate: String,
    /// SHA-256 of the public key.
    pub(crate) key: String,
    /// When it ends.
    pub(crate) expires_at: Timestamp,
}

/// Why something was not signed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuthorityError {
    /// What was sent is no signing request, or its signature is wrong.
    #[error("no valid certificate signing request: {0}")]
    Request(rcgen::Error),
    /// The CA itself cannot be used.
    #[error("the collector's CA cannot be used: {0}")]
    Own(String),
}

fn own(error: impl fmt::Display) -> AuthorityError {
    AuthorityError::Own(error.to_string())
}

impl Authority {
    /// Makes a CA for a site.
    pub(crate) fn make(site: &str, now: Timestamp) -> Result<StoredAuthority, AuthorityError> {
        let key = KeyPair::generate().map_err(own)?;
        let mut params = between(now, CA_DAYS).map_err(own)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, format!("pantau CA {}", site.chars().take(40).collect::<String>()));
        params.distinguished_name = name;
        let certificate = params.self_signed(&key).map_err(own)?;
        Ok(StoredAuthority { certificate: certificate.pem(), key: key.serialize_pem() })
    }

    /// The CA that was kept.
    pub(crate) fn open(stored: &StoredAuthority) -> Result<Self, AuthorityError> {
        let der = CertificateDer::from_pem_slice(stored.certificate.as_bytes()).map_err(own)?;
        let key = KeyPair::from_pem(&stored.key).map_err(own)?;
        let issuer = Issuer::from_ca_cert_der(&der, key).map_err(own)?;
        let sha256 = hex(&Sha256::digest(&der));
        let read = x509_parser::parse_x509_certificate(&der).ok();
        let ends = read.map(|(_, read)| Timestamp(read.validity().not_after.timestamp().saturating_mul(1000)));
        Ok(Self { certificate: stored.certificate.clone(), issuer, sha256, ends, der })
    }

    /// Its certificate, PEM.
    pub(crate) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// Its certificate, DER.
    pub(crate) const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// SHA-256 of its certificate: the pin of every token.
    pub(crate) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// When it ends; its certificates end with it.
    pub(crate) const fn ends(&self) -> Option<Timestamp> {
        self.ends
    }

    /// A key and certificate for the API under these names (host names and addresses).
    pub(crate) fn server(&self, names: Vec<String>, now: Timestamp) -> Result<ServerIdentity, AuthorityError> {
        let key = KeyPair::generate().map_err(own)?;
        let mut params = CertificateParams::new(names).map_err(own)?;
        limit(&mut params, now, SERVER_DAYS).map_err(own)?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, "pantau");
        params.distinguished_name = name;
        let certificate = params.signed_by(&key, &self.issuer).map_err(own)?;
        let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        // The CA goes along: a machine that joins knows only its hash.
        Ok(ServerIdentity { chain: vec![certificate.der().clone(), self.der.clone()], key: private })
    }

    /// Signs the request of an agent. Nothing of the request is taken over but its key: common name, purposes and life are
    /// the collector's to say.
    pub(crate) fn sign(&self, csr: &str, agent: &str, now: Timestamp) -> Result<Signed, AuthorityError> {
        let asked = CertificateSigningRequestParams::from_pem(csr).map_err(AuthorityError::Request)?;
        let mut params = between(now, AGENT_DAYS).map_err(own)?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, agent);
        params.distinguished_name = name;
        let key = hex(&Sha256::digest(asked.public_key.der_bytes()));
        let certificate = params.signed_by(&asked.public_key, &self.issuer).map_err(own)?;
        Ok(Signed { certificate: certificate.pem(), key, expires_at: now.plus_seconds(AGENT_DAYS * DAY) })
    }
}

/// SHA-256 of the key that a request is made with.
pub(crate) fn key_of(csr: &str) -> Result<String, AuthorityError> {
    let asked = CertificateSigningRequestParams::from_pem(csr).map_err(AuthorityError::Request)?;
    Ok(hex(&Sha256::digest(asked.public_key.der_bytes())))
}

fn between(now: Timestamp, days: i64) -> Result<CertificateParams, AuthorityError> {
    let mut params = CertificateParams::default();
    limit(&mut params, now, days)?;
    Ok(params)
}

fn limit(params: &mut CertificateParams, now: Timestamp, days: i64) -> Result<(), AuthorityError> {
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let at = |seconds: i64| epoch + std::time::Duration::from_secs(seconds.max(0).unsigned_abs());
    let seconds = now.0.div_euclid(1000);
    (params.not_before, params.not_after) = (at(seconds - BEFORE_SECONDS), at(seconds + days * DAY));
    // 128 bits, of which the first is 0: RFC 5280, 4.1.2.2.
    let mut serial = super::random::<16>().map_err(own)?;
    serial[0] &= 0x7f;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.use_authority_key_identifier_extension = true;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_772_337_906_000);

    /// A request as an agent makes it.
    pub(crate) fn csr() -> String {
        let key = KeyPair::generate().unwrap();
        CertificateParams::new(Vec::new()).unwrap().serialize_request(&key).unwrap().pem().unwrap()
    }

    #[test]
    fn a_request_says_nothing_but_its_key() {
        let stored = Authority::make("Kabupaten", NOW).unwrap();
        let authority = Authority::open(&stored).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut greedy = CertificateParams::new(vec!["pantau".into()]).unwrap();
        greedy.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        greedy.distinguished_name.push(DnType::CommonName, "orang lain");
        let csr = greedy.serialize_request(&key).unwrap().pem().unwrap();
        let signed = authority.sign(&csr, "5e0f", NOW).unwrap();
        let der = CertificateDer::from_pem_slice(signed.certificate.as_bytes()).unwrap();
        let (_, read) = x509_parser::parse_x509_certificate(&der).unwrap();
        assert_eq!(read.subject().to_string(), "CN=5e0f");
        assert!(!read.is_ca() && read.subject_alternative_name().unwrap().is_none());
        assert_eq!(read.validity().not_after.timestamp(), NOW.plus_seconds(90 * DAY).0 / 1000);
        assert_eq!(signed.key, key_of(&csr).unwrap());
        assert!(!format!("{authority:?}{stored:?}").contains("PRIVATE"));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let authority = Authority::open(&Authority::make("x", NOW).unwrap()).unwrap();
        for text in ["", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", "\0"] {
            assert!(matches!(authority.sign(text, "a", NOW), Err(AuthorityError::Request(_))), "{text}");
        }
        // One octet of a good one changed: its signature does not hold.
        let good = csr();
        let bad = good.replacen("MI", "MA", 1);
        assert!(authority.sign(&bad, "a", NOW).is_err());
    }
}
