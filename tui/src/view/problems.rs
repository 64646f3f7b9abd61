//! Gangguan: what is broken, since when, what hangs behind it, who has it.

use super::{Cursor, alerts};
use crate::{
    app::{App, Size},
    draw::{Look, number, rule, table, text, text::Pen},
    lang,
    theme::Ink,
};
use model::{Alert, Status, status::Counts};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Rows of the pane under the list.
const PANE: u16 = 7;

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let size = Size::of(area.width, area.height + 4);
    let mut area = area;
    if size >= Size::Full {
        summary(app, look, area, buffer);
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let list = &app.problems.list;
    let words = area.width >= 60;
    let (columns, slots) = alerts::lay_out(app, look, area, words);
    table::head(buffer, area.y, look, &columns, &slots);
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if list.rows().is_empty() {
        table::empty(buffer, below, look, &why_empty(app, look));
        return None;
    }
    let has_pane = size >= Size::Full && app.problems.preview.unwrap_or(true);
    let pane_rows = if has_pane { PANE.min(below.height / 2) } else { 0 };
    let rows = Rect { height: below.height - pane_rows, ..below };
    let cursor = alerts::rows(buffer, rows, app, look, list, true, words);
    if let (true, Some(alert)) = (has_pane, list.selected().and_then(|id| app.fleet.alert(*id))) {
        evidence(app, look, alert, Rect { y: rows.bottom(), height: pane_rows, ..below }, buffer);
    }
    cursor
}

/// `48 akar: × 12 ▲ 5 ! 31   57 terdampak (dilipat)   belum 12  ditangani 34`
fn summary(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let lang = look.lang;
    let roots = app.fleet.roots();
    let mut counts = Counts::default();
    for alert in &roots {
        counts.add(alert.kind.severity());
    }
    let mut pen = Pen::new(buffer, area);
    pen.skip(1).put(&lang::roots_count(lang, model::lang::integer(lang, roots.len() as u64)), look.ink(Ink::Strong));
    for status in [Status::Down, Status::Critical, Status::Warning] {
        if counts.of(status) > 0 {
            pen.skip(1).put(&format!("{} {}", status.glyph(), counts.of(status)), look.ink(Ink::Status(status)));
        }
    }
    let folded = app.fleet.counts.of(Status::Unreachable);
    if folded > 0 {
        pen.skip(3).whole(&lang::folded_count(lang, folded), Style::new());
    }
    let handled = roots.iter().filter(|alert| alert.handled.is_some()).count();
    if !roots.is_empty() {
        pen.skip(3).whole(&lang::handled_counts(lang, roots.len() - handled, handled), Style::new());
    }
}

fn why_empty(app: &App, look: &Look) -> Vec<String> {
    let lang = look.lang;
    if !app.fleet.loaded {
        super::waiting(app, look)
    } else if !app.problems.narrow.is_open() {
        let filter = text::foreign(&app.problems.narrow.text, 60);
        vec![lang::nothing_matches(lang, filter), lang::esc_clears(lang).to_owned()]
    } else {
        vec![lang::no_alerts(lang).to_owned()]
    }
}

/// What is known of the selected alert.
fn evidence(app: &App, look: &Look, alert: &Alert, area: Rect, buffer: &mut Buffer) {
    let lang = look.lang;
    let severity = alert.kind.severity();
    let name = text::foreign(alerts::device_name(app, alert), 32);
    let holds = model::text::visible(&alert.kind.text(lang));
    let title = format!("{} {} {name}: {holds}", severity.glyph(), severity.word(lang));
    rule::draw(buffer, area, look, &title, &format!("#{}", alert.id.0));
    let mut lines: Vec<(&str, String)> = Vec::new();
    lines.push((
        lang::label_since(lang),
        format!("{} ({})", number::moment(look, alert.since), number::age(look, Some(alert.since))),
    ));
    if let Some(row) = app.fleet.device(alert.device) {
        let parts = [&row.address, &row.class, &row.hardware, &row.location];
        let known: Vec<String> =
            parts.into_iter().filter(|part| !part.is_empty()).map(|part| text::foreign(part, 40)).collect();
        lines.push((lang::label_device(lang), known.join("  ")));
        if row.seen.is_some() {
            lines.push((lang::label_seen(lang), lang::ago(lang, number::age(look, row.seen))));
        }
    }
    if alert.behind > 0 {
        lines.push((lang::label_behind(lang), lang::behind_devices(lang, alert.behind)));
    }
    match &alert.handled {
        Some(handled) => {
            let until = handled
                .until
                .map_or_else(|| lang::until_recovered(lang).to_owned(), |until| number::moment(look, until));
            let by = text::foreign(&handled.by, 24);
            lines.push((
                lang::label_handled(lang),
                lang::handled_until(lang, by, number::moment(look, handled.at), until),
            ));
            if !handled.note.is_empty() {
                lines.push((lang::label_note(lang), text::foreign(&handled.note, area.width.saturating_sub(14))));
            }
        }
        None => lines.push((lang::label_handled(lang), lang::unhandled(lang).to_owned())),
    }
    for (y, (label, value)) in (area.y + 1..area.bottom()).zip(lines) {
        let mut pen = Pen::new(buffer, Rect { y, height: 1, ..area });
        pen.skip(1).put(&format!("{label:<10}: "), look.ink(Ink::Muted));
        let shown = model::text::cut_end(&value, usize::from(pen.room()));
        pen.put(&shown, Style::new());
    }
}
