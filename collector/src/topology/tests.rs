//! What follows from what devices say: chains, rings, dumb switches, and what is not certain.

use super::{Mac, NeighbourFact, PortFact, Witness, derive};
use model::{
    DeviceId, Timestamp,
    api::{Confidence, LinkEvidenceKind, NodeKind, Topology},
};
use proptest::prelude::*;

const AT: Timestamp = Timestamp(1_772_337_600_000);

fn mac(number: u32) -> Mac {
    Mac::parse(&format!("02:00:00:{:02x}:{:02x}:{:02x}", number >> 16 & 255, number >> 8 & 255, number & 255)).unwrap()
}

/// A switch with eight ports; its MAC is its number.
fn switch(id: u32) -> Witness {
    Witness {
        id: DeviceId(id),
        name: format!("sw-{id}"),
        class: "switch".into(),
        names: vec![format!("sw-{id}")],
        macs: vec![mac(id)],
        base_mac: Some(mac(id)),
        ports: (1..=8)
            .map(|index| PortFact { index, key: format!("p{index}").into(), ..PortFact::default() })
            .collect(),
        learnt_at: AT,
        ..Witness::default()
    }
}

fn host(id: u32, class: &str) -> Witness {
    let port = PortFact { index: 1, key: "eth0".into(), mac: Some(mac(id)), ..PortFact::default() };
    Witness { class: class.into(), ports: vec![port], name: format!("h-{id}"), names: vec![], ..switch(id) }
}

fn tells(mut witness: Witness, local: u32, remote: u32, remote_port: &str) -> Witness {
    witness.neighbours.push(NeighbourFact {
        protocol: Some(LinkEvidenceKind::Lldp),
        local,
        host: format!("sw-{remote}"),
        chassis: format!("02:00:00:00:{:02x}:{:02x}", remote >> 8, remote & 255),
        ports: [remote_port.to_owned(), String::new()],
        ..NeighbourFact::default()
    });
    witness
}

fn learns(mut witness: Witness, port: u32, macs: &[u32]) -> Witness {
    witness.learnt.extend(macs.iter().map(|number| (mac(*number), port)));
    witness
}

/// Links as `a.port-b.port` with a mark for how sure they are: `=` both sides, `-` one side, `~` inferred.
fn links(topology: &Topology) -> Vec<String> {
    let line = |link: &model::api::Link| {
        let mark = match link.confidence {
            Confidence::BothSides => "=",
            Confidence::OneSide => "-",
            Confidence::Inferred => "~",
        };
        let end = |end: &model::api::End| match end.port.as_str() {
            "" => end.node.clone(),
            port => format!("{}.{port}", end.node),
        };
        format!("{} {mark} {}", end(&link.a), end(&link.b))
    };
    topology.links.iter().map(line).collect()
}

fn parents(topology: &Topology) -> Vec<(u32, Vec<u32>)> {
    let nodes = topology.nodes.iter().filter_map(|node| Some((node.device?.0, &node.parents)));
    nodes.map(|(id, parents)| (id, parents.iter().map(|parent| parent.0).collect())).collect()
}

fn derived(witnesses: &[Witness], root: u32) -> Topology {
    derive(witnesses.to_vec(), Some(DeviceId(root)), AT)
}

fn check(witnesses: &[Witness], expected_links: &[&str], expected_parents: &[(u32, &[u32])]) {
    let topology = derived(witnesses, 1);
    assert_eq!(links(&topology), expected_links);
    let expected: Vec<_> = expected_parents.iter().map(|(id, list)| (*id, list.to_vec())).collect();
    assert_eq!(parents(&topology), expected);
}

#[test]
fn a_chain_that_both_sides_tell_of() {
    let (a, b, c) = (switch(1), switch(2), switch(3));
    let a = tells(a, 1, 2, "p1");
    let b = tells(tells(b, 1, 1, "p1"), 2, 3, "p1");
    let c = tells(c, 1, 2, "p2");
    check(&[a, b, c], &["d1.p1 = d2.p1", "d2.p2 = d3.p1"], &[(1, &[]), (2, &[]), (3, &[2])]);
}

