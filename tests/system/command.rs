//! The command line from outside: exit codes, one clear line for what is wrong, both languages.

use crate::rig::{Collector, free_udp_port, run, texts};
use std::{fs, net::UdpSocket, os::unix::fs::PermissionsExt};
use tempfile::TempDir;

/// Fails with this code and exactly one line on stderr that holds these words, and nothing on stdout.
fn fails(arguments: &[&str], code: i32, words: &[&str]) {
    let output = run(arguments);
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {err}");
    assert!(out.is_empty(), "{arguments:?} wrote to stdout: {out}");
    assert_eq!(err.trim_end().lines().count(), 1, "{arguments:?}: not one line: {err}");
    assert!(!err.contains("panicked") && !err.contains("RUST_BACKTRACE"), "{err}");
    for word in words {
        assert!(err.contains(word), "{arguments:?}: '{word}' is not in: {err}");
    }
}

#[test]
fn wrong_usage_exits_64_with_one_line() {
    fails(&["staus"], 64, &["staus", "maksudnya 'status'?"]);
    fails(&["--lang", "en", "probe"], 64, &["missing: <ADDRESS[:PORT]>"]);
    fails(&["probe", "10.0.0.300", "--community", "x"], 64, &["10.0.0.300"]);
    fails(&["probe", "127.0.0.1", "--community", "x", "--timeout", "0"], 64, &["--timeout"]);
    fails(&["collector", "--listen", "0.0.0.0:1"], 64, &["--listen", "127.0.0.1"]);
    fails(&["device", "ls", "--lang", "fr"], 64, &["fr", "id, en"]);
}

#[test]
fn help_and_version_speak_both_languages() {
    let (id, _) = texts(&run(&["--help"]));
    let (en, _) = texts(&run(&["--help", "--lang", "en"]));
    assert!(id.contains("Pemakaian:") && id.contains("Perintah:") && id.contains("Pilihan:"), "{id}");
    assert!(en.contains("Usage:") && en.contains("Commands:") && en.contains("Options:"), "{en}");
    let (version, _) = texts(&run(&["--version"]));
    assert_eq!(version.trim(), concat!("pantau ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_terminal_the_screen_says_what_to_use() {
    fails(&[], 1, &["pantau status", "pantau collector"]);
}

#[test]
fn status_without_a_collector_is_critical() {
    fails(&["status"], 2, &["pantau collector"]);
}

#[test]
fn a_probe_of_nothing_exits_3_with_a_reason() {
    // Bound and silent: a device that says nothing. The port of a socket that is gone: refused.
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    fails(&["probe", &address, "--community", "public", "--timeout", "1"], 3, &[&address]);
    let refused = format!("127.0.0.1:{}", free_udp_port());
    fails(&["probe", &refused, "--community", "public", "--timeout", "1"], 3, &[&refused]);
}

#[test]
fn a_configuration_with_faults_is_refused_with_all_of_them() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("p.toml");
    fs::write(&file, "[pol]\nx = 1\n[poll]\ncheck_seconds = 0\n").unwrap();
    let file = file.to_str().unwrap();
    let output = run(&["config", "check", file, "--lang", "en"]);
    let (_, err) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(err.lines().count(), 2, "{err}");
    assert!(err.contains("p.toml:1:") && err.contains("did you mean 'poll'?") && err.contains("p.toml:4:"), "{err}");
    let output = run(&["collector", "--config", file]);
    assert_eq!(output.status.code(), Some(1));
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/pantau.toml");
    assert!(run(&["config", "check", sample]).status.success());
}

#[test]
fn data_that_cannot_be_used_is_told() {
    let folder = TempDir::new().unwrap();
    // A file where a directory should be: refused for everybody, root too.
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    fails(&["collector", "--data", file.to_str().unwrap()], 1, &[file.to_str().unwrap()]);
    let corrupt = folder.path().join("corrupt");
    fs::create_dir(&corrupt).unwrap();
    fs::write(corrupt.join("pantau.db"), vec![0x5a; 8192]).unwrap();
    fails(&["collector", "--data", corrupt.to_str().unwrap(), "--listen", "127.0.0.1:0"], 1, &["pantau.db"]);
    assert_eq!(
        fs::read(corrupt.join("pantau.db")).unwrap(),
        vec![0x5a; 8192],
        "a file that is not ours was written to"
    );
}

#[test]
fn a_second_collector_on_the_same_data_or_port_is_told() {
    let collector = Collector::start("");
    let output = collector.command(&["collector", "--listen", "127.0.0.1:0"]);
    let (_, err) = texts(&output);
    assert_eq!((output.status.code(), err.lines().count()), (Some(1), 1), "{err}");
    assert!(err.contains("pantau tui --connect http://127.0.0.1:"), "{err}");

    let other = TempDir::new().unwrap();
    let listen = collector.url.trim_start_matches("http://");
    fails(&["collector", "--data", other.path().to_str().unwrap(), "--listen", listen], 1, &[listen, "--listen"]);
}

#[test]
fn the_book_can_be_kept_without_a_running_collector() {
    let data = TempDir::new().unwrap();
    let data = data.path().to_str().unwrap();
    for arguments in [
        &["opd", "add", "disdik", "--contracted", "200M"][..],
        &["device", "add", "10.99.1.2", "--community", "x", "--opd", "DISDIK", "--name", "rt-disdik-01"],
        &["device", "set", "rt-disdik-01", "--location", "Ruang Server", "--manager", "dinas", "--condition", "good"],
        &["device", "set", "rt-disdik-01", "--interval", "5m"],
    ] {
        let output = run(&[arguments, &["--data", data]].concat());
        assert!(output.status.success(), "{arguments:?}: {}", texts(&output).1);
    }
    let (shown, _) = texts(&run(&["device", "ls", "--json", "--data", data]));
    let rows: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (rows[0]["name"].as_str(), rows[0]["opd"].as_str(), rows[0]["location"].as_str(), rows[0]["status"].as_str()),
        (Some("rt-disdik-01"), Some("DISDIK"), Some("Ruang Server"), Some("unknown"))
    );
    let of = |arguments: &[&str]| texts(&run(&[arguments, &["--data", data]].concat())).0;
    let told = of(&["device", "show", "rt-disdik-01", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["x_declared"]["interval_seconds"], 300);
    assert!(of(&["device", "show", "rt-disdik-01"]).contains("Selang           5mnt"));
    fails(&["device", "set", "rt-disdik-01", "--interval", "4s", "--data", data], 1, &["4s", "30s"]);
    of(&["device", "set", "rt-disdik-01", "--clear", "interval"]);
    let told = of(&["device", "show", "rt-disdik-01", "--json"]);
    assert!(!told.contains("interval_seconds"), "{told}");
    let mode = fs::metadata(std::path::Path::new(data).join("pantau.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "others can read the database");
    // What contradicts the book is refused with one line.
    fails(&["device", "add", "10.99.1.2", "--community", "x", "--data", data], 1, &["10.99.1.2"]);
    fails(&["device", "add", "10.99.1.3", "--community", "x", "--opd", "TIDAKADA", "--data", data], 1, &["TIDAKADA"]);
    fails(&["opd", "add", "DISDIK", "--data", data], 1, &["DISDIK"]);
    fails(&["device", "rm", "nobody", "--data", data], 1, &["nobody"]);
}

#[test]
fn completions_are_written_for_each_shell() {
    for shell in ["bash", "zsh", "fish"] {
        let (script, _) = texts(&run(&["completions", shell]));
        assert!(script.contains("pantau") && script.len() > 1000, "{shell}");
    }
}
