//! Batches of agents: who they are, when they fall silent, what they see around them.

use super::*;

fn agent(name: &str, id: &str, at: Timestamp) -> Batch {
    let identity = Identity {
        agent_id: Some(id.into()),
        uuid: Some(format!("uuid-{name}")),
        name: Some(name.into()),
        macs: vec![format!("aa:bb:00:00:00:{:02x}", name.len())],
        ..Identity::default()
    };
    let samples = vec![Sample { metric: Metric::CpuUse, instance: String::new(), value: Value::Level(12.5) }];
    Batch { source: Source::Agent, device: identity, samples, ..poll(0, at) }
}

#[test]
fn an_agent_enters_once_goes_silent_and_returns() {
    let mut fleet = fleet(&[]);
    let rows = play(&mut fleet, [agent("pc", "a-1", at(0)), agent("pc", "a-1", at(10))]);
    assert_eq!(rows.iter().filter(|row| matches!(row, Row::Device(_))).count(), 1);
    assert!(rows.iter().any(|row| matches!(row, Row::Audit(line) if line.action == "device.add")));
    let found = row(&fleet, 1, at(10));
    assert_eq!((found.status, found.cpu_percent, found.seen), (Status::Ok, Some(12.5), Some(at(10))));
    let mut rows = Vec::new();
    fleet.judge(at(209), &mut rows);
    assert_eq!(fleet.open_alerts().len(), 0);
    fleet.judge(at(211), &mut rows);
    assert_eq!(
        (row(&fleet, 1, at(211)).status, fleet.open_alerts()[0].kind.clone()),
        (Status::Warning, AlertKind::AgentSilent)
    );
    play(&mut fleet, [agent("pc", "a-1", at(220))]);
    assert_eq!((row(&fleet, 1, at(220)).status, fleet.open_alerts().len()), (Status::Ok, 0));
    // A clone of its disk on other hardware is another device; one without any id is none.
    let mut clone = agent("other", "a-1", at(230));
    clone.device.macs = vec!["aa:bb:00:00:99:99".into()];
    play(&mut fleet, [clone]);
    assert_eq!(fleet.devices().count(), 2);
    let mut nobody = agent("x", "", at(240));
    nobody.device = Identity::default();
    assert_eq!(fleet.take(nobody, Sender::Inside, at(240), &mut Vec::new()), Err(Refused::NoDevice));
    assert_eq!(fleet.take(poll(99, at(240)), Sender::Inside, at(240), &mut Vec::new()), Err(Refused::NoDevice));
}

#[test]
fn the_agent_of_a_polled_machine_is_that_device_and_does_not_mix_its_counters() {
    let mut fleet = fleet(&[polled(1, &[])]);
    let mut first = counters(1, at(0), 1000.0, 0);
    first.inventory = Some(inventory(Source::Snmp, at(0), &[(1, "ether1", "up")]));
    play(&mut fleet, [first]);
    let mut by_agent = agent("rt-disdik-01", "a-1", at(5));
    by_agent.device.macs = vec!["aa:00:00:00:00:01".into()];
    by_agent.samples = vec![Sample { metric: Metric::InOctets, instance: "ether1".into(), value: Value::Count(99) }];
    play(&mut fleet, [by_agent]);
    assert_eq!(fleet.devices().count(), 1);
    play(&mut fleet, [counters(1, at(60), 1060.0, 7_500_000)]);
    assert_eq!(row(&fleet, 1, at(60)).in_bps, Some(1_000_000.0));
}

#[test]
fn the_local_agent_proposes_what_stands_around() {
    let mut fleet = fleet(&[polled(4, &[])]);
    let mut batch = agent("pc", "a-1", at(0));
    let mut record = inventory(Source::Agent, at(0), &[(2, "eth0", "up")]);
    record.facts.routes = vec![Route {
        destination: Some("0.0.0.0".into()),
        prefix: Some(0),
        next_hop: Some("10.0.0.254".into()),
        if_index: Some(2),
        ..Route::default()
    }];
    record.facts.ipv4 = vec![Address { address: Some("10.0.0.7".into()), ..Address::default() }];
    batch.inventory = Some(record);
    play(&mut fleet, [batch]);
    let addresses: Vec<_> = fleet.picture(at(0)).proposals.into_iter().map(|p| p.address).collect();
    assert_eq!(addresses, ["10.0.0.254"]);
    assert_eq!(fleet.facts().this_machine, Some(DeviceId(5)));
    assert_eq!(row(&fleet, 5, at(0)).port, "eth0", "the port of the default route");
    let mut gateway = polled(9, &[]);
    gateway.target.as_mut().unwrap().address = "10.0.0.254".into();
    fleet.put_device(gateway);
    assert!(fleet.picture(at(1)).proposals.is_empty());
}

#[test]
fn the_end_of_the_ca_is_told_in_time() {
    let mut fleet = fleet(&[polled(4, &[])]);
    play(&mut fleet, [agent("pc", "a-1", at(0)), echo(4, at(0), 1)]);
    fleet.facts.this_machine = Some(DeviceId(5));
    let day = 86_400;
    let told = |fleet: &mut Fleet| {
        fleet.judge(at(1), &mut Vec::new());
        fleet.open_alerts().iter().map(|alert| (alert.device, alert.kind.clone())).collect::<Vec<_>>()
    };
    fleet.authority_ends = Some(at(1 + 60 * day + 1));
    assert_eq!(told(&mut fleet), []);
    let ends = at(1 + 60 * day);
    fleet.authority_ends = Some(ends);
    assert_eq!(told(&mut fleet), [(DeviceId(5), AlertKind::AuthorityEnding { ends })]);
    assert_eq!(fleet.open_alerts()[0].since, at(1));
    // A new one ends it.
    fleet.authority_ends = Some(at(3650 * day));
    assert_eq!(told(&mut fleet), []);
}
