//! Sending on, to a receiver that answers as it is told: everything arrives once and in order, whatever happens.

use super::*;
use crate::{
    Running, StartOptions,
    clock::Clock,
    fleet::tests::{START, at, counters},
    start,
};
use model::{
    Batch, Device, OpdCode, Settings, Source,
    api::{AddDevice, AddOpd, Method, Question},
    opd::Opd,
    settings::RemoteWrite,
};
use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Mutex, atomic::AtomicI64, mpsc as std_mpsc},
};
use tower::ServiceExt;

/// Longest wait for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Series by their labels, in the order of names.
type Sent = BTreeMap<String, Vec<(i64, f64)>>;

/// A receiver: heads of requests and what was in their bodies.
struct Fake {
    url: String,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
    heard: std_mpsc::Receiver<(String, Sent)>,
}

impl Fake {
    /// Gives these answers in turn, and then takes everything.
    fn start(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/api/v1/write", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(answers.iter().copied().collect::<VecDeque<_>>()));
        let (tell, heard) = std_mpsc::channel();
        let script = answers.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let asked = read(&stream);
                let answer = script.lock().unwrap().pop_front().unwrap_or("204 No Content\r\n");
                let length = "content-length: 0\r\nconnection: close\r\n\r\n";
                stream.write_all(format!("HTTP/1.1 {answer}{length}").as_bytes()).unwrap();
                if tell.send(asked).is_err() {
                    return;
                }
            }
        });
        Self { url, answers, heard }
    }

    fn next(&self) -> (String, Sent) {
        self.heard.recv_timeout(PATIENCE).expect("a request")
    }

    fn settings(&self) -> Settings {
        let remote_write = RemoteWrite { url: Some(self.url.clone()), interval_seconds: 1, ..RemoteWrite::default() };
        Settings { remote_write, ..Settings::default() }
    }
}

fn read(stream: &TcpStream) -> (String, Sent) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
    }
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let plain = snap::raw::Decoder::new().decompress_vec(&body).unwrap();
    let mut sent = Sent::new();
    for series in fields(&plain) {
        let (mut labels, mut samples) = (Vec::new(), Vec::new());
        for (field, part) in split(series) {
            match field {
                1 => labels.push(
                    fields(part).map(|text| String::from_utf8(text.to_vec()).unwrap()).collect::<Vec<_>>().join("="),
                ),
                _ => samples.push(sample(part)),
            }
        }
        assert!(labels.is_sorted(), "{labels:?}");
        assert!(samples.is_sorted_by(|a, b| a.0 < b.0), "{samples:?}");
        assert!(sent.insert(labels.join(","), samples).is_none(), "a series twice in a request");
    }
    (head, sent)
}

/// The fields of a message whose fields are all lengths and octets.
fn split(mut octets: &[u8]) -> Vec<(u8, &[u8])> {
    let mut found = Vec::new();
    while let [tag, rest @ ..] = octets {
        assert_eq!(tag & 7, 2);
        let (length, rest) = number(rest);
        let (part, rest) = rest.split_at(length as usize);
        found.push((tag >> 3, part));
        octets = rest;
    }
    found
}

fn fields(octets: &[u8]) -> impl Iterator<Item = &[u8]> {
    split(octets).into_iter().map(|(_, part)| part)
}

fn sample(octets: &[u8]) -> (i64, f64) {
    assert_eq!((octets[0], octets[9]), (0x09, 0x10));
    (number(&octets[10..]).0.cast_signed(), f64::from_le_bytes(octets[1..9].try_into().unwrap()))
}

fn number(octets: &[u8]) -> (u64, &[u8]) {
    let length = octets.iter().position(|octet| octet & 0x80 == 0).unwrap() + 1;
    let number = octets[..length].iter().rev().fold(0, |number, octet| number << 7 | u64::from(octet & 0x7f));
    (number, &octets[length..])
}

struct World {
    running: Running,
    hand: Arc<AtomicI64>,
    _dir: tempfile::TempDir,
}

impl World {
    async fn start(settings: Settings) -> Self {
        let (dir, hand) = (tempfile::tempdir().unwrap(), Arc::new(AtomicI64::new(START.0)));
        let running = collector(dir.path(), &hand, settings).await;
        ask(&running, &AddOpd(Opd { code: OpdCode("DISDIK".into()), ..Opd::default() })).await;
        let opd = Some(OpdCode("DISDIK".into()));
        ask(&running, &AddDevice(Device { opd, ..crate::fleet::tests::polled(0, &[]) })).await;
        Self { running, hand, _dir: dir }
    }

    /// Takes batches in, each at its moment.
    async fn hear(&self, batches: impl IntoIterator<Item = Batch>) {
        for batch in batches {
            self.hand.store(batch.at.0, Ordering::SeqCst);
            self.running.batches().send(batch).await.unwrap();
            self.running.flush().await;
        }
    }

