//! What protects the machine: TPM, Secure Boot, encrypted volumes, packet filter, virus scanner.

use crate::{read, roots::Roots};
use model::record::{Antivirus, Encryption, Facts, HostFirewall, Tpm};
use std::{collections::BTreeMap, path::Path};

/// The variable of UEFI 2.10, 3.3, in the kernel's form: four octets of attributes, then the value.
const SECURE_BOOT: &str = "firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
/// Deepest stack of block devices that is followed.
const DEEPEST: usize = 8;
/// Definitions older than this are not up to date, days.
const FRESH_DAYS: i64 = 7;

/// States all of it in `facts`; `now` judges the age of definitions.
pub fn read(roots: &Roots, now: model::Timestamp, facts: &mut Facts) {
    facts.tpm = tpm(roots);
    facts.secure_boot = read::bytes(&roots.sys.join(SECURE_BOOT)).and_then(|value| secure_boot(&value));
    facts.encryption = encryption(roots);
    facts.host_firewall = firewall(roots);
    facts.antivirus = scanner(roots, now);
}

/// The kernel lists a module that it drives; a kernel without TPM support says nothing.
fn tpm(roots: &Roots) -> Option<Tpm> {
    let folder = roots.sys.join("class/tpm");
    if !folder.is_dir() {
        return None;
    }
    let Some(name) = read::names(&folder).into_iter().find(|name| name.starts_with("tpm")) else {
        return Some(Tpm { present: Some(false), ..Tpm::default() });
    };
    let path = folder.join(name);
    let version = match read::number(&path.join("tpm_version_major")) {
        Some(2) => Some("2.0"),
        Some(1) => Some("1.2"),
        _ => None,
    };
    let enabled = read::number(&path.join("device/enabled")).map(|on| on == 1);
    Some(Tpm { present: Some(true), version: version.map(str::to_owned), enabled, ..Tpm::default() })
}

/// The last octet says whether it is on.
pub fn secure_boot(value: &[u8]) -> Option<bool> {
    match value {
        [_, _, _, _, on] => Some(*on == 1),
        _ => None,
    }
}

/// For each mounted disk volume whether a mapping of dm-crypt lies below it.
fn encryption(roots: &Roots) -> Vec<Encryption> {
    let Some(mounts) = read::text(&roots.proc.join("self/mounts")) else { return Vec::new() };
    let mapped = mappings(roots);
    let mut volumes: BTreeMap<String, bool> = BTreeMap::new();
    for (device, mount) in devices(&mounts) {
        let name = match device.strip_prefix("mapper/") {
            Some(name) => mapped.get(name).cloned(),
            None => Some(device.to_owned()),
        };
        let Some(name) = name else { continue };
        let is_on = is_encrypted(&roots.sys.join("class/block"), &name, DEEPEST);
        volumes.entry(mount.to_owned()).or_insert(is_on);
    }
    let row = |(volume, is_on): (String, bool)| Encryption {
        volume: Some(volume),
        method: is_on.then(|| "luks".to_owned()),
        status: Some(if is_on { "on" } else { "off" }.to_owned()),
        ..Encryption::default()
    };
    volumes.into_iter().take(super::volumes::MAX_VOLUMES).map(row).collect()
}

/// Device below `/dev` and mount point of every mount of a disk; images and loops are none.
fn devices(mounts: &str) -> impl Iterator<Item = (&str, &str)> {
    mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let device = words.next()?.strip_prefix("/dev/")?;
        let mount = words.next().filter(|mount| !mount.contains('\\'))?;
        (!device.starts_with("loop")).then_some((device, mount))
    })
}

/// Names of mappings, and their kernel names.
fn mappings(roots: &Roots) -> BTreeMap<String, String> {
    let folder = roots.sys.join("class/block");
    let named = |kernel: String| Some((read::word(&folder.join(&kernel).join("dm/name"))?, kernel));
    read::names(&folder).into_iter().filter(|name| name.starts_with("dm-")).filter_map(named).collect()
}

fn is_encrypted(folder: &Path, name: &str, depth: usize) -> bool {
    let path = folder.join(name);
    let is_crypt = read::word(&path.join("dm/uuid")).is_some_and(|uuid| uuid.starts_with("CRYPT-"));
    is_crypt
        || (depth > 0 && read::names(&path.join("slaves")).iter().any(|below| is_encrypted(folder, below, depth - 1)))
}

/// ufw says in its file whether it filters; of firewalld its running service does.
fn firewall(roots: &Roots) -> Vec<HostFirewall> {
    let mut all = Vec::new();
    if let Some(text) = read::text(&roots.etc.join("ufw/ufw.conf")) {
        let value = text.lines().find_map(|line| line.trim().strip_prefix("ENABLED="));
        let enabled = value.map(|value| value.trim_matches('"').eq_ignore_ascii_case("yes"));
        all.push(HostFirewall { name: Some("ufw".into()), enabled, ..HostFirewall::default() });
    }
    if roots.etc.join("firewalld/firewalld.conf").exists() {
        let enabled = Some(super::services::is_running(roots, "firewalld"));
        all.push(HostFirewall { name: Some("firewalld".into()), enabled, ..HostFirewall::default() });
    }
    all
}

