//! Changes of who may what: agents join, are let in and shut out; tokens and people come and go. Each with its audit line.

use super::{Writer, command::audit};
use crate::{
    book::refuse,
    store::Row,
    trust::{
        Authority, Enrolling, StoredAgent, StoredPerson,
        agents::{self, NotJoined},
        authority::{AGENT_DAYS, GRACE_DAYS, key_of},
        clone::Last,
        token,
    },
};
use model::{
    Lang, OpdCode, Timestamp,
    api::{
        AgentState, Code, CreateToken, Done, Enrol, Enrolled, EnrolledAgent, ErrorAnswer, NewToken, Person, Renew,
        Role, SetPerson, Token, TokenKind,
    },
};
use std::sync::Arc;

/// Machines of one agency that may join within a minute (`reliability.md` 10.7).
const JOINING: usize = 30;
/// Longest life of a token, seconds.
const LONGEST_SECONDS: u64 = 366 * 86_400;
/// Most machines of one token.
const MOST_USES: u32 = 10_000;
/// Most tokens and people kept.
const MOST: usize = 10_000;
/// Longest note and login name, characters.
const NOTE: usize = 200;
const NAME: usize = 64;
const DAY: f64 = 86_400.0;

model::messages! {
    no_token { id: "Token tidak diterima", en: "The token is not accepted" }
    bad_request { id: "Permintaan sertifikat tidak dapat dipakai", en: "The certificate signing request cannot be used" }
    too_many { id: "Terlalu banyak pendaftaran; coba lagi nanti", en: "Too many machines join; try again later" }
    not_yours { id: "Sertifikat ini tidak dapat diperpanjang: daftarkan agen lagi", en: "This certificate cannot be renewed: enrol the agent anew" }
    no_agent(agent) { id: "Agen {agent} tidak ada", en: "There is no agent {agent}" }
    no_such_token(id) { id: "Token {id} tidak ada", en: "There is no token {id}" }
    no_person(name) { id: "Pengguna {name} tidak ada", en: "There is no user {name}" }
    is_revoked(agent) { id: "Agen {agent} sudah dicabut: komputernya mendaftar lagi dengan token baru", en: "Agent {agent} is revoked: its machine joins anew with a new token" }
    needs_opd { id: "Token ini memerlukan Perangkat Daerah (opd)", en: "This token needs an agency (opd)" }
    no_role { id: "Token inventaris tidak mempunyai peran (role)", en: "A token for inventories has no role" }
    noc_is_whole { id: "Peran noc berlaku untuk semua OPD; untuk satu OPD pakai technician", en: "The noc role is for all agencies; for one of them use technician" }
    bad_life { id: "Masa berlaku 1 detik sampai 366 hari", en: "A token holds for 1 second to 366 days" }
    bad_uses(most) { id: "Jumlah pemakaian 1 sampai {most}", en: "A token has 1 to {most} uses" }
    bad_note(most) { id: "Catatan paling panjang {most} huruf", en: "A note has at most {most} characters" }
    bad_login(most) { id: "Nama pengguna 1 sampai {most} huruf kecil, angka, titik, - dan _", en: "A login name has 1 to {most} lower-case letters, digits, . - and _" }
    needs_password { id: "Pengguna baru memerlukan sandi", en: "A new user needs a password" }
    full(most) { id: "Paling banyak {most}; hapus yang lama dahulu", en: "At most {most}; remove old ones first" }
    no_authority { id: "CA kolektor tidak dapat dipakai; sebabnya ada di log", en: "The collector's CA cannot be used; its cause is in the log" }
}

fn no(code: Code, sentence: fn(Lang) -> &'static str) -> ErrorAnswer {
    refuse(code, |lang| sentence(lang).to_owned())
}

impl Writer {
    fn authority(&self) -> Result<Arc<Authority>, ErrorAnswer> {
        self.shared.trust().authority.clone().ok_or_else(|| no(Code::Internal, no_authority))
    }

