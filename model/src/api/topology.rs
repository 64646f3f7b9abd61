//! The question for the topology: who is linked to whom, how that is known, and through whom each device is reached.

mod tree;

pub use tree::{Branch, Tree};

use super::{Method, Question};
use crate::{device::DeviceId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// The topology as derived from the newest inventories.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AskTopology {}

impl Question for AskTopology {
    type Answer = Topology;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/topology";
}

/// Nodes, links between them, and the way to each device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Topology {
    /// When it was derived.
    pub at: Timestamp,
    /// The machine of the collector, where it is a node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<DeviceId>,
    /// Devices by id, then neighbours and segments that are not in the book, by key.
    pub nodes: Vec<Node>,
    /// Links, by their ends.
    pub links: Vec<Link>,
    /// Rings of parents that were cut where they close, each from its smallest device on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cycles: Vec<Vec<DeviceId>>,
}

/// One node.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Names it among the ends of links: `d12` for device 12; others are told by what is known of them.
    pub key: String,
    /// What it is.
    pub kind: NodeKind,
    /// The device, where it is in the book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Name to show.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Class word, or the platform that a neighbour tells of itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// Devices through which it is reached, the nearest first; all of them down makes it unreachable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<DeviceId>,
    /// The parents are declared; they win over derived ones.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub declared: bool,
}

/// What a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A device of the book.
    #[default]
    Device,
    /// A neighbour that a device tells of, and that is not in the book.
    Neighbour,
    /// A shared segment that tells nothing of itself: an unmanaged switch, most often.
    Segment,
}

/// A link between two nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// One end: the one whose key comes first.
    pub a: End,
    /// The other end.
    pub b: End,
    /// How sure it is.
    pub confidence: Confidence,
    /// How it is known.
    pub evidence: Vec<LinkEvidence>,
}

/// One end of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct End {
    /// Key of the node.
    pub node: String,
    /// Port key, or the port as the other side calls it; empty: not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub port: String,
}

/// How sure a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Both ends tell of each other.
    BothSides,
    /// One end tells of the other.
    OneSide,
    /// Neither tells; it follows from learnt addresses or routes.
    Inferred,
}

/// One thing that speaks for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkEvidence {
    /// What.
    pub kind: LinkEvidenceKind,
    /// The device that says so.
    pub by: DeviceId,
}

/// What speaks for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkEvidenceKind {
    /// LLDP-MIB.
    Lldp,
    /// CISCO-CDP-MIB.
    Cdp,
    /// Foundry's protocol.
    Fdp,
    /// Extreme's protocol.
    Edp,
    /// MikroTik's protocol, which says no more than "in the same broadcast domain".
    Mndp,
    /// Forwarding table: the other end's MAC was learnt on this port.
    Fdb,
    /// It is the next hop of the default route.
    Route,
    /// It has the address in the subnet that routes it.
    Subnet,
}

impl LinkEvidenceKind {
    /// The word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lldp => "lldp",
            Self::Cdp => "cdp",
            Self::Fdp => "fdp",
            Self::Edp => "edp",
            Self::Mndp => "mndp",
            Self::Fdb => "fdb",
            Self::Route => "route",
            Self::Subnet => "subnet",
        }
    }

    /// A protocol by which neighbours tell of each other; none for a word that is not one.
    pub fn protocol(word: &str) -> Option<Self> {
        [Self::Lldp, Self::Cdp, Self::Fdp, Self::Edp, Self::Mndp].into_iter().find(|kind| kind.name() == word)
    }
}
