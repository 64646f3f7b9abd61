//! Timelines of devices fed batch by batch, with times given by the test, read back from the store.

use super::*;
use crate::{
    fleet::{
        Sender,
        tests::{at, echo, poll, polled, snmp},
    },
    store::{Audited, Store},
};
use State::{Down, Maintenance, Off, Unknown, Unreachable, Up};
use model::{
    Batch, Device, Metric, OpdCode, Sample, Settings, Source, Status, Value,
    api::Leaving,
    availability::{self, Period, Span, Tally},
};

/// A fleet with its store; a judgement every second, as the writer makes it.
struct Story {
    dir: tempfile::TempDir,
    store: Option<Store>,
    fleet: Fleet,
    now: i64,
    audited: Vec<Audited>,
    marks: usize,
}

impl Story {
    fn new(devices: &[Device]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let rows: Vec<Row> = devices.iter().cloned().map(Row::Device).collect();
        store.commit(&rows).unwrap();
        let mut fleet = Fleet::new(Settings::default(), "test", false, at(0));
        fleet.restore(&store.reader().unwrap(), at(0)).unwrap();
        Self { dir, store: Some(store), fleet, now: 0, audited: Vec::new(), marks: 0 }
    }

    /// Lets the time go on to a second, then takes these batches in.
    fn then(&mut self, second: i64, batches: Vec<Batch>) {
        let mut rows = Vec::new();
        while self.now < second {
            self.fleet.judge(at(self.now), &mut rows);
            self.now += 1;
        }
        for batch in batches {
            self.fleet.take(batch, Sender::Inside, at(second), &mut rows).unwrap();
        }
        self.fleet.judge(at(second), &mut rows);
        self.keep(&rows);
    }

    fn keep(&mut self, rows: &[Row]) {
        self.marks += rows.iter().filter(|row| matches!(row, Row::Mark(..))).count();
        self.audited.extend(rows.iter().filter_map(|row| match row {
            Row::Audit(line) => Some(line.clone()),
            _ => None,
        }));
        self.store.as_mut().unwrap().commit(rows).unwrap();
    }

    /// Echoes of all devices every 30 seconds, answered where `up` says so.
    fn rounds(&mut self, from: i64, to: i64, up: impl Fn(u32) -> bool) {
        let ids: Vec<u32> = self.fleet.devices.keys().map(|id| id.0).collect();
        for second in (from..to).step_by(30) {
            let echoes = ids.iter().map(|id| echo(*id, at(second), u8::from(up(*id)))).collect();
            self.then(second, echoes);
        }
    }

    /// The process ends without a word, and another one starts at this second.
    fn killed_and_back(&mut self, second: i64) {
        self.store = None;
        let store = Store::open(self.dir.path()).unwrap();
        self.fleet = Fleet::new(Settings::default(), "test", false, at(second));
        self.fleet.restore(&store.reader().unwrap(), at(second)).unwrap();
        (self.store, self.now) = (Some(store), second);
    }

    fn spans(&self, id: u32, subject: Subject, to: i64) -> Vec<Span> {
        let reader = self.store.as_ref().unwrap().reader().unwrap();
        let period = Period { from: at(0), to: at(to) };
        let mut watches = reader.watches(period).unwrap();
        watches.extend(self.fleet.watch(at(self.now)));
        let marks = reader.marks(DeviceId(id), subject, period).unwrap();
        let windows = reader.maintenance(period.from).unwrap();
        let windows: Vec<Span> = windows.iter().filter_map(|window| window.span()).collect();
        availability::timeline(&marks, &watches, &windows, period)
    }

    /// `second state` of every span.
    fn told(&self, id: u32, subject: Subject, to: i64) -> Vec<(i64, State)> {
        self.spans(id, subject, to).iter().map(|span| (span.from.seconds() - at(0).seconds(), span.state)).collect()
    }
}

