//! `pantau history top METRIC`: the greatest series of a range, or sums by device or agency.

use super::{metric_of, range, reading, shown, words as say};
use crate::{
    cli,
    command::question,
    connect,
    context::Context,
    output::{self, Align, Table},
    parse,
};
use anyhow::Error;
use clap::ArgMatches;
use model::{
    api::{AskTop, Reading, Top, TopBy},
    lang,
};

/// Shows them.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some(metric) = cli::text(matches, "metric") else {
        return Err(Error::msg(say::needs_metric(context.lang)));
    };
    let metric = metric_of(context.lang, metric)?;
    let (from, to) = range(context, matches)?;
    let opd = cli::text(matches, "opd").map(|code| parse::opd(context.lang, code)).transpose().map_err(Error::msg)?;
    let asked = AskTop {
        metric,
        reading: reading(matches, Reading::Average),
        by: match cli::text(matches, "by") {
            Some("device") => TopBy::Device,
            Some("opd") => TopBy::Opd,
            _ => TopBy::Series,
        },
        opd,
        from,
        to,
        count: matches.get_one::<u32>("limit").copied().unwrap_or(10),
    };
    let connection = connect::any(context, matches)?;
    let top = question(context, &*connection.transport, &asked)?;
    if cli::flag(matches, "json") {
        output::json(&top);
    } else {
        output::say(&text(context, &asked, &top));
    }
    Ok(0)
}

fn text(context: &Context, asked: &AskTop, top: &Top) -> String {
    let lang = context.lang;
    if top.rows.is_empty() {
        return format!("{}\n", say::nothing(lang));
    }
    let mut table = Table::new(&[
        (say::device(lang), Align::Left),
        (say::instance(lang), Align::Left),
        ("OPD", Align::Left),
        (say::value(lang), Align::Right),
        (say::known(lang), Align::Right),
    ]);
    for row in &top.rows {
        let value = shown(lang, asked.metric, asked.reading, top.unit, row.value);
        let known = lang::percent(lang, row.summary.known * 100.0, 0);
        let (name, instance) = (model::text::shown(&row.name, 28), model::text::shown(&row.instance, 20));
        table.row(vec![name, instance, row.opd.clone(), value, known]);
    }
    format!("{}\n{}", say::of_series(lang, top.series, say::reading(lang, asked.reading)), table.text())
}
