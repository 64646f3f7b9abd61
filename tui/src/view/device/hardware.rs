//! What the record of a device states about its hardware, system, volumes, memory and addresses: only what is known.

use crate::{
    app::App,
    draw::{Look, number, text, text::Pen},
    lang,
    theme::Ink,
    view::Cursor,
};
use model::{
    api::DevicePicture,
    record::{Facts, Memory, Storage},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// A line of the tab: its label and what is known; both inert.
type Line = (String, String);

/// Draws the tab.
pub fn draw(app: &App, look: &Look, picture: &DevicePicture, area: Rect, buffer: &mut Buffer) -> Cursor {
    let record = picture.record.as_ref()?;
    let mut lines = facts(look, &record.facts);
    let source = lang::record_source(
        look.lang,
        format!("{:?}", record.source).to_lowercase(),
        number::moment(look, record.collected_at),
    );
    lines.push((lang::label_source(look.lang).to_owned(), source));
    let from = app.detail.scroll.min(lines.len().saturating_sub(usize::from(area.height)));
    for (y, (label, value)) in (area.y..area.bottom()).zip(&lines[from..]) {
        let mut pen = Pen::new(buffer, Rect { y, height: 1, ..area });
        pen.skip(1).put(&model::text::cut_end(label, 18), look.ink(Ink::Muted));
        let gap = (area.x + 20).saturating_sub(pen.column());
        pen.skip(gap);
        let shown = model::text::cut_end(value, usize::from(pen.room()));
        pen.put(&shown, Style::new());
    }
    None
}

fn inert(text: &str) -> String {
    text::foreign(text, 60)
}

/// Joins what is known of several texts.
fn joined<const N: usize>(parts: [Option<&str>; N]) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).map(inert).collect::<Vec<_>>().join(" ")
}

fn facts(look: &Look, facts: &Facts) -> Vec<Line> {
    let lang = look.lang;
    let mut lines: Vec<Line> = Vec::new();
    let mut put = |label: &str, value: String| {
        if !value.is_empty() {
            lines.push((label.to_owned(), value));
        }
    };
    put(
        lang::fact_model(lang),
        joined([facts.vendor.as_deref(), facts.hardware.as_deref(), facts.features.as_deref()]),
    );
    put(lang::fact_serial(lang), joined([facts.serial.as_deref()]));
    put(lang::fact_system(lang), system(facts));
    put(lang::fact_description(lang), joined([facts.sys_descr.as_deref()]));
    put(lang::fact_contact(lang), joined([facts.sys_contact.as_deref()]));
    put(lang::fact_location(lang), joined([facts.location.as_deref()]));
    if let Some(chassis) = &facts.chassis {
        let parts =
            [chassis.vendor.as_deref(), chassis.model.as_deref(), chassis.kind.as_deref(), chassis.serial.as_deref()];
        put(lang::fact_chassis(lang), joined(parts));
    }
    if let Some(board) = &facts.baseboard {
        put(
            lang::fact_board(lang),
            joined([
                board.vendor.as_deref(),
                board.model.as_deref(),
                board.version.as_deref(),
                board.serial.as_deref(),
            ]),
        );
    }
    if let Some(bios) = &facts.bios {
        let parts =
            [bios.vendor.as_deref(), bios.version.as_deref(), bios.released_on.as_deref(), bios.firmware.as_deref()];
        put("BIOS", joined(parts));
    }
    for cpu in &facts.cpus {
        let mut value = joined([cpu.name.as_deref(), cpu.arch.as_deref()]);
        if let Some(cores) = cpu.cores {
            value.push_str(&format!("  {}", lang::cores(lang, cores, cpu.threads.unwrap_or(cores))));
        }
        put("CPU", value);
    }
    let used: Vec<String> = facts
        .processors
        .iter()
        .filter_map(|processor| processor.usage_percent)
        .take(16)
        .map(|percent| number::percent(lang, Some(percent)))
        .collect();
    put(lang::fact_cpu_use(lang), used.join(" "));
    if let Some(load) = &facts.load_average {
        let parts =
            [load.m1, load.m5, load.m15].into_iter().flatten().map(|value| model::lang::decimal(lang, value, 2));
        put(lang::fact_load(lang), parts.collect::<Vec<_>>().join("  "));
    }
    if let Some(total) = facts.memory_total_bytes {
        put(lang::fact_memory(lang), model::lang::bytes(lang, total as f64));
    }
    for memory in &facts.memory {
        put(&memory_label(look, memory), share(look, memory.used_bytes, memory.total_bytes, memory.percent));
    }
    for disk in &facts.disks {
        let size = disk.size_bytes.map(|bytes| model::lang::bytes(lang, bytes as f64)).unwrap_or_default();
        let parts = [
            disk.name.as_deref(),
            disk.vendor.as_deref(),
            disk.model.as_deref(),
            disk.media.as_deref(),
            disk.interface.as_deref(),
            Some(&size),
        ];
        put(lang::fact_disk(lang), joined(parts));
    }
    for volume in &facts.storage {
        put(&volume_label(volume), share(look, volume.used_bytes, volume.size_bytes, volume.percent));
    }
    for sensor in &facts.sensors {
        if let Some(value) = sensor.value {
            let unit = inert(sensor.unit.as_deref().unwrap_or(""));
            put(
                &joined([sensor.descr.as_deref().or(sensor.class.as_deref())]),
                format!("{} {unit}", model::lang::decimal(lang, value, 1)),
            );
        }
    }
    let address = |a: &model::record::Address| Some(format!("{}/{}", inert(a.address.as_deref()?), a.prefix?));
    put("IPv4", facts.ipv4.iter().filter_map(address).collect::<Vec<_>>().join("  "));
    put("IPv6", facts.ipv6.iter().filter_map(address).collect::<Vec<_>>().join("  "));
    put("MAC", joined([facts.base_mac.as_deref()]));
    put("UUID", joined([facts.uuid.as_deref()]));
    if let Some(agent) = &facts.agent {
        put(lang::fact_agent(lang), joined([agent.name.as_deref(), agent.version.as_deref()]));
    }
    for incomplete in &facts.incomplete {
        put(lang::fact_incomplete(lang), format!("{}: {}", inert(&incomplete.section.0), inert(&incomplete.reason.0)));
    }
    lines
}

