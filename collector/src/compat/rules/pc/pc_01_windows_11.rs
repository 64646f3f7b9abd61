//! PC-01: can it run Windows 11? Asked of a PC to be bought, and of installed machines that software is bought for.

use crate::compat::{
    case::{Case, Say, amount},
    class::Class,
    rule::{Grade, Rule, say},
    seen::Seen,
    spec::Component,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PC-01",
    title: ["Kesiapan Windows 11", "Windows 11 readiness"],
    classes: &[Class::Pc, Class::Laptop, Class::Software],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: [
        "persyaratan Windows 11 dari Microsoft; batas prosesor seperti pada Chromium",
        "Windows 11 requirements of Microsoft; processor limit as in Chromium",
    ],
    text: [
        "Prosesor, memori, penyimpanan, TPM 2.0, UEFI Secure Boot dan grafik harus memenuhi syarat minimum Windows 11; di bawah standar Dinas menjadi catatan.",
        "Processor, memory, storage, TPM 2.0, UEFI Secure Boot and graphics must meet the Windows 11 minimum; below the standard of the Dinas is a note.",
    ],
    judge,
};

/// Least memory of an installed machine: 4 GiB, less what firmware and graphics keep.
const LEAST_MEMORY_BYTES: f64 = 0.9 * 4.0 * 1_073_741_824.0;
/// Least disk, octets.
const LEAST_DISK_BYTES: u64 = 64_000_000_000;

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.spec().item.class == Class::Software {
        return installed(case);
    }
    if case.policy("os_baseline", |policy| policy.os_baseline.as_deref())? != "windows-11" {
        return case.skip();
    }
    let mut short: Vec<Say> = Vec::new();
    if processor(case) == Some(false) {
        short.push(say!("prosesor tidak didukung", "processor not supported"));
    }
    for (name, least, unit) in
        [("cpu_ghz", 1.0, "GHz"), ("cpu_cores", 2.0, ""), ("ram_gb", 4.0, "GB"), ("disk_gb", 64.0, "GB")]
    {
        if let Some(own) = case.attr::<f64>(name)
            && own < least
        {
            short.push(say!(
                |lang| "{name} {own} {unit} < {least}", "{name} {own} {unit} < {least}";
                own = amount(lang, own), least = amount(lang, least)
            ));
        }
    }
    if let Some(version) = case.attr::<&str>("tpm_version")
        && version != "2.0"
    {
        short.push(say!("TPM {version}, bukan 2.0", "TPM {version}, not 2.0"));
    }
    if case.attr::<bool>("uefi_secure_boot") == Some(false) {
        short.push(say!("tanpa UEFI Secure Boot", "no UEFI Secure Boot"));
    }
    if case.attr::<bool>("directx12") == Some(false) {
        short.push(say!("grafik tanpa DirectX 12", "graphics without DirectX 12"));
    }
    if case.spec().item.class == Class::Laptop
        && let Some(inches) = case.attr::<f64>("screen_inch")
        && inches < 9.0
    {
        short.push(say!(|lang| "layar {n} inci < 9", "screen {n} inches < 9"; n = amount(lang, inches)));
    }
    tell(case, "", &short);
    standard(case);
    case.pass(say!("memenuhi syarat minimum Windows 11", "it meets the Windows 11 minimum"));
    Some(())
}

/// Whether Windows 11 supports the processor that is offered.
fn processor(case: &mut Case<'_>) -> Option<bool> {
    if let Some(listed) = case.maybe::<bool>("cpu_windows11_listed") {
        return Some(listed);
    }
    let vendor = case.attr::<&str>("cpu_vendor")?.to_ascii_lowercase();
    match vendor.as_str() {
        "intel" => case.attr::<f64>("cpu_generation").map(|generation| generation >= 8.0),
        "amd" => case.attr::<&str>("cpu_zen").map(|zen| zen != "zen"),
        _ => case.attr::<bool>("cpu_windows11_listed"),
    }
}

/// What the Dinas wants beyond the minimum.
fn standard(case: &mut Case<'_>) {
    let (ram, disk) = (case.thresholds().pc_min_ram_gb, case.thresholds().pc_min_disk_gb);
    let mut below: Vec<Say> = Vec::new();
    for (name, least) in [("ram_gb", ram), ("disk_gb", disk)] {
        if let Some(own) = case.maybe::<f64>(name)
            && own < least
        {
            below.push(say!(
                |lang| "{name} {own} < {least}", "{name} {own} < {least}"; own = amount(lang, own), least = amount(lang, least)
            ));
        }
    }
    if case.thresholds().pc_require_ssd
        && let Some(media) = case.attr::<&str>("disk_media")
        && media != "ssd"
    {
        below.push(say!("penyimpanan {media}, bukan ssd", "storage {media}, not ssd"));
    }
    if !below.is_empty() {
        let [id, en] = joined(&below);
        case.warn(
            [format!("Di bawah standar Dinas: {id}."), format!("Below the standard of the Dinas: {en}.")],
            say!("Naikkan spesifikasi bila anggaran memungkinkan.", "Raise the specification where the budget allows."),
        );
    }
}

