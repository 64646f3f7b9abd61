//! Power over Ethernet: what the sources give, and to which ports.

use super::{Grade, Line, Section, joined, number, words};
use crate::{
    Lang,
    record::{Facts, PoeGroup, PortPoe, port_name},
};

/// Share of the budget in use that wants attention where the device states none, percent.
const FULL: f64 = 90.0;

/// The sources, then every port that gives power or failed to.
pub(super) fn sources(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_poe(lang));
    for group in &facts.poe_groups {
        section.line(source(group, lang));
    }
    for port in &facts.ports {
        let Some(poe) = port.poe.as_ref() else { continue };
        let grade = match poe.status.as_deref() {
            Some("fault" | "otherFault") => Grade::Warning,
            Some("deliveringPower") => Grade::Plain,
            _ if poe.power_w.is_some_and(|watts| watts > 0.0) => Grade::Plain,
            _ => continue,
        };
        let label = port_name(port).unwrap_or_default().to_owned();
        section.line(Line { label, value: given(poe, lang), grade, percent: None });
    }
    section
}

fn source(group: &PoeGroup, lang: Lang) -> Line {
    let watts = |watts: f64| format!("{} W", number(lang, watts));
    let percent = match (group.used_w, group.budget_w) {
        (Some(used), Some(budget)) if budget > 0.0 => Some((used * 100.0 / budget).min(100.0)),
        _ => None,
    };
    let power = match (group.used_w, group.budget_w) {
        (Some(used), Some(budget)) => Some(words::of_total(lang, watts(used), watts(budget))),
        (used, budget) => used.or(budget).map(watts),
    };
    let limit = group.threshold_percent.filter(|percent| *percent > 0.0).unwrap_or(FULL);
    Line {
        label: words::source(lang, group.index.as_deref().unwrap_or_default()),
        value: joined([power.as_deref(), group.status.as_deref().filter(|status| *status != "on")]),
        percent,
        grade: match group.status.as_deref() {
            Some("faulty") => Grade::Critical,
            _ if percent.is_some_and(|percent| percent >= limit) => Grade::Warning,
            _ => Grade::Plain,
        },
    }
}

fn given(poe: &PortPoe, lang: Lang) -> String {
    let watts = poe.power_w.map(|watts| format!("{} W", number(lang, watts)));
    let class = poe.class.map(|class| words::class(lang, class));
    let status = words::poe_status(lang, poe.status.as_deref().unwrap_or_default());
    joined([Some(status), watts.as_deref(), class.as_deref()])
}
