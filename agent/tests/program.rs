//! The program as a user meets it: exit codes, what it prints, how it ends.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

use agent::state::{Health, State};
use model::{
    Batch, DeviceRecord,
    api::{Entry, Leaving, SendBatches},
};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::{Child, ChildStderr, Command, Output, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_pantau-agent");
/// Nothing here takes so long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(30);

fn run(data: &Path, words: &[&str]) -> Output {
    Command::new(PROGRAM).args(words).env("XDG_DATA_HOME", data).env("HOME", data).output().unwrap()
}

fn texts(output: &Output) -> (String, String) {
    (String::from_utf8(output.stdout.clone()).unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

/// A running agent; killed if a test fails on the way.
struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    fn start(data: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["run", "-v", "--lang", "en", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stderr }
    }

    /// Reads its stderr up to a line that holds this part.
    fn until(&mut self, part: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.stderr.read_line(&mut line).unwrap() > 0, "ended before it said '{part}'");
            if line.contains(part) {
                return line;
            }
        }
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

#[test]
fn wrong_arguments_are_one_line_and_64() {
    let data = tempfile::tempdir().unwrap();
    for words in [
        &[][..],
        &["start"],
        &["enrol", "https://x", "token"],
        &["run", "--interval", "soon"],
        &["run", "--connect", "http://10.0.0.1:7688"],
        &["once", "--connect", "http://127.0.0.1"],
        &["status", "--nonsense"],
        &["once", "--lang", "fr"],
    ] {
        let output = run(data.path(), words);
        let (out, err) = texts(&output);
        assert_eq!((output.status.code(), out.as_str(), err.lines().count()), (Some(64), "", 1), "{words:?} {err}");
        assert!(err.starts_with("pantau-agent: "), "{err}");
    }
}

#[test]
fn help_and_version_in_both_languages() {
    let data = tempfile::tempdir().unwrap();
    for (words, part) in [
        (&["--help"][..], "Pemakaian: pantau-agent PERINTAH"),
        (&["--help", "--lang", "en"], "Usage: pantau-agent COMMAND"),
        (&["run", "--help"], "--interval DETIK"),
        (&["--version"], concat!("pantau-agent ", env!("CARGO_PKG_VERSION"))),
    ] {
        let output = run(data.path(), words);
        assert_eq!(output.status.code(), Some(0));
        assert!(texts(&output).0.contains(part), "{words:?}");
    }
}

#[test]
fn once_and_inventory_print_the_record_and_write_nothing() {
    let data = tempfile::tempdir().unwrap();
    for word in ["once", "inventory"] {
        let output = run(data.path(), &[word, "--json"]);
        let (out, err) = texts(&output);
        assert_eq!((output.status.code(), err.as_str()), (Some(0), ""));
        assert!(out.ends_with("}\n") && out.lines().count() == 1);
        let record: DeviceRecord = serde_json::from_str(&out).unwrap();
        assert!(agent::collect::is_well_formed(&record));
        assert_eq!(record.facts.processors.len(), usize::from(word == "once"));
        let output = run(data.path(), &[word, "--lang", "en"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(texts(&output).0.contains("\nMemory "), "{}", texts(&output).0);
    }
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let mut child = Command::new(PROGRAM)
        .args(["inventory", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), texts(&output).1.as_str()), (Some(0), ""));
}

#[test]
fn status_without_an_agent_is_2() {
    let data = tempfile::tempdir().unwrap();
    let named = data.path().to_str().unwrap();
    let output = run(data.path(), &["status", "--data", named]);
    assert_eq!(output.status.code(), Some(2));
    assert!(texts(&output).0.starts_with("tidak ada agen yang berjalan"));
    let output = run(data.path(), &["status", "--data", named, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["health"], "none");
    // A state that is left over from a crash is no running agent either.
    std::fs::write(data.path().join("state.json"), "{").unwrap();
    assert_eq!(run(data.path(), &["status", "--data", named]).status.code(), Some(2));
}

/// Root may read everything, so root gives up that right first (setpriv of util-linux).
#[test]
fn the_state_of_another_is_not_told_as_none() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("state.json");
    std::fs::write(&file, "{}").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
    let mut status = if file.metadata().unwrap().uid() == 0 {
        let mut status = Command::new("setpriv");
        status.args([
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search",
            PROGRAM,
        ]);
        status
    } else {
        Command::new(PROGRAM)
    };
    let output = status.args(["status", "--data"]).arg(data.path()).env("HOME", "/").output().unwrap();
    let (out, err) = texts(&output);
    assert_eq!((output.status.code(), out.as_str()), (Some(2), ""), "{err}");
    assert!(err.contains("hanya dapat dibaca pemiliknya"), "{err}");
}

#[test]
fn it_runs_alone_and_ends_on_a_signal_within_a_second() {
    for signal in ["-TERM", "-INT"] {
        let data = tempfile::tempdir().unwrap();
        let named = data.path().to_str().unwrap();
        let mut agent = Running::start(data.path(), &["--interval", "3600"]);
        assert!(agent.until("observed:").contains("and the inventory"));
        agent.until("observed:");

        let second = run(data.path(), &["run", "--data", named, "--lang", "en"]);
        assert_eq!(second.status.code(), Some(1));
        assert!(texts(&second).1.contains("another agent is running"));

        let status = run(data.path(), &["status", "--data", named, "--lang", "en"]);
        assert_eq!(status.status.code(), Some(0), "{}", texts(&status).0);
        assert!(texts(&status).0.contains("no collector (observed here only)"));

        let begun = Instant::now();
        agent.signal(signal);
        agent.until("ended");
        assert!(agent.child.wait().unwrap().success());
        assert!(begun.elapsed() < Duration::from_secs(1));
        let state = State::read(data.path()).unwrap();
        assert!(state.stopped_at.is_some() && state.record.is_some());
        assert_eq!(state.health(state.observed_at), Health::None);
        let status = run(data.path(), &["status", "--data", named, "--lang", "en"]);
        assert_eq!(status.status.code(), Some(2));
        assert!(texts(&status).0.contains("stopped"));
    }
}

#[test]
fn an_agent_that_was_killed_does_not_run() {
    let data = tempfile::tempdir().unwrap();
    let mut agent = Running::start(data.path(), &["--interval", "3600"]);
    agent.until("observed:");
    agent.signal("-KILL");
    agent.child.wait().unwrap();
    let named = data.path().to_str().unwrap();
    assert_eq!(run(data.path(), &["status", "--data", named]).status.code(), Some(2));
    // And its lock does not hold the next one off.
    Running::start(data.path(), &["--interval", "3600"]).until("observed:");
}

#[test]
fn a_data_directory_that_cannot_be_is_one_line() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let output = run(data.path(), &["run", "--data", file.join("data").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let (_, err) = texts(&output);
    assert!(err.lines().count() == 1 && err.contains("tidak dapat dipakai"), "{err}");
}

/// Reads one request and answers it; gives the batches it held.
fn answer(stream: TcpStream, status: &str, body: impl FnOnce(&SendBatches) -> String) -> SendBatches {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert_eq!(line.trim_end(), "POST /api/v1/agent/batches HTTP/1.1");
    let (mut length, mut is_packed) = (0, false);
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        match line.trim_end().to_ascii_lowercase().split_once(':') {
            Some(("content-length", digits)) => length = digits.trim().parse().unwrap(),
            Some(("content-encoding", kind)) => is_packed = kind.trim() == "gzip",
            Some(_) => {}
            None => break,
        }
    }
    let mut octets = vec![0; length];
    reader.read_exact(&mut octets).unwrap();
    assert!(is_packed);
    let mut plain = String::new();
    flate2::read::GzDecoder::new(&octets[..]).read_to_string(&mut plain).unwrap();
    let sent: SendBatches = serde_json::from_str(&plain).unwrap();
    let body = body(&sent);
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    (&stream).write_all(format!("{head}{body}").as_bytes()).unwrap();
    sent
}

#[test]
fn batches_reach_a_collector_that_was_away() {
    let data = tempfile::tempdir().unwrap();
    let named = data.path().to_str().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (out, received) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        // The first request is turned away, and nothing is taken until the test has looked.
        let (stream, _) = listener.accept().unwrap();
        answer(stream, "503 Service Unavailable", |_| r#"{"code":"busy","message":"not now","pesan":"nanti"}"#.into());
        may_go_on.recv().unwrap();
        let mut acked = 0;
        while let Ok((stream, _)) = listener.accept() {
            let sent = answer(stream, "200 OK", |sent| {
                acked = acked.max(sent.first_seq + sent.entries.len() as u64 - 1);
                // Of the router it tells once; afterwards nothing is said of it, and what was heard holds.
                let router = if acked == 0 { r#","router":["10.255.7.1","10.20.3.1"]"# } else { "" };
                format!(r#"{{"epoch":"{}","acked":{acked}{router}}}"#, sent.epoch)
            });
            if out.send(sent).is_err() {
                return;
            }
        }
    });
    // Proxies of the environment have no business with the loopback.
    let mut agent = Running::start(data.path(), &["--interval", "1", "--connect", &url]);
    let line = agent.until("is not reached");
    assert!(line.contains("503: not now"), "{line}");
    agent.until("observed:");
    let status = run(data.path(), &["status", "--data", named, "--lang", "en", "--json"]);
    assert_eq!(status.status.code(), Some(1), "{}", texts(&status).0);
    let told: serde_json::Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(told["health"], "waiting");
    assert_eq!(told["sending"]["failure"], "503: not now");

    go_on.send(()).unwrap();
    let batches = |sent: SendBatches| -> Vec<Batch> {
        let entries = sent.entries.iter().map(|raw| serde_json::from_str(raw.get()).unwrap());
        let batch = |entry| if let Entry::Batch(spooled) = entry { spooled.batch } else { panic!("{entry:?}") };
        entries.map(batch).collect()
    };
    let greeting = received.recv_timeout(PATIENCE).unwrap();
    assert!(greeting.entries.is_empty() && greeting.preview.is_some(), "what is now comes first");
    let first = batches(received.recv_timeout(PATIENCE).unwrap());
    assert!(first[0].inventory.is_some(), "the oldest batch comes first and nothing was lost");
    let ats: Vec<_> = first.iter().map(|batch| batch.at).collect();
    assert!(ats.is_sorted());
    agent.until("is reached");
    agent.until("observed:");
    let later = batches(received.recv_timeout(PATIENCE).unwrap());
    assert!(later[0].at > *ats.last().unwrap(), "nothing is sent twice");
    let kept = State::read(data.path()).unwrap();
    let sending = kept.sending.unwrap();
    assert!(sending.reached_at.is_some() && sending.dropped == 0 && sending.refused == 0);
    let router = ["10.255.7.1", "10.20.3.1"].map(|address| address.parse::<std::net::IpAddr>().unwrap());
    assert_eq!(kept.router, router);
    // Another start, with the line cut, still knows it.
    drop(agent);
    let mut again = Running::start(data.path(), &["--interval", "1"]);
    again.until("observed:");
    assert_eq!(State::read(data.path()).unwrap().router, router);
}

#[test]
fn the_last_word_says_why_and_a_collector_that_hangs_holds_no_shutdown_up() {
    for (signal, why) in [("-PWR", Leaving::Shutdown), ("-TERM", Leaving::Stopped)] {
        let data = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (out, received) = mpsc::channel();
        std::thread::spawn(move || {
            let mut acked = 0;
            while let Ok((stream, _)) = listener.accept() {
                let sent = answer(stream, "200 OK", |sent| {
                    acked = acked.max(sent.first_seq + sent.entries.len() as u64 - 1);
                    format!(r#"{{"epoch":"{}","acked":{acked}}}"#, sent.epoch)
                });
                if out.send(sent).is_err() {
                    return;
                }
            }
        });
        let mut agent = Running::start(data.path(), &["--interval", "3600", "--connect", &url]);
        while received.recv_timeout(PATIENCE).unwrap().entries.is_empty() {}
        agent.signal(signal);
        let last = std::iter::from_fn(|| received.recv_timeout(PATIENCE).ok()).find(|sent| sent.leaving.is_some());
        assert_eq!(last.map(|sent| (sent.leaving, sent.entries.len())), Some((Some(why), 0)));
        assert!(agent.child.wait().unwrap().success());
    }
    // One that takes the connection and says nothing.
    let data = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut agent = Running::start(data.path(), &["--interval", "3600", "--connect", &url]);
    agent.until("observed:");
    let _held = listener.accept().unwrap();
    let begun = Instant::now();
    agent.signal("-PWR");
    assert!(agent.child.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn the_unit_file_is_sound() {
    // systemd-analyze looks for the program it starts, so it is given one that is there.
    let unit = include_str!("../packaging/pantau-agent.service");
    assert!(unit.contains("/usr/bin/pantau-agent "));
    is_sound("pantau-agent.service", &unit.replace("/usr/bin/pantau-agent ", &format!("{PROGRAM} ")));
    is_sound("pantau-agent-smart.service", include_str!("../packaging/pantau-agent-smart.service"));
}

fn is_sound(name: &str, unit: &str) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, unit).unwrap();
    let output = Command::new("systemd-analyze").arg("verify").arg("--man=no").arg(&path).output();
    let output = output.expect("systemd-analyze is needed for this test");
    let (_, err) = texts(&output);
    let about: Vec<&str> = err.lines().filter(|line| line.contains("pantau-agent")).collect();
    assert!(output.status.success() && about.is_empty(), "{err}");
}
