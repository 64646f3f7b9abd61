//! The page for Prometheus: which ports stand on it unless the one who reads it says otherwise.

use serde::{Deserialize, Serialize};

/// The page for Prometheus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Ports on `/metrics` where the address states none.
    pub ports: Ports,
}

/// Which ports of a device have series on `/metrics`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ports {
    /// Those that carry a device's or an agency's traffic: stated, of the default route, towards a parent.
    Uplinks,
    /// Uplinks, ports that somebody described, and ports behind which the topology sees something.
    Monitored,
    /// Every port.
    #[default]
    All,
}

impl Ports {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Uplinks, Self::Monitored, Self::All];

    /// Its word in settings and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uplinks => "uplinks",
            Self::Monitored => "monitored",
            Self::All => "all",
        }
    }

    /// The choice of this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ports| ports.name() == name)
    }
}
