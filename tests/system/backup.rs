//! Backups with the real programs: made beside a running collector, found damaged, put back elsewhere, gone on with by an agent.

use crate::rig::{Collector, Running, pantau, project, run, signal, texts, wait_for};
use serde_json::Value;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;

const PASSPHRASE: &str = "kuda kayu di bukit";

/// A medium with a file of the passphrase beside it.
struct Medium(TempDir);

impl Medium {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("medium")).unwrap();
        fs::write(folder.path().join("sandi"), format!("{PASSPHRASE}\n")).unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("medium")
    }

    fn passphrase(&self) -> PathBuf {
        self.0.path().join("sandi")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        entries.collect()
    }
}

/// A command on this file with the passphrase.
fn words<'a>(command: &[&'a str], file: &'a Path, passphrase: &'a Path) -> Vec<&'a str> {
    let mut words = command.to_vec();
    words.extend([file.to_str().unwrap(), "--passphrase-file", passphrase.to_str().unwrap()]);
    words
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn made_beside_a_running_collector_and_put_back_elsewhere() {
    let collector = Collector::start("[collector]\nlocal_agent = false\n[site]\nname = \"Kab. Uji\"\n");
    collector.done(&["opd", "add", "DISDIK", "--name", "Dinas Pendidikan"]);
    collector.done(&["device", "add", "127.0.0.9", "--community", "rahasia-betul", "--name", "inti"]);
    let medium = Medium::new();
    let (folder, passphrase) = (medium.path(), medium.passphrase());
    let said = collector.done(&words(&["backup"], &folder, &passphrase));
    assert!(said.contains("terbukti: dipulihkan, dibuka dan dibandingkan"), "{said}");
    let [name] = medium.names().try_into().expect("one file and nothing else");
    let file = folder.join(&name);
    let octets = fs::read(&file).unwrap();
    assert!(!octets.windows(13).any(|window| window == b"rahasia-betul"), "no secret lies open in it");
    // The collector wrote it into its audit log, and its page tells when.
    assert!(collector.done(&["audit"]).contains(&name));
    assert!(collector.get("/metrics").contains("\npantau_backup_last_proven_timestamp_seconds 1"));
    // A plain tar, whatever else there is.
    let listed = Command::new("tar").arg("tf").arg(&file).output().unwrap();
    assert!(listed.status.success() && texts(&listed).0.lines().any(|line| line == "pantau.db"), "{listed:?}");
    let list = collector.done(&["backup", "ls", folder.to_str().unwrap()]);
    assert!(list.contains(&name) && list.contains("tersegel") && !list.contains("belum"), "{list}");
    // Verified on a machine that has nothing but the file and the passphrase; without the latter the keys are not tried.
    let verify = words(&["verify"], &file, &passphrase);
    let (out, err) = texts(&run(&verify));
    assert!(out.contains("BAIK") && out.contains("kunci terbuka dan cocok"), "{out}{err}");
    assert!(
        texts(&run(&["verify", file.to_str().unwrap(), "--lang", "en"]))
            .0
            .contains("keys are sealed and were not tried")
    );
    let report: Value = serde_json::from_slice(&run(&["verify", file.to_str().unwrap(), "--json"]).stdout).unwrap();
    assert_eq!((&report["sound"], &report["manifest"]["site"]), (&true.into(), &"Kab. Uji".into()));

    let new = TempDir::new().unwrap();
    let data = new.path().join("data");
    let mut restore = words(&["restore"], &file, &passphrase);
    restore.extend(["--data", data.to_str().unwrap()]);
    let (out, err) = texts(&run(&restore));
    assert!(out.contains("dipulihkan ke keadaan"), "{out}{err}");
    let devices = run(&["device", "ls", "--json", "--data", data.to_str().unwrap()]);
    assert!(texts(&devices).0.contains("inti"));
    let (out, err) = texts(&run(&["verify", "--data", data.to_str().unwrap()]));
    assert!(out.contains("BAIK"), "{out}{err}");
    assert!(texts(&run(&["audit", "--data", data.to_str().unwrap()])).0.contains("restore"));
    // Never over data, unless that is asked for; never under a collector that runs.
    let refused = run(&restore);
    assert!(code(&refused) == 1 && texts(&refused).1.contains("sudah berisi data"), "{refused:?}");
    restore.push("--replace");
    assert!(texts(&run(&restore)).0.contains("before-"));
    let mut under = words(&["restore"], &file, &passphrase);
    under.push("--replace");
    let refused = collector.command(&under);
    assert!(code(&refused) == 1 && texts(&refused).1.contains("dipakai pantau lain"), "{refused:?}");
    assert!(collector.done(&["verify"]).contains("BAIK"), "the data in use, while it is used");
}

