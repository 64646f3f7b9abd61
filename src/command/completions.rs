//! `pantau completions SHELL`: writes the completions of a shell to stdout.

use crate::{cli::Tree, context::Context, output};
use clap::ArgMatches;

/// Prints them.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") else { return Ok(crate::cli::USAGE) };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut Tree::build(context.lang), "pantau", &mut script);
    output::say(&String::from_utf8_lossy(&script));
    Ok(0)
}