    /// A machine joins: one use of the token, the agent's row and the audit line in one transaction.
    pub(super) fn enrol(&mut self, asked: Enrol, now: Timestamp) -> Result<Enrolled, ErrorAnswer> {
        let authority = self.authority()?;
        let found = self.shared.trust().enrolling(&asked, now).map_err(|fault| match fault {
            NotJoined::Token => no(Code::Forbidden, no_token),
            NotJoined::Request => no(Code::Invalid, bad_request),
            NotJoined::TooMany => no(Code::TooMany, too_many),
        })?;
        let (opd, token, state, joined_by, key) = match found {
            Enrolling::Again(agent) => return Ok(enrolled(&authority, &agent)),
            Enrolling::New { opd, token, state, joined_by, key } => (opd, token, state, joined_by, key),
        };
        let joined_lately = |agent: &&StoredAgent| {
            agent.opd.as_ref() == Some(&opd) && !agent.is_local() && now.seconds_since(agent.enrolled_at) < 60.0
        };
        if self.shared.trust().agents.values().filter(joined_lately).count() >= JOINING {
            return Err(no(Code::TooMany, too_many));
        }
        let uuid = agents::uuid().map_err(|error| own_fault(&error))?;
        let signed = authority.sign(&asked.csr, &uuid, now).map_err(|_| no(Code::Invalid, bad_request))?;
        let mut marks = asked.identity;
        (marks.device, marks.agent_id) = (None, None);
        // A machine that was installed anew goes on as the device that it is.
        let device = self.shared.fleet().whose(&marks, Some(&opd));
        let agent = StoredAgent {
            state,
            opd: Some(opd),
            device,
            identity: marks,
            version: asked.version.chars().take(NAME).collect(),
            token: token.clone(),
            key,
            joined_by,
            certificate: signed.certificate,
            expires_at: signed.expires_at,
            ..StoredAgent::local("", now)
        };
        let agent = StoredAgent { agent: uuid, ..agent };
        let mut used = self.shared.trust().tokens.get(&token).cloned().ok_or_else(|| no(Code::Forbidden, no_token))?;
        used.token.uses_left = used.token.uses_left.map(|left| left.saturating_sub(1));
        used.token.used_at = Some(now);
        let line = audit("agent.enrol", now, format!("agent {}", agent.agent), None::<&()>, Some(&agent.shown()));
        self.record(vec![Row::Token(used.clone()), Row::Agent(Box::new(agent.clone()))], line)?;
        let answer = enrolled(&authority, &agent);
        let mut trust = self.shared.trust_mut();
        trust.tokens.insert(token, used);
        trust.agents.insert(agent.agent.clone(), agent);
        Ok(answer)
    }

    /// The next certificate, for the same key. After its end an agent comes back for 30 days more, but waits for approval.
    pub(super) fn renew(&mut self, name: &str, asked: &Renew, now: Timestamp) -> Result<Enrolled, ErrorAnswer> {
        let authority = self.authority()?;
        let agent = self.shared.trust().agents.get(name).cloned().filter(|agent| agent.state != AgentState::Revoked);
        let mut agent = agent.ok_or_else(|| no(Code::Forbidden, not_yours))?;
        let late = now.seconds_since(agent.expires_at);
        let same = key_of(&asked.csr).is_ok_and(|key| key == agent.key);
        if !same || late > GRACE_DAYS as f64 * DAY {
            return Err(no(Code::Forbidden, not_yours));
        }
        // Not before two thirds of its life: the answer is then the certificate it has.
        if late < -(AGENT_DAYS as f64) * DAY / 3.0 {
            return Ok(enrolled(&authority, &agent));
        }
        let signed = authority.sign(&asked.csr, name, now).map_err(|_| no(Code::Invalid, bad_request))?;
        let before = agent.shown();
        (agent.certificate, agent.expires_at) = (signed.certificate, signed.expires_at);
        if late > 0.0 {
            agent.state = AgentState::Pending;
        }
        self.put_agent("agent.renew", &before, &agent, now)?;
        Ok(enrolled(&authority, &agent))
    }

    fn put_agent(
        &mut self,
        action: &str,
        before: &EnrolledAgent,
        agent: &StoredAgent,
        now: Timestamp,
    ) -> Result<(), ErrorAnswer> {
        let line = audit(action, now, format!("agent {}", agent.agent), Some(before), Some(&agent.shown()));
        self.record(vec![Row::Agent(Box::new(agent.clone()))], line)?;
        self.shared.trust_mut().agents.insert(agent.agent.clone(), agent.clone());
        Ok(())
    }

