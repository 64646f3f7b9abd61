//! Agents: how each is kept, who may join with which token, and how far each has told its story.

use super::{Trust, authority::key_of, clone::Last, token};
use model::{
    DeviceId, Identity, OpdCode, Timestamp,
    api::{AgentState, Enrol, EnrolledAgent, TokenKind},
    text::hex,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Lives of spools remembered of one agent, and for how long one that was followed by another (`reliability.md` 3.3).
const EPOCHS: usize = 8;
const EPOCH_SECONDS: f64 = 90.0 * 86_400.0;
/// Senders on this machine that are no agents, remembered.
pub(crate) const LOCALS: usize = 64;
/// Name of those senders, before the life of their spool.
const LOCAL: &str = "local-";
/// The same request again within this time gives the same certificate.
const REPEAT_SECONDS: f64 = 3600.0;
/// Pending agents of one machine (`reliability.md` 10.7).
const PENDING: usize = 3;

/// An agent as kept, written with every request that it makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAgent {
    /// UUID.
    pub agent: String,
    /// Where it stands.
    pub state: AgentState,
    /// Agency.
    pub opd: Option<OpdCode>,
    /// Its device.
    pub device: Option<DeviceId>,
    /// Marks that it gave when it joined.
    pub identity: Identity,
    /// Version of the program.
    #[serde(default)]
    pub version: String,
    /// Token that it joined with.
    pub token: String,
    /// SHA-256 of its public key.
    pub key: String,
    /// SHA-256 of the request and nonce that it joined with.
    pub joined_by: String,
    /// Its newest certificate, PEM.
    pub certificate: String,
    /// Until when that holds.
    pub expires_at: Timestamp,
    /// When it joined.
    pub enrolled_at: Timestamp,
    /// How it was heard last.
    #[serde(default)]
    pub last: Last,
    /// High-water mark of each life of its spool, and when it was heard of.
    #[serde(default)]
    pub epochs: BTreeMap<String, (u64, Timestamp)>,
    /// When a second machine with its key was noticed.
    #[serde(default)]
    pub cloned_at: Option<Timestamp>,
    /// How far its clock is behind, seconds.
    #[serde(default)]
    pub clock_behind_s: Option<i64>,
    /// Entries kept apart.
    #[serde(default)]
    pub quarantined: u64,
    /// Values stated as missing.
    #[serde(default)]
    pub missing: u64,
    /// Values whose times are uncertain.
    #[serde(default)]
    pub uncertain: u64,
}

impl StoredAgent {
    /// A sender on this machine without a certificate; its marks are told with every batch.
    pub(crate) fn local(epoch: &str, now: Timestamp) -> Self {
        Self {
            agent: format!("{LOCAL}{epoch}"),
            state: AgentState::Active,
            opd: None,
            device: None,
            identity: Identity::default(),
            version: String::new(),
            token: String::new(),
            key: String::new(),
            joined_by: String::new(),
            certificate: String::new(),
            expires_at: Timestamp(i64::MAX),
            enrolled_at: now,
            last: Last::default(),
            epochs: BTreeMap::new(),
            cloned_at: None,
            clock_behind_s: None,
            quarantined: 0,
            missing: 0,
            uncertain: 0,
        }
    }

    /// True for such a sender.
    pub(crate) fn is_local(&self) -> bool {
        self.agent.starts_with(LOCAL)
    }

    /// As it is known after our own data was put back from a backup: what it says of itself next is taken as it is.
    pub(crate) fn heard_anew(self) -> Self {
        Self { last: Last { boot_id: String::new(), ..self.last }, ..self }
    }

    /// High-water mark of this life of its spool.
    pub(crate) fn acked(&self, epoch: &str) -> u64 {
        self.epochs.get(epoch).map_or(0, |(acked, _)| *acked)
    }

    /// Notes the high-water mark; lives long past are forgotten: those of 90 days ago, and the oldest of too many.
    pub(crate) fn ack(&mut self, epoch: &str, acked: u64, now: Timestamp) {
        self.epochs.retain(|_, (_, at)| now.seconds_since(*at) <= EPOCH_SECONDS);
        self.epochs.insert(epoch.to_owned(), (acked, now));
        while self.epochs.len() > EPOCHS {
            let oldest = self.epochs.iter().min_by_key(|(_, (_, at))| *at).map(|(epoch, _)| epoch.clone());
            oldest.and_then(|epoch| self.epochs.remove(&epoch));
        }
    }

