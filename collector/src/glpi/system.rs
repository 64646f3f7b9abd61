//! The operating system and the name of the machine.

use super::{clock, tree::Node};
use model::record::{Facts, OperatingSystem};

/// States both.
pub(super) fn state(content: &Node, facts: &mut Facts) {
    let none = Node::default();
    let hardware = content.get("hardware").unwrap_or(&none);
    let system = content.get("operatingsystem").unwrap_or(&none);
    facts.sys_name = hardware.known(&["name"]);
    facts.fqdn = system.word("fqdn").filter(|name| name.contains('.'));
    facts.domain = system.word("dns_domain").or_else(|| hardware.word("workgroup"));
    facts.memory_total_bytes = hardware.size("memory", 1 << 20);
    facts.os_text = system.text("full_name").or_else(|| hardware.text("osname"));
    facts.version = system.text("version").or_else(|| hardware.text("osversion"));
    let name = system.text("name").or_else(|| facts.os_text.clone());
    let kernel_name = system.word("kernel_name").unwrap_or_default();
    facts.os = word(&kernel_name, facts.os_text.as_deref().or(name.as_deref())).map(str::to_owned);
    let is_windows = facts.os.as_deref() == Some("windows");
    let kernel = system.text("kernel_version");
    let zone = system.get("timezone").unwrap_or(&none);
    let booted_at = system.text("boot_time").zip(zone.text("offset")).and_then(|(at, zone)| clock::moment(&at, &zone));
    let stated = OperatingSystem {
        // Of Windows the short name does not say which.
        name: if is_windows { facts.os_text.clone().or(name) } else { name },
        version: facts.version.clone(),
        build: kernel.as_deref().filter(|_| is_windows).and_then(build),
        arch: system.text("arch").map(|arch| architecture(&arch)),
        kernel,
        timezone: zone.text("name"),
        booted_at,
        ..OperatingSystem::default()
    };
    facts.operating_system = (stated != OperatingSystem::default()).then_some(stated);
}

/// The word of the record for a system, by its kernel, else by its name for people.
fn word(kernel: &str, name: Option<&str>) -> Option<&'static str> {
    let name = name.unwrap_or_default().to_lowercase();
    let is = |signs: &[&str]| signs.iter().any(|sign| kernel == *sign || name.contains(sign));
    [
        (&["mswin32", "windows"][..], "windows"),
        (&["darwin", "macos", "mac os"], "macos"),
        (&["freebsd"], "freebsd"),
        (&["linux"], "linux"),
    ]
    .into_iter()
    .find_map(|(signs, word)| is(signs).then_some(word))
}

/// `10.0.22631` is build 22631.
fn build(kernel: &str) -> Option<String> {
    let build = kernel.split('.').nth(2)?;
    let is_number = !build.is_empty() && build.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| build.to_owned())
}

/// Agents on Windows tell the width only.
pub(super) fn architecture(text: &str) -> String {
    match text.to_lowercase().as_str() {
        "64-bit" | "64 bits" | "amd64" | "x64" => "x86_64".into(),
        "32-bit" | "32 bits" | "i386" | "i486" | "i586" => "i686".into(),
        "arm64" => "aarch64".into(),
        other => other.to_owned(),
    }
}
