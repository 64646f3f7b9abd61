//! `pantau history`: one series over time as a curve and a table, the greatest of many, how much is kept.

mod curve;
mod size;
mod top;
mod words;

use super::{device, question};
use crate::{
    cli, clock,
    connect::{self, Connection},
    context::Context,
    output::{self, Align, Table},
    parse::moment::{End, moment},
};
use anyhow::Error;
use clap::ArgMatches;
use model::{
    DeviceId, Lang, Metric, Timestamp,
    api::{AskFleet, AskHistory, ForgetHistory, HISTORY_CSV, History, HistorySummary, MadeOf, Method, Reading, Unit},
    batch::Source,
    lang,
    text::visible,
};
pub use size::line;
use words as say;

/// Steps that are listed one by one; of more the newest.
const LISTED: usize = 31;
/// Range where none is given, seconds.
const DAY_SECONDS: i64 = 86_400;

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    match matches.subcommand() {
        Some(("top", inner)) => top::run(context, inner),
        Some(("size", inner)) => size::run(context, inner),
        Some(("forget", inner)) => forget(context, inner),
        _ => series(context, matches),
    }
}

fn series(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let (Some(word), Some(metric)) = (cli::text(matches, "device"), cli::text(matches, "metric")) else {
        return Err(Error::msg(say::needs_both(context.lang)));
    };
    let metric = metric_of(context.lang, metric)?;
    let (from, to) = range(context, matches)?;
    let connection = connect::any(context, matches)?;
    let (device, name) = find(context, &connection, word)?;
    let asked = AskHistory {
        device,
        metric,
        instance: cli::text(matches, "instance").unwrap_or_default().to_owned(),
        source: cli::text(matches, "source").map(|word| if word == "snmp" { Source::Snmp } else { Source::Agent }),
        from,
        to,
        step_seconds: matches.get_one::<u32>("step").copied(),
        reading: reading(matches, if cli::flag(matches, "csv") { Reading::Raw } else { Reading::Average }),
        utc_offset_seconds: offset(to),
    };
    if cli::flag(matches, "csv") {
        return csv(context, &connection, &asked);
    }
    let told = question(context, &*connection.transport, &asked)?;
    if cli::flag(matches, "json") {
        output::json(&told);
    } else {
        output::say(&text(context.lang, &name, &asked, &told));
    }
    Ok(0)
}

/// A device of the book by number, name or address; one that left it by its number.
fn find(context: &Context, connection: &Connection, word: &str) -> anyhow::Result<(DeviceId, String)> {
    let fleet = question(context, &*connection.transport, &AskFleet {})?;
    let id = match (device::find(context, &fleet, word), word.parse()) {
        (Ok(id), _) => id,
        (Err(_), Ok(number)) => DeviceId(number),
        (Err(error), Err(_)) => return Err(error),
    };
    let row = fleet.devices.iter().find(|row| row.id == id);
    Ok((id, row.map_or_else(|| id.to_string(), |row| row.name.clone())))
}

fn forget(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let connection = connect::any(context, matches)?;
    let (id, _) = find(context, &connection, cli::text(matches, "device").unwrap_or_default())?;
    let done = question(context, &*connection.transport, &ForgetHistory { id })?;
    super::answered(cli::flag(matches, "json"), &done, || say::forgotten(context.lang, id));
    Ok(0)
}

/// As the pieces come, so that years of values cost no more memory than a day.
fn csv(context: &Context, connection: &Connection, asked: &AskHistory) -> anyhow::Result<u8> {
    let body = serde_json::to_vec(asked)?;
    let mut written = Ok(true);
    let told = connection.transport.pieces(Method::Post, HISTORY_CSV, Some(body), &mut |piece| {
        written = output::say_piece(piece);
        matches!(written, Ok(true))
    });
    told.map_err(|error| Error::msg(format!("pantau: {}", visible(&error.text(context.lang)))))?;
    written?;
    Ok(0)
}

/// The metric of this name, or the one line that names the nearest.
fn metric_of(lang: Lang, word: &str) -> anyhow::Result<Metric> {
    let word = word.to_ascii_lowercase().replace('-', "_");
    if let Some(metric) = Metric::from_name(&word) {
        return Ok(metric);
    }
    let mut near: Vec<_> =
        Metric::ALL.iter().map(|metric| (strsim::damerau_levenshtein(&word, metric.name()), metric.name())).collect();
    near.sort_unstable();
    let near: Vec<&str> = near.into_iter().take(3).map(|(_, name)| name).collect();
    Err(Error::msg(say::no_metric(lang, visible(&word), near.join(", "))))
}

fn reading(matches: &ArgMatches, or: Reading) -> Reading {
    let Some(word) = cli::text(matches, "as") else { return or };
    let word = if word == "rate" { Reading::Average.word().into() } else { word.replace('-', "_") };
    Reading::ALL.into_iter().find(|reading| reading.word() == word).unwrap_or(or)
}

