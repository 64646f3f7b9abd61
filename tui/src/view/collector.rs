//! Kolektor: what the collector does, how fast, how late, and what it gave up.

use super::Cursor;
use crate::{
    app::{App, collector::Collector},
    draw::{Look, number, rule, table, text},
    lang,
    theme::Ink,
};
use model::{Lang, Status};
use ratatui::{buffer::Buffer, layout::Rect};

/// Columns of one group where two stand side by side, and the most that one takes: a value stands near its name.
const GROUP: u16 = 64;

/// One line: what, how much, and whether that is well.
struct Line {
    label: &'static str,
    value: String,
    /// Told in the ink of a warning.
    is_bad: bool,
}

/// Lines under one rule.
struct Group {
    title: &'static str,
    lines: Vec<Line>,
}

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let collector = &app.collector;
    if collector.newest.is_none() {
        let told = collector
            .why
            .clone()
            .map_or_else(|| lang::loading(look.lang).to_owned(), |why| lang::no_answer(look.lang, why));
        table::empty(buffer, area, look, &text::wrapped(&told, area.width.saturating_sub(2)));
        return None;
    }
    let groups = groups(look.lang, collector);
    let side_by_side = area.width >= 2 * GROUP;
    let rows = |groups: &[Group]| groups.iter().map(|group| group.lines.len() + 1).sum::<usize>();
    let split = if side_by_side { groups.len().div_ceil(2) } else { groups.len() };
    let (left, right) = groups.split_at(split);
    let longest = rows(left).max(rows(right));
    let scroll = collector.scroll.min(longest.saturating_sub(usize::from(area.height)));
    let width = if side_by_side { (area.width - 1) / 2 } else { area.width };
    let second = Rect { x: area.x + width + 1, width: area.width.saturating_sub(width + 1), ..area };
    column(look, Rect { width, ..area }, buffer, left, scroll);
    column(look, second, buffer, right, scroll);
    None
}

/// Groups one under the other, from this row on.
fn column(look: &Look, area: Rect, buffer: &mut Buffer, groups: &[Group], scroll: usize) {
    let mut passed = 0;
    let mut row = area;
    let mut next = |row: &mut Rect| -> Option<Rect> {
        passed += 1;
        if passed <= scroll || row.height == 0 {
            return None;
        }
        let here = Rect { height: 1, ..*row };
        (row.y, row.height) = (row.y + 1, row.height - 1);
        Some(here)
    };
    for group in groups {
        if let Some(here) = next(&mut row) {
            rule::draw(buffer, here, look, group.title, "");
        }
        for line in &group.lines {
            let Some(here) = next(&mut row) else { continue };
            let here = Rect { width: here.width.min(GROUP), ..here };
            let value_columns = text::columns(&line.value).min(here.width);
            let label = model::text::cut_end(line.label, usize::from(here.width.saturating_sub(value_columns + 3)));
            text::put(buffer, here.x + 1, here.y, here.width.saturating_sub(1), &label, look.ink(Ink::Plain));
            let ink = if line.is_bad { Ink::Status(Status::Warning) } else { Ink::Strong };
            text::put_right(buffer, here.right().saturating_sub(1), here.y, value_columns, &line.value, look.ink(ink));
        }
    }
}

