//! `pantau device show`: everything known about one device, for people or as a device record with what is derived.

use super::which;
use crate::{
    cli,
    command::question,
    connect::Connection,
    context::Context,
    lang::word,
    output::{self, Align, Table},
};
use clap::ArgMatches;
use model::{
    DeviceRecord, Lang, Status,
    api::{AskDevice, DevicePicture, PortRow},
    batch::Source,
    lang::{decimal, duration, duration_long, scaled},
    record::port_keys,
    text,
};
use serde_json::{Value, json};

/// Shows one device.
pub fn run(context: &Context, connection: &Connection, matches: &ArgMatches) -> anyhow::Result<u8> {
    let transport = &*connection.transport;
    let id = which(context, transport, matches)?;
    if cli::flag(matches, "changes") {
        return super::changes::run(context, connection, id, cli::flag(matches, "json"));
    }
    let picture = question(context, transport, &AskDevice { id })?;
    if cli::flag(matches, "json") {
        output::json(&record(picture));
    } else {
        output::say(&told(context.lang, &picture));
    }
    Ok(0)
}

/// The merged record, with what is derived under private keys (`x_…`): status, rates of each port, open alerts.
fn record(picture: DevicePicture) -> DeviceRecord {
    let mut record = picture.record.unwrap_or_else(|| DeviceRecord::new(Source::Manual, picture.now));
    let facts = &mut record.facts;
    facts.device_id = Some(picture.row.id.to_string());
    facts.opd = picture.device.opd.as_ref().map(|opd| opd.0.clone()).or_else(|| facts.opd.take());
    facts.asset_code = picture.device.asset_code.clone().or_else(|| facts.asset_code.take());
    if facts.address.is_none() && !picture.row.address.is_empty() {
        facts.address = Some(picture.row.address.clone());
    }
    let keys = port_keys(&facts.ports);
    for (port, key) in facts.ports.iter_mut().zip(keys) {
        let Some(row) = picture.ports.iter().find(|row| row.key == key) else { continue };
        for (name, value) in [("x_in_bps", row.in_bps), ("x_out_bps", row.out_bps), ("x_use_percent", row.use_percent)]
        {
            if let Some(value) = value {
                port.other.insert(name.into(), json!((value * 1e6).round() / 1e6));
            }
        }
        if row.uplink {
            port.other.insert("x_uplink".into(), Value::Bool(true));
        }
    }
    let mut state = |name: &str, value: Value| {
        if !value.is_null() && value != Value::Array(Vec::new()) {
            facts.other.insert(name.into(), value);
        }
    };
    state("x_status", json!(picture.row.status.name()));
    state("x_name", json!(picture.row.name));
    state("x_since", json!(picture.row.since));
    state("x_seen", json!(picture.row.seen));
    state("x_rtt_ms", json!(picture.row.rtt_ms));
    state("x_declared", json!(picture.device));
    state("x_credential", json!(picture.credential));
    state("x_alerts", json!(picture.alerts.iter().filter(|a| a.ended.is_none()).collect::<Vec<_>>()));
    record
}

fn told(lang: Lang, picture: &DevicePicture) -> String {
    let (row, device) = (&picture.row, &picture.device);
    let mut out = String::new();
    let since = row
        .since
        .map(|at| format!(", {}", crate::lang::since(lang, duration(lang, picture.now.seconds_since(at)))))
        .unwrap_or_default();
    line(
        &mut out,
        &format!("{} {}{since}  {}  {}  {}", row.status.glyph(), row.status.word(lang), row.name, row.address, row.opd),
    );
    let mut field = |title: &str, value: String| {
        if !value.is_empty() {
            line(&mut out, &format!("  {title:<16} {value}"));
        }
    };
    field(word::class(lang), row.class.clone());
    field(word::place(lang), row.location.clone());
    field(word::manager(lang), row.manager.clone());
    field(word::asset(lang), row.asset_code.clone());
    let parents = picture.parents.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let derived = device.parents.is_empty() && !parents.is_empty();
    field(word::parents(lang), if derived { crate::lang::derived_parents(lang, parents) } else { parents });
    let own = device.interval_seconds.map(|seconds| match seconds % 60 {
        0 => duration(lang, f64::from(seconds)),
        _ => format!("{seconds}{}", lang.pick("dtk", "s")),
    });
    field(word::interval(lang), own.unwrap_or_default());
    field(word::credential(lang), picture.credential.clone().unwrap_or_default());
    field(word::note(lang), device.note.clone().unwrap_or_default());
    let up =
        row.booted.filter(|_| row.status != Status::Down).map(|at| duration_long(lang, picture.now.seconds_since(at)));
    field(word::up_for(lang), up.unwrap_or_default());
    field(word::seen(lang), row.seen.map(|at| duration(lang, picture.now.seconds_since(at))).unwrap_or_default());
    field(
        word::rtt(lang),
        row.rtt_ms.map(|ms| format!("{} {}", decimal(lang, ms, 1), lang.pick("md", "ms"))).unwrap_or_default(),
    );
    field(word::processor(lang), row.cpu_percent.map(|p| model::lang::percent(lang, p, 1)).unwrap_or_default());
    field(word::memory(lang), row.memory_percent.map(|p| model::lang::percent(lang, p, 0)).unwrap_or_default());
    for finding in &picture.findings {
        field(word::findings(lang), finding[lang as usize].clone());
    }
    for alert in picture.alerts.iter().filter(|a| a.ended.is_none()) {
        field(word::alerts(lang), format!("{} {}", alert.kind.severity().glyph(), alert.kind.text(lang)));
    }
    if let Some(record) = &picture.record {
        out.push('\n');
        out.push_str(&output::sheet(lang, &record.facts));
    }
    if !picture.ports.is_empty() {
        out.push('\n');
        out.push_str(&ports(lang, &picture.ports).text());
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text::visible(text).trim_end());
    out.push('\n');
}

fn ports(lang: Lang, rows: &[PortRow]) -> Table {
    let mut table = Table::new(&[
        (word::port(lang), Align::Left),
        (word::state(lang), Align::Left),
        (word::speed(lang), Align::Right),
        (word::incoming(lang), Align::Right),
        (word::outgoing(lang), Align::Right),
        (word::usage(lang), Align::Right),
        (word::errors(lang), Align::Right),
        (word::note(lang), Align::Left),
    ]);
    for port in rows {
        let state = if port.admin == "down" {
            lang.pick("– DIMATIKAN", "– DISABLED")
        } else if port.oper == "up" {
            lang.pick("● NYALA", "● UP")
        } else {
            lang.pick("× MATI", "× DOWN")
        };
        table.row(vec![
            port.key.clone(),
            state.to_owned(),
            port.speed_bps.filter(|bps| *bps > 0).map_or_else(|| "–".into(), |bps| scaled(lang, bps as f64)),
            output::rate(lang, port.in_bps),
            output::rate(lang, port.out_bps),
            output::percent(lang, port.use_percent),
            port.errors_per_s.map_or_else(|| "–".into(), |rate| decimal(lang, rate, 1)),
            port.alias.clone(),
        ]);
    }
    table
}
