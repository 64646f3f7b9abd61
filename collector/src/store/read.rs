//! Reading beside the writer: events, alerts, reports, readings of one device or one hour.

use super::{Audited, ReadBack, StoreError, StoredReport, audit, connection, reading, seal::Key, write};
use model::{Alert, AlertId, DeviceId, Metric, OpdCode, Timestamp, alert::Acknowledgement, api::Event, batch::Sample};
use rusqlite::{Connection, Row, params};
use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
};

/// A line of the audit log as it is read back.
pub type AuditLine = Audited;

/// Readers of one database; cheap to clone. No read transaction outlives a call.
#[derive(Clone, Debug)]
pub struct Reader {
    connections: Pool,
    /// For questions about history, which may take seconds: nothing else waits behind them.
    history: Pool,
    /// Blocks of history that were met damaged.
    pub(super) damaged: Arc<AtomicU64>,
    pub(super) path: Arc<Path>,
}

type Pool = Arc<[Mutex<Connection>; 2]>;

impl Reader {
    pub(super) fn open(path: &Path, key: &Key) -> Result<Self, StoreError> {
        let open = || connection::open_reader(path, key).map(Mutex::new);
        let pool = || Ok::<Pool, StoreError>(Arc::new([open()?, open()?]));
        Ok(Self { connections: pool()?, history: pool()?, damaged: Arc::default(), path: path.into() })
    }

    /// Readers of the database in this directory, beside the store that a test runs.
    #[cfg(test)]
    pub(crate) fn beside(data_dir: &Path) -> Result<Self, StoreError> {
        Self::open(&data_dir.join(super::FILE), &Key::of(data_dir, true)?)
    }

    pub(super) fn with<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        with(&self.connections, ask)
    }

    /// As [`Self::with`], for questions about history.
    pub(super) fn with_history<T>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        with(&self.history, ask)
    }

    /// The newest events of a device, newest first.
    pub fn events(&self, device: DeviceId, limit: u32) -> Result<Vec<Event>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT at, body FROM event WHERE device = ?1 ORDER BY at DESC, id DESC LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement
                .query_map(params![device.0, limit], |row| Ok((Timestamp(row.get(0)?), row.get::<_, String>(1)?)))?;
            let mut events = Vec::new();
            for row in rows {
                let (at, body) = row?;
                // A kind of event that a newer version wrote is left out, not an error.
                if let Ok(what) = serde_json::from_str(&body) {
                    events.push(Event { at, what });
                }
            }
            Ok(events)
        })
    }

    /// Ended alerts of a device that ended after `since`, newest first.
    pub fn ended_alerts(&self, device: DeviceId, since: Timestamp, limit: u32) -> Result<Vec<Alert>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT * FROM alert WHERE device = ?1 AND ended >= ?2 ORDER BY since DESC, id DESC LIMIT ?3";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![device.0, since.0, limit], read_alert)?;
            Ok(rows.filter_map(Result::transpose).collect::<Result<_, _>>()?)
        })
    }

    /// The newest report of each source of a device.
    pub fn reports(&self, device: DeviceId) -> Result<Vec<StoredReport>, StoreError> {
        self.with(|connection| reports(connection, device))
    }

    /// Readings from `from` on that are not compacted yet, in the order in which they were committed; of the newest `limit`.
    pub fn readings(&self, from: Timestamp, limit: u32, mut take: impl FnMut(ReadBack)) -> Result<(), StoreError> {
        self.with(|connection| {
            let names = instances(connection)?;
            let sql = "SELECT at, device, source, body FROM reading
                       WHERE id > (SELECT max(id) FROM reading) - ?2 AND at >= ?1 ORDER BY id";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![from.0, limit])?;
            while let Some(row) = rows.next()? {
                let device = DeviceId(row.get(1)?);
                let source = write::source_of(&row.get::<_, String>(2)?);
                let body = row.get_ref(3)?;
                let octets = body.as_blob().map_err(|error| StoreError::Other(error.to_string()))?;
                if let Some(samples) = named(octets, names.get(&device.0)) {
                    take(ReadBack { device, source, at: Timestamp(row.get(0)?), samples });
                }
            }
            Ok(())
        })
    }

    /// The newest lines of the audit log, newest first.
    pub fn audit(&self, limit: u32) -> Result<Vec<AuditLine>, StoreError> {
        self.with(|connection| audit::newest(connection, limit))
    }

    /// Number of the first audit line that does not follow from the one before; none: the chain is whole.
    pub fn audit_broken_at(&self) -> Result<Option<u64>, StoreError> {
        self.with(|connection| Ok(audit::walk(connection, &[])?.broken_at))
    }

    /// The end of the audit log.
    pub fn audit_head(&self) -> Result<super::AuditHead, StoreError> {
        self.with(audit::head)
    }

    /// The newest lines of one action, newest first.
    pub fn audit_of(&self, action: &str, limit: u32) -> Result<Vec<AuditLine>, StoreError> {
        self.with(|connection| audit::newest_of(connection, action, limit))
    }

    /// When the first line of the audit log was written; none: there is no line.
    pub fn begun_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.with(|connection| {
            Ok(connection
                .query_row("SELECT min(at) FROM audit", [], |row| row.get::<_, Option<i64>>(0))?
                .map(Timestamp))
        })
    }
}

