//! Radio: clients, signal, rates; the access points of a controller.

use super::{Grade, Line, Section, joined, number, words};
use crate::{
    Lang, lang,
    record::{Facts, WirelessMetric},
};

/// Every metric, then the networks of the radios, then the access points.
pub(super) fn wireless(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_wireless(lang));
    for metric in &facts.wireless {
        section.line(Line {
            label: joined([metric.descr.as_deref(), metric.class.as_deref()]),
            value: value(metric, lang),
            ..Line::default()
        });
    }
    for radio in facts.wireless_radios.iter().filter(|radio| !radio.ssids.is_empty()) {
        let name = radio.name.as_deref().or(radio.index.as_deref()).unwrap_or_default();
        section.line(Line { label: name.to_owned(), value: radio.ssids.join(", "), ..Line::default() });
    }
    for ap in &facts.wireless_aps {
        let name = ap.name.as_deref().or(ap.mac.as_deref()).unwrap_or_default();
        let parts = [ap.model.as_deref(), ap.version.as_deref(), ap.address.as_deref(), ap.status.as_deref()];
        section.line(Line { label: name.to_owned(), value: joined(parts), grade: Grade::Plain, percent: None });
    }
    section
}

fn value(metric: &WirelessMetric, lang: Lang) -> String {
    let Some(value) = metric.value else { return String::new() };
    match metric.unit.as_deref() {
        Some("bps") => format!("{}bps", lang::scaled(lang, value)),
        unit => format!("{} {}", number(lang, value), unit.unwrap_or_default()).trim_end().to_owned(),
    }
}
