//! Uninterruptible supplies and outlets.

use super::{Grade, Line, Section, joined, number, words};
use crate::{Lang, record::Facts};

/// Charge below which a battery wants attention, and is critical, percent.
const CHARGE: [f64; 2] = [50.0, 20.0];
/// Load from which a supply wants attention, and is critical, percent.
const LOAD: [f64; 2] = [80.0, 95.0];

/// The supply as a whole.
pub(super) fn supply(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_power(lang));
    let Some(ups) = &facts.ups else { return section };
    let status = ups.status.as_deref().unwrap_or_default();
    section.line(Line {
        label: words::supply(lang).into(),
        value: words::supply_status(lang, status).to_owned(),
        grade: match status {
            "on_battery" | "off" => Grade::Critical,
            "on_bypass" | "boosting" | "trimming" => Grade::Warning,
            _ => Grade::Plain,
        },
        ..Line::default()
    });
    if let Some(charge) = ups.charge_percent {
        let runtime = ups.runtime_minutes.map(|minutes| words::lasts(lang, number(lang, minutes.round())));
        let low = [charge < CHARGE[0], charge < CHARGE[1]];
        section.line(share(words::battery(lang), charge, runtime, low));
    }
    if let Some(load) = ups.load_percent {
        section.line(share(words::load_of_supply(lang), load, None, [load >= LOAD[0], load >= LOAD[1]]));
    }
    let measured = |volts: Option<f64>, hertz: Option<f64>| {
        let volts = volts.map(|volts| format!("{} V", number(lang, volts)));
        let hertz = hertz.map(|hertz| format!("{} Hz", number(lang, hertz)));
        joined([volts.as_deref(), hertz.as_deref()])
    };
    section.put(words::input(lang), measured(ups.input_voltage_v, ups.input_frequency_hz));
    section.put(words::output(lang), measured(ups.output_voltage_v, ups.output_frequency_hz));
    for outlet in &facts.outlets {
        let label = outlet.name.as_deref().or(outlet.index.as_deref()).unwrap_or_default();
        let amperes = outlet.current_a.map(|amperes| format!("{} A", number(lang, amperes)));
        let watts = outlet.power_w.map(|watts| format!("{} W", number(lang, watts)));
        section.put(label, joined([outlet.state.as_deref(), amperes.as_deref(), watts.as_deref()]));
    }
    section
}

fn share(label: &str, percent: f64, note: Option<String>, [warning, critical]: [bool; 2]) -> Line {
    let grade = match (critical, warning) {
        (true, _) => Grade::Critical,
        (_, true) => Grade::Warning,
        _ => Grade::Plain,
    };
    Line { label: label.into(), value: note.unwrap_or_default(), percent: Some(percent), grade }
}
