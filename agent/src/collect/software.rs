//! Installed software: packages of dpkg, rpm and apk, applications of snap and flatpak.

pub mod rpm;

use crate::{read, roots::Roots};
use model::{Timestamp, record::Software};
use std::{collections::BTreeMap, path::Path};

/// Largest list of packages read, octets: 10,000 packages take a third of it.
const LARGEST_LIST: u64 = 48 << 20;

/// All of it, by format and name.
pub fn read(roots: &Roots) -> Vec<Software> {
    let mut all = dpkg(roots);
    all.extend(rpm::read(roots));
    let apk = read::limited(&roots.volumes.join("lib/apk/db/installed"), LARGEST_LIST);
    all.extend(apk.map(|text| parse_apk(&text)).unwrap_or_default());
    all.extend(snaps(roots));
    all.extend(flatpaks(roots));
    all.sort_by(|a, b| (&a.format, &a.name, &a.arch).cmp(&(&b.format, &b.name, &b.arch)));
    all
}

fn dpkg(roots: &Roots) -> Vec<Software> {
    let folder = roots.var.join("lib/dpkg");
    let Some(text) = read::limited(&folder.join("status"), LARGEST_LIST) else { return Vec::new() };
    let mut all = parse_dpkg(&text);
    for row in &mut all {
        let (name, arch) = (row.name.clone().unwrap_or_default(), row.arch.clone().unwrap_or_default());
        let file = |name: &str| read::changed_at(&folder.join("info").join(format!("{name}.list")));
        row.installed_on = file(&name).or_else(|| file(&format!("{name}:{arch}"))).map(day);
    }
    all
}

fn day(at: Timestamp) -> String {
    at.rfc3339().chars().take(10).collect()
}

/// Paragraphs of dpkg's status file (deb-control(5)); only what is installed counts.
pub fn parse_dpkg(text: &str) -> Vec<Software> {
    text.split("\n\n").filter_map(|paragraph| package(&fields(paragraph, ": "), "deb")).collect()
}

/// `key: value` of each line; lines that go on are left out.
fn fields<'t>(paragraph: &'t str, mark: &str) -> BTreeMap<&'t str, &'t str> {
    let lines = paragraph.lines().filter(|line| !line.starts_with([' ', '\t']));
    lines.filter_map(|line| line.split_once(mark)).map(|(key, value)| (key, value.trim())).collect()
}

fn package(fields: &BTreeMap<&str, &str>, format: &str) -> Option<Software> {
    if fields.get("Status").is_some_and(|status| !status.ends_with(" installed")) {
        return None;
    }
    let text = |key: &str| model::text::clean(fields.get(key)?.as_bytes());
    // `Nama Orang <alamat@contoh>`: the address is nobody's business here.
    let publisher = text("Maintainer").map(|who| who.split('<').next().unwrap_or_default().trim().to_owned());
    let kibibytes = fields.get("Installed-Size").and_then(|size| size.parse::<u64>().ok());
    Some(Software {
        name: Some(text("Package")?),
        version: text("Version"),
        publisher: publisher.filter(|who| !who.is_empty()),
        arch: text("Architecture"),
        kind: Some("package".into()),
        format: Some(format.into()),
        size_bytes: kibibytes.and_then(|size| size.checked_mul(1024)).filter(|size| *size > 0),
        ..Software::default()
    })
}

/// Paragraphs of apk's list (apk-package(5)): one letter a field.
pub fn parse_apk(text: &str) -> Vec<Software> {
    let one = |paragraph: &str| {
        let found = fields(paragraph, ":");
        let text = |key: &str| model::text::clean(found.get(key)?.as_bytes());
        Some(Software {
            name: Some(text("P")?),
            version: text("V"),
            arch: text("A"),
            kind: Some("package".into()),
            format: Some("apk".into()),
            size_bytes: found.get("I").and_then(|size| size.parse().ok()).filter(|size| *size > 0),
            ..Software::default()
        })
    };
    text.split("\n\n").filter_map(one).collect()
}

