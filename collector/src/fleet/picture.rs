//! The picture for screens and what changed since a revision. No queue per client: a stream asks for the difference
//! to what it has, so it can neither lag nor grow.

use super::{Fleet, Known};
use crate::store::Reader;
use model::{
    Alert, Device, DeviceId, Timestamp,
    api::{Change, DevicePicture, Event, FleetPicture, Happening},
};

impl Fleet {
    /// The whole picture.
    pub fn picture(&self, now: Timestamp) -> FleetPicture {
        FleetPicture {
            revision: self.revision,
            now,
            collector: self.facts.clone(),
            opds: self.opd_rows(now),
            devices: self.devices.values().map(|known| self.device_row(known, now)).collect(),
            alerts: self.open_alerts(),
            proposals: self.proposals.clone(),
        }
    }

    /// Open alerts, by id.
    pub fn open_alerts(&self) -> Vec<Alert> {
        self.alerts.values().cloned().collect()
    }

    /// What changed since a revision of this collector; `lost` when that revision is not known here (any more).
    pub fn changes(&self, since: u64, now: Timestamp) -> Change {
        let mut change = Change { revision: self.revision, now, ..Change::default() };
        let oldest_removed = self.removed.front().map_or(0, |(revision, _)| *revision);
        let forgot = self.removed.len() >= super::REMOVED && since < oldest_removed;
        if since < self.first_revision || since > self.revision || forgot {
            change.lost = true;
            return change;
        }
        change.devices = self.changed_devices(since).map(|known| self.device_row(known, now)).collect();
        change.removed = self.removed.iter().filter(|(revision, _)| *revision > since).map(|(_, id)| *id).collect();
        if !change.devices.is_empty() || !change.removed.is_empty() || self.opds_changed > since {
            let touched = |code: &str| {
                self.opds_changed > since
                    || !change.removed.is_empty()
                    || change.devices.iter().any(|row| row.opd == code)
                    || self.opd_uplink_changed(code, since)
            };
            change.opds = self.opd_rows(now).into_iter().filter(|row| touched(&row.opd.code.0)).collect();
        }
        if self.facts_changed > since {
            change.collector = Some(self.facts.clone());
        }
        if self.alerts_changed > since {
            change.alerts = Some(self.open_alerts());
        }
        if self.proposals_changed > since {
            change.proposals = Some(self.proposals.clone());
        }
        change
    }

    fn changed_devices(&self, since: u64) -> impl Iterator<Item = &Known> {
        self.devices.values().filter(move |known| known.changed > since)
    }

    /// The traffic of an agency may be that of a device which belongs to another one.
    fn opd_uplink_changed(&self, code: &str, since: u64) -> bool {
        let opd = self.opds.get(&model::OpdCode(code.to_owned()));
        let device = opd.and_then(|opd| opd.uplink.as_ref()).and_then(|uplink| self.devices.get(&uplink.device));
        device.is_some_and(|known| known.changed > since)
    }

    /// One device whole, but for what only the store has.
    pub fn device_picture(&self, id: DeviceId, now: Timestamp) -> Option<DevicePicture> {
        let known = self.devices.get(&id)?;
        let mut alerts: Vec<Alert> = self.alerts.values().filter(|alert| alert.device == id).cloned().collect();
        alerts.sort_by_key(|alert| std::cmp::Reverse(alert.since));
        Some(DevicePicture {
            now,
            row: self.device_row(known, now),
            device: redacted(&known.device),
            parents: known.parents().to_vec(),
            credential: own_access(known).is_none().then(|| known.credential.as_deref().map(str::to_owned)).flatten(),
            record: None,
            ports: self.port_rows(known, now),
            events: Vec::new(),
            alerts,
            lately: None,
            findings: findings(known),
        })
    }

