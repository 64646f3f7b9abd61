//! `pantau tui`: the screen against a running collector, or with `--local` against this machine's agent.

use crate::{cli, connect, context::Context, lang, logging, specs::Craft};
use ::tui::session::{ScreenOptions, run_local, run_screen};
use clap::ArgMatches;
use std::{io::IsTerminal, sync::Arc};

/// Runs until the screen is left.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    if !terminal() {
        anyhow::bail!(lang::no_terminal_tui(context.lang));
    }
    if cli::flag(matches, "local") {
        return run_local_view(context, matches);
    }
    let connection = connect::need_running(context, matches)?;
    logging::to_files(&context.data_dir, context.verbosity);
    run_screen(connection.transport.clone(), options(context, matches))
        .map_err(|error| anyhow::anyhow!("pantau: {}", error.text(context.lang)))?;
    Ok(0)
}

/// The local view: asks this machine's agent, no collector.
fn run_local_view(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    // The directory that the environment names is that of pantau itself, not of the agent.
    let data = cli::given_path(matches, "data").map_or_else(agent::place::found, ToOwned::to_owned);
    let place = data.display().to_string();
    run_local(move || agent::outlet::look(&data), place, &options(context, matches))
        .map_err(|error| anyhow::anyhow!("pantau: {}", error.text(context.lang)))?;
    Ok(0)
}

/// True when there is a terminal to draw on and keys to read from.
pub fn terminal() -> bool {
    std::io::stdout().is_terminal()
        && std::io::stdin().is_terminal()
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// What the command line says about the screen.
pub fn options(context: &Context, matches: &ArgMatches) -> ScreenOptions {
    let person = ["PANTAU_OPERATOR", "SUDO_USER", "USER", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let word = |name: &str| cli::text(matches, name).map(str::to_owned);
    ScreenOptions {
        settings: context.settings.tui.clone(),
        lang: context.lang,
        color: word("color"),
        glyphs: word("glyphs"),
        theme: word("theme"),
        read_only: cli::flag(matches, "read-only"),
        view: word("view"),
        operator: person.unwrap_or_else(|| "operator".into()),
        record: cli::path(matches, "record").map(ToOwned::to_owned),
        specs: Some(Arc::new(Craft { site: context.settings.site.clone() })),
    }
}
