//! The operating system and the machine's name: os-release, kernel release, host name.

use crate::{read, roots::Roots};
use model::record::{Facts, OperatingSystem};
use std::collections::BTreeMap;

/// States the operating system in `facts`: rarely changing.
pub fn read(roots: &Roots, facts: &mut Facts) {
    let release = read::text(&roots.etc.join("os-release")).map(|text| parse_release(&text)).unwrap_or_default();
    let field = |name: &str| release.get(name).cloned();
    facts.os = Some("linux".into());
    facts.os_text = field("PRETTY_NAME").or_else(|| field("NAME"));
    facts.version = field("VERSION_ID").or_else(|| field("BUILD_ID"));
    facts.operating_system = Some(OperatingSystem {
        name: field("NAME"),
        edition: field("VARIANT"),
        version: field("VERSION").or_else(|| field("VERSION_ID")),
        build: field("BUILD_ID"),
        kernel: read::word(&roots.proc.join("sys/kernel/osrelease")),
        arch: Some(std::env::consts::ARCH.into()),
        language: language(roots),
        timezone: timezone(roots),
        ..OperatingSystem::default()
    });
}

/// `LANG` of the locale files of Debian's and other kinds.
fn language(roots: &Roots) -> Option<String> {
    let text = ["locale.conf", "default/locale"].iter().find_map(|file| read::text(&roots.etc.join(file)))?;
    parse_release(&text).remove("LANG")
}

/// Debian writes it down; elsewhere the link of the local time leads to it.
fn timezone(roots: &Roots) -> Option<String> {
    read::word(&roots.etc.join("timezone")).or_else(|| {
        let link = read::link(&roots.etc.join("localtime"))?;
        let (_, zone) = link.to_str()?.split_once("zoneinfo/")?;
        model::text::clean(zone.as_bytes())
    })
}

/// States the host name, and its domain where host name or `/etc/hosts` tell it.
pub fn read_name(roots: &Roots, facts: &mut Facts) {
    let Some(name) = read::word(&roots.proc.join("sys/kernel/hostname")).filter(|name| name != "(none)") else {
        return;
    };
    let hosts = read::text(&roots.etc.join("hosts")).unwrap_or_default();
    facts.fqdn = qualified(&name, &hosts);
    facts.domain = facts.fqdn.as_deref().and_then(|fqdn| fqdn.split_once('.')).map(|(_, domain)| domain.to_owned());
    facts.sys_name = Some(name);
}

/// The assignments of os-release(5): quotes taken off, blank values left out.
pub fn parse_release(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| {
            let (key, value) = line.split_once('=')?;
            let value = model::text::clean(unquoted(value.trim()).as_bytes())?;
            Some((key.trim().to_owned(), value))
        })
        .collect()
}

fn unquoted(value: &str) -> String {
    let inner = ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)))
        .unwrap_or(value);
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// The full name of the host, lower case: its own if that has a domain, else the one `/etc/hosts` gives beside it.
pub fn qualified(name: &str, hosts: &str) -> Option<String> {
    let has_domain = |name: &str| name.trim_matches('.').contains('.') && !name.starts_with('.');
    if has_domain(name) {
        return Some(name.trim_end_matches('.').to_lowercase());
    }
    hosts
        .lines()
        .find_map(|line| {
            let line = line.split('#').next().unwrap_or_default();
            let names: Vec<&str> = line.split_whitespace().skip(1).collect();
            if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                return None;
            }
            let prefix = format!("{}.", name.to_lowercase());
            names.iter().map(|known| known.to_lowercase()).find(|known| known.starts_with(&prefix) && has_domain(known))
        })
        .and_then(|found| model::text::clean(found.trim_end_matches('.').as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn releases() {
        let release = parse_release(
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID='12'\n# NAME=x\nID=debian\nVARIANT=\"\"\nQ=\"a\\\"b\"\nnonsense\n",
        );
        let field = |name: &str| release.get(name).map(String::as_str);
        assert_eq!(field("PRETTY_NAME"), Some("Debian GNU/Linux 12 (bookworm)"));
        assert_eq!((field("VERSION_ID"), field("ID")), (Some("12"), Some("debian")));
        assert_eq!((field("VARIANT"), field("NAME"), field("Q")), (None, None, Some("a\"b")));
    }

    #[test]
    fn full_names() {
        for (name, hosts, expected) in [
            ("SRV1.hst.go.id", "", Some("srv1.hst.go.id")),
            ("srv1", "127.0.0.1 localhost\n127.0.1.1 srv1.hst.go.id srv1\n", Some("srv1.hst.go.id")),
            ("srv1", "127.0.1.1 srv1 SRV1.HST.go.id # mine\n", Some("srv1.hst.go.id")),
            ("srv1", "127.0.1.1 localhost srv1\n", None),
            ("srv1", "10.0.0.1 srv1.hst.go.id\n", None),
            ("srv1", "10.0.0.1 srv10.hst.go.id srv1\n", None),
            ("srv1", "#127.0.1.1 srv1.hst.go.id srv1", None),
            (".", "", None),
        ] {
            assert_eq!(qualified(name, hosts).as_deref(), expected, "{name} {hosts}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(name in any::<String>(), text in any::<String>(), near in "[A-Z='\"\\\\ .#\n]{0,80}") {
            for text in [text, near] {
                prop_assert!(parse_release(&text).values().all(|value| !value.is_empty()));
                prop_assert!(qualified(&name, &text).is_none_or(|found| !found.is_empty()));
            }
        }
    }
}
