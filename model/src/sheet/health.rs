//! How a machine fares, in a handful of lines: what a technician looks at first, worst of each kind.

use super::{Grade, Line, Section, joined, share_of, words};
use crate::{
    Lang, lang,
    record::{Battery, Disk, Facts, Sensor, Storage},
};

/// Volumes named, the fullest.
const VOLUMES_SHOWN: usize = 3;
/// A volume so full wants attention, and one so full is about to fail, percent.
const FULL_PERCENT: f64 = 85.0;
const VERY_FULL_PERCENT: f64 = 95.0;
/// A temperature without limits of its own wants attention above this, °C.
const HOT_CELSIUS: f64 = 85.0;
/// A battery that holds less than this of what it was made for is worn, percent.
const WORN_PERCENT: f64 = 60.0;
/// A disk of which so much is written away is worn, percent.
const WORN_DISK_PERCENT: f64 = 90.0;

/// The lines; empty when nothing is known.
pub fn health(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_health(lang));
    let name = facts.fqdn.as_deref().or(facts.sys_name.as_deref());
    let kind = [facts.device_class.as_deref(), facts.vendor.as_deref(), facts.hardware.as_deref()];
    section.put(words::name(lang), joined(std::iter::once(name).chain(kind)));
    section.put(words::system(lang), system(facts, lang));
    load(facts, lang, &mut section);
    let mut volumes: Vec<(f64, &Storage)> =
        facts.storage.iter().filter_map(|volume| Some((share(volume)?, volume))).collect();
    volumes.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    volumes.iter().take(VOLUMES_SHOWN).for_each(|(percent, volume)| section.line(full(volume, *percent, lang)));
    let heat = |sensor: &&Sensor| sensor.class.as_deref() == Some("temperature");
    let hottest = facts.sensors.iter().filter(heat).filter_map(|sensor| Some((sensor.value?, sensor)));
    if let Some((celsius, sensor)) = hottest.max_by(|(one, _), (other, _)| one.total_cmp(other)) {
        section.line(temperature(celsius, sensor, lang));
    }
    facts.batteries.iter().for_each(|battery| section.line(charge(battery, lang)));
    facts.disks.iter().for_each(|disk| section.line(disk_health(disk, lang)));
    updates(facts, lang, &mut section);
    section
}

fn system(facts: &Facts, lang: Lang) -> String {
    let up = facts.uptime_s.map(|seconds| words::up_for(lang, lang::duration_long(lang, seconds)));
    joined([facts.os_text.as_deref().or(facts.os.as_deref()), up.as_deref()])
}

fn load(facts: &Facts, lang: Lang, section: &mut Section) {
    let percent = facts.processors.first().and_then(|all| all.usage_percent);
    let cores = facts.cpus.first().and_then(|cpu| Some((cpu.cores?, cpu.threads)));
    let cores = cores.map(|(cores, threads)| words::cores(lang, cores, threads.unwrap_or(cores)));
    section.line(Line { label: "CPU".into(), value: cores.unwrap_or_default(), percent, ..Line::default() });
    let main = facts.memory.iter().find(|pool| pool.class.as_deref() != Some("swap"));
    if let Some(pool) = main {
        let value = share_of(lang, pool.used_bytes, pool.total_bytes);
        section.line(Line { label: words::memory(lang).into(), value, percent: pool.percent, ..Line::default() });
    }
}

fn share(volume: &Storage) -> Option<f64> {
    let counted = || Some(volume.used_bytes? as f64 * 100.0 / volume.size_bytes.filter(|size| *size > 0)? as f64);
    // What cannot be written (an image, a medium) is always full.
    volume.percent.or_else(counted).filter(|_| volume.read_only != Some(true))
}

fn full(volume: &Storage, percent: f64, lang: Lang) -> Line {
    let grade = match percent {
        VERY_FULL_PERCENT.. => Grade::Critical,
        FULL_PERCENT.. => Grade::Warning,
        _ => Grade::Plain,
    };
    let label = volume.mount.as_deref().or(volume.descr.as_deref()).unwrap_or_default();
    let value = share_of(lang, volume.used_bytes, volume.size_bytes);
    Line { label: label.to_owned(), value, percent: Some(percent), grade }
}

fn temperature(celsius: f64, sensor: &Sensor, lang: Lang) -> Line {
    let over = |limit: Option<f64>| limit.is_some_and(|limit| celsius >= limit);
    let grade = if over(sensor.limit_high) {
        Grade::Critical
    } else if over(sensor.warn_high.or(sensor.limit_high).or(Some(HOT_CELSIUS))) {
        Grade::Warning
    } else {
        Grade::Plain
    };
    let value = joined([Some(format!("{} °C", lang::decimal(lang, celsius, 0)).as_str()), sensor.descr.as_deref()]);
    Line { label: words::temperature(lang).into(), value, percent: None, grade }
}

