//! `pantau` alone: collector, local agent and screen in one process.

use super::tui::{options, terminal};
use crate::{
    assemble::{Assembly, Parts},
    context::Context,
    lang, logging,
};
use clap::ArgMatches;

/// Runs until the screen is left.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    if !terminal() {
        anyhow::bail!(lang::no_terminal(context.lang));
    }
    // The collector is opened first: what cannot be had is told in one line, before the screen takes the terminal.
    let assembly = Assembly::start(context, &context.data_dir, Parts::default())?;
    logging::to_files(&context.data_dir, context.verbosity);
    let shown = ::tui::session::run_screen(assembly.transport(), options(context, matches));
    assembly.stop();
    shown.map_err(|error| anyhow::anyhow!("pantau: {}", error.text(context.lang)))?;
    Ok(0)
}