#[test]
fn down_begins_with_the_first_lost_check_and_unknown_is_before_the_first_round() {
    let mut story = Story::new(&[polled(1, &[])]);
    story.rounds(0, 90, |_| true);
    story.then(90, vec![echo(1, at(90), 0)]);
    story.then(100, vec![echo(1, at(100), 0)]);
    story.then(110, vec![echo(1, at(110), 0)]);
    story.then(140, vec![echo(1, at(140), 1)]);
    story.then(145, vec![echo(1, at(145), 1)]);
    for subject in [Subject::Device, Subject::Echo] {
        assert_eq!(story.told(1, subject, 145), [(0, Unknown), (35, Up), (90, Down), (145, Up)][..3]);
        assert_eq!(story.spans(1, subject, 145)[2].cause, Cause::NoEcho);
    }
    story.then(170, vec![echo(1, at(170), 1)]);
    assert_eq!(story.told(1, Subject::Device, 170), [(0, Unknown), (35, Up), (90, Down), (145, Up)]);
    // It was never asked over SNMP.
    let snmp = story.spans(1, Subject::Snmp, 170);
    assert_eq!(
        snmp.iter().map(|span| span.cause.clone()).collect::<Vec<_>>(),
        [Cause::CollectorOff, Cause::NotWatched]
    );
}

#[test]
fn a_silent_service_is_told_apart_from_the_device() {
    let mut story = Story::new(&[polled(1, &[])]);
    for second in (0..300).step_by(30) {
        story.then(second, vec![echo(1, at(second), 1), snmp(1, at(second), second < 100)]);
    }
    assert_eq!(story.told(1, Subject::Device, 270), [(0, Unknown), (35, Up)]);
    assert_eq!(story.told(1, Subject::Snmp, 270), [(0, Unknown), (35, Up), (120, Down)]);
    assert_eq!(story.spans(1, Subject::Snmp, 270)[2].cause, Cause::NoSnmp);
}

#[test]
fn who_is_behind_something_dead_names_it() {
    let mut story = Story::new(&[polled(1, &[]), polled(2, &[1]), polled(3, &[2])]);
    story.rounds(0, 120, |_| true);
    story.rounds(120, 360, |_| false);
    assert_eq!(story.told(1, Subject::Device, 330), [(0, Unknown), (35, Up), (120, Down)]);
    for id in [2, 3] {
        assert_eq!(story.told(id, Subject::Device, 330), [(0, Unknown), (35, Up), (120, Unreachable)]);
        let cause = story.spans(id, Subject::Device, 330)[2].cause.clone();
        assert_eq!(cause, Cause::Behind { culprit: DeviceId(1) });
        assert_eq!(story.told(id, Subject::Echo, 330)[2].1, Unreachable);
    }
}

#[test]
fn after_a_kill_the_time_since_the_last_sign_of_life_is_unknown_for_all() {
    let mut story = Story::new(&[polled(1, &[]), polled(2, &[]), polled(3, &[])]);
    story.rounds(0, 600, |_| true);
    // The last sign of life is at most a minute old; the collector is back after half an hour. 1 is up as before, 2 is
    // dead, 3 is not asked in the first round.
    story.killed_and_back(2400);
    for second in (2400..2700).step_by(30) {
        let mut heard = vec![echo(1, at(second), 1), echo(2, at(second), 0)];
        heard.extend((second >= 2490).then(|| echo(3, at(second), 1)));
        story.then(second, heard);
    }
    let one = story.spans(1, Subject::Device, 2670);
    assert_eq!(one.iter().map(|span| span.state).collect::<Vec<_>>(), [Unknown, Up, Unknown, Up]);
    let died = one[2].from.seconds() - at(0).seconds();
    assert!((511..=570).contains(&died), "{died}");
    assert_eq!((&one[2].cause, one[3].from), (&Cause::CollectorOff, at(2435)));
    let two = story.told(2, Subject::Device, 2670);
    assert_eq!(two[2..], [(died, Unknown), (2435, Down)]);
    assert_eq!(story.told(3, Subject::Device, 2670)[2..], [(died, Unknown), (2435, Unknown), (2490, Up)]);
    // Up is never more than what was looked at.
    for id in 1..=3 {
        let tally = Tally::of(&story.spans(id, Subject::Device, 2670));
        assert_eq!(tally.total_ms(), 2_670_000);
        assert!(tally.up_ms <= (570 - 35 + 2670 - 2435) * 1000);
    }
}

