//! Traps and informs of real senders (net-snmp's snmptrap and snmpinform) to a running collector: events, answers, polls, drops.

use crate::rig::{COMMUNITY, Collector, Snmpd, free_udp_port, wait_for};
use serde_json::Value;
use std::{
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Trap to event (`reliability.md` 8.6), and room for a busy machine.
const SOON: Duration = Duration::from_secs(10);
const UPTIME: &str = "4711";
const LINK_DOWN: &str = "1.3.6.1.6.3.1.1.5.3";
const LINK_UP: &str = "1.3.6.1.6.3.1.1.5.4";
const COLD_START: &str = "1.3.6.1.6.3.1.1.5.1";
const VENDOR: &str = "1.3.6.1.4.1.99999";

/// A collector that polls rarely and listens for traps, with an snmpd in its book.
struct Rig {
    collector: Collector,
    snmpd: Snmpd,
    to: String,
    home: TempDir,
}

impl Rig {
    fn start(settings: &str, access: &[&str], snmpd: Snmpd) -> Self {
        let port = free_udp_port();
        let poll = "[collector]\nlocal_agent = false\n[poll]\ninterval_seconds = 3600\ncheck_seconds = 600\n";
        let collector = Collector::start(&format!("{poll}[trap]\nlisten = \"127.0.0.1:{port}\"\n{settings}"));
        let address = format!("127.0.0.1:{}", snmpd.port);
        let mut line = vec!["device", "add", &address];
        line.extend(access);
        collector.done(&line);
        let rig = Self { collector, snmpd, to: format!("127.0.0.1:{port}"), home: TempDir::new().unwrap() };
        wait_for("the first poll", Duration::from_secs(20), || {
            (rig.collector.json(&["device", "show", "uji-snmpd"])["sys_name"] == "uji-snmpd").then_some(())
        });
        // What is known of the book is at most a second old.
        rig.settle();
        rig
    }

    fn community() -> Self {
        Self::start("", &["--community", COMMUNITY], Snmpd::start())
    }

    /// Waits until the listener knows the book: it looks once a second.
    fn settle(&self) {
        let began = Instant::now();
        wait_for("a second", Duration::from_secs(5), || (began.elapsed() > Duration::from_millis(1100)).then_some(()));
    }

    /// Runs a sender; true when it says that all went well (an inform was answered).
    fn send(&self, program: &str, arguments: &[&str]) -> bool {
        let folder = self.home.path();
        let status = Command::new(program)
            .args(arguments)
            .env("SNMP_PERSISTENT_DIR", folder)
            .env("SNMPCONFPATH", folder)
            .env("MIBS", "")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("snmptrap and snmpinform are installed by tests/run");
        status.success()
    }

    fn trap(&self, version: &str, community: &str, what: &[&str]) {
        let mut line = vec![version, "-c", community, &self.to];
        line.extend(what);
        assert!(self.send("snmptrap", &line));
    }

    /// Notifications among the events of the device, newest first.
    fn events(&self) -> Vec<Value> {
        let picture: Value = serde_json::from_str(&self.collector.get("/api/v1/devices/1")).unwrap();
        let events = picture["events"].as_array().unwrap().iter();
        events.filter(|event| matches!(event["event"].as_str(), Some("notified" | "issue"))).cloned().collect()
    }

    fn event(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        wait_for(what, SOON, || self.events().into_iter().find(&is_it))
    }

    fn named(&self, name: &str) -> Value {
        self.event(name, |event| event["name"] == name)
    }

    fn metric(&self, name: &str) -> f64 {
        let page = self.collector.get("/metrics");
        let line = page.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name}"));
        line.trim().parse().unwrap()
    }

    fn dropped(&self, reason: &str) -> f64 {
        self.metric(&format!("pantau_traps_dropped_total{{reason=\"{reason}\"}}"))
    }
}

