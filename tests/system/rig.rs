//! What whole-system tests are built from: real programs on free ports with data of their own, ended when dropped.

use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    net::{TcpListener, UdpSocket},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The community of every snmpd started here.
pub const COMMUNITY: &str = "uji-rahasia";

/// The program under test.
pub fn pantau() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_pantau"))
}

/// Runs the program to its end with a home of its own.
pub fn run(arguments: &[&str]) -> Output {
    let home = TempDir::new().unwrap();
    Command::new(pantau())
        .args(arguments)
        .env("HOME", home.path())
        .env_remove("XDG_DATA_HOME")
        .env_remove("PANTAU_DATA")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Both outputs as text.
pub fn texts(output: &Output) -> (String, String) {
    (String::from_utf8(output.stdout.clone()).unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

/// Asks again until there is an answer; fails loudly when the time is over. The condition is what is waited for: no test
/// sleeps and hopes.
pub fn wait_for<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < limit, "not within {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A free UDP port on loopback.
pub fn free_udp_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A free TCP port on loopback.
pub fn free_tcp_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A program that ends with the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Sends a signal by name (`TERM`, `KILL`, `STOP`).
pub fn signal(pid: u32, name: &str) {
    assert!(Command::new("kill").arg(format!("-{name}")).arg(pid.to_string()).status().unwrap().success());
}

/// A real snmpd with its own configuration, on a free port.
pub struct Snmpd {
    pub port: u16,
    pub process: Running,
    _folder: TempDir,
}

/// The configuration and command line of an snmpd on this address.
pub fn snmpd_command(folder: &Path, address: &str) -> Command {
    snmpd_command_with(folder, address, "")
}

/// The same with more lines of configuration.
fn snmpd_command_with(folder: &Path, address: &str, more: &str) -> Command {
    let config = folder.join("snmpd.conf");
    let text = format!(
        "agentaddress udp:{address}\nrocommunity {COMMUNITY}\nsysName uji-snmpd\nsysLocation Ruang uji\nsysContact noc@contoh.example\nsysServices 72\n{more}"
    );
    fs::write(&config, text).unwrap();
    let mut command = Command::new("snmpd");
    command
        .args(["-f", "-Lf"])
        .arg(folder.join("snmpd.log"))
        .args(["-C", "-c"])
        .arg(config)
        .arg("-p")
        .arg(folder.join("pid"));
    command.env("SNMP_PERSISTENT_DIR", folder).env("SNMPCONFPATH", folder).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

impl Snmpd {
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// Starts one with more lines of configuration, and waits until it answers.
    pub fn start_with(more: &str) -> Self {
        let port = free_udp_port();
        let folder = TempDir::new().unwrap();
        let process = Running(
            snmpd_command_with(folder.path(), &format!("127.0.0.1:{port}"), more)
                .spawn()
                .expect("snmpd is installed by tests/run"),
        );
        wait_for("snmpd answers", Duration::from_secs(20), || {
            let got = Command::new("snmpget")
                .args([
                    "-v2c",
                    "-c",
                    COMMUNITY,
                    "-t1",
                    "-r0",
                    "-Oqv",
                    &format!("127.0.0.1:{port}"),
                    "1.3.6.1.2.1.1.5.0",
                ])
                .output()
                .unwrap();
            got.status.success().then_some(())
        });
        Self { port, process, _folder: folder }
    }
}

/// A running `pantau collector` with data of its own.
pub struct Collector {
    pub data: TempDir,
    pub url: String,
    process: Option<Running>,
    listen: String,
}

impl Collector {
    /// Starts one with these settings (TOML).
    pub fn start(settings: &str) -> Self {
        let data = TempDir::new().unwrap();
        fs::write(data.path().join("pantau.toml"), settings).unwrap();
        let listen = format!("127.0.0.1:{}", free_tcp_port());
        let mut collector = Self { data, url: format!("http://{listen}"), process: None, listen };
        collector.restart();
        collector
    }

    /// Ends it, if it runs, with SIGTERM, and starts it again on the same data.
    pub fn restart(&mut self) {
        self.stop();
        let mut child = Command::new(pantau())
            .args(["collector", "--listen", &self.listen, "--data"])
            .arg(self.data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = BufReader::new(child.stderr.take().unwrap());
        self.process = Some(Running(child));
        let (told, heard) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                let _gone = told.send(line);
            }
        });
        let mut lines = Vec::new();
        while !lines.iter().any(|line: &String| line.contains("http://")) {
            match heard.recv_timeout(Duration::from_secs(20)) {
                Ok(line) => lines.push(line),
                Err(_) => panic!("the collector did not become ready: {lines:#?}"),
            }
        }
    }

    /// Ends it with SIGTERM; it must be gone within a second (two on a loaded machine).
    pub fn stop(&mut self) {
        if let Some(mut running) = self.process.take() {
            signal(running.0.id(), "TERM");
            let ended =
                wait_for("the collector ends after SIGTERM", Duration::from_secs(5), || running.0.try_wait().unwrap());
            assert!(ended.success(), "{ended}");
        }
    }

    /// Ends it without warning.
    pub fn kill(&mut self) {
        drop(self.process.take());
    }

    /// Runs a command against it.
    pub fn command(&self, arguments: &[&str]) -> Output {
        Command::new(pantau())
            .args(arguments)
            .arg("--data")
            .arg(self.data.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs a command that must succeed; its stdout.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        let (out, err) = texts(&output);
        assert!(output.status.success(), "pantau {arguments:?}: {err}");
        out
    }

    /// Runs a command that must exit with this code; its stdout.
    pub fn done_or(&self, arguments: &[&str], code: i32) -> String {
        let output = self.command(arguments);
        let (out, err) = texts(&output);
        assert_eq!(output.status.code(), Some(code), "pantau {arguments:?}: {err}");
        out
    }

    /// Runs a command with `--json`; its value.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        serde_json::from_slice(&self.command(&arguments).stdout).unwrap_or(Value::Null)
    }

    /// GET of a path, as text.
    pub fn get(&self, path: &str) -> String {
        ureq::get(&format!("{}{path}", self.url))
            .call()
            .unwrap()
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_string()
            .unwrap()
    }
}

/// A folder of this repository.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
