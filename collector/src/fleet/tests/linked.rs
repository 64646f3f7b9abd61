//! Uplinks of agencies that follow from the topology alone.

use super::*;
use model::api::{Confidence, End, Link, Node, Topology};
use std::sync::Arc;

/// Two agencies behind one core: their switches have neither a stated uplink nor a route.
#[test]
fn what_links_an_agency_to_others_is_its_uplink() {
    let code = |code: &str| Some(OpdCode(code.into()));
    let of = |id, opd: &str| Device { opd: code(opd), ..polled(id, &[]) };
    let mut fleet = fleet(&[polled(1, &[]), of(2, "DISDIK"), of(3, "DISDIK"), of(4, "DINKES")]);
    for opd in ["DISDIK", "DINKES"] {
        fleet.put_opd(Opd { code: OpdCode(opd.into()), ..Opd::default() });
    }
    play(&mut fleet, (1..=4).map(|id| counters(id, at(0), 100.0, 5)));
    let end = |id: u32, port: &str| End { node: format!("d{id}"), port: port.into() };
    let link = |a, b| Link { a, b, confidence: Confidence::BothSides, evidence: Vec::new() };
    let links = vec![
        link(end(1, "ether1"), end(2, "ether1")),
        link(end(2, "ether2"), end(3, "ether1")),
        link(end(1, "ether2"), end(4, "ether7")),
    ];
    let node = |(id, parents): (u32, &[u32])| Node {
        key: format!("d{id}"),
        device: Some(DeviceId(id)),
        parents: parents.iter().map(|id| DeviceId(*id)).collect(),
        ..Node::default()
    };
    let ways: [(u32, &[u32]); 4] = [(1, &[]), (2, &[1]), (3, &[2]), (4, &[1])];
    fleet.set_topology(Arc::new(Topology { nodes: ways.map(node).into(), links, ..Topology::default() }));
    let uplinks = |fleet: &Fleet, opd: &str| -> Vec<(u32, String)> {
        let opd = fleet.opds().find(|one| one.code.0 == opd).unwrap();
        let of = |(known, port): &(&Known, &Port)| (known.device.id.0, fleet.text(port.key).to_owned());
        fleet.uplinks_of(opd).iter().map(of).collect()
    };
    assert_eq!(uplinks(&fleet, "DISDIK"), [(2, "ether1".to_owned())], "not what links its own devices");
    assert_eq!(uplinks(&fleet, "DINKES"), [], "a port that nobody ever read");
    let stated = Device { uplink_port: Some("ether1".into()), ..of(3, "DISDIK") };
    fleet.put_device(stated);
    assert_eq!(uplinks(&fleet, "DISDIK"), [(3, "ether1".to_owned())], "what is stated wins");
}