fn charge(battery: &Battery, lang: Lang) -> Line {
    let holds = battery.full_mwh.zip(battery.design_mwh.filter(|design| *design > 0));
    let holds = holds.map(|(full, design)| (full as f64 * 100.0 / design as f64).min(100.0));
    let grade = if holds.is_some_and(|holds| holds < WORN_PERCENT) { Grade::Warning } else { Grade::Plain };
    let value = joined([
        battery.status.as_deref().map(|word| words::charging(lang, word)),
        holds.map(|holds| words::holds(lang, lang::percent(lang, holds, 0))).as_deref(),
    ]);
    Line { label: words::battery(lang).into(), value, percent: battery.charge_percent, grade }
}

/// Only disks that say something of their health have a line.
fn disk_health(disk: &Disk, lang: Lang) -> Line {
    let has_failed = disk.smart.as_deref() == Some("failed");
    let is_worn = disk.wear_percent.is_some_and(|wear| wear >= WORN_DISK_PERCENT);
    let moved = disk.reallocated_sectors.filter(|count| *count > 0);
    let grade = match (has_failed, is_worn || moved.is_some()) {
        (true, _) => Grade::Critical,
        (false, true) => Grade::Warning,
        (false, false) => Grade::Plain,
    };
    let said = [
        disk.smart.as_deref().map(|word| words::smart(lang, word).to_owned()),
        disk.wear_percent.map(|wear| words::wear(lang, lang::percent(lang, wear, 0))),
        moved.map(|count| words::moved(lang, lang::integer(lang, count))),
        disk.temperature_c.map(|celsius| format!("{} °C", lang::decimal(lang, celsius, 0))),
    ];
    let value = said.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let label = [Some(words::disk(lang)), disk.name.as_deref()];
    Line { label: joined(label), value, percent: None, grade }
}

fn updates(facts: &Facts, lang: Lang, section: &mut Section) {
    let Some(updates) = &facts.updates else {
        return;
    };
    let security = updates.pending_security.filter(|count| *count > 0);
    let needs_reboot = updates.reboot_required == Some(true);
    let said = [
        updates.pending.map(|count| words::pending(lang, lang::integer(lang, count))),
        security.map(|count| words::of_security(lang, lang::integer(lang, count))),
        needs_reboot.then(|| words::needs_reboot(lang).to_owned()),
    ];
    let value = said.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let grade = if security.is_some() || needs_reboot { Grade::Warning } else { Grade::Plain };
    section.line(Line { label: words::updates(lang).into(), value, percent: None, grade });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Memory, Processor, Updates};

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn nothing_known_is_nothing_said() {
        assert_eq!(health(&Facts::default(), Lang::Id).lines, []);
    }

    #[test]
    fn the_worst_of_each_kind_with_its_grade() {
        let volume = |mount: &str, percent, read_only| Storage {
            mount: text(mount),
            percent: Some(percent),
            read_only: Some(read_only),
            ..Storage::default()
        };
        let heat = |descr: &str, value| Sensor {
            class: text("temperature"),
            descr: text(descr),
            value: Some(value),
            ..Sensor::default()
        };
        let facts = Facts {
            sys_name: text("pc-07"),
            os_text: text("Debian 12"),
            uptime_s: Some(11_520.0),
            processors: vec![Processor { usage_percent: Some(18.0), ..Processor::default() }],
            memory: vec![Memory { class: text("system"), percent: Some(67.0), ..Memory::default() }],
            storage: vec![
                volume("/", 61.0, false),
                volume("/snap", 100.0, true),
                volume("/home", 88.0, false),
                volume("/data", 97.0, false),
                volume("/boot", 10.0, false),
            ],
            sensors: vec![heat("board", 40.0), heat("cpu", 91.0)],
            batteries: vec![Battery {
                charge_percent: Some(92.0),
                status: text("discharging"),
                full_mwh: Some(20_000),
                design_mwh: Some(50_000),
                ..Battery::default()
            }],
            disks: vec![
                Disk { name: text("sda"), smart: text("failed"), ..Disk::default() },
                Disk { name: text("sdb"), ..Disk::default() },
            ],
            updates: Some(Updates {
                pending: Some(12),
                pending_security: Some(3),
                reboot_required: Some(true),
                ..Updates::default()
            }),
            ..Facts::default()
        };
        let told = |lang| {
            let line = |line: &Line| {
                let percent = line.percent.map(|percent| format!(" {percent:.0}%")).unwrap_or_default();
                let grade = match line.grade {
                    Grade::Plain => "",
                    Grade::Warning => " !",
                    Grade::Critical => " !!",
                };
                format!("{}={}{percent}{grade}", line.label, line.value)
            };
            health(&facts, lang).lines.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            told(Lang::Id),
            "Nama=pc-07\nSistem operasi=Debian 12 nyala 3jam 12mnt\nCPU= 18%\nRAM= 67%\n/data= 97% !!\n/home= 88% !\n\
             /= 61%\nSuhu=91 °C cpu !\nBaterai=dipakai menampung 40% 92% !\nDisk sda=GAGAL !!\n\
             Pembaruan=12 menunggu, 3 keamanan, perlu mulai ulang !"
        );
        assert!(told(Lang::En).contains("Updates=12 waiting, 3 for security, needs a restart !"));
    }
}
