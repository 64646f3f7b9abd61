//! The verdict, how many rules say what, and what to do about it in short.

use crate::{
    app::{App, compat::Candidate},
    draw::{Look, rule, text},
    lang,
    theme::Ink,
    view::compat::ink_of,
};
use model::{
    Lang,
    compat::{Check, Outcome, Verdict},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// How a verdict is written where it is the headline.
pub(super) fn verdict_style(look: &Look, verdict: Verdict) -> Style {
    look.ink(ink_of(verdict)).add_modifier(Modifier::BOLD)
}

/// `15 lolos  2 catatan  0 gagal  1 tanpa data`
pub(super) fn counts(lang: Lang, check: &Check) -> String {
    let all = check.summary;
    let counts = lang::counts_of(lang, all.pass, all.warn, all.fail, all.unknown);
    if all.info == 0 { counts } else { format!("{counts}  {}", lang::counts_info(lang, all.info)) }
}

/// Draws it.
pub(super) fn draw(app: &App, look: &Look, item: &Candidate, area: Rect, buffer: &mut Buffer) {
    let lang = look.lang;
    rule::draw(buffer, area, look, lang::rule_result(lang), "");
    let Some(check) = item.check() else { return };
    let width = area.width.saturating_sub(2);
    let mut lines: Vec<(String, Style)> = vec![
        (check.verdict.text(lang).to_owned(), verdict_style(look, check.verdict)),
        (model::text::cut_end(&counts(lang, check), usize::from(width)), Style::new()),
        (lang::counts_beside(lang, check.summary.not_applicable), look.ink(Ink::Muted)),
    ];
    for waiver in item.frozen.iter().flat_map(|frozen| &frozen.waivers) {
        let parts = [&waiver.rule, &waiver.letter, &waiver.by, &waiver.until].map(|part| text::foreign(part, 40));
        let [rule, letter, by, until] = parts;
        let told = lang::waived_until(lang, rule, letter, by, until);
        lines.extend(text::wrapped(&told, width).into_iter().map(|line| (line, look.ink(Ink::Strong))));
    }
    if let Some(frozen) = item.frozen.as_ref().filter(|frozen| !frozen.changed.is_empty()) {
        let rules: Vec<String> = frozen.changed.iter().map(|changed| text::foreign(&changed.rule, 10)).collect();
        let told = lang::changed_since(lang, rules.join(" "));
        lines.extend(text::wrapped(&told, width).into_iter().map(|line| (line, Style::new())));
    }
    // What speaks against it, in the order of the table below.
    for id in app.compat.rules.rows() {
        let found = check.rules.iter().find(|finding| finding.id == *id);
        let Some(finding) = found.filter(|finding| finding.result > Outcome::Info) else { break };
        let told = format!("{} {}", text::foreign(id, 10), model::text::visible(finding.message(lang)));
        let mut told = text::wrapped(&told, width);
        if told.len() > 2 {
            told.truncate(2);
            told[1] = format!("{} …", model::text::cut_end(&told[1], usize::from(width.saturating_sub(2))));
        }
        lines.extend(told.into_iter().map(|line| (line, Style::new())));
    }
    for (y, (line, style)) in (area.y + 1..area.bottom()).zip(lines) {
        text::put(buffer, area.x + 1, y, width, &line, style);
    }
}
