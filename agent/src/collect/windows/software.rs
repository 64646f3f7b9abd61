//! Installed software from the `Uninstall` keys of the registry, for 64 and 32 bit and for each user that is logged in. Never
//! `Win32_Product`, whose reading makes the installer check and repair every product.

use super::rows::Row;
use model::record::Software;

/// Name under which the keys are kept. The reader adds `Hive` (`machine` or `user`) and `Wow` (32-bit programs on 64 bit) to the
/// values of each key.
pub const UNINSTALL: &str = "registry Uninstall";

/// All programs, by name; what the control panel does not list is left out.
pub fn parse(rows: &[Row]) -> Vec<Software> {
    let mut all: Vec<Software> = rows.iter().filter_map(program).collect();
    all.sort_by(|a, b| (&a.name, &a.version, &a.arch, &a.scope).cmp(&(&b.name, &b.version, &b.arch, &b.scope)));
    all.dedup_by(|a, b| (&a.name, &a.version, &a.scope) == (&b.name, &b.version, &b.scope));
    all
}

fn program(row: &Row) -> Option<Software> {
    // Updates name their program; parts of Windows hide themselves.
    let is_update = row.text("ParentKeyName").is_some()
        || row.text("ReleaseType").is_some_and(|kind| kind.contains("Update") || kind == "Hotfix");
    if is_update || row.flag("SystemComponent") == Some(true) {
        return None;
    }
    let is_msi = row.flag("WindowsInstaller") == Some(true);
    let is_32 = row.flag("Wow") == Some(true);
    Some(Software {
        name: Some(row.text("DisplayName")?),
        version: row.text("DisplayVersion"),
        publisher: row.text("Publisher"),
        arch: is_32.then(|| "x86".to_owned()),
        kind: Some("application".into()),
        format: Some(if is_msi { "msi" } else { "exe" }.into()),
        installed_on: row.text("InstallDate").as_deref().and_then(day),
        size_bytes: row.number("EstimatedSize").and_then(|size| size.checked_mul(1024)).filter(|size| *size > 0),
        scope: Some(row.text("Hive").unwrap_or_else(|| "machine".into())),
        ..Software::default()
    })
}

/// `20260301` as `2026-03-01`; installers write other forms too, which are not guessed at.
fn day(text: &str) -> Option<String> {
    let whole = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let written = whole.then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))?;
    model::Timestamp::parse(&format!("{written}T00:00:00Z")).is_ok().then_some(written)
}
