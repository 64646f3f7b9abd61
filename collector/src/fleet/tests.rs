//! The fleet fed batch by batch, with times given by the test.

mod agent;
mod interval;
mod linked;
mod ways;

use super::*;
use crate::{ingest::Refused, store::Row};
use model::{
    AlertKind, Batch, Device, Identity, Metric, Sample, Source, Status, Value,
    api::Happening,
    batch::{EchoBy, Heard, Issue},
    device::{SnmpAccess, Target},
    record::{Address, DeviceRecord, Port as RecordPort, Route},
};

/// The moment of the start.
pub(crate) const START: Timestamp = Timestamp(1_772_337_600_000);

pub(crate) fn at(seconds: i64) -> Timestamp {
    START.plus_seconds(seconds)
}

/// A device of the book that is polled.
pub(crate) fn polled(id: u32, parents: &[u32]) -> Device {
    let snmp = Some(SnmpAccess::V2c { community: "rahasia".into() });
    let address = format!("10.0.0.{id}");
    Device {
        id: DeviceId(id),
        target: Some(Target { address, port: 161, snmp, any_source: false, no_snmp: false }),
        parents: parents.iter().map(|id| DeviceId(*id)).collect(),
        ..Device::default()
    }
}

/// A batch of the poller about a device, without anything in it.
pub(crate) fn poll(id: u32, at: Timestamp) -> Batch {
    Batch {
        source: Source::Snmp,
        device: Identity { device: Some(DeviceId(id)), ..Identity::default() },
        at,
        heard: Vec::new(),
        samples: Vec::new(),
        inventory: None,
        issues: Vec::new(),
    }
}

/// An echo check.
pub(crate) fn echo(id: u32, at: Timestamp, received: u8) -> Batch {
    let rtt_ms = (received > 0).then_some(1.5);
    let sent = if received > 0 { 1 } else { 5 };
    Batch { heard: vec![Heard::Echo { sent, received, rtt_ms, by: EchoBy::Raw }], ..poll(id, at) }
}

/// An SNMP check.
pub(crate) fn snmp(id: u32, at: Timestamp, answered: bool) -> Batch {
    Batch { heard: vec![Heard::Snmp { answered, duration_ms: 12, reason: None }], ..poll(id, at) }
}

/// A poll with one port's counters.
pub(crate) fn counters(id: u32, at: Timestamp, uptime_s: f64, octets: u64) -> Batch {
    let sample = |metric, instance: &str, value| Sample { metric, instance: instance.into(), value };
    Batch {
        samples: vec![
            sample(Metric::Uptime, "", Value::Level(uptime_s)),
            sample(Metric::Speed, "ether1", Value::Count(100_000_000)),
            sample(Metric::HighCapacity, "ether1", Value::Count(1)),
            sample(Metric::InOctets, "ether1", Value::Count(octets)),
            sample(Metric::OutOctets, "ether1", Value::Count(octets / 2)),
        ],
        ..snmp(id, at, true)
    }
}

fn inventory(source: Source, at: Timestamp, ports: &[(u32, &str, &str)]) -> Box<DeviceRecord> {
    let mut record = DeviceRecord::new(source, at);
    record.facts.sys_name = Some("rt-disdik-01".into());
    record.facts.ports = ports
        .iter()
        .map(|(index, name, oper)| RecordPort {
            if_index: Some(*index),
            name: Some((*name).into()),
            oper: Some((*oper).into()),
            kind: Some("ethernetCsmacd".into()),
            mac: Some(format!("aa:00:00:00:00:{index:02}")),
            ..RecordPort::default()
        })
        .collect();
    Box::new(record)
}

pub(crate) fn fleet(devices: &[Device]) -> Fleet {
    let mut fleet = Fleet::new(Settings::default(), "test", false, START);
    for device in devices {
        fleet.put_device(device.clone());
    }
    fleet
}

/// Takes batches in and judges after each; returns all rows.
fn play(fleet: &mut Fleet, batches: impl IntoIterator<Item = Batch>) -> Vec<Row> {
    let mut rows = Vec::new();
    for batch in batches {
        let now = batch.at;
        fleet.take(batch, Sender::Inside, now, &mut rows).unwrap();
        fleet.judge(now, &mut rows);
    }
    rows
}

fn row(fleet: &Fleet, id: u32, now: Timestamp) -> model::api::DeviceRow {
    fleet.device_row(fleet.device(DeviceId(id)).unwrap(), now)
}

fn happenings(rows: &[Row]) -> Vec<Happening> {
    let events = rows.iter().filter_map(|row| match row {
        Row::Event(_, event) => Some(event.what.clone()),
        _ => None,
    });
    events.collect()
}