fn groups(lang: Lang, collector: &Collector) -> Vec<Group> {
    let whole = |name: &str| count(lang, collector.sum(name));
    let rate = |name: &str| per_second(lang, collector.rate(name));
    let plain = |label, value| Line { label, value, is_bad: false };
    // What should stay at nothing: how much there is, and whether it still grows.
    let trouble = |label, name: &str| Line {
        label,
        value: format!("{}  {}", whole(name), rate(name)),
        is_bad: collector.rate(name).is_some_and(|rate| rate > 0.0),
    };
    let spread = |label, name: &str| Line {
        label,
        value: [0.5, 0.95, 0.99].map(|share| seconds(lang, collector.quantile(name, share))).join("  "),
        is_bad: false,
    };
    let anomalies = collector.newest.iter().flat_map(|figures| figures.of("pantau_snmp_anomalies_total"));
    let worst = anomalies.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, times)| *times > 0.0);
    let worst = worst.map_or_else(
        || number::UNKNOWN.to_owned(),
        |(name, times)| format!("{} × {}", text::foreign(name, 24), count(lang, Some(times))),
    );
    vec![
        Group {
            title: lang::figures_polling(lang),
            lines: vec![
                plain(lang::figures_targets(lang), whole("pantau_poll_targets")),
                plain(lang::figures_polls(lang), rate("pantau_polls_total")),
                plain(lang::figures_pulses(lang), rate("pantau_poll_pulses_total")),
                plain(lang::figures_checks(lang), rate("pantau_poll_checks_total")),
                plain(lang::figures_failures(lang), rate("pantau_poll_failures_total")),
                trouble(lang::figures_late(lang), "pantau_polls_late_total"),
                Line {
                    label: lang::figures_behind(lang),
                    value: format!("{} {}", whole("pantau_polls_behind_seconds"), lang.pick("dtk", "s")),
                    is_bad: collector.sum("pantau_polls_behind_seconds").is_some_and(|seconds| seconds >= 5.0),
                },
            ],
        },
        Group {
            title: "SNMP",
            lines: vec![
                plain(lang::figures_requests(lang), rate("pantau_snmp_requests_total")),
                plain(lang::figures_answers(lang), rate("pantau_snmp_answers_total")),
                plain(lang::figures_retries(lang), rate("pantau_snmp_retries_total")),
                plain(lang::figures_timeouts(lang), rate("pantau_snmp_timeouts_total")),
                plain(lang::figures_anomalies(lang), rate("pantau_snmp_anomalies_total")),
                plain(lang::figures_worst_anomaly(lang), worst),
            ],
        },
        Group {
            title: lang::figures_durations(lang),
            lines: vec![
                spread(lang::figures_poll_duration(lang), "pantau_poll_duration_seconds"),
                spread(lang::figures_snmp_round_trip(lang), "pantau_snmp_round_trip_seconds"),
                spread(lang::figures_round_trip(lang), "pantau_echo_round_trip_seconds"),
                spread(lang::figures_commit(lang), "pantau_store_commit_duration_seconds"),
            ],
        },
        Group {
            title: lang::figures_store(lang),
            lines: vec![
                plain(lang::figures_batches(lang), rate("pantau_batches_total")),
                Line {
                    label: lang::figures_queued(lang),
                    value: whole("pantau_batches_queued"),
                    is_bad: collector.sum("pantau_batches_queued").is_some_and(|queued| queued >= 1000.0),
                },
                trouble(lang::figures_waits(lang), "pantau_poll_waits_total"),
                plain(lang::figures_commits(lang), rate("pantau_store_commits_total")),
                plain(lang::figures_rows(lang), rate("pantau_store_rows_total")),
                trouble(lang::figures_commit_failures(lang), "pantau_store_commit_failures_total"),
                trouble(lang::figures_refused(lang), "pantau_batches_refused_total"),
            ],
        },
        Group {
            title: lang::figures_process(lang),
            lines: vec![
                plain(
                    lang::figures_memory(lang),
                    collector
                        .sum("process_resident_memory_bytes")
                        .map_or_else(|| number::UNKNOWN.to_owned(), |octets| model::lang::bytes(lang, octets)),
                ),
                plain(
                    lang::figures_cpu(lang),
                    number::percent(lang, collector.rate("process_cpu_seconds_total").map(|share| share * 100.0)),
                ),
                plain(lang::figures_streams(lang), whole("pantau_streams")),
                trouble(lang::figures_dropped(lang), "pantau_series_dropped_total"),
                trouble(lang::figures_panics(lang), "pantau_panics_total"),
            ],
        },
    ]
}

fn count(lang: Lang, value: Option<f64>) -> String {
    value.map_or_else(|| number::UNKNOWN.to_owned(), |value| model::lang::integer(lang, value.max(0.0) as u64))
}

fn per_second(lang: Lang, rate: Option<f64>) -> String {
    let Some(rate) = rate else { return format!("{}/{}", number::UNKNOWN, lang.pick("dtk", "s")) };
    let decimals = if rate > 0.0 && rate < 100.0 { 1 } else { 0 };
    let told = if decimals == 0 { count(lang, Some(rate)) } else { model::lang::decimal(lang, rate, decimals) };
    format!("{told}/{}", lang.pick("dtk", "s"))
}

fn seconds(lang: Lang, value: Option<f64>) -> String {
    number::milliseconds(lang, value.map(|value| value * 1000.0))
}
