//! The fleet as it was before a restart: the book, states and open alerts, reports, and the readings of the last hour.

use super::{Fleet, Kept, Known, Saturation, series};
use crate::{
    alert::Isolation,
    store::{Reader, StoreError, StoredDevice},
};
use model::{AlertKind, Batch, Identity, Timestamp};

/// Readings played back, at most: a big fleet starts with less than an hour of trends rather than late.
const READINGS: u32 = 50_000;
/// How far back they go, seconds.
const READINGS_SECONDS: i64 = 3600;

impl Fleet {
    /// Loads everything from the store. Damage among the readings, which only curves are drawn of, comes back instead of an
    /// error: a collector that watches and writes nothing is better than none.
    pub fn restore(&mut self, store: &Reader, now: Timestamp) -> Result<Option<String>, StoreError> {
        let loaded = store.load()?;
        self.next_device = loaded.next_device;
        self.next_alert = loaded.next_alert;
        self.opds = loaded.opds.into_iter().map(|opd| (opd.code.clone(), opd)).collect();
        self.retired_opds = loaded.retired_opds.into_iter().collect();
        for stored in loaded.devices {
            self.restore_device(stored);
        }
        self.restore_marks(loaded.marks);
        self.next_maintenance = loaded.next_maintenance;
        self.windows = loaded.maintenance.into_iter().map(|window| (window.id, window)).collect();
        self.set_maintained(now);
        self.alerts = loaded.alerts.into_iter().map(|alert| (alert.id, alert)).collect();
        let cut_off = self.alerts.values().find(|alert| alert.kind == AlertKind::CollectorIsolated);
        self.isolation = cut_off.map(|alert| Isolation::since(alert.since)).unwrap_or_default();
        store.each_report(|report| self.restore_report(&report))?;
        let played = store.readings(now.plus_seconds(-READINGS_SECONDS), READINGS, |read| {
            let batch = Batch {
                source: read.source,
                device: Identity::default(),
                at: read.at,
                heard: Vec::new(),
                samples: read.samples,
                inventory: None,
                issues: Vec::new(),
            };
            let Some(interval_s) = self.devices.get(&read.device).map(|known| self.interval_s(known)) else { return };
            let around = series::Around { interval_s, instances_at_most: usize::MAX };
            if let Some(known) = self.devices.get_mut(&read.device) {
                series::take(known, &mut self.texts, (&batch, None), &around, None);
            }
        });
        let damage = match played {
            Err(StoreError::Corrupt(what)) => Some(what),
            played => played.map(|()| None)?,
        };
        self.restore_saturation(now);
        self.set_statuses();
        self.restore_discovered(loaded.found, loaded.runs);
        Ok(damage)
    }

    fn restore_device(&mut self, stored: StoredDevice) {
        let id = stored.device.id;
        let kept: Kept = stored.state.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
        let mut known = Known {
            device: stored.device,
            identity: stored.identity.unwrap_or_default().into(),
            checks: kept.checks,
            state: kept.state,
            since: kept.since,
            seen: kept.seen,
            credential: stored.remembered.as_ref().and_then(|known| known.credential.as_deref()).map(Into::into),
            ..Known::default()
        };
        known.numbers = (0..).zip(&stored.instances).map(|(number, name)| (self.texts.keep(name), number)).collect();
        known.numbers.sort_unstable();
        self.remembered.extend(stored.remembered.map(|remembered| (id, remembered)));
        self.devices.insert(id, known);
        self.changed(id);
        self.index_agent(id);
    }

    /// An uplink whose alert is open was too full when we stopped.
    fn restore_saturation(&mut self, now: Timestamp) {
        for alert in self.alerts.values() {
            let AlertKind::UplinkSaturated { port, use_percent, outgoing } = &alert.kind else { continue };
            if let Some(known) = self.devices.get_mut(&alert.device) {
                let port = self.texts.keep(port);
                let (since, use_percent, outgoing) = (Some(alert.since), *use_percent, *outgoing);
                known.saturation = Saturation { since, use_percent, outgoing, port, at: now };
            }
        }
    }
}
