//! Changes of the book, once they are committed: devices and agencies come, change and go.

use super::{Fleet, REMOVED, check::Checks};
use model::{Alert, Device, DeviceId, Opd, OpdCode, Timestamp};

impl Fleet {
    /// Puts a device as declared; a new one is unknown until it is heard.
    pub fn put_device(&mut self, device: Device) {
        let id = device.id;
        self.inventories += 1;
        self.book += 1;
        self.next_device = self.next_device.max(id.0.saturating_add(1));
        let known = self.devices.entry(id).or_default();
        let same_way = match (&known.device.target, &device.target) {
            (Some(a), Some(b)) => (&a.address, a.port, &a.snmp) == (&b.address, b.port, &b.snmp),
            (None, None) => true,
            _ => false,
        };
        if !same_way {
            // Another address or community: what the old one answered says nothing about the new.
            known.checks = Checks { agent: known.checks.agent, ..Checks::default() };
        }
        let address = |device: &Device| device.target.as_ref().map(|target| target.address.clone());
        let (left_address, new_address) = (address(&known.device), address(&device));
        let opd_moved = known.device.opd != device.opd;
        let left = opd_moved && known.device.opd.is_some();
        known.device = device;
        self.changed(id);
        if opd_moved {
            self.opds_changed = self.revision;
        }
        if left {
            self.left_opd = self.revision;
        }
        // Filling the book must not look through all of it for every device.
        let is_same = left_address == new_address;
        if !is_same && (left_address.is_some() || new_address.is_some_and(|address| self.is_met(&address))) {
            self.propose();
        }
    }

    /// True when a device went from one agency to another since: whoever sees one of them alone must look anew.
    pub const fn has_left_opd(&self, since: u64) -> bool {
        self.left_opd > since
    }

    /// Takes a device out; its open alerts end and come back for the store.
    pub fn remove_device(&mut self, id: DeviceId, now: Timestamp) -> Vec<Alert> {
        if self.devices.remove(&id).is_none() {
            return Vec::new();
        }
        for known in self.devices.values_mut() {
            known.device.parents.retain(|parent| *parent != id);
            known.ways.retain(|parent| *parent != id);
        }
        self.forget_agent(id);
        self.inventories += 1;
        self.book += 1;
        self.revision += 1;
        self.removed.push_back((self.revision, id));
        while self.removed.len() > REMOVED {
            self.removed.pop_front();
        }
        self.opds_changed = self.revision;
        if self.facts.this_machine == Some(id) {
            self.facts.this_machine = None;
            self.changed_facts();
        }
        let gone: Vec<_> = self.alerts.values().filter(|alert| alert.device == id).map(|alert| alert.id).collect();
        if !gone.is_empty() {
            self.alerts_changed = self.revision;
        }
        self.propose();
        gone.into_iter()
            .filter_map(|alert| self.alerts.remove(&alert))
            .map(|alert| Alert { ended: Some(now), ..alert })
            .collect()
    }

    /// Puts an agency as declared.
    pub fn put_opd(&mut self, opd: Opd) {
        self.opds.insert(opd.code.clone(), opd);
        self.revision += 1;
        self.opds_changed = self.revision;
    }

    /// True when a code is taken, be it by an agency that is no more.
    pub fn is_opd_taken(&self, code: &OpdCode) -> bool {
        self.opds.contains_key(code) || self.retired_opds.contains(code)
    }

    /// Puts an open alert as it is now.
    pub fn put_alert(&mut self, alert: Alert) {
        let device = alert.device;
        self.alerts.insert(alert.id, alert);
        self.changed(device);
        self.revision += 1;
        self.alerts_changed = self.revision;
    }

    /// Addresses that are in the book already, declared or reported.
    pub(super) fn watched_addresses(&self) -> std::collections::HashSet<&str> {
        let declared =
            self.devices.values().filter_map(|known| known.device.target.as_ref().map(|t| t.address.as_str()));
        let reported = self.devices.values().flat_map(|known| known.identity.addresses.iter().map(String::as_str));
        declared.chain(reported).collect()
    }
}
