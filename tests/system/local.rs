//! What a technician sees: `pantau tui --local` and `pantau-agent status` against a real agent, whose network is a namespace
//! in which the cable is pulled.

use crate::{
    rig::{Running, pantau, signal, wait_for},
    screen::Terminal,
};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// One end of the cable is `eth0`, the other hangs in the air; the gateway is nobody.
const NETWORK: &str = "mount -t sysfs none /sys && ip link set lo up && ip link add eth0 type veth peer name lan \
    && ip link set lan up && ip link set eth0 up && ip addr add 10.20.3.17/24 dev eth0 \
    && ip route add default via 10.20.3.1 && echo ready && exec sleep 600";

/// A machine with a network of its own.
struct Machine(Running);

impl Machine {
    /// Error: what the system said when no namespace can be had.
    fn new() -> Result<Self, String> {
        let mut child = Command::new("unshare")
            .args(["-Urnm", "sh", "-c", NETWORK])
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).map_err(|error| error.to_string())?;
        if line.trim() != "ready" {
            let output = child.wait_with_output().map_err(|error| error.to_string())?;
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(Self(Running(child)))
    }

    fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--preserve-credentials", "-U", "-m", "-n", "-t", &self.0.0.id().to_string(), "--"]);
        command.arg(program.as_ref()).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").stdin(Stdio::null());
        command
    }

    fn link(&self, state: &str) {
        assert!(self.command("ip").args(["link", "set", "lan", state]).status().unwrap().success());
    }
}

/// The program of agents, which `tests/run` builds beside ours.
fn agent() -> PathBuf {
    let program = pantau().with_file_name("pantau-agent");
    assert!(program.exists(), "build the workspace first: {} is missing", program.display());
    program
}

fn status(data: &Path) -> Output {
    Command::new(agent()).args(["status", "--data"]).arg(data).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn without_an_agent_the_local_view_says_what_to_do() {
    let data = TempDir::new().unwrap();
    let terminal = Terminal::open((80, 24));
    terminal.run(&format!("tui --local --data {}", data.path().display()));
    terminal.shows(&["TANPA AGEN", "Agen tidak berjalan; jalankan: pantau-agent run"]);
    terminal.key("L");
    terminal.shows(&["NO AGENT", "No agent is running; start one: pantau-agent run"]);
    terminal.key("q");
    terminal.shows(&["kode=0", "selesai>"]);
}

#[test]
fn the_technician_sees_that_the_cable_is_out() {
    let machine = match Machine::new() {
        Ok(machine) => machine,
        Err(reason) => {
            eprintln!("SKIPPED: no network namespace can be had here: {reason}");
            return;
        }
    };
    let data = TempDir::new().unwrap();
    let running = Running(
        machine
            .command(agent())
            .args(["run", "-q", "--interval", "2", "--data"])
            .arg(data.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let terminal = Terminal::open((80, 24));
    terminal.run(&format!("tui --local --data {}", data.path().display()));
    terminal.shows(&["Jalur keluar", "Kabel/port  BAIK", "Gerbang     PUTUS", "Gerbang 10.20.3.1 tidak menjawab"]);
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    terminal.shows(&["Mesin ini", host.trim(), "CPU", "RAM"]);

    machine.link("down");
    terminal.shows(&["Kabel/port  PUTUS", "tidak ada sinyal", "Kabel lepas di eth0", "DAMPAK"]);
    terminal.key("L");
    terminal.shows(&["BROKEN", "No cable at eth0", "This machine"]);
    terminal.key("L");
    wait_for("status says it too", Duration::from_secs(20), || {
        let output = status(data.path());
        String::from_utf8_lossy(&output.stdout).contains("Kabel lepas di eth0").then_some(())
    });
    machine.link("up");
    terminal.shows(&["Kabel/port  BAIK"]);

    // A small window has the conclusion first, and help leads back.
    terminal.resize(40, 12);
    terminal.shows(&["Gerbang 10.20.3.1 tidak menjawab", "Kabel/port"]);
    terminal.key("?");
    terminal.shows(&["TOMBOL"]);
    terminal.key("Escape");

    // The agent ends in order: its socket goes, the screen says so and still shows what was known.
    assert!(data.path().join("agent.sock").exists());
    signal(running.0.id(), "TERM");
    terminal.shows(&["Agen berhenti"]);
    assert!(!data.path().join("agent.sock").exists());
    terminal.key("q");
    terminal.shows(&["kode=0", "selesai>"]);
}
