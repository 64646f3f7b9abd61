//! Kompatibilitas ► hasil: the form, the verdict, one line a rule, and the evidence of the selected one.

mod evidence;
mod form;
mod outcome;
mod rules;

use super::Cursor;
use crate::{
    app::{
        App, Size,
        compat::{Answer, Candidate, Purpose},
        prompt::Mode,
    },
    draw::{Look, number, rule, table, text, text::Pen},
    lang,
    theme::Ink,
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Rows of form and result beside each other: a rule and nine lines.
const TOP: u16 = 10;
/// Columns of the form.
const FORM: u16 = 46;

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let Some(item) = app.compat.candidate() else {
        let lines = text::wrapped(lang::items_none(look.lang), area.width.saturating_sub(2));
        table::empty(buffer, area, look, &lines);
        return None;
    };
    let in_form = is_in_form(app);
    if Size::of(area.width, area.height + 4) < Size::Preview {
        if in_form {
            return form::draw(app, look, item, area, buffer);
        }
        let rest = summary(look, item, area, buffer);
        return body(app, look, item, rest, buffer);
    }
    let top = if in_form { area.height.saturating_sub(8).max(TOP) } else { TOP };
    let left = Rect { width: FORM.min(area.width / 2), height: top, ..area };
    let right = Rect { x: left.right() + 1, width: area.width - left.width - 1, ..left };
    let typed = form::draw(app, look, item, left, buffer);
    outcome::draw(app, look, item, right, buffer);
    let rest = Rect { y: area.y + top, height: area.height - top, ..area };
    let cursor = body(app, look, item, rest, buffer);
    if in_form { typed } else { cursor }
}

/// The form has the keys.
pub fn is_in_form(app: &App) -> bool {
    match &app.mode {
        Mode::Form => true,
        Mode::Entry(entry) => matches!(entry.purpose, Purpose::Field(_)),
        _ => false,
    }
}

/// Two lines in place of form and result, in a small window; returns what is left of the area.
fn summary(look: &Look, item: &Candidate, area: Rect, buffer: &mut Buffer) -> Rect {
    let lang = look.lang;
    let class = item.fields.iter().find(|field| field.key == "class").map_or("", |field| field.shown(lang));
    let what = format!("{} {}", item.value("brand"), item.value("model"));
    let place = format!("{} {}", item.value("target.opd"), item.value("target.location"));
    let units = lang::units(lang, item.value("quantity"));
    let parts = [class, what.trim(), &units, place.trim()].map(|part| text::foreign(part, 40));
    let mut pen = Pen::new(buffer, area);
    pen.skip(u16::from(area.width >= 60));
    for (i, part) in parts.iter().filter(|part| !part.is_empty()).enumerate() {
        if i > 0 {
            pen.put(" │ ", look.ink(Ink::Muted));
        }
        let shown = model::text::cut_end(part, usize::from(pen.room()));
        pen.put(&shown, Style::new());
    }
    let mut rows = 1;
    if let Some(check) = item.check() {
        let mut pen = Pen::new(buffer, Rect { y: area.y + 1, height: area.height.saturating_sub(1).min(1), ..area });
        pen.skip(u16::from(area.width >= 60));
        pen.put(check.verdict.text(lang), outcome::verdict_style(look, check.verdict)).skip(2);
        if !pen.whole(&outcome::counts(lang, check), Style::new()) {
            let shown = model::text::cut_end(&outcome::counts(lang, check), usize::from(pen.room()));
            pen.put(&shown, Style::new());
        }
        pen.skip(1).whole(&lang::counts_beside(lang, check.summary.not_applicable), look.ink(Ink::Muted));
        rows = 2;
    }
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The rules with the evidence of the selected one; or what is wrong.
fn body(app: &App, look: &Look, item: &Candidate, area: Rect, buffer: &mut Buffer) -> Cursor {
    let lang = look.lang;
    let width = area.width.saturating_sub(2);
    let (title, lines) = match &item.answer {
        Answer::Checked(_) => return judged(app, look, item, area, buffer),
        Answer::Waiting => (lang::rule_rules(lang).to_owned(), vec![lang::checking(lang).to_owned()]),
        Answer::Refused(why) => (lang::rule_rules(lang).to_owned(), text::wrapped(&lang::unchecked(lang, why), width)),
        Answer::Faulty(faults) => (
            lang::to_correct(lang, faults.len()),
            faults.iter().flat_map(|[id, en]| text::wrapped(lang.pick(id, en), width)).collect(),
        ),
    };
    rule::draw(buffer, area, look, &title, "");
    if area.height > 1 {
        table::empty(buffer, Rect { y: area.y + 1, height: area.height - 1, ..area }, look, &lines);
    }
    None
}

fn judged(app: &App, look: &Look, item: &Candidate, area: Rect, buffer: &mut Buffer) -> Cursor {
    let pane = match (area.height, app.compat.wide_evidence) {
        (0..=7, _) => 0,
        (height, true) => height - 6,
        (height, false) => (height / 3).clamp(4, 7),
    };
    let rows = Rect { height: area.height - pane, ..area };
    let cursor = rules::draw(app, look, item, rows, buffer);
    if pane > 0 {
        evidence::draw(app, look, item, Rect { y: rows.bottom(), height: pane, ..area }, buffer);
    }
    cursor
}

/// The standing line: the verdict while the form has the keys; else of when the data are, by which rules, and whether the result is frozen.
pub fn foot(app: &App, look: &Look) -> String {
    let Some(Answer::Checked(checked)) = app.compat.candidate().map(|item| &item.answer) else {
        return String::new();
    };
    if is_in_form(app) {
        return format!("{}  {}", checked.check.verdict.text(look.lang), outcome::counts(look.lang, &checked.check));
    }
    let at = number::moment(look, checked.check.as_of);
    let ruleset = text::foreign(&checked.check.ruleset, 20);
    match (checked.number, checked.revision) {
        (Some(number), Some(revision)) => lang::foot_frozen(look.lang, at, ruleset, number, revision),
        _ => lang::foot_draft(look.lang, at, ruleset),
    }
}
