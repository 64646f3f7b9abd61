//! A real snmpd, from `device add` to the screen's data, Prometheus text and the alerts; a restart loses nothing.

use crate::rig::{COMMUNITY, Collector, Snmpd, signal, wait_for};
use serde_json::Value;
use std::time::Duration;

const QUICK: &str = "[poll]\ninterval_seconds = 5\ncheck_seconds = 5\n";
/// One poll of the default settings is due at once after `device add`.
const ONE_POLL: Duration = Duration::from_secs(20);

fn port<'a>(record: &'a Value, name: &str) -> Option<&'a Value> {
    record["ports"].as_array()?.iter().find(|port| port["name"] == name || port["descr"] == name)
}

fn add(collector: &Collector, snmpd: &Snmpd) {
    collector.done(&["opd", "add", "DINKES", "--name", "Dinas Kesehatan"]);
    let address = format!("127.0.0.1:{}", snmpd.port);
    collector.done(&["device", "add", &address, "--community", COMMUNITY, "--opd", "DINKES"]);
}

#[test]
fn a_device_is_named_measured_and_told_everywhere() {
    let snmpd = Snmpd::start();
    let mut collector = Collector::start(QUICK);
    add(&collector, &snmpd);
    let record = wait_for("the first poll", ONE_POLL, || {
        Some(collector.json(&["device", "show", "uji-snmpd"])).filter(|r| r["sys_name"] == "uji-snmpd")
    });
    assert_eq!(record["schema"], "pantau-device/1");
    assert_eq!(record["source"], "snmp");
    assert_eq!(record["opd"], "DINKES");
    assert_eq!(record["location"], "Ruang uji");
    assert!(record["uptime_s"].as_f64().unwrap() >= 0.0);
    let lo = port(&record, "lo").expect("lo is listed");
    assert_eq!(
        (lo["type"].as_str(), lo["oper"].as_str(), lo["high_capacity"].as_bool()),
        (Some("softwareLoopback"), Some("up"), Some(true))
    );
    assert_eq!(lo["speed_bps"], 10_000_000, "snmpd gives lo 10 Mbit/s");

    // Rates: what the tests send over lo must show.
    wait_for("a rate of lo", Duration::from_secs(40), || {
        collector.get("/metrics");
        let shown = collector.json(&["device", "show", "uji-snmpd"]);
        port(&shown, "lo").and_then(|lo| lo["x_in_bps"].as_f64()).filter(|bps| *bps > 0.0)
    });

    // Prometheus text.
    let metrics = collector.get("/metrics");
    assert!(
        metrics.lines().any(|l| l.starts_with("pantau_interface_receive_bytes_total{") && l.contains("port=\"lo\"")),
        "no lo in /metrics"
    );
    assert!(metrics.lines().any(|l| l.starts_with("pantau_device_uptime_seconds{")));
    assert!(!metrics.contains(COMMUNITY), "a secret in /metrics");

    // No secret anywhere that is read.
    let listed = collector.get("/api/v1/devices");
    assert!(listed.contains("***") && !listed.contains(COMMUNITY), "the community is shown: {listed}");

    // A restart loses nothing: book, inventory, state.
    collector.restart();
    let after = collector.json(&["device", "show", "uji-snmpd"]);
    assert_eq!(
        (&after["sys_descr"], &after["opd"], &after["x_status"]),
        (&record["sys_descr"], &record["opd"], &record["x_status"])
    );
    // Neither does a kill.
    collector.kill();
    collector.restart();
    assert_eq!(collector.json(&["device", "show", "uji-snmpd"])["sys_name"], "uji-snmpd");
}

#[test]
fn a_silent_snmp_is_a_warning_and_its_acknowledgement_survives_a_restart() {
    let mut snmpd = Snmpd::start();
    // The default settings: what a user gets must tell within 60 s.
    let mut collector = Collector::start("");
    add(&collector, &snmpd);
    wait_for("up", ONE_POLL, || (collector.json(&["device", "show", "uji-snmpd"])["x_status"] == "ok").then_some(()));
    signal(snmpd.process.0.id(), "KILL");
    snmpd.process.0.wait().unwrap();
    let begun = std::time::Instant::now();
    let alert = wait_for("WASPADA within 60 s", Duration::from_secs(60), || {
        let status = collector.json(&["status"]);
        status["alerts"].as_array()?.iter().find(|alert| alert["kind"] == "snmp_silent").cloned()
    });
    eprintln!("SNMP silence told after {:.1} s", begun.elapsed().as_secs_f64());
    assert_eq!(collector.command(&["status"]).status.code(), Some(1), "a warning exits 1");
    let text = collector.done_or(&["status"], 1);
    assert!(text.contains("WASPADA") && text.contains("SNMP tidak menjawab"), "{text}");

    let id = alert["id"].as_u64().unwrap();
    let answer = ureq::post(&format!("{}/api/v1/alerts/{id}/acknowledge", collector.url))
        .send_json(serde_json::json!({"by": "op1", "for_seconds": 3600, "note": "cek listrik"}))
        .unwrap();
    assert_eq!(answer.status(), 200);
    collector.restart();
    let status = collector.json(&["status"]);
    let kept =
        status["alerts"].as_array().unwrap().iter().find(|alert| alert["id"] == id).expect("the alert is still open");
    assert_eq!(
        (kept["handled"]["by"].as_str(), kept["handled"]["note"].as_str(), &kept["since"]),
        (Some("op1"), Some("cek listrik"), &alert["since"])
    );
}