#[test]
fn one_side_is_enough_and_says_so() {
    // The far side calls its port by a name that is not the key of any: kept as told.
    check(&[tells(switch(1), 1, 2, "Port 5"), switch(2)], &["d1.p1 - d2.Port 5"], &[(1, &[]), (2, &[])]);
}

#[test]
fn two_cables_are_two_links_and_the_other_side_completes_them() {
    let a = tells(tells(switch(1), 1, 2, "?"), 2, 2, "?");
    let b = tells(tells(switch(2), 7, 1, "p1"), 8, 1, "p2");
    check(&[a, b], &["d1.p1 = d2.p7", "d1.p2 = d2.p8"], &[(1, &[]), (2, &[])]);
}

#[test]
fn a_ring_has_two_ways() {
    // 1 - 2 - 4 - 3 - 1, and the square beyond it through 4 only.
    let one = tells(tells(switch(1), 1, 2, "p1"), 2, 3, "p1");
    let two = tells(switch(2), 2, 4, "p1");
    let three = tells(switch(3), 2, 4, "p2");
    let four = tells(switch(4), 3, 5, "p1");
    check(
        &[one, two, three, four, switch(5)],
        &["d1.p1 - d2.p1", "d1.p2 - d3.p1", "d2.p2 - d4.p1", "d3.p2 - d4.p2", "d4.p3 - d5.p1"],
        &[(1, &[]), (2, &[]), (3, &[]), (4, &[2, 3]), (5, &[4])],
    );
    // Two that are equally far and linked stand in for each other; what is next to the collector needs nobody.
    let one = tells(tells(switch(1), 1, 2, "p1"), 2, 3, "p1");
    let two = tells(switch(2), 2, 4, "p1");
    let three = tells(switch(3), 2, 5, "p1");
    let four = tells(tells(switch(4), 1, 2, "p2"), 2, 5, "p2");
    check(
        &[one, two, three, four, switch(5)],
        &["d1.p1 - d2.p1", "d1.p2 - d3.p1", "d2.p2 = d4.p1", "d3.p2 - d5.p1", "d4.p2 - d5.p2"],
        &[(1, &[]), (2, &[]), (3, &[]), (4, &[2, 5]), (5, &[3, 4])],
    );
    let one = tells(tells(switch(1), 1, 2, "p1"), 2, 3, "p1");
    let two = tells(switch(2), 2, 3, "p2");
    let topology = derived(&[one, two, switch(3)], 1);
    assert_eq!(parents(&topology), [(1, vec![]), (2, vec![]), (3, vec![])]);
}

#[test]
fn devices_hang_where_no_other_bridge_is_behind_the_port() {
    // 1 p1 - p1 2 p2 - p1 3; host 10 on 3 p5, host 11 on 1 p6. No neighbour protocol anywhere.
    let one = learns(learns(switch(1), 1, &[2, 3, 10]), 6, &[11]);
    let two = learns(learns(switch(2), 1, &[1, 11]), 2, &[3, 10]);
    let three = learns(learns(switch(3), 1, &[1, 2, 11]), 5, &[10]);
    check(
        &[one, two, three, host(10, "pc"), host(11, "printer")],
        &["d1.p1 ~ d2.p1", "d1.p6 ~ d11.eth0", "d10.eth0 ~ d3.p5", "d2.p2 ~ d3.p1"],
        &[(1, &[]), (2, &[]), (3, &[2]), (10, &[3]), (11, &[])],
    );
}

#[test]
fn several_on_one_port_are_a_dumb_switch() {
    let one = learns(switch(1), 4, &[10, 11, 99]);
    let topology = derived(&[one.clone(), host(10, "pc"), host(11, "printer")], 1);
    assert_eq!(links(&topology), ["d1.p4 ~ s:d1:p4", "d10.eth0 ~ s:d1:p4", "d11.eth0 ~ s:d1:p4"]);
    assert_eq!(topology.nodes.last().unwrap().kind, NodeKind::Segment);
    // An access point among them is what the others hang on; MACs beside a server are its virtual machines.
    let topology = derived(&[one, host(10, "access_point"), host(11, "pc")], 1);
    assert_eq!(links(&topology), ["d1.p4 ~ d10.eth0", "d10 ~ d11.eth0"]);
    let topology = derived(&[learns(switch(1), 4, &[10, 98, 99]), host(10, "server")], 1);
    assert_eq!(links(&topology), ["d1.p4 ~ d10.eth0"]);
}

