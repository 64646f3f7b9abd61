//! Debian's real FusionInventory agent against a real collector: over loopback, and by TLS with the collector's own CA.

use crate::rig::{Collector, free_tcp_port, texts};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// An agent with a state of its own, on a machine that says it has this serial number.
struct Agent(TempDir);

impl Agent {
    fn new(serial: &str) -> Self {
        let folder = TempDir::new().unwrap();
        // The program reads where its state lies from a module of this name.
        let setup = format!(
            "package setup;\nuse parent 'Exporter';\nour @EXPORT = ('%setup');\nour %setup = (datadir => \
             '/usr/share/fusioninventory', libdir => '/usr/share/fusioninventory/lib', vardir => '{}');\n1;\n",
            folder.path().join("var").display()
        );
        fs::create_dir(folder.path().join("var")).unwrap();
        fs::write(folder.path().join("setup.pm"), setup).unwrap();
        // Machines of tests have no firmware to ask.
        let more = format!(
            "<?xml version=\"1.0\"?>\n<REQUEST><CONTENT><BIOS><SSN>{serial}</SSN><SMODEL>Meja Uji</SMODEL></BIOS></CONTENT></REQUEST>\n"
        );
        fs::write(folder.path().join("more.xml"), more).unwrap();
        Self(folder)
    }

    fn run(&self, url: &str, password: &str, more: &[&str]) -> Output {
        Command::new("perl")
            .arg("-I")
            .arg(self.0.path())
            .args(["-Msetup", "/usr/bin/fusioninventory-agent", "--config", "none", "--no-httpd", "--logger", "stderr"])
            .args(["--tasks", "inventory", "--no-category", "process,environment"])
            .arg("--additional-content")
            .arg(self.0.path().join("more.xml"))
            .args(["--server", url, "--user", "opd", "--password", password])
            .args(more)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }
}

fn collector() -> (Collector, String) {
    assert!(Path::new("/usr/bin/fusioninventory-agent").is_file(), "fusioninventory-agent is installed by tests/run");
    let port = free_tcp_port();
    let settings = format!("[collector]\nlisten_tls = \"127.0.0.1:{port}\"\nlocal_agent = false\n");
    let collector = Collector::start(&settings);
    collector.done(&["opd", "add", "DISDIK", "--name", "Dinas Pendidikan"]);
    (collector, format!("https://localhost:{port}"))
}

fn sent(output: &Output) {
    let (out, err) = texts(output);
    assert!(output.status.success() && !err.contains("[error]"), "{out}{err}");
}

fn device(collector: &Collector) -> Value {
    let list = collector.json(&["device", "ls"]);
    assert_eq!(list.as_array().map(Vec::len), Some(1), "{list}");
    let id = list[0]["id"].to_string();
    collector.json(&["device", "show", &id])
}

#[test]
fn a_machine_waits_is_let_in_and_is_known_after_that() {
    let (collector, tls) = collector();
    let token = collector.done(&["token", "create", "--for", "inventory", "--opd", "DISDIK"]);
    let (token, agent) = (token.trim(), Agent::new("UJI-7001"));
    let plain = format!("{}/plugins/fusioninventory/", collector.url);
    let (_, err) = texts(&agent.run(&plain, "salah", &[]));
    assert!(err.contains("wrong credentials"), "{err}");
    assert_eq!(collector.json(&["agent", "waiting"]), Value::Array(Vec::new()));
    sent(&agent.run(&plain, token, &[]));
    let waiting = collector.json(&["agent", "waiting"]);
    assert_eq!((&waiting[0]["serial"], &waiting[0]["opd"]), (&"UJI-7001".into(), &"DISDIK".into()), "{waiting}");
    assert_eq!(collector.json(&["device", "ls"]), Value::Array(Vec::new()));
    let told = collector.done(&["agent", "waiting"]);
    assert!(told.contains("UJI-7001") && told.contains("menunggu"), "{told}");
    let id = waiting[0]["id"].as_str().unwrap();
    collector.done(&["agent", "admit", id]);
    let record = device(&collector);
    assert_eq!(
        (&record["serial"], &record["hardware"], &record["os"]),
        (&"UJI-7001".into(), &"Meja Uji".into(), &"linux".into())
    );
    let pretty = fs::read_to_string("/etc/os-release").unwrap();
    let pretty = pretty.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap().trim_matches('"');
    assert_eq!(record["os_text"], pretty);
    let programs = record["software"].as_array().unwrap();
    let own = programs.iter().find(|row| row["name"] == "fusioninventory-agent").expect("it knows itself");
    assert_eq!((&own["format"], &own["kind"]), (&"deb".into(), &"package".into()));
    assert!(record["memory_total_bytes"].as_u64().is_some_and(|octets| octets > 1 << 28));
    // By TLS, trusting the collector's CA, taken at once; without that CA the agent does not talk.
    let ca = agent.0.path().join("ca.pem");
    fs::write(&ca, collector.done(&["token", "ca"])).unwrap();
    let (_, err) = texts(&agent.run(&format!("{tls}/glpi"), token, &["--force"]));
    assert!(err.contains("[error]"), "{err}");
    sent(&agent.run(&format!("{tls}/glpi"), token, &["--force", "--ca-cert-file", ca.to_str().unwrap()]));
    assert_eq!(collector.json(&["agent", "waiting"]), Value::Array(Vec::new()));
    device(&collector);
    let audit = collector.done(&["audit"]);
    assert!(audit.contains("machine.admit") && !audit.contains(token.split('.').nth(2).unwrap()), "{audit}");
    // A token that was taken back is worth nothing.
    collector.done(&["token", "revoke", token.split('.').nth(1).unwrap()]);
    let (_, err) = texts(&agent.run(&plain, token, &["--force"]));
    assert!(err.contains("wrong credentials"), "{err}");
}

#[test]
fn a_refused_machine_stays_out() {
    let (collector, _) = collector();
    let token = collector.done(&["token", "create", "--for", "inventory", "--opd", "DISDIK"]);
    let (agent, url) = (Agent::new("UJI-7002"), format!("{}/front/inventory.php", collector.url));
    sent(&agent.run(&url, token.trim(), &[]));
    let id = collector.json(&["agent", "waiting"])[0]["id"].as_str().unwrap().to_owned();
    collector.done(&["agent", "refuse", &id]);
    let (_, err) = texts(&agent.run(&url, token.trim(), &["--force"]));
    // For it every refusal after its password was asked for is one of the password.
    assert!(err.contains("wrong credentials"), "{err}");
    let listed = collector.json(&["agent", "waiting"]);
    assert_eq!((listed.as_array().map(Vec::len), &listed[0]["state"]), (Some(1), &"refused".into()));
}
