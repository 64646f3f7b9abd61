//! Parents that the topology derived, where none are declared.

use super::*;
use model::api::{Node, Topology};
use std::sync::Arc;

fn topology(ways: &[(u32, &[u32])]) -> Arc<Topology> {
    let node = |(id, parents): &(u32, &[u32])| Node {
        key: format!("d{id}"),
        device: Some(DeviceId(*id)),
        parents: parents.iter().map(|id| DeviceId(*id)).collect(),
        ..Node::default()
    };
    Arc::new(Topology { nodes: ways.iter().map(node).collect(), ..Topology::default() })
}

/// Everybody answers at second 0; these die at second 20 and are checked until it is certain.
fn die(fleet: &mut Fleet, all: u32, dead: &[u32]) -> Vec<Status> {
    play(fleet, (1..=all).map(|id| echo(id, at(0), 1)));
    for second in [22, 32, 42, 72, 102, 132, 162] {
        let checks = (1..=all).map(|id| echo(id, at(second), u8::from(!dead.contains(&id))));
        play(fleet, checks.collect::<Vec<_>>());
    }
    (1..=all).map(|id| row(fleet, id, at(170)).status).collect()
}

#[test]
fn what_is_reached_through_a_dead_device_is_unreachable() {
    let mut fleet = fleet(&[polled(1, &[]), polled(2, &[]), polled(3, &[])]);
    fleet.set_topology(topology(&[(1, &[]), (2, &[1]), (3, &[2])]));
    assert_eq!(die(&mut fleet, 3, &[1, 2, 3]), [Status::Down, Status::Unreachable, Status::Unreachable]);
    assert_eq!(fleet.open_alerts().len(), 1);
}

#[test]
fn a_declared_parent_wins_and_a_second_way_counts() {
    let mut declared = fleet(&[polled(1, &[]), polled(2, &[]), polled(3, &[2])]);
    declared.set_topology(topology(&[(1, &[]), (2, &[]), (3, &[1])]));
    assert_eq!(die(&mut declared, 3, &[1, 3]), [Status::Down, Status::Ok, Status::Down]);
    // A ring: 4 and 5 are equally far and stand in for each other.
    let ring = [(1, &[][..]), (2, &[1]), (3, &[1]), (4, &[2, 5]), (5, &[3, 4])];
    let devices: Vec<_> = (1..=5).map(|id| polled(id, &[])).collect();
    let check = |dead: &[u32], expected: [Status; 5]| {
        let mut fleet = fleet(&devices);
        fleet.set_topology(topology(&ring));
        assert_eq!(die(&mut fleet, 5, dead), expected, "{dead:?}");
    };

    check(&[2, 4], [Status::Ok, Status::Down, Status::Ok, Status::Down, Status::Ok]);
    check(&[2, 3, 4, 5], [Status::Ok, Status::Down, Status::Down, Status::Unreachable, Status::Unreachable]);
    check(
        &[1, 2, 3, 4, 5],
        [Status::Down, Status::Unreachable, Status::Unreachable, Status::Unreachable, Status::Unreachable],
    );
    check(&[4, 5], [Status::Ok, Status::Ok, Status::Ok, Status::Down, Status::Down]);
}

#[test]
fn the_router_of_a_device_is_declared_or_the_nearest_on_its_way() {
    use model::opd::Uplink;
    let routers = |ids: &[u32]| -> Fleet {
        let of = |id: u32, opd: &str, class: &str| Device {
            opd: Some(OpdCode(opd.into())),
            class: Some(class.into()),
            ..polled(id, &[])
        };
        let mut devices = vec![of(1, "KOMINFO", "router"), of(3, "DISDIK", "switch"), of(4, "DISDIK", "pc")];
        devices.extend(ids.iter().map(|id| of(*id, "DISDIK", "router")));
        fleet(&devices)
    };
    let disdik = Opd { code: OpdCode("DISDIK".into()), ..Opd::default() };
    let way = topology(&[(1, &[]), (2, &[1]), (3, &[2]), (4, &[3])]);
    // Nobody of the agency routes: the first router on the way.
    let mut without = routers(&[]);
    assert_eq!(without.router_of(DeviceId(4), Some(&disdik)), None, "nothing is known of the way yet");
    without.set_topology(topology(&[(1, &[]), (3, &[1]), (4, &[3])]));
    assert_eq!(without.router_of(DeviceId(4), Some(&disdik)), Some(DeviceId(1)));
    assert_eq!(without.router_of(DeviceId(9), None), None);
    // A declared uplink names it, whatever the way.
    let declared = Opd { uplink: Some(Uplink { device: DeviceId(1), port: "ether1".into() }), ..disdik.clone() };
    let mut with = routers(&[2, 5]);
    with.set_topology(way);
    assert_eq!(with.router_of(DeviceId(4), Some(&declared)), Some(DeviceId(1)));
    assert_eq!(with.router_of(DeviceId(4), Some(&disdik)), Some(DeviceId(2)), "the nearest");
    // A ring of ways ends.
    with.set_topology(topology(&[(3, &[4]), (4, &[3])]));
    assert_eq!(with.router_of(DeviceId(4), Some(&disdik)), None);
    assert_eq!(with.addresses_of(DeviceId(2)), ["10.0.0.2".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(with.addresses_of(DeviceId(9)), [] as [std::net::IpAddr; 0]);
}