/// Machines that are there and that Windows 11 is bought for.
fn installed(case: &mut Case<'_>) -> Option<()> {
    if case.spec().target.devices.is_empty() {
        return case.skip();
    }
    let parts: &[Component] = case.attr("components")?;
    let windows = parts.iter().any(|part| part.product == "windows" && part.cycle.starts_with("11"));
    let devices = &case.spec().target.devices;
    if !windows {
        return case.skip();
    }
    case.target("devices", Some(devices));
    for reference in devices {
        if let Some(seen) = case.seen(reference) {
            machine(case, &seen);
        }
    }
    case.pass(say!("semua mesin memenuhi syarat minimum Windows 11", "all machines meet the Windows 11 minimum"));
    Some(())
}

fn machine(case: &mut Case<'_>, seen: &Seen) {
    let facts = &seen.facts;
    let mut short: Vec<Say> = Vec::new();
    let name = facts.cpus.first().and_then(|cpu| cpu.name.as_deref());
    if let Some(name) = case.observed(seen, "cpus.name", name) {
        match intel_generation(name) {
            Some(generation) if generation < 8 => {
                short.push(say!(
                    "prosesor {name} (generasi {generation})",
                    "processor {name} (generation {generation})"
                ));
            }
            Some(_) => {}
            None => case.lacks(
                "cpu_windows11_listed",
                say!(
                    "Periksa {name} pada daftar prosesor Windows 11",
                    "Look {name} up in the list of processors for Windows 11"
                ),
            ),
        }
    }
    let tpm = facts.tpm.as_ref();
    match case.observed(seen, "tpm.present", tpm.and_then(|tpm| tpm.present)) {
        Some(false) => short.push(say!("tanpa TPM", "no TPM")),
        Some(true) => {
            let version = case.observed(seen, "tpm.version", tpm.and_then(|tpm| tpm.version.as_deref()));
            if let Some(version) = version.filter(|version| !is_tpm_2(version)) {
                short.push(say!("TPM {version}, bukan 2.0", "TPM {version}, not 2.0"));
            }
        }
        None => {}
    }
    let firmware = facts.bios.as_ref().and_then(|bios| bios.firmware.as_deref());
    if let Some(firmware) = case.observed(seen, "bios.firmware", firmware)
        && !firmware.eq_ignore_ascii_case("uefi")
    {
        short.push(say!("firmware {firmware}, bukan UEFI", "firmware {firmware}, not UEFI"));
    }
    if let Some(bytes) = case.observed(seen, "memory_total_bytes", facts.memory_total_bytes)
        && (bytes as f64) < LEAST_MEMORY_BYTES
    {
        short.push(
            say!(|lang| "memori {n} GiB < 4", "memory {n} GiB < 4"; n = amount(lang, bytes as f64 / 1_073_741_824.0)),
        );
    }
    let disks = facts.disks.iter().filter(|disk| matches!(disk.media.as_deref(), Some("hdd" | "ssd")));
    if let Some(bytes) = case.observed(seen, "disks.size_bytes", disks.filter_map(|disk| disk.size_bytes).max())
        && bytes < LEAST_DISK_BYTES
    {
        short.push(say!(|lang| "penyimpanan {n} GB < 64", "storage {n} GB < 64"; n = amount(lang, bytes as f64 / 1e9)));
    }
    tell(case, seen.name(), &short);
}

fn tell(case: &mut Case<'_>, device: &str, short: &[Say]) {
    if short.is_empty() {
        return;
    }
    let [id, en] = joined(short);
    let on = if device.is_empty() { String::new() } else { format!("{device}: ") };
    case.fail(
        [
            format!("{on}Tidak memenuhi syarat minimum Windows 11: {id}."),
            format!("{on}Below the Windows 11 minimum: {en}."),
        ],
        say!("Pilih perangkat yang memenuhi.", "Choose a device that meets it."),
    );
}

fn joined(items: &[Say]) -> Say {
    [0, 1].map(|lang| items.iter().map(|item| item[lang].as_str()).collect::<Vec<_>>().join("; "))
}

/// `2.0`, also where the specification's revision follows: `2.0, 0, 1.38`.
fn is_tpm_2(version: &str) -> bool {
    version.split(',').next().is_some_and(|version| version.trim() == "2.0")
}