    /// Brings the fleeting parts of a merged record up to what was heard last: reports are kept by the hour.
    pub fn freshen(&self, id: DeviceId, record: &mut model::DeviceRecord) {
        let Some(known) = self.devices.get(&id) else { return };
        if let Some(uptime) = known.uptime[usize::from(record.source != model::Source::Snmp)] {
            record.facts.uptime_s = Some(uptime.uptime_s);
            let heard = Timestamp((uptime.at_s * 1000.0) as i64);
            record.collected_at = record.collected_at.max(heard);
        }
        for row in &mut record.facts.ports {
            // Only rows whose index still is the port's: after a renumbering the report is older than the counters.
            let port = known.ports.iter().find(|port| port.if_index != 0 && Some(port.if_index) == row.if_index);
            let Some(port) = port.filter(|port| port.newest.at > 0) else { continue };
            let count = |slot, old: Option<u64>| port.newest.get(slot).or(old);
            row.in_octets = count(0, row.in_octets);
            row.out_octets = count(1, row.out_octets);
            row.in_errors = count(2, row.in_errors);
            row.out_errors = count(3, row.out_errors);
            row.in_discards = count(4, row.in_discards);
            row.out_discards = count(5, row.out_discards);
            row.in_ucast = count(6, row.in_ucast);
            row.out_ucast = count(7, row.out_ucast);
            row.oper = self.texts.some(port.oper).map(str::to_owned).or_else(|| row.oper.take());
        }
    }
}

/// Ended alerts are shown this long, days.
const ALERT_DAYS: i64 = 30;
/// Most events and ended alerts of one picture.
const HISTORY: u32 = 200;

/// Adds what only the store has: the merged record, events, ended alerts. Errors of the store leave those out; the
/// live picture is worth showing without.
pub fn add_history(picture: &mut DevicePicture, store: &Reader) -> Result<(), crate::store::StoreError> {
    let id = picture.device.id;
    picture.events = store.events(id, HISTORY)?;
    let changes = store.changes(id, HISTORY)?.into_iter();
    picture.events.extend(changes.map(|change| Event { at: change.at, what: Happening::Inventory(change.what) }));
    picture.events.sort_by_key(|event| std::cmp::Reverse(event.at));
    picture.events.truncate(HISTORY as usize);
    let since = picture.now.plus_seconds(-ALERT_DAYS * 86_400);
    picture.alerts.extend(store.ended_alerts(id, since, HISTORY)?);
    let reports = store.reports(id)?;
    let records = reports.iter().filter_map(|report| serde_json::from_str(&report.body).ok()).collect();
    picture.record = super::merge::merge(records, &picture.device);
    Ok(())
}

/// A device with its secrets `***`.
pub fn redacted(device: &Device) -> Device {
    let mut device = device.clone();
    if let Some(access) = device.target.as_mut().and_then(|target| target.snmp.as_mut()) {
        *access = access.redacted();
    }
    device
}

model::messages! {
    factory_default {
        id: "Community SNMP masih bawaan pabrik (public/private): ganti di perangkat, lalu pantau device set",
        en: "The SNMP community is the factory default (public/private): change it on the device, then pantau device set",
    }
    polls_incomplete {
        id: "Sebagian data tidak terbaca sampai selesai pada polling terakhir",
        en: "Some sections were not read to their end in the last poll",
    }
}

fn own_access(known: &Known) -> Option<&model::device::SnmpAccess> {
    known.device.target.as_ref().and_then(|target| target.snmp.as_ref())
}

/// What a person should mend.
fn findings(known: &Known) -> Vec<[String; 2]> {
    let both =
        |text: fn(model::Lang) -> &'static str| [model::Lang::Id, model::Lang::En].map(|lang| text(lang).to_owned());
    let access = own_access(known);
    let mut findings = Vec::new();
    if access.is_some_and(model::device::SnmpAccess::is_factory_default) {
        findings.push(both(factory_default));
    }
    if known.incomplete {
        findings.push(both(polls_incomplete));
    }
    findings
}
