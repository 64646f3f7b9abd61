//! `pantau history size`: how much is kept, since when, and how large it will become.

use super::words as say;
use crate::{
    cli, clock,
    command::question,
    connect,
    context::Context,
    output::{self, Align, Table},
};
use clap::ArgMatches;
use model::{
    Lang,
    api::{AskHistorySize, HistorySizes},
    lang,
};

/// Shows it.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let connection = connect::any(context, matches)?;
    let sizes = question(context, &*connection.transport, &AskHistorySize {})?;
    if cli::flag(matches, "json") {
        output::json(&sizes);
    } else {
        output::say(&text(context.lang, &sizes));
    }
    Ok(0)
}

fn text(lang: Lang, sizes: &HistorySizes) -> String {
    let mut table = Table::new(&[
        (say::level(lang), Align::Left),
        (say::since(lang), Align::Left),
        (say::values(lang), Align::Right),
        (say::size(lang), Align::Right),
        (say::a_day(lang), Align::Right),
        (say::kept(lang), Align::Right),
    ]);
    for level in &sizes.levels {
        let name = match level.level.as_str() {
            "two_hours" => say::today(lang),
            "day" => say::raw(lang),
            "five_minutes" => say::five_minutes(lang),
            _ => say::hours(lang),
        };
        table.row(vec![
            name.to_owned(),
            level.since.map_or_else(|| "–".to_owned(), clock::local),
            lang::integer(lang, level.samples),
            lang::bytes(lang, level.octets as f64),
            lang::bytes(lang, level.octets_a_day as f64),
            lang::duration(lang, f64::from(level.keep_days) * 86_400.0),
        ]);
    }
    let bytes = |octets: u64| lang::bytes(lang, octets as f64);
    let mut out = table.text();
    out.push('\n');
    let mut line = |label: &str, value: String| out.push_str(&format!("{label:34} {value}\n"));
    line(say::not_compacted(lang), lang::integer(lang, sizes.tail_readings));
    line(say::database(lang), bytes(sizes.database_octets));
    line(say::settled(lang), bytes(sizes.settled_octets));
    line(say::free(lang), sizes.free_octets.map_or_else(|| "–".to_owned(), bytes));
    if sizes.bound_octets > 0 {
        line(say::bound(lang), bytes(sizes.bound_octets));
    }
    line(
        say::full_at(lang),
        sizes.full_at.map_or_else(|| say::never(lang).to_owned(), |at| clock::local(at)[..10].to_owned()),
    );
    out
}
