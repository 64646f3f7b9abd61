//! Inventories in, topology and history of changes out.

use super::*;
use crate::fleet::tests::poll;
use model::{
    DeviceRecord, Lang,
    api::{AskInventoryChanges, AskTopology, Confidence, NodeKind},
    record::{Forwarding, Neighbour, Port},
};

fn inventory(id: u32, second: i64, fill: impl FnOnce(&mut DeviceRecord)) -> Batch {
    let mut record = DeviceRecord::new(Source::Snmp, at(second));
    record.facts.base_mac = Some(format!("02:00:00:00:00:{id:02x}"));
    record.facts.device_class = Some("switch".into());
    let port = |index: u32| Port { if_index: Some(index), name: Some(format!("p{index}")), ..Port::default() };
    record.facts.ports = (1..=4).map(port).collect();
    fill(&mut record);
    Batch { inventory: Some(Box::new(record)), ..poll(id, at(second)) }
}

fn neighbour(port: u32, chassis: &str) -> Neighbour {
    Neighbour {
        protocol: Some("lldp".into()),
        local_if_index: Some(port),
        remote_chassis_id: Some(chassis.into()),
        ..Neighbour::default()
    }
}

#[tokio::test]
async fn what_devices_say_becomes_a_topology_and_what_differs_its_history() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    for address in ["10.0.0.1", "10.0.0.2", "10.0.0.3"] {
        w.ask(&AddDevice(device(address))).await.unwrap();
    }
    let first = |record: &mut DeviceRecord| {
        let row = Forwarding { mac: Some("02:00:00:00:00:03".into()), if_index: Some(3), ..Forwarding::default() };
        record.facts.fdb.push(row);
        record.facts.neighbours = vec![neighbour(1, "02:00:00:00:00:02"), neighbour(2, "02:00:00:00:00:99")];
    };
    w.hear([inventory(1, 10, first), inventory(2, 11, |_| {}), inventory(3, 12, |_| {})]).await;
    let topology = w.ask(&AskTopology {}).await.unwrap();
    let links: Vec<_> = topology.links.iter().map(|l| (l.a.node.as_str(), l.b.node.as_str(), l.confidence)).collect();
    assert_eq!(
        links,
        [
            ("d1", "d2", Confidence::OneSide),
            ("d1", "n:02:00:00:00:00:99", Confidence::OneSide),
            ("d1", "d3", Confidence::Inferred)
        ]
    );
    assert_eq!(topology.nodes[3].kind, NodeKind::Neighbour);
    // The neighbour on p2 is another one, a serial is stated, and p4 is gone.
    let second = |record: &mut DeviceRecord| {
        record.facts.neighbours = vec![neighbour(1, "02:00:00:00:00:02"), neighbour(2, "02:00:00:00:00:98")];
        record.facts.serial = Some("S1".into());
        record.facts.ports.pop();
    };
    w.hear([inventory(1, 910, second)]).await;
    let changes = w.ask(&AskInventoryChanges { id: DeviceId(1) }).await.unwrap();
    let told: Vec<_> = changes.iter().map(|change| (change.at, change.what.text(Lang::En))).collect();
    let expected =
        ["serial: – → S1", "port p4 removed", "neighbour p2 lldp: other end: 02:00:00:00:00:99 → 02:00:00:00:00:98"];
    assert_eq!(told, expected.map(|text| (at(910), text.to_owned())));
    assert_eq!(w.ask(&api::AskDevice { id: DeviceId(1) }).await.unwrap().events.len(), 3);
    assert_eq!(w.code(&AskInventoryChanges { id: DeviceId(9) }).await, Code::NotFound);
}