    /// As it is listed.
    pub(crate) fn shown(&self) -> EnrolledAgent {
        EnrolledAgent {
            agent: self.agent.clone(),
            state: self.state,
            opd: self.opd.clone(),
            device: self.device,
            name: self.identity.name.clone().unwrap_or_default(),
            serial: self.identity.serial.clone().unwrap_or_default(),
            version: self.version.clone(),
            enrolled_at: self.enrolled_at,
            expires_at: self.expires_at,
            seen_at: (!self.last.boot_id.is_empty()).then_some(self.last.heard_at),
            cloned_at: self.cloned_at,
            clock_behind_s: self.clock_behind_s,
            quarantined: self.quarantined,
            missing: self.missing,
            uncertain: self.uncertain,
        }
    }
}

/// Why a machine does not join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotJoined {
    /// The token is unknown, ended, used up or taken back: one answer for all.
    Token,
    /// What was sent is no signing request.
    Request,
    /// This machine waits for approval often enough already.
    TooMany,
}

/// A machine that may join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Enrolling {
    /// As a new agent, with this token.
    New { opd: OpdCode, token: String, state: AgentState, joined_by: String, key: String },
    /// It has joined already: the answer was lost.
    Again(Box<StoredAgent>),
}

impl Trust {
    /// Looks at the request of a machine to join. Nothing is changed.
    pub(crate) fn enrolling(&self, asked: &Enrol, now: Timestamp) -> Result<Enrolling, NotJoined> {
        let (id, hash) = token::parse(&asked.token).ok_or(NotJoined::Token)?;
        let token = self.tokens.get(id).filter(|token| token.admits(&hash, now)).ok_or(NotJoined::Token)?;
        let token = &token.token;
        let opd = token.opd.clone().filter(|_| token.kind == TokenKind::Join).ok_or(NotJoined::Token)?;
        let key = key_of(&asked.csr).map_err(|_| NotJoined::Request)?;
        let joined_by = hex(&Sha256::digest(format!("{}\n{}", asked.csr, asked.nonce).as_bytes()));
        let again = self.agents.values().find(|agent| {
            agent.joined_by == joined_by && agent.token == *id && now.seconds_since(agent.enrolled_at) <= REPEAT_SECONDS
        });
        if let Some(agent) = again.filter(|agent| agent.state != AgentState::Revoked) {
            return Ok(Enrolling::Again(Box::new(agent.clone())));
        }
        // A key belongs to one agent for good: a copied key would be two machines from the start.
        if self.agents.values().any(|agent| agent.key == key) {
            return Err(NotJoined::Request);
        }
        if token.uses_left.unwrap_or(0) == 0 {
            return Err(NotJoined::Token);
        }
        let pending = self.agents.values().filter(|agent| {
            agent.state == AgentState::Pending
                && model::identity::score(&agent.identity, &asked.identity) >= model::identity::SAME
        });
        if !token.approves && pending.count() >= PENDING {
            return Err(NotJoined::TooMany);
        }
        let state = if token.approves { AgentState::Active } else { AgentState::Pending };
        Ok(Enrolling::New { opd, token: id.to_owned(), state, joined_by, key })
    }
}

