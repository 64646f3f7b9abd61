//! The poller against pretended devices: what it sends out, and when.

use crate::pretend::{Held, Pretend};
use collector::{
    PollTarget,
    echo::Echo,
    grid::Incoming,
    poll::{PollHandle, Poller, Remembered},
    profile::Profiles,
};
use futures_util::future::BoxFuture;
use model::{
    Batch, DeviceId, Metric, Settings, Timestamp, Value,
    batch::{EchoBy, Heard},
    device::{SnmpAccess, Target},
};
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::sync::{mpsc, watch};

struct Answering(AtomicBool);

impl Echo for Answering {
    fn by(&self) -> EchoBy {
        EchoBy::Simulated
    }

    fn ping(&self, address: IpAddr, timeout: Duration) -> BoxFuture<'_, Option<Duration>> {
        assert!(!address.is_multicast(), "this panic is part of a test");
        let back = self.0.load(SeqCst);
        Box::pin(async move {
            if !back {
                tokio::time::sleep(timeout).await;
            }
            back.then_some(Duration::from_millis(3))
        })
    }
}

fn now() -> Timestamp {
    Timestamp(1_772_337_906_000)
}

fn target(id: u32, address: &str, port: u16, snmp: bool) -> PollTarget {
    let snmp = snmp.then(|| SnmpAccess::V2c { community: "public".into() });
    PollTarget {
        id: DeviceId(id),
        target: Target { address: address.into(), port, snmp, any_source: false, no_snmp: false },
        interval_seconds: None,
    }
}

struct Rig {
    handle: PollHandle,
    targets: watch::Sender<Arc<Vec<PollTarget>>>,
    batches: mpsc::Receiver<Incoming>,
}

fn start(echo: Arc<dyn Echo>, first: Vec<PollTarget>, settings: &Settings) -> Rig {
    start_with(echo, first, settings, Vec::new())
}

fn start_with(
    echo: Arc<dyn Echo>,
    first: Vec<PollTarget>,
    settings: &Settings,
    remembered: Vec<(DeviceId, Remembered)>,
) -> Rig {
    let (targets, list) = watch::channel(Arc::new(first));
    let (out, batches) = mpsc::channel(4);
    let profiles = Arc::new(Profiles::load(None).unwrap());
    let handle = Poller::start(profiles, settings, echo, list, out, remembered, now).unwrap();
    Rig { handle, targets, batches }
}

fn is_down(batch: &Batch) -> bool {
    matches!(batch.heard[..], [Heard::Echo { received: 0, .. }])
}

/// Seconds at which batches about a device come, and whether it answered.
async fn hear(rig: &mut Rig, count: usize) -> Vec<(u64, bool)> {
    let began = tokio::time::Instant::now();
    let mut heard = vec![];
    while heard.len() < count {
        let batch = rig.batches.recv().await.unwrap().into_batch();
        heard.push((began.elapsed().as_secs(), !is_down(&batch)));
    }
    heard
}

#[tokio::test(start_paused = true)]
async fn a_device_that_dies_is_known_within_a_minute_and_comes_back_after_two_good_checks() {
    let echo = Arc::new(Answering(AtomicBool::new(true)));
    let mut rig = start(echo.clone(), vec![target(1, "10.0.0.1", 161, false)], &Settings::default());
    assert_eq!(hear(&mut rig, 2).await, [(0, true), (30, true)]);
    echo.0.store(false, SeqCst);
    // Dead since now: checks of 5 s each, confirming ones 5 s after the end of the one before.
    assert_eq!(hear(&mut rig, 4).await, [(35, false), (45, false), (55, false), (85, false)]);
    echo.0.store(true, SeqCst);
    assert_eq!(hear(&mut rig, 3).await, [(25, true), (30, true), (30, true)]);
}

#[tokio::test(start_paused = true)]
async fn a_new_target_is_checked_at_once_and_one_that_is_gone_no_more() {
    let echo = Arc::new(Answering(AtomicBool::new(true)));
    let mut rig = start(echo, vec![], &Settings::default());
    rig.targets.send_replace(Arc::new(vec![target(7, "10.0.0.7", 161, false)]));
    assert_eq!(hear(&mut rig, 1).await, [(0, true)]);
    assert!(rig.handle.poll_now(DeviceId(7)).await);
    assert_eq!(hear(&mut rig, 1).await, [(0, true)]);
    rig.targets.send_replace(Arc::new(vec![]));
    assert!(!rig.handle.poll_now(DeviceId(7)).await);
    tokio::time::advance(Duration::from_secs(300)).await;
    assert!(rig.batches.try_recv().is_err());
}

