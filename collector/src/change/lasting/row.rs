//! Rows made ready for comparing: ports under names that last, what belongs to a port under the port's name.

use serde_json::{Map, Value};
use std::collections::HashMap;

type Row = Map<String, Value>;

/// The ports of a record.
pub(super) struct Ports {
    /// Rows to compare, each with its `key`.
    pub rows: Vec<Row>,
    /// Names that several ports have.
    pub shared: Vec<String>,
    /// Names of all ports by ifIndex; none for a port that comes and goes with a session.
    names: HashMap<u64, Option<String>>,
}

/// Ports under their own names. A port whose name others have too, or that has none, goes by a MAC of its own: its
/// ifIndex may be another one tomorrow.
pub(super) fn ports<'a>(rows: impl Iterator<Item = &'a Row> + Clone, cut: bool) -> Ports {
    let count = |of: fn(&Row) -> Option<&str>| {
        let mut counts: HashMap<&'a str, u32> = HashMap::new();
        for text in rows.clone().filter_map(of) {
            *counts.entry(text).or_default() += 1;
        }
        counts
    };
    let (named, with_mac) = (count(name), count(mac));
    let shared = named.iter().filter(|(_, count)| **count > 1).map(|(name, _)| (*name).to_owned()).collect();
    let aggregates: HashMap<u64, &str> = rows
        .clone()
        .filter(|row| row.get("type").and_then(Value::as_str) == Some("ieee8023adLag"))
        .filter_map(|row| Some((row.get("if_index")?.as_u64()?, name(row)?)))
        .collect();
    let mut ports = Ports { rows: Vec::new(), shared, names: HashMap::new() };
    for row in rows.clone() {
        let own = name(row).filter(|name| named.get(name) == Some(&1));
        let key = own.or_else(|| mac(row).filter(|mac| with_mac.get(mac) == Some(&1)));
        let lasts = !is_session(row);
        if let Some(index) = row.get("if_index").and_then(Value::as_u64) {
            ports.names.insert(index, key.or_else(|| name(row)).filter(|_| lasts).map(str::to_owned));
        }
        if let Some(key) = key.filter(|_| lasts && !cut) {
            ports.rows.push(port(row, key, &aggregates));
        }
    }
    ports
}

fn port(row: &Row, key: &str, aggregates: &HashMap<u64, &str>) -> Row {
    let mut row = row.clone();
    let above = row.get("stack").and_then(|stack| stack.get("higher")).and_then(Value::as_array);
    let lag = above.into_iter().flatten().find_map(|index| aggregates.get(&index.as_u64()?).copied());
    if let Some(lag) = lag {
        row.insert("lag".into(), lag.into());
    }
    row.insert("key".into(), key.into());
    if let Some(admin) = row.get("poe").and_then(|poe| poe.get("admin")).cloned() {
        row.insert("poe_admin".into(), admin);
    }
    // Without a link the speed is what the port could do, or nothing, or the last one: no fact about the link.
    if matches!(row.get("oper").and_then(Value::as_str), Some("down" | "lowerLayerDown" | "notPresent" | "dormant")) {
        row.remove("speed_bps");
        row.remove("duplex");
    }
    row
}

/// Interfaces that are made for a session or a container and go with it.
fn is_session(row: &Row) -> bool {
    let kind = row.get("type").and_then(Value::as_str);
    let name = name(row).unwrap_or_default();
    matches!(kind, Some("ppp" | "pppMultilinkBundle" | "tunnel")) || name.starts_with('<') || name.starts_with("veth")
}

fn name(row: &Row) -> Option<&str> {
    let of = |key| row.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    of("name").or_else(|| of("descr"))
}

fn mac(row: &Row) -> Option<&str> {
    row.get("mac").and_then(Value::as_str)
}

/// The rows of a list that are compared, with what their section needs added.
pub(super) fn prepared<'a>(section: &str, rows: impl Iterator<Item = &'a Row> + Clone, ports: &Ports) -> Vec<Row> {
    match section {
        "neighbours" => neighbours(rows, ports),
        "stp" => rows.map(tree).collect(),
        "transceivers" | "ipv4" | "ipv6" => {
            rows.filter(|row| is_told(section, row)).filter_map(|row| on_port(row, ports)).collect()
        }
        _ => rows.filter(|row| is_told(section, row)).cloned().collect(),
    }
}

/// A spanning tree by its VLAN; the common one has none.
fn tree(row: &Row) -> Row {
    let mut row = row.clone();
    let vlan = row.get("vlan").cloned().unwrap_or_else(|| "*".into());
    row.insert("tree".into(), vlan);
    row
}

/// Rows that are parts, and addresses that say something.
fn is_told(section: &str, row: &Row) -> bool {
    let of = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
    match section {
        "memory_slots" => row.get("empty") != Some(&Value::Bool(true)),
        "disks" => !matches!(of("media"), "removable" | "optical"),
        // Ports are told as ports, and sensors are no parts.
        "entities" => !matches!(of("class"), "sensor" | "port"),
        "ipv4" => !of("address").starts_with("127.") && !of("address").starts_with("169.254."),
        "ipv6" => of("address") != "::1" && !of("address").starts_with("fe80:"),
        _ => true,
    }
}

/// A row with the name of its port; none when that port comes and goes.
fn on_port(row: &Row, ports: &Ports) -> Option<Row> {
    let mut row = row.clone();
    let index = row.get("if_index").and_then(Value::as_u64);
    if let Some(name) = index.and_then(|index| ports.names.get(&index)) {
        row.insert("port".into(), name.clone()?.into());
    }
    Some(row)
}

/// Neighbours by the port and protocol they are seen through. What only says that somebody is in the same broadcast
/// domain (MNDP) comes and goes and is no link.
fn neighbours<'a>(rows: impl Iterator<Item = &'a Row>, ports: &Ports) -> Vec<Row> {
    let mut found: Vec<(String, String)> = Vec::new();
    for row in rows {
        let of = |key: &str| row.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let Some(protocol) = of("protocol").filter(|protocol| *protocol != "mndp") else { continue };
        let index = row.get("local_if_index").and_then(Value::as_u64);
        let named = index.and_then(|index| ports.names.get(&index).cloned().flatten());
        let Some(port) = named.or_else(|| of("local_port").map(str::to_owned)) else { continue };
        let Some(who) = of("remote_host").or_else(|| of("remote_chassis_id")).or_else(|| of("remote_address")) else {
            continue;
        };
        let where_to = of("remote_port").or_else(|| of("remote_port_id")).unwrap_or_default();
        found.push((format!("{port} {protocol}"), format!("{who} {where_to}").trim_end().to_owned()));
    }
    found.sort();
    found.dedup();
    let alone = |slot: &str| found.iter().filter(|(other, _)| other == slot).count() == 1;
    let rows = found.iter().map(|(slot, remote)| {
        let key = if alone(slot) { slot.clone() } else { format!("{slot} {remote}") };
        Row::from_iter([("slot".to_owned(), Value::from(key)), ("remote".to_owned(), remote.clone().into())])
    });
    rows.collect()
}