fn range(context: &Context, matches: &ArgMatches) -> anyhow::Result<(Timestamp, Timestamp)> {
    let (now, zone) = (clock::now(), clock::zone());
    let read = |name, end| {
        cli::text(matches, name).map(|word| moment(context.lang, word, end, now, &zone)).transpose().map_err(Error::msg)
    };
    let to = read("to", End::To)?.unwrap_or(now);
    let from = read("from", End::From)?;
    // A whole month or day that ends now is asked for by its beginning alone.
    Ok((from.unwrap_or_else(|| to.plus_seconds(-DAY_SECONDS)), to))
}

/// How far the clock of this machine is ahead of UTC at a moment, seconds.
fn offset(at: Timestamp) -> i32 {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    clock::zone().to_offset(moment).seconds()
}

fn text(lang: Lang, name: &str, asked: &AskHistory, told: &History) -> String {
    let what = format!("{} {}", asked.instance, asked.metric.name());
    let mut out = format!("{}  {}\n", visible(name), visible(what.trim()));
    out.push_str(&format!("{}\n", heading(lang, asked, told)));
    if told.points.is_empty() {
        out.push_str(say::nothing(lang));
        out.push('\n');
        return out;
    }
    out.push('\n');
    let show = |value: f64| shown(lang, asked.metric, asked.reading, told.unit, value);
    out.push_str(&curve::draw(&told.points, (asked.from, asked.to), told.step_seconds, show));
    out.push('\n');
    let hidden = told.points.len().saturating_sub(LISTED);
    if hidden > 0 {
        out.push_str(&format!("{}\n", say::hidden(lang, LISTED, told.points.len())));
    }
    let mut table = Table::new(&[(say::since(lang), Align::Left), (say::value(lang), Align::Right)]);
    for point in told.points.iter().skip(hidden) {
        table.row(vec![clock::local(point.at), show(point.value.as_f64())]);
    }
    out.push_str(&table.text());
    out.push('\n');
    out.push_str(&summary(lang, asked.metric, told));
    out
}

fn heading(lang: Lang, asked: &AskHistory, told: &History) -> String {
    let (from, to) = (clock::local(asked.from), clock::local(asked.to));
    let zone = clock::zone_name(asked.to);
    let mut line = format!("{from} – {to} {zone}  {}", say::reading(lang, asked.reading));
    if told.step_seconds > 0 {
        line.push_str(&format!(", {}", say::step(lang, lang::duration(lang, told.step_seconds.into()))));
    }
    let source = told.source.and_then(|source| serde_json::to_value(source).ok());
    let source = source.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    let made_of = match told.made_of {
        MadeOf::Raw => say::of_raw(lang),
        MadeOf::FiveMinutes => say::of_five_minutes(lang),
        MadeOf::Hours => say::of_hours(lang),
    };
    format!("{line}\n{made_of}{}", if source.is_empty() { String::new() } else { format!(" ({source})") })
}

/// What the whole range comes to.
fn summary(lang: Lang, metric: Metric, told: &History) -> String {
    let HistorySummary { known, average, lowest, highest, p95, increase, .. } = told.summary;
    let unit = if increase.is_some() && told.unit == Unit::OfMetric { rate_unit(metric) } else { told.unit };
    let value = |value: Option<f64>| {
        value.map_or_else(|| "–".to_owned(), |value| shown(lang, metric, Reading::Average, unit, value))
    };
    let mut out = String::new();
    let mut line = |label: &str, value: String| out.push_str(&format!("{label:24} {value}\n"));
    line(say::mean(lang), value(average));
    line(say::lowest(lang), value(lowest));
    line(say::highest(lang), value(highest));
    line(say::p95(lang), value(p95));
    if let Some(increase) = increase {
        line(say::increase(lang), shown(lang, metric, Reading::Increase, Unit::OfMetric, increase as f64));
    }
    line(say::known(lang), lang::percent(lang, known * 100.0, 1));
    out
}

const fn rate_unit(metric: Metric) -> Unit {
    match metric {
        Metric::InOctets | Metric::OutOctets => Unit::BitPerSecond,
        _ => Unit::PerSecond,
    }
}

/// A value with its unit.
fn shown(lang: Lang, metric: Metric, reading: Reading, unit: Unit, value: f64) -> String {
    match unit {
        Unit::BitPerSecond => format!("{}bit/s", lang::scaled(lang, value)),
        Unit::PerSecond => format!("{}/{}", lang::scaled(lang, value), say::second(lang)),
        Unit::OfMetric => {
            let octets = matches!(metric, Metric::InOctets | Metric::OutOctets) || metric.name().ends_with("_bytes");
            match metric.name().rsplit('_').next() {
                _ if octets => lang::bytes(lang, value),
                Some("percent") => lang::percent(lang, value, 1),
                Some("bps") => format!("{}bit/s", lang::scaled(lang, value)),
                Some("s") if metric == Metric::Uptime => lang::duration_long(lang, value),
                Some("ms") => format!("{} ms", lang::decimal(lang, value, 2)),
                _ if reading == Reading::Increase || value.fract() == 0.0 => lang::decimal(lang, value, 0),
                _ => lang::decimal(lang, value, 2),
            }
        }
    }
}
