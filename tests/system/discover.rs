//! Discovery with the real program, in a network namespace of its own: nothing outside it can be reached or asked.

use crate::{
    namespace::Namespace,
    rig::{COMMUNITY, Running, pantau, signal, snmpd_command, texts, wait_for},
};
use serde_json::Value;
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// `pantau` inside the namespace, on this data, in English, without any resolver.
fn command(namespace: &Namespace, data: &Path, arguments: &[&str]) -> Command {
    let mut command = namespace.command(pantau());
    command.args(arguments).args(["--lang", "en", "--data"]).arg(data);
    command
}

/// Its exit code, stdout and stderr.
fn run(namespace: &Namespace, data: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = command(namespace, data, arguments).output().unwrap();
    let (out, err) = texts(&output);
    (output.status.code(), out, err)
}

fn snmpd(namespace: &Namespace, folder: &Path) -> Running {
    let snmpd = snmpd_command(folder, "10.99.0.2:161");
    let mut inside = namespace.command(snmpd.get_program());
    inside.args(snmpd.get_args()).env("SNMP_PERSISTENT_DIR", folder).stdout(Stdio::null()).stderr(Stdio::null());
    Running(inside.spawn().unwrap())
}

/// Every other address of the /24 takes packets and says nothing, as an address that nobody has does.
fn silence(namespace: &Namespace) {
    namespace.done("ip", &["route", "add", "local", "10.99.0.0/24", "dev", "lo"]);
    namespace.done("nft", &["add", "table", "inet", "uji"]);
    namespace.done("nft", &["add", "chain", "inet", "uji", "masuk", "{ type filter hook input priority 0 ; }"]);
    let rule = ["ip", "daddr", "10.99.0.0/24", "ip", "daddr", "!=", "10.99.0.2", "drop"];
    namespace.done("nft", &[&["add", "rule", "inet", "uji", "masuk"][..], &rule].concat());
}

#[test]
fn a_subnet_is_searched_resumed_and_what_is_found_enters_the_book_on_a_word() {
    let namespace = match Namespace::new() {
        Ok(namespace) => namespace,
        Err(reason) => return eprintln!("SKIPPED: no network namespace can be had here: {reason}"),
    };
    let (data, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let data = data.path();
    std::fs::write(data.join("pantau.toml"), "[discovery]\nresolver = \"127.0.0.1:9\"\n").unwrap();
    let _snmpd = snmpd(&namespace, folder.path());
    wait_for("snmpd answers", Duration::from_secs(20), || {
        let arguments = ["probe", "10.99.0.2", "--community", COMMUNITY, "--timeout", "1"];
        (run(&namespace, data, &arguments).0 == Some(0)).then_some(())
    });

    silence(&namespace);
    // The whole /24: one device answers, 253 addresses are silent. The bar is 10 s; this build is not optimised.
    let begun = Instant::now();
    let (code, out, err) = run(&namespace, data, &["discover", "10.99.0.0/24", "--community", COMMUNITY, "--json"]);
    eprintln!("a /24 searched in {:.1} s", begun.elapsed().as_secs_f64());
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(begun.elapsed() < Duration::from_secs(30));
    let outcome: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(outcome["run"]["asked"], 254);
    let proposals = outcome["proposals"].as_array().unwrap();
    assert_eq!(proposals.len(), 1, "{outcome}");
    let one = &proposals[0];
    assert_eq!((&one["address"], &one["name"], &one["snmp"]), (&"10.99.0.2".into(), &"uji-snmpd".into(), &"2c".into()));
    assert!(one["class"].is_string() && one["evidence"].as_array().unwrap().iter().any(|e| e["by"] == "snmp"));
    assert!(!out.contains(COMMUNITY), "the credential stays in the collector");

    // Interrupted, told, resumed; what was asked is not asked again.
    let mut slow = command(&namespace, data, &["discover", "127.7.0.0/24", "--rate", "30"]);
    let child: Child = slow.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(4));
    signal(child.id(), "INT");
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("Go on: pantau discover --resume"), "{told}");
    let (code, _, err) = run(&namespace, data, &["discover", "10.99.0.0/24", "--resume"]);
    assert!(code == Some(1) && err.contains("interrupted discovery is of 127.7.0.0/24"), "{err}");
    let (code, out, err) = run(&namespace, data, &["discover", "--resume", "--rate", "5000", "--json"]);
    assert_eq!(code, Some(0), "{err}");
    let outcome: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&outcome["run"]["asked"], outcome["proposals"].as_array().unwrap().len()), (&254.into(), 254));
    let (code, _, err) = run(&namespace, data, &["discover", "--resume"]);
    assert!(code == Some(1) && err.contains("no interrupted discovery"), "{err}");

    // A word puts it into the book, with the credential that answered; then it is known.
    assert_eq!(run(&namespace, data, &["opd", "add", "DINKES"]).0, Some(0));
    let (code, out, err) = run(&namespace, data, &["discover", "add", "10.99.0.2", "--opd", "DINKES"]);
    assert_eq!((code, out.as_str()), (Some(0), "uji-snmpd added, number 1\n"), "{err}");
    assert_eq!(run(&namespace, data, &["discover", "add", "10.99.0.2"]).0, Some(1), "it is there already");
    let device: Value = serde_json::from_str(&run(&namespace, data, &["device", "show", "1", "--json"]).1).unwrap();
    assert_eq!(device["x_declared"]["target"]["snmp"]["version"], "2c");
    assert_eq!(device["x_declared"]["opd"], "DINKES");
    let listed: Value = serde_json::from_str(&run(&namespace, data, &["discover", "--json"]).1).unwrap();
    let known = listed.as_array().unwrap().iter().find(|one| one["address"] == "10.99.0.2").unwrap();
    assert_eq!(known["known"], 1);
}

#[test]
fn a_collector_searches_declared_subnets_by_schedule() {
    let namespace = match Namespace::new() {
        Ok(namespace) => namespace,
        Err(reason) => return eprintln!("SKIPPED: no network namespace can be had here: {reason}"),
    };
    let (data, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let data = data.path();
    let settings = "[collector]\nlocal_agent = false\n[discovery]\ninterval_hours = 1\npackets_per_second = 200\nsubnets = [\"10.99.0.0/29\"]\nresolver = \"127.0.0.1:9\"\n";
    std::fs::write(data.join("pantau.toml"), settings).unwrap();
    let _snmpd = snmpd(&namespace, folder.path());
    let start = || {
        let mut collector = command(&namespace, data, &["collector", "-q"]);
        Running(collector.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    };
    let proposed = || -> Option<Value> {
        let all: Value = serde_json::from_str(&run(&namespace, data, &["discover", "--json"]).1).ok()?;
        all.as_array()?.iter().find(|one| one["address"] == "10.99.0.2").cloned()
    };
    let collector = start();
    let first = wait_for("proposed by schedule", Duration::from_secs(60), proposed);
    drop(collector);
    let _collector = start();
    let second = wait_for("proposed after a restart", Duration::from_secs(20), proposed);
    assert_eq!(first["number"], second["number"]);
    assert!(second["known"].is_null(), "nothing enters the book by itself");
}
