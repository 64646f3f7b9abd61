//! The way from this machine to the outside, step by step: cable, address, gateway, agency router, DNS, Dinas, internet.
//! What was seen of each goes in ([`Seen`]), a verdict on each and one conclusion come out ([`Way`]). Pure.

mod conclude;
mod judge;
mod words;

pub use conclude::Cause;
pub use judge::judge;
pub use words::{conclusion, fact, lines};

use crate::{Lang, Status, Timestamp};
use core::net::IpAddr;
use serde::{Deserialize, Serialize};

/// Name of the agent's socket in its data directory.
pub const SOCKET: &str = "agent.sock";

/// A step of the way, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The cable, or the association with an access point.
    Cable,
    /// The address of this machine.
    Address,
    /// The gateway of the local network.
    Gateway,
    /// The router of the agency towards the Dinas.
    Router,
    /// The name server.
    Dns,
    /// The collector in the data centre of the Dinas.
    Dinas,
    /// The internet.
    Internet,
}

impl Step {
    /// Every step, nearest first.
    pub const ALL: [Self; 7] =
        [Self::Cable, Self::Address, Self::Gateway, Self::Router, Self::Dns, Self::Dinas, Self::Internet];

    /// What it is called.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Cable => words::cable(lang),
            Self::Address => words::address(lang),
            Self::Gateway => words::gateway(lang),
            Self::Router => words::router(lang),
            Self::Dns => words::dns(lang),
            Self::Dinas => words::dinas(lang),
            Self::Internet => words::internet(lang),
        }
    }
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Fine,
    /// It works with losses, slowly, or half.
    Poor,
    /// It does not work.
    Broken,
    /// It does not answer, but a nearer step is broken: a consequence.
    Affected,
    /// It cannot be measured here.
    Unknown,
    /// Nobody asked for it.
    NotAsked,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 6] = [Self::Fine, Self::Poor, Self::Broken, Self::Affected, Self::Unknown, Self::NotAsked];

    /// Its word, upper case.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Fine => words::fine(lang),
            Self::Poor => words::poor(lang),
            Self::Broken => words::broken(lang),
            Self::Affected => words::affected(lang),
            Self::Unknown => words::unknown(lang),
            Self::NotAsked => words::not_asked(lang),
        }
    }

    /// Its mark, one cell wide.
    pub const fn glyph(self) -> char {
        match self.status() {
            Some(status) => status.glyph(),
            None => '·',
        }
    }

    /// The status it is drawn like; none for what was not asked.
    pub const fn status(self) -> Option<Status> {
        match self {
            Self::Fine => Some(Status::Ok),
            Self::Poor => Some(Status::Warning),
            Self::Broken => Some(Status::Down),
            Self::Affected => Some(Status::Unreachable),
            Self::Unknown => Some(Status::Unknown),
            Self::NotAsked => None,
        }
    }
}

/// The link of the interface that leads out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Interface, as the system names it.
    pub name: String,
    /// It is a radio.
    #[serde(default)]
    pub wireless: bool,
    /// It is switched on by the administrator.
    pub enabled: bool,
    /// A signal of the other end, or an association; absent when the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<bool>,
    /// Speed, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_bps: Option<u64>,
    /// It runs in half duplex.
    #[serde(default)]
    pub half_duplex: bool,
}

/// The link, as far as it can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkSeen {
    /// This system does not tell.
    Hidden,
    /// There is no interface that could lead out.
    None,
    /// This one leads out, or would.
    One(Link),
}

/// How questions to one target went. Counts are those of the last few rounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probe {
    /// Who was asked: address, or `name:port`.
    pub target: String,
    /// Questions sent.
    pub sent: u32,
    /// Answers.
    pub received: u32,
    /// An answer came in the newest round.
    pub answered: bool,
    /// The target is there but refuses: a closed port, a name server that finds no name.
    pub refused: bool,
    /// Round trip of the newest answers, milliseconds.
    pub rtt_ms: Option<f64>,
}

impl Probe {
    /// Share of questions without an answer, percent; none before the first question.
    pub fn loss_percent(&self) -> Option<f64> {
        let lost = self.sent.saturating_sub(self.received);
        (self.sent > 0).then(|| 100.0 * f64::from(lost) / f64::from(self.sent))
    }
}

/// What was seen of the gateway.
#[derive(Clone, Debug, PartialEq)]
pub enum GatewaySeen {
    /// This system does not tell who it is.
    Hidden,
    /// There is no default route.
    None,
    /// Questions to it, and whether the neighbour table knows its hardware address.
    Asked {
        /// Echoes.
        probe: Probe,
        /// ARP was answered. The table forgets slowly, so this counts only while echoes never were.
        in_arp: bool,
    },
}

/// Everything seen in one round.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// The link.
    pub link: LinkSeen,
    /// The address of the interface that leads out, with its prefix length.
    pub address: Option<(IpAddr, u8)>,
    /// The gateway.
    pub gateway: GatewaySeen,
    /// The agency's router; none: it is not known.
    pub router: Option<Probe>,
    /// The name servers; none: this system does not tell which.
    pub dns: Option<Vec<Probe>>,
    /// The collector; none: there is none, or it is on this machine.
    pub dinas: Option<Probe>,
    /// Well-known addresses; none: the internet is not to be asked.
    pub internet: Option<Vec<Probe>>,
}

/// One step with its verdict and figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Which.
    pub step: Step,
    /// How it stands.
    pub verdict: Verdict,
    /// Who was asked, or what was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Share of questions without an answer over the last rounds, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_percent: Option<f64>,
    /// Round trip, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtt_ms: Option<f64>,
    /// What else is to be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Remark>,
}

/// What is to be said of a step besides its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// The interface is switched off.
    Disabled,
    /// There is no interface.
    NoInterface,
    /// There is no signal on the cable.
    NoSignal,
    /// The radio is not associated with an access point.
    NoAssociation,
    /// It runs at this speed, bit/s.
    Speed(u64),
    /// It runs in half duplex.
    HalfDuplex,
    /// There is no address.
    NoAddress,
    /// The machine gave itself an address, because no DHCP server answered.
    SelfAssigned,
    /// There is no default route.
    NoRoute,
    /// It drops echoes, but ARP or what lies behind it answers.
    NoEcho,
    /// It answers ARP, but nothing passes.
    OnlyArp,
    /// No name server is set.
    NoServer,
    /// It is there and refuses.
    Refused,
}

/// What one round showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Way {
    /// When.
    pub at: Timestamp,
    /// The steps, nearest first.
    pub legs: Vec<Leg>,
    /// The first broken piece, or that all is well.
    pub cause: Cause,
}

/// Rounds come every half minute; one that is older than three, seconds, tells nothing of now.
const OLD_SECONDS: f64 = 90.0;

impl Way {
    /// Whether it tells nothing of now any more.
    pub fn is_old(&self, now: Timestamp) -> bool {
        now.seconds_since(self.at).abs() > OLD_SECONDS
    }

    /// One step.
    pub fn leg(&self, step: Step) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.step == step)
    }
}

#[cfg(test)]
mod tests;
