//! `pantau maintenance add|ls|end`: windows in which an outage is no news.

use super::{answered, device, question};
use crate::{
    cli, clock, connect,
    context::Context,
    lang::{availability as words, word},
    output::{self, Align, Table},
    parse,
};
use clap::ArgMatches;
use model::{
    api::{AddMaintenance, AskFleet, EndMaintenance, FleetPicture, ListMaintenance},
    availability::{Maintenance, MaintenanceId},
};
use tui::client::Transport;

/// Runs one of the sub-commands.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(cli::USAGE) };
    let connection = connect::any(context, matches)?;
    let (transport, json) = (&*connection.transport, cli::flag(matches, "json"));
    match name {
        "add" => {
            let asked = asked(context, transport, matches)?;
            let window = question(context, transport, &asked)?;
            answered(json, &window, || {
                words::window_added(context.lang, window.id.0, clock::local(window.from), clock::local(window.to))
            });
        }
        "end" => {
            let id = MaintenanceId(matches.get_one::<u64>("window").copied().unwrap_or_default());
            let window = question(context, transport, &EndMaintenance { id })?;
            answered(json, &window, || words::window_ended(context.lang, window.id.0));
        }
        _ => list(context, transport, json)?,
    }
    Ok(0)
}

fn asked(context: &Context, transport: &dyn Transport, matches: &ArgMatches) -> anyhow::Result<AddMaintenance> {
    let text = |name| cli::text(matches, name).map(str::to_owned);
    let device = match cli::text(matches, "device") {
        Some(_) => Some(device::which(context, transport, matches)?),
        None => None,
    };
    let opd = cli::text(matches, "opd").map(|code| parse::opd(context.lang, code)).transpose();
    Ok(AddMaintenance {
        device,
        opd: opd.map_err(anyhow::Error::msg)?,
        from: text("from"),
        to: text("to").unwrap_or_default(),
        reason: text("reason").unwrap_or_default(),
    })
}

fn list(context: &Context, transport: &dyn Transport, json: bool) -> anyhow::Result<()> {
    let lang = context.lang;
    let windows = question(context, transport, &ListMaintenance {})?;
    if json {
        output::json(&windows);
        return Ok(());
    }
    if windows.is_empty() {
        output::say(words::no_windows(lang));
        return Ok(());
    }
    let fleet = question(context, transport, &AskFleet {})?;
    let mut table = Table::new(&[
        (word::number(lang), Align::Right),
        (words::for_what(lang), Align::Left),
        (words::begins(lang), Align::Left),
        (words::until(lang), Align::Left),
        (word::state(lang), Align::Left),
        (words::by(lang), Align::Left),
        (words::reason(lang), Align::Left),
    ]);
    for window in &windows {
        let state = match window.ended {
            Some(_) => words::over(lang),
            None if window.from > fleet.now => words::to_come(lang),
            None => words::open(lang),
        };
        table.row(vec![
            window.id.0.to_string(),
            model::text::shown(&for_what(&fleet, window), 20),
            clock::local(window.from),
            clock::local(window.ended.unwrap_or(window.to)),
            state.to_owned(),
            model::text::shown(&window.by, 20),
            model::text::shown(&window.reason, 60),
        ]);
    }
    output::say(&table.text());
    Ok(())
}

fn for_what(fleet: &FleetPicture, window: &Maintenance) -> String {
    match (window.device, &window.opd) {
        (Some(id), _) => super::availability::name_of(fleet, id),
        (None, Some(code)) => format!("OPD {code}"),
        (None, None) => String::new(),
    }
}