    /// A sender of the test's own, whose steps are taken by hand.
    fn sender(&self, fake: &Fake) -> (Sender, mpsc::Receiver<Command>) {
        let (commands, told) = mpsc::channel(100);
        let receiver = Receiver::of(&fake.settings().remote_write, "9.9.9").unwrap().unwrap();
        let reader = self.running.api.reader();
        let next = reader.next_unsent().unwrap();
        (Sender::new(self.running.shared.clone(), reader, commands, receiver, next), told)
    }
}

async fn collector(dir: &Path, hand: &Arc<AtomicI64>, settings: Settings) -> Running {
    let clock = Clock::set_by(hand.clone());
    start(StartOptions { serve: false, clock, ..StartOptions::new(dir, settings, "9.9.9") }).await.unwrap()
}

async fn ask<Q: Question>(running: &Running, question: &Q) {
    assert!(matches!(Q::METHOD, Method::Post));
    let body = axum::body::Body::from(serde_json::to_string(question).unwrap());
    let request = axum::http::Request::post(question.path()).header("content-type", "application/json").body(body);
    let answer = running.router().oneshot(request.unwrap()).await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
}

async fn page(running: &Running) -> String {
    let request = axum::http::Request::get("/metrics").body(axum::body::Body::empty()).unwrap();
    let answer = running.router().oneshot(request).await.unwrap();
    let octets = axum::body::to_bytes(answer.into_body(), 1 << 24).await.unwrap();
    String::from_utf8(octets.to_vec()).unwrap()
}

/// One step, where blocking is allowed.
async fn step(mut sender: Sender) -> (Sender, Duration) {
    tokio::task::spawn_blocking(move || {
        let pause = sender.step().unwrap();
        (sender, pause)
    })
    .await
    .unwrap()
}

fn figures(sender: &Sender) -> [u64; 4] {
    let figures = &sender.figures;
    [&figures.samples, &figures.failed, &figures.refused, &figures.too_old].map(|one| one.load(Ordering::SeqCst))
}

fn position(told: &mut mpsc::Receiver<Command>) -> Vec<i64> {
    std::iter::from_fn(|| told.try_recv().ok())
        .map(|command| match command {
            Command::Sent(next) => next,
            _ => panic!("another command"),
        })
        .collect()
}

