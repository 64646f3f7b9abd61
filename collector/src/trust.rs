//! Who may what: the collector's own CA, tokens, people, agents. Held in memory as the store holds it; changed by the writer
//! only, after the commit (`reliability.md` 10 and 11).

pub(crate) mod agents;
pub(crate) mod authority;
pub(crate) mod clone;
pub(crate) mod failures;
pub(crate) mod foreign;
pub(crate) mod password;
pub(crate) mod sender_clock;
pub(crate) mod token;
pub(crate) mod who;

pub(crate) use agents::{Enrolling, StoredAgent};
pub(crate) use authority::{Authority, StoredAuthority};
pub(crate) use foreign::StoredMachine;
pub(crate) use password::StoredPerson;
pub(crate) use token::StoredToken;
pub(crate) use who::{Peer, Sends, Who};

use crate::store::{LoadedTrust, StoreError};
use model::DeviceId;
use std::{collections::BTreeMap, sync::Arc};

/// Everything that is known of who may what.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    /// The CA; none before it was first needed.
    pub(crate) authority: Option<Arc<Authority>>,
    /// Tokens by id.
    pub(crate) tokens: BTreeMap<String, StoredToken>,
    /// People by name.
    pub(crate) people: BTreeMap<String, StoredPerson>,
    /// Agents by UUID.
    pub(crate) agents: BTreeMap<String, StoredAgent>,
    /// Machines that GLPI and FusionInventory agents tell of, by their id here.
    pub(crate) machines: BTreeMap<String, StoredMachine>,
}

impl Trust {
    /// As the store holds it.
    pub(crate) fn of(loaded: LoadedTrust) -> Result<Self, StoreError> {
        let LoadedTrust { authority, tokens, people, agents, machines } = loaded;
        let open = |stored| Authority::open(stored).map_err(|error| StoreError::Other(error.to_string()));
        Ok(Self {
            authority: authority.as_ref().map(open).transpose()?.map(Arc::new),
            tokens: tokens.into_iter().map(|token| (token.token.id.clone(), token)).collect(),
            people: people.into_iter().map(|person| (person.person.name.clone(), person)).collect(),
            agents: agents.into_iter().map(|agent| (agent.agent.clone(), agent)).collect(),
            machines: machines.into_iter().map(|machine| (machine.id.clone(), machine)).collect(),
        })
    }

    /// The agent of a device.
    pub(crate) fn agent_of(&self, device: DeviceId) -> Option<&StoredAgent> {
        self.agents.values().find(|agent| agent.device == Some(device) && !agent.is_local())
    }
}

/// So many random octets of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut octets = [0; N];
    getrandom::fill(&mut octets)?;
    Ok(octets)
}

/// True when both are equal; takes as long for every content of one length.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differing, (x, y)| differing | (x ^ y)) == 0
}
