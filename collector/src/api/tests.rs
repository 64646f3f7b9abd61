//! The API asked in process, over a temporary data directory with a set clock.

mod agents;
mod availability;
mod bandwidth;
mod brought;
mod glpi;
mod history;
mod many;
mod rights;
mod served;
mod stream;
mod topology;

use crate::{
    Running, StartError, StartOptions,
    api::Prober,
    clock::Clock,
    fleet::tests::{START, at, counters, echo, rounded, snmp},
    start,
    store::Store,
    trust::Peer,
};
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use futures_util::StreamExt;
use model::{
    AlertId, Batch, DeviceId, Identity, Metric, OpdCode, Sample, Settings, Source, Status, Value,
    api::{self, AddDevice, AddOpd, Change, Code, ErrorAnswer, Method, Question},
    batch::EchoBy,
    device::{Device, SnmpAccess, Target},
    opd::Opd,
};
use std::{
    future::Future,
    path::Path,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tokio::sync::mpsc;
use tower::ServiceExt;

struct World {
    running: Running,
    hand: Arc<AtomicI64>,
}

async fn world(dir: &Path, settings: Settings) -> World {
    let hand = Arc::new(AtomicI64::new(START.0));
    let clock = Clock::set_by(hand.clone());
    let options = StartOptions { serve: false, clock, ..StartOptions::new(dir, settings, "9.9.9") };
    World { running: start(options).await.unwrap(), hand }
}

impl World {
    /// Sends batches of the poller, each at its own moment, and waits until they are taken in.
    async fn hear(&self, batches: impl IntoIterator<Item = Batch>) {
        let sender = self.running.batches();
        for batch in batches {
            self.hand.store(batch.at.0, Ordering::SeqCst);
            sender.send(batch.into()).await.unwrap();
            self.running.flush().await;
        }
    }

    async fn ask<Q: Question>(&self, question: &Q) -> Result<Q::Answer, ErrorAnswer> {
        let method = match Q::METHOD {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        };
        let body = match Q::METHOD {
            Method::Get | Method::Delete => String::new(),
            _ => serde_json::to_string(question).unwrap(),
        };
        let (status, text) = self.raw(method, &question.path(), &[("content-type", "application/json")], body).await;
        if status == StatusCode::OK {
            return Ok(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")));
        }
        let error: ErrorAnswer = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(status.as_u16(), error.code.http());
        assert!(!error.pesan.is_empty(), "{error:?}");
        Err(error)
    }

    async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> (StatusCode, String) {
        self.by(None, method, path, headers, body).await
    }

    /// Asks as if it came over this way.
    async fn by(
        &self,
        peer: Option<Peer>,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> (StatusCode, String) {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(peer) = peer {
            request = request.extension(peer);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.running.router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let octets = to_bytes(response.into_body(), 64 * 1024 * 1024).await.unwrap();
        (status, String::from_utf8(octets.to_vec()).unwrap())
    }

    async fn code<Q: Question>(&self, question: &Q) -> Code
    where
        Q::Answer: std::fmt::Debug,
    {
        self.ask(question).await.unwrap_err().code
    }
}

fn device(address: &str) -> Device {
    let snmp = Some(SnmpAccess::V2c { community: "rahasia-sekali".into() });
    Device {
        target: Some(Target { address: address.into(), port: 161, snmp, any_source: false, no_snmp: false }),
        ..Device::default()
    }
}

#[tokio::test]
async fn the_book_through_the_api_and_across_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    let opd = Opd { code: OpdCode("disdik".into()), name: "Dinas Pendidikan".into(), ..Opd::default() };
    assert_eq!(w.ask(&AddOpd(opd.clone())).await.unwrap().code.0, "DISDIK");
    assert_eq!(w.code(&AddOpd(opd)).await, Code::Conflict);
    let added = w.ask(&AddDevice(Device { opd: Some(OpdCode("disdik".into())), ..device("10.0.0.1") })).await.unwrap();
    assert_eq!((added.id, added.opd.clone()), (DeviceId(1), Some(OpdCode("DISDIK".into()))));
    assert_eq!(w.code(&AddDevice(device("10.0.0.1"))).await, Code::Conflict);
    assert_eq!(w.running.targets().borrow().len(), 1);
    let change = Device { name: Some("rt-disdik-01".into()), ..Device::default() };
    let set = w.ask(&api::SetDevice { id: DeviceId(1), device: change, clear: vec!["opd".into()] }).await.unwrap();
    assert_eq!((set.name.as_deref(), set.opd), (Some("rt-disdik-01"), None));
    // The poller has the secret, nobody else ever sees it.
    let target = w.running.targets().borrow()[0].clone();
    assert!(matches!(target.target.snmp, Some(SnmpAccess::V2c { community }) if community == "rahasia-sekali"));
    for path in ["/api/v1/devices", "/api/v1/devices/1", "/api/v1/fleet", "/metrics"] {
        let (status, text) = w.raw("GET", path, &[], String::new()).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!text.contains("rahasia-sekali"), "{path}");
    }
    w.running.shutdown().await;
    let w = world(dir.path(), Settings::default()).await;
    let devices = w.ask(&api::ListDevices {}).await.unwrap();
    assert_eq!(devices[0].name.as_deref(), Some("rt-disdik-01"));
    assert_eq!(w.ask(&api::ListOpds {}).await.unwrap().len(), 1);
    w.ask(&api::RemoveDevice { id: DeviceId(1) }).await.unwrap();
    assert_eq!(w.code(&api::RemoveDevice { id: DeviceId(1) }).await, Code::NotFound);
    assert_eq!(w.ask(&AddDevice(device("10.0.0.1"))).await.unwrap().id, DeviceId(2), "an id is never reused");
    w.running.shutdown().await;
    let store = Store::open(dir.path()).unwrap();
    let reader = store.reader().unwrap();
    let lines: Vec<String> = reader.audit(100).unwrap().into_iter().rev().map(|line| line.action).collect();
    assert_eq!(
        lines,
        [
            "start",
            "ca.make",
            "opd.add",
            "device.add",
            "device.set",
            "stop",
            "start",
            "device.remove",
            "device.add",
            "stop"
        ]
    );
    assert!(reader.audit(100).unwrap().iter().all(|line| !format!("{line:?}").contains("rahasia-sekali")));
    assert_eq!(reader.audit_broken_at().unwrap(), None);
}

#[tokio::test]
async fn a_restart_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    for address in ["10.0.0.1", "10.0.0.2"] {
        w.ask(&AddDevice(device(address))).await.unwrap();
    }
    w.hear([echo(1, at(0), 1), echo(2, at(0), 1), snmp(2, at(0), true)]).await;
    w.hear([counters(2, at(10), 1000.0, 0), counters(2, at(70), 1060.0, 7_500_000)]).await;
    w.hear([echo(1, at(71), 0), echo(1, at(76), 0), echo(1, at(81), 0)]).await;
    let acknowledge =
        |for_seconds, note: &str| api::Acknowledge { id: AlertId(1), by: "op1".into(), for_seconds, note: note.into() };
    assert_eq!(w.code(&acknowledge(None, "")).await, Code::Invalid);
    assert_eq!(w.code(&api::Acknowledge { by: " ".into(), ..acknowledge(Some(60), "") }).await, Code::Invalid);
    assert_eq!(w.code(&api::Acknowledge { id: AlertId(9), ..acknowledge(Some(60), "") }).await, Code::NotFound);
    w.ask(&acknowledge(None, "listrik padam")).await.unwrap();
    let before = w.ask(&api::AskFleet {}).await.unwrap();
    assert_eq!(before.devices[0].status, Status::Down);
    assert_eq!(before.devices[1].in_bps, Some(1_000_000.0));
    w.running.shutdown().await;
    let w = world(dir.path(), Settings::default()).await;
    w.hand.store(at(82).0, Ordering::SeqCst);
    w.running.flush().await;
    let after = w.ask(&api::AskFleet {}).await.unwrap();
    assert_eq!(after.alerts, before.alerts);
    assert_eq!(after.devices, before.devices);
    assert_eq!(after.opds, before.opds);
    assert!(after.revision > 0);
    // One more lost echo opens nothing new; two good ones end it.
    w.hear([echo(1, at(90), 0), echo(1, at(120), 1), echo(1, at(125), 1)]).await;
    let picture = w.ask(&api::AskDevice { id: DeviceId(1) }).await.unwrap();
    assert_eq!(picture.row.status, Status::Ok);
    assert_eq!(picture.alerts.len(), 1);
    assert_eq!(picture.alerts[0].ended, Some(at(125)));
    assert_eq!(picture.events.len(), 2, "{:?}", picture.events);
    assert_eq!(w.code(&api::Unacknowledge { id: AlertId(1), by: "op1".into() }).await, Code::NotFound);
    // Rates go on where they were.
    w.hear([counters(2, at(130), 1120.0, 15_000_000)]).await;
    let picture = w.ask(&api::AskDevice { id: DeviceId(2) }).await.unwrap();
    assert_eq!(picture.ports[0].in_bps, Some(1_000_000.0));
    assert_eq!(rounded(&picture.ports[0].trend_in), [Some(1_000_000), Some(1_000_000)]);
}

#[tokio::test]
async fn a_collector_that_died_without_a_word_is_back_with_all_that_was_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    {
        let w = world(dir.path(), Settings::default()).await;
        w.ask(&AddDevice(device("10.0.0.1"))).await.unwrap();
        let asked = agents::asked(1, &[agent(at(0), Value::Level(5.0))]);
        assert_eq!(w.ask(&asked).await.unwrap().acked, 1);
        // What a killed process leaves: the files as they are, and nobody who holds the lock.
        let copy = dir.path().join("copy");
        std::fs::create_dir(&copy).unwrap();
        for name in ["pantau.db", "pantau.db-wal", "pantau.key"] {
            std::fs::copy(dir.path().join(name), copy.join(name)).unwrap();
        }
        w.running.shutdown().await;
    }
    let w = world(&dir.path().join("copy"), Settings::default()).await;
    let picture = w.ask(&api::AskFleet {}).await.unwrap();
    assert_eq!(picture.devices.len(), 2);
    assert_eq!(picture.devices[1].cpu_percent, Some(5.0));
}

