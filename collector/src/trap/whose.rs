//! Whose an address is: an index of the book, made anew when the book or an inventory changed, a second apart at least.

use crate::{discover::Subnet, fleet::Fleet, live::Live};
use model::DeviceId;
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

/// Between two indexes.
const APART: Duration = Duration::from_secs(1);

/// Devices by their addresses.
pub(super) struct Addresses {
    devices: HashMap<IpAddr, DeviceId>,
    /// Of which state of the book, and when it was made.
    made: Option<(u64, Instant)>,
    proxies: Vec<Subnet>,
}

impl Addresses {
    pub fn new(proxies: &[String]) -> Self {
        Self { devices: HashMap::new(), made: None, proxies: subnets(proxies) }
    }

    /// Brings the index up to date.
    pub fn follow(&mut self, live: &Live, now: Instant) {
        if self.made.is_some_and(|(_, at)| now.saturating_duration_since(at) < APART) {
            return;
        }
        let fleet = live.fleet();
        if self.made.is_none_or(|(state, _)| state != fleet.inventories()) {
            self.devices = index(&fleet);
        }
        self.made = Some((fleet.inventories(), now));
    }

    /// The device that a notification from `source` is about. What it says of another address counts only where the
    /// source is declared to forward (`reliability.md` 8.3).
    pub fn whose(&self, source: IpAddr, stated: Option<Ipv4Addr>) -> Option<DeviceId> {
        let forwarded = stated.filter(|_| self.proxies.iter().any(|subnet| subnet.covers(source)));
        let by_word = forwarded.and_then(|address| self.devices.get(&IpAddr::V4(address)));
        by_word.or_else(|| self.devices.get(&source)).copied()
    }
}

/// Subnets of the settings; what is none was told when they were read.
pub(super) fn subnets(texts: &[String]) -> Vec<Subnet> {
    texts.iter().filter_map(|text| Subnet::parse(text).ok()).collect()
}

/// Reported addresses first, so that a declared one wins over them.
fn index(fleet: &Fleet) -> HashMap<IpAddr, DeviceId> {
    let address = |text: &String| text.parse::<IpAddr>().ok().map(|address| address.to_canonical());
    let usable = |address: &IpAddr| !address.is_loopback() && !address.is_unspecified();
    let reported = fleet.devices().flat_map(|(id, known)| {
        known.identity.addresses.iter().filter_map(address).filter(usable).map(move |address| (address, id))
    });
    let mut index: HashMap<IpAddr, DeviceId> = reported.collect();
    index
        .extend(fleet.devices().filter_map(|(id, known)| Some((address(&known.device.target.as_ref()?.address)?, id))));
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Device, Identity, Settings, Timestamp, device::Target};

    #[test]
    fn a_declared_address_wins_and_only_proxies_speak_for_others() {
        let mut fleet = Fleet::new(Settings::default(), "0", false, Timestamp(0));
        for (id, address) in [(1, "10.0.0.1"), (2, "10.0.0.2"), (3, "switch.contoh.example")] {
            let target = Target { address: address.into(), port: 161, snmp: None, any_source: false, no_snmp: false };
            fleet.put_device(Device { id: DeviceId(id), target: Some(target), ..Device::default() });
        }
        let reported = |addresses: &[&str]| Identity {
            addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
            ..Identity::default()
        };
        fleet.devices.get_mut(&DeviceId(2)).unwrap().identity = reported(&["10.0.0.1", "10.9.9.9", "127.0.0.1"]).into();
        fleet.devices.get_mut(&DeviceId(3)).unwrap().identity = reported(&["10.0.0.3", "fd00::3"]).into();
        let addresses = Addresses { devices: index(&fleet), made: None, proxies: subnets(&["10.0.0.2/32".to_owned()]) };
        let check = |source: &str, stated: Option<[u8; 4]>, expected: Option<u32>| {
            let found = addresses.whose(source.parse().unwrap(), stated.map(Ipv4Addr::from));
            assert_eq!(found, expected.map(DeviceId), "{source} {stated:?}");
        };
        check("10.0.0.1", None, Some(1));
        check("10.9.9.9", None, Some(2));
        check("fd00::3", None, Some(3));
        check("10.0.0.77", None, None);
        check("127.0.0.1", None, None);
        // A word in a trap of anybody else is only a word.
        check("10.0.0.1", Some([10, 0, 0, 3]), Some(1));
        check("10.0.0.77", Some([10, 0, 0, 3]), None);
        check("10.0.0.2", Some([10, 0, 0, 3]), Some(3));
        check("10.0.0.2", Some([10, 7, 7, 7]), Some(2));
    }
}
