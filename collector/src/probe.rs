//! One device, once: as the poller polls it, bounded in time as a whole (`reliability.md` 5.6).

use crate::{
    decode::decode,
    poll::reading::read,
    profile::Profiles,
    snmp::{
        Anomaly, Destination, Engine, Session, Version,
        engine::Silence,
        session::{Limits, Manner},
        usm::Report,
    },
};
use model::{DeviceRecord, Lang, Timestamp, access::SnmpAccess, text::visible};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// Longest text of a target in a message, columns.
const TARGET_SHOWN: usize = 60;
/// noAccess and authorizationError (RFC 3416, 3).
const VIEW_TOO_SMALL: [i32; 2] = [6, 16];

/// Whom to probe.
#[derive(Clone, Debug)]
pub struct ProbeOptions {
    /// IPv4, IPv6 or host name.
    pub address: String,
    /// UDP port.
    pub port: u16,
    /// With what it is asked.
    pub access: SnmpAccess,
    /// Time of the whole probe.
    pub timeout: Duration,
    /// Accept answers from another address of the device.
    pub any_source: bool,
}

/// Why there is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeFailure {
    /// The name leads to no address.
    NoAddress {
        /// The name.
        target: String,
    },
    /// The system could not send.
    Unsendable {
        /// The target.
        target: String,
        /// What the system said.
        error: String,
    },
    /// Nothing acceptable came.
    NoAnswer {
        /// The target.
        target: String,
        /// The anomaly seen most often, if datagrams were refused.
        anomaly: Option<&'static str>,
    },
    /// The SNMPv3 engine complained, or told its id and then kept silent.
    Refused {
        /// The target.
        target: String,
        /// Of what; none: it could not decrypt the request, as a rule.
        report: Option<Report>,
    },
    /// The device answered, but stated no fact.
    NoFact {
        /// The target.
        target: String,
        /// error-status of its answers, if they were errors.
        error_status: Option<i32>,
        /// The anomaly seen most often.
        anomaly: Option<&'static str>,
    },
}

model::messages! {
    no_address(target) { id: "{target}: nama tidak menunjuk ke alamat mana pun", en: "{target}: the name leads to no address" }
    unsendable(target, error) { id: "{target}: tidak dapat dikirim ({error})", en: "{target}: cannot be sent to ({error})" }
    no_answer(target) { id: "{target}: tidak ada jawaban SNMP", en: "{target}: no SNMP answer" }
    refused_answers(target, anomaly) { id: "{target}: tidak ada jawaban SNMP yang dapat diterima; paling sering: {anomaly}", en: "{target}: no acceptable SNMP answer; most frequent: {anomaly}" }
    no_fact(target) { id: "{target}: perangkat menjawab, tetapi tidak menyatakan apa pun tentang dirinya", en: "{target}: the device answered, but said nothing about itself" }
    device_error(target, status, anomaly) { id: "{target}: perangkat menjawab dengan galat SNMP {status} ({anomaly})", en: "{target}: the device answered with SNMP error {status} ({anomaly})" }
    wrong_digest(target) { id: "{target}: sandi atau algoritma autentikasi SNMPv3 salah (wrong-digest)", en: "{target}: the passphrase or the algorithm of SNMPv3 authentication is wrong (wrong-digest)" }
    unknown_user(target) { id: "{target}: perangkat tidak mengenal pengguna SNMPv3 ini (unknown-user)", en: "{target}: the device does not know this SNMPv3 user (unknown-user)" }
    unsupported_level(target) { id: "{target}: perangkat tidak menerima tingkat keamanan ini untuk pengguna itu (unsupported-level)", en: "{target}: the device does not take this security level from that user (unsupported-level)" }
    not_in_time_window(target) { id: "{target}: waktu engine SNMPv3 tetap tidak cocok (not-in-time-window)", en: "{target}: the time of the SNMPv3 engine still does not fit (not-in-time-window)" }
    decrypt_error(target) { id: "{target}: sandi atau algoritma enkripsi SNMPv3 salah (decrypt-error)", en: "{target}: the passphrase or the algorithm of SNMPv3 privacy is wrong (decrypt-error)" }
    unknown_context(target) { id: "{target}: perangkat tidak mengenal konteks SNMPv3 ini (unknown-context)", en: "{target}: the device does not know this SNMPv3 context (unknown-context)" }
    unknown_engine(target) { id: "{target}: engine SNMPv3 tidak mengakui id-nya sendiri (unknown-engine)", en: "{target}: the SNMPv3 engine does not own up to its id (unknown-engine)" }
    mute(target) { id: "{target}: engine SNMPv3 menyebut id-nya lalu diam; biasanya sandi atau algoritma enkripsi salah", en: "{target}: the SNMPv3 engine told its id and then kept silent; as a rule the passphrase or the algorithm of privacy is wrong" }
    view_too_small(target, status) { id: "{target}: kredensial benar, tetapi haknya terlalu sempit (galat SNMP {status})", en: "{target}: the credential is right, but its view is too small (SNMP error {status})" }
}

/// What an engine complains of, and what a person can do about it.
fn complaint(lang: Lang, target: &str, report: Option<Report>) -> String {
    match report {
        None => mute(lang, target),
        Some(Report::WrongDigest) => wrong_digest(lang, target),
        Some(Report::UnknownUser) => unknown_user(lang, target),
        Some(Report::UnsupportedLevel) => unsupported_level(lang, target),
        Some(Report::NotInTimeWindow) => not_in_time_window(lang, target),
        Some(Report::Decrypt) => decrypt_error(lang, target),
        Some(Report::UnknownContext) => unknown_context(lang, target),
        Some(Report::UnknownEngine) => unknown_engine(lang, target),
    }
}