/// A random UUID (RFC 9562, version 4).
pub(crate) fn uuid() -> Result<String, getrandom::Error> {
    let mut octets = super::random::<16>()?;
    octets[6] = (octets[6] & 0x0f) | 0x40;
    octets[8] = (octets[8] & 0x3f) | 0x80;
    let text = hex(&octets);
    Ok([&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-"))
}

#[cfg(test)]
mod tests {
    use super::{super::authority::tests::csr, *};
    use crate::trust::StoredToken;
    use model::api::Token;

    const NOW: Timestamp = Timestamp(1_772_337_906_000);

    fn with_token(uses: u32, approves: bool) -> (Trust, String) {
        let listed = Token {
            id: String::new(),
            kind: TokenKind::Join,
            role: None,
            opd: Some(OpdCode("DISDIK".into())),
            uses_left: Some(uses),
            approves,
            note: String::new(),
            made_by: "noc".into(),
            made_at: NOW,
            expires_at: NOW.plus_seconds(3600),
            used_at: None,
            revoked: false,
        };
        let made = token::make(listed, "pin").unwrap();
        let mut trust = Trust::default();
        trust.tokens.insert(made.stored.token.id.clone(), made.stored);
        (trust, made.text)
    }

    fn asked(token: &str, csr: &str) -> Enrol {
        Enrol {
            token: token.into(),
            csr: csr.into(),
            nonce: "00".into(),
            identity: Identity { uuid: Some("u-1".into()), ..Identity::default() },
            version: String::new(),
        }
    }

    #[test]
    fn every_fault_of_a_token_is_one_answer() {
        let (mut trust, token) = with_token(1, true);
        let csr = csr();
        let ok = trust.enrolling(&asked(&token, &csr), NOW).unwrap();
        assert!(matches!(ok, Enrolling::New { ref opd, state: AgentState::Active, .. } if opd.0 == "DISDIK"));
        let late = NOW.plus_seconds(3600);
        assert_eq!(trust.enrolling(&asked(&token, &csr), late), Err(NotJoined::Token));
        let guessed = token.replace("pantau1", "pantau2");
        assert_eq!(trust.enrolling(&asked(&guessed, &csr), NOW), Err(NotJoined::Token));
        assert_eq!(trust.enrolling(&asked("pantau1.x", &csr), NOW), Err(NotJoined::Token));
        let change = |trust: &mut Trust, change: fn(&mut StoredToken)| trust.tokens.values_mut().for_each(change);
        change(&mut trust, |token| token.token.uses_left = Some(0));
        assert_eq!(trust.enrolling(&asked(&token, &csr), NOW), Err(NotJoined::Token));
        change(&mut trust, |token| (token.token.uses_left, token.token.revoked) = (Some(1), true));
        assert_eq!(trust.enrolling(&asked(&token, &csr), NOW), Err(NotJoined::Token));
        change(&mut trust, |token| (token.token.revoked, token.token.kind) = (false, TokenKind::Api));
        assert_eq!(trust.enrolling(&asked(&token, &csr), NOW), Err(NotJoined::Token));
        assert_eq!(with_token(1, true).0.enrolling(&asked(&token, "x"), NOW), Err(NotJoined::Token));
    }

    #[test]
    fn a_lost_answer_costs_no_use_and_a_copied_key_does_not_join() {
        let (mut trust, token) = with_token(2, false);
        let csr = csr();
        let Ok(Enrolling::New { opd, token: id, state, joined_by, key }) = trust.enrolling(&asked(&token, &csr), NOW)
        else {
            panic!("it may join")
        };
        assert_eq!(state, AgentState::Pending);
        let agent = StoredAgent {
            agent: uuid().unwrap(),
            state,
            opd: Some(opd),
            token: id,
            joined_by,
            key,
            identity: asked(&token, &csr).identity,
            ..StoredAgent::local("", NOW)
        };
        trust.agents.insert(agent.agent.clone(), agent.clone());
        assert_eq!(trust.enrolling(&asked(&token, &csr), NOW), Ok(Enrolling::Again(Box::new(agent))));
        let other = Enrol { nonce: "01".into(), ..asked(&token, &csr) };
        assert_eq!(trust.enrolling(&other, NOW), Err(NotJoined::Request));
        let late = NOW.plus_seconds(3601);
        trust.tokens.values_mut().for_each(|token| token.token.expires_at = Timestamp(i64::MAX));
        assert_eq!(trust.enrolling(&asked(&token, &csr), late), Err(NotJoined::Request));
    }

    #[test]
    fn one_machine_waits_three_times_at_most() {
        let (mut trust, token) = with_token(100, false);
        for _ in 0..PENDING {
            let agent = StoredAgent {
                agent: uuid().unwrap(),
                state: AgentState::Pending,
                identity: asked("", "").identity,
                ..StoredAgent::local("", NOW)
            };
            assert!(trust.enrolling(&asked(&token, &csr()), NOW).is_ok());
            trust.agents.insert(agent.agent.clone(), agent);
        }
        assert_eq!(trust.enrolling(&asked(&token, &csr()), NOW), Err(NotJoined::TooMany));
        let other = Enrol { identity: Identity::default(), ..asked(&token, &csr()) };
        assert!(trust.enrolling(&other, NOW).is_ok());
    }

    #[test]
    fn lives_of_a_spool_are_bounded() {
        let mut agent = StoredAgent::local("e", NOW);
        for life in 0..20 {
            agent.ack(&format!("{life:02}"), life, NOW.plus_seconds(life as i64));
        }
        assert_eq!(agent.epochs.len(), EPOCHS);
        assert_eq!((agent.acked("19"), agent.acked("00")), (19, 0));
        // One that was followed by another is kept 90 days; the one that is told of stays.
        let later = |days: i64| NOW.plus_seconds(19 + days * 86_400);
        agent.ack("20", 20, later(90));
        assert_eq!((agent.acked("19"), agent.acked("18")), (19, 0));
        agent.ack("20", 21, later(400));
        assert_eq!(agent.epochs.keys().collect::<Vec<_>>(), ["20"]);
    }
}
