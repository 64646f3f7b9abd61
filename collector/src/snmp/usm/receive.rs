//! What is believed of an SNMPv3 message (`reliability.md` 6): engine, user, level, digest, time, only then the content.

use super::{
    auth,
    clock::Authority,
    credential::{Credential, Keys, flag},
    message::{Header, Scoped, scoped},
    privacy::{self, SALT},
};
use crate::snmp::{anomaly::Anomaly, message::pdu_tag};
use std::time::Instant;

/// usmStats below SNMP-USER-BASED-SM-MIB (RFC 3414, 5), as in a varbind: …3.15.1.1, without the number and the instance.
const USM_STATS: &[u8] = &[0x2b, 6, 1, 6, 3, 15, 1, 1];
/// snmpUnknownContexts.0 of SNMP-TARGET-MIB (RFC 3413, 4.1).
const UNKNOWN_CONTEXTS: &[u8] = &[0x2b, 6, 1, 6, 3, 12, 1, 5, 0];

/// What an engine complains of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// usmStatsUnsupportedSecLevels.
    UnsupportedLevel,
    /// usmStatsNotInTimeWindows.
    NotInTimeWindow,
    /// usmStatsUnknownUserNames.
    UnknownUser,
    /// usmStatsUnknownEngineIDs.
    UnknownEngine,
    /// usmStatsWrongDigests.
    WrongDigest,
    /// usmStatsDecryptionErrors.
    Decrypt,
    /// snmpUnknownContexts.
    UnknownContext,
}

impl Report {
    fn of(scoped: &Scoped<'_>) -> Option<Self> {
        let name = scoped.message.varbinds.iter().next()?.name;
        match name.strip_prefix(USM_STATS) {
            Some([1, 0]) => Some(Self::UnsupportedLevel),
            Some([2, 0]) => Some(Self::NotInTimeWindow),
            Some([3, 0]) => Some(Self::UnknownUser),
            Some([4, 0]) => Some(Self::UnknownEngine),
            Some([5, 0]) => Some(Self::WrongDigest),
            Some([6, 0]) => Some(Self::Decrypt),
            _ => (name == UNKNOWN_CONTEXTS).then_some(Self::UnknownContext),
        }
    }

    /// Name of its counter, as in a Report.
    pub fn name(self) -> Vec<u8> {
        let number = match self {
            Self::UnsupportedLevel => 1,
            Self::NotInTimeWindow => 2,
            Self::UnknownUser => 3,
            Self::UnknownEngine => 4,
            Self::WrongDigest => 5,
            Self::Decrypt => 6,
            Self::UnknownContext => return UNKNOWN_CONTEXTS.to_vec(),
        };
        [USM_STATS, &[number, 0]].concat()
    }

    /// The anomaly that it is counted as.
    pub const fn anomaly(self) -> Anomaly {
        match self {
            Self::UnsupportedLevel => Anomaly::UnsupportedLevel,
            Self::NotInTimeWindow => Anomaly::NotInTimeWindow,
            Self::UnknownUser => Anomaly::UnknownUser,
            Self::UnknownEngine => Anomaly::UnknownEngine,
            Self::WrongDigest => Anomaly::WrongDigest,
            Self::Decrypt => Anomaly::DecryptError,
            Self::UnknownContext => Anomaly::UnknownContext,
        }
    }
}

/// What a message is.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Refused; whoever asked goes on waiting.
    Refused(Anomaly),
    /// An engine told who it is; nothing of it is authenticated.
    Discovered(Authority),
    /// The engine complains. Of an unauthenticated one nothing but the complaint is used.
    Complaint(Report),
    /// Scoped PDU in plain of an authenticated answer (or one at the level that was asked for).
    Answer(Vec<u8>),
}

/// Judges the answer to a discovery.
pub fn discovered(header: &Header<'_>, now: Instant) -> Verdict {
    match report(header) {
        Ok(Report::UnknownEngine) => Authority::guessed(header.engine, header.boots, header.time, now)
            .map_or(Verdict::Refused(Anomaly::UnknownEngine), Verdict::Discovered),
        Ok(other) => Verdict::Refused(other.anomaly()),
        Err(anomaly) => Verdict::Refused(anomaly),
    }
}