impl ProbeFailure {
    /// Exit status of `pantau probe`: 3 without an acceptable answer, 4 for a device without a fact.
    pub const fn exit(&self) -> u8 {
        match self {
            Self::NoAddress { .. } | Self::Unsendable { .. } | Self::NoAnswer { .. } | Self::Refused { .. } => 3,
            Self::NoFact { .. } => 4,
        }
    }

    /// One line for a person.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::NoAddress { target } => no_address(lang, target),
            Self::Unsendable { target, error } => unsendable(lang, target, error),
            Self::NoAnswer { target, anomaly: None } => no_answer(lang, target),
            Self::NoAnswer { target, anomaly: Some(anomaly) } => refused_answers(lang, target, anomaly),
            Self::Refused { target, report } => complaint(lang, target, *report),
            Self::NoFact { target, error_status: None, .. } => no_fact(lang, target),
            Self::NoFact { target, error_status: Some(status), .. } if VIEW_TOO_SMALL.contains(status) => {
                view_too_small(lang, target, status)
            }
            Self::NoFact { target, error_status: Some(status), anomaly } => {
                device_error(lang, target, status, anomaly.unwrap_or(Anomaly::DeviceError.name()))
            }
        }
    }
}

/// Polls a device once. `clock` tells the time for the record; `engine` may be shared with a poller.
pub async fn probe(
    options: &ProbeOptions,
    engine: &Engine,
    profiles: &Profiles,
    clock: fn() -> Timestamp,
) -> Result<DeviceRecord, ProbeFailure> {
    let (began, at) = (Instant::now(), clock());
    let mut session = session(options, engine, began + options.timeout).await?;
    let reading = read(&mut session, profiles, &mut None).await;
    let anomaly = session.tally.most_frequent().map(Anomaly::name);
    let Some(first_answer) = session.first_answer else { return Err(no_answer_of(options, &session)) };
    let at = at.plus_millis(millis(first_answer.saturating_duration_since(began)) as i64);
    let mut record = decode(&reading.profile, &reading.answers, at).record;
    if !says_anything(&record) {
        let error_status = session.device_error.map(|(status, _)| status);
        return Err(ProbeFailure::NoFact { target: shown_target(options), error_status, anomaly });
    }
    envelope(&mut record, &options.address, options.port, session.version());
    record.facts.duration_ms = Some(millis(began.elapsed()));
    Ok(record)
}

/// A session with the device, when its name leads to an address.
pub(crate) async fn session<'e>(
    options: &ProbeOptions,
    engine: &'e Engine,
    deadline: Instant,
) -> Result<Session<'e>, ProbeFailure> {
    let resolved = tokio::time::timeout_at(deadline.into(), resolve(&options.address, options.port)).await;
    let Ok(Some(address)) = resolved else {
        return Err(ProbeFailure::NoAddress { target: shown_target(options) });
    };
    let to =
        Destination { address, any_source: options.any_source, strict: false, access: engine.access(&options.access) };
    Ok(Session::new(engine, to, Limits::default(), Manner::default(), deadline))
}

/// Why a session heard nothing.
pub(crate) fn no_answer_of(options: &ProbeOptions, session: &Session<'_>) -> ProbeFailure {
    let target = shown_target(options);
    match session.silence {
        Some(Silence::Complaint(report)) => ProbeFailure::Refused { target, report: Some(report) },
        Some(Silence::Mute) => ProbeFailure::Refused { target, report: None },
        Some(Silence::Unsendable(kind)) => ProbeFailure::Unsendable { target, error: kind.to_string() },
        _ => ProbeFailure::NoAnswer { target, anomaly: session.tally.most_frequent().map(Anomaly::name) },
    }
}

/// What the answers do not tell: where they came from.
pub(crate) fn envelope(record: &mut DeviceRecord, address: &str, port: u16, version: Version) {
    record.facts.address = Some(address.to_owned());
    record.facts.port = (port != 161).then_some(port);
    record.facts.snmp_version = Some(version.word().to_owned());
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// True when the device stated at least one of sysObjectID, sysDescr, sysUpTime or an interface, or was recognised by an
/// object of its maker.
pub fn says_anything(record: &DeviceRecord) -> bool {
    let facts = &record.facts;
    facts.os.is_some()
        || facts.sys_object_id.is_some()
        || facts.sys_descr.is_some()
        || facts.uptime_s.is_some()
        || !facts.ports.is_empty()
}

/// The address of a name; IPv4 before IPv6 where it has both, for that is what equipment speaks.
pub(crate) async fn resolve(address: &str, port: u16) -> Option<SocketAddr> {
    if let Ok(address) = address.parse() {
        return Some(SocketAddr::new(address, port));
    }
    let found: Vec<SocketAddr> = tokio::net::lookup_host((address, port)).await.ok()?.collect();
    found.iter().find(|address| address.is_ipv4()).or(found.first()).copied()
}

fn shown_target(options: &ProbeOptions) -> String {
    let address = model::text::cut_end(&visible(&options.address), TARGET_SHOWN);
    if address.contains(':') { format!("[{address}]:{}", options.port) } else { format!("{address}:{}", options.port) }
}
