//! With what a request is sent: the credentials of the book in the form the engine uses.

use super::{message::Version, usm::Credential};
use std::sync::Arc;

/// A secret that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Arc<[u8]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// With what a device is asked.
#[derive(Clone, Debug)]
pub enum Access {
    /// A community of SNMP v1 or v2c.
    Community {
        /// Message version.
        version: Version,
        /// The community; never shown.
        community: Secret,
    },
    /// A user of SNMP v3.
    User(Arc<Credential>),
}

impl Access {
    /// A community of SNMP v2c.
    pub fn v2c(community: &str) -> Self {
        Self::Community { version: Version::V2c, community: Secret(community.as_bytes().into()) }
    }

    /// A community of SNMP v1.
    pub fn v1(community: &str) -> Self {
        Self::Community { version: Version::V1, community: Secret(community.as_bytes().into()) }
    }

    /// The same for the bridge that an agent keeps for a VLAN: a community with the VLAN behind `@`, or a user in the context
    /// `vlan-N`. None where a context is chosen already.
    pub fn in_vlan(&self, vlan: u16) -> Option<Self> {
        match self {
            Self::Community { community, .. } if community.0.contains(&b'@') => None,
            Self::Community { version, community } => {
                let indexed = [&community.0[..], format!("@{vlan}").as_bytes()].concat();
                Some(Self::Community { version: *version, community: Secret(indexed.into()) })
            }
            Self::User(user) if !user.context().is_empty() => None,
            Self::User(user) => Some(Self::User(Arc::new(user.in_context(format!("vlan-{vlan}"))))),
        }
    }

    /// Version of its messages.
    pub const fn version(&self) -> Version {
        match self {
            Self::Community { version, .. } => *version,
            Self::User(_) => Version::V3,
        }
    }
}
