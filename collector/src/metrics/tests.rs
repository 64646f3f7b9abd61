//! The page as Prometheus's own checker sees it, with the names of a hostile device.

use super::*;
use crate::fleet::{
    Sender,
    tests::{START, at, counters},
};
use model::{
    Alert, AlertId, AlertKind, Batch, Device, DeviceId, Metric, OpdCode, Sample, Settings, Value,
    api::Code,
    batch::{EchoBy, Heard},
    opd::Opd,
    record::{DeviceRecord, Port},
    settings::Ports,
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
        let (sent, received, rtt_ms) = if second == 0 { (1, 1, Some(4.0)) } else { (5, 3, Some(2.0)) };
        batch.heard.push(Heard::Echo { sent, received, rtt_ms, by: EchoBy::Dgram });
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
    read_narrowed(fleet, &Choice::whole(fleet))
}

fn read_narrowed(fleet: &Fleet, choice: &Choice) -> String {
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
        choice,
        |piece| {
            text.push_str(&piece);
            true
        },
    );
    text
}

#[test]
fn power_over_ethernet_is_told_of_the_ports_that_give_it_while_it_is_new() {
    let mut fleet = hostile(Settings::default());
    let power = |at, watts| {
        let sample = Sample { metric: Metric::PoePower, instance: "ether1".into(), value: Value::Level(watts) };
        Batch { samples: vec![sample], ..counters(1, at, 2000.0, 7) }
    };
    let mut batch = power(at(120), 6.5);
    batch.samples.push(Sample { instance: "nobody's port".into(), ..batch.samples[0].clone() });
    fleet.take(batch, Sender::Inside, at(120), &mut Vec::new()).unwrap();
    let told = |fleet: &Fleet| -> Vec<String> {
        let lines = read(fleet);
        lines.lines().filter(|line| line.starts_with("pantau_interface_poe")).map(str::to_owned).collect()
    };
    let expected = "pantau_interface_poe_power_watts{id=\"1\",opd=\"DISDIK\",port=\"ether1\"} 6.5";
    assert_eq!(told(&fleet), [expected]);
    promtool(&read(&fleet));
    // Four minutes before the page is written it was the last time that anything was read.
    fleet.take(power(at(-180), 1.0), Sender::Inside, at(120), &mut Vec::new()).unwrap();
    assert_eq!(told(&fleet), [expected], "what came late does not turn it back");
}

#[test]
fn promtool_finds_nothing_wrong() {
    let fleet = hostile(Settings::default());
    promtool(&read(&fleet));
    let asked = Asked::parse("opd=DISDIK&ports=monitored").unwrap();
    promtool(&read_narrowed(&fleet, &Choice::of(&fleet, &asked, None).unwrap()));
}

#[allow(clippy::disallowed_methods)]
fn promtool(text: &str) {
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
        "pantau_metrics_series_dropped 0\n",
        "pantau_device_echoes_sent_total{id=\"1\",opd=\"DISDIK\"} 6\n",
        "pantau_device_echoes_received_total{id=\"1\",opd=\"DISDIK\"} 4\n",
        "pantau_device_rtt_min_seconds{id=\"1\",opd=\"DISDIK\"} 0.002\n",
        "pantau_device_rtt_mean_seconds{id=\"1\",opd=\"DISDIK\"} 0.003\n",
        "pantau_device_rtt_max_seconds{id=\"1\",opd=\"DISDIK\"} 0.004\n",
        "pantau_device_rtt_jitter_seconds{id=\"1\",opd=\"DISDIK\"} 0.002\n",
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
    let families =
        ["pantau_device_", "pantau_opd_", "pantau_interface_", "pantau_alerts", "pantau_volume_", "pantau_sensor_"];
    let series = text.lines().filter(|line| families.iter().any(|family| line.starts_with(family)));
    assert_eq!(series.count(), 10);
    let figure =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok()).unwrap();
    let whole = read(&hostile(Settings::default()));
    let all = whole.lines().filter(|line| families.iter().any(|family| line.starts_with(family))).count();
    assert_eq!(figure("pantau_metrics_series_dropped "), all as u64 - 10);
    assert_eq!(figure("pantau_series_dropped_total "), all as u64 - 10);
    // Devices come before their ports: what is left out first is of ports.
    assert!(text.contains("pantau_device_info{") && !text.contains("pantau_interface_up{"), "{text}");
    // The collector's own figures are never among those left out.
    assert!(text.contains("pantau_polls_total{result=\"ok\"} 3\n"), "{text}");
}