/// Judges the answer to a request of `credential` to `authority`, and moves the clock of `authority` where the digest was
/// right.
pub fn judge(
    header: &Header<'_>,
    credential: &Credential,
    keys: &Keys,
    authority: &mut Authority,
    now: Instant,
) -> Verdict {
    if header.flags & flag::LEVEL == 0 && (credential.level() != 0 || header.engine != &*authority.engine) {
        // Below the level asked for only complaints come; they move nothing.
        return match report(header) {
            // An engine signs this one; unsigned it could set any clock.
            Ok(Report::NotInTimeWindow) => Verdict::Refused(Anomaly::NotInTimeWindow),
            Ok(report) => Verdict::Complaint(report),
            Err(anomaly) => Verdict::Refused(anomaly),
        };
    }
    if header.engine != &*authority.engine {
        return Verdict::Refused(Anomaly::UnknownEngine);
    }
    if header.user != credential.name() {
        return Verdict::Refused(Anomaly::UnknownUser);
    }
    if let Some((protocol, key)) = &keys.auth {
        if header.flags & flag::AUTH == 0 {
            return Verdict::Refused(Anomaly::UnsupportedLevel);
        }
        if !auth::is_right(*protocol, key, header.message, header.digest_place()) {
            return Verdict::Refused(Anomaly::WrongDigest);
        }
        if authority.is_past(header.boots, header.time, now) {
            return Verdict::Refused(Anomaly::NotInTimeWindow);
        }
        authority.learn(header.boots, header.time, now);
    } else if header.flags & flag::LEVEL != 0 {
        // A level that this user has no keys for.
        return Verdict::Refused(Anomaly::UnsupportedLevel);
    }
    match open(header, keys) {
        Ok(plain) => content(header, credential, authority, plain),
        Err(anomaly) => Verdict::Refused(anomaly),
    }
}

/// The scoped PDU in plain. Only for a message whose digest and time were right.
pub fn open(header: &Header<'_>, keys: &Keys) -> Result<Vec<u8>, Anomaly> {
    let mut plain = header.data.to_vec();
    if header.flags & flag::PRIV != 0 {
        let (protocol, key) = keys.privacy.as_ref().ok_or(Anomaly::UnsupportedLevel)?;
        let salt: [u8; SALT] = header.salt.try_into().map_err(|_| Anomaly::DecryptError)?;
        privacy::decrypt(*protocol, key, header.boots, header.time, salt, &mut plain).ok_or(Anomaly::DecryptError)?;
    }
    Ok(plain)
}

/// What the scoped PDU of a message is, whose digest and time were right.
fn content(header: &Header<'_>, credential: &Credential, authority: &Authority, plain: Vec<u8>) -> Verdict {
    let encrypted = header.flags & flag::PRIV != 0;
    let Ok(scoped) = scoped(&plain) else {
        // Encrypted with another key, what comes out is noise.
        return Verdict::Refused(if encrypted { Anomaly::DecryptError } else { Anomaly::Malformed });
    };
    if scoped.message.pdu == pdu_tag::REPORT {
        return match Report::of(&scoped) {
            Some(report) => Verdict::Complaint(report),
            None => Verdict::Refused(Anomaly::WrongPdu),
        };
    }
    if header.flags & flag::LEVEL != credential.level() {
        return Verdict::Refused(Anomaly::UnsupportedLevel);
    }
    if scoped.engine != &*authority.engine {
        return Verdict::Refused(Anomaly::UnknownEngine);
    }
    if scoped.context != credential.context() {
        return Verdict::Refused(Anomaly::UnknownContext);
    }
    Verdict::Answer(plain)
}

/// The complaint of an unauthenticated, unencrypted Report.
fn report(header: &Header<'_>) -> Result<Report, Anomaly> {
    if header.flags & flag::LEVEL != 0 {
        return Err(Anomaly::UnsupportedLevel);
    }
    let scoped = scoped(header.data).map_err(|_| Anomaly::Malformed)?;
    if scoped.message.pdu != pdu_tag::REPORT {
        return Err(Anomaly::UnsupportedLevel);
    }
    Report::of(&scoped).ok_or(Anomaly::WrongPdu)
}
