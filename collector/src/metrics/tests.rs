//! The page as Prometheus's own checker sees it, with the names of a hostile device.

use super::*;
use crate::fleet::{
    Sender,
    tests::{START, at, counters},
};
use model::{
    Alert, AlertId, AlertKind, Batch, Device, DeviceId, Metric, OpdCode, Sample, Settings, Value,
    opd::Opd,
    record::{DeviceRecord, Port},
};
use std::{
    io::Write,
    process::{Command, Stdio},
};

const HOSTILE: &str = "\"} evil_metric{x=\"1\nup 0\\\u{1b}[2J";

fn hostile(settings: Settings) -> Fleet {
    let mut fleet = Fleet::new(settings, "test", false, START);
    fleet.put_opd(Opd { code: OpdCode("DISDIK".into()), name: HOSTILE.into(), ..Opd::default() });
    let device = Device {
        id: DeviceId(1),
        name: Some(HOSTILE.into()),
        opd: Some(OpdCode("DISDIK".into())),
        ..Device::default()
    };
    fleet.put_device(device);
    let mut rows = Vec::new();
    for (second, octets) in [(0, 5), (60, u64::MAX)] {
        let mut batch: Batch = counters(1, at(second), 1000.0 + second as f64, octets);
        let mut record = DeviceRecord::new(model::Source::Snmp, at(second));
        let name = Some(HOSTILE.to_owned());
        record.facts.sys_name = name.clone();
        record.facts.vendor = name.clone();
        record.facts.ports = vec![
            Port { if_index: Some(1), name: Some("ether1".into()), alias: name.clone(), ..Port::default() },
            Port { if_index: Some(2), name, oper: Some("up".into()), ..Port::default() },
        ];
        batch.inventory = Some(Box::new(record));
        let sample = |metric, instance: &str| Sample { metric, instance: instance.into(), value: Value::Level(1.5) };
        batch.samples.push(sample(Metric::VolumeUsed, HOSTILE));
        batch.samples.push(sample(Metric::Temperature, HOSTILE));
        batch.samples.push(sample(Metric::CpuUse, ""));
        batch.samples.push(sample(Metric::RoundTrip, ""));
        fleet.take(batch, Sender::Inside, at(second), &mut rows).unwrap();
    }
    fleet.put_alert(Alert {
        id: AlertId(1),
        device: DeviceId(1),
        opd: None,
        kind: AlertKind::SnmpSilent,
        since: at(0),
        ended: None,
        behind: 0,
        handled: None,
    });
    fleet
}

fn read(fleet: &Fleet) -> String {
    let own = Own::new("1.2.3");
    own.panicked("test");
    own.add(Extra {
        name: "pantau_polls_total",
        help: "Polls.",
        counter: true,
        read: Box::new(|tell| {
            tell(Some(("result", "ok")), 3.0);
            tell(Some(("result", "timeout")), 1.0);
        }),
    });
    let mut text = String::new();
    page(
        &own,
        || fleet,
        at(61),
        None,
        |piece| {
            text.push_str(&piece);
            true
        },
    );
    text
}

#[test]
#[allow(clippy::disallowed_methods)]
fn promtool_finds_nothing_wrong() {
    let text = read(&hostile(Settings::default()));
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test needs promtool (Debian package prometheus)");
    promtool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = promtool.wait_with_output().unwrap();
    let words = [said.stdout, said.stderr].map(|octets| String::from_utf8_lossy(&octets).into_owned()).concat();
    assert!(said.status.success() && words.trim().is_empty(), "{words}\n{text}");
}

#[test]
fn what_the_page_says() {
    let text = read(&hostile(Settings::default()));
    for line in [
        "pantau_interface_receive_bytes_total{id=\"1\",opd=\"DISDIK\",port=\"ether1\"} 18446744073709551615\n",
        "pantau_interface_info{id=\"1\",opd=\"DISDIK\",port=\"ether1\",alias=\"\\\"} evil_metric{x=\\\"1\\nup 0\\\\\\\\x1b[2J\",type=\"\"} 1\n",
        "pantau_device_rtt_seconds{id=\"1\",opd=\"DISDIK\"} 0.0015\n",
        "pantau_device_cpu_percent{id=\"1\",opd=\"DISDIK\"} 1.5\n",
        "pantau_device_status{id=\"1\",opd=\"DISDIK\",status=\"unknown\"} 1\n",
        "pantau_opd_devices{opd=\"DISDIK\",status=\"unknown\"} 1\n",
        "pantau_alerts{kind=\"snmp_silent\",severity=\"warning\",handled=\"no\"} 1\n",
        "pantau_build_info{version=\"1.2.3\"} 1\n",
        "pantau_panics_total{task=\"test\"} 1\n",
        "pantau_polls_total{result=\"timeout\"} 1\n",
        "pantau_series_dropped_total 0\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.lines().any(|line| line.starts_with("up ") || line.starts_with("evil")));
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn the_page_is_bounded_and_says_so() {
    let mut settings = Settings::default();
    settings.limits.metrics_series = 10;
    let text = read(&hostile(settings));
    let families = ["pantau_device_", "pantau_opd_", "pantau_interface_", "pantau_alerts"];
    let series = text.lines().filter(|line| families.iter().any(|family| line.starts_with(family)));
    assert_eq!(series.count(), 10);
    let dropped = text.lines().find_map(|line| line.strip_prefix("pantau_series_dropped_total ")).unwrap();
    assert!(dropped.parse::<u64>().unwrap() > 10, "{dropped}");
    // The collector's own figures are never among those left out.
    assert!(text.contains("pantau_polls_total{result=\"ok\"} 3\n"), "{text}");
}
