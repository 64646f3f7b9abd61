//! What the poller learnt of devices and a restart must not lose.

use super::Fleet;
use crate::{poll::Remembered, store::Row};
use model::{DeviceId, access::SnmpAccess};

impl Fleet {
    /// What a device is asked with: its own credential, else the configured one that it answered.
    pub(crate) fn access(&self, id: DeviceId) -> Option<&SnmpAccess> {
        let known = self.devices.get(&id)?;
        let own = known.device.target.as_ref().and_then(|target| target.snmp.as_ref());
        own.or_else(|| {
            let name = known.credential.as_deref()?;
            self.settings.credential.iter().find(|one| one.name == name).map(|one| &one.access)
        })
    }

    /// What an earlier process knew; handed out once.
    pub(crate) fn recall(&mut self) -> Vec<(DeviceId, Remembered)> {
        std::mem::take(&mut self.remembered)
    }

    /// Takes in what the poller learnt.
    pub(crate) fn remember(&mut self, news: Vec<(DeviceId, Remembered)>, rows: &mut Vec<Row>) {
        for (id, remembered) in news {
            let Some(known) = self.devices.get_mut(&id) else { continue };
            if known.credential.as_deref() != remembered.credential.as_deref() {
                known.credential = remembered.credential.as_deref().map(Into::into);
                self.changed(id);
            }
            rows.push(Row::Remembered(id, remembered));
        }
    }
}
