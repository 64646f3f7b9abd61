//! What a finding rests on: the message whole, then every fact with its value, source and time.

use crate::{
    app::{App, compat::Candidate},
    draw::{Look, number, rule, text},
    lang,
    theme::Ink,
};
use model::{
    Lang, Timestamp,
    compat::{Fact, Finding},
    text::visible,
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use serde_json::Value;

/// Draws the pane of the selected rule.
pub(super) fn draw(app: &App, look: &Look, item: &Candidate, area: Rect, buffer: &mut Buffer) {
    let Some(finding) = app.compat.finding() else { return };
    let lang = look.lang;
    let title = format!("{} {}", text::foreign(&finding.id, 10), app.rule_title(&finding.id));
    rule::draw(buffer, area, look, &lang::rule_evidence(lang, title), "");
    let width = area.width.saturating_sub(2);
    let mut lines: Vec<(String, Style)> = Vec::new();
    let mut tell = |told: &str, style: Style| {
        lines.extend(text::wrapped(told, width).into_iter().map(|line| (line, style)));
    };
    tell(&visible(finding.message(lang)), Style::new());
    if let Some(remedy) = &finding.remedy {
        let model = remedy.model.as_deref().map(|model| format!(" {model}")).unwrap_or_default();
        let what = visible(&format!("{} {}{model}", remedy.quantity, remedy.kind));
        tell(&lang::bought_along(lang, what), Style::new());
    }
    let waived = item.frozen.iter().flat_map(|frozen| &frozen.waivers).filter(|waiver| waiver.rule == finding.id);
    for waiver in waived {
        tell(&visible(&waiver.reason), look.ink(Ink::Strong));
    }
    for fact in &finding.facts {
        tell(&visible(&told(look, fact)), look.ink(Ink::Muted));
    }
    let room = usize::from(area.height.saturating_sub(1));
    if lines.len() > room && room > 1 {
        let left = lines.len() + 1 - room;
        lines.truncate(room - 1);
        lines.push((lang::more(lang, left), look.ink(Ink::Muted)));
    }
    for (y, (line, style)) in (area.y + 1..area.bottom()).zip(lines) {
        text::put(buffer, area.x + 1, y, width, &line, style);
    }
}

/// `poe_groups.budget_w (SW-1): 242 W; snmp, 22 Nov 09:55`
fn told(look: &Look, fact: &Fact) -> String {
    let lang = look.lang;
    let of = fact.of.as_deref().map(|of| format!(" ({of})")).unwrap_or_default();
    if fact.missing {
        let how = fact.how.as_deref().map(|how| format!("; {}", lang::fact_had_by(lang, how))).unwrap_or_default();
        return format!("{}{of}: {}{how}", fact.name, lang::fact_missing(lang));
    }
    let value = fact.value.as_ref().map(|value| shown(lang, value)).unwrap_or_default();
    let unit = fact.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let mut from: Vec<String> = fact.source.iter().cloned().collect();
    from.extend(document(lang, fact));
    from.extend(fact.collected_at.as_deref().map(|at| when(look, at)));
    format!("{}{of}: {value}{unit}; {}", fact.name, from.join(", "))
}

fn shown(lang: Lang, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { lang::yes_word(lang) } else { lang::no_word(lang) }.to_owned(),
        Value::Array(items) => items.iter().map(|item| shown(lang, item)).collect::<Vec<_>>().join(", "),
        Value::Number(number) => match number.as_f64() {
            Some(value) if value.fract() != 0.0 => model::lang::decimal(lang, value, 1),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}

fn document(lang: Lang, fact: &Fact) -> Option<String> {
    let page = fact.page.as_deref().map(|page| format!(" {}", lang::page_of(lang, page))).unwrap_or_default();
    fact.document.as_deref().map(|document| format!("{document}{page}"))
}

/// A moment or a day as people write it; what is neither stays.
fn when(look: &Look, at: &str) -> String {
    if let Ok(at) = Timestamp::parse(at) {
        return number::moment(look, at);
    }
    Timestamp::parse(&format!("{at}T00:00:00Z")).map_or_else(|_| at.to_owned(), |day| number::dated(look, day))
}

/// What a finding rests on, in short: each device, document or declared table once, with its time.
pub(super) fn sources(look: &Look, finding: &Finding) -> String {
    let lang = look.lang;
    let mut all: Vec<String> = Vec::new();
    // What was read of devices first, then what was declared; the document of the candidate is the same in most rows.
    let mut facts: Vec<&Fact> = finding.facts.iter().filter(|fact| !fact.missing).collect();
    facts.sort_by_key(|fact| (fact.document.is_some(), fact.source.as_deref() == Some("declared")));
    for fact in facts {
        let time = fact.collected_at.as_deref().map(|at| format!(" {}", when(look, at))).unwrap_or_default();
        let told = match (document(lang, fact), fact.source.as_deref(), &fact.of) {
            (Some(document), ..) => document,
            (_, Some("operator" | "derived") | None, _) => continue,
            (_, Some("declared"), _) => format!("site.toml{time}"),
            (_, _, Some(of)) => format!("{of}{time}"),
            (_, Some(source), None) => format!("{source}{time}"),
        };
        if !all.contains(&told) {
            all.push(told);
        }
    }
    let missing = finding.facts.iter().filter(|fact| fact.missing).map(|fact| format!("– {}", fact.name));
    let parts: Vec<String> = missing.chain(all).collect();
    visible(&parts.join("; "))
}
