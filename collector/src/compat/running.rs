//! What a device runs, in the words of endoflife.date: its operating system and the programs whose support is dated.

use super::seen::Seen;

/// Products and versions of a device. What cannot be told apart is left out.
pub fn running(seen: &Seen) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = system(seen).into_iter().collect();
    for program in &seen.facts.software {
        let (Some(name), Some(version)) = (program.name.as_deref(), program.version.as_deref()) else { continue };
        if let Some(product) = product(name)
            && let Some(cycle) = cycle(product, version)
        {
            found.push((product.to_owned(), cycle));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn system(seen: &Seen) -> Option<(String, String)> {
    let facts = &seen.facts;
    let none = Default::default();
    let os = facts.operating_system.as_ref().unwrap_or(&none);
    let name = os.name.as_deref().or(facts.os_text.as_deref()).unwrap_or_default();
    let lower = name.to_lowercase();
    let version = os.version.as_deref().or(facts.version.as_deref());
    if lower.contains("windows server") {
        let year = lower.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 4)?;
        let second = if lower.contains("r2") { "-r2" } else { "" };
        return Some(("windows-server".into(), format!("{year}{second}")));
    }
    if lower.contains("windows") {
        return windows(&lower, os.edition.as_deref(), version, os.build.as_deref());
    }
    let known = [
        ("ubuntu", "ubuntu", 2),
        ("debian", "debian", 1),
        ("centos", "centos", 1),
        ("rocky", "rocky-linux", 1),
        ("red hat", "rhel", 1),
        ("mint", "linuxmint", 2),
        ("macos", "macos", 1),
        ("openwrt", "openwrt", 2),
        ("opnsense", "opnsense", 2),
        ("proxmox ve", "proxmox-ve", 1),
        ("esxi", "vmware-esxi", 2),
        ("xcp-ng", "xcp-ng", 2),
    ];
    let word = facts.os.as_deref().unwrap_or_default();
    if matches!(word, "routeros") {
        return Some(("routeros".into(), numbers(version?, 2)?));
    }
    let (_, product, parts) = known.iter().find(|(sign, ..)| lower.contains(sign) || word.contains(sign))?;
    let text =
        version.or_else(|| name.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())))?;
    Some(((*product).into(), numbers(text, *parts)?))
}

/// `10-22h2`, `11-24h2-w`: generation, release, and from Windows 11 on the kind of edition.
fn windows(name: &str, edition: Option<&str>, version: Option<&str>, build: Option<&str>) -> Option<(String, String)> {
    let generation =
        ["11", "10", "8.1", "8", "7", "vista", "xp"].into_iter().find(|g| name.contains(&format!("windows {g}")))?;
    let product = "windows".to_owned();
    let service_pack = match generation {
        "7" => Some("7-sp1"),
        "vista" => Some("6-sp2"),
        "xp" => Some("5-sp3"),
        "8" | "8.1" => Some(generation),
        _ => None,
    };
    if let Some(cycle) = service_pack {
        return Some((product, cycle.to_owned()));
    }
    let release =
        version.map(str::to_lowercase).filter(|v| v.len() == 4 && (v.contains('h') || v.parse::<u16>().is_ok()));
    let by_build = build.and_then(|build| build.split('.').find_map(release_of_build)).map(str::to_owned);
    let release = release.or(by_build)?;
    // Releases of Windows 10 whose support ends on one day for all editions.
    if generation == "10" && matches!(release.as_str(), "1507" | "1511" | "1903" | "2004" | "21h1" | "22h2") {
        return Some((product, format!("10-{release}")));
    }
    let edition = edition.unwrap_or(name).to_lowercase();
    let long = if edition.contains("ltsc") || edition.contains("ltsb") { "-lts" } else { "" };
    let kind =
        if edition.contains("enterprise") || edition.contains("education") || !long.is_empty() { "e" } else { "w" };
    Some((product, format!("{generation}-{release}-{kind}{long}")))
}

/// Release of a build of Windows 10 and 11 (release information of Microsoft).
fn release_of_build(build: &str) -> Option<&'static str> {
    Some(match build {
        "18363" => "1909",
        "19041" => "2004",
        "19042" => "20h2",
        "19043" => "21h1",
        "19044" | "22000" => "21h2",
        "19045" | "22621" => "22h2",
        "22631" => "23h2",
        "26100" => "24h2",
        "26200" => "25h2",
        _ => return None,
    })
}