#[test]
fn bridges_around_a_dumb_switch_share_it() {
    let one = learns(switch(1), 1, &[2, 3]);
    let two = learns(switch(2), 2, &[1, 3]);
    let three = learns(switch(3), 3, &[1, 2]);
    check(
        &[one, two, three],
        &["d1.p1 ~ s:d1:p1", "d2.p2 ~ s:d1:p1", "d3.p3 ~ s:d1:p1"],
        &[(1, &[]), (2, &[]), (3, &[])],
    );
    // The same told by LLDP, which the dumb switch passes on.
    let one = tells(tells(switch(1), 1, 2, "p2"), 1, 3, "p3");
    let topology = derived(&[one, tells(switch(2), 2, 1, "p1"), switch(3)], 1);
    assert_eq!(links(&topology), ["d1.p1 ~ s:d1:p1", "d2.p2 ~ s:d1:p1", "d3.p3 ~ s:d1:p1"]);
}

#[test]
fn two_devices_with_one_name_are_told_apart_or_not_at_all() {
    let named = |id| Witness { names: vec!["switch".into()], ..switch(id) };
    let mut by_mac = tells(switch(1), 1, 2, "p1");
    by_mac.neighbours[0].host = "switch".into();
    assert_eq!(links(&derived(&[by_mac.clone(), named(2), named(3)], 1)), ["d1.p1 - d2.p1"]);
    let mut by_name = by_mac;
    by_name.neighbours[0].chassis = String::new();
    let topology = derived(&[by_name, named(2), named(3)], 1);
    assert_eq!(links(&topology), ["d1.p1 - n:switch.p1"]);
    assert_eq!(topology.nodes.last().unwrap().kind, NodeKind::Neighbour);
}

#[test]
fn a_mac_that_moved_hangs_where_it_was_seen_last_or_nowhere() {
    let earlier = Witness { learnt_at: AT.plus_seconds(-900), ..learns(switch(1), 4, &[10]) };
    let now = learns(switch(2), 5, &[10]);
    assert_eq!(links(&derived(&[earlier, now.clone(), host(10, "pc")], 1)), ["d10.eth0 ~ d2.p5"]);
    let same = learns(switch(1), 4, &[10]);
    assert_eq!(links(&derived(&[same, now.clone(), host(10, "pc")], 1)), [""; 0]);
    // Far fewer MACs on the port: that is the nearer one.
    let many = learns(switch(1), 4, &[10, 90, 91, 92]);
    assert_eq!(links(&derived(&[many, now, host(10, "pc")], 1)), ["d10.eth0 ~ d2.p5"]);
}

#[test]
fn an_aggregate_is_known_by_its_members() {
    let mut one = tells(tells(switch(1), 1, 2, "p1"), 2, 2, "p2");
    for port in &mut one.ports[..2] {
        port.above = std::num::NonZeroU32::new(100);
    }
    one.ports.push(PortFact { index: 100, key: "lag1".into(), ..PortFact::default() });
    let one = learns(one, 100, &[2, 10]);
    let two = learns(learns(switch(2), 1, &[1]), 7, &[10]);
    let topology = derived(&[one, two, host(10, "pc")], 1);
    assert_eq!(links(&topology), ["d1.p1 - d2.p1", "d1.p2 - d2.p2", "d10.eth0 ~ d2.p7"]);
}

#[test]
fn what_nothing_links_hangs_on_the_router_of_its_subnet() {
    let ip = |text: &str| text.parse().unwrap();
    let mut router = Witness { class: "router".into(), ..switch(1) };
    router.addresses = vec![ip("10.1.0.1")];
    router.subnets = vec![(ip("10.1.0.1"), 24, 3)];
    let mut by_subnet = host(2, "printer");
    by_subnet.addresses = vec![ip("10.1.0.20")];
    let mut by_route = host(3, "pc");
    by_route.addresses = vec![ip("10.9.0.20")];
    by_route.gateways = vec![ip("10.1.0.1")];
    let mut elsewhere = host(4, "pc");
    elsewhere.addresses = vec![ip("10.2.0.20")];
    let all = [router, by_subnet, by_route, elsewhere];
    let topology = derive(all.to_vec(), None, AT);
    assert_eq!(links(&topology), ["d1.p3 ~ d2", "d1.p3 ~ d3"]);
    assert_eq!(parents(&topology), [(1, vec![]), (2, vec![1]), (3, vec![1]), (4, vec![])]);
    let kinds: Vec<_> = topology.links.iter().map(|link| link.evidence[0].kind).collect();
    assert_eq!(kinds, [LinkEvidenceKind::Subnet, LinkEvidenceKind::Route]);
}

