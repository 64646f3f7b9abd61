//! Supplies and trays of a printer, and what it complains about.

use super::{Grade, Line, Section, joined, words};
use crate::{Lang, lang, record::Facts};

/// Share of a supply that wants attention, and that is as good as empty, percent.
const LOW: [f64; 2] = [20.0, 5.0];

/// Supplies, trays, pages, status.
pub(super) fn printer(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_supplies(lang));
    section.put(words::status(lang), joined([facts.printer_status.as_deref()]));
    if !facts.printer_errors.is_empty() {
        section.line(Line {
            label: words::errors(lang).into(),
            value: facts.printer_errors.join(" "),
            grade: Grade::Warning,
            ..Line::default()
        });
    }
    section.put(words::pages(lang), facts.page_count.map(|pages| lang::integer(lang, pages)).unwrap_or_default());
    for supply in &facts.printer_supplies {
        let label = supply.descr.as_deref().or(supply.kind.as_deref()).unwrap_or_default();
        // A receptacle fills up: what is left there is what it still takes in.
        section.line(level(lang, label, supply.level_percent, supply.level_state.as_deref()));
    }
    for tray in &facts.printer_trays {
        let label = tray.descr.as_deref().or(tray.kind.as_deref()).unwrap_or_default();
        let mut line = level(lang, label, tray.level_percent, tray.level_state.as_deref());
        if let Some(media) = tray.media.as_deref() {
            line.value = joined([Some(media), Some(line.value.as_str())]);
        }
        section.line(line);
    }
    for alert in &facts.printer_alerts {
        let grade = if alert.severity.as_deref() == Some("critical") { Grade::Critical } else { Grade::Warning };
        let value = joined([alert.descr.as_deref(), alert.code.as_deref()]);
        section.line(Line { label: words::alert(lang).into(), value, grade, ..Line::default() });
    }
    section.put(words::display(lang), joined([facts.console_text.as_deref()]));
    section
}

fn level(lang: Lang, label: &str, percent: Option<f64>, state: Option<&str>) -> Line {
    let grade = match percent {
        Some(percent) if percent <= LOW[1] => Grade::Critical,
        Some(percent) if percent <= LOW[0] => Grade::Warning,
        _ => Grade::Plain,
    };
    let value = state.map(|state| words::level_state(lang, state).to_owned()).unwrap_or_default();
    Line { label: label.to_owned(), value, percent, grade }
}
