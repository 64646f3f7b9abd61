//! What protects the machine: TPM (`Win32_Tpm`), Secure Boot (registry), BitLocker (`Win32_EncryptableVolume`), virus scanners
//! (`AntiVirusProduct`, `MSFT_MpComputerStatus`), packet filter (`MSFT_NetFirewallProfile`).

use super::rows::{Row, Rows, day};
use model::record::{Antivirus, Encryption, Facts, HostFirewall, Tpm};

/// Name under which `HKLM\SYSTEM\CurrentControlSet\Control\SecureBoot\State` is kept.
pub const SECURE_BOOT: &str = "registry SecureBoot";

/// States all of it in `facts`; a class that did not answer says nothing.
pub fn state(rows: &Rows, facts: &mut Facts) {
    facts.tpm = tpm(rows);
    facts.secure_boot = rows.first(SECURE_BOOT).and_then(|state| state.flag("UEFISecureBootEnabled"));
    facts.encryption = rows.of("Win32_EncryptableVolume").iter().filter_map(encryption).collect();
    facts.encryption.sort_by(|a, b| a.volume.cmp(&b.volume));
    facts.antivirus = scanners(rows);
    facts.host_firewall = rows.of("MSFT_NetFirewallProfile").iter().filter_map(firewall).collect();
}

fn tpm(rows: &Rows) -> Option<Tpm> {
    let Some(row) = rows.first("Win32_Tpm") else {
        // The class of a machine without one has no row.
        return rows.answered("Win32_Tpm").then(|| Tpm { present: Some(false), ..Tpm::default() });
    };
    let versions = row.text("SpecVersion").unwrap_or_default();
    let version = versions.split(',').next().map(str::trim).filter(|version| matches!(*version, "1.2" | "2.0"));
    Some(Tpm {
        present: Some(true),
        version: version.map(str::to_owned),
        vendor: row.text("ManufacturerIdTxt"),
        enabled: row.flag("IsEnabled_InitialValue"),
        ..Tpm::default()
    })
}

/// `ProtectionStatus` 1: encrypted and locked with a key. 0 with anything encrypted (`ConversionStatus` ≠ 0): the key lies open.
fn encryption(row: &Row) -> Option<Encryption> {
    let status = match (row.number("ProtectionStatus")?, row.number("ConversionStatus")) {
        (1, None | Some(1)) => "on",
        (1, Some(_)) => "partial",
        (0, Some(1..)) => "partial",
        (0, _) => "off",
        _ => return None,
    };
    Some(Encryption {
        volume: Some(row.text("DriveLetter")?),
        method: (status != "off").then(|| "bitlocker".to_owned()),
        status: Some(status.to_owned()),
        ..Encryption::default()
    })
}

/// What the security centre lists (not on servers), with what Defender says of itself.
fn scanners(rows: &Rows) -> Vec<Antivirus> {
    let own = rows.first("MSFT_MpComputerStatus");
    let mut all: Vec<Antivirus> = rows.of("AntiVirusProduct").iter().filter_map(product).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all.dedup_by(|a, b| a.name == b.name);
    let is_defender = |one: &&mut Antivirus| one.name.as_deref().is_some_and(|name| name.contains("Defender"));
    match (all.iter_mut().find(is_defender), own) {
        (Some(known), Some(own)) => defender(own, known),
        (None, Some(own)) if own.flag("AntivirusEnabled") == Some(true) => {
            let mut row = Antivirus { name: Some("Microsoft Defender Antivirus".into()), ..Antivirus::default() };
            defender(own, &mut row);
            all.push(row);
        }
        _ => {}
    }
    all
}

/// `productState` is not documented; its second and third octet are read like this by everybody: 0x10 in the second says that it
/// watches, 0x00 in the third that its definitions are up to date.
fn product(row: &Row) -> Option<Antivirus> {
    let state = row.number("productState");
    Some(Antivirus {
        name: Some(row.text("displayName")?),
        enabled: state.map(|state| state >> 12 & 0xf == 1),
        up_to_date: state.map(|state| state >> 4 & 0xf == 0),
        ..Antivirus::default()
    })
}

fn defender(row: &Row, scanner: &mut Antivirus) {
    scanner.version = row.text("AntivirusSignatureVersion").or_else(|| row.text("AMProductVersion"));
    scanner.enabled = row.flag("RealTimeProtectionEnabled").or(scanner.enabled);
    scanner.definitions_on = row.moment("AntivirusSignatureLastUpdated").map(day);
    scanner.up_to_date = row.number("AntivirusSignatureAge").map(|days| days <= 7).or(scanner.up_to_date);
}

/// `Enabled` is 1, 0, or 2 where a policy does not say.
fn firewall(row: &Row) -> Option<HostFirewall> {
    Some(HostFirewall {
        name: Some("Windows Defender Firewall".into()),
        profile: Some(row.text("Name")?),
        enabled: row.flag("Enabled"),
        ..HostFirewall::default()
    })
}