#[tokio::test]
async fn the_position_moves_only_when_it_was_taken_or_refused() {
    let fake = Fake::start(&["503 Busy\r\nretry-after: 7\r\n", "204 Fine\r\n", "400 Out of order\r\n"]);
    let world = World::start(Settings::default()).await;
    let (sender, mut told) = world.sender(&fake);
    world.hear([counters(1, at(60), 600.0, 1000), counters(1, at(120), 660.0, u64::MAX)]).await;
    let (sender, pause) = step(sender).await;
    assert!((Duration::from_secs(7)..Duration::from_secs(8)).contains(&pause), "{pause:?}");
    assert_eq!((figures(&sender), position(&mut told)), ([0, 1, 0, 0], vec![]));
    assert_eq!(world.running.shared.sent.load(Ordering::SeqCst), 0, "nothing may be compacted");
    let first = fake.next().1;
    let (sender, pause) = step(sender).await;
    assert_eq!(pause, Duration::ZERO);
    let (head, second) = fake.next();
    assert_eq!(first, second, "what was not taken is sent again as it was");
    for line in [
        "post /api/v1/write http/1.1",
        "content-type: application/x-protobuf",
        "content-encoding: snappy",
        "x-prometheus-remote-write-version: 0.1.0",
        "user-agent: pantau/9.9.9",
    ] {
        assert!(head.lines().any(|told| told == line), "{line} in {head}");
    }
    let octets = &second["__name__=pantau_interface_receive_bytes_total,id=1,opd=DISDIK,port=ether1"];
    assert_eq!(*octets, [(at(60).0, 1000.0), (at(120).0, u64::MAX as f64)]);
    assert_eq!(second["__name__=pantau_device_uptime_seconds,id=1,opd=DISDIK"][1], (at(120).0, 660.0));
    assert_eq!((figures(&sender), position(&mut told)), ([12, 1, 0, 0], vec![3]));
    assert_eq!(world.running.shared.sent.load(Ordering::SeqCst), 2);
    world.hear([counters(1, at(180), 720.0, 5)]).await;
    let (sender, _) = step(sender).await;
    assert_eq!((figures(&sender), position(&mut told)), ([12, 1, 6, 0], vec![4]), "refused for good");
    let (sender, pause) = step(sender).await;
    assert_eq!((pause, position(&mut told)), (Duration::from_secs(5), vec![]));
    drop(sender);
    assert_eq!(world.running.shared.sent.load(Ordering::SeqCst), i64::MAX, "nobody needs readings any more");
    assert!(fake.answers.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_waits_too_long_is_given_up_and_counted() {
    let fake = Fake::start(&["503 Busy\r\n", "503 Busy\r\n", "503 Busy\r\n"]);
    let mut settings = Settings::default();
    settings.limits.readings_hours = 1;
    let world = World::start(settings).await;
    let (sender, mut told) = world.sender(&fake);
    // The samples of an agent that was away are old when they come: that alone is no reason.
    let old = Batch { source: Source::Agent, ..counters(1, at(-86_400), 1.0, 1) };
    world.hear([old]).await;
    world.hand.store(at(60).0, Ordering::SeqCst);
    let (sender, _) = step(sender).await;
    assert!((figures(&sender), sender.figures.lag_ms.load(Ordering::SeqCst)) == ([0, 1, 0, 0], 86_460_000));
    world.hand.store(at(3600).0, Ordering::SeqCst);
    world.hear([counters(1, at(3600), 600.0, 7)]).await;
    let (sender, _) = step(sender).await;
    assert_eq!((figures(&sender), position(&mut told)), ([0, 2, 0, 0], vec![]));
    world.hand.store(at(3600 + 61).0, Ordering::SeqCst);
    let (sender, pause) = step(sender).await;
    assert_eq!((figures(&sender)[3], position(&mut told), pause), (6, vec![2], Duration::ZERO), "the first only");
    let (sender, _) = step(sender).await;
    assert_eq!((figures(&sender), position(&mut told)), ([0, 3, 0, 6], vec![]), "the second still waits");
}

#[tokio::test]
async fn ports_follow_one_source_and_labels_are_inert() {
    let fake = Fake::start(&[]);
    let world = World::start(Settings::default()).await;
    let (sender, _told) = world.sender(&fake);
    let mut odd = counters(1, at(60), 600.0, 1000);
    odd.samples[3].instance = format!("a\"\\\u{7}{}", "x".repeat(200));
    let other = Batch { source: Source::Agent, ..counters(1, at(61), 601.0, 99) };
    world.hear([odd, other]).await;
    let _ = step(sender).await;
    let sent = fake.next().1;
    let port = format!("port=a\"\\\\x07{}", "x".repeat(124));
    let octets = &sent[&format!("__name__=pantau_interface_receive_bytes_total,id=1,opd=DISDIK,{port}")];
    assert_eq!(*octets, [(at(60).0, 1000.0)]);
    let traffic = sent.iter().filter(|(labels, _)| labels.contains("receive_bytes_total"));
    assert_eq!(traffic.count(), 1, "the agent's counters of the same ports stay here");
    assert_eq!(sent["__name__=pantau_device_uptime_seconds,id=1,opd=DISDIK"].len(), 2);
}

#[tokio::test]
async fn a_collector_goes_on_where_it_was() {
    let fake = Fake::start(&["500 Oh\r\n"]);
    let World { running, hand, _dir: dir } = World::start(fake.settings()).await;
    let send = async |running: &Running, batch: Batch| {
        hand.store(batch.at.0, Ordering::SeqCst);
        running.batches().send(batch).await.unwrap();
        running.flush().await;
    };
    let times = |sent: &Sent| {
        let one = sent.iter().find(|(labels, _)| labels.contains("uptime")).unwrap().1;
        one.iter().map(|(at, _)| *at).collect::<Vec<_>>()
    };
    send(&running, counters(1, at(60), 600.0, 1000)).await;
    let fails = fake.next().1;
    let taken = fake.next().1;
    assert_eq!((times(&fails), times(&taken)), (vec![at(60).0], vec![at(60).0]));
    // Once it is counted, its position is on its way to the store.
    while !page(&running).await.contains("pantau_remote_write_samples_total 6\n") {
        tokio::task::yield_now().await;
    }
    running.flush().await;
    running.shutdown().await;
    // What comes while nobody sends on is not sent, what comes before the next start of sending neither.
    let running = collector(dir.path(), &hand, fake.settings()).await;
    send(&running, counters(1, at(120), 660.0, 2000)).await;
    assert_eq!(times(&fake.next().1), [at(120).0], "nothing twice, nothing left out");
    let figures = page(&running).await;
    assert!(figures.contains("pantau_remote_write_dropped_total{reason=\"refused\"} 0\n"), "{figures}");
    running.shutdown().await;
}

#[tokio::test]
async fn who_begins_to_send_begins_with_what_comes() {
    let fake = Fake::start(&[]);
    let World { running, hand, _dir: dir } = World::start(Settings::default()).await;
    hand.store(at(60).0, Ordering::SeqCst);
    running.batches().send(counters(1, at(60), 600.0, 1000)).await.unwrap();
    running.flush().await;
    running.shutdown().await;
    let running = collector(dir.path(), &hand, fake.settings()).await;
    hand.store(at(120).0, Ordering::SeqCst);
    running.batches().send(counters(1, at(120), 660.0, 2000)).await.unwrap();
    let sent = fake.next().1;
    assert!(sent.values().flatten().all(|(time, _)| *time == at(120).0), "{sent:?}");
    running.shutdown().await;
}
