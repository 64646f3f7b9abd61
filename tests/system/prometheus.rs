//! A real Prometheus scrapes a running collector; `promtool` finds nothing wrong; every panel of the dashboard has data.

use crate::rig::{COMMUNITY, Collector, Running, Snmpd, free_tcp_port, project, wait_for};
use serde_json::Value;
use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

fn promtool(arguments: &[&str], input: &str) {
    let mut child = Command::new("promtool")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool is installed by tests/run");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(
        output.status.success()
            && said.trim().lines().all(|l| l.contains("SUCCESS") || l.trim().is_empty() || l.starts_with("Checking")),
        "promtool {arguments:?}: {said}"
    );
}

/// Asks Prometheus; the result vector.
fn query(url: &str, expression: &str) -> Vec<Value> {
    let mut answer = ureq::get(&format!("{url}/api/v1/query"))
        .query("query", expression)
        .config()
        .http_status_as_error(false)
        .build()
        .call()
        .unwrap();
    let value: Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
    assert_eq!(value["status"], "success", "{expression}: {value}");
    value["data"]["result"].as_array().cloned().unwrap_or_default()
}

/// Every expression of every panel, with the dashboard's variables filled in as Grafana does.
fn panels() -> Vec<(String, String)> {
    let dashboard: Value =
        serde_json::from_str(&fs::read_to_string(project("dashboards/pantau-overview.json")).unwrap()).unwrap();
    let mut found = Vec::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            let expression = target["expr"].as_str().unwrap().replace("$__rate_interval", "30s").replace("$opd", ".*");
            found.push((panel["title"].as_str().unwrap().to_owned(), expression));
        }
    }
    found
}

#[test]
fn prometheus_takes_every_series_and_every_panel_has_data() {
    let snmpd = Snmpd::start();
    let tls = format!("localhost:{}", free_tcp_port());
    let listen = tls.replace("localhost", "127.0.0.1");
    let collector = Collector::start(&format!(
        "[collector]\nlisten_tls = \"{listen}\"\n[poll]\ninterval_seconds = 5\ncheck_seconds = 5\n"
    ));
    // Hostile names must not break the page.
    collector.done(&["opd", "add", "DINKES", "--name", "Dinas \"Kesehatan\"\\", "--contracted", "10M"]);
    collector.done(&[
        "device",
        "add",
        &format!("127.0.0.1:{}", snmpd.port),
        "--community",
        COMMUNITY,
        "--opd",
        "DINKES",
        "--name",
        "} evil{x=\"1\"\\",
        "--uplink-port",
        "lo",
        "--contracted",
        "10M",
    ]);
    // A device that is not there: an alert for the panels of alerts.
    collector.done(&["device", "add", "127.0.0.1:9", "--community", "x", "--opd", "DINKES"]);
    wait_for("rates of the uplink", Duration::from_secs(40), || {
        collector.get("/metrics").contains("pantau_opd_receive_bps{").then_some(())
    });
    let page = collector.get("/metrics");
    promtool(&["check", "metrics"], &page);

    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("rules")).unwrap();
    fs::copy(project("dashboards/rules/pantau.yml"), folder.path().join("rules/pantau.yml")).unwrap();
    let config = fs::read_to_string(project("dashboards/prometheus.yml")).unwrap();
    let config = config
        .replace("127.0.0.1:7688", collector.url.trim_start_matches("http://"))
        .replace("scrape_interval: 30s", "scrape_interval: 2s")
        .replace("evaluation_interval: 30s", "evaluation_interval: 2s");
    // The same from another machine: TLS with our CA and a token that may scrape and nothing else. One series of it will do:
    // the panels are for one collector.
    let (token, ca) = (folder.path().join("token"), folder.path().join("ca.pem"));
    fs::write(&token, collector.done(&["token", "create", "--role", "scraper", "--expires", "1d"]).trim()).unwrap();
    fs::write(&ca, collector.done(&["token", "ca"])).unwrap();
    let config = format!(
        "{config}  - job_name: pantau-tls\n    scheme: https\n    authorization:\n      credentials_file: {}\n    tls_config:\n      ca_file: {}\n    static_configs:\n      - targets: [\"{tls}\"]\n    metric_relabel_configs:\n      - {{source_labels: [__name__], regex: pantau_device_up, action: keep}}\n",
        token.display(),
        ca.display()
    );
    let file = folder.path().join("prometheus.yml");
    fs::write(&file, config).unwrap();
    promtool(&["check", "config", file.to_str().unwrap()], "");
    let url = format!("http://127.0.0.1:{}", free_tcp_port());
    let _prometheus = Running(
        Command::new("prometheus")
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().join("tsdb").display()))
            .arg(format!("--web.listen-address={}", url.trim_start_matches("http://")))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    wait_for("Prometheus is ready", Duration::from_secs(30), || ureq::get(&format!("{url}/-/ready")).call().ok());
    wait_for("a scrape that went well", Duration::from_secs(30), || {
        query(&url, "up{job=\"pantau\"} == 1").first().cloned()
    });
    wait_for("a scrape by TLS", Duration::from_secs(30), || {
        query(&url, "up{job=\"pantau-tls\"} == 1 and on () pantau_device_up{job=\"pantau-tls\"}").first().cloned()
    });
    wait_for("an alert's series", Duration::from_secs(60), || query(&url, "sum(pantau_alerts) > 0").first().cloned());
    let panels = panels();
    assert!(panels.len() >= 8, "a dashboard of {} queries", panels.len());
    for (title, expression) in panels {
        wait_for(&format!("data for the panel '{title}': {expression}"), Duration::from_secs(60), || {
            query(&url, &expression).first().cloned()
        });
    }
    // What Prometheus holds is what we said.
    let held = query(&url, "count(pantau_interface_receive_bytes_total{job=\"pantau\"})");
    let said = page.lines().filter(|l| l.starts_with("pantau_interface_receive_bytes_total{")).count();
    assert_eq!(held[0]["value"][1].as_str().unwrap(), said.to_string());
}
