//! The system itself: edition, build, licence, name, domain, who is logged in, processors.

use super::rows::{Row, Rows};
use model::record::{Cpu, Facts, OperatingSystem, User};

/// Name under which the values of `HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion` are kept.
pub const CURRENT_VERSION: &str = "registry CurrentVersion";
/// Name under which the values of `HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation` are kept.
pub const TIME_ZONE: &str = "registry TimeZoneInformation";

/// States system and name in `facts` (`Win32_OperatingSystem`, `Win32_ComputerSystem`).
pub fn state(rows: &Rows, tells_users: bool, facts: &mut Facts) {
    if let Some(system) = rows.first("Win32_OperatingSystem") {
        operating_system(system, rows, facts);
    }
    if let Some(computer) = rows.first("Win32_ComputerSystem") {
        name(computer, facts);
        facts.users =
            computer.text("UserName").filter(|_| tells_users).map(|account| user(&account)).into_iter().collect();
    }
    let processors: Vec<Cpu> = rows.of("Win32_Processor").iter().take(256).map(processor).collect();
    if !processors.is_empty() {
        facts.cpus = processors;
    }
}

fn operating_system(row: &Row, rows: &Rows, facts: &mut Facts) {
    let registry = rows.first(CURRENT_VERSION);
    let value = |name: &str| registry.and_then(|registry| registry.text(name));
    let release = value("DisplayVersion").or_else(|| value("ReleaseId"));
    let revision = registry.and_then(|registry| registry.number("UBR"));
    let full = |number: Option<String>| match (number, revision) {
        (Some(number), Some(revision)) => Some(format!("{number}.{revision}")),
        (number, _) => number,
    };
    let caption = row.text("Caption");
    facts.os = Some("windows".into());
    facts.os_text = match (&caption, &release) {
        (Some(caption), Some(release)) => Some(format!("{caption} {release}")),
        _ => caption.clone(),
    };
    facts.version = full(row.text("Version"));
    let joined = rows.first("Win32_ComputerSystem").and_then(|computer| computer.flag("PartOfDomain"));
    facts.operating_system = Some(OperatingSystem {
        name: caption,
        edition: value("EditionID"),
        version: release,
        build: full(row.text("BuildNumber")),
        kernel: row.text("Version"),
        arch: row.text("OSArchitecture").map(|word| arch(&word)),
        booted_at: row.moment("LastBootUpTime"),
        language: row.first_text("MUILanguages"),
        timezone: rows.first(TIME_ZONE).and_then(|zone| zone.text("TimeZoneKeyName")),
        installed_at: row.moment("InstallDate"),
        licence: licence(rows).map(str::to_owned),
        domain_joined: joined,
        ..OperatingSystem::default()
    });
}

/// `64-bit`, `64 bits`, `ARM 64-bit Processor`, `32-bit`.
fn arch(word: &str) -> String {
    let is_arm = word.to_ascii_uppercase().contains("ARM");
    match (is_arm, word.contains("64")) {
        (true, _) => "aarch64",
        (false, true) => "x86_64",
        (false, false) => "x86",
    }
    .to_owned()
}

/// `SoftwareLicensingProduct` of Windows with a key: `LicenseStatus` 1 is licensed; grace periods and notices are not.
fn licence(rows: &Rows) -> Option<&'static str> {
    let states: Vec<u64> =
        rows.of("SoftwareLicensingProduct").iter().filter_map(|product| product.number("LicenseStatus")).collect();
    match states.contains(&1) {
        true => Some("activated"),
        false if states.is_empty() => None,
        false => Some("not_activated"),
    }
}

fn name(row: &Row, facts: &mut Facts) {
    let Some(name) = row.text("DNSHostName").or_else(|| row.text("Name")) else { return };
    let domain =
        row.text("Domain").filter(|_| row.flag("PartOfDomain") == Some(true)).map(|domain| domain.to_lowercase());
    facts.fqdn = domain.as_ref().map(|domain| format!("{}.{domain}", name.to_lowercase())).or(facts.fqdn.take());
    facts.domain = domain.or(facts.domain.take());
    facts.sys_name = Some(name);
}

/// `DOMAIN\account` of the console; sessions from afar are not in it.
fn user(account: &str) -> User {
    let (domain, name) = account.split_once('\\').map_or((None, account), |(domain, name)| (Some(domain), name));
    let clean = |text: &str| model::text::clean(text.as_bytes());
    User { name: clean(name), domain: domain.and_then(clean), logged_in: Some(true), ..User::default() }
}

/// `Win32_Processor`: one row a package.
fn processor(row: &Row) -> Cpu {
    Cpu {
        socket: row.fact("SocketDesignation"),
        vendor: row.fact("Manufacturer"),
        name: row.text("Name"),
        cores: row.small("NumberOfCores").filter(|cores| *cores > 0),
        threads: row.small("NumberOfLogicalProcessors").filter(|threads| *threads > 0),
        max_mhz: row.small("MaxClockSpeed").filter(|mhz| *mhz > 0),
        arch: row.number("Architecture").and_then(processor_arch).map(str::to_owned),
        ..Cpu::default()
    }
}

fn processor_arch(number: u64) -> Option<&'static str> {
    match number {
        0 => Some("x86"),
        5 => Some("arm"),
        9 => Some("x86_64"),
        12 => Some("aarch64"),
        _ => None,
    }
}