fn agent(at: model::Timestamp, value: Value) -> Batch {
    Batch {
        source: Source::Agent,
        device: Identity { agent_id: Some("a-1".into()), name: Some("pc".into()), ..Identity::default() },
        at,
        heard: Vec::new(),
        samples: vec![Sample { metric: Metric::CpuUse, instance: String::new(), value }],
        inventory: None,
        issues: Vec::new(),
    }
}

#[tokio::test]
async fn what_agents_send_is_bounded_and_answered_after_the_commit() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    assert_eq!(w.ask(&agents::asked(1, &vec![agent(at(0), Value::Level(1.0)); 3])).await.unwrap().acked, 3);
    // Of an impossible time, of another source: durable, but apart.
    let apart = w.ask(&agents::asked(4, &[agent(at(86_400), Value::Level(1.0)), snmp(1, at(0), false)])).await.unwrap();
    let reasons: Vec<_> = apart.quarantined.iter().map(|q| (q.seq, q.reason.as_str())).collect();
    assert_eq!((apart.acked, reasons), (5, vec![(4, "time"), (5, "malformed")]));
    assert_eq!(w.code(&agents::asked(6, &vec![agent(at(0), Value::Level(1.0)); 1001])).await, Code::Invalid);
    // An agent cannot speak for a device by its number.
    w.ask(&AddDevice(device("10.0.0.9"))).await.unwrap();
    let mut forged = agent(at(1), Value::Level(99.0));
    forged.device.device = Some(DeviceId(2));
    w.ask(&agents::asked(6, &[forged])).await.unwrap();
    let fleet = w.ask(&api::AskFleet {}).await.unwrap();
    assert_eq!((fleet.devices[0].cpu_percent, fleet.devices[1].cpu_percent), (Some(99.0), None));
    let (_, metrics) = w.raw("GET", "/metrics", &[], String::new()).await;
    assert!(metrics.contains("pantau_batches_refused_total{reason=\"time\"} 1\n"), "{metrics}");
}

