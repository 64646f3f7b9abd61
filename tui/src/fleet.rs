//! The picture of the collector as the screen holds it: kept up to date change by change, never asked for again whole.

use model::{
    Alert, AlertId, DeviceId, Status, Timestamp,
    api::{Change, DeviceRow, FleetPicture, OpdRow},
    status::Counts,
};

/// The picture and what is counted from it.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    picture: FleetPicture,
    /// A picture has come.
    pub loaded: bool,
    /// Devices by status.
    pub counts: Counts,
    /// When anything was heard last.
    pub newest: Option<Timestamp>,
    /// Grows with every picture and change taken.
    pub version: u64,
    /// Grows when devices came, went or were named anew.
    pub names_version: u64,
}

impl Fleet {
    /// Takes a whole picture.
    pub fn replace(&mut self, mut picture: FleetPicture) {
        picture.devices.sort_unstable_by_key(|row| row.id);
        picture.alerts.sort_unstable_by_key(|alert| alert.id);
        self.picture = picture;
        self.loaded = true;
        self.names_version += 1;
        self.newest = None;
        self.recount();
    }

    /// Takes a change.
    pub fn apply(&mut self, change: Change) {
        let mut is_renamed = !change.removed.is_empty();
        let own = &mut self.picture;
        own.revision = change.revision;
        own.now = change.now;
        if let Some(collector) = change.collector {
            own.collector = collector;
        }
        for row in change.opds {
            match own.opds.binary_search_by(|known| known.opd.code.cmp(&row.opd.code)) {
                Ok(at) => own.opds[at] = row,
                Err(at) => own.opds.insert(at, row),
            }
        }
        let mut fresh = Vec::new();
        // Changes mostly come in the order of ids: the next row is looked at before it is searched for.
        let mut next = 0;
        for row in change.devices {
            let found = match own.devices.get(next) {
                Some(known) if known.id == row.id => Ok(next),
                _ => own.devices.binary_search_by_key(&row.id, |known| known.id),
            };
            next = found.map_or(next, |at| at + 1);
            match found {
                Ok(at) => {
                    is_renamed |= own.devices[at].name != row.name;
                    own.devices[at] = row;
                }
                Err(_) => fresh.push(row),
            }
        }
        is_renamed |= !fresh.is_empty();
        if !fresh.is_empty() {
            own.devices.append(&mut fresh);
            own.devices.sort_by_key(|row| row.id);
            own.devices.dedup_by_key(|row| row.id);
        }
        if !change.removed.is_empty() {
            own.devices.retain(|row| !change.removed.contains(&row.id));
        }
        if let Some(mut alerts) = change.alerts {
            alerts.sort_unstable_by_key(|alert| alert.id);
            own.alerts = alerts;
        }
        if let Some(proposals) = change.proposals {
            own.proposals = proposals;
        }
        self.names_version += u64::from(is_renamed);
        self.recount();
    }

    fn recount(&mut self) {
        self.version += 1;
        self.counts = Counts::default();
        let mut newest = self.newest.max(self.picture.collector.newest);
        for row in &self.picture.devices {
            self.counts.add(row.status);
            newest = newest.max(row.seen);
        }
        self.newest = newest;
    }

    /// The picture.
    pub const fn picture(&self) -> &FleetPicture {
        &self.picture
    }

    /// Devices, by id.
    pub fn devices(&self) -> &[DeviceRow] {
        &self.picture.devices
    }

    /// One device.
    pub fn device(&self, id: DeviceId) -> Option<&DeviceRow> {
        let at = self.picture.devices.binary_search_by_key(&id, |row| row.id).ok()?;
        self.picture.devices.get(at)
    }

    /// One open alert.
    pub fn alert(&self, id: AlertId) -> Option<&Alert> {
        let at = self.picture.alerts.binary_search_by_key(&id, |alert| alert.id).ok()?;
        self.picture.alerts.get(at)
    }

    /// One agency.
    pub fn opd(&self, code: &str) -> Option<&OpdRow> {
        self.picture.opds.iter().find(|row| row.opd.code.0 == code)
    }

    /// Whether an alert is folded: its device cannot be reached because something above it is down.
    pub fn is_folded(&self, alert: &Alert) -> bool {
        self.device(alert.device).is_some_and(|row| row.status == Status::Unreachable)
    }

    /// Open root alerts, worst first, the newest of equals first.
    pub fn roots(&self) -> Vec<&Alert> {
        let mut roots: Vec<&Alert> =
            self.picture.alerts.iter().filter(|alert| alert.ended.is_none() && !self.is_folded(alert)).collect();
        roots.sort_by_key(|alert| (alert.kind.severity().rank(), std::cmp::Reverse(alert.since), alert.id));
        roots
    }

    /// The worst open root alert of a device.
    pub fn root_of(&self, device: DeviceId) -> Option<&Alert> {
        self.picture
            .alerts
            .iter()
            .filter(|alert| alert.device == device && alert.ended.is_none() && !self.is_folded(alert))
            .min_by_key(|alert| (alert.kind.severity().rank(), alert.id))
    }

    /// True when nothing is watched but this very machine.
    pub fn is_first_start(&self) -> bool {
        let this = self.picture.collector.this_machine;
        self.loaded && self.picture.devices.iter().all(|row| Some(row.id) == this)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u32, status: Status) -> DeviceRow {
        DeviceRow { id: DeviceId(id), status, ..DeviceRow::default() }
    }

    #[test]
    fn a_change_replaces_adds_and_removes() {
        let mut fleet = Fleet::default();
        fleet
            .replace(FleetPicture { devices: vec![row(3, Status::Ok), row(1, Status::Ok)], ..FleetPicture::default() });
        fleet.apply(Change {
            revision: 2,
            devices: vec![row(1, Status::Down), row(2, Status::Warning)],
            removed: vec![DeviceId(3)],
            ..Change::default()
        });
        assert_eq!(fleet.devices().iter().map(|row| row.id.0).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((fleet.counts.of(Status::Down), fleet.counts.total()), (1, 2));
        assert_eq!(fleet.device(DeviceId(2)).map(|row| row.status), Some(Status::Warning));
    }
}
