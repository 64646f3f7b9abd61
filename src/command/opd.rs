//! `pantau opd add|ls|set`: the agencies.

use super::{answered, question};
use crate::{
    cli, connect,
    context::Context,
    lang::{self, word},
    output::{self, Align, Table},
    parse,
};
use clap::ArgMatches;
use model::{
    Opd,
    api::{AddOpd, AskFleet, SetOpd},
    lang::integer,
};

/// Runs one of the sub-commands.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(cli::USAGE) };
    let connection = connect::any(context, matches)?;
    let (transport, json) = (&*connection.transport, cli::flag(matches, "json"));
    match name {
        "add" => {
            let opd = question(context, transport, &AddOpd(declared(context, matches)?))?;
            answered(json, &opd, || lang::opd_added(context.lang, &opd.code));
        }
        "set" => {
            let opd = declared(context, matches)?;
            let opd = question(context, transport, &SetOpd { code: opd.code.clone(), opd })?;
            answered(json, &opd, || lang::opd_changed(context.lang, &opd.code));
        }
        _ => list(context, transport, json)?,
    }
    Ok(0)
}

fn declared(context: &Context, matches: &ArgMatches) -> anyhow::Result<Opd> {
    let code = parse::opd(context.lang, cli::text(matches, "code").unwrap_or_default()).map_err(anyhow::Error::msg)?;
    let contracted_bps = cli::text(matches, "contracted")
        .map(|text| parse::rate(context.lang, text))
        .transpose()
        .map_err(anyhow::Error::msg)?;
    let address_plan =
        matches.get_many::<String>("subnet").map(|subnets| subnets.cloned().collect()).unwrap_or_default();
    Ok(Opd {
        code,
        name: cli::text(matches, "name").unwrap_or_default().to_owned(),
        contracted_bps,
        address_plan,
        uplink: None,
    })
}

fn list(context: &Context, transport: &dyn ::tui::client::Transport, json: bool) -> anyhow::Result<()> {
    let lang = context.lang;
    let fleet = question(context, transport, &AskFleet {})?;
    if json {
        output::json(&fleet.opds);
        return Ok(());
    }
    let mut table = Table::new(&[
        (word::opd(lang), Align::Left),
        (word::name(lang), Align::Left),
        (word::status(lang), Align::Left),
        (word::devices(lang), Align::Right),
        (word::incoming(lang), Align::Right),
        (word::outgoing(lang), Align::Right),
        (word::contracted(lang), Align::Right),
    ]);
    for row in fleet.opds.iter().filter(|row| !row.opd.code.0.is_empty()) {
        let worst = row.counts.worst();
        table.row(vec![
            row.opd.code.0.clone(),
            row.opd.name.clone(),
            format!("{} {}", worst.glyph(), worst.word(lang)),
            integer(lang, u64::from(row.counts.total())),
            output::rate(lang, row.in_bps),
            output::rate(lang, row.out_bps),
            output::rate(lang, row.opd.contracted_bps.map(|bps| bps as f64)),
        ]);
    }
    let empty = fleet.opds.iter().all(|row| row.opd.code.0.is_empty());
    output::say(&if empty { lang::no_opds(lang).to_owned() } else { table.text() });
    Ok(())
}
