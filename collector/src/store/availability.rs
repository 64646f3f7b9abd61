//! Marks of availability, the times in which the collector looked, maintenance windows.

use super::{
    Reader, StoreError,
    write::{execute, json, reserve},
};
use model::{
    DeviceId, Timestamp,
    availability::{Cause, Maintenance, Mark, Period, State, Subject, Watch},
};
use rusqlite::{Connection, Row, Transaction, params};

/// The newest mark of each subject of a device.
pub type LastMark = (DeviceId, Subject, Mark);

pub(super) fn write_mark(
    transaction: &Transaction<'_>,
    device: DeviceId,
    subject: Subject,
    mark: &Mark,
) -> Result<(), StoreError> {
    let (word, culprit) = cause_word(&mark.cause);
    let sql = "INSERT INTO mark (device, subject, at, state, cause, culprit) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT (device, subject, at) DO UPDATE SET
                 state = excluded.state, cause = excluded.cause, culprit = excluded.culprit";
    let Mark { at, state, .. } = mark;
    execute(transaction, sql, params![device.0, subject as u32, at.0, state.name(), word, culprit.map(|id| id.0)])
}

pub(super) fn write_watch(transaction: &Transaction<'_>, watch: Watch) -> Result<(), StoreError> {
    let sql = "INSERT INTO watch (from_at, to_at) VALUES (?1, ?2)
               ON CONFLICT (from_at) DO UPDATE SET to_at = max(to_at, excluded.to_at)";
    execute(transaction, sql, params![watch.from.0, watch.to.0])
}

pub(super) fn write_maintenance(transaction: &Transaction<'_>, window: &Maintenance) -> Result<(), StoreError> {
    let id = window.id.0.cast_signed();
    let sql = "INSERT INTO maintenance (id, device, opd, from_at, to_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    let opd = window.opd.as_ref().map(|code| code.0.as_str());
    let device = window.device.map(|id| id.0);
    execute(transaction, sql, params![id, device, opd, window.from.0, window.to.0, json(window)?])?;
    reserve(transaction, "maintenance", id)
}

const fn cause_word(cause: &Cause) -> (&'static str, Option<DeviceId>) {
    match cause {
        Cause::None => ("", None),
        Cause::NoEcho => ("no_echo", None),
        Cause::NoSnmp => ("no_snmp", None),
        Cause::NoTcp => ("no_tcp", None),
        Cause::Behind { culprit } => ("behind", Some(*culprit)),
        Cause::CollectorOff => ("collector_off", None),
        Cause::NoCheck => ("no_check", None),
        Cause::AgentSilent => ("agent_silent", None),
        Cause::NotWatched => ("not_watched", None),
        Cause::Started => ("started", None),
        Cause::ShutDown => ("shut_down", None),
        Cause::AgentStopped => ("agent_stopped", None),
        // Windows are rows of their own: no mark is of one.
        Cause::Planned { .. } => ("planned", None),
    }
}

fn cause_of(word: &str, culprit: Option<u32>) -> Cause {
    match word {
        "no_echo" => Cause::NoEcho,
        "no_snmp" => Cause::NoSnmp,
        "no_tcp" => Cause::NoTcp,
        "behind" => Cause::Behind { culprit: DeviceId(culprit.unwrap_or_default()) },
        "collector_off" => Cause::CollectorOff,
        "no_check" => Cause::NoCheck,
        "agent_silent" => Cause::AgentSilent,
        "not_watched" => Cause::NotWatched,
        "started" => Cause::Started,
        "shut_down" => Cause::ShutDown,
        "agent_stopped" => Cause::AgentStopped,
        _ => Cause::None,
    }
}

/// Columns `at, state, cause, culprit`. A state that a newer version wrote is unknown to this one.
fn read_mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    let state = State::parse(&row.get::<_, String>(1)?).unwrap_or_default();
    Ok(Mark { at: Timestamp(row.get(0)?), state, cause: cause_of(&row.get::<_, String>(2)?, row.get(3)?) })
}

