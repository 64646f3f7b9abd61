//! Questions about who may what: roles, tokens, people, agents, the audit log (`reliability.md` 10 and 11).

use super::{AgentState, Done, Method, Question};
use crate::{DeviceId, OpdCode, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What somebody is to the collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Operators of the Dinas: everything.
    Noc,
    /// Procurement staff: the fleet without addresses of servers, and checks of equipment to be bought.
    Procurement,
    /// A technician of one agency: its devices, alerts, agents and checks.
    Technician,
    /// Prometheus: `/metrics` and nothing else.
    Scraper,
    /// Another program that reads devices, states and history.
    Reader,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Noc, Self::Procurement, Self::Technician, Self::Scraper, Self::Reader];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Noc => "noc",
            Self::Procurement => "procurement",
            Self::Technician => "technician",
            Self::Scraper => "scraper",
            Self::Reader => "reader",
        }
    }

    /// The role of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// Machines become agents with it.
    Join,
    /// Programs and people ask questions with it.
    Api,
    /// Agents of GLPI and FusionInventory send inventories with it, as their HTTP password.
    Inventory,
}

/// A token as it is listed; its secret is known to nobody any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Id, the second part of the token.
    pub id: String,
    /// What it is for.
    pub kind: TokenKind,
    /// Role of an API token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Agency that it is confined to; absent: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Machines that may still join with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses_left: Option<u32>,
    /// Machines that join with it are heard at once, without approval.
    #[serde(default)]
    pub approves: bool,
    /// Note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
    /// When it was used last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
    /// It was taken back.
    #[serde(default)]
    pub revoked: bool,
}

/// All tokens.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ListTokens {}

impl Question for ListTokens {
    type Answer = Vec<Token>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/tokens";
}

/// Makes a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateToken {
    /// It is for agents of GLPI and FusionInventory; then without role.
    #[serde(default)]
    pub inventory: bool,
    /// Role of an API token; absent: a join token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Agency; a join token, one for inventories and a technician's need one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Machines that may join, 1 to 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
    /// For how long it holds, seconds, at most a year.
    pub for_seconds: u64,
    /// Machines that join are heard at once.
    #[serde(default)]
    pub approves: bool,
    /// Note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A new token, shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// Its id.
    pub id: String,
    /// The token: `pantau1.<id>.<secret>.<SHA-256 of the collector's CA>`.
    pub token: String,
}

impl fmt::Debug for NewToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewToken {{ {}, *** }}", self.id)
    }
}

impl Question for CreateToken {
    type Answer = NewToken;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/tokens";
}

/// Takes a token back. Machines that joined with it stay agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeToken {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl Question for RevokeToken {
    type Answer = Done;
    const METHOD: Method = Method::Delete;
    const ROUTE: &'static str = "/api/v1/tokens/{id}";
    fn path(&self) -> String {
        format!("/api/v1/tokens/{}", self.id)
    }
}

/// The certificate of the collector's CA, for Prometheus and browsers. It is no secret.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AskAuthority {}

/// The CA.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Its certificate, PEM.
    pub certificate: String,
    /// SHA-256 of its DER, hexadecimal.
    pub sha256: String,
}

impl Question for AskAuthority {
    type Answer = Authority;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/ca";
}

/// A person with a password, for browsers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Agency that the person is confined to; absent: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// When the account was made.
    pub made_at: Timestamp,
}

/// All people.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ListPeople {}

impl Question for ListPeople {
    type Answer = Vec<Person>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/users";
}

/// Adds a person, or changes role, agency or password of one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPerson {
    /// Login name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Agency; a technician needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Password, 10 characters or more; absent: it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl fmt::Debug for SetPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SetPerson {{ {}, {:?}, {:?}, *** }}", self.name, self.role, self.opd)
    }
}

impl Question for SetPerson {
    type Answer = Person;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/users";
}

/// Removes a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovePerson {
    /// Who.
    #[serde(skip)]
    pub name: String,
}

impl Question for RemovePerson {
    type Answer = Done;
    const METHOD: Method = Method::Delete;
    const ROUTE: &'static str = "/api/v1/users/{name}";
    fn path(&self) -> String {
        format!("/api/v1/users/{}", self.name)
    }
}

/// An agent as the collector knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledAgent {
    /// UUID, the common name of its certificate.
    pub agent: String,
    /// Where it stands.
    pub state: AgentState,
    /// Agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Its device, once it was heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Name of the machine.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Serial of the machine.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// Version of the program.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// When it joined.
    pub enrolled_at: Timestamp,
    /// Until when its certificate holds.
    pub expires_at: Timestamp,
    /// When it was heard last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
    /// When a second machine with the same key was noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloned_at: Option<Timestamp>,
    /// How far its clock is behind the collector's, seconds, when that is more than five.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_behind_s: Option<i64>,
    /// Batches kept apart.
    #[serde(default)]
    pub quarantined: u64,
    /// Values that it stated as missing.
    #[serde(default)]
    pub missing: u64,
    /// Values whose times are uncertain: of an earlier boot, brought while its clock was wrong.
    #[serde(default)]
    pub uncertain: u64,
}

/// All agents.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ListAgents {}

impl Question for ListAgents {
    type Answer = Vec<EnrolledAgent>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/agents";
}

/// Lets a pending agent in; of one that was taken for cloned the mark goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveAgent {
    /// Which one.
    #[serde(skip)]
    pub agent: String,
}

impl Question for ApproveAgent {
    type Answer = EnrolledAgent;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/agents/{agent}/approve";
    fn path(&self) -> String {
        format!("/api/v1/agents/{}/approve", self.agent)
    }
}

/// Shuts an agent out: its next request is refused, its open connection ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeAgent {
    /// Which one.
    #[serde(skip)]
    pub agent: String,
}

impl Question for RevokeAgent {
    type Answer = EnrolledAgent;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/agents/{agent}/revoke";
    fn path(&self) -> String {
        format!("/api/v1/agents/{}/revoke", self.agent)
    }
}

/// The newest lines of the audit log, newest first, at most 1,000.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AskAudit {}

/// A line of the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// In which role; empty for the program itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// From which address; empty on this machine.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// Before, as JSON with secrets `***`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// After.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

impl Question for AskAudit {
    type Answer = Vec<AuditLine>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/audit";
}
