//! A real VictoriaMetrics takes what a collector sends on; it is away for a while, and the collector is killed meanwhile:
//! in the end it has every reading, each once.

use crate::rig::{COMMUNITY, Collector, Running, Snmpd, free_tcp_port, signal, wait_for};
use model::Timestamp;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(90);

/// Starts it on its data, and waits until it answers. One value a moment stays: what was sent again is there once.
fn storage(folder: &Path, url: &str) -> Running {
    let process = Command::new("victoria-metrics")
        .arg(format!("-storageDataPath={}", folder.display()))
        .arg(format!("-httpListenAddr={}", url.trim_start_matches("http://")))
        .args(["-dedup.minScrapeInterval=1ms", "-memory.allowedPercent=5"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("victoria-metrics is installed by tests/run");
    let running = Running(process);
    wait_for("VictoriaMetrics answers", PATIENCE, || ureq::get(&format!("{url}/health")).call().ok());
    running
}

/// Ends it so that it keeps what it took.
fn ended(mut storage: Running) {
    signal(storage.0.id(), "TERM");
    wait_for("VictoriaMetrics ends", PATIENCE, || storage.0.try_wait().unwrap());
}

/// The series of a name: its labels, and its values by time.
fn exported(url: &str, name: &str) -> Vec<(Value, BTreeMap<i64, f64>)> {
    ureq::get(&format!("{url}/internal/force_flush")).call().unwrap();
    let question = ureq::get(&format!("{url}/api/v1/export")).query("match[]", name);
    let text = question.call().unwrap().body_mut().read_to_string().unwrap();
    text.lines()
        .map(|line| {
            let series: Value = serde_json::from_str(line).unwrap();
            let times = series["timestamps"].as_array().unwrap().iter().map(|at| at.as_i64().unwrap());
            let values = series["values"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap());
            let points: Vec<_> = times.zip(values).collect();
            let by_time: BTreeMap<_, _> = points.iter().copied().collect();
            assert_eq!(by_time.len(), points.len(), "a moment twice in {line}");
            (series["metric"].clone(), by_time)
        })
        .collect()
}

/// What the collector's own history has of a series, an hour around this moment.
fn kept(collector: &Collector, metric: &str, instance: &str, around: i64) -> BTreeMap<i64, f64> {
    let question = json!({
        "device": 1, "metric": metric, "instance": instance, "as": "raw",
        "from": Timestamp(around).plus_seconds(-3600), "to": Timestamp(around).plus_seconds(3600),
    });
    let mut answer = ureq::post(&format!("{}/api/v1/history", collector.url)).send_json(question).unwrap();
    let answer: Value = answer.body_mut().read_json().unwrap();
    let point = |point: &Value| {
        let at: Timestamp = serde_json::from_value(point["at"].clone()).unwrap();
        (at.0, point["value"].as_f64().unwrap())
    };
    answer["points"].as_array().unwrap().iter().map(point).collect()
}

fn figure(collector: &Collector, name: &str) -> f64 {
    let page = collector.get("/metrics");
    let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
}

#[test]
fn nothing_is_lost_while_the_storage_is_away_and_the_collector_is_killed() {
    let (snmpd, folder) = (Snmpd::start(), TempDir::new().unwrap());
    let url = format!("http://127.0.0.1:{}", free_tcp_port());
    let away = storage(folder.path(), &url);
    let mut collector = Collector::start(&format!(
        "[collector]\nlocal_agent = false\n[poll]\ninterval_seconds = 5\ncheck_seconds = 5\n[remote_write]\nurl = \"{url}/api/v1/write\"\ninterval_seconds = 1\n"
    ));
    let target = format!("127.0.0.1:{}", snmpd.port);
    collector.done(&["device", "add", &target, "--community", COMMUNITY]);
    let octets = "pantau_interface_receive_bytes_total";
    wait_for("first values", PATIENCE, || exported(&url, octets).into_iter().find(|(_, values)| values.len() >= 2));
    ended(away);
    let failed = "pantau_remote_write_failed_total";
    wait_for("a failed request", PATIENCE, || (figure(&collector, failed) > 0.0).then_some(()));
    collector.kill();
    collector.restart();
    wait_for("another failed request", PATIENCE, || (figure(&collector, failed) > 0.0).then_some(()));
    assert!(figure(&collector, "pantau_remote_write_lag_seconds") > 0.0);
    let _back = storage(folder.path(), &url);
    wait_for("everything is there", PATIENCE, || {
        let is_sent = figure(&collector, "pantau_remote_write_samples_total") > 0.0;
        (is_sent && figure(&collector, "pantau_remote_write_lag_seconds") == 0.0).then_some(())
    });
    for (name, metric, instance) in [(octets, "in_octets", "lo"), ("pantau_device_uptime_seconds", "uptime", "")] {
        let some = exported(&url, name).pop().and_then(|(_, values)| values.into_keys().next());
        let here = kept(&collector, metric, instance, some.expect("values"));
        assert!(here.len() >= 4, "{metric}: {here:?}");
        wait_for(metric, PATIENCE, || {
            let there = exported(&url, name);
            let (labels, values) =
                there.iter().find(|(labels, _)| instance.is_empty() || labels["port"] == instance)?;
            assert_eq!(labels["id"], "1");
            // Polls go on, so it may have more by now, but never another value.
            for (at, value) in values {
                assert!(here.get(at).is_none_or(|known| known == value), "{metric} at {at}: {value}");
            }
            here.keys().all(|at| values.contains_key(at)).then_some(())
        });
    }
    assert!(collector.get("/metrics").contains("pantau_remote_write_dropped_total{reason=\"refused\"} 0\n"));
    collector.stop();
}
