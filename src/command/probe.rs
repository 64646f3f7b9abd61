//! `pantau probe`: one device, once, as the poller sees it. Exit 0 a record, 3 nothing acceptable, 4 answered without a fact.

use crate::{assemble, cli, context::Context, lang, output, parse};
use clap::ArgMatches;
use collector::{
    probe::{ProbeOptions, probe, says_anything},
    recording::{Recording, RecordingFault, replay},
    snmp::Engine,
};
use model::{DeviceRecord, Lang, lang::scaled, text};
use std::{path::Path, time::Duration};

/// Longest `--timeout`.
const LONGEST_SECONDS: f64 = 86_400.0;
/// Columns of a file's name in a message.
const FILE_SHOWN: usize = 120;

/// Probes once, or tells what a recording yields.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    if let Some(file) = cli::path(matches, "replay") {
        return replayed(context, matches, file);
    }
    let options = match device(context.lang, matches) {
        Ok(options) => options,
        Err(line) => {
            output::complain(&line);
            return Ok(cli::USAGE);
        }
    };
    let profiles = assemble::profiles(context)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let probed = runtime.block_on(async {
        let engine = Engine::start(context.settings.limits.requests_in_flight)?;
        anyhow::Ok(probe(&options, &engine, &profiles, crate::clock::now).await)
    })?;
    runtime.shutdown_background();
    match probed {
        Ok(record) => {
            tell(context.lang, matches, &record);
            Ok(0)
        }
        Err(failure) => {
            output::complain(&text::shown(&format!("pantau: {}", failure.message(context.lang)), 300));
            Ok(failure.exit())
        }
    }
}

/// Whom the command line names, with what it is asked, and for how long. Error: the line to tell.
pub fn device(lang: Lang, matches: &ArgMatches) -> Result<ProbeOptions, String> {
    let (address, port) = parse::address(lang, cli::text(matches, "address").unwrap_or_default())?;
    let seconds = matches.get_one::<f64>("timeout").copied().unwrap_or(30.0);
    if !(0.1..=LONGEST_SECONDS).contains(&seconds) {
        return Err(lang::bad_timeout(lang).to_owned());
    }
    let access = parse::access(lang, matches)?.ok_or_else(|| lang::need_community(lang).to_owned())?;
    Ok(ProbeOptions { address, port, access, timeout: Duration::from_secs_f64(seconds), any_source: false })
}

/// The record that a recording yields.
fn replayed(context: &Context, matches: &ArgMatches, file: &Path) -> anyhow::Result<u8> {
    let shown = || text::shown(&file.display().to_string(), FILE_SHOWN);
    let read =
        std::fs::read(file).map_err(|e| anyhow::anyhow!(lang::recording_unreadable(context.lang, shown(), e)))?;
    let recording: Recording = match String::from_utf8_lossy(&read).parse() {
        Ok(recording) => recording,
        Err(fault) => {
            let fault: RecordingFault = fault;
            output::complain(&format!("pantau: {}: {}", shown(), fault.message(context.lang)));
            return Ok(cli::USAGE);
        }
    };
    let (_, decoded) = replay(&assemble::profiles(context)?, &recording, crate::clock::now());
    if !says_anything(&decoded.record) {
        output::complain(&lang::recording_says_nothing(context.lang, shown()));
        return Ok(4);
    }
    tell(context.lang, matches, &decoded.record);
    Ok(0)
}

fn tell(lang: Lang, matches: &ArgMatches, record: &DeviceRecord) {
    if cli::flag(matches, "json") { output::json(record) } else { output::say(&told(lang, record)) }
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
