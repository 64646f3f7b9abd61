//! Where the thing will be connected: its upstream, its source of power, the way it is connected.

use super::Case;

impl<'w> Case<'w> {
    /// True when it will be connected by Wi-Fi; noted as a fact.
    pub fn is_on_wifi(&mut self) -> bool {
        let connection = self.spec().target.connection.as_deref();
        self.maybe_typed("target", "connection", connection) == Some("wifi")
    }

    /// The device that it will be connected to; missed where neither target nor location names one.
    pub fn upstream(&mut self) -> Option<&'w str> {
        match self.spec().target.upstream.as_deref() {
            Some(reference) => self.target("upstream", Some(reference)),
            None => self.of_location("upstream", |location| location.upstream.as_deref()),
        }
    }

    /// The same where it is known; nothing is missed.
    pub fn maybe_upstream(&mut self) -> Option<&'w str> {
        match self.spec().target.upstream.as_deref() {
            Some(reference) => self.maybe_typed("target", "upstream", Some(reference)),
            None => self.maybe_of_location("upstream", |location| location.upstream.as_deref()),
        }
    }

    /// The device that will give it power: the named one, else the upstream.
    pub fn power_source(&mut self) -> Option<&'w str> {
        match self.spec().target.pse.as_deref() {
            Some(reference) => self.target("pse", Some(reference)),
            None => self.upstream(),
        }
    }

    /// True when it will stand in a rack.
    pub fn is_racked(&self) -> bool {
        let target = &self.spec().target;
        target.rack.is_some() || target.mount.as_deref() == Some("rack")
    }
}
