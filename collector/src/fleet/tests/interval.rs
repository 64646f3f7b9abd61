//! Devices that are read at intervals of their own: what counts as missing and as old follows each one's.

use super::*;

/// Two devices that are read alike, the first each 10 seconds, the second as the settings say.
fn mixed() -> Fleet {
    fleet(&[Device { interval_seconds: Some(10), ..polled(1, &[]) }, polled(2, &[])])
}

fn received(fleet: &Fleet, id: u32, now: Timestamp) -> Option<f64> {
    let known = fleet.device(DeviceId(id)).unwrap();
    known.ports[0].traffic(now.0, fleet.interval_s(known)).in_bps
}

#[test]
fn a_rate_grows_old_after_three_intervals_of_its_own_device() {
    let mut fleet = mixed();
    for id in [1, 2] {
        play(&mut fleet, [counters(id, at(0), 1000.0, 0), counters(id, at(10), 1010.0, 1_000_000)]);
    }
    assert_eq!([1, 2].map(|id| received(&fleet, id, at(39)).is_some()), [true, true]);
    assert_eq!([1, 2].map(|id| received(&fleet, id, at(41)).is_some()), [false, true]);
    assert_eq!([1, 2].map(|id| received(&fleet, id, at(191)).is_some()), [false, false]);
    // Another interval holds from now on.
    fleet.put_device(Device { interval_seconds: Some(300), ..polled(1, &[]) });
    assert!(received(&fleet, 1, at(191)).is_some());
}

#[test]
fn polls_that_are_missing_are_counted_by_each_ones_interval() {
    let mut fleet = mixed();
    for id in [1, 2] {
        let polls = [0, 10, 40].map(|second| counters(id, at(second), 1000.0 + second as f64, 1000 * second as u64));
        play(&mut fleet, polls);
    }
    let points = |id: u32| {
        let known = fleet.device(DeviceId(id)).unwrap();
        let (received, _) = known.ports[0].trend.as_ref().unwrap().at(at(40).0, fleet.interval_s(known));
        received.iter().map(Option::is_some).collect::<Vec<_>>()
    };
    // Between seconds 10 and 40 two polls of the one are missing and none of the other.
    assert_eq!((points(1), points(2)), (vec![true, false, false, true], vec![true, true]));
}

#[test]
fn another_source_takes_over_after_three_intervals_of_the_device() {
    let mut fleet = mixed();
    for id in [1, 2] {
        play(&mut fleet, [counters(id, at(0), 1000.0, 1000)]);
        let by_agent = Batch { source: Source::Agent, heard: Vec::new(), ..counters(id, at(35), 1035.0, 2000) };
        play(&mut fleet, [by_agent]);
    }
    let by = |id: u32| fleet.device(DeviceId(id)).unwrap().measured_by.unwrap().0;
    assert_eq!((by(1), by(2)), (Source::Agent, Source::Snmp));
}

#[test]
fn what_the_poller_is_told_holds_the_interval_and_changes_with_it() {
    let mut fleet = mixed();
    let told = |fleet: &Fleet| fleet.targets().iter().map(|target| target.interval_seconds).collect::<Vec<_>>();
    let before = fleet.book_revision();
    assert_eq!(told(&fleet), [Some(10), None]);
    fleet.put_device(Device { interval_seconds: Some(30), ..polled(2, &[]) });
    assert_eq!(told(&fleet), [Some(10), Some(30)]);
    assert!(fleet.book_revision() > before);
}