#[tokio::test]
async fn bad_requests_get_one_clear_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    const JSON: (&str, &str) = ("content-type", "application/json");
    let long = format!("{{\"name\":\"{}\"}}", "x".repeat(5 * 1024 * 1024));
    for (method, path, headers, body, status) in [
        ("GET", "/api/v1/nothing", &[][..], "", 404),
        ("PUT", "/api/v1/fleet", &[JSON][..], "{}", 404),
        ("GET", "/api/v1/devices/7", &[][..], "", 404),
        ("GET", "/api/v1/devices/%00", &[][..], "", 400),
        ("GET", "/api/v1/devices/-1", &[][..], "", 400),
        ("GET", "/api/v1/changes?since=x", &[][..], "", 400),
        ("POST", "/api/v1/devices", &[][..], "{}", 400),
        ("POST", "/api/v1/devices", &[("content-type", "text/plain")][..], "{}", 400),
        ("POST", "/api/v1/devices", &[JSON][..], "{\"id\":\u{1b}", 400),
        ("POST", "/api/v1/devices", &[JSON][..], &long, 413),
        ("GET", "/api/v1/fleet", &[("host", "evil.example")][..], "", 400),
        ("GET", "/api/v1/fleet", &[("host", "127.0.0.1:7688")][..], "", 200),
        ("GET", "/api/v1/fleet", &[("host", "127.0.0.1"), ("host", "evil")][..], "", 400),
        ("GET", "/metrics", &[("host", "10.0.0.1")][..], "", 400),
        ("GET", "/healthz", &[][..], "", 200),
    ] {
        let (found, text) = w.raw(method, path, headers, body.to_owned()).await;
        assert_eq!(found.as_u16(), status, "{method} {path} {text}");
        if status != 200 {
            let error: ErrorAnswer = serde_json::from_str(&text).unwrap();
            assert!(!error.message.is_empty() && !error.pesan.is_empty());
            assert!(!text.contains('\u{1b}'));
        }
    }
}

