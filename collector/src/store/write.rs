//! One transaction: every row or none.

use super::{
    Row, StoreError, StoredReading, StoredReport, audit, availability, book, change, discovery, engine, foreign,
    procurement, reading, trust, unsent,
};
use model::{Alert, DeviceId, api::Event, batch::Source};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;

pub(super) fn commit(connection: &mut Connection, rows: &[Row]) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for row in rows {
        write(&transaction, row)?;
    }
    transaction.commit()?;
    Ok(())
}

fn write(transaction: &Transaction<'_>, row: &Row) -> Result<(), StoreError> {
    match row {
        Row::Device(device) => book::write_device(transaction, device),
        Row::DeviceRetired(id, at) => book::retire_device(transaction, *id, *at),
        Row::Opd(opd) => book::write_opd(transaction, opd),
        Row::OpdRetired(code, at) => book::retire_opd(transaction, code, *at),
        Row::Identity(device, identity) => {
            let sql = "INSERT INTO identity (device, body) VALUES (?1, ?2)
                       ON CONFLICT (device) DO UPDATE SET body = excluded.body";
            execute(transaction, sql, params![device.0, json(identity)?])
        }
        Row::Report(report) => write_report(transaction, report),
        Row::Instance(device, number, name) => {
            let sql = "INSERT OR IGNORE INTO instance (device, number, name) VALUES (?1, ?2, ?3)";
            execute(transaction, sql, params![device.0, number, name])
        }
        Row::Reading(reading) => write_reading(transaction, reading),
        Row::HistoryForgotten(device, until) => {
            let sql = "INSERT OR REPLACE INTO history_forgotten (device, until) VALUES (?1, ?2)";
            execute(transaction, sql, params![device.0, until.0])
        }
        Row::Event(device, event) => write_event(transaction, *device, event),
        Row::Engine(engine) => engine::write(transaction, engine),
        Row::EventAgain(device, before, after) => {
            let sql = "UPDATE event SET body = ?1 WHERE device = ?2 AND at = ?3 AND body = ?4";
            execute(transaction, sql, params![json(&after.what)?, device.0, before.at.0, json(&before.what)?])
        }
        Row::Changes(changes) => change::write(transaction, changes),
        Row::Alert(alert) => write_alert(transaction, alert),
        Row::State(device, body) => {
            let sql = "INSERT INTO state (device, body) VALUES (?1, ?2)
                       ON CONFLICT (device) DO UPDATE SET body = excluded.body";
            execute(transaction, sql, params![device.0, body])
        }
        Row::Mark(device, subject, mark) => availability::write_mark(transaction, *device, *subject, mark),
        Row::Watch(watch) => availability::write_watch(transaction, *watch),
        Row::Maintenance(window) => availability::write_maintenance(transaction, window),
        Row::Remembered(device, remembered) => {
            let sql = "INSERT INTO remembered (device, body) VALUES (?1, ?2)
                       ON CONFLICT (device) DO UPDATE SET body = excluded.body";
            execute(transaction, sql, params![device.0, json(remembered)?])
        }
        Row::Found(found) => discovery::write_found(transaction, found),
        Row::Discovery(run) => discovery::write_run(transaction, run),
        Row::Imported(record) => procurement::write_record(transaction, record),
        Row::Product(product) => procurement::write_product(transaction, product),
        Row::Site(at, body) => procurement::write_site(transaction, *at, body),
        Row::Frozen(frozen) => procurement::freeze(transaction, frozen),
        Row::Waiver(number, waiver) => procurement::write_waiver(transaction, *number, waiver),
        Row::Authority(authority) => trust::write_authority(transaction, authority),
        Row::Token(token) => trust::write(transaction, "token", &token.token.id, token),
        Row::Person(person) => trust::write(transaction, "person", &person.person.name, person),
        Row::PersonGone(name) => trust::forget(transaction, "person", name),
        Row::Agent(agent) => trust::write(transaction, "agent", &agent.agent, agent),
        Row::AgentGone(agent) => trust::forget(transaction, "agent", agent),
        Row::Machine(machine, inventory) => foreign::write(transaction, machine, inventory.as_deref()),
        Row::MachineGone(id) => foreign::forget(transaction, id),
        Row::Quarantine(kept) => trust::write_quarantine(transaction, kept),
        Row::Sent(next) => unsent::write_next(transaction, *next),
        Row::Audit(line) => audit::append(transaction, line),
    }
}