#[test]
fn a_collector_that_ends_in_order_loses_nothing_of_its_last_minute() {
    let mut story = Story::new(&[polled(1, &[])]);
    story.rounds(0, 600, |_| true);
    let mut rows = Vec::new();
    story.fleet.keep_all(at(571), &mut rows);
    story.keep(&rows);
    story.killed_and_back(1000);
    assert_eq!(story.told(1, Subject::Device, 1000), [(0, Unknown), (35, Up), (571, Unknown)]);
}

#[test]
fn a_process_that_slept_saw_nothing() {
    let mut story = Story::new(&[polled(1, &[])]);
    story.rounds(0, 300, |_| true);
    story.now = 4000;
    story.rounds(4000, 4300, |_| true);
    assert_eq!(story.told(1, Subject::Device, 4270), [(0, Unknown), (35, Up), (270, Unknown), (4035, Up)]);
}

#[test]
fn what_is_not_checked_any_more_is_unknown_since_the_last_check() {
    let mut story = Story::new(&[polled(1, &[]), polled(2, &[])]);
    story.rounds(0, 120, |_| true);
    for second in (120..600).step_by(30) {
        story.then(second, vec![echo(2, at(second), 1)]);
    }
    assert_eq!(story.told(1, Subject::Device, 570), [(0, Unknown), (35, Up), (90, Unknown)]);
    assert_eq!(story.spans(1, Subject::Device, 570)[2].cause, Cause::NoCheck);
    story.then(600, vec![echo(1, at(600), 1)]);
    story.then(610, vec![]);
    assert_eq!(story.told(1, Subject::Device, 610)[3..], [(600, Up)]);
}

#[test]
fn a_flapping_device_stays_bounded_and_is_never_told_better_than_it_was() {
    let mut story = Story::new(&[polled(1, &[])]);
    story.rounds(0, 60, |_| true);
    // Half a minute dead, half a minute there, for eight hours.
    let mut second = 60;
    while second < 8 * 3600 {
        for (later, up) in [(0, false), (5, false), (10, false), (30, true), (35, true)] {
            story.then(second + later, vec![echo(1, at(second + later), u8::from(up))]);
        }
        second += 60;
    }
    assert!(story.marks <= 2 * 202, "{} marks of two subjects", story.marks);
    let tally = Tally::of(&story.spans(1, Subject::Device, second));
    assert!(tally.up_ms <= (second / 60 * 25 + 60) * 1000, "{tally:?}");
    // It calms down: that is told with the time at which it came up for good.
    story.rounds(second, second + 900, |_| true);
    let told = story.told(1, Subject::Device, second + 870);
    assert_eq!(told.last(), Some(&(second - 25, Up)), "{:?}", &told[told.len() - 3..]);
}

fn by_agent(second: i64, uptime_s: f64) -> Batch {
    let samples = vec![Sample { metric: Metric::Uptime, instance: String::new(), value: Value::Level(uptime_s) }];
    Batch { source: Source::Agent, samples, ..poll(1, at(second)) }
}

#[test]
fn a_machine_that_started_anew_was_off_and_one_that_only_fell_silent_is_unknown() {
    let machine = Device { id: DeviceId(1), ..Device::default() };
    for (uptime_s, expected) in [(20.0, Off), (9000.0, Unknown)] {
        let mut story = Story::new(std::slice::from_ref(&machine));
        for second in (0..=300).step_by(60) {
            story.then(second, vec![by_agent(second, 1000.0 + second as f64)]);
        }
        story.then(3000, vec![by_agent(3000, uptime_s)]);
        story.then(3001, vec![]);
        assert_eq!(story.told(1, Subject::Device, 3001), [(0, Unknown), (35, Up), (300, expected), (3000, Up)]);
    }
}

