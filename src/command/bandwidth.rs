//! `pantau bandwidth`: what ports and the uplinks of agencies carried, against what was bought, and when they will be full.

mod tell;

use super::{device, question};
use crate::{cli, connect, context::Context, output, parse};
use clap::ArgMatches;
use model::api::AskBandwidth;

/// Shows it.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let connection = connect::any(context, matches)?;
    let transport = &*connection.transport;
    let text = |name| cli::text(matches, name).map(str::to_owned);
    let device = match cli::text(matches, "device") {
        Some(_) => Some(device::which(context, transport, matches)?),
        None => None,
    };
    let opd = cli::text(matches, "opd").map(|code| parse::opd(context.lang, code)).transpose();
    let asked = AskBandwidth {
        device,
        port: text("port"),
        opd: opd.map_err(anyhow::Error::msg)?,
        period: text("period"),
        from: text("from"),
        to: text("to"),
    };
    let found = question(context, transport, &asked)?;
    if cli::flag(matches, "json") {
        output::json(&found);
    } else {
        let page = tell::Page { lang: context.lang, found: &found };
        let in_full = asked.opd.is_some() || asked.port.is_some();
        output::say(&if in_full { page.line() } else { page.lines() });
    }
    Ok(0)
}
