//! `pantau config check`: validates a configuration file and exits.

use crate::{cli, config, context::Context, lang, output};
use clap::ArgMatches;
use serde::Serialize;

#[derive(Serialize)]
struct Checked {
    file: String,
    good: bool,
    faults: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    line: usize,
    message: String,
}

/// Checks the file named, else the one that would be used. Exit 1 when it has faults.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let matches = matches.subcommand().map_or(matches, |(_, inner)| inner);
    let Some(file) = cli::path(matches, "file").map(ToOwned::to_owned).or_else(|| context.config_file.clone()) else {
        output::say(lang::config_none(context.lang));
        return Ok(0);
    };
    let text = std::fs::read_to_string(&file)
        .map_err(|e| anyhow::anyhow!(lang::config_unreadable(context.lang, file.display(), e)))?;
    let faults = config::parse(&text).err().unwrap_or_default();
    if cli::flag(matches, "json") {
        let told =
            faults.iter().map(|f| Told { line: f.line, message: f.text[context.lang as usize].clone() }).collect();
        output::json(&Checked { file: file.display().to_string(), good: faults.is_empty(), faults: told });
    } else if faults.is_empty() {
        output::say(&lang::config_good(context.lang, file.display()));
    }
    for fault in &faults {
        output::complain(&fault.told(&file, context.lang));
    }
    Ok(u8::from(!faults.is_empty()))
}