#[test]
fn a_machine_that_said_goodbye_is_off_at_once_and_raises_no_alarm() {
    let machine = Device { id: DeviceId(1), ..Device::default() };
    for (why, uptime_s, expected) in [
        (Leaving::Shutdown, 20.0, Off),
        // It was not shut down after all: the same boot is heard again.
        (Leaving::Shutdown, 9000.0, Unknown),
        (Leaving::Stopped, 9000.0, Unknown),
        // The agent was stopped, and the machine shut down later.
        (Leaving::Stopped, 20.0, Off),
    ] {
        let mut story = Story::new(std::slice::from_ref(&machine));
        for second in (0..=300).step_by(60) {
            story.then(second, vec![by_agent(second, 1000.0 + second as f64)]);
        }
        story.then(310, vec![]);
        story.fleet.take_leave(DeviceId(1), why, at(310));
        story.then(320, vec![]);
        let now = if why == Leaving::Shutdown { Off } else { Unknown };
        assert_eq!(story.told(1, Subject::Device, 319), [(0, Unknown), (35, Up), (310, now)], "{why:?}");
        // Nothing of it is lost by a restart.
        story.killed_and_back(330);
        story.then(2990, vec![]);
        let alerts = story.fleet.alerts().count();
        assert_eq!(alerts, usize::from(why == Leaving::Stopped), "{why:?}");
        story.then(3000, vec![by_agent(3000, uptime_s)]);
        story.then(3001, vec![]);
        let told = story.told(1, Subject::Device, 3001);
        assert_eq!(told.iter().find(|(from, _)| *from == 310), Some(&(310, expected)), "{why:?} {uptime_s} {told:?}");
        assert_eq!(told.last(), Some(&(3000, Up)));
        assert_eq!(story.fleet.alerts().count(), 0);
    }
}

/// Devices 1 to 20, checked in turn within each half minute; those that fail are checked again after 10 and 20 seconds.
fn in_turn(story: &mut Story, from: i64, to: i64, up: impl Fn(u32, i64) -> bool) {
    for second in from..to {
        let due = |id: u32| {
            let place = second - i64::from(id);
            place.rem_euclid(30) == 0 || ([10, 20].contains(&place.rem_euclid(30)) && !up(id, second))
        };
        let checks = (1..=20).filter(|id| due(*id)).map(|id| echo(id, at(second), u8::from(up(id, second))));
        story.then(second, checks.collect());
    }
}

#[test]
fn a_collector_that_is_cut_off_tells_one_alert_and_does_not_know_the_rest() {
    let devices: Vec<Device> = (1..=20).map(|id| polled(id, &[])).collect();
    let mut story = Story::new(&devices);
    // Device 7 is down for a reason of its own.
    in_turn(&mut story, 0, 300, |id, second| id != 7 || second < 120);
    let alerts = |story: &Story| -> Vec<(u32, &'static str)> {
        story.fleet.alerts().map(|alert| (alert.device.0, alert.kind.name())).collect()
    };
    assert_eq!(alerts(&story), [(7, "down")]);
    let cut = |id: u32, second: i64| id != 7 && !(300..900).contains(&second);
    for second in 300..900 {
        in_turn(&mut story, second, second + 1, cut);
        let downs = alerts(&story).iter().filter(|(_, kind)| *kind == "down").count();
        assert_eq!(downs, 1, "second {second}: {:?}", alerts(&story));
    }
    assert_eq!(
        alerts(&story),
        [(1, "collector_isolated"), (7, "down")].map(|alert| alert).into_iter().rev().collect::<Vec<_>>()
    );
    assert!(story.fleet.isolation().told().is_some());
    let states = |story: &Story| story.fleet.devices().filter(|(_, known)| known.state == Standing::Unknown).count();
    assert_eq!(states(&story), 19);
    // A restart in the middle of it knows that it goes on.
    story.killed_and_back(900);
    story.then(901, vec![]);
    assert!(story.fleet.isolation().holds, "{:?}", alerts(&story));
    // The link is back; device 9 died meanwhile.
    in_turn(&mut story, 901, 1100, |id, _| id != 7 && id != 9);
    assert_eq!(
        alerts(&story).iter().map(|(id, kind)| format!("{id}:{kind}")).collect::<Vec<_>>(),
        ["7:down", "9:down"]
    );
    assert!(story.fleet.isolation().told().is_none());
    let told = story.told(3, Subject::Device, 1099);
    assert_eq!(told.iter().map(|(_, state)| *state).collect::<Vec<_>>(), [Unknown, Up, Unknown, Up], "{told:?}");
    assert!((295..=310).contains(&told[2].0), "{told:?}");
    let of_seven = story.told(7, Subject::Device, 1099);
    assert_eq!(of_seven.iter().map(|(_, state)| *state).collect::<Vec<_>>(), [Unknown, Up, Down, Unknown, Down]);
}

