//! Over which router a device and its agency are reached, for those who sit behind it when the line is cut.

use super::{Fleet, Known};
use model::{DeviceId, Opd};
use std::{collections::BTreeSet, net::IpAddr};

/// Addresses told of one router.
const ADDRESSES: usize = 32;
/// So far up it is looked for.
const DEPTH: usize = 64;

impl Fleet {
    /// The router that serves a device of an agency: the one declared for the agency, or the only one over which it is reached, or of
    /// several the nearest on the way to the device; where the agency has none the nearest router at all. None: not known.
    pub(crate) fn router_of(&self, device: DeviceId, opd: Option<&Opd>) -> Option<DeviceId> {
        let gateways = opd.map(|opd| self.gateways(opd)).unwrap_or_default();
        if let [only] = gateways[..] {
            return Some(only);
        }
        self.nearest(device, |id, known| match gateways[..] {
            [] => self.is_router(known),
            _ => gateways.contains(&id),
        })
    }

    fn is_router(&self, known: &Known) -> bool {
        let class = known.device.class.as_deref();
        class.unwrap_or_else(|| self.texts.get(known.fact(|said| said.class))) == "router"
    }

    /// The nearest device on the ways to one that fits; of those equally near the one with the lower number.
    fn nearest(&self, from: DeviceId, fits: impl Fn(DeviceId, &Known) -> bool) -> Option<DeviceId> {
        let (mut level, mut seen) = (BTreeSet::from([from]), BTreeSet::from([from]));
        for _ in 0..DEPTH {
            let parents = level.iter().filter_map(|id| self.devices.get(id)).flat_map(Known::parents);
            level = parents.copied().filter(|id| !seen.contains(id)).collect();
            if level.is_empty() {
                return None;
            }
            let found = level.iter().copied().find(|id| self.devices.get(id).is_some_and(|known| fits(*id, known)));
            if found.is_some() {
                return found;
            }
            seen.extend(&level);
        }
        None
    }

    /// The addresses of a device that another machine can ask: the one that is polled first.
    pub(crate) fn addresses_of(&self, id: DeviceId) -> Vec<IpAddr> {
        let Some(known) = self.devices.get(&id) else { return Vec::new() };
        let target = known.device.target.as_ref().map(|target| target.address.as_str());
        let mut found: Vec<IpAddr> = Vec::new();
        for text in target.into_iter().chain(known.identity.addresses.iter().map(String::as_str)) {
            let Ok(address) = text.parse::<IpAddr>() else { continue };
            let can_be_asked = match address {
                IpAddr::V4(v4) => !(v4.is_loopback() || v4.is_link_local() || v4.is_unspecified()),
                IpAddr::V6(v6) => !(v6.is_loopback() || v6.is_unicast_link_local() || v6.is_unspecified()),
            };
            if can_be_asked && !found.contains(&address) && found.len() < ADDRESSES {
                found.push(address);
            }
        }
        found
    }
}
