//! The lines of what only an agent sees: slots, screens, batteries, protection, updates, what is installed and attached.

use super::{joined, text};
use model::{
    Lang,
    lang::{bytes, percent},
    record::{Battery, Facts, MemorySlot, Monitor, Updates},
};

/// Adds them.
pub(super) fn lines(lang: Lang, facts: &Facts, rows: &mut Vec<(&'static str, String)>) {
    let mut add = |label: &'static str, told: Option<String>| rows.extend(told.map(|told| (label, told)));
    facts.memory_slots.iter().for_each(|one| add(text::memory_slot(lang), slot(lang, one)));
    for gpu in &facts.gpus {
        let name = gpu.name.clone().or_else(|| gpu.pci_id.clone());
        add(text::graphics(lang), joined([gpu.vendor.clone(), name], " "));
    }
    facts.monitors.iter().for_each(|one| add(text::monitor(lang), monitor(one)));
    facts.batteries.iter().for_each(|one| add(text::battery(lang), battery(lang, one)));
    add(text::security(lang), joined(protection(lang, facts), ", "));
    add(text::updates(lang), facts.updates.as_ref().and_then(|known| updates(lang, known)));
    if !facts.software.is_empty() {
        add(text::software(lang), Some(text::packages(lang, facts.software.len())));
    }
    if !facts.services.is_empty() {
        let running = facts.services.iter().filter(|one| one.state.as_deref() == Some("running")).count();
        add(text::services(lang), Some(text::services_of(lang, running, facts.services.len() - running)));
    }
    for one in &facts.printers {
        add(text::printer(lang), joined([one.name.clone(), one.model.clone(), one.port.clone()], "  "));
    }
    for one in &facts.usb_devices {
        add("USB", joined([one.vendor.clone(), one.name.clone()], " "));
    }
    add(text::users(lang), joined(facts.users.iter().map(|user| user.name.clone()), ", "));
}

/// `DIMM_A1  16GiB  DDR4  2666 MT/s  Contoh CT-16G`
fn slot(lang: Lang, one: &MemorySlot) -> Option<String> {
    let is_empty = one.empty == Some(true);
    let parts = [
        one.slot.clone(),
        is_empty.then(|| text::slot_empty(lang).to_owned()),
        one.size_bytes.map(|octets| bytes(lang, octets as f64)),
        one.kind.clone(),
        one.speed_mts.or(one.rated_speed_mts).map(|speed| format!("{speed} MT/s")),
        joined([one.vendor.clone(), one.part_number.clone()], " "),
    ];
    joined(parts, "  ")
}

/// `Dell P2422H  24"  1920x1080  2022`
fn monitor(one: &Monitor) -> Option<String> {
    let parts = [
        joined([one.vendor.clone(), one.model.clone()], " "),
        one.diagonal_inch.map(|inches| format!("{inches:.0}\"")),
        one.width_px.zip(one.height_px).map(|(width, height)| format!("{width}x{height}")),
        one.manufactured_year.map(|year| year.to_string()),
        one.serial.clone(),
    ];
    joined(parts, "  ")
}

fn battery(lang: Lang, one: &Battery) -> Option<String> {
    let left = one.full_mwh.zip(one.design_mwh).map(|(full, design)| full as f64 / design as f64 * 100.0);
    let parts = [
        joined([one.vendor.clone(), one.model.clone().or_else(|| one.name.clone())], " "),
        one.charge_percent.map(|charge| percent(lang, charge, 0)),
        left.map(|left| text::of_design(lang, percent(lang, left, 0))),
        one.cycles.map(|count| text::cycles(lang, count)),
    ];
    joined(parts, "  ")
}

fn updates(lang: Lang, known: &Updates) -> Option<String> {
    let day = known.installed_at.map(|at| at.rfc3339().chars().take(10).collect::<String>());
    let parts = [
        known.pending.map(|count| text::pending(lang, count)),
        day.map(|day| text::last_installed(lang, day)),
        (known.reboot_required == Some(true)).then(|| text::needs_reboot(lang).to_owned()),
    ];
    joined(parts, ", ")
}

fn protection(lang: Lang, facts: &Facts) -> Vec<Option<String>> {
    let word = |is_on: bool| if is_on { text::is_on(lang) } else { text::is_off(lang) };
    let mut parts = vec![
        facts.tpm.as_ref().and_then(|tpm| match tpm.present {
            Some(false) => Some(text::tpm_none(lang).to_owned()),
            _ => tpm.version.as_ref().map(|version| format!("TPM {version}")),
        }),
        facts.secure_boot.map(|is_on| format!("Secure Boot {}", word(is_on))),
    ];
    for row in &facts.encryption {
        let is_on = row.status.as_deref() == Some("on");
        parts.push(row.volume.as_ref().map(|volume| text::encrypted(lang, volume, word(is_on))));
    }
    for wall in &facts.host_firewall {
        parts.push(wall.name.as_ref().zip(wall.enabled).map(|(name, is_on)| format!("{name} {}", word(is_on))));
    }
    for scanner in &facts.antivirus {
        let state = scanner.enabled.map(|is_on| word(is_on).to_owned());
        parts.push(joined([scanner.name.clone(), state, scanner.definitions_on.clone()], " "));
    }
    parts
}
