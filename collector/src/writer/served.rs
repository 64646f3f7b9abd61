//! Which router serves an agent's agency, told with every answer, so that the agent can ask it when nobody else answers any more.

use super::Writer;
use crate::trust::StoredAgent;
use model::DeviceId;
use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

/// Routers hardly ever change: what was found serves so long.
const KEPT: Duration = Duration::from_secs(60);

/// What was found of late, by the agent's device.
#[derive(Debug, Default)]
pub(super) struct Served {
    since: Option<Instant>,
    known: HashMap<DeviceId, Vec<IpAddr>>,
}

impl Writer {
    /// The addresses of the router of an agent; empty: there is none. None: that is not known yet, and what the agent heard
    /// before holds.
    pub(super) fn router_of(&mut self, agent: &StoredAgent) -> Option<Vec<IpAddr>> {
        let device = agent.device?;
        if self.served.since.is_none_or(|since| since.elapsed() > KEPT) {
            self.served = Served { since: Some(Instant::now()), known: HashMap::new() };
        }
        if let Some(known) = self.served.known.get(&device) {
            return Some(known.clone());
        }
        let fleet = self.shared.fleet();
        // A device of an agency may be served by its agency's router although its own agency is not stated.
        let of_device = fleet.device(device).and_then(|known| known.device.opd.as_ref());
        let opd = of_device.or(agent.opd.as_ref()).and_then(|code| fleet.opds.get(code));
        let found = fleet.router_of(device, opd).filter(|router| *router != device);
        let addresses = found.map(|router| fleet.addresses_of(router)).unwrap_or_default();
        // Before the topology was derived for the first time nothing found is no proof that there is nothing.
        let is_known = !addresses.is_empty() || fleet.topology().is_some();
        drop(fleet);
        is_known.then(|| {
            self.served.known.insert(device, addresses.clone());
            addresses
        })
    }
}
