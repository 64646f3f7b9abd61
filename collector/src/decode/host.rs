//! Load, memory and volumes of a device, from HOST-RESOURCES-MIB (RFC 2790) and, where it is lacking, UCD-SNMP-MIB.

use super::{
    Trouble, by_index,
    fact::{Fact, fact, six_digits},
    load::Loads,
};
use crate::{
    profile::{Profile, Source},
    snmp::{cells::Cell, oid::dotted_index},
};
use model::{
    Metric, Sample, Value,
    record::{Facts, Memory, Processor, Storage},
};
use std::collections::BTreeMap;

const KIB: u64 = 1024;

/// What is known of load, memory and volumes while the tables come in.
#[derive(Debug, Default)]
pub(super) struct Host {
    /// Single objects of the section `host`, by field, and the OID of each.
    singles: BTreeMap<String, (f64, String)>,
    processors: Vec<Processor>,
    memory: Vec<Memory>,
    storage: Vec<Storage>,
}

impl From<&BTreeMap<(&str, &str), (&Source, Fact)>> for Host {
    fn from(singles: &BTreeMap<(&str, &str), (&Source, Fact)>) -> Self {
        let singles = singles
            .iter()
            .filter(|((section, _), _)| *section == "host")
            .filter_map(|((_, field), (source, fact))| {
                Some(((*field).to_owned(), (fact.number()?, source.oid.to_string())))
            })
            .collect();
        Self { singles, ..Self::default() }
    }
}

/// One row of hrStorageTable.
#[derive(Debug, Default)]
struct Row {
    kind: Option<String>,
    descr: Option<String>,
    units: Option<u64>,
    size: Option<u64>,
    used: Option<u64>,
}

impl Host {
    /// Rows of hrProcessorTable with the description of their device.
    pub(super) fn processors(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in by_index(cells) {
            let mut processor = Processor { index: Some(dotted_index(row[0].index)), ..Processor::default() };
            for cell in row {
                let Some(source) = profile.source(cell.column) else { continue };
                match (source.field.as_str(), fact(source, cell.value, trouble)) {
                    ("usage_percent", Some(fact)) => {
                        processor.usage_percent =
                            fact.number().filter(|use_percent| (0.0..=100.0).contains(use_percent));
                        processor.oid = Some(format!("{}.{}", source.oid, dotted_index(cell.index)));
                    }
                    ("descr", Some(fact)) => processor.descr = fact.text(),
                    _ => {}
                }
            }
            if processor.usage_percent.is_some() {
                self.processors.push(processor);
            }
        }
    }

    /// Rows of hrStorageTable: memory by its type, everything else a volume.
    pub(super) fn storage(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for cells in by_index(cells) {
            let index = dotted_index(cells[0].index);
            let mut row = Row::default();
            for cell in cells {
                let Some(source) = profile.source(cell.column) else { continue };
                let Some(fact) = fact(source, cell.value, trouble) else { continue };
                match source.field.as_str() {
                    "type" => row.kind = fact.text(),
                    "descr" => row.descr = fact.text(),
                    "units" => row.units = fact.whole(),
                    "size" => row.size = fact.whole(),
                    "used" => row.used = fact.whole(),
                    _ => {}
                }
            }
            self.place(index, row);
        }
    }

    fn place(&mut self, index: String, row: Row) {
        let bytes = |blocks: Option<u64>| blocks.zip(row.units).and_then(|(blocks, units)| blocks.checked_mul(units));
        let (size, used) = (bytes(row.size), bytes(row.used));
        let free = size.zip(used).and_then(|(size, used)| size.checked_sub(used));
        let percent = size.zip(used).and_then(|(size, used)| share(used, size));
        if let Some(class) = memory_class(&row) {
            self.memory.push(Memory {
                index: Some(index),
                class: Some(class.to_owned()),
                descr: row.descr,
                total_bytes: size,
                used_bytes: used,
                free_bytes: free,
                percent,
                ..Memory::default()
            });
            return;
        }
        self.storage.push(Storage {
            index: Some(index),
            kind: row.kind,
            descr: row.descr,
            size_bytes: size,
            used_bytes: used,
            free_bytes: free,
            percent,
            units: row.units,
            ..Storage::default()
        });
    }

    /// Adds what the vendor's objects say. They replace what HOST-RESOURCES-MIB says of processors, and of memory of the
    /// same class: it is the same memory, told by the maker.
    pub(super) fn add(&mut self, loads: Loads) {
        let counts = self.processors.is_empty() || !loads.processors_otherwise;
        if counts && !loads.processors.is_empty() {
            self.processors = loads.processors;
        }
        let known: Vec<Option<String>> = self.memory.iter().map(|pool| pool.class.clone()).collect();
        let counts = |(pool, otherwise): &(Memory, bool)| !otherwise || !known.contains(&pool.class);
        let memory: Vec<Memory> = loads.memory.into_iter().filter(counts).map(|(pool, _)| pool).collect();
        self.memory.retain(|pool| !memory.iter().any(|other| other.class == pool.class));
        self.memory.extend(memory);
        let had_volumes = !self.storage.is_empty();
        for (volume, otherwise) in loads.storage {
            let told = self.storage.iter().any(|other| other.descr == volume.descr && other.descr.is_some());
            if !(told || otherwise && had_volumes) {
                self.storage.push(volume);
            }
        }
    }