/// Rates of a curve to their first digit: they lie within 1.6 % of what was measured.
pub(crate) fn rounded(trend: &[Option<f32>]) -> Vec<Option<i64>> {
    let first_digit = |bps: f64| {
        let digit = 10f64.powf(bps.max(1.0).log10().floor());
        ((bps / digit).round() * digit) as i64
    };
    trend.iter().map(|point| point.map(|bps| first_digit(f64::from(bps)))).collect()
}

#[test]
fn a_check_does_not_take_the_counters_from_an_agent() {
    let mut fleet = fleet(&[polled(1, &[])]);
    let by_agent = |seconds: i64, octets| {
        let mut batch = counters(1, at(seconds), 1000.0 + seconds as f64, octets);
        (batch.source, batch.heard) = (Source::Agent, Vec::new());
        batch
    };
    play(&mut fleet, [echo(1, at(0), 1), by_agent(5, 0), echo(1, at(30), 1), by_agent(65, 7_500_000)]);
    assert_eq!(row(&fleet, 1, at(65)).in_bps, Some(1_000_000.0));
}

#[test]
fn rates_uptime_and_a_reboot() {
    let mut fleet = fleet(&[polled(1, &[])]);
    play(&mut fleet, [counters(1, at(0), 1000.0, 0), counters(1, at(60), 1060.0, 7_500_000)]);
    let found = row(&fleet, 1, at(60));
    assert_eq!((found.in_bps, found.out_bps), (Some(1_000_000.0), Some(500_000.0)));
    assert_eq!((found.port.as_str(), found.use_percent), ("ether1", Some(1.0)));
    assert_eq!(found.booted, Some(at(-1000)));
    let told = play(&mut fleet, [counters(1, at(120), 30.0, 900)]);
    assert!(happenings(&told).contains(&Happening::Rebooted));
    assert_eq!(row(&fleet, 1, at(120)).in_bps, None, "a hole, not 0 and not a huge rate");
    play(&mut fleet, [counters(1, at(180), 90.0, 900 + 750)]);
    assert_eq!(row(&fleet, 1, at(180)).in_bps, Some(100.0));
    let port = &fleet.port_rows(fleet.device(DeviceId(1)).unwrap(), at(180))[0];
    assert_eq!(rounded(&port.trend_in), [Some(1_000_000), None, Some(100)]);
    assert_eq!(row(&fleet, 1, at(180 + 200)).in_bps, None, "three polls are missing");
}

#[test]
fn a_batch_sent_again_or_late_changes_nothing() {
    let mut fleet = fleet(&[polled(1, &[])]);
    play(&mut fleet, [counters(1, at(0), 1000.0, 0), counters(1, at(60), 1060.0, 7_500_000)]);
    let before = row(&fleet, 1, at(60));
    play(&mut fleet, [counters(1, at(60), 1060.0, 7_500_000)]);
    let mut rows = Vec::new();
    fleet.take(counters(1, at(0), 1000.0, 0), Sender::Inside, at(61), &mut rows).unwrap();
    assert_eq!(row(&fleet, 1, at(60)), before);
}

#[test]
fn ports_follow_their_name_and_tell_their_changes() {
    let mut fleet = fleet(&[polled(1, &[])]);
    let with = |seconds, ports: &[(u32, &str, &str)], octets| {
        let mut batch = counters(1, at(seconds), 1000.0 + seconds as f64, octets);
        batch.inventory = Some(inventory(Source::Snmp, at(seconds), ports));
        batch
    };
    let told = play(&mut fleet, [with(0, &[(1, "ether1", "up"), (2, "ether2", "up")], 0)]);
    assert_eq!(happenings(&told), []);
    assert!(told.iter().any(|row| matches!(row, Row::Report(_))));
    // Renumbered: the name keeps the series, with one hole.
    let told = play(&mut fleet, [with(60, &[(2, "ether2", "down"), (7, "ether1", "up")], 7_500_000)]);
    let expected = Happening::Port { port: "ether2".into(), before: "up".into(), after: "down".into() };
    assert_eq!(happenings(&told), [expected]);
    assert_eq!(row(&fleet, 1, at(60)).in_bps, None);
    play(&mut fleet, [with(120, &[(2, "ether2", "down"), (7, "ether1", "up")], 15_000_000)]);
    assert_eq!(row(&fleet, 1, at(120)).in_bps, Some(1_000_000.0));
    // Nothing lasting changed: no second report within the hour.
    let told = play(&mut fleet, [with(180, &[(2, "ether2", "down"), (7, "ether1", "up")], 15_000_001)]);
    assert!(!told.iter().any(|row| matches!(row, Row::Report(_))));
    let keys: Vec<_> =
        fleet.port_rows(fleet.device(DeviceId(1)).unwrap(), at(180)).into_iter().map(|p| p.key).collect();
    assert_eq!(keys, ["ether2", "ether1"]);
}