fn system(facts: &Facts) -> String {
    match &facts.operating_system {
        Some(os) => joined([
            os.name.as_deref(),
            os.edition.as_deref(),
            os.version.as_deref(),
            os.build.as_deref(),
            os.kernel.as_deref(),
            os.arch.as_deref(),
        ]),
        None => joined([facts.os_text.as_deref().or(facts.os.as_deref()), facts.version.as_deref()]),
    }
}

fn memory_label(look: &Look, memory: &Memory) -> String {
    match memory.descr.as_deref().or(memory.class.as_deref()) {
        Some(descr) => text::foreign(descr, 18),
        None => lang::fact_memory(look.lang).to_owned(),
    }
}

fn volume_label(volume: &Storage) -> String {
    text::foreign(volume.mount.as_deref().or(volume.descr.as_deref()).unwrap_or(number::UNKNOWN), 18)
}

/// `5,1GiB dari 7,6GiB  67%  ██████▊`
fn share(look: &Look, used: Option<u64>, total: Option<u64>, percent: Option<f64>) -> String {
    let lang = look.lang;
    let bytes = |bytes: u64| model::lang::bytes(lang, bytes as f64);
    let percent = percent.or_else(|| Some(used? as f64 * 100.0 / total.filter(|total| *total > 0)? as f64));
    let sizes = match (used, total) {
        (Some(used), Some(total)) => lang::of_total(lang, bytes(used), bytes(total)),
        (None, Some(total)) => bytes(total),
        (Some(used), None) => bytes(used),
        (None, None) => String::new(),
    };
    match percent {
        Some(percent) => {
            let filled = (percent.clamp(0.0, 100.0) / 5.0).round() as usize;
            format!("{sizes:<22} {:>4} {}", number::percent(lang, Some(percent)), "█".repeat(filled))
        }
        None => sizes,
    }
}