    /// Puts everything into the record and adds the samples.
    pub(super) fn finish(mut self, facts: &mut Facts, samples: &mut Vec<Sample>) {
        self.fill_from_singles();
        let level = |metric, value: f64| Sample { metric, instance: String::new(), value: Value::Level(value) };
        let uses: Vec<f64> = self.processors.iter().filter_map(|processor| processor.usage_percent).collect();
        if !uses.is_empty() {
            samples.push(level(Metric::CpuUse, six_digits(uses.iter().sum::<f64>() / uses.len() as f64)));
        }
        if let Some((used, total)) = self.memory_in_use() {
            samples.push(level(Metric::MemoryUsed, used as f64));
            samples.push(level(Metric::MemoryTotal, total as f64));
        }
        for volume in &self.storage {
            let (Some(size), Some(used)) = (volume.size_bytes, volume.used_bytes) else { continue };
            let name = volume.descr.as_ref().or(volume.index.as_ref()).cloned().unwrap_or_default();
            let same = |other: &&Storage| other.descr == volume.descr;
            let instance = match (self.storage.iter().filter(same).count(), &volume.index) {
                (2.., Some(index)) => format!("{name}#{index}"),
                _ => name,
            };
            for (metric, bytes) in [(Metric::VolumeUsed, used), (Metric::VolumeSize, size)] {
                samples.push(Sample { metric, instance: instance.clone(), value: Value::Level(bytes as f64) });
            }
        }
        facts.processors = self.processors;
        facts.memory = self.memory;
        facts.storage = self.storage;
    }

    /// UCD objects stand in where HOST-RESOURCES-MIB said nothing.
    fn fill_from_singles(&mut self) {
        if let (true, Some((idle, oid))) = (self.processors.is_empty(), self.singles.get("cpu_idle_percent")) {
            self.processors.push(Processor {
                index: Some("0".into()),
                usage_percent: Some(six_digits((100.0 - idle).clamp(0.0, 100.0))),
                oid: Some(oid.clone()),
                ..Processor::default()
            });
        }
        if self.memory.iter().any(|pool| pool.class.as_deref() == Some("system")) {
            return;
        }
        let pools = [
            ("system", "Physical memory", "memory_total_kib", "memory_free_kib"),
            ("swap", "Swap space", "swap_total_kib", "swap_available_kib"),
        ];
        for (class, descr, total, free) in pools {
            let (Some(total), free) = (self.kib(total), self.kib(free)) else { continue };
            let used = free.and_then(|free| total.checked_sub(free));
            self.memory.push(Memory {
                class: Some(class.into()),
                descr: Some(descr.into()),
                total_bytes: Some(total),
                used_bytes: used,
                free_bytes: free,
                percent: used.and_then(|used| share(used, total)),
                ..Memory::default()
            });
        }
    }

    fn kib(&self, field: &str) -> Option<u64> {
        let (kib, _) = self.singles.get(field)?;
        (*kib >= 0.0).then(|| (*kib as u64).saturating_mul(KIB))
    }

    /// Used and total memory. What the system can give back at once (buffers, cache) is not in use.
    fn memory_in_use(&self) -> Option<(u64, u64)> {
        if let (Some(total), Some(available)) = (self.kib("memory_total_kib"), self.kib("memory_available_kib")) {
            return Some((total.checked_sub(available)?, total));
        }
        let of = |class: &str| self.memory.iter().find(|pool| pool.class.as_deref() == Some(class));
        let system = of("system")?;
        let given_back: u64 = ["buffers", "cached"].iter().filter_map(|class| of(class)?.used_bytes).sum();
        Some((system.used_bytes?.saturating_sub(given_back), system.total_bytes?))
    }
}

/// Class of a memory row, by its type and, where the type is `hrStorageOther`, by what net-snmp calls it.
fn memory_class(row: &Row) -> Option<&'static str> {
    let descr = row.descr.as_deref().unwrap_or_default().to_ascii_lowercase();
    match row.kind.as_deref() {
        Some("hrStorageRam") => Some("system"),
        Some("hrStorageVirtualMemory") if descr.contains("swap") => Some("swap"),
        Some("hrStorageVirtualMemory") => Some("virtual"),
        Some("hrStorageOther") => match descr.as_str() {
            "memory buffers" => Some("buffers"),
            "cached memory" => Some("cached"),
            "shared memory" => Some("shared"),
            // Pools of packets in a firewall, and what net-snmp calls available.
            descr if descr.contains("buffers") => Some("buffers"),
            descr if descr.contains("memory") || descr.contains("descriptors") => Some("other"),
            _ => None,
        },
        _ => None,
    }
}

/// Share of the whole, percent. None of nothing, and none when more is used than there is.
fn share(used: u64, total: u64) -> Option<f64> {
    (total > 0 && used <= total).then(|| six_digits(used as f64 / total as f64 * 100.0))
}