#[test]
fn damage_is_told_by_the_exit_code_and_bad_input_by_another() {
    let collector = Collector::start("[collector]\nlocal_agent = false\n");
    let medium = Medium::new();
    let folder = medium.path();
    let made = collector.command(&["backup", folder.to_str().unwrap(), "--no-proof", "--lang", "en"]);
    let (out, err) = texts(&made);
    assert!(out.contains("unverified (--no-proof)") && err.contains("WITHOUT keys"), "{out}{err}");
    let [name] = medium.names().try_into().unwrap();
    let file = folder.join(&name);
    assert!(collector.done(&["backup", "ls", folder.to_str().unwrap(), "--lang", "en"]).contains("no"));
    let verify = |file: &Path| run(&["verify", file.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(code(&verify(&file)), 0);
    let good = fs::read(&file).unwrap();
    for place in [good.len() / 3, good.len() / 2, good.len() - 2000] {
        let mut octets = good.clone();
        octets[place] ^= 8;
        fs::write(&file, octets).unwrap();
        let found = verify(&file);
        assert!(code(&found) == 2 && texts(&found).0.contains("DAMAGED"), "{place}: {found:?}");
        let data = folder.join("x");
        let refused = run(&["restore", file.to_str().unwrap(), "--without-keys", "--data", data.to_str().unwrap()]);
        assert_eq!((code(&refused), data.join("pantau.db").exists()), (2, false), "{refused:?}");
    }
    fs::write(&file, &good[..good.len() / 2]).unwrap();
    assert_eq!(code(&verify(&file)), 2);
    assert_eq!((code(&verify(&project("README.md"))), code(&verify(Path::new("/nowhere/x.pantau")))), (64, 64));
    let nowhere = collector.command(&["backup", "/nowhere"]);
    assert_eq!((code(&nowhere), texts(&nowhere).1.lines().count()), (1, 1), "{nowhere:?}");
    let short = folder.join("sandi");
    fs::write(&short, "pendek").unwrap();
    let refused =
        collector.command(&["backup", folder.to_str().unwrap(), "--passphrase-file", short.to_str().unwrap()]);
    assert!(texts(&refused).1.contains("10 oktet"), "{refused:?}");
}

#[test]
fn what_is_killed_leaves_no_backup_with_a_good_name() {
    let mut collector = Collector::start("[collector]\nlocal_agent = false\n");
    collector.done(&["opd", "add", "DISDIK", "--name", "Dinas Pendidikan"]);
    collector.stop();
    let medium = Medium::new();
    // Stopped at whatever it does, again and again, until one was stopped within.
    let partial = |names: &[String]| names.iter().any(|name| name.ends_with(".partial"));
    wait_for("a backup that is killed while it is written", Duration::from_secs(60), || {
        let mut child = Command::new(pantau())
            .args(["backup", medium.path().to_str().unwrap(), "--no-proof", "-q", "--data"])
            .arg(collector.data.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !partial(&medium.names()) && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        signal_if_alive(&mut child);
        let killed = !child.wait().unwrap().success();
        (killed && partial(&medium.names())).then_some(())
    });
    for name in medium.names().iter().filter(|name| name.ends_with(".pantau")) {
        assert_eq!(code(&run(&["verify", medium.path().join(name).to_str().unwrap()])), 0, "{name}");
    }
    collector.done(&["backup", medium.path().to_str().unwrap()]);
    assert!(!partial(&medium.names()), "the next one sweeps: {:?}", medium.names());
}

fn signal_if_alive(child: &mut std::process::Child) {
    if child.try_wait().unwrap().is_none() {
        signal(child.id(), "KILL");
    }
}

#[test]
fn rows_of_a_damaged_database_are_salvaged() {
    let mut collector = Collector::start("[collector]\nlocal_agent = false\n");
    for number in 1..30 {
        collector.done(&["opd", "add", &format!("OPD{number}"), "--name", "Dinas yang panjang namanya"]);
    }
    collector.stop();
    let path = collector.data.path().join("pantau.db");
    let octets = fs::read(&path).unwrap();
    // The page that holds most names.
    let names = |page: &[u8]| page.windows(12).filter(|window| *window == b"Dinas yang p").count();
    let (page, _) = octets.chunks(4096).enumerate().max_by_key(|(_, page)| names(page)).unwrap();
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(page as u64 * 4096)).unwrap();
    file.write_all(&[0x5a; 4096]).unwrap();
    let found = collector.done_or(&["verify", "--lang", "en"], 2);
    assert!(found.contains("DAMAGED") && found.contains("--salvage"), "{found}");
    let to = TempDir::new().unwrap();
    let new = to.path().join("baru");
    let told = collector.done_or(&["verify", "--salvage", new.to_str().unwrap(), "--lang", "en"], 2);
    assert!(told.contains("lost"), "{told}");
    let (out, err) = texts(&run(&["audit", "--data", new.to_str().unwrap()]));
    assert!(out.contains("start"), "{out}{err}");
}

/// An agent that was acknowledged more than the restored collector knows goes on, is no clone, and states what is gone.
#[test]
fn an_agent_goes_on_after_its_collector_was_put_back() {
    let port = crate::rig::free_tcp_port();
    let settings = format!("[collector]\nlisten_tls = \"127.0.0.1:{port}\"\nlocal_agent = false\n");
    let mut collector = Collector::start(&settings);
    collector.done(&["opd", "add", "DISDIK", "--name", "Dinas Pendidikan"]);
    let token = collector.done(&["token", "create", "--opd", "DISDIK", "--approve", "auto"]);
    let machine = TempDir::new().unwrap();
    let agent = pantau().with_file_name("pantau-agent");
    assert!(agent.is_file(), "build it first: cargo build --workspace");
    let command = |arguments: &[&str]| {
        let mut command = Command::new(&agent);
        command.args(arguments).arg("--data").arg(machine.path()).stdin(Stdio::null());
        command
    };
    let joined = command(&["enrol", &format!("https://localhost:{port}"), token.trim()]).output().unwrap();
    assert!(joined.status.success(), "{joined:?}");
    let run_agent =
        || Running(command(&["run", "--interval", "1"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    // When it was heard last; none while it is not.
    let reached = || -> Option<String> {
        let output = command(&["status", "--json"]).output().unwrap();
        let state: Value = serde_json::from_slice(&output.stdout).ok()?;
        let sending = &state["sending"];
        (sending["failure"].is_null() && sending["queued"] == 0)
            .then(|| sending["reached_at"].as_str().map(str::to_owned))?
    };
    let reached_after = |what: &str, before: &Option<String>| {
        wait_for(what, Duration::from_secs(180), || reached().filter(|at| Some(at) != before.as_ref()))
    };
    let running = run_agent();
    reached_after("the first reports are acknowledged", &None);
    let medium = Medium::new();
    let (folder, passphrase) = (medium.path(), medium.passphrase());
    collector.done(&words(&["backup"], &folder, &passphrase));
    let at_backup = reached();
    let more = reached_after("more is acknowledged", &at_backup);
    collector.stop();
    let [name] = medium.names().try_into().unwrap();
    let file = folder.join(name);
    let mut restore = words(&["restore"], &file, &passphrase);
    restore.push("--replace");
    collector.done(&restore);
    collector.restart();
    reached_after("the agent goes on", &Some(more));
    let agents = collector.json(&["agent", "ls"]);
    assert!(agents[0]["cloned_at"].is_null() && agents[0]["state"] == "active", "{agents}");
    drop(running);
}