/// Seconds at which each of some devices was checked within ten minutes.
async fn checked(rig: &mut Rig, until_seconds: u64) -> std::collections::BTreeMap<u32, Vec<u64>> {
    let began = tokio::time::Instant::now();
    let mut seconds = std::collections::BTreeMap::new();
    loop {
        let batch = rig.batches.recv().await.unwrap().into_batch();
        let at = began.elapsed().as_secs();
        if at > until_seconds {
            return seconds;
        }
        seconds.entry(batch.device.device.unwrap().0).or_insert_with(Vec::new).push(at);
    }
}

#[tokio::test(start_paused = true)]
async fn each_device_keeps_its_own_interval_and_a_new_one_holds_at_once() {
    let echo = Arc::new(Answering(AtomicBool::new(true)));
    let own = |id, interval_seconds| PollTarget { interval_seconds, ..target(id, "10.0.0.1", 161, false) };
    let mut rig = start(echo, vec![own(1, Some(10)), own(2, None), own(3, Some(300))], &Settings::default());
    let seen = checked(&mut rig, 95).await;
    // Often: as often as it is read. Seldom: still checked like the others.
    assert_eq!(seen[&1], (0..=9).map(|round| round * 10).collect::<Vec<_>>());
    assert_eq!((&seen[&2][..], &seen[&3][..]), (&[0, 30, 60, 90][..], &[0, 30, 60, 90][..]));
    rig.targets.send_replace(Arc::new(vec![own(1, None), own(2, Some(10)), own(3, Some(300))]));
    let seen = checked(&mut rig, 45).await;
    assert!(seen[&1].len() <= 3 && seen[&2].len() >= 5 && seen[&3].len() <= 2, "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_panic_costs_one_round_of_one_device() {
    let echo = Arc::new(Answering(AtomicBool::new(true)));
    let targets = vec![target(1, "224.0.0.1", 161, false), target(2, "10.0.0.2", 161, false)];
    let mut rig = start(echo, targets, &Settings::default());
    hear(&mut rig, 3).await;
    assert!(rig.handle.figures().panics >= 3, "{:?}", rig.handle.figures());
}

/// The next batch with a word about SNMP.
async fn snmp(rig: &mut Rig) -> Batch {
    loop {
        let batch = rig.batches.recv().await.unwrap().into_batch();
        if matches!(batch.heard[..], [Heard::Snmp { .. }]) {
            return batch;
        }
    }
}

#[tokio::test]
async fn a_full_poll_brings_record_and_samples_and_the_next_one_asks_less() {
    let device = Pretend::switch(24).await;
    let echo = Arc::new(Answering(AtomicBool::new(true)));
    let mut rig = start(echo, vec![target(3, "127.0.0.1", device.address.port(), true)], &Settings::default());
    let first = snmp(&mut rig).await;
    let record = first.inventory.as_ref().unwrap();
    assert_eq!(record.facts.sys_name.as_deref(), Some("sw-1"));
    assert_eq!(record.facts.ports.len(), 24);
    assert_eq!(record.facts.ports[0].in_octets, Some(u64::MAX - 1));
    assert_eq!((first.device.device, first.device.name.as_deref()), (Some(DeviceId(3)), Some("sw-1")));
    assert!(first.samples.iter().any(|s| s.metric == Metric::InOctets && s.instance == "p24"));
    let requests = device.seen().iter().sum::<u32>();

    device.set("1.3.6.1.2.1.31.1.1.1.10.5", Held::Counter64(2000));
    let ordered = tokio::spawn(rig.handle.poll_now(DeviceId(3)));
    let second = snmp(&mut rig).await;
    assert!(ordered.await.unwrap());
    let sample = |batch: &Batch, metric, instance: &str| {
        batch.samples.iter().find(|s| (s.metric, s.instance.as_str()) == (metric, instance)).map(|s| s.value)
    };
    assert!(second.inventory.is_none(), "nothing that lasts has changed");
    assert_eq!(sample(&second, Metric::OutOctets, "p5"), Some(Value::Count(2000)));
    assert_eq!(second.samples.len(), first.samples.len());
    let again = device.seen().iter().sum::<u32>() - requests;
    assert!(again * 2 < requests, "{again} requests after {requests}");

    // A state that changed is a record again, with what is remembered of the inventory.
    device.set("1.3.6.1.2.1.2.2.1.8.7", Held::Integer(2));
    let ordered = tokio::spawn(rig.handle.poll_now(DeviceId(3)));
    let changed = snmp(&mut rig).await;
    assert!(ordered.await.unwrap());
    let ports = &changed.inventory.as_ref().unwrap().facts.ports;
    assert_eq!((ports[6].oper.as_deref(), ports[6].descr.as_deref()), (Some("down"), Some("Port 7")));
    assert_eq!(sample(&changed, Metric::OperUp, "p7"), Some(Value::Level(0.0)));

    // Rows renumbered without a reboot: what was remembered must not be joined with other rows.
    for port in 1..=24u32 {
        device.set(&format!("1.3.6.1.2.1.31.1.1.1.1.{port}"), Held::Text(format!("p{}", 25 - port)));
        device.set(&format!("1.3.6.1.2.1.2.2.1.2.{port}"), Held::Text(format!("Port {}", 25 - port)));
    }
    let ordered = tokio::spawn(rig.handle.poll_now(DeviceId(3)));
    let third = snmp(&mut rig).await;
    assert!(ordered.await.unwrap());
    let ports = &third.inventory.as_ref().unwrap().facts.ports;
    assert_eq!((ports[0].name.as_deref(), ports[0].descr.as_deref()), (Some("p24"), Some("Port 24")));
    assert_eq!(rig.handle.figures().polls, 4);
}

#[tokio::test]
async fn a_known_device_is_asked_for_all_at_once_while_it_is_the_same() {
    let device = Pretend::switch(24).await;
    let echo = Arc::new(Answering(AtomicBool::new(true)));
    let mut rig = start(echo, vec![target(3, "127.0.0.1", device.address.port(), true)], &Settings::default());
    snmp(&mut rig).await;
    let mut poll = async || {
        let gets = device.seen()[0];
        let ordered = tokio::spawn(rig.handle.poll_now(DeviceId(3)));
        let batch = snmp(&mut rig).await;
        assert!(ordered.await.unwrap());
        (batch, device.seen()[0] - gets)
    };
    let (second, gets) = poll().await;
    assert_eq!((second.inventory.is_some(), gets), (false, 0), "the system group comes with the ports");

    device.set("1.3.6.1.2.1.1.1.0", Held::Text("Another switch".into()));
    let (another, gets) = poll().await;
    let facts = &another.inventory.as_ref().unwrap().facts;
    assert_eq!((facts.sys_descr.as_deref(), facts.ports.len()), (Some("Another switch"), 24));
    assert!(gets > 0, "another system is recognised anew");
}

#[tokio::test]
async fn what_a_device_bears_is_learnt_once_and_taken_up_by_the_next_process() {
    let device = Pretend::switch(24).await;
    device.quirks.no_bulk.store(true, SeqCst);
    let mut settings = Settings::default();
    settings.poll.timeout_ms = 50;
    let targets = || vec![target(3, "127.0.0.1", device.address.port(), true)];
    let echo = || Arc::new(Answering(AtomicBool::new(true)));
    let mut rig = start(echo(), targets(), &settings);
    snmp(&mut rig).await;
    let news = rig.handle.news();
    assert!(news.len() == 1 && news[0].1.habits.no_bulk, "{news:?}");
    let bulks = device.seen()[2];
    assert!(bulks > 0);
    drop(rig);
    let mut rig = start_with(echo(), targets(), &settings, news);
    let batch = snmp(&mut rig).await;
    assert_eq!(batch.inventory.as_ref().unwrap().facts.ports.len(), 24);
    assert_eq!(device.seen()[2], bulks, "no GETBULK to a device that is known not to answer it");
}

#[tokio::test]
async fn a_silent_agent_is_told_with_its_reason() {
    let device = Pretend::switch(1).await;
    device.quirks.silent.store(true, SeqCst);
    let mut settings = Settings::default();
    settings.poll.timeout_ms = 20;
    let echo = Arc::new(Answering(AtomicBool::new(true)));
    let mut rig = start(echo, vec![target(3, "127.0.0.1", device.address.port(), true)], &settings);
    let batch = snmp(&mut rig).await;
    let [Heard::Snmp { answered, reason, .. }] = &batch.heard[..] else { panic!("not about SNMP") };
    assert_eq!((*answered, reason.as_deref()), (false, Some("timeout")));
    assert!(batch.inventory.is_none() && batch.samples.is_empty());
}