    /// The agent of this name, when it is one of those that who asks may see.
    fn agent_of(&self, name: &str) -> Result<StoredAgent, ErrorAnswer> {
        let trust = self.shared.trust();
        let found = trust.agents.get(name).filter(|agent| !agent.is_local() && self.who.sees(agent.opd.as_ref()));
        found.cloned().ok_or_else(|| refuse(Code::NotFound, |lang| no_agent(lang, name.escape_debug())))
    }

    pub(super) fn approve_agent(&mut self, name: &str, now: Timestamp) -> Result<EnrolledAgent, ErrorAnswer> {
        let mut agent = self.agent_of(name)?;
        if agent.state == AgentState::Revoked {
            return Err(refuse(Code::Conflict, |lang| is_revoked(lang, name)));
        }
        let before = agent.shown();
        agent.state = AgentState::Active;
        if agent.cloned_at.take().is_some() {
            // A person looked: whichever machine is heard first now is the one.
            agent.last = Last::default();
        }
        self.put_agent("agent.approve", &before, &agent, now)?;
        Ok(agent.shown())
    }

    /// One update; open connections hear of it at once.
    pub(super) fn revoke_agent(&mut self, name: &str, now: Timestamp) -> Result<EnrolledAgent, ErrorAnswer> {
        let mut agent = self.agent_of(name)?;
        let before = agent.shown();
        agent.state = AgentState::Revoked;
        self.put_agent("agent.revoke", &before, &agent, now)?;
        self.shared.shut_out.send_modify(|count| *count += 1);
        Ok(agent.shown())
    }

    pub(super) fn create_token(&mut self, asked: CreateToken, now: Timestamp) -> Result<NewToken, ErrorAnswer> {
        let authority = self.authority()?;
        let kind = match (asked.inventory, asked.role) {
            (true, None) => TokenKind::Inventory,
            (true, Some(_)) => return Err(no(Code::Invalid, no_role)),
            (false, None) => TokenKind::Join,
            (false, Some(_)) => TokenKind::Api,
        };
        if asked.role == Some(Role::Noc) && asked.opd.is_some() {
            return Err(no(Code::Invalid, noc_is_whole));
        }
        if asked.opd.is_none() && (kind != TokenKind::Api || asked.role == Some(Role::Technician)) {
            return Err(no(Code::Invalid, needs_opd));
        }
        self.check_opd(asked.opd.as_ref())?;
        if !(1..=LONGEST_SECONDS).contains(&asked.for_seconds) {
            return Err(no(Code::Invalid, bad_life));
        }
        let uses = asked.uses.unwrap_or(1);
        if !(1..=MOST_USES).contains(&uses) {
            return Err(refuse(Code::Invalid, |lang| bad_uses(lang, MOST_USES)));
        }
        if asked.note.chars().count() > NOTE {
            return Err(refuse(Code::Invalid, |lang| bad_note(lang, NOTE)));
        }
        if self.shared.trust().tokens.len() >= MOST {
            return Err(refuse(Code::Conflict, |lang| full(lang, MOST)));
        }
        let listed = Token {
            id: String::new(),
            kind,
            role: asked.role,
            opd: asked.opd,
            uses_left: (kind == TokenKind::Join).then_some(uses),
            approves: kind != TokenKind::Api && asked.approves,
            note: asked.note,
            made_by: self.who.name.clone(),
            made_at: now,
            expires_at: now.plus_seconds(asked.for_seconds.cast_signed()),
            used_at: None,
            revoked: false,
        };
        let token::Made { text, stored } =
            token::make(listed, authority.sha256()).map_err(|error| own_fault(&error))?;
        let line = audit("token.create", now, format!("token {}", stored.token.id), None::<&()>, Some(&stored.token));
        self.record(vec![Row::Token(stored.clone())], line)?;
        let id = stored.token.id.clone();
        self.shared.trust_mut().tokens.insert(id.clone(), stored);
        Ok(NewToken { id, token: text })
    }

    /// Notes that a token was used: by this it is known which ones nobody needs any more.
    pub(super) fn token_used(&self, id: &str, now: Timestamp, rows: &mut Vec<Row>) {
        if let Some(stored) = self.shared.trust_mut().tokens.get_mut(id) {
            stored.token.used_at = Some(now);
            rows.push(Row::Token(stored.clone()));
        }
    }

