//! One line a rule: result, what was found with both values, and what that rests on. Worst first.

use super::evidence;
use crate::{
    app::{App, compat::Candidate},
    draw::{
        Look,
        columns::Width,
        rule,
        table::{self, Column, Side, Slot},
        text,
    },
    lang,
    theme::Ink,
    view::Cursor,
};
use model::{
    Lang, Status,
    compat::{Check, Finding, Outcome},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

#[derive(Clone, Copy, PartialEq, Eq)]
enum RuleColumn {
    Glyph,
    Rule,
    Subject,
    Result,
    Finding,
    Evidence,
}

/// Draws the table; the cursor stands at the selected rule.
pub(super) fn draw(app: &App, look: &Look, item: &Candidate, area: Rect, buffer: &mut Buffer) -> Cursor {
    let check = item.check().filter(|_| area.height >= 3)?;
    let lang = look.lang;
    rule::draw(buffer, area, look, lang::rule_rules(lang), "");
    let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let column = |key, head: &str, (min, preferred, priority)| Column {
        key,
        width: Width { min, preferred, priority, grows: key == RuleColumn::Finding },
        side: Side::Left,
        head: head.to_owned(),
    };
    let columns = [
        column(RuleColumn::Glyph, "", (1, 1, 0)),
        column(RuleColumn::Rule, lang::head_rule(lang), (6, 6, 0)),
        column(RuleColumn::Subject, lang::head_subject(lang), (14, 21, 4)),
        column(RuleColumn::Result, lang::head_result(lang), (8, 8, 2)),
        column(RuleColumn::Finding, lang::head_finding(lang), (16, 40, 1)),
        column(RuleColumn::Evidence, lang::head_evidence(lang), (12, 28, 5)),
    ];
    let slots = table::lay_out(&columns, area);
    table::head(buffer, area.y, look, &columns, &slots);
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let list = &app.compat.rules;
    let is_folded = list.rows().len() > usize::from(rows.height) && rows.height > 2;
    let window = list.window(usize::from(rows.height - u16::from(is_folded)));
    let end = window.end;
    let found = |id: &str| check.rules.iter().find(|finding| finding.id == id);
    let mut cursor = None;
    for (y, id) in (rows.y..rows.bottom()).zip(list.rows().get(window).unwrap_or_default()) {
        let Some(finding) = found(id) else { continue };
        for slot in &slots {
            let (content, style) = cell(app, look, finding, slot);
            table::put(buffer, slot, y, &content, style);
        }
        if list.selected() == Some(id) && !super::is_in_form(app) {
            table::mark(buffer, Rect { y, height: 1, ..rows });
            cursor = Some((rows.x, y));
        }
    }
    if is_folded {
        let told = more(lang, check, list.rows().get(end..).unwrap_or_default());
        let shown = model::text::cut_end(&told, usize::from(rows.width.saturating_sub(3)));
        text::put(buffer, rows.x + 3, rows.bottom() - 1, rows.width.saturating_sub(3), &shown, look.ink(Ink::Muted));
    }
    cursor
}

/// `… 7 lolos lagi: GEN-01 GEN-02`
fn more(lang: Lang, check: &Check, ids: &[String]) -> String {
    if ids.is_empty() {
        return String::new();
    }
    let is_pass = |id: &&String| check.rules.iter().any(|f| f.id == **id && f.result == Outcome::Pass);
    let passed = ids.iter().filter(is_pass).count();
    let names: Vec<String> = ids.iter().map(|id| text::foreign(id, 10)).collect();
    if passed == ids.len() {
        lang::more_passed(lang, ids.len(), names.join(" "))
    } else {
        lang::more_rules(lang, ids.len(), names.join(" "))
    }
}

/// Glyph, word and status whose colour a result has.
pub(super) const fn of_outcome(lang: Lang, outcome: Outcome) -> (&'static str, &'static str, Status) {
    match outcome {
        Outcome::Fail => ("×", lang::outcome_fail(lang), Status::Down),
        Outcome::Unknown => ("?", lang::outcome_unknown(lang), Status::Unknown),
        Outcome::Warn => ("!", lang::outcome_warn(lang), Status::Warning),
        Outcome::Info | Outcome::NotApplicable => ("·", lang::outcome_info(lang), Status::Maintenance),
        Outcome::Pass => ("●", lang::outcome_pass(lang), Status::Ok),
    }
}

fn cell(app: &App, look: &Look, finding: &Finding, slot: &Slot<RuleColumn>) -> (String, Style) {
    let lang = look.lang;
    let (glyph, word, status) = of_outcome(lang, finding.result);
    let fit = |told: &str| model::text::cut_end(told, usize::from(slot.width));
    match slot.key {
        RuleColumn::Glyph => (glyph.to_owned(), look.ink(Ink::Status(status))),
        RuleColumn::Rule => (text::foreign(&finding.id, slot.width), Style::new()),
        RuleColumn::Subject => (fit(app.rule_title(&finding.id)), Style::new()),
        RuleColumn::Result => (fit(word), look.ink(Ink::Status(status))),
        RuleColumn::Finding => {
            let message = finding.message(lang);
            // That it fits is told by the result already.
            let bare = message.split_once(": ").filter(|_| finding.result == Outcome::Pass).map(|(_, rest)| rest);
            (text::foreign(bare.unwrap_or(message), slot.width), Style::new())
        }
        RuleColumn::Evidence => (fit(&evidence::sources(look, finding)), look.ink(Ink::Muted)),
    }
}
