//! Notifications of SNMPv3 (`reliability.md` 6; RFC 3414, 3.2): digest before time, time before decryption. Of a trap the
//! sender is the authoritative engine; informs are meant for our own, which answers who it is and what is wrong.

use super::figures::Dropped;
use crate::{
    snmp::{
        Anomaly, Value,
        message::{pdu_tag, varbind_list},
        notification::Notification,
        usm::{
            Authority, Credential, Keys, Report, auth,
            credential::flag,
            message::{Header, Outgoing, Scoped, scoped_message, secured},
            receive::open,
        },
    },
    store::StoredEngine,
};
use model::{DeviceId, Timestamp, access::User};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// How far the time of an inform may be from ours, seconds (RFC 3414, 3.2 (7a)).
const WINDOW: u32 = 150;
/// boots that never end: the engine must be made anew.
const LATCHED: u32 = i32::MAX as u32;
/// First octets of our engine id: no enterprise, then a form of our own choice (RFC 3411, SnmpEngineID, format 5).
const FORM: [u8; 5] = [0x80, 0, 0, 0, 5];

/// Engines remembered; only whoever knows a passphrase adds one.
const ENGINES: usize = 20_000;

/// What a message of v3 comes to.
#[derive(Debug)]
pub(super) enum Judged {
    /// The scoped PDU in plain.
    Plain(Vec<u8>),
    /// Its sender is told what is wrong, with this datagram.
    Reported(Dropped, Vec<u8>),
    /// Nobody is told.
    Refused(Dropped),
}

/// Our engine, to which informs are sent.
struct Own {
    id: Box<[u8]>,
    boots: u32,
    began: Instant,
}

impl Own {
    fn time(&self, now: Instant) -> u32 {
        u32::try_from(now.saturating_duration_since(self.began).as_secs()).unwrap_or(LATCHED).min(LATCHED)
    }
}

/// Engines and users that notifications come from.
#[derive(Default)]
pub(super) struct Engines {
    own: Option<Own>,
    heard: HashMap<Box<[u8]>, Authority>,
    users: HashMap<DeviceId, (User, Arc<Credential>)>,
    reports: u32,
}

impl Engines {
    /// Takes up what was stored, and our own engine for this start: its boots are one more than before. It is to be written
    /// before [`Self::begin`].
    pub fn restore(&mut self, stored: Vec<StoredEngine>, at: Timestamp, now: Instant) -> Option<StoredEngine> {
        let mut own = None;
        for StoredEngine { id, own: is_own, boots, time, at: heard } in stored {
            if is_own {
                own = Some((id, boots));
            } else {
                let ago = Duration::from_secs_f64(at.seconds_since(heard).max(0.0));
                self.heard.insert(id.clone(), Authority::remembered(&id, boots, time, ago, now));
            }
        }
        let (id, boots) = match own {
            Some((id, boots)) if boots + 1 < LATCHED => (id, boots),
            _ => ([&FORM[..], &getrandom::u64().ok()?.to_be_bytes()].concat().into(), 0),
        };
        Some(StoredEngine { id, own: true, boots: boots + 1, time: 0, at })
    }

    /// Our engine is on the disk: from now on informs are taken.
    pub fn begin(&mut self, own: StoredEngine, now: Instant) {
        self.own = Some(Own { id: own.id, boots: own.boots, began: now });
    }

    /// The credential of a device's user; its passphrases are stretched once.
    pub fn credential(&mut self, device: DeviceId, user: &User) -> Arc<Credential> {
        match self.users.get(&device) {
            Some((known, credential)) if known == user => Arc::clone(credential),
            _ => {
                let credential = Arc::new(Credential::new(user));
                self.users.insert(device, (user.clone(), Arc::clone(&credential)));
                credential
            }
        }
    }

    /// What is known of the engine of this message, to be stored.
    pub fn stored(&self, header: &Header<'_>, at: Timestamp) -> Option<StoredEngine> {
        let Authority { engine, boots, time, .. } = self.heard.get(header.engine)?;
        Some(StoredEngine { id: engine.clone(), own: false, boots: *boots, time: *time, at })
    }

    /// Judges a message of a known device's user.
    pub fn judge(&mut self, header: &Header<'_>, credential: &Credential, now: Instant) -> Judged {
        if header.flags & flag::REPORTABLE != 0 {
            return self.judge_inform(header, credential, now);
        }
        match self.judge_trap(header, credential, now) {
            Ok(plain) => Judged::Plain(plain),
            Err(why) => Judged::Refused(why),
        }
    }

