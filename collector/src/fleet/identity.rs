//! Whose batch is it: the product's own id, the agent's id, else the best match over all marks.

use super::{Fleet, Known, Marks};
use model::{DeviceId, Identity, OpdCode, identity, record::Facts};

/// Most MACs and addresses kept of a device.
const MARKS: usize = 64;

impl Fleet {
    /// The device that a batch is about, if it is known. With an agency only among its devices and those of none: marks are
    /// easily made up.
    pub(crate) fn whose(&self, marks: &Identity, opd: Option<&OpdCode>) -> Option<DeviceId> {
        if let Some(id) = marks.device {
            return self.devices.contains_key(&id).then_some(id);
        }
        // The agent's id finds its device at once, unless its other marks speak against it (a cloned image).
        let by_agent = marks.agent_id.as_deref().and_then(|agent| self.agents.get(agent));
        let may = |known: &Known| opd.is_none() || known.device.opd.is_none() || known.device.opd.as_ref() == opd;
        if let Some(known) = by_agent.and_then(|id| self.devices.get(id)).filter(|known| may(known))
            && known.identity.score(marks) >= identity::SAME
        {
            return Some(known.device.id);
        }
        let candidates = self.devices.iter().filter(|(_, known)| may(known));
        let seen: Vec<_> = candidates.map(|(id, known)| (*id, known.identity.as_seen_by(marks))).collect();
        identity::best(marks, seen.iter().map(|(id, seen)| (*id, &**seen)))
    }

    pub(super) fn index_agent(&mut self, id: DeviceId) {
        let agent = self.devices.get(&id).and_then(|known| known.identity.agent_id.clone());
        if let Some(agent) = agent {
            self.agents.insert(agent, id);
        }
    }

    pub(super) fn forget_agent(&mut self, id: DeviceId) {
        self.agents.retain(|_, device| *device != id);
    }
}

/// Adds what a batch tells of a device's marks; true when that is new.
pub(super) fn learn(known: &mut Known, marks: &Identity, facts: Option<&Facts>) -> bool {
    // A poll between two inventories and a check tell nothing but whom they are about.
    if facts.is_none() && *marks == (Identity { device: marks.device, ..Identity::default() }) {
        return false;
    }
    let mut kept = known.identity.whole();
    let replace = |old: &mut Option<String>, new: &Option<String>| {
        if let Some(new) = new
            && !identity::is_junk(new)
            && old.as_ref() != Some(new)
        {
            *old = Some(new.clone());
        }
    };
    replace(&mut kept.agent_id, &marks.agent_id);
    replace(&mut kept.uuid, &marks.uuid);
    replace(&mut kept.serial, &marks.serial);
    replace(&mut kept.name, &marks.name);
    replace(&mut kept.asset_code, &marks.asset_code);
    if let Some(facts) = facts {
        replace(&mut kept.uuid, &facts.uuid);
        replace(&mut kept.serial, &facts.serial);
        replace(&mut kept.name, &facts.sys_name);
    }
    let reported_macs = facts.into_iter().flat_map(|facts| facts.ports.iter().filter_map(|port| port.mac.clone()));
    let reported = facts.into_iter().flat_map(|facts| facts.ipv4.iter().filter_map(|row| row.address.clone()));
    kept.macs = newest(marks.macs.iter().cloned().chain(reported_macs), &kept.macs);
    let addresses = marks.addresses.iter().cloned().chain(reported).filter(|address| is_mark(address));
    kept.addresses = newest(addresses, &kept.addresses);
    let kept = Marks::from(kept);
    let is_new = kept != known.identity;
    known.identity = kept;
    is_new
}

/// The list as stated now, sorted, each once; the one before when nothing is stated.
fn newest(stated: impl Iterator<Item = String>, before: &[String]) -> Vec<String> {
    let mut list: Vec<String> = stated.collect();
    if list.is_empty() {
        return before.to_vec();
    }
    list.sort_unstable();
    list.dedup();
    list.truncate(MARKS);
    list.shrink_to_fit();
    list
}

/// Loopback and link-local addresses tell nobody from anybody.
fn is_mark(address: &str) -> bool {
    match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(v4)) => !(v4.is_loopback() || v4.is_link_local() || v4.is_unspecified()),
        Ok(std::net::IpAddr::V6(v6)) => {
            !(v6.is_loopback() || v6.is_unspecified() || v6.segments()[0] & 0xffc0 == 0xfe80)
        }
        Err(_) => false,
    }
}
