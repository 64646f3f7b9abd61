//! A device that falls silent altogether, in a network namespace where its packets can really be dropped: MATI within 60 s.

use crate::rig::{COMMUNITY, Running, pantau, snmpd_command, wait_for};
use serde_json::Value;
use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A user and network namespace of our own, held open by a sleeping process.
pub struct Namespace {
    holder: Running,
}

impl Namespace {
    /// Error: what the system said when no namespace can be had.
    pub fn new() -> Result<Self, String> {
        let mut holder = Command::new("unshare");
        holder.args([
            "-Urn",
            "--",
            "sh",
            "-c",
            "ip link set lo up && ip addr add 10.99.0.2/32 dev lo && echo ready && exec sleep 600",
        ]);
        let mut child = holder
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| e.to_string())?;
        let mut line = String::new();
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut out, &mut line).map_err(|e| e.to_string())?;
        if line.trim() != "ready" {
            let output = child.wait_with_output().map_err(|e| e.to_string())?;
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(Self { holder: Running(child) })
    }

    /// A command inside it.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--preserve-credentials", "-U", "-n", "-t", &self.holder.0.id().to_string(), "--"]).arg(program);
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").stdin(Stdio::null());
        command
    }

    pub fn done(&self, program: &str, arguments: &[&str]) {
        let output = self.command(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_device_whose_packets_vanish_is_down_and_comes_back() {
    let namespace = match Namespace::new() {
        Ok(namespace) => namespace,
        Err(reason) => {
            eprintln!("SKIPPED: no network namespace can be had here: {reason}");
            return;
        }
    };
    let (data, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let snmpd = snmpd_command(folder.path(), "10.99.0.2:161");
    let mut inside = namespace.command(snmpd.get_program());
    inside.args(snmpd.get_args()).env("SNMP_PERSISTENT_DIR", folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
    let _snmpd = Running(inside.spawn().unwrap());
    // The device under test has an address of this very machine: the local agent would speak for it.
    std::fs::write(data.path().join("pantau.toml"), "[collector]\nlocal_agent = false\n").unwrap();
    let _collector = Running(
        namespace
            .command(pantau())
            .args(["collector", "-q", "--data"])
            .arg(data.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );

    let status = || -> Value {
        let output =
            namespace.command(pantau()).args(["device", "ls", "--json", "--data"]).arg(data.path()).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    };
    let state = |wanted: &str| {
        status().as_array()?.iter().find(|row| row["address"] == "10.99.0.2" && row["status"] == wanted).cloned()
    };
    wait_for("the collector answers", Duration::from_secs(20), || {
        namespace
            .command(pantau())
            .args(["status", "--data"])
            .arg(data.path())
            .output()
            .unwrap()
            .status
            .code()
            .filter(|code| *code < 2)
    });
    let added = namespace
        .command(pantau())
        .args(["device", "add", "10.99.0.2", "--community", COMMUNITY, "--data"])
        .arg(data.path())
        .output()
        .unwrap();
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let up = wait_for("up", Duration::from_secs(30), || state("ok"));
    assert!(up["rtt_ms"].as_f64().is_some(), "state comes from echoes: {up}");

    namespace.done("nft", &["add", "table", "inet", "uji"]);
    namespace.done("nft", &["add", "chain", "inet", "uji", "masuk", "{ type filter hook input priority 0 ; }"]);
    let begun = Instant::now();
    namespace.done("nft", &["add", "rule", "inet", "uji", "masuk", "ip", "daddr", "10.99.0.2", "drop"]);
    wait_for("MATI within 60 s", Duration::from_secs(60), || state("down"));
    eprintln!("down told after {:.1} s", begun.elapsed().as_secs_f64());
    let told = namespace.command(pantau()).args(["status", "--data"]).arg(data.path()).output().unwrap();
    assert_eq!(told.status.code(), Some(2), "down exits 2");
    assert!(String::from_utf8_lossy(&told.stdout).contains("MATI"));

    namespace.done("nft", &["delete", "table", "inet", "uji"]);
    wait_for("up again", Duration::from_secs(60), || state("ok"));
}