/// ClamAV by its definitions: the head of a database names its version and day (`ClamAV-VDB:22 Nov 2026 08-21 +0000:27465:…`).
fn scanner(roots: &Roots, now: model::Timestamp) -> Vec<Antivirus> {
    let folder = roots.var.join("lib/clamav");
    let heads = ["daily.cld", "daily.cvd"].into_iter().filter_map(|name| read::head(&folder.join(name), 512));
    let Some((version, day, at)) = heads.filter_map(|head| definitions(&head)).max_by_key(|(_, _, at)| *at) else {
        return Vec::new();
    };
    vec![Antivirus {
        name: Some("ClamAV".into()),
        version: Some(version),
        enabled: Some(super::services::is_running(roots, "clamav-daemon")),
        up_to_date: Some(now.seconds_since(at) <= (FRESH_DAYS * 86_400) as f64),
        definitions_on: Some(day),
        ..Antivirus::default()
    }]
}

/// Version, day and moment of a head.
fn definitions(head: &[u8]) -> Option<(String, String, model::Timestamp)> {
    let text = String::from_utf8_lossy(head);
    let mut parts = text.strip_prefix("ClamAV-VDB:")?.split(':');
    let (date, version) = (parts.next()?, parts.next()?);
    let mut words = date.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.iter().position(|own| *own == month)? + 1;
    let (day, year) = (day.parse::<u8>().ok()?, year.parse::<u16>().ok()?);
    let written = format!("{year:04}-{month:02}-{day:02}");
    let at = model::Timestamp::parse(&format!("{written}T00:00:00Z")).ok()?;
    Some((model::text::clean(version.as_bytes())?, written, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;
    use std::path::PathBuf;

    fn put(path: PathBuf, octets: &[u8]) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, octets).unwrap();
    }

    #[test]
    fn a_protected_laptop() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(folder.path());
        put(roots.sys.join("class/tpm/tpm0/tpm_version_major"), b"2\n");
        put(roots.sys.join(SECURE_BOOT), &[6, 0, 0, 0, 1]);
        put(
            roots.proc.join("self/mounts"),
            b"/dev/mapper/vg-root / ext4 rw 0 0\n/dev/nvme0n1p1 /boot ext4 rw 0 0\n/dev/loop3 /snap/x squashfs ro 0 0\ntmpfs /tmp tmpfs rw 0 0\n",
        );
        // A logical volume on an encrypted partition.
        let block = roots.sys.join("class/block");
        put(block.join("dm-1/dm/name"), b"vg-root\n");
        put(block.join("dm-1/dm/uuid"), b"LVM-abc\n");
        put(block.join("dm-1/slaves/dm-0/x"), b"");
        put(block.join("dm-0/dm/uuid"), b"CRYPT-LUKS2-0a1b-nvme0n1p2_crypt\n");
        put(block.join("dm-0/slaves/nvme0n1p2/x"), b"");
        put(roots.etc.join("ufw/ufw.conf"), b"# keterangan\nENABLED=yes\nLOGLEVEL=low\n");
        put(roots.var.join("lib/clamav/daily.cld"), b"ClamAV-VDB:20 Nov 2026 08-21 +0000:27465:209:90:X:X:x:1\x00\xff");
        let mut facts = Facts::default();
        read(&roots, Timestamp::parse("2026-11-22T00:00:00Z").unwrap(), &mut facts);
        assert_eq!(facts.tpm.unwrap().version.as_deref(), Some("2.0"));
        assert_eq!(facts.secure_boot, Some(true));
        let volumes: Vec<_> =
            facts.encryption.iter().map(|row| (row.volume.as_deref(), row.status.as_deref())).collect();
        assert_eq!(volumes, [(Some("/"), Some("on")), (Some("/boot"), Some("off"))]);
        assert_eq!(facts.host_firewall[0].enabled, Some(true));
        let scanner = &facts.antivirus[0];
        assert_eq!((scanner.version.as_deref(), scanner.up_to_date), (Some("27465"), Some(true)));
        assert_eq!((scanner.definitions_on.as_deref(), scanner.enabled), (Some("2026-11-20"), Some(false)));
    }

    #[test]
    fn what_the_kernel_does_not_say_is_absent() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(folder.path());
        let mut facts = Facts::default();
        read(&roots, Timestamp(0), &mut facts);
        assert_eq!(facts, Facts::default());
        std::fs::create_dir_all(roots.sys.join("class/tpm")).unwrap();
        read(&roots, Timestamp(0), &mut facts);
        assert_eq!(facts.tpm.unwrap().present, Some(false));
    }
}