#[test]
fn down_is_confirmed_told_once_and_ends() {
    let mut fleet = fleet(&[polled(1, &[])]);
    play(&mut fleet, [echo(1, at(0), 1), snmp(1, at(1), true)]);
    assert_eq!(row(&fleet, 1, at(1)).status, Status::Ok);
    let told = play(&mut fleet, [echo(1, at(30), 0), echo(1, at(40), 0)]);
    assert_eq!(row(&fleet, 1, at(40)).status, Status::Ok);
    assert_eq!(happenings(&told), []);
    let told = play(&mut fleet, [echo(1, at(50), 0), echo(1, at(80), 0)]);
    assert_eq!(happenings(&told), [Happening::State { before: Status::Ok, after: Status::Down }]);
    let alerts = fleet.open_alerts();
    assert_eq!(alerts.len(), 1);
    assert_eq!((alerts[0].kind.clone(), alerts[0].since), (AlertKind::Down { echoes_failed: 15 }, at(30)));
    let found = row(&fleet, 1, at(80));
    assert_eq!((found.status, found.since, found.rtt_ms), (Status::Down, Some(at(30)), None));
    play(&mut fleet, [echo(1, at(110), 1)]);
    assert_eq!(row(&fleet, 1, at(110)).status, Status::Down, "one good answer is not up");
    play(&mut fleet, [echo(1, at(115), 1)]);
    assert_eq!((row(&fleet, 1, at(115)).status, fleet.open_alerts().len()), (Status::Ok, 0));
}

#[test]
fn snmp_silent_is_a_warning_and_needs_no_echo_right() {
    let mut fleet = fleet(&[polled(1, &[])]);
    let silent = [snmp(1, at(30), false), snmp(1, at(35), false), snmp(1, at(40), false)];
    play(&mut fleet, [echo(1, at(0), 1), snmp(1, at(1), true), echo(1, at(29), 1)]);
    play(&mut fleet, silent);
    assert_eq!(row(&fleet, 1, at(40)).status, Status::Warning);
    assert_eq!(fleet.open_alerts()[0].kind, AlertKind::SnmpSilent);
    // The same without the right to send echoes: it is down, and says on what that rests.
    let mut rows = Vec::new();
    fleet.set_echo(EchoBy::NotPermitted, Some("sysctl …".into()));
    fleet.judge(at(41), &mut rows);
    let found = row(&fleet, 1, at(41));
    assert_eq!((found.status, found.without_echo), (Status::Down, true));
    assert_eq!(fleet.open_alerts()[0].kind, AlertKind::Down { echoes_failed: 0 });
}

#[test]
fn children_of_a_dead_router_are_folded_whatever_the_order() {
    let orders: [[u32; 3]; 3] = [[1, 2, 3], [3, 2, 1], [2, 1, 3]];
    for order in orders {
        let mut fleet = fleet(&[polled(1, &[]), polled(2, &[1]), polled(3, &[2])]);
        play(&mut fleet, order.map(|id| echo(id, at(0), 1)));
        // All die at second 20; each is checked at its own moment, within one cycle of 30 s.
        let mut checks: Vec<Batch> = Vec::new();
        for (place, id) in (0..).zip(order) {
            let first = 22 + 9 * place;
            checks.extend([first, first + 10, first + 20, first + 50].map(|second| echo(id, at(second), 0)));
        }
        checks.sort_by_key(|batch| batch.at);
        let rows = play(&mut fleet, checks);
        let opened = rows.iter().filter(|row| matches!(row, Row::Alert(alert) if alert.ended.is_none()));
        let devices: BTreeSet<_> =
            opened.map(|row| if let Row::Alert(alert) = row { alert.device.0 } else { 0 }).collect();
        assert_eq!(devices, [1].into(), "order {order:?}: only the root is ever told");
        let statuses: Vec<_> = (1..=3).map(|id| row(&fleet, id, at(100)).status).collect();
        assert_eq!(statuses, [Status::Down, Status::Unreachable, Status::Unreachable], "order {order:?}");
        assert_eq!(fleet.open_alerts()[0].behind, 2);
        assert_eq!(row(&fleet, 1, at(100)).behind, 2);
        // The root returns first: the others get two cycles.
        let rows = play(
            &mut fleet,
            [echo(1, at(200), 1), echo(1, at(205), 1), echo(2, at(210), 0), echo(2, at(240), 1), echo(2, at(245), 1)],
        );
        let told: Vec<_> = rows.iter().filter(|row| matches!(row, Row::Alert(alert) if alert.device.0 != 1)).collect();
        assert!(told.is_empty(), "order {order:?}: {told:?}");
    }
}

