//! Where a target is: its address, or the one that its name leads to.

use crate::probe::resolve;
use model::device::Target;
use std::{net::SocketAddr, time::Duration};
use tokio::time::Instant;

/// A name is looked up anew after this.
const NAME_HOLDS: Duration = Duration::from_secs(300);

/// The address of one target. A name is not looked up for every round, and one that no longer resolves keeps the
/// address it had: a broken name server must not look like a broken network.
#[derive(Debug, Default)]
pub(super) struct Place {
    found: Option<(SocketAddr, Instant)>,
}

impl Place {
    /// The address without looking a name up.
    pub(super) fn seen(&self, target: &Target) -> Option<SocketAddr> {
        let written = target.address.parse().ok().map(|address| SocketAddr::new(address, target.port));
        written.or_else(|| self.found.map(|(address, _)| address))
    }

    /// The address, if the name ever led to one.
    pub(super) async fn of(&mut self, target: &Target) -> Option<SocketAddr> {
        if let Ok(address) = target.address.parse() {
            return Some(SocketAddr::new(address, target.port));
        }
        let now = Instant::now();
        if let Some((address, at)) = self.found
            && now.saturating_duration_since(at) < NAME_HOLDS
        {
            return Some(address);
        }
        if let Some(address) = resolve(&target.address, target.port).await {
            self.found = Some((address, now));
        }
        self.found.map(|(address, _)| address)
    }
}