#[test]
fn traps_of_v1_and_v2c_are_events_and_cause_a_poll() {
    let rig = Rig::community();
    let index = "1.3.6.1.2.1.2.2.1.1.1";
    let polls = rig.metric("pantau_polls_total ");
    rig.trap("-v2c", COMMUNITY, &[UPTIME, LINK_DOWN, index, "i", "1"]);
    let event = rig.named("linkDown");
    assert_eq!(
        (&event["oid"], &event["text"][0], &event["text"][1]),
        (&LINK_DOWN.into(), &"port turun".into(), &"port down".into())
    );
    assert_eq!((&event["port"], &event["details"][0][0]), (&"lo".into(), &"ifIndex.1".into()));
    wait_for("the poll that it causes", SOON, || (rig.metric("pantau_polls_total ") > polls).then_some(()));
    // The state of the port is what the poll says, not what the trap says.
    let record = rig.collector.json(&["device", "show", "uji-snmpd"]);
    assert_eq!(record["ports"][0]["oper"], "up");

    // v1: a generic trap by its number, one of a maker by its enterprise; without varbinds.
    rig.trap("-v1", COMMUNITY, &["1.3.6.1.4.1.8072.3.2.10", "10.9.9.9", "0", "0", UPTIME]);
    assert_eq!(rig.named("coldStart")["details"], Value::Null);
    rig.trap("-v1", COMMUNITY, &["1.3.6.1.4.1.318", "10.9.9.9", "6", "5", UPTIME]);
    assert_eq!(rig.named("upsOnBattery")["oid"], "1.3.6.1.4.1.318.0.5");
    // One that nobody knows, with words that mean harm elsewhere.
    let hostile = "<script>$(id)%n%n'; DROP TABLE devices;--";
    rig.trap("-v2c", COMMUNITY, &[UPTIME, &format!("{VENDOR}.0.7"), &format!("{VENDOR}.1"), "s", hostile]);
    let event = rig.event("an unknown one", |event| event["oid"] == format!("{VENDOR}.0.7"));
    assert_eq!((&event["name"], event["details"][0][1].as_str()), (&Value::Null, Some(hostile)));
    // Nothing of all this is an alert, and however many traps came, polls keep their distance.
    assert_eq!(rig.collector.json(&["status"])["alerts"].as_array().map(Vec::len), Some(0));
    assert!(rig.metric("pantau_trap_polls_total ") <= 3.0);
}

#[test]
fn an_inform_is_answered_and_the_same_again_is_one_event() {
    let mut rig = Rig::community();
    for _ in 0..3 {
        assert!(rig.send("snmpinform", &["-v2c", "-c", COMMUNITY, "-t3", "-r1", &rig.to, UPTIME, LINK_UP]));
    }
    assert_eq!(rig.named("linkUp")["count"], 1);
    let counted = wait_for("its count", Duration::from_secs(20), || {
        Some(rig.named("linkUp")).filter(|event| event["count"] == 3)
    });
    assert_eq!(rig.events().iter().filter(|event| event["name"] == "linkUp").count(), 1, "{counted}");
    assert!(rig.metric("pantau_informs_answered_total ") >= 3.0);
    // What was answered is on the disk.
    rig.collector.kill();
    rig.collector.restart();
    rig.named("linkUp");
}

#[test]
fn what_may_not_be_said_is_counted_and_told_once() {
    let rig = Rig::community();
    rig.trap("-v2c", "tebakan", &[UPTIME, COLD_START]);
    let event = rig.event("the refusal", |event| event["event"] == "issue");
    assert_eq!(event["name"], "wrong-community");
    assert!(!rig.send("snmpinform", &["-v2c", "-c", "tebakan", "-t1", "-r0", &rig.to, UPTIME, COLD_START]));
    wait_for("both are counted", SOON, || (rig.dropped("wrong_community") == 2.0).then_some(()));
    assert_eq!(rig.events().len(), 1, "told once an hour");
    // Noise.
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    for noise in [&b""[..], b"\x30\x80", &[0xff; 1400]] {
        socket.send_to(noise, &rig.to).unwrap();
    }
    wait_for("noise is counted", SOON, || (rig.dropped("malformed") == 3.0).then_some(()));
    let page = rig.collector.get("/metrics");
    assert!(!page.contains(COMMUNITY));
}