#[test]
fn an_address_that_answers_pings_only_hangs_by_its_neighbour_table() {
    let ip = |text: &str| text.parse().unwrap();
    let mut camera = host(10, "camera");
    camera.macs.clear();
    camera.ports.clear();
    camera.base_mac = None;
    camera.addresses = vec![ip("10.1.0.9")];
    let one = Witness { resolved: vec![(ip("10.1.0.9"), mac(77))], ..learns(switch(1), 4, &[77]) };
    assert_eq!(links(&derived(&[one, camera], 1)), ["d1.p4 ~ d10"]);
}

#[test]
fn declared_parents_win_and_their_rings_are_told() {
    let a = tells(switch(1), 1, 2, "p1");
    let two = Witness { declared: vec![DeviceId(3)], ..switch(2) };
    let three = Witness { declared: vec![DeviceId(4)], ..switch(3) };
    let four = Witness { declared: vec![DeviceId(2)], ..switch(4) };
    let topology = derived(&[a, two, three, four], 1);
    assert_eq!(parents(&topology), [(1, vec![]), (2, vec![3]), (3, vec![4]), (4, vec![2])]);
    assert_eq!(topology.cycles, [[DeviceId(2), DeviceId(3), DeviceId(4)]]);
}

/// A random network: who tells of whom, who learnt what.
fn network() -> impl Strategy<Value = Vec<Witness>> {
    let told = proptest::collection::vec((1u32..12, 1u32..9, 1u32..16, 1u32..9), 0..24);
    let learnt = proptest::collection::vec((1u32..12, 1u32..9, 1u32..24), 0..60);
    (told, learnt).prop_map(|(told, learnt)| {
        let mut witnesses: Vec<Witness> = (1..12).map(switch).chain((12..20).map(|id| host(id, "pc"))).collect();
        for (from, local, to, port) in told {
            let place = from as usize - 1;
            witnesses[place] = tells(witnesses[place].clone(), local, to, &format!("p{port}"));
        }
        for (bridge, port, number) in learnt {
            let place = bridge as usize - 1;
            witnesses[place] = learns(witnesses[place].clone(), port, &[number]);
        }
        witnesses
    })
}

proptest! {
    #[test]
    fn the_order_of_input_changes_nothing(witnesses in network(), seed in any::<u64>()) {
        let expected = derived(&witnesses, 1);
        let mut mixed = witnesses;
        let mut state = seed;
        for place in (1..mixed.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            mixed.swap(place, (state >> 33) as usize % (place + 1));
        }
        for witness in &mut mixed {
            witness.neighbours.reverse();
            witness.learnt.reverse();
            witness.ports.reverse();
        }
        prop_assert_eq!(derived(&mixed, 1), expected);
    }

    #[test]
    fn an_unrelated_device_changes_no_link(witnesses in network()) {
        let before = derived(&witnesses, 1);
        let mut more = witnesses;
        more.push(learns(switch(500), 3, &[501]));
        more.push(host(501, "pc"));
        let after = derived(&more, 1);
        let without: Vec<_> = links(&after).into_iter().filter(|link| !link.contains("d50")).collect();
        prop_assert_eq!(without, links(&before));
        let ways = parents(&after);
        prop_assert_eq!(&ways[..ways.len() - 2], &parents(&before)[..]);
    }

    #[test]
    fn nobody_is_its_own_parent_and_ends_exist(witnesses in network()) {
        let topology = derived(&witnesses, 1);
        for node in &topology.nodes {
            prop_assert!(node.device.is_none_or(|id| !node.parents.contains(&id)));
        }
        for end in topology.links.iter().flat_map(|link| [&link.a, &link.b]) {
            prop_assert!(topology.nodes.iter().any(|node| node.key == end.node), "{end:?}");
        }
    }
}