#[tokio::test]
async fn json_is_inert() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddDevice(Device { name: Some("a\u{202e}b\u{200b}".into()), ..Device::default() })).await.unwrap();
    let (_, text) = w.raw("GET", "/api/v1/fleet", &[], String::new()).await;
    assert!(text.contains("a\\u202eb\\u200b"), "{text}");
    assert!(!text.chars().any(model::text::is_invisible));
}

struct Echoing(mpsc::Sender<crate::grid::Incoming>);

impl Prober for Echoing {
    fn probe(&self, id: DeviceId) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move { self.0.send(echo(id.0, at(0), 1).into()).await.unwrap() })
    }
}

#[tokio::test]
async fn a_probe_answers_with_what_it_found() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddDevice(device("10.0.0.1"))).await.unwrap();
    w.ask(&AddDevice(Device { name: Some("rak".into()), ..Device::default() })).await.unwrap();
    assert_eq!(w.ask(&api::ProbeDevice { id: DeviceId(1) }).await.map(|_| ()).unwrap_err().code, Code::Busy);
    w.running.set_prober(Arc::new(Echoing(w.running.batches())));
    let picture = w.ask(&api::ProbeDevice { id: DeviceId(1) }).await.unwrap();
    assert_eq!((picture.row.status, picture.row.rtt_ms), (Status::Ok, Some(1.5)));
    for (id, code) in [(2, Code::Invalid), (3, Code::NotFound)] {
        assert_eq!(w.ask(&api::ProbeDevice { id: DeviceId(id) }).await.map(|_| ()).unwrap_err().code, code);
    }
}

struct Panicking;

impl Prober for Panicking {
    fn probe(&self, _: DeviceId) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async { panic!("in a handler") })
    }
}

#[tokio::test]
async fn a_panic_is_one_refused_question_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddDevice(device("10.0.0.1"))).await.unwrap();
    w.running.set_prober(Arc::new(Panicking));
    assert_eq!(w.ask(&api::ProbeDevice { id: DeviceId(1) }).await.map(|_| ()).unwrap_err().code, Code::Internal);
    let (_, metrics) = w.raw("GET", "/metrics", &[], String::new()).await;
    assert!(metrics.contains("pantau_panics_total{task=\"api\"} 1\n"), "{metrics}");
}