    /// The sender is authoritative: no clock moves before the digest was right.
    fn judge_trap(&mut self, header: &Header<'_>, credential: &Credential, now: Instant) -> Result<Vec<u8>, Dropped> {
        if header.user != credential.name() {
            return Err(Dropped::User);
        }
        if header.flags & flag::LEVEL != credential.level() {
            return Err(Dropped::Level);
        }
        let keys = credential.keys(header.engine);
        if let Some((protocol, key)) = &keys.auth {
            if !auth::is_right(*protocol, key, header.message, header.digest_place()) {
                return Err(Dropped::Digest);
            }
            if self.heard.len() >= ENGINES && !self.heard.contains_key(header.engine) {
                return Err(Dropped::Engine);
            }
            let fresh = Authority::guessed(header.engine, header.boots, header.time, now).ok_or(Dropped::Window)?;
            let authority = self.heard.entry(header.engine.into()).or_insert(fresh);
            if authority.is_past(header.boots, header.time, now) {
                return Err(Dropped::Window);
            }
            authority.learn(header.boots, header.time, now);
        }
        open(header, &keys).map_err(dropped)
    }

    /// We are authoritative: what is wrong is reported, so that the sender can mend it.
    fn judge_inform(&mut self, header: &Header<'_>, credential: &Credential, now: Instant) -> Judged {
        let Some(own) = &self.own else { return Judged::Refused(Dropped::Engine) };
        let (boots, time) = (own.boots, own.time(now));
        let keys = credential.keys(&own.id);
        let wrong = if header.engine != &*own.id {
            Some((Report::UnknownEngine, Dropped::Engine))
        } else if header.user != credential.name() {
            Some((Report::UnknownUser, Dropped::User))
        } else if header.flags & flag::LEVEL != credential.level() {
            Some((Report::UnsupportedLevel, Dropped::Level))
        } else if keys
            .auth
            .as_ref()
            .is_some_and(|(protocol, key)| !auth::is_right(*protocol, key, header.message, header.digest_place()))
        {
            Some((Report::WrongDigest, Dropped::Digest))
        } else if keys.auth.is_some() && (header.boots != boots || header.time.abs_diff(time) > WINDOW) {
            Some((Report::NotInTimeWindow, Dropped::Window))
        } else {
            None
        };
        let (report, why) = match wrong {
            Some(wrong) => wrong,
            None => match open(header, &keys) {
                Ok(plain) => return Judged::Plain(plain),
                Err(_) => (Report::Decrypt, Dropped::Decrypt),
            },
        };
        match self.report(header, report, &keys, now) {
            Some(datagram) => Judged::Reported(why, datagram),
            None => Judged::Refused(why),
        }
    }

    /// A Report (RFC 3414, 3.2). Only the one about time is signed, for it sets a clock.
    fn report(&mut self, header: &Header<'_>, report: Report, keys: &Keys, now: Instant) -> Option<Vec<u8>> {
        self.reports = self.reports.wrapping_add(1);
        let own = self.own.as_ref()?;
        let name = report.name();
        let list = varbind_list([(&name[..], Some(Value::Counter32(self.reports)))].into_iter());
        let scoped = scoped_message(&own.id, &[], pdu_tag::REPORT, [0; 3], &list);
        let signed = report == Report::NotInTimeWindow;
        let keys = Keys { auth: keys.auth.clone().filter(|_| signed), privacy: None };
        let flags = if signed { flag::AUTH } else { 0 };
        let engine = (&own.id[..], own.boots, own.time(now));
        secured(&keys, None, &Outgoing { id: header.id, flags, engine, user: header.user, scoped: &scoped })
    }

    /// The answer to an inform that was taken in.
    pub fn answer(
        &self,
        header: &Header<'_>,
        credential: &Credential,
        scoped: &Scoped<'_>,
        inform: &Notification<'_>,
        now: Instant,
    ) -> Option<Vec<u8>> {
        let own = self.own.as_ref()?;
        let keys = credential.keys(&own.id);
        let numbers = [inform.request_id, 0, 0];
        let response =
            scoped_message(scoped.engine, scoped.context, pdu_tag::RESPONSE, numbers, inform.varbinds.as_ber());
        let salt = keys.privacy.as_ref().map(|(protocol, _)| credential.salt(*protocol, own.boots));
        let engine = (&own.id[..], own.boots, own.time(now));
        let outgoing =
            Outgoing { id: header.id, flags: credential.level(), engine, user: header.user, scoped: &response };
        secured(&keys, salt, &outgoing)
    }
}

const fn dropped(anomaly: Anomaly) -> Dropped {
    match anomaly {
        Anomaly::UnsupportedLevel => Dropped::Level,
        _ => Dropped::Decrypt,
    }
}

#[cfg(test)]
mod tests;
