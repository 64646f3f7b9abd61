//! What traps tell: events of devices of the book, and senders that it does not know, which are proposed.

use super::Fleet;
use crate::{
    passive::is_host,
    store::Row,
    trap::{Notified, Stranger},
};
use model::{
    DeviceId,
    api::{Evidence, Proposal, Witness},
};
use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
};

/// Senders remembered (`reliability.md` 8.3); the one that was heard longest ago goes first.
const REMEMBERED: usize = 1000;

/// Senders that the book does not know.
#[derive(Debug, Default)]
pub(super) struct Strangers(HashMap<IpAddr, Stranger>);

impl Strangers {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True for a sender that is remembered.
    pub(super) fn has(&self, address: &str) -> bool {
        address.parse().is_ok_and(|address: IpAddr| self.0.contains_key(&address))
    }

    fn take(&mut self, met: Vec<Stranger>) {
        for one in met {
            let before = self.0.get(&one.address).map_or(0, |known| known.count);
            self.0.insert(one.address, Stranger { count: before.saturating_add(one.count), ..one });
        }
        let surplus = self.0.len().saturating_sub(REMEMBERED);
        if surplus > 0 {
            let mut by_age: Vec<_> = self.0.values().map(|one| (one.at, one.address)).collect();
            by_age.sort_unstable();
            by_age.iter().take(surplus).for_each(|(_, address)| drop(self.0.remove(address)));
        }
    }

    /// Adds them to what is proposed, each as one more witness where the address is proposed already.
    pub(super) fn join(&self, seen: &mut Vec<(IpAddr, Proposal)>, watched: &HashSet<&str>) {
        let mut places: HashMap<IpAddr, usize> = seen.iter().enumerate().map(|(place, (at, _))| (*at, place)).collect();
        for one in self.0.values() {
            let address = one.address.to_string();
            if watched.contains(address.as_str()) || !is_host(&address) {
                continue;
            }
            let place = *places.entry(one.address).or_insert_with(|| {
                seen.push((one.address, Proposal { address, ..Proposal::default() }));
                seen.len() - 1
            });
            let text = Some(format!("{} ({}×)", one.trap, one.count));
            seen[place].1.evidence.push(Evidence { by: Witness::Trap, text, via: None, at: Some(one.at) });
        }
    }
}

impl Fleet {
    /// Takes in what traps tell; nothing of it changes the state of a device.
    pub(crate) fn take_notified(&mut self, notified: Notified, rows: &mut Vec<Row>) {
        for (device, event) in notified.events {
            if self.devices.contains_key(&device) {
                rows.push(Row::Event(device, event));
                self.changed(device);
            }
        }
        for (device, before, after) in notified.again {
            if self.devices.contains_key(&device) {
                rows.push(Row::EventAgain(device, before, after));
                self.changed(device);
            }
        }
        rows.extend(notified.engines.into_iter().map(Row::Engine));
        if !notified.strangers.is_empty() {
            self.strangers.take(notified.strangers);
            self.propose();
        }
    }

    /// The key of the port with this ifIndex.
    pub(crate) fn port_key(&self, device: DeviceId, if_index: u32) -> Option<String> {
        let port = self.devices.get(&device)?.ports.iter().find(|port| port.if_index == if_index)?;
        self.texts.some(port.key).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Settings, Timestamp};

    fn met(address: [u8; 4], count: u32, at: i64) -> Stranger {
        Stranger { address: address.into(), count, trap: "coldStart".into(), at: Timestamp(at) }
    }

    #[test]
    fn an_unknown_sender_is_proposed_with_how_often_it_was_heard() {
        let mut fleet = Fleet::new(Settings::default(), "0", false, Timestamp(0));
        for strangers in [vec![met([10, 0, 0, 9], 2, 1), met([127, 0, 0, 1], 2, 1)], vec![met([10, 0, 0, 9], 3, 5)]] {
            fleet.take_notified(Notified { strangers, ..Notified::default() }, &mut Vec::new());
        }
        let told: Vec<_> =
            fleet.proposals.iter().map(|one| (one.address.as_str(), one.evidence[0].text.as_deref())).collect();
        assert_eq!(told, [("10.0.0.9", Some("coldStart (5×)"))]);
        assert!(fleet.proposal([10, 0, 0, 9].into()).is_some(), "it can be added");
        let many = (0..3000u32).map(|n| met((0x0b00_0000 + n).to_be_bytes(), 1, 10 + i64::from(n))).collect();
        fleet.take_notified(Notified { strangers: many, ..Notified::default() }, &mut Vec::new());
        assert_eq!(fleet.strangers.0.len(), REMEMBERED);
        assert!(fleet.proposal([10, 0, 0, 9].into()).is_none(), "the oldest goes");
    }
}
