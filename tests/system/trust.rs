//! TLS, tokens, roles and enrolment with the real programs: `pantau`, `pantau-agent`, `openssl`.

use crate::rig::{Collector, Running, free_tcp_port, pantau, texts, wait_for};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// A collector that is reached by TLS as well; its https URL.
fn collector() -> (Collector, String) {
    let port = free_tcp_port();
    let settings = format!("[collector]\nlisten_tls = \"127.0.0.1:{port}\"\nlocal_agent = false\n");
    let collector = Collector::start(&settings);
    collector.done(&["opd", "add", "DISDIK", "--name", "Dinas Pendidikan"]);
    (collector, format!("https://localhost:{port}"))
}

/// The program of agents, which `tests/run` builds beside ours.
fn agent() -> PathBuf {
    let program = pantau().with_file_name("pantau-agent");
    assert!(program.is_file(), "build it first: cargo build --workspace");
    program
}

fn from_elsewhere(url: &str, token: Option<&Path>, arguments: &[&str]) -> Output {
    let home = TempDir::new().unwrap();
    let mut command = Command::new(pantau());
    command.args(arguments).arg("--data").arg(home.path()).args(["--connect", url]);
    if let Some(token) = token {
        command.arg("--token-file").arg(token);
    }
    command.stdin(Stdio::null()).output().unwrap()
}

#[test]
fn from_another_machine_with_a_token_only() {
    let (collector, url) = collector();
    let folder = TempDir::new().unwrap();
    let token = |arguments: &[&str], name: &str| {
        let mut words = vec!["token", "create"];
        words.extend(arguments);
        let file = folder.path().join(name);
        fs::write(&file, collector.done(&words)).unwrap();
        file
    };
    let noc = token(&["--role", "noc"], "noc");
    collector.done(&["device", "add", "127.0.0.9", "--no-snmp", "--name", "inti"]);
    let (out, err) = texts(&from_elsewhere(&url, Some(&noc), &["device", "ls"]));
    assert!(out.contains("inti"), "{out}{err}");
    let refused = from_elsewhere(&url, None, &["device", "ls"]);
    assert!(!refused.status.success() && texts(&refused).1.contains("--token-file"));
    // Another collector under the same address: its CA is not the one of the token.
    let text = fs::read_to_string(&noc).unwrap();
    let (rest, pin) = text.trim().rsplit_once('.').unwrap();
    let forged = folder.path().join("forged");
    fs::write(&forged, format!("{rest}.{}", pin.chars().rev().collect::<String>())).unwrap();
    let (out, err) = texts(&from_elsewhere(&url, Some(&forged), &["device", "ls"]));
    assert!(out.is_empty() && err.contains("UnknownIssuer"), "{err}");
    // Under a name that its certificate does not have.
    let other = url.replace("localhost", "127.0.0.2");
    assert!(!from_elsewhere(&other, Some(&noc), &["device", "ls"]).status.success());
    // A technician of one agency sees what is theirs, and changes nothing.
    let technician = token(&["--role", "technician", "--opd", "DISDIK"], "technician");
    let (out, _) = texts(&from_elsewhere(&url, Some(&technician), &["device", "ls"]));
    assert!(!out.contains("inti"), "{out}");
    let refused = from_elsewhere(&url, Some(&technician), &["device", "add", "127.0.0.8", "--no-snmp"]);
    assert!(!refused.status.success());
    // Taken back, it is worth nothing.
    let id = text.split('.').nth(1).unwrap();
    collector.done(&["token", "revoke", id]);
    assert!(!from_elsewhere(&url, Some(&noc), &["device", "ls"]).status.success());
    let audit = collector.done(&["audit"]);
    assert!(audit.contains("token.revoke") && !audit.contains(text.split('.').nth(2).unwrap()), "{audit}");
}

#[test]
fn no_session_is_resumed() {
    let (collector, url) = collector();
    let folder = TempDir::new().unwrap();
    let (ca, session) = (folder.path().join("ca.pem"), folder.path().join("session"));
    fs::write(&ca, collector.done(&["token", "ca"])).unwrap();
    let shake = |version: &str, more: &[&str]| {
        let output = Command::new("openssl")
            .args(["s_client", "-connect", url.trim_start_matches("https://"), version, "-verify_return_error"])
            .arg("-CAfile")
            .arg(&ca)
            .args(more)
            .stdin(Stdio::null())
            .output()
            .expect("openssl is installed by tests/run");
        let (out, err) = texts(&output);
        assert!(out.contains("Verify return code: 0 (ok)"), "{out}{err}");
        out
    };
    let file = session.to_str().unwrap();
    for version in ["-tls1_3", "-tls1_2"] {
        let first = shake(version, &["-sess_out", file]);
        assert!(first.contains("New, TLSv1"), "{first}");
        // Where the server gives no session there is none to bring back.
        if session.is_file() {
            let again = shake(version, &["-sess_in", file]);
            assert!(again.contains("New, TLSv1") && !again.contains("Reused, TLSv1"), "{again}");
        }
    }
}

fn run_agent(data: &Path, words: &[&str]) -> Output {
    Command::new(agent()).args(words).arg("--data").arg(data).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn a_machine_joins_is_let_in_reports_and_is_shut_out() {
    let (mut collector, url) = collector();
    let machine = TempDir::new().unwrap();
    let token = collector.done(&["token", "create", "--opd", "DISDIK", "--uses", "1"]);
    let token = token.trim();
    let (out, err) = texts(&run_agent(machine.path(), &["enrol", &url, token]));
    assert!(out.contains("menunggu persetujuan"), "{out}{err}");
    let again = TempDir::new().unwrap();
    let used_up = run_agent(again.path(), &["enrol", &url, token]);
    assert!(!used_up.status.success() && texts(&used_up).1.contains("Token tidak diterima"), "{}", texts(&used_up).1);
    let running = Running(
        Command::new(agent())
            .args(["run", "--interval", "1", "--data"])
            .arg(machine.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let state = || -> Value {
        let output = run_agent(machine.path(), &["status", "--json"]);
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    };
    // Until somebody lets it in everything waits on the machine.
    wait_for("the agent is refused", Duration::from_secs(60), || {
        state()["sending"]["failure"].as_str().is_some().then_some(())
    });
    assert_eq!(collector.json(&["device", "ls"]).as_array().map(Vec::len), Some(0));
    let agents = collector.json(&["agent", "ls"]);
    let id = agents[0]["agent"].as_str().unwrap().to_owned();
    assert_eq!((&agents[0]["state"], &agents[0]["opd"]), (&"pending".into(), &"DISDIK".into()));
    collector.done(&["agent", "approve", &id]);
    let device = wait_for("the device of the agent", Duration::from_secs(120), || {
        collector.json(&["device", "ls"]).get(0).cloned()
    });
    assert_eq!(device["opd"], "DISDIK");
    // The collector goes away and comes back: what was collected meanwhile arrives.
    collector.kill();
    std::thread::sleep(Duration::from_secs(3));
    collector.restart();
    wait_for("nothing waits any more", Duration::from_secs(120), || {
        let sending = state()["sending"].clone();
        (sending["failure"].is_null() && sending["queued"] == 0).then_some(())
    });
    collector.done(&["agent", "revoke", &id]);
    wait_for("the revoked agent is told", Duration::from_secs(60), || {
        state()["sending"]["failure"].as_str().is_some().then_some(())
    });
    drop(running);
}