/// The product of a program's name, for names that mean one product only.
fn product(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let exact = [
        ("php", "php"),
        ("nginx", "nginx"),
        ("apache2", "apache-http-server"),
        ("httpd", "apache-http-server"),
        ("nodejs", "nodejs"),
        ("redis-server", "redis"),
        ("grafana", "grafana"),
        ("tomcat9", "tomcat"),
        ("tomcat10", "tomcat"),
        ("mysql-server", "mysql"),
        ("mariadb-server", "mariadb"),
        ("zabbix-server-mysql", "zabbix"),
        ("proxmox-ve", "proxmox-ve"),
        ("proxmox-backup-server", "proxmox-backup-server"),
        ("docker-ce", "docker-engine"),
    ];
    if let Some((_, product)) = exact.iter().find(|(word, _)| *word == lower) {
        return Some(product);
    }
    let begins = [
        ("mozilla firefox", "firefox"),
        ("google chrome", "chrome"),
        ("libreoffice ", "libreoffice"),
        ("postgresql-", "postgresql"),
        ("php8.", "php"),
        ("php7.", "php"),
    ];
    begins.iter().find(|(word, _)| lower.starts_with(word)).map(|(_, product)| *product)
}

fn cycle(product: &str, version: &str) -> Option<String> {
    let parts = match product {
        "firefox" | "chrome" | "postgresql" | "nodejs" | "proxmox-ve" | "proxmox-backup-server" => 1,
        _ => 2,
    };
    numbers(version, parts)
}

/// The first numbers of a version: `1:8.2.7-1+b1` is `8.2`.
fn numbers(version: &str, parts: usize) -> Option<String> {
    let bare = version.rsplit_once(':').map_or(version, |(_, rest)| rest);
    let start = bare.find(|c: char| c.is_ascii_digit())?;
    let number: String = bare[start..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let found: Vec<&str> = number.split('.').filter(|part| !part.is_empty()).take(parts).collect();
    (!found.is_empty()).then(|| found.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Vec<(String, String)> {
        let json = format!("{{\"collected_at\":\"2026-11-22T01:00:00Z\",\"source\":\"agent\",{json}}}");
        running(&Seen::read(&json).unwrap())
    }

    #[test]
    fn systems_and_programs() {
        for (json, product, cycle) in [
            (r#""operating_system":{"name":"Windows 10 Pro","version":"22H2"}"#, "windows", "10-22h2"),
            (
                r#""operating_system":{"name":"Microsoft Windows 11 Pro","build":"10.0.26100.1742"}"#,
                "windows",
                "11-24h2-w",
            ),
            (r#""operating_system":{"name":"Windows 11 Enterprise","version":"25H2"}"#, "windows", "11-25h2-e"),
            (r#""operating_system":{"name":"Windows 10 Pro","version":"21H2"}"#, "windows", "10-21h2-w"),
            (
                r#""operating_system":{"name":"Windows 10 Enterprise LTSC","version":"21H2"}"#,
                "windows",
                "10-21h2-e-lts",
            ),
            (r#""operating_system":{"name":"Windows 7 Professional"}"#, "windows", "7-sp1"),
            (r#""operating_system":{"name":"Windows Server 2012 R2 Standard"}"#, "windows-server", "2012-r2"),
            (r#""operating_system":{"name":"Ubuntu 22.04.5 LTS"}"#, "ubuntu", "22.04"),
            (r#""operating_system":{"name":"Debian GNU/Linux","version":"12 (bookworm)"}"#, "debian", "12"),
            (r#""os":"routeros","version":"7.16.1 (stable)""#, "routeros", "7.16"),
            (r#""software":[{"name":"php8.2","version":"8.2.26-1~deb12u1"}]"#, "php", "8.2"),
            (r#""software":[{"name":"postgresql-15","version":"15.10-0+deb12u1"}]"#, "postgresql", "15"),
        ] {
            assert_eq!(of(json), [(product.to_owned(), cycle.to_owned())], "{json}");
        }
        assert!(of(r#""operating_system":{"name":"Windows 11 Pro"}"#).is_empty(), "no release is told");
        assert!(of(r#""os":"ios","version":"15.2""#).is_empty());
    }

    /// Every product named here is one of the table.
    #[test]
    fn the_table_knows_these_products() {
        let table = crate::compat::support::Support::embedded();
        for (product, cycle) in [
            ("windows", "10-22h2"),
            ("windows", "11-24h2-w"),
            ("windows", "11-25h2-e"),
            ("windows-server", "2012-r2"),
            ("windows", "7-sp1"),
            ("windows", "6-sp2"),
            ("windows", "10-21h2-w"),
            ("windows", "10-21h2-e-lts"),
            ("ubuntu", "22.04"),
            ("debian", "12"),
            ("php", "8.2"),
            ("postgresql", "15"),
            ("routeros", "7.16"),
        ] {
            assert!(table.lookup(product, cycle).is_some(), "{product} {cycle}");
        }
    }
}