fn with<T>(pool: &Pool, ask: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
    let [first, second] = &**pool;
    // The one that is free, else the second in turn. A reader that panicked left nothing half done.
    match first.try_lock() {
        Ok(connection) => ask(&connection),
        Err(_) => ask(&second.lock().unwrap_or_else(PoisonError::into_inner)),
    }
}

pub(super) fn named(blob: &[u8], names: Option<&Vec<String>>) -> Option<Vec<Sample>> {
    let samples = reading::unpack(blob)?.into_iter().filter_map(|(metric, instance, value)| {
        let name = names.and_then(|names| names.get(instance as usize));
        Some(Sample { metric: Metric::from_id(metric)?, instance: name?.clone(), value })
    });
    Some(samples.collect())
}

/// Names of a device's instances; the place is the number.
pub(super) fn instances_of(connection: &Connection, device: DeviceId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT name FROM instance WHERE device = ?1 ORDER BY number";
    let mut statement = connection.prepare_cached(sql)?;
    let names = statement.query_map([device.0], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn instances(connection: &Connection) -> Result<HashMap<u32, Vec<String>>, StoreError> {
    let mut statement = connection.prepare("SELECT device, name FROM instance ORDER BY device, number")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?)))?;
    let mut names: HashMap<u32, Vec<String>> = HashMap::new();
    for row in rows {
        let (device, name) = row?;
        names.entry(device).or_default().push(name);
    }
    Ok(names)
}

fn reports(connection: &Connection, device: DeviceId) -> Result<Vec<StoredReport>, StoreError> {
    let sql = "SELECT source, collected_at, digest, body, read_by, held FROM report WHERE device = ?1 ORDER BY source";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([device.0], |row| {
        Ok(StoredReport {
            device,
            source: write::source_of(&row.get::<_, String>(0)?),
            collected_at: Timestamp(row.get(1)?),
            digest: row.get::<_, i64>(2)?.cast_unsigned(),
            body: row.get(3)?,
            read_by: row.get(4)?,
            held: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn open_alerts(connection: &Connection) -> Result<Vec<Alert>, StoreError> {
    let sql = "SELECT a.* FROM alert a JOIN device d ON d.id = a.device AND d.retired_at IS NULL
               WHERE a.ended IS NULL ORDER BY a.id";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], read_alert)?;
    Ok(rows.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

/// None for a kind of alert that this version does not know.
fn read_alert(row: &Row<'_>) -> rusqlite::Result<Option<Alert>> {
    let Ok(kind) = serde_json::from_str(&row.get::<_, String>("body")?) else {
        return Ok(None);
    };
    let by: Option<String> = row.get("handled_by")?;
    let at: Option<i64> = row.get("handled_at")?;
    let until: Option<i64> = row.get("handled_until")?;
    let note: Option<String> = row.get("handled_note")?;
    Ok(Some(Alert {
        id: AlertId(row.get::<_, i64>("id")?.cast_unsigned()),
        device: DeviceId(row.get("device")?),
        opd: row.get::<_, Option<String>>("opd")?.map(OpdCode),
        kind,
        since: Timestamp(row.get("since")?),
        ended: row.get::<_, Option<i64>>("ended")?.map(Timestamp),
        behind: row.get("behind")?,
        handled: by.zip(at).map(|(by, at)| Acknowledgement {
            by,
            at: Timestamp(at),
            until: until.map(Timestamp),
            note: note.unwrap_or_default(),
        }),
    }))
}
