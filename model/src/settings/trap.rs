//! Settings of the listener for traps.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where traps are listened for, and whose are taken. Off until `listen` is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trap {
    /// Address and UDP port; absent: nothing is listened for.
    pub listen: Option<String>,
    /// Subnets whose traps are looked at, as CIDR; none: all.
    pub sources: Vec<String>,
    /// Communities taken from any known device, besides each device's own.
    pub communities: Vec<Community>,
    /// Subnets whose senders forward traps of others: there the address inside the trap tells whose it is.
    pub proxies: Vec<String>,
    /// Datagrams of one source taken a second; five times as many at once.
    pub per_source_per_second: u32,
    /// Datagrams that wait to be read.
    pub queued: usize,
}

impl Default for Trap {
    fn default() -> Self {
        Self {
            listen: None,
            sources: Vec::new(),
            communities: Vec::new(),
            proxies: Vec::new(),
            per_source_per_second: 100,
            queued: 10_000,
        }
    }
}

/// A community that `Debug` does not show.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Community(pub String);

impl fmt::Debug for Community {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::access::HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_community_is_not_shown() {
        let settings = Trap { communities: vec![Community("rahasia".into())], ..Trap::default() };
        assert!(!format!("{settings:?}").contains("rahasia"));
    }
}
