//! The command line of pantau: reads the arguments and hands over.

mod assemble;
mod cli;
mod clock;
mod command;
mod config;
mod connect;
mod context;
mod figures;
mod inprocess;
mod lang;
mod logging;
mod output;
mod parse;
mod paths;
mod signals;
mod specs;

use context::{Context, Refused};
use std::process::ExitCode;

/// Half a million ports are many small pieces that come and go on several threads: this allocator keeps a third less of them
/// resident than the system's, and gives back what inventories took.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The allocator asks for huge pages, of which a part stays empty: a tenth of what a large fleet holds. Where the kernel does
/// not let it be said, they stay.
fn decline_huge_pages() {
    let _kept = nix::sys::prctl::set_thp_disable(true);
}

fn main() -> ExitCode {
    decline_huge_pages();
    let arguments: Vec<_> = std::env::args_os().collect();
    let asked = cli::asked_lang(&arguments);
    let matches = match cli::Tree::build(asked.unwrap_or_default()).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            output::say(&error.to_string());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            output::complain(&cli::complaint(asked.unwrap_or_default(), &error));
            return ExitCode::from(cli::USAGE);
        }
    };
    let innermost = innermost(&matches);
    let done = match Context::read(innermost, asked) {
        Ok(context) => run(&context, &matches),
        // `config check` tells faults itself, also those of the file it would have been run with.
        Err(_) if matches.subcommand_name() == Some("config") => {
            run(&Context::without_config(innermost, asked), &matches)
        }
        Err(Refused { lines, code }) => {
            lines.iter().for_each(|line| output::complain(line));
            return ExitCode::from(code);
        }
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output::complain(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

/// The matches of the innermost command: global arguments may stand anywhere.
fn innermost(matches: &clap::ArgMatches) -> &clap::ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| innermost(inner))
}

fn run(context: &Context, matches: &clap::ArgMatches) -> anyhow::Result<u8> {
    match matches.subcommand() {
        None => command::all_in_one::run(context, matches),
        Some(("collector", _)) => command::collector::run(context),
        Some(("tui", inner)) => command::tui::run(context, inner),
        Some(("status", inner)) => command::status::run(context, inner),
        Some(("probe", inner)) => command::probe::run(context, inner),
        Some(("walk", inner)) => command::walk::run(context, inner),
        Some(("identify", inner)) => command::identify::run(context, inner),
        Some(("discover", inner)) => command::discover::run(context, inner),
        Some(("device", inner)) => command::device::run(context, inner),
        Some(("opd", inner)) => command::opd::run(context, inner),
        Some(("agent", inner)) => command::agent::run(context, inner),
        Some(("token", inner)) => command::token::run(context, inner),
        Some(("user", inner)) => command::user::run(context, inner),
        Some(("audit", inner)) => command::audit::run(context, inner),
        Some(("availability", inner)) => command::availability::run(context, inner),
        Some(("bandwidth", inner)) => command::bandwidth::run(context, inner),
        Some(("maintenance", inner)) => command::maintenance::run(context, inner),
        Some(("history", inner)) => command::history::run(context, inner),
        Some(("topology", inner)) => command::topology::run(context, inner),
        Some(("import", inner)) => command::import::run(context, inner),
        Some(("compat", inner)) => command::compat::run(context, inner),
        Some(("backup", inner)) => command::backup::run(context, inner),
        Some(("verify", inner)) => command::verify::run(context, inner),
        Some(("restore", inner)) => command::restore::run(context, inner),
        Some(("config", inner)) => command::config::run(context, inner),
        Some(("demo", inner)) => command::demo::run(context, inner),
        Some((_, inner)) => command::completions::run(context, inner),
    }
}