/// Generation that the name of an Intel processor tells; Core Ultra counts as the one that follows the fourteenth.
pub fn intel_generation(name: &str) -> Option<u32> {
    if name.contains("Core") && name.contains("Ultra") {
        return Some(15);
    }
    let start = name.match_indices('i').find_map(|(at, _)| {
        let before = name[..at].chars().next_back();
        let rest = name[at + 1..].strip_prefix(|c: char| c.is_ascii_digit())?.strip_prefix('-')?;
        (!before.is_some_and(char::is_alphanumeric)).then_some(rest)
    })?;
    let digits: String = start.chars().take_while(char::is_ascii_digit).collect();
    match digits.len() {
        5 => digits[..2].parse().ok(),
        4 if digits.starts_with('1') => digits[..2].parse().ok(),
        4 => digits[..1].parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn names_of_processors() {
        for (name, generation) in [
            ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", Some(8)),
            ("Intel(R) Core(TM) i7-7700 CPU", Some(7)),
            ("12th Gen Intel(R) Core(TM) i5-1235U", Some(12)),
            ("Intel(R) Core(TM) i3-1005G1 CPU", Some(10)),
            ("Intel(R) Core(TM) i9-14900K", Some(14)),
            ("Intel(R) Core(TM) Ultra 5 125U", Some(15)),
            ("Intel(R) Core(TM) i7 CPU 860 @ 2.80GHz", None),
            ("AMD Ryzen 5 5600G", None),
            ("Intel(R) Celeron(R) N4020", None),
        ] {
            assert_eq!(intel_generation(name), generation, "{name}");
        }
    }

    const GOOD: &str = "cpu_vendor = \"intel\"\ncpu_generation = 12\ncpu_ghz = 2.5\ncpu_cores = 6\nram_gb = 8\ndisk_gb = 512\ndisk_media = \"ssd\"\ntpm_version = \"2.0\"\nuefi_secure_boot = true\ndirectx12 = true";

    fn pc(from: &str, to: &str) -> Outcome {
        Given::class("pc").attr(&GOOD.replace(from, to)).site("[policy]\nos_baseline = \"windows-11\"").outcome("PC-01")
    }

    #[test]
    fn the_minimum_and_the_standard() {
        for (from, to, outcome) in [
            ("", "", Outcome::Pass),
            ("cpu_generation = 12", "cpu_generation = 7", Outcome::Fail),
            ("cpu_generation = 12", "", Outcome::Unknown),
            ("\"2.0\"", "\"1.2\"", Outcome::Fail),
            ("ram_gb = 8", "ram_gb = 4", Outcome::Warn),
            ("ram_gb = 8", "ram_gb = 2", Outcome::Fail),
            ("\"ssd\"", "\"hdd\"", Outcome::Warn),
            ("\"intel\"\ncpu_generation = 12", "\"amd\"\ncpu_zen = \"zen\"", Outcome::Fail),
            ("\"intel\"\ncpu_generation = 12", "\"amd\"\ncpu_zen = \"zen3\"", Outcome::Pass),
            ("directx12 = true", "", Outcome::Unknown),
        ] {
            assert_eq!(pc(from, to), outcome, "{from} → {to}");
        }
        assert_eq!(Given::class("pc").attr(GOOD).outcome("PC-01"), Outcome::Unknown);
        assert_eq!(
            Given::class("laptop").site("[policy]\nos_baseline = \"linux\"").outcome("PC-01"),
            Outcome::NotApplicable
        );
    }

    #[test]
    fn machines_that_are_there() {
        let software = Given::class("software")
            .attr("components = [{ product = \"windows\", cycle = \"11-24h2-e\" }]")
            .target("devices = [\"PC-1\"]");
        let record = |cpu: &str, tpm: &str, disk: &str| {
            format!(
                r#""sys_name":"PC-1","cpus":[{{"name":"{cpu}"}}],"tpm":{{"present":true,"version":"{tpm}"}},"bios":{{"firmware":"uefi"}},"memory_total_bytes":8000000000,"disks":[{{"media":"usb","size_bytes":900000000000}},{{"media":"ssd","size_bytes":{disk}}}]"#
            )
        };
        for (cpu, tpm, disk, outcome) in [
            ("Intel(R) Core(TM) i5-8250U", "2.0", "240000000000", Outcome::Pass),
            ("Intel(R) Core(TM) i5-7500", "2.0", "240000000000", Outcome::Fail),
            ("Intel(R) Core(TM) i5-8250U", "1.2", "240000000000", Outcome::Fail),
            ("Intel(R) Core(TM) i5-8250U", "2.0", "32000000000", Outcome::Fail),
            ("AMD Ryzen 5 5600G", "2.0", "240000000000", Outcome::Unknown),
        ] {
            let given = software.clone().record(&record(cpu, tpm, disk));
            assert_eq!(given.outcome("PC-01"), outcome, "{cpu} {tpm} {disk}");
        }
        assert_eq!(software.outcome("PC-01"), Outcome::Unknown);
        assert_eq!(Given::class("software").outcome("PC-01"), Outcome::NotApplicable);
    }
}
