//! Who the device is, and what the machine is made of.

use super::{Section, joined, words};
use crate::{Lang, lang, record::Facts};

/// Model, serial, system, and what it says about itself.
pub(super) fn about(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_device(lang));
    section.put(words::model(lang), joined([facts.vendor.as_deref(), facts.hardware.as_deref()]));
    section.put(words::serial(lang), joined([facts.serial.as_deref()]));
    section.put(words::system(lang), operating_system(facts));
    section.put(words::features(lang), joined([facts.features.as_deref()]));
    section.put(words::description(lang), joined([facts.sys_descr.as_deref()]));
    section.put(words::name(lang), joined([facts.sys_name.as_deref()]));
    section.put(words::contact(lang), joined([facts.sys_contact.as_deref()]));
    section.put(words::location(lang), joined([facts.location.as_deref()]));
    section.put("MAC", joined([facts.base_mac.as_deref()]));
    section.put("UUID", joined([facts.uuid.as_deref()]));
    if let Some(agent) = &facts.agent {
        section.put(words::agent(lang), joined([agent.name.as_deref(), agent.version.as_deref()]));
    }
    for incomplete in &facts.incomplete {
        section.put(words::incomplete(lang), format!("{}: {}", incomplete.section.0, incomplete.reason.0));
    }
    section
}

fn operating_system(facts: &Facts) -> String {
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

/// Chassis, board, firmware, processors, disks.
pub(super) fn machine(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_machine(lang));
    if let Some(chassis) = &facts.chassis {
        let parts =
            [chassis.vendor.as_deref(), chassis.model.as_deref(), chassis.kind.as_deref(), chassis.serial.as_deref()];
        section.put(words::chassis(lang), joined(parts));
    }
    if let Some(board) = &facts.baseboard {
        let parts =
            [board.vendor.as_deref(), board.model.as_deref(), board.version.as_deref(), board.serial.as_deref()];
        section.put(words::board(lang), joined(parts));
    }
    if let Some(bios) = &facts.bios {
        let parts =
            [bios.vendor.as_deref(), bios.version.as_deref(), bios.released_on.as_deref(), bios.firmware.as_deref()];
        section.put("BIOS", joined(parts));
    }
    for cpu in &facts.cpus {
        let cores = cpu.cores.map(|cores| words::cores(lang, cores, cpu.threads.unwrap_or(cores)));
        section.put("CPU", joined([cpu.name.as_deref(), cpu.arch.as_deref(), cores.as_deref()]));
    }
    if let Some(total) = facts.memory_total_bytes {
        section.put(words::memory(lang), lang::bytes(lang, total as f64));
    }
    for disk in &facts.disks {
        let size = disk.size_bytes.map(|bytes| lang::bytes(lang, bytes as f64));
        let parts = [
            disk.name.as_deref(),
            disk.vendor.as_deref(),
            disk.model.as_deref(),
            disk.media.as_deref(),
            disk.interface.as_deref(),
            size.as_deref(),
        ];
        section.put(words::disk(lang), joined(parts));
    }
    section
}