/// The newest marks of all devices of the book.
pub(super) fn last_marks(connection: &Connection) -> Result<Vec<LastMark>, StoreError> {
    let mut devices = connection.prepare("SELECT id FROM device WHERE retired_at IS NULL")?;
    let devices: Vec<u32> = devices.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let sql = "SELECT at, state, cause, culprit FROM mark WHERE device = ?1 AND subject = ?2 ORDER BY at DESC LIMIT 1";
    let mut newest = connection.prepare(sql)?;
    let mut marks = Vec::new();
    for device in devices {
        for subject in Subject::ALL {
            let mut rows = newest.query(params![device, subject as u32])?;
            if let Some(row) = rows.next()? {
                marks.push((DeviceId(device), subject, read_mark(row)?));
            }
        }
    }
    Ok(marks)
}

/// Windows that end after this moment, by number.
pub(super) fn maintenance(connection: &Connection, since: Timestamp) -> Result<Vec<Maintenance>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM maintenance WHERE to_at > ?1 ORDER BY id")?;
    let rows = statement.query_map([since.0], |row| row.get::<_, String>(0))?;
    let mut windows = Vec::new();
    for body in rows {
        // One that a newer version wrote in another form is left out, not an error.
        windows.extend(serde_json::from_str(&body?).ok());
    }
    Ok(windows)
}

/// Windows that a restart must not forget: those that did not end yet, however long ago they should have.
pub(super) fn open_maintenance(connection: &Connection) -> Result<Vec<Maintenance>, StoreError> {
    let all = maintenance(connection, Timestamp(i64::MIN))?;
    Ok(all.into_iter().filter(|window| window.ended.is_none()).collect())
}

/// Deletes marks before `until` that another one before it follows, and times of looking that end before it, at most
/// `limit` of each.
pub(super) fn forget(connection: &Connection, until: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let sql = "DELETE FROM mark WHERE (device, subject, at) IN
                 (SELECT m.device, m.subject, m.at FROM mark m WHERE m.at < ?1 AND EXISTS
                    (SELECT 1 FROM mark later WHERE later.device = m.device AND later.subject = m.subject
                       AND later.at > m.at AND later.at <= ?1)
                  LIMIT ?2)";
    let marks = connection.prepare_cached(sql)?.execute(params![until.0, limit])?;
    let sql = "DELETE FROM watch WHERE from_at IN (SELECT from_at FROM watch WHERE to_at < ?1 LIMIT ?2)";
    connection.prepare_cached(sql)?.execute(params![until.0, limit])?;
    Ok(marks)
}

impl Reader {
    /// Marks of a device in a period, and the one before it, in order of time.
    pub fn marks(&self, device: DeviceId, subject: Subject, period: Period) -> Result<Vec<Mark>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT at, state, cause, culprit FROM mark
                       WHERE device = ?1 AND subject = ?2 AND at < ?4 AND at >= coalesce(
                         (SELECT max(at) FROM mark WHERE device = ?1 AND subject = ?2 AND at <= ?3), ?3)
                       ORDER BY at";
            let mut statement = connection.prepare_cached(sql)?;
            let (from, to) = (period.from.0, period.to.0);
            let rows = statement.query_map(params![device.0, subject as u32, from, to], read_mark)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The times in a period in which the collector looked.
    pub fn watches(&self, period: Period) -> Result<Vec<Watch>, StoreError> {
        self.with(|connection| {
            let sql = "SELECT from_at, to_at FROM watch WHERE from_at < ?2 AND to_at > ?1 ORDER BY from_at";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([period.from.0, period.to.0], |row| {
                Ok(Watch { from: Timestamp(row.get(0)?), to: Timestamp(row.get(1)?) })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Maintenance windows that end (or should have ended) after this moment, by number.
    pub fn maintenance(&self, since: Timestamp) -> Result<Vec<Maintenance>, StoreError> {
        self.with(|connection| maintenance(connection, since))
    }
}