#[test]
fn an_uplink_that_stays_full_is_told() {
    let mut device = polled(1, &[]);
    device.uplink_port = Some("ether1".into());
    device.contracted_bps = Some(1_000_000);
    let mut fleet = fleet(&[device]);
    let full = |minute: i64, octets| counters(1, at(60 * minute), 1000.0 + 60.0 * minute as f64, octets);
    let minute = 7_500_000 * 95 / 100;
    play(&mut fleet, (0..4).map(|n| full(n, minute * n as u64)));
    assert_eq!(fleet.open_alerts().len(), 1, "95 % for two minutes");
    let AlertKind::UplinkSaturated { port, use_percent, outgoing } = &fleet.open_alerts()[0].kind else { panic!() };
    assert_eq!((port.as_str(), use_percent.round(), *outgoing), ("ether1", 95.0, false));
    assert_eq!(row(&fleet, 1, at(180)).status, Status::Critical);
    play(&mut fleet, [full(4, minute * 4 - minute / 2)]);
    assert_eq!(fleet.open_alerts().len(), 0);
}

#[test]
fn an_anomaly_is_told_when_it_is_new() {
    let mut fleet = fleet(&[polled(1, &[])]);
    let with = |seconds: i64| {
        let issues = vec![Issue { name: "oid-not-increasing".into(), section: "ports".into(), count: 3 }];
        Batch { issues, ..counters(1, at(seconds), 1000.0 + seconds as f64, 0) }
    };
    let told = play(&mut fleet, [with(0), with(60), counters(1, at(120), 1120.0, 0), with(180)]);
    let expected = Happening::Issue { name: "oid-not-increasing".into(), count: 3 };
    assert_eq!(happenings(&told), [expected.clone(), expected]);
}

#[test]
fn a_stream_gets_what_changed_and_only_that() {
    let mut fleet = fleet(&[polled(1, &[]), polled(2, &[])]);
    play(&mut fleet, [echo(1, at(0), 1), echo(2, at(0), 1)]);
    let picture = fleet.picture(at(1));
    assert_eq!(picture.devices.len(), 2);
    assert!(fleet.changes(picture.revision, at(1)).devices.is_empty());
    play(&mut fleet, [echo(2, at(2), 1)]);
    let change = fleet.changes(picture.revision, at(2));
    assert_eq!(change.devices.iter().map(|row| row.id.0).collect::<Vec<_>>(), [2]);
    assert!(change.alerts.is_none() && !change.lost);
    fleet.remove_device(DeviceId(1), at(3));
    let change = fleet.changes(change.revision, at(3));
    assert_eq!((change.removed, change.lost), (vec![DeviceId(1)], false));
    // A revision of another life of the collector.
    assert!(fleet.changes(5, at(3)).lost);
    assert!(fleet.changes(u64::MAX, at(3)).lost);
}

#[test]
fn another_address_forgets_what_the_old_one_answered() {
    let mut fleet = fleet(&[polled(1, &[])]);
    play(&mut fleet, [echo(1, at(0), 0), echo(1, at(5), 0), echo(1, at(10), 0)]);
    assert_eq!(row(&fleet, 1, at(10)).status, Status::Down);
    let mut moved = polled(1, &[]);
    moved.target.as_mut().unwrap().address = "10.9.9.9".into();
    fleet.put_device(moved);
    fleet.judge(at(11), &mut Vec::new());
    assert_eq!((row(&fleet, 1, at(11)).status, fleet.open_alerts().len()), (Status::Unknown, 0));
}

#[test]
fn texts_nobody_uses_are_forgotten() {
    let mut fleet = fleet(&[polled(1, &[])]);
    // More than what is left lying about.
    let long = "x".repeat(4000);
    let polls = 5000;
    for second in 0..polls {
        let mut batch = poll(1, at(second));
        let mut record = inventory(Source::Snmp, at(second), &[(1, "ether1", "up")]);
        record.facts.ports[0].alias = Some(format!("alias {second} {long}"));
        batch.inventory = Some(record);
        play(&mut fleet, [batch]);
    }
    assert!(fleet.texts.len() > 4000);
    fleet.tidy();
    assert!(fleet.texts.len() < 20, "{}", fleet.texts.len());
    let ports = fleet.port_rows(fleet.device(DeviceId(1)).unwrap(), at(polls));
    assert!(ports[0].alias.starts_with("alias 4999 x"));
}
