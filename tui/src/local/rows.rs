//! What stands on the local view, row by row, before it is drawn.

use super::Local;
use crate::{
    draw::{Look, number, text},
    keys::{Action, TABLE},
    lang,
};
use model::{
    local::{Missing, Origin, Sending, Snapshot},
    record::Facts,
    sheet::{self, Grade, Line},
    way::{self, Leg, Verdict, Way},
};

/// Windows lower than this have the conclusion above the steps, so that it is never cut off.
const LOW: u16 = 20;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    /// A rule with its title and note.
    Title(String, String),
    /// A step of the way.
    Leg(Leg),
    /// A line of what matters most.
    Said(String),
    /// An ordinary line.
    Text(String),
    /// A line of a sheet.
    Line(Line),
    /// A key and what it does.
    Key(String, &'static str),
    /// A verdict and what it means.
    Mark(Verdict, &'static str),
}

/// Every row at this width and height.
pub(super) fn rows(local: &Local, look: &Look, width: u16, height: u16) -> Vec<Row> {
    if local.help {
        return help(look);
    }
    match &local.seen {
        None => vec![Row::Text(lang::loading(look.lang).to_owned())],
        Some(Err(missing)) => absent(*missing, look, &local.place, width),
        Some(Ok((snapshot, origin))) => present(snapshot, *origin, look, width, height),
    }
}

fn said(text: &str, width: u16) -> impl Iterator<Item = Row> {
    text::wrapped(text, width.saturating_sub(1).max(1)).into_iter().map(Row::Said)
}

fn plain(text: &str, width: u16) -> impl Iterator<Item = Row> {
    text::wrapped(text, width.saturating_sub(1).max(1)).into_iter().map(Row::Text)
}

/// One line and what to do.
fn absent(missing: Missing, look: &Look, place: &str, width: u16) -> Vec<Row> {
    let place = text::foreign(place, 200);
    let mut rows: Vec<Row> = Vec::new();
    match missing {
        Missing::NoAgent => {
            rows.extend(said(lang::says_no_agent(look.lang), width));
            rows.extend(plain(&lang::says_looked_in(look.lang, place), width));
        }
        Missing::Forbidden => rows.extend(said(&lang::says_forbidden(look.lang, place), width)),
    }
    rows
}

fn present(snapshot: &Snapshot, origin: Origin, look: &Look, width: u16, height: u16) -> Vec<Row> {
    let mut rows = Vec::new();
    match (&snapshot.way, origin) {
        (_, Origin::Left) => {
            let since = snapshot.stopped_at.unwrap_or(snapshot.observed_at);
            rows.extend(said(&lang::says_stopped(look.lang, number::age(look, Some(since))), width));
        }
        (Some(way), _) => the_way(way, look, width, height, &mut rows),
        (None, Origin::Agent) => rows.extend(plain(lang::way_soon(look.lang), width)),
        (None, Origin::File) => rows.extend(plain(lang::way_hidden(look.lang), width)),
    }
    machine(snapshot, look, &mut rows);
    rows
}

fn the_way(way: &Way, look: &Look, width: u16, height: u16, rows: &mut Vec<Row>) {
    let is_low = height < LOW;
    let conclusion = way::conclusion(look.lang, way);
    let is_old = way.is_old(look.now);
    let note = if is_old {
        lang::way_old(look.lang, number::age(look, Some(way.at)))
    } else {
        lang::way_measured(look.lang, number::clock_seconds(look, way.at))
    };
    if is_low {
        rows.extend(said(&conclusion, width));
    }
    if !is_low || is_old {
        rows.push(Row::Title(lang::rule_way(look.lang).to_owned(), note));
    }
    rows.extend(way.legs.iter().cloned().map(Row::Leg));
    if !is_low {
        rows.extend(said(&conclusion, width));
    }
}

/// How the machine fares, how its agent does, and the whole inventory below.
fn machine(snapshot: &Snapshot, look: &Look, rows: &mut Vec<Row>) {
    let facts = snapshot.record.as_ref().map(|record| &record.facts);
    let put = |rows: &mut Vec<Row>, section: sheet::Section| {
        if !section.lines.is_empty() {
            rows.push(Row::Title(section.title.to_owned(), String::new()));
            rows.extend(section.lines.into_iter().map(Row::Line));
        }
    };
    let unknown = Facts::default();
    let mut health = sheet::health(facts.unwrap_or(&unknown), look.lang);
    if let Some(sending) = &snapshot.sending {
        health.lines.insert(0, contact(sending, look));
    }
    put(rows, health);
    rows.push(Row::Title(lang::rule_agent(look.lang).to_owned(), String::new()));
    rows.extend(agent(snapshot, look).into_iter().map(Row::Line));
    for section in facts.map(|facts| sheet::sheet(facts, look.lang)).unwrap_or_default() {
        put(rows, section);
    }
}

fn agent(snapshot: &Snapshot, look: &Look) -> Vec<Line> {
    let lang = look.lang;
    let line = |label: &str, value: String| Line { label: label.to_owned(), value, ..Line::default() };
    let interval = model::lang::duration(lang, snapshot.interval_seconds as f64);
    let version = text::foreign(&snapshot.version, 20);
    let mut lines = vec![line(lang::label_agent(lang), lang::agent_version(lang, version, interval))];
    let Some(sending) = &snapshot.sending else {
        lines.push(line(lang::label_sending(lang), lang::sends_nowhere(lang).to_owned()));
        return lines;
    };
    let reason = sending.failure.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    lines.push(line(lang::label_sending(lang), format!("{}{reason}", sending.url)));
    let until = sending.certificate_until.map(|at| number::dated(look, at));
    lines.extend(until.map(|day| line(lang::label_certificate(lang), lang::until_day(lang, day))));
    lines
}

/// What waits for the collector and when it took something last: `terakhir 11:37 (3mnt lalu), 41 laporan menunggu`.
fn contact(sending: &Sending, look: &Look) -> Line {
    let lang = look.lang;
    let count = |count: u64| model::lang::integer(lang, count);
    let last = sending.reached_at.map_or_else(
        || lang::never_reached(lang).to_owned(),
        |at| lang::last_contact(lang, number::moment(look, at), number::age(look, Some(at))),
    );
    let size = model::lang::bytes(lang, sending.waiting_bytes as f64);
    let waiting = (sending.waiting > 0).then(|| lang::batches_waiting(lang, count(sending.waiting), size));
    let lost = (sending.lost > 0).then(|| lang::batches_lost(lang, count(sending.lost)));
    let is_failing = sending.failure.is_some() || sending.lost > 0;
    Line {
        label: lang::label_contact(lang).to_owned(),
        value: [Some(last), waiting, lost].into_iter().flatten().collect::<Vec<_>>().join(", "),
        percent: None,
        grade: if is_failing { Grade::Warning } else { Grade::Plain },
    }
}

/// The keys of this view, from the one key table, and what the marks mean.
fn help(look: &Look) -> Vec<Row> {
    let lang = look.lang;
    let mut rows = vec![Row::Title(lang::help_keys(lang).to_owned(), String::new())];
    for binding in TABLE.iter().filter(|binding| works_here(binding.action)) {
        let names: Vec<String> = binding.keys.iter().map(|key| key.name(lang)).collect();
        let label = match binding.action {
            Action::Back | Action::QuitNow => lang::key_quit(lang),
            _ => (binding.label)(lang),
        };
        rows.push(Row::Key(names.join(" "), label));
    }
    rows.push(Row::Title(lang::help_verdicts(lang).to_owned(), String::new()));
    rows.extend(Verdict::ALL.into_iter().map(|verdict| Row::Mark(verdict, meaning(verdict, look))));
    rows
}

/// The actions that this view knows.
pub(super) const fn works_here(action: Action) -> bool {
    use Action::{
        Back, Down, First, Glyphs, Help, Language, Last, PageDown, PageUp, Quit, QuitNow, Repaint, Suspend, Up,
    };
    matches!(
        action,
        Back | Down
            | First
            | Glyphs
            | Help
            | Language
            | Last
            | PageDown
            | PageUp
            | Quit
            | QuitNow
            | Repaint
            | Suspend
            | Up
    )
}

const fn meaning(verdict: Verdict, look: &Look) -> &'static str {
    match verdict {
        Verdict::Fine => lang::means_fine(look.lang),
        Verdict::Poor => lang::means_poor(look.lang),
        Verdict::Broken => lang::means_broken(look.lang),
        Verdict::Affected => lang::means_affected(look.lang),
        Verdict::Unknown => lang::means_unknown(look.lang),
        Verdict::NotAsked => lang::means_not_asked(look.lang),
    }
}
