//! The invariants of ARCHITECTURE.md that a machine can check by reading the tree.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Longest source file, lines: a longer one is asking to be two.
const LONGEST_FILE: usize = 400;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every Rust file below these folders of the project, with its text.
fn sources(folders: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        walk(&root().join(folder), &mut found);
    }
    let rust = found.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    rust.map(|path| (path.strip_prefix(root()).unwrap().display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect()
}

const CRATES: [&str; 7] = ["src", "model/src", "pin/src", "agent/src", "collector/src", "tui/src", "demo/src"];

/// Test files are the other side of the wire: they may hold what the product may not.
fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path == "collector/src/snmp/pretend.rs"
}

/// The part of a file that is compiled into the product: without its test module.
fn product(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

fn none(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// Places where `is_wrong` holds for a line of product code outside the files that `allowed` names.
fn lines_where(folders: &[&str], allowed: impl Fn(&str) -> bool, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, text) in sources(folders) {
        if allowed(&path) || is_test(&path) {
            continue;
        }
        for (number, line) in product(&text).lines().enumerate() {
            if !line.trim_start().starts_with("//") && is_wrong(line) {
                broken.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    broken
}

#[test]
fn the_crates_are_a_star_around_model() {
    for name in ["agent", "collector", "tui", "demo", "model", "pin"] {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let table: toml::Table = manifest.parse().unwrap();
        for section in ["dependencies", "dev-dependencies"] {
            let Some(dependencies) = table.get(section).and_then(|s| s.as_table()) else { continue };
            for other in ["agent", "collector", "tui", "demo", "pantau"] {
                assert!(!dependencies.contains_key(other), "{name} must not depend on {other}");
            }
        }
    }
}

#[test]
fn model_does_no_io_and_reads_no_clock() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::io",
        "std::env",
        "std::thread",
        "std::process",
        "Instant",
        "SystemTime",
        "println!",
        "Timestamp::now",
    ];
    none(
        "model does no I/O and reads no clock",
        lines_where(&["model/src"], |_| false, |line| forbidden.iter().any(|word| line.contains(word))),
    );
}

#[test]
fn the_wall_clock_is_read_in_one_file_per_crate() {
    let broken = lines_where(
        &CRATES,
        |path| path.ends_with("/clock.rs"),
        |line| line.contains("SystemTime::now") || line.contains("Timestamp::now()") || line.contains("Zoned::now"),
    );
    none("the wall clock is read in clock.rs only", broken);
}

#[test]
fn oids_live_in_mibs_only() {
    // The demo is the other side of the wire: its one table of objects is the exception.
    let allowed = |path: &str| path == "demo/src/mib.rs" || path.starts_with("demo/src/mib/");
    none(
        "OIDs live in mibs/ only",
        lines_where(&CRATES, allowed, |line| line.contains("1.3.6.1.") || line.contains("1, 3, 6, 1")),
    );
}

#[test]
fn sql_lives_in_the_store_only() {
    // Two readers ask the databases of others, in which nothing of ours stands: that of rpm, and WMI in its own language.
    let foreign = ["agent/src/collect/software/rpm.rs", "agent/src/collect/windows/fetch.rs"];
    let allowed = |path: &str| path.starts_with("collector/src/store") || foreign.contains(&path);
    let words = ["rusqlite", "SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "PRAGMA "];
    none(
        "SQL lives in the store only",
        lines_where(&CRATES, allowed, |line| words.iter().any(|word| line.contains(word)) && !line.contains("clippy")),
    );
}

#[test]
fn every_file_says_what_it_is_and_is_short() {
    let mut broken = Vec::new();
    for (path, text) in sources(&CRATES) {
        if !text.starts_with("//!") {
            broken.push(format!("{path}: does not open with //!"));
        }
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            broken.push(format!("{path}: {lines} lines"));
        }
    }
    none("a file opens with //! and has at most 400 lines", broken);
}

#[test]
fn names_are_nouns_of_the_field() {
    let forbidden =
        ["mod", "util", "utils", "common", "shared", "helper", "helpers", "manager", "service", "handler", "base"];
    let broken = sources(&CRATES).into_iter().filter(|(path, _)| {
        forbidden.contains(&Path::new(path).file_stem().and_then(|s| s.to_str()).unwrap_or_default())
    });
    none("no file is named manager, util, common, …", broken.map(|(path, _)| path).collect());
}

#[test]
fn only_tests_start_other_programs() {
    none(
        "no child process",
        lines_where(
            &CRATES,
            |path| path.starts_with("demo/src"),
            |line| line.contains("Command::new(") && line.contains("process"),
        ),
    );
}

#[test]
fn the_nine_documents_stand_in_both_languages() {
    let names = [
        "kode-sumber",
        "kebutuhan-pengguna",
        "rancangan",
        "pengujian",
        "manual-instalasi",
        "manual-pengguna",
        "manual-admin",
        "metadata",
        "troubleshooting",
    ];
    for language in ["id", "en"] {
        for name in names {
            let path = root().join("docs").join(language).join(format!("{name}.md"));
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert!(text.starts_with("# ") && text.len() > 400, "{} is not a document yet", path.display());
        }
    }
}

#[test]
fn no_path_of_a_machine_stands_in_the_tree() {
    let mut found = Vec::new();
    for folder in
        ["src", "model", "agent", "collector", "tui", "demo", "mibs", "dashboards", "docs", "packaging", "tests"]
    {
        walk(&root().join(folder), &mut found);
    }
    // Built from parts, so that this file does not find itself.
    let paths = ["root", "work"].map(|word| format!("/{word}/"));
    let mut broken = Vec::new();
    for path in found {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for wrong in paths.iter().filter(|wrong| text.contains(*wrong)) {
            broken.push(format!("{}: {wrong}", path.display()));
        }
    }
    none("no path of a machine", broken);
}