#[test]
fn maintenance_silences_alerts_not_states_and_tells_at_its_end() {
    let device = Device { opd: Some(OpdCode("DISDIK".into())), ..polled(1, &[]) };
    let mut story = Story::new(&[]);
    story.keep(&[
        Row::Opd(model::Opd { code: OpdCode("DISDIK".into()), ..model::Opd::default() }),
        Row::Device(device.clone()),
    ]);
    story.fleet.put_device(device);
    let window = availability::Maintenance {
        id: story.fleet.next_maintenance(),
        opd: Some(OpdCode("DISDIK".into())),
        from: at(100),
        to: at(400),
        reason: "ganti UPS".into(),
        ..availability::Maintenance::default()
    };
    story.keep(&[Row::Maintenance(Box::new(window.clone()))]);
    story.fleet.put_maintenance(window);
    story.rounds(0, 120, |_| true);
    story.rounds(120, 390, |_| false);
    let status = |story: &Story| story.fleet.device(DeviceId(1)).map(|known| (known.state, known.status));
    assert_eq!(status(&story), Some((Standing::Down, Status::Maintenance)));
    assert_eq!(story.fleet.alerts().count(), 0);
    // A restart in the window keeps it.
    story.killed_and_back(385);
    assert_eq!(status(&story), Some((Standing::Down, Status::Maintenance)));
    story.rounds(390, 480, |_| false);
    assert_eq!(status(&story), Some((Standing::Down, Status::Down)));
    let alerts: Vec<_> = story.fleet.alerts().map(|alert| alert.since).collect();
    assert_eq!(alerts, [at(120)], "still down at the end: it is told then");
    let actions: Vec<&str> = story.audited.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(actions, ["maintenance.begin", "maintenance.end"]);
    let told = story.told(1, Subject::Device, 450);
    assert_eq!(told, [(0, Unknown), (35, Up), (100, Maintenance), (400, Unknown), (420, Down)], "{told:?}");
}

#[test]
fn an_alert_that_was_open_before_the_window_goes_on() {
    let mut story = Story::new(&[polled(1, &[])]);
    story.rounds(0, 60, |_| true);
    story.rounds(60, 240, |_| false);
    assert_eq!(story.fleet.alerts().count(), 1);
    let id = story.fleet.next_maintenance();
    let window = availability::Maintenance {
        id,
        device: Some(DeviceId(1)),
        from: at(240),
        to: at(900),
        ..availability::Maintenance::default()
    };
    story.fleet.put_maintenance(window);
    story.rounds(240, 300, |_| false);
    assert_eq!(story.fleet.alerts().count(), 1);
    story.rounds(300, 390, |_| true);
    assert_eq!(story.fleet.alerts().count(), 0);
}
