//! A pretended switch that keeps a bridge for each VLAN, as classic Cisco switches do.

use crate::pretend::{Held, Pretend};
use collector::{
    probe::{ProbeOptions, probe},
    profile::Profiles,
    snmp::Engine,
};
use model::{DeviceRecord, Timestamp, device::SnmpAccess};
use std::{sync::atomic::Ordering::SeqCst, time::Duration};

const DESCR: &str =
    "Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE11, RELEASE SOFTWARE (fc3)";
const ROOT: [u8; 8] = [0x80, 0x0a, 2, 0, 0, 0, 0, 9];
const OWN: [u8; 8] = [0x80, 0x0a, 2, 0, 0, 0, 0, 1];

/// Three ports, VLANs 1, 10 and 20 by VTP, and the four that no bridge exists for.
async fn switch() -> Pretend {
    let device = Pretend::switch(3).await;
    device.set("1.3.6.1.2.1.1.1.0", Held::Text(DESCR.into()));
    device.set("1.3.6.1.2.1.1.2.0", Held::Oid("1.3.6.1.4.1.9.1.1208".parse().unwrap()));
    device.set("1.3.6.1.2.1.17.1.1.0", Held::Octets(OWN[2..].to_vec()));
    for (vlan, name) in [(1, "default"), (10, "kantor"), (20, "tamu"), (1002, "fddi-default")] {
        device.set(&format!("1.3.6.1.4.1.9.9.46.1.3.1.1.4.1.{vlan}"), Held::Text(name.into()));
    }
    // Without a context the bridge of VLAN 1 answers.
    for (oid, held) in bridge(1, 1, "2.0.0.0.1.1") {
        device.set(&oid, held);
    }
    device
}

/// The bridge of a VLAN with one port and one address learnt there.
fn bridge(number: u32, port: u32, mac: &str) -> Vec<(String, Held)> {
    let whole = |n: u32| Held::Integer(n as i32);
    vec![
        (format!("1.3.6.1.2.1.17.1.4.1.2.{number}"), whole(port)),
        ("1.3.6.1.2.1.17.2.1.0".into(), whole(3)),
        ("1.3.6.1.2.1.17.2.2.0".into(), whole(32_778)),
        ("1.3.6.1.2.1.17.2.5.0".into(), Held::Octets(ROOT.to_vec())),
        ("1.3.6.1.2.1.17.2.6.0".into(), whole(19)),
        ("1.3.6.1.2.1.17.2.7.0".into(), whole(number)),
        (format!("1.3.6.1.2.1.17.2.15.1.3.{number}"), whole(5)),
        (format!("1.3.6.1.2.1.17.2.15.1.8.{number}"), Held::Octets(ROOT.to_vec())),
        (format!("1.3.6.1.2.1.17.4.3.1.2.{mac}"), whole(number)),
        (format!("1.3.6.1.2.1.17.4.3.1.3.{mac}"), whole(3)),
    ]
}

async fn probed(device: &Pretend) -> DeviceRecord {
    let options = ProbeOptions {
        address: device.address.ip().to_string(),
        port: device.address.port(),
        access: SnmpAccess::V2c { community: "public".into() },
        timeout: Duration::from_secs(40),
        any_source: false,
    };
    let engine = Engine::start(10).unwrap();
    probe(&options, &engine, &Profiles::load(None).unwrap(), || Timestamp(0)).await.unwrap()
}

fn forwarding(record: &DeviceRecord) -> Vec<(&str, Option<u16>, Option<u32>)> {
    let rows = record.facts.fdb.iter();
    rows.map(|row| (row.mac.as_deref().unwrap_or_default(), row.vlan, row.if_index)).collect()
}

#[tokio::test]
async fn each_vlan_is_asked_in_its_context() {
    let device = switch().await;
    device.context("1", bridge(1, 1, "2.0.0.0.1.1"));
    device.context("10", bridge(2, 2, "2.0.0.0.2.1"));
    device.context("20", bridge(3, 3, "2.0.0.0.3.1"));
    let record = probed(&device).await;
    let expected = [
        ("02:00:00:00:01:01", Some(1), Some(1)),
        ("02:00:00:00:02:01", Some(10), Some(2)),
        ("02:00:00:00:03:01", Some(20), Some(3)),
    ];
    assert_eq!(forwarding(&record), expected);
    let trees: Vec<_> = record.facts.stp.iter().map(|tree| (tree.vlan, tree.root.as_deref(), tree.root_port)).collect();
    let root = Some("02:00:00:00:00:09");
    assert_eq!(
        trees[trees.len() - 3..],
        [(Some(1), root, Some(1)), (Some(10), root, Some(2)), (Some(20), root, Some(3))]
    );
    let states: Vec<_> = record.facts.ports.iter().map(|port| (port.stp_state.as_deref(), port.bridge_port)).collect();
    assert_eq!(states, [(Some("forwarding"), Some(1)), (Some("forwarding"), Some(2)), (Some("forwarding"), Some(3))]);
    assert!(record.facts.incomplete.is_empty(), "{:?}", record.facts.incomplete);
}

#[tokio::test]
async fn a_switch_without_contexts_is_left_alone_and_misses_nothing() {
    let device = switch().await;
    let record = probed(&device).await;
    assert_eq!(forwarding(&record), [("02:00:00:00:01:01", None, Some(1))]);
    assert_eq!(device.quirks.elsewhere.load(SeqCst), 2);
    assert!(record.facts.incomplete.is_empty(), "{:?}", record.facts.incomplete);
}

#[tokio::test]
async fn a_vlan_whose_bridge_is_silent_is_passed_over() {
    let device = switch().await;
    device.context("1", bridge(1, 1, "2.0.0.0.1.1"));
    device.context("20", bridge(3, 3, "2.0.0.0.3.1"));
    let record = probed(&device).await;
    let expected = [("02:00:00:00:01:01", Some(1), Some(1)), ("02:00:00:00:03:01", Some(20), Some(3))];
    assert_eq!(forwarding(&record), expected);
    assert!(record.facts.incomplete.is_empty(), "{:?}", record.facts.incomplete);
}

/// A table of native VLANs by bridge port or, as some agents have it, by ifIndex.
#[tokio::test]
async fn native_vlans_are_counted_as_the_agent_counts_them() {
    for (rows, expected) in [
        // 1 and 2 are bridge ports.
        (&[(1, 7), (2, 8)][..], [None, None, None, Some(7), Some(8)]),
        // 5 is none, but the interface of one: so 4 is an interface as well.
        (&[(4, 7), (5, 8)], [None, None, None, Some(7), Some(8)]),
        // 9 is neither and says nothing.
        (&[(1, 7), (9, 8)], [None, None, None, Some(7), None]),
        // No VLAN has the number 0.
        (&[(2, 7), (5, 0)], [None, None, None, None, Some(7)]),
    ] {
        let device = Pretend::switch(5).await;
        for (number, port) in [(1, 4), (2, 5)] {
            device.set(&format!("1.3.6.1.2.1.17.1.4.1.2.{number}"), Held::Integer(port));
        }
        for (number, vlan) in rows {
            device.set(&format!("1.3.6.1.2.1.17.7.1.4.5.1.1.{number}"), Held::Gauge32(*vlan));
        }
        let record = probed(&device).await;
        let vlans: Vec<Option<u16>> = record.facts.ports.iter().map(|port| port.vlan).collect();
        assert_eq!(vlans, expected, "{rows:?}");
    }
}