/// Snaps by the links to their present revision.
fn snaps(roots: &Roots) -> Vec<Software> {
    let folder = roots.volumes.join("snap");
    let one = |name: String| {
        let current = folder.join(&name).join("current");
        let text = read::text(&current.join("meta/snap.yaml"))?;
        let found = fields(&text, ":");
        let value = |key: &str| model::text::clean(found.get(key)?.trim_matches(['\'', '"']).as_bytes());
        Some(Software {
            name: value("name").or_else(|| model::text::clean(name.as_bytes())),
            version: value("version"),
            kind: Some("application".into()),
            format: Some("snap".into()),
            installed_on: read::changed_at(&current).map(day),
            ..Software::default()
        })
    };
    read::names(&folder).into_iter().filter(|name| name != "bin").filter_map(one).collect()
}

/// Flatpaks by their deployed applications; the version stands in their metainfo.
fn flatpaks(roots: &Roots) -> Vec<Software> {
    let folder = roots.var.join("lib/flatpak/app");
    let one = |id: String| {
        let active = folder.join(&id).join("current/active");
        if !active.join("metadata").exists() {
            return None;
        }
        Some(Software {
            name: model::text::clean(id.as_bytes()),
            version: metainfo(&active, &id),
            kind: Some("application".into()),
            format: Some("flatpak".into()),
            installed_on: read::changed_at(&active.join("metadata")).map(day),
            ..Software::default()
        })
    };
    read::names(&folder).into_iter().filter_map(one).collect()
}

/// The newest release in an AppStream file: the first of them.
fn metainfo(active: &Path, id: &str) -> Option<String> {
    let folder = active.join("files/share/metainfo");
    let names = ["metainfo", "appdata"].into_iter().map(|kind| folder.join(format!("{id}.{kind}.xml")));
    let text = names.filter_map(|file| read::text(&file)).next()?;
    let release = &text[text.find("<release ")?..];
    let value = release.split_once("version=\"")?.1.split('"').next()?;
    model::text::clean(value.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::PathBuf;

    fn put(path: PathBuf, text: &str) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    #[test]
    fn packages_and_applications() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(folder.path());
        put(
            roots.var.join("lib/dpkg/status"),
            "Package: contoh\nStatus: install ok installed\nMaintainer: Pengelola <p@contoh>\nInstalled-Size: 12\n\
             Architecture: amd64\nVersion: 1.2-3\nDescription: x\n Package: bukan\n\n\
             Package: sisa\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: kedua\nStatus: hold ok installed\nVersion: 2\n",
        );
        put(roots.var.join("lib/dpkg/info/contoh:amd64.list"), "/.\n");
        put(roots.volumes.join("lib/apk/db/installed"), "C:Q1x\nP:musl\nV:1.2.5-r0\nA:x86_64\nI:634880\n\n");
        put(roots.volumes.join("snap/catatan/current/meta/snap.yaml"), "name: catatan\nversion: '4.1'\nsummary: x\n");
        put(roots.var.join("lib/flatpak/app/id.contoh.Peta/current/active/metadata"), "[Application]\n");
        put(
            roots
                .var
                .join("lib/flatpak/app/id.contoh.Peta/current/active/files/share/metainfo/id.contoh.Peta.metainfo.xml"),
            "<component><releases><release date=\"x\" version=\"3.0\"/><release version=\"2.9\"/></releases></component>",
        );
        let all = read(&roots);
        let told: Vec<String> = all
            .iter()
            .map(|row| [&row.format, &row.name, &row.version].map(|text| text.clone().unwrap_or_default()).join(" "))
            .collect();
        assert_eq!(
            told,
            ["apk musl 1.2.5-r0", "deb contoh 1.2-3", "deb kedua 2", "flatpak id.contoh.Peta 3.0", "snap catatan 4.1"]
        );
        let contoh = &all[1];
        assert_eq!((contoh.publisher.as_deref(), contoh.size_bytes), (Some("Pengelola"), Some(12 * 1024)));
        assert!(contoh.installed_on.as_deref().is_some_and(|day| day.starts_with("20") && day.len() == 10));
    }

    proptest! {
        #[test]
        fn any_list_is_survived(text in any::<String>(), near in "(Package|Status|P|V)?:? ?[a-z]{0,4}\n{0,2}") {
            for text in [text, near] {
                parse_dpkg(&text);
                parse_apk(&text);
            }
        }
    }
}
