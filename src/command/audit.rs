//! `pantau audit`: who did what, newest first.

use super::question;
use crate::{
    cli, clock, connect,
    context::Context,
    lang::{self, trust as words},
    output::{self, Align, Table},
};
use clap::ArgMatches;
use model::api::AskAudit;

/// Lines without `--limit`.
const LINES: u32 = 50;

/// Prints the newest lines.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let lang = context.lang;
    let connection = connect::any(context, matches)?;
    let mut lines = question(context, &*connection.transport, &AskAudit {})?;
    lines.truncate(matches.get_one::<u32>("limit").copied().unwrap_or(LINES) as usize);
    if cli::flag(matches, "json") {
        output::json(&lines);
        return Ok(0);
    }
    let mut table = Table::new(&[
        (lang::word::time(lang), Align::Left),
        (words::actor(lang), Align::Left),
        (words::role(lang), Align::Left),
        (lang::word::address(lang), Align::Left),
        (words::action(lang), Align::Left),
        (words::object(lang), Align::Left),
    ]);
    for line in lines {
        table.row(vec![
            clock::local(line.at),
            model::text::shown(&line.actor, 40),
            line.role,
            line.origin,
            line.action,
            model::text::shown(&line.object, 60),
        ]);
    }
    output::say(&table.text());
    Ok(0)
}