/// Two agencies; device 1 has an uplink, a described port and a plain one; device 2 a plain one.
fn two_agencies(ports: Ports) -> Fleet {
    let mut settings = Settings::default();
    settings.metrics.ports = ports;
    let mut fleet = Fleet::new(settings, "test", false, START);
    for (id, opd, name) in [(1, "DISDIK", "Sw Satu"), (2, "DINKES", "sw2")] {
        let code = OpdCode(opd.into());
        fleet.put_opd(Opd { code: code.clone(), name: opd.into(), ..Opd::default() });
        let uplink_port = (id == 1).then(|| "ether1".to_owned());
        fleet.put_device(Device {
            id: DeviceId(id),
            name: Some(name.into()),
            opd: Some(code),
            uplink_port,
            ..Device::default()
        });
        let mut batch = counters(id, at(0), 1000.0, 7);
        let mut record = DeviceRecord::new(model::Source::Snmp, at(0));
        let port = |if_index, name: &str, alias: Option<&str>| Port {
            if_index: Some(if_index),
            name: Some(name.into()),
            alias: alias.map(str::to_owned),
            oper: Some("up".into()),
            ..Port::default()
        };
        record.facts.ports = vec![port(1, "ether1", None)];
        if id == 1 {
            record.facts.ports.extend([port(2, "ether2", Some("ruang server")), port(3, "ether3", None)]);
        }
        batch.inventory = Some(Box::new(record));
        fleet.take(batch, Sender::Inside, at(0), &mut Vec::new()).unwrap();
    }
    fleet
}

/// The ports whose state a page tells, as device and port.
fn ports_of(page: &str) -> Vec<String> {
    let of = |line: &str| Some((line.split('"').nth(1)?.to_owned(), line.split('"').nth(5)?.to_owned()));
    page.lines()
        .filter_map(|line| line.strip_prefix("pantau_interface_up{"))
        .filter_map(of)
        .map(|(device, port)| format!("{device}:{port}"))
        .collect()
}

#[test]
fn a_page_is_narrowed_to_what_is_asked_for() {
    let fleet = two_agencies(Ports::All);
    let disdik = OpdCode("DISDIK".into());
    let ask = |query: &str, scope: Option<&OpdCode>| {
        let choice = Asked::parse(query).and_then(|asked| Choice::of(&fleet, &asked, scope));
        choice.map(|choice| read_narrowed(&fleet, &choice)).map_err(|error| (error.code, error.message))
    };
    let everything = ["1:ether1", "1:ether2", "1:ether3", "2:ether1"];
    for (query, scope, ports, own) in [
        ("", None, &everything[..], true),
        ("ports=all", None, &everything[..], true),
        ("ports=uplinks", None, &["1:ether1"][..], true),
        ("ports=monitored", None, &["1:ether1", "1:ether2"][..], true),
        ("opd=DINKES", None, &["2:ether1"][..], false),
        ("opd=DINKES&opd=DISDIK", None, &everything[..], false),
        ("device=2", None, &["2:ether1"][..], false),
        ("device=sw2&device=1&ports=uplinks", None, &["1:ether1"][..], false),
        ("device=Sw+Satu", None, &everything[..3], false),
        ("opd=DINKES&device=1", None, &[][..], false),
        ("part=collector", None, &[][..], true),
        ("part=devices", None, &everything[..], false),
        ("", Some(&disdik), &everything[..3], false),
        ("device=1&opd=DISDIK", Some(&disdik), &everything[..3], false),
        ("part=collector", Some(&disdik), &[][..], false),
    ] {
        let page = ask(query, scope).unwrap();
        assert_eq!(ports_of(&page), ports, "{query} {scope:?}\n{page}");
        assert_eq!(page.contains("pantau_build_info"), own, "{query} {scope:?}");
        let others = scope.is_some() && page.contains("DINKES");
        assert!(!others && page.contains("pantau_metrics_series_dropped 0"), "{query} {scope:?}\n{page}");
    }
    for (query, scope, code, words) in [
        ("ports=some", None, Code::Invalid, "choose uplinks, monitored or all"),
        ("part=x", None, Code::Invalid, "choose devices or collector"),
        ("ports=all&ports=all", None, Code::Invalid, "only once"),
        ("opds=DISDIK", None, Code::Invalid, "use opd=CODE, device=NAME"),
        ("opd=", None, Code::NotFound, ""),
        ("opd=ADA", None, Code::NotFound, "ADA"),
        ("device=9", None, Code::NotFound, "\"9\""),
        ("device=1&device=tidak", None, Code::NotFound, "\"tidak\""),
        // What is another's and what there is not are one answer.
        ("opd=DINKES", Some(&disdik), Code::NotFound, "DINKES"),
        ("device=2", Some(&disdik), Code::NotFound, "\"2\""),
        ("device=sw2", Some(&disdik), Code::NotFound, "\"sw2\""),
    ] {
        let (found, said) = ask(query, scope).unwrap_err();
        assert!(found == code && said.contains(words) && !said.contains('\n'), "{query} {scope:?}: {said}");
    }
}

#[test]
fn the_settings_say_which_ports_where_the_address_does_not() {
    let fleet = two_agencies(Ports::Monitored);
    assert_eq!(ports_of(&read(&fleet)), ["1:ether1", "1:ether2"]);
    let asked = Asked::parse("ports=all").unwrap();
    assert_eq!(ports_of(&read_narrowed(&fleet, &Choice::of(&fleet, &asked, None).unwrap())).len(), 4);
}
