//! Machines with an agent: how they enter, fall silent, and meet what SNMP says of them.

use super::*;

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
