//! Questions about discovery: runs over declared subnets, what they propose, and what of it enters the book.

use super::{Method, Question, manage::Done};
use crate::{
    device::{Device, DeviceId, SnmpAccess},
    opd::OpdCode,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Most addresses asked one by one in a run: a /20 (`reliability.md` 13.3).
pub const MOST_ADDRESSES: u32 = 4096;

/// A device that could be added, and by what it is known to be there. What no witness told is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Address.
    pub address: String,
    /// Its own number, kept across runs and restarts; absent for what was seen without a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Name: sysName, else that of a neighbour's table, DNS, NetBIOS or mDNS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Class, where the family is recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Maker: of the recognised family, else of the MAC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// Operating system word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardware: Option<String>,
    /// Serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// MAC, `d4:ca:6d:ea:fe:90`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    /// SNMP version that it answered, such as `2c`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snmp: Option<String>,
    /// Agency whose subnet it was found in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// The device of the book that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<DeviceId>,
    /// When a run first met it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// When a run last met it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// By what it is known, in the order of [`Witness`].
    pub evidence: Vec<Evidence>,
}

/// What one witness told, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Who tells it.
    pub by: Witness,
    /// What it tells: a name, a maker, sysDescr, a round trip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The device whose table it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<DeviceId>,
    /// When it was told; absent where the witness is asked all the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Evidence {
    /// A witness that says no more than that it is there.
    pub const fn of(by: Witness) -> Self {
        Self { by, text: None, via: None, at: None }
    }
}

/// Who may tell of a device, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// It is the default gateway of this machine.
    Gateway,
    /// It answered SNMP.
    Snmp,
    /// A known device names it as its neighbour (LLDP, CDP and their kin).
    Link,
    /// It stands in the ARP table of a known device.
    Arp,
    /// It stands in this machine's neighbour table.
    Neighbour,
    /// It returned an echo.
    Echo,
    /// Its name by reverse DNS.
    Dns,
    /// Its name by NetBIOS.
    Netbios,
    /// Its name by mDNS.
    Mdns,
    /// The maker of its MAC, from the system's list.
    Oui,
    /// It sends traps here.
    Trap,
}

impl Witness {
    /// Its word, the same in both languages where it is a name.
    pub const fn word(self, lang: crate::Lang) -> &'static str {
        match self {
            Self::Gateway => lang.pick("gerbang", "gateway"),
            Self::Snmp => "SNMP",
            Self::Link => "LLDP/CDP",
            Self::Arp => "ARP",
            Self::Neighbour => lang.pick("tetangga", "neighbour"),
            Self::Echo => "ICMP",
            Self::Dns => "DNS",
            Self::Netbios => "NetBIOS",
            Self::Mdns => "mDNS",
            Self::Oui => "OUI",
            Self::Trap => "trap",
        }
    }
}

/// One run: what was declared, how far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscoveryRun {
    /// Declared subnets, in their normal form.
    pub subnets: Vec<String>,
    /// Agency that they are of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Packets a second.
    pub rate: u32,
    /// The collector began it by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scheduled: bool,
    /// How far it is.
    pub state: RunState,
    /// Addresses to ask.
    pub addresses: u32,
    /// Addresses asked so far, in order.
    pub asked: u32,
    /// Devices met so far.
    pub found: u32,
    /// A run over these very subnets asked every address: what is new from then on has appeared since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub completed: bool,
    /// When it began.
    pub started: Timestamp,
    /// When it ended or was interrupted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// It asks.
    Running,
    /// It was interrupted and can be resumed.
    Interrupted,
    /// Every address was asked.
    #[default]
    Done,
}

/// Begins a run. Invalid: a subnet that cannot be used, or more than [`MOST_ADDRESSES`]. Conflict: one is running.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StartDiscovery {
    /// Subnets; none: the address plan of the agency, or, with `resume`, those of the interrupted run.
    #[serde(default)]
    pub subnets: Vec<String>,
    /// Agency that what is found belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// Packets a second; absent: 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<u32>,
    /// Credentials to try before the configured ones, in this order. They are not kept, but for the one that answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<SnmpAccess>,
    /// Go on with the interrupted run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resume: bool,
}

impl Question for StartDiscovery {
    type Answer = DiscoveryRun;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/discovery";
}

/// Interrupts the run; it can be resumed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StopDiscovery {}

impl Question for StopDiscovery {
    type Answer = Done;
    const METHOD: Method = Method::Delete;
    const ROUTE: &'static str = "/api/v1/discovery";
}

/// The newest runs: the one by hand, then those by schedule, one for each agency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AskDiscovery {}

impl Question for AskDiscovery {
    type Answer = Vec<DiscoveryRun>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/discovery";
}

/// Everything proposed, by address; what is in the book already is marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AskProposals {}

impl Question for AskProposals {
    type Answer = Vec<Proposal>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/proposals";
}

/// Puts proposals into the book with their class, name and the credential that answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AddProposals {
    /// Which ones, by address.
    pub addresses: Vec<String>,
    /// Agency they belong to; absent: that of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
}

impl Question for AddProposals {
    type Answer = Added;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/proposals";
}

/// What of the proposals entered the book.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// Devices as they entered it, secrets `***`.
    pub added: Vec<Device>,
    /// Those that did not, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<NotAdded>,
}

/// A proposal that did not enter the book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotAdded {
    /// Its address.
    pub address: String,
    /// Why, in Indonesian and English.
    pub why: [String; 2],
}