fn write_report(transaction: &Transaction<'_>, report: &StoredReport) -> Result<(), StoreError> {
    let sql = "INSERT INTO report (device, source, collected_at, digest, body, read_by, held)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (device, source) DO UPDATE SET
                 collected_at = excluded.collected_at, digest = excluded.digest, body = excluded.body,
                 read_by = excluded.read_by, held = excluded.held
               WHERE excluded.collected_at >= report.collected_at";
    let digest = report.digest.cast_signed();
    let source = source_word(report.source);
    let StoredReport { device, collected_at, body, read_by, held, .. } = report;
    execute(transaction, sql, params![device.0, source, collected_at.0, digest, body, read_by, held])
}

fn write_reading(transaction: &Transaction<'_>, row: &StoredReading) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO reading (at, device, source, digest, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    let digest = reading::digest(&row.body).cast_signed();
    execute(transaction, sql, params![row.at.0, row.device.0, source_word(row.source), digest, row.body])
}

fn write_event(transaction: &Transaction<'_>, device: DeviceId, event: &Event) -> Result<(), StoreError> {
    let sql = "INSERT INTO event (device, at, body) VALUES (?1, ?2, ?3)";
    execute(transaction, sql, params![device.0, event.at.0, json(&event.what)?])
}

fn write_alert(transaction: &Transaction<'_>, alert: &Alert) -> Result<(), StoreError> {
    let sql = "INSERT INTO alert (id, device, opd, kind, object, body, since, ended, behind,
                                  handled_by, handled_at, handled_until, handled_note)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
               ON CONFLICT (id) DO UPDATE SET
                 body = excluded.body, since = excluded.since, ended = excluded.ended, behind = excluded.behind,
                 handled_by = excluded.handled_by, handled_at = excluded.handled_at,
                 handled_until = excluded.handled_until, handled_note = excluded.handled_note";
    let handled = alert.handled.as_ref();
    execute(
        transaction,
        sql,
        params![
            alert.id.0.cast_signed(),
            alert.device.0,
            alert.opd.as_ref().map(|code| code.0.as_str()),
            alert.kind.name(),
            alert.kind.object(),
            json(&alert.kind)?,
            alert.since.0,
            alert.ended.map(|at| at.0),
            alert.behind,
            handled.map(|h| h.by.as_str()),
            handled.map(|h| h.at.0),
            handled.and_then(|h| h.until).map(|at| at.0),
            handled.map(|h| h.note.as_str()),
        ],
    )?;
    reserve(transaction, "alert", alert.id.0.cast_signed())
}

/// A number that was given is never given again, also when its row is gone one day.
pub(super) fn reserve(transaction: &Transaction<'_>, name: &str, given: i64) -> Result<(), StoreError> {
    let sql = "UPDATE counter SET next = ?2 + 1 WHERE name = ?1 AND next <= ?2";
    execute(transaction, sql, params![name, given])
}

pub(super) fn next(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    let found = connection.query_row("SELECT next FROM counter WHERE name = ?1", [name], |row| row.get(0));
    Ok(found.optional()?.unwrap_or(1))
}

pub(super) fn execute(
    transaction: &Transaction<'_>,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<(), StoreError> {
    transaction.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.to_string()))
}

pub(super) const fn source_word(source: Source) -> &'static str {
    match source {
        Source::Snmp => "snmp",
        Source::Agent => "agent",
        Source::Glpi => "glpi",
        Source::Manual => "manual",
        Source::Import => "import",
    }
}

pub(super) fn source_of(word: &str) -> Source {
    match word {
        "snmp" => Source::Snmp,
        "agent" => Source::Agent,
        "glpi" => Source::Glpi,
        "manual" => Source::Manual,
        _ => Source::Import,
    }
}
