//! Devices without a credential of their own against real snmpds: the configured ones are tried in their order and by subnet,
//! the one that answers is remembered over a restart, and no secret is shown.

use crate::rig::{COMMUNITY, Collector, Snmpd, wait_for};
use std::time::Duration;

const AUTH: &str = "kata-sandi-uji";
const LIMIT: Duration = Duration::from_secs(40);

fn settings() -> String {
    let mut text = "[poll]\ninterval_seconds = 5\ncheck_seconds = 5\n".to_owned();
    for (name, rest) in [
        ("lain-subnet", "subnets = [\"10.0.0.0/8\"]\nversion = \"2c\"\ncommunity = \"bukan-di-sini\"".to_owned()),
        ("salah", "version = \"2c\"\ncommunity = \"tidak-dikenal\"".to_owned()),
        (
            "v3-salah",
            format!("version = \"3\"\nuser = \"uji\"\nauth = {{ protocol = \"sha256\", passphrase = \"x{AUTH}\" }}"),
        ),
        (
            "v3-benar",
            format!("version = \"3\"\nuser = \"uji\"\nauth = {{ protocol = \"sha256\", passphrase = \"{AUTH}\" }}"),
        ),
        ("komunitas", format!("version = \"2c\"\ncommunity = \"{COMMUNITY}\"")),
    ] {
        text.push_str(&format!("[[credential]]\nname = \"{name}\"\n{rest}\n"));
    }
    text
}

#[test]
fn the_first_credential_that_answers_is_used_shown_by_name_and_remembered() {
    let with_user = Snmpd::start_with(&format!("createUser uji SHA-256 \"{AUTH}\"\nrouser uji auth\n"));
    let plain = Snmpd::start();
    let mut collector = Collector::start(&settings());
    for (name, snmpd) in [("pakai-v3", &with_user), ("pakai-v2c", &plain)] {
        let address = format!("127.0.0.1:{}", snmpd.port);
        collector.done(&["device", "add", &address, "--name", name]);
    }
    let answered = |collector: &Collector, name: &str| {
        let shown = collector.json(&["device", "show", name]);
        let version = shown["snmp_version"].as_str()?.to_owned();
        Some((shown["x_credential"].as_str()?.to_owned(), version))
    };
    for (name, credential, version) in [("pakai-v3", "v3-benar", "3"), ("pakai-v2c", "komunitas", "2c")] {
        let found = wait_for("a credential that answers", LIMIT, || answered(&collector, name));
        assert_eq!(found, (credential.to_owned(), version.to_owned()));
    }
    let shown = collector.done(&["device", "show", "pakai-v3", "--lang", "en"]);
    assert!(shown.contains("Credential") && shown.contains("v3-benar"), "{shown}");
    for text in [shown, collector.get("/api/v1/devices"), collector.get("/metrics")] {
        assert!(!text.contains(AUTH) && !text.contains(COMMUNITY), "a secret is shown");
    }

    // Remembered: shown at once after a restart, before any device can have been tried again.
    collector.restart();
    assert_eq!(answered(&collector, "pakai-v3").map(|found| found.0).as_deref(), Some("v3-benar"));
    let polled = |collector: &Collector| collector.json(&["device", "show", "pakai-v3"])["collected_at"].clone();
    let before = polled(&collector);
    wait_for("a poll after the restart", LIMIT, || (polled(&collector) != before).then_some(()));
}
