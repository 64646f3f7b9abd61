//! Measured values and states.

use super::{Grade, Line, Section, number, words};
use crate::{
    Lang,
    lang::scaled,
    record::{Facts, Sensor},
};

/// Every sensor that has a value or a state, and those that a device says are not available.
pub(super) fn sensors(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_sensors(lang));
    for sensor in &facts.sensors {
        let label = sensor.descr.as_deref().or(sensor.class.as_deref()).unwrap_or_default();
        section.line(Line {
            label: label.to_owned(),
            value: value(sensor, lang),
            grade: grade(sensor),
            ..Line::default()
        });
    }
    section
}

fn value(sensor: &Sensor, lang: Lang) -> String {
    if let Some(text) = &sensor.state_text {
        return text.clone();
    }
    if sensor.status.as_deref().is_some_and(|status| status != "ok") {
        return words::unavailable(lang).to_owned();
    }
    let Some(value) = sensor.value else { return String::new() };
    let unit = sensor.unit.as_deref().unwrap_or_default();
    match unit {
        "bps" => format!("{}bps", scaled(lang, value)),
        _ => format!("{} {unit}", number(lang, value)).trim_end().to_owned(),
    }
}

/// By the severity of a state, or by the limits that the device states.
fn grade(sensor: &Sensor) -> Grade {
    match sensor.state_severity.as_deref() {
        Some("critical") => return Grade::Critical,
        Some("warning") => return Grade::Warning,
        _ => {}
    }
    let Some(value) = sensor.value.filter(|_| sensor.state_text.is_none()) else { return Grade::Plain };
    let beyond = |low: Option<f64>, high: Option<f64>| {
        low.is_some_and(|low| value < low) || high.is_some_and(|high| value > high)
    };
    match () {
        () if beyond(sensor.limit_low, sensor.limit_high) => Grade::Critical,
        () if beyond(sensor.warn_low, sensor.warn_high) => Grade::Warning,
        () => Grade::Plain,
    }
}
