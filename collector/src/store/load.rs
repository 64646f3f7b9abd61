//! Everything that is read once, at start: the book, identities, states, reports, open alerts.

use super::{LastMark, Reader, StoreError, StoredReport, availability, book, discovery, read, write};
use crate::{discover::Found, poll::Remembered};
use model::{Alert, Device, DeviceId, Identity, Opd, OpdCode, Timestamp, api::DiscoveryRun, availability::Maintenance};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// What the fleet is rebuilt from.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Agencies.
    pub opds: Vec<Opd>,
    /// Codes that may not be used again.
    pub retired_opds: Vec<OpdCode>,
    /// Devices with what is known of each, by id.
    pub devices: Vec<StoredDevice>,
    /// Open alerts, by id.
    pub alerts: Vec<Alert>,
    /// The newest marks of availability.
    pub marks: Vec<LastMark>,
    /// Maintenance windows that did not end yet.
    pub maintenance: Vec<Maintenance>,
    /// What discovery met, by number.
    pub found: Vec<Found>,
    /// The newest run of each scope.
    pub runs: Vec<DiscoveryRun>,
    /// Id of the next new device.
    pub next_device: u32,
    /// Id of the next new alert.
    pub next_alert: u64,
    /// Id of the next maintenance window.
    pub next_maintenance: u64,
}

/// One device with its rows.
#[derive(Clone, Debug, Default)]
pub struct StoredDevice {
    /// What is declared.
    pub device: Device,
    /// Its marks.
    pub identity: Option<Identity>,
    /// State as the fleet wrote it.
    pub state: Option<String>,
    /// What the poller learnt of it.
    pub remembered: Option<Remembered>,
    /// Names of its instances; the place is the number.
    pub instances: Vec<String>,
}

pub(super) fn everything(connection: &Connection) -> Result<Loaded, StoreError> {
    let (opds, retired_opds) = book::opds(connection)?;
    let devices = book::devices(connection)?;
    let mut by_id: BTreeMap<u32, StoredDevice> =
        devices.into_iter().map(|device| (device.id.0, StoredDevice { device, ..StoredDevice::default() })).collect();
    each(connection, "SELECT device, body FROM identity", |device, body| {
        if let Some(one) = by_id.get_mut(&device) {
            one.identity = serde_json::from_str(&body).ok();
        }
    })?;
    each(connection, "SELECT device, body FROM state", |device, body| {
        if let Some(one) = by_id.get_mut(&device) {
            one.state = Some(body);
        }
    })?;
    each(connection, "SELECT device, body FROM remembered", |device, body| {
        if let Some(one) = by_id.get_mut(&device) {
            // What cannot be read any more is learnt anew.
            one.remembered = serde_json::from_str(&body).ok();
        }
    })?;
    // Numbers are given without holes, so the order of the key is the place.
    each(connection, "SELECT device, name FROM instance ORDER BY device, number", |device, name| {
        if let Some(one) = by_id.get_mut(&device) {
            one.instances.push(name);
        }
    })?;
    let (found, runs) = discovery::everything(connection)?;
    Ok(Loaded {
        opds,
        retired_opds,
        devices: by_id.into_values().collect(),
        alerts: read::open_alerts(connection)?,
        marks: availability::last_marks(connection)?,
        maintenance: availability::open_maintenance(connection)?,
        found,
        runs,
        next_device: u32::try_from(write::next(connection, "device")?).unwrap_or(u32::MAX),
        next_alert: write::next(connection, "alert")?.cast_unsigned(),
        next_maintenance: write::next(connection, "maintenance")?.cast_unsigned(),
    })
}

fn each(connection: &Connection, sql: &str, mut take: impl FnMut(u32, String)) -> Result<(), StoreError> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (device, text) = row?;
        take(device, text);
    }
    Ok(())
}

impl Reader {
    /// Everything the fleet is rebuilt from, but for reports and readings.
    pub fn load(&self) -> Result<Loaded, StoreError> {
        self.with(everything)
    }

    /// Every report of every device of the book, one at a time: together they may be larger than memory allows.
    pub fn each_report(&self, mut take: impl FnMut(StoredReport)) -> Result<(), StoreError> {
        self.with(|connection| {
            let sql = "SELECT r.device, r.source, r.collected_at, r.digest, r.body, r.read_by, r.held FROM report r
                       JOIN device d ON d.id = r.device AND d.retired_at IS NULL
                       ORDER BY r.device, r.collected_at";
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(StoredReport {
                    device: DeviceId(row.get(0)?),
                    source: write::source_of(&row.get::<_, String>(1)?),
                    collected_at: Timestamp(row.get(2)?),
                    digest: row.get::<_, i64>(3)?.cast_unsigned(),
                    body: row.get(4)?,
                    read_by: row.get(5)?,
                    held: row.get(6)?,
                })
            })?;
            for row in rows {
                take(row?);
            }
            Ok(())
        })
    }
}
