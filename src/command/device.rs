//! `pantau device add|ls|show|rm|set`: the book of devices.

mod changes;
mod declared;
mod show;

use super::{answered, question};
use crate::{
    cli,
    connect::{self, Connection},
    context::Context,
    lang::{self, word},
    output::{self, Align, Table},
};
use clap::ArgMatches;
use model::{
    DeviceId, Status,
    api::{AddDevice, AskDevice, AskFleet, DeviceRow, FleetPicture, RemoveDevice, SetDevice},
    lang::{decimal, duration},
};
use tui::client::Transport;

/// Runs one of the sub-commands.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(cli::USAGE) };
    let connection = connect::any(context, matches)?;
    match name {
        "add" => add(context, &connection, matches),
        "show" => show::run(context, &connection, matches),
        "rm" => remove(context, &connection, matches),
        "set" => set(context, &connection, matches),
        _ => list(context, &connection, matches),
    }
}

fn add(context: &Context, connection: &Connection, matches: &ArgMatches) -> anyhow::Result<u8> {
    let transport = &*connection.transport;
    let device = declared::new(context, transport, matches)?;
    let factory =
        device.target.as_ref().and_then(|t| t.snmp.as_ref()).is_some_and(model::device::SnmpAccess::is_factory_default);
    let device = question(context, transport, &AddDevice(device))?;
    let name = device.name.clone().or_else(|| device.target.as_ref().map(|t| t.address.clone())).unwrap_or_default();
    answered(cli::flag(matches, "json"), &device, || lang::device_added(context.lang, name, device.id));
    if factory {
        context.tell(lang::default_community(context.lang));
    }
    if !connection.live {
        context.tell(lang::not_watched_yet(context.lang));
    }
    Ok(0)
}

fn set(context: &Context, connection: &Connection, matches: &ArgMatches) -> anyhow::Result<u8> {
    let transport = &*connection.transport;
    let id = which(context, transport, matches)?;
    let (device, clear) = declared::change(context, transport, matches, id)?;
    let device = question(context, transport, &SetDevice { id, device, clear })?;
    let picture = question(context, transport, &AskDevice { id })?;
    answered(cli::flag(matches, "json"), &device, || lang::device_changed(context.lang, &picture.row.name));
    Ok(0)
}

fn remove(context: &Context, connection: &Connection, matches: &ArgMatches) -> anyhow::Result<u8> {
    let transport = &*connection.transport;
    let id = which(context, transport, matches)?;
    let picture = question(context, transport, &AskDevice { id })?;
    let done = question(context, transport, &RemoveDevice { id })?;
    answered(cli::flag(matches, "json"), &done, || lang::device_removed(context.lang, &picture.row.name));
    Ok(0)
}

/// The device that a word names: its number, its name, or its address.
pub fn which(context: &Context, transport: &dyn Transport, matches: &ArgMatches) -> anyhow::Result<DeviceId> {
    let fleet = question(context, transport, &AskFleet {})?;
    find(context, &fleet, cli::text(matches, "device").unwrap_or_default())
}

pub(super) fn find(context: &Context, fleet: &FleetPicture, word: &str) -> anyhow::Result<DeviceId> {
    let by_number = word.parse().ok().map(DeviceId).filter(|id| fleet.devices.iter().any(|d| d.id == *id));
    if let Some(id) = by_number {
        return Ok(id);
    }
    let found: Vec<&DeviceRow> = fleet
        .devices
        .iter()
        .filter(|d| d.name.eq_ignore_ascii_case(word) || d.address.eq_ignore_ascii_case(word))
        .collect();
    match found.as_slice() {
        [] => Err(anyhow::anyhow!(lang::device_unknown(context.lang, model::text::visible(word)))),
        [one] => Ok(one.id),
        several => {
            let ids: Vec<String> = several.iter().map(|d| d.id.to_string()).collect();
            Err(anyhow::anyhow!(lang::device_ambiguous(context.lang, model::text::visible(word), ids.join(", "))))
        }
    }
}

fn list(context: &Context, connection: &Connection, matches: &ArgMatches) -> anyhow::Result<u8> {
    let lang = context.lang;
    let fleet = question(context, &*connection.transport, &AskFleet {})?;
    let words: Vec<&str> =
        matches.get_many::<String>("filter").map(|w| w.map(String::as_str).collect()).unwrap_or_default();
    let filter =
        tui::filter::parse(&words.join(" ")).map_err(|fault| anyhow::anyhow!("pantau: {}", fault.text(lang)))?;
    let mut rows: Vec<&DeviceRow> = fleet.devices.iter().filter(|row| filter.holds(*row, fleet.now)).collect();
    rows.sort_by(|a, b| (a.status.rank(), &a.name, a.id).cmp(&(b.status.rank(), &b.name, b.id)));
    if cli::flag(matches, "json") {
        output::json(&rows);
    } else if rows.is_empty() {
        output::say(if fleet.devices.is_empty() { lang::no_devices(lang) } else { lang::no_match(lang) });
    } else {
        output::say(&table(context, &fleet, &rows).text());
    }
    Ok(0)
}

fn table(context: &Context, fleet: &FleetPicture, rows: &[&DeviceRow]) -> Table {
    let lang = context.lang;
    let mut table = Table::new(&[
        (word::number(lang), Align::Right),
        (word::status(lang), Align::Left),
        (word::name(lang), Align::Left),
        (word::address(lang), Align::Left),
        (word::opd(lang), Align::Left),
        (word::class(lang), Align::Left),
        (word::incoming(lang), Align::Right),
        (word::outgoing(lang), Align::Right),
        (word::usage(lang), Align::Right),
        (word::rtt(lang), Align::Right),
        (word::uptime(lang), Align::Right),
    ]);
    for row in rows {
        let up = (row.status != Status::Down).then_some(row.booted).flatten();
        table.row(vec![
            row.id.to_string(),
            format!("{} {}", row.status.glyph(), row.status.word(lang)),
            row.name.clone(),
            row.address.clone(),
            row.opd.clone(),
            row.class.clone(),
            output::rate(lang, row.in_bps),
            output::rate(lang, row.out_bps),
            output::percent(lang, row.use_percent),
            row.rtt_ms.map_or_else(|| "–".into(), |ms| decimal(lang, ms, 1)),
            up.map_or_else(|| "–".into(), |at| duration(lang, fleet.now.seconds_since(at))),
        ]);
    }
    table
}