#[test]
fn a_sender_that_the_book_does_not_know_is_counted() {
    let rig = Rig::community();
    rig.collector.done(&["device", "rm", "uji-snmpd"]);
    rig.settle();
    rig.trap("-v2c", COMMUNITY, &[UPTIME, COLD_START]);
    wait_for("it is counted", SOON, || (rig.dropped("unknown_sender") == 1.0).then_some(()));
    assert_eq!(rig.metric("pantau_trap_events_total "), 0.0);
}

#[test]
fn a_flood_costs_only_itself() {
    let rig = Rig::start("per_source_per_second = 20\n", &["--community", COMMUNITY], Snmpd::start());
    let datagram = fs::read(crate::rig::project("fuzz/seeds/trap/v2c-link")).unwrap();
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    for _ in 0..5000 {
        socket.send_to(&datagram, &rig.to).unwrap();
    }
    let received = wait_for("the flood is over", Duration::from_secs(30), || {
        let received = rig.metric("pantau_traps_received_total ");
        let counted = rig.dropped("rate") + rig.dropped("wrong_community");
        (received > 100.0 && (counted - received).abs() < 0.5).then_some(received)
    });
    assert!(rig.dropped("rate") > 0.8 * received - 200.0, "{received} received");
    // Another source would be heard, and the collector answers.
    assert_eq!(rig.collector.json(&["device", "show", "uji-snmpd"])["sys_name"], "uji-snmpd");
    drop(rig.snmpd);
}

/// A collector whose snmpd is polled with a user of v3.
fn secured() -> (Rig, TempDir) {
    let secrets = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let path = secrets.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (auth, privacy) = (file("auth", "kata-sandi-uji"), file("priv", "kunci-rahasia-uji"));
    let lines = "createUser trapuji SHA-256 \"kata-sandi-uji\" AES \"kunci-rahasia-uji\"\nrouser trapuji priv\n";
    let access = [
        "--v3-user",
        "trapuji",
        "--v3-auth",
        "sha256",
        "--v3-auth-file",
        &auth,
        "--v3-priv",
        "aes128",
        "--v3-priv-file",
        &privacy,
    ];
    (Rig::start("", &access, Snmpd::start_with(lines)), secrets)
}

const V3: [&str; 7] = ["-v3", "-u", "trapuji", "-l", "authPriv", "-a", "SHA-256"];

#[test]
fn traps_and_informs_of_v3() {
    let (mut rig, _secrets) = secured();
    let send = |rig: &Rig, program: &str, passphrase: &str, rest: &[&str]| {
        let keys = ["-A", passphrase, "-x", "AES", "-X", "kunci-rahasia-uji", "-t3", "-r1"];
        let line: Vec<&str> = V3.iter().chain(&keys).chain([&rig.to.as_str(), &UPTIME]).chain(rest).copied().collect();
        rig.send(program, &line)
    };
    assert!(send(&rig, "snmptrap", "kata-sandi-uji", &[LINK_DOWN, "1.3.6.1.2.1.2.2.1.1.1", "i", "1"]));
    assert_eq!(rig.named("linkDown")["port"], "lo");
    // The sender asks who we are, then for our time, then is answered.
    assert!(send(&rig, "snmpinform", "kata-sandi-uji", &[LINK_UP]));
    rig.named("linkUp");
    assert!(!send(&rig, "snmpinform", "kata-sandi-salah", &[COLD_START]));
    rig.event("the refusal", |event| event["name"] == "wrong-digest");
    // A community opens nothing where a user is declared.
    rig.trap("-v2c", "kata-sandi-uji", &[UPTIME, COLD_START]);
    wait_for("it is refused", SOON, || (rig.dropped("wrong_community") == 1.0).then_some(()));
    assert!(rig.events().iter().all(|event| event["name"] != "coldStart"));
    // After a restart our engine is the same with more boots, and informs are still answered.
    rig.collector.restart();
    rig.settle();
    assert!(send(&rig, "snmpinform", "kata-sandi-uji", &[COLD_START]));
    rig.named("coldStart");
}
