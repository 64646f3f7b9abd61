//! Who has which MAC, address, name: only what one device alone has.

use super::witness::{Mac, Witness};
use model::DeviceId;
use std::{
    collections::{HashMap, hash_map::Entry},
    hash::Hash,
    net::IpAddr,
};

/// Place of a witness in the list sorted by id.
pub(super) type Place = u32;

/// The index.
pub(super) struct Index<'a> {
    pub witnesses: &'a [Witness],
    macs: Sole<Mac>,
    addresses: Sole<IpAddr>,
    names: Sole<&'a str>,
}

/// Owners by mark; none where several claim it.
struct Sole<K>(HashMap<K, Option<Place>>);

impl<K: Hash + Eq> Sole<K> {
    fn claim(&mut self, mark: K, place: Place) {
        match self.0.entry(mark) {
            Entry::Vacant(free) => {
                free.insert(Some(place));
            }
            Entry::Occupied(mut taken) if *taken.get() != Some(place) => {
                taken.insert(None);
            }
            Entry::Occupied(_) => {}
        }
    }

    fn owner(&self, mark: &K) -> Option<Place> {
        self.0.get(mark).copied().flatten()
    }
}

impl<'a> Index<'a> {
    pub(super) fn of(witnesses: &'a [Witness]) -> Self {
        let (mut macs, mut addresses, mut names) = (Sole(HashMap::new()), Sole(HashMap::new()), Sole(HashMap::new()));
        for (place, witness) in (0..).zip(witnesses) {
            witness.macs.iter().for_each(|mac| macs.claim(*mac, place));
            witness.addresses.iter().for_each(|address| addresses.claim(*address, place));
            for name in &witness.names {
                names.claim(name.as_str(), place);
                let short = short(name);
                if short != name {
                    names.claim(short, place);
                }
            }
        }
        // A device that answers pings only has no MAC of its own telling: neighbour tables say whose its address is.
        let mut resolved = Sole(HashMap::new());
        for (address, mac) in witnesses.iter().flat_map(|witness| &witness.resolved) {
            if let Some(place) = addresses.owner(address).filter(|_| !macs.0.contains_key(mac)) {
                resolved.claim(*mac, place);
            }
        }
        macs.0.extend(resolved.0);
        Self { witnesses, macs, addresses, names }
    }

    pub(super) fn device(&self, id: DeviceId) -> Option<Place> {
        let found = self.witnesses.binary_search_by_key(&id, |witness| witness.id).ok();
        found.and_then(|place| Place::try_from(place).ok())
    }

    pub(super) fn witness(&self, place: Place) -> &'a Witness {
        &self.witnesses[place as usize]
    }

    pub(super) fn by_mac(&self, mac: Mac) -> Option<Place> {
        self.macs.owner(&mac)
    }

    pub(super) fn by_address(&self, address: IpAddr) -> Option<Place> {
        self.addresses.owner(&address)
    }

    /// By full name, else by what stands before the first dot.
    pub(super) fn by_name(&self, name: &str) -> Option<Place> {
        let name = name.trim().to_lowercase();
        self.names.owner(&name.as_str()).or_else(|| self.names.owner(&short(&name)))
    }
}

/// The host part of a name; an address has none.
fn short(name: &str) -> &str {
    match name.parse::<IpAddr>() {
        Ok(_) => name,
        Err(_) => name.split('.').next().unwrap_or(name),
    }
}
