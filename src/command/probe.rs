//! `pantau probe`: one device, once, as the poller sees it. Exit 0 a record, 3 nothing acceptable, 4 answered without a fact.

use crate::{assemble, cli, context::Context, lang, output, parse};
use clap::ArgMatches;
use collector::{
    probe::{ProbeOptions, probe},
    snmp::Engine,
};
use model::{DeviceRecord, Lang, lang::scaled, text};
use std::time::Duration;

/// Probes once.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let usage = |line: String| {
        output::complain(&line);
        Ok(cli::USAGE)
    };
    let (address, port) = match parse::address(context.lang, cli::text(matches, "address").unwrap_or_default()) {
        Ok(target) => target,
        Err(line) => return usage(line),
    };
    let seconds = matches.get_one::<f64>("timeout").copied().unwrap_or(30.0);
    if !(0.1..=3600.0).contains(&seconds) {
        return usage(lang::bad_timeout(context.lang).to_owned());
    }
    let access = match parse::access(context.lang, matches) {
        Ok(Some(access)) => access,
        Ok(None) => return usage(lang::need_community(context.lang).to_owned()),
        Err(line) => return usage(line),
    };
    let profiles = assemble::profiles(context)?;
    let options = ProbeOptions { address, port, access, timeout: Duration::from_secs_f64(seconds), any_source: false };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let probed = runtime.block_on(async {
        let engine = Engine::start(context.settings.limits.requests_in_flight)?;
        anyhow::Ok(probe(&options, &engine, &profiles, crate::clock::now).await)
    })?;
    runtime.shutdown_background();
    match probed {
        Ok(record) => {
            if cli::flag(matches, "json") {
                output::json(&record)
            } else {
                output::say(&told(context.lang, &record))
            }
            Ok(0)
        }
        Err(failure) => {
            output::complain(&text::shown(&format!("pantau: {}", failure.message(context.lang)), 300));
            Ok(failure.exit())
        }
    }
}

/// The record for people: its sheet, then its ports.
fn told(lang: Lang, record: &DeviceRecord) -> String {
    use crate::lang::word;
    let facts = &record.facts;
    let mut out = output::sheet(lang, facts);
    let mut table = output::Table::new(&[
        ("ifIndex", output::Align::Right),
        (word::port(lang), output::Align::Left),
        (word::state(lang), output::Align::Left),
        (word::speed(lang), output::Align::Right),
        ("MAC", output::Align::Left),
        (word::note(lang), output::Align::Left),
    ]);
    for port in &facts.ports {
        table.row(vec![
            port.if_index.map(|i| i.to_string()).unwrap_or_default(),
            model::record::port_name(port).unwrap_or_default().to_owned(),
            port.oper.clone().unwrap_or_default(),
            port.speed_bps.map_or_else(|| "–".into(), |bps| scaled(lang, bps as f64)),
            port.mac.clone().unwrap_or_default(),
            port.alias.clone().unwrap_or_default(),
        ]);
    }
    if !facts.ports.is_empty() {
        out.push('\n');
        out.push_str(&table.text());
    }
    out
}
