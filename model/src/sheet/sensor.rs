//! Measured values and states.

use super::{Section, number, words};
use crate::{Lang, record::Facts};

/// Every sensor that has a value.
pub(super) fn sensors(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_sensors(lang));
    for sensor in &facts.sensors {
        let Some(value) = sensor.value else { continue };
        let label = sensor.descr.as_deref().or(sensor.class.as_deref()).unwrap_or_default();
        let unit = sensor.unit.as_deref().unwrap_or_default();
        section.put(label, format!("{} {unit}", number(lang, value)).trim_end());
    }
    section
}
