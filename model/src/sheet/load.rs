//! Processors, memory and volumes: how full they are.

use super::{Line, Section, share_of, words};
use crate::{Lang, lang, record::Facts};

/// Processors named one by one before they are only counted.
const PROCESSORS_SHOWN: usize = 16;

/// Processors, load averages, memory pools.
pub(super) fn load(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_load(lang));
    let uses: Vec<String> = facts
        .processors
        .iter()
        .filter_map(|processor| processor.usage_percent)
        .take(PROCESSORS_SHOWN)
        .map(|percent| lang::percent(lang, percent, 0))
        .collect();
    section.put(words::cpu_use(lang), uses.join(" "));
    if let Some(load) = &facts.load_average {
        let parts = [load.m1, load.m5, load.m15].into_iter().flatten().map(|value| lang::decimal(lang, value, 2));
        section.put(words::load(lang), parts.collect::<Vec<_>>().join("  "));
    }
    section.put(words::processes(lang), facts.process_count.map(|n| lang::integer(lang, n)).unwrap_or_default());
    for memory in &facts.memory {
        let label = memory.descr.as_deref().or(memory.class.as_deref()).unwrap_or(words::memory(lang));
        section.line(Line {
            label: label.to_owned(),
            value: share_of(lang, memory.used_bytes, memory.total_bytes),
            percent: memory.percent.or_else(|| percent(memory.used_bytes, memory.total_bytes)),
            ..Line::default()
        });
    }
    section
}

/// Volumes.
pub(super) fn volumes(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_volumes(lang));
    for volume in &facts.storage {
        let label = volume.mount.as_deref().or(volume.descr.as_deref()).or(volume.index.as_deref());
        section.line(Line {
            label: label.unwrap_or_default().to_owned(),
            value: share_of(lang, volume.used_bytes, volume.size_bytes),
            percent: volume.percent.or_else(|| percent(volume.used_bytes, volume.size_bytes)),
            ..Line::default()
        });
    }
    section
}

fn percent(used: Option<u64>, total: Option<u64>) -> Option<f64> {
    Some(used? as f64 * 100.0 / total.filter(|total| *total > 0)? as f64)
}