    /// The agency must be in the book, and one that who asks may see.
    fn check_opd(&self, opd: Option<&OpdCode>) -> Result<(), ErrorAnswer> {
        let Some(code) = opd else {
            return if self.who.sees_all() { Ok(()) } else { Err(no(Code::Invalid, needs_opd)) };
        };
        let known = self.shared.fleet().opds().any(|opd| opd.code == *code);
        if known && self.who.sees(Some(code)) { Ok(()) } else { Err(crate::book::no_opd(code)) }
    }

    pub(super) fn revoke_token(&mut self, id: &str, now: Timestamp) -> Result<Done, ErrorAnswer> {
        let found = self.shared.trust().tokens.get(id).cloned();
        let mut stored = found
            .filter(|stored| self.who.sees(stored.token.opd.as_ref()))
            .ok_or_else(|| refuse(Code::NotFound, |lang| no_such_token(lang, id.escape_debug())))?;
        let before = stored.token.clone();
        stored.token.revoked = true;
        let line = audit("token.revoke", now, format!("token {id}"), Some(&before), Some(&stored.token));
        self.record(vec![Row::Token(stored.clone())], line)?;
        self.shared.trust_mut().tokens.insert(id.to_owned(), stored);
        self.shared.shut_out.send_modify(|count| *count += 1);
        Ok(Done {})
    }

    pub(super) fn set_person(
        &mut self,
        asked: SetPerson,
        hashed: Option<(String, String)>,
        now: Timestamp,
    ) -> Result<Person, ErrorAnswer> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
        if !(1..=NAME).contains(&asked.name.len()) || !asked.name.chars().all(plain) {
            return Err(refuse(Code::Invalid, |lang| bad_login(lang, NAME)));
        }
        if asked.role == Role::Noc && asked.opd.is_some() {
            return Err(no(Code::Invalid, noc_is_whole));
        }
        if asked.role == Role::Technician && asked.opd.is_none() {
            return Err(no(Code::Invalid, needs_opd));
        }
        self.check_opd(asked.opd.as_ref())?;
        let before = self.shared.trust().people.get(&asked.name).cloned();
        let (salt, hash) = match (hashed, &before) {
            (Some(hashed), _) => hashed,
            (None, Some(before)) => (before.salt.clone(), before.hash.clone()),
            (None, None) => return Err(no(Code::Invalid, needs_password)),
        };
        if before.is_none() && self.shared.trust().people.len() >= MOST {
            return Err(refuse(Code::Conflict, |lang| full(lang, MOST)));
        }
        let made_at = before.as_ref().map_or(now, |before| before.person.made_at);
        let person = Person { name: asked.name, role: asked.role, opd: asked.opd, made_at };
        let is_changed = before.is_some();
        let stored = StoredPerson { person: person.clone(), salt, hash };
        let before = before.as_ref().map(|before| &before.person);
        let line = audit("user.set", now, format!("user {}", person.name), before, Some(&person));
        self.record(vec![Row::Person(stored.clone())], line)?;
        self.shared.trust_mut().people.insert(person.name.clone(), stored);
        if is_changed {
            // With other rights or another password: what is open under the old ones ends.
            self.shared.shut_out.send_modify(|count| *count += 1);
        }
        Ok(person)
    }

    pub(super) fn remove_person(&mut self, name: &str, now: Timestamp) -> Result<Done, ErrorAnswer> {
        let before = self.shared.trust().people.get(name).cloned();
        let before = before.ok_or_else(|| refuse(Code::NotFound, |lang| no_person(lang, name.escape_debug())))?;
        let line = audit("user.remove", now, format!("user {name}"), Some(&before.person), None::<&()>);
        self.record(vec![Row::PersonGone(name.to_owned())], line)?;
        self.shared.trust_mut().people.remove(name);
        self.shared.shut_out.send_modify(|count| *count += 1);
        Ok(Done {})
    }
}

fn own_fault(error: &getrandom::Error) -> ErrorAnswer {
    tracing::error!(%error, "no random octets");
    no(Code::Internal, no_authority)
}

fn enrolled(authority: &Authority, agent: &StoredAgent) -> Enrolled {
    Enrolled {
        agent: agent.agent.clone(),
        opd: agent.opd.clone(),
        state: agent.state,
        certificate: agent.certificate.clone(),
        ca: authority.certificate().to_owned(),
        expires_at: agent.expires_at,
    }
}
