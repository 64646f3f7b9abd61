//! An inventory taken in: what tables show of it, the ports it lists, and the report to keep.

use super::{Fleet, Known, Port, Said, Text, Texts};
use crate::{
    change::Lasting,
    store::{Row, StoredReport},
};
use model::{
    DeviceId, Timestamp,
    api::{Event, Happening},
    batch::Source,
    record::{self, DeviceRecord, Facts},
};
use std::collections::HashMap;

/// Most port events of one report.
const PORT_EVENTS: usize = 50;
/// An unchanged report is written anew after this long, so that its fleeting parts do not grow old.
const REWRITE_SECONDS: f64 = 3600.0;

impl Fleet {
    /// Takes in the inventory of one source. With `rows` the report and events of its ports go to the store.
    pub(super) fn take_inventory(
        &mut self,
        id: DeviceId,
        source: Source,
        record: Box<DeviceRecord>,
        rows: Option<&mut Vec<Row>>,
    ) {
        let version = self.facts.version.clone();
        let (texts, Some(known)) = (&mut self.texts, self.devices.get_mut(&id)) else {
            return;
        };
        let at = record.collected_at;
        let before = known.said.iter().find(|said| said.source == source).copied();
        if before.is_some_and(|said| said.collected_at > at) {
            return;
        }
        let mut events = Vec::new();
        // An inventory of once a day counts its ports itself: it does not speak over who looks at them all the time.
        let is_told_better =
            source == Source::Glpi && known.said.iter().any(|said| matches!(said.source, Source::Snmp | Source::Agent));
        if !is_told_better {
            known.incomplete = !record.facts.incomplete.is_empty();
            take_ports(known, texts, &record.facts.ports, at, &mut events);
        }
        let mut said = say(texts, source, &record);
        let body = serde_json::to_string(&record).unwrap_or_default();
        said.digest = Lasting::of(&body).digest();
        let fresh = before.filter(|b| b.digest == said.digest && at.seconds_since(b.written_at) < REWRITE_SECONDS);
        said.written_at = fresh.map_or(at, |before| before.written_at);
        known.said.retain(|kept| kept.source != source);
        known.said.push(said);
        if let Some(rows) = rows {
            rows.extend(events.into_iter().map(|event| Row::Event(id, event)));
            if fresh.is_none() && !body.is_empty() {
                self.inventories += 1;
                let digest = said.digest;
                let read_by = record.facts.agent.and_then(|agent| agent.version).unwrap_or(version);
                let held = String::new();
                rows.push(Row::Report(StoredReport {
                    device: id,
                    source,
                    collected_at: at,
                    digest,
                    body,
                    read_by,
                    held,
                }));
            }
        }
    }

    /// Takes a report back in at start: as it was written, without telling anything anew.
    pub(super) fn restore_report(&mut self, report: &StoredReport) {
        let Ok(record) = serde_json::from_str::<DeviceRecord>(&report.body) else {
            return;
        };
        self.take_inventory(report.device, report.source, Box::new(record), None);
        let said =
            self.devices.get_mut(&report.device).and_then(|k| k.said.iter_mut().find(|s| s.source == report.source));
        if let Some(said) = said {
            said.digest = report.digest;
            said.written_at = report.collected_at;
        }
    }
}

fn say(texts: &mut Texts, source: Source, record: &DeviceRecord) -> Said {
    let facts = &record.facts;
    let chassis = facts.chassis.as_ref();
    let system = facts.operating_system.as_ref();
    let hardware = facts.hardware.as_deref().or(chassis.and_then(|c| c.model.as_deref()));
    let vendor = facts.vendor.as_deref().or(chassis.and_then(|c| c.vendor.as_deref()));
    let version = facts.version.as_deref().or(system.and_then(|s| s.version.as_deref()));
    let serial = facts.serial.as_deref().or(chassis.and_then(|c| c.serial.as_deref()));
    let address = facts.ipv4.iter().filter_map(|row| row.address.as_deref()).find(|a| !a.starts_with("127."));
    Said {
        source,
        collected_at: record.collected_at,
        digest: 0,
        written_at: record.collected_at,
        name: texts.keep_some(facts.sys_name.as_deref().or(facts.fqdn.as_deref())),
        class: texts.keep_some(facts.device_class.as_deref()),
        hardware: texts.keep_some(hardware),
        vendor: texts.keep_some(vendor),
        os: texts.keep_some(facts.os.as_deref()),
        version: texts.keep_some(version),
        serial: texts.keep_some(serial.filter(|serial| !model::identity::is_junk(serial))),
        location: texts.keep_some(facts.location.as_deref()),
        address: texts.keep_some(facts.address.as_deref().or(address)),
        default_route: default_route(facts),
    }
}

/// ifIndex of the default route, 0 when it is not stated.
fn default_route(facts: &Facts) -> u32 {
    let default = facts.routes.iter().find(|route| {
        route.prefix == Some(0)
            && matches!(route.destination.as_deref(), Some("0.0.0.0" | "::"))
            && route.next_hop.is_some()
    });
    default.and_then(|route| route.if_index).unwrap_or(0)
}

/// Ports follow their key. A list without rows says nothing about them.
fn take_ports(known: &mut Known, texts: &mut Texts, rows: &[record::Port], at: Timestamp, events: &mut Vec<Event>) {
    if rows.is_empty() {
        return;
    }
    let keys = record::port_keys(rows);
    let mut before: HashMap<Text, Port> = known.ports.drain(..).map(|port| (port.key, port)).collect();
    let mut ports = Vec::with_capacity(rows.len());
    for (row, name) in rows.iter().zip(&keys) {
        let key = texts.keep(name);
        let mut port = before.remove(&key).unwrap_or(Port { key, ..Port::default() });
        let index = row.if_index.unwrap_or(0);
        if port.if_index != 0 && index != 0 && port.if_index != index {
            port.renumbered();
        }
        if index != 0 {
            port.if_index = index;
        }
        port.alias = texts.keep_some(row.alias.as_deref());
        port.kind = texts.keep_some(row.kind.as_deref());
        port.admin = texts.keep_some(row.admin.as_deref()).or(port.admin);
        if let Some(oper) = row.oper.as_deref() {
            set_oper(&mut port, texts, name, oper, at, events);
        }
        port.speed_bps = row.speed_bps.unwrap_or(port.speed_bps);
        port.unbounded = row.kind.as_deref() == Some("softwareLoopback");
        port.connector = row.connector_present.or(port.connector);
        port.high_capacity = row.high_capacity.unwrap_or(port.high_capacity);
        ports.push(port);
    }
    if known.incomplete {
        // The walk was cut short: ports it did not reach are still there.
        ports.extend(before.into_values());
        ports.sort_by_key(|port| port.if_index);
    }
    known.ports = ports;
}

/// Sets the operational state; a change of a known one is an event.
pub(super) fn set_oper(
    port: &mut Port,
    texts: &mut Texts,
    name: &str,
    oper: &str,
    at: Timestamp,
    events: &mut Vec<Event>,
) {
    let new = texts.keep(oper);
    if port.oper == new {
        return;
    }
    if port.oper.is_some() && events.len() < PORT_EVENTS {
        let before = texts.get(port.oper).to_owned();
        let what = Happening::Port { port: name.to_owned(), before, after: oper.to_owned() };
        events.push(Event { at, what });
    }
    port.oper = new;
}
