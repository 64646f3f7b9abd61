//! The whole pipeline, measured: pretend devices in a process of their own, polled by the real poller, taken into the real
//! fleet, and with `--store` into the real store. Prints what each round cost, and where; compare runs made in turn, never
//! against a clock of another day.
//!
//! `cargo bench --bench pipeline -- [DEVICES] [PORTS] [ROUNDS] [--interval SECONDS] [--store] [--at PORT] [--v3]`
//! (defaults 1000, 48, 3, 10 s). `--at`: the devices 127.1.0.1 and following are another program's, on this UDP port.
//! `--v3`: they are asked as the user `bench` (SHA-256, AES-128, passphrase `benchbench` for both), not by a community.

#![allow(clippy::disallowed_methods, reason = "the pretend devices run in a process of their own")]

use collector::{
    PollTarget, StartOptions,
    echo::NoEcho,
    fleet::{Fleet, Sender},
    grid::Incoming,
    ingest,
    poll::{PollHandle, Poller},
    profile::Profiles,
};
use model::{
    Device, DeviceId, Settings, Timestamp,
    access::{Auth, AuthProtocol, KeyExtension, PrivProtocol, Privacy, SnmpAccess, User},
    api::AddDevice,
};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read},
    net::Ipv4Addr,
    process::{Command, Stdio},
    sync::{Arc, atomic::AtomicU64, atomic::Ordering::Relaxed},
    time::Duration,
};
use tokio::sync::{mpsc, watch};
use tower::ServiceExt;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tells the child that it is the one that answers.
const CHILD: &str = "PANTAU_BENCH_RESPONDER";

type Failure = Box<dyn std::error::Error>;

/// What is asked for.
struct Wanted {
    devices: usize,
    ports: usize,
    rounds: u64,
    interval: u64,
    store: bool,
    v3: bool,
    at: Option<u16>,
}

impl Wanted {
    fn read() -> Self {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let flags = ["--interval", "--at"];
        let behind = |flag: &str| words.iter().position(|word| word == flag).and_then(|place| words.get(place + 1));
        let plain = words.iter().enumerate().filter(|(place, word)| {
            !word.starts_with("--")
                && !place.checked_sub(1).is_some_and(|before| flags.contains(&words[before].as_str()))
        });
        let numbers: Vec<usize> = plain.filter_map(|(_, word)| word.parse().ok()).collect();
        let number = |place: usize, default| numbers.get(place).copied().unwrap_or(default);
        Self {
            devices: number(0, 1000),
            ports: number(1, 48),
            rounds: number(2, 3) as u64,
            interval: behind("--interval").and_then(|word| word.parse().ok()).unwrap_or(10),
            store: words.iter().any(|word| word == "--store"),
            v3: words.iter().any(|word| word == "--v3"),
            at: behind("--at").and_then(|word| word.parse().ok()),
        }
    }
}

fn main() -> Result<(), Failure> {
    let wanted = Wanted::read();
    let base = Ipv4Addr::new(127, 1, 0, 1);
    let kabupaten = demo::Kabupaten::uniform(wanted.devices, u16::try_from(wanted.ports)?, base, 1);
    if std::env::var_os(CHILD).is_some() {
        return answer(kabupaten);
    }
    if let Some(port) = wanted.at {
        return measure(kabupaten.on_loopback(port).devices(), &wanted);
    }
    let mut child = Command::new(std::env::current_exe()?)
        .args(std::env::args().skip(1))
        .env(CHILD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut port = String::new();
    BufReader::new(child.stdout.take().ok_or("no output of the child")?).read_line(&mut port)?;
    let measured = measure(kabupaten.on_loopback(port.trim().parse()?).devices(), &wanted);
    drop(child.stdin.take());
    child.wait()?;
    measured
}

/// The child: answers until its input ends.
fn answer(kabupaten: demo::Kabupaten) -> Result<(), Failure> {
    let options = demo::Options { life: demo::Life::Calm, ..demo::Options::default() };
    let running = demo::start(kabupaten, demo::Mode::Loopback { port: Some(0) }, options)?;
    println!("{}", running.kabupaten().devices().first().and_then(|d| d.target.as_ref()).map_or(0, |t| t.port));
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn measure(devices: Vec<Device>, wanted: &Wanted) -> Result<(), Failure> {
    let mut settings = Settings::default();
    (settings.poll.interval_seconds, settings.poll.check_seconds) = (wanted.interval, wanted.interval);
    let profiles = Arc::new(Profiles::load(None).map_err(|faults| format!("{} faults in mibs/", faults.len()))?);
    let start = |targets, out| {
        Poller::start_apart(profiles.clone(), &settings, Arc::new(NoEcho), targets, out, Vec::new(), now)
    };
    let devices = devices.into_iter().map(|mut device| {
        if let (true, Some(target)) = (wanted.v3, &mut device.target) {
            target.snmp = Some(SnmpAccess::V3(Box::new(user())));
        }
        Device { opd: None, parents: Vec::new(), ..device }
    });
    if wanted.store {
        let data = tempfile::tempdir()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let running = runtime.block_on(async {
            let options = StartOptions { serve: false, ..StartOptions::new(data.path(), settings.clone(), "bench") };
            let running = collector::start(options).await?;
            for device in devices {
                let body = serde_json::to_vec(&AddDevice(device))?;
                let request = axum::http::Request::post("/api/v1/devices")
                    .header("host", "localhost")
                    .header("content-type", "application/json")
                    .body(axum::body::Body::from(body))?;
                let answer = running.router().oneshot(request).await?;
                if !answer.status().is_success() {
                    return Err(format!("a device was refused: {}", answer.status()).into());
                }
            }
            Ok::<_, Failure>(running)
        })?;
        let poller = start(running.targets(), running.batches())?;
        rounds(&poller, wanted, || runtime.block_on(running.flush()));
        drop(poller);
        runtime.block_on(running.shutdown());
    } else {
        let mut fleet = Fleet::new(settings.clone(), "bench", false, now());
        devices.zip(1..).for_each(|(device, id)| fleet.put_device(Device { id: DeviceId(id), ..device }));
        let (_list, targets): (watch::Sender<Arc<Vec<PollTarget>>>, _) = watch::channel(Arc::new(fleet.targets()));
        let (out, batches) = mpsc::channel(settings.limits.batches_queued);
        let taken = Arc::new(AtomicU64::new(0));
        let sink = std::thread::Builder::new().name("fleet".into()).spawn({
            let taken = taken.clone();
            move || take(fleet, batches, &taken)
        })?;
        let poller = start(targets, out)?;
        rounds(&poller, wanted, || {
            let figures = poller.figures();
            while taken.load(Relaxed) < figures.polls + figures.pulses {
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        drop(poller);
        drop(_list);
        sink.join().map_err(|_| "the fleet panicked")?;
    }
    Ok(())
}

/// The user of `--v3`.
fn user() -> User {
    let passphrase = || "benchbench".to_owned();
    User {
        user: "bench".into(),
        context: None,
        auth: Some(Auth { protocol: AuthProtocol::Sha256, passphrase: passphrase() }),
        privacy: Some(Privacy {
            protocol: PrivProtocol::Aes128,
            passphrase: passphrase(),
            keys: KeyExtension::default(),
        }),
    }
}

/// The writer without its store: takes what comes into the fleet, several batches at once, and forgets the rows.
fn take(mut fleet: Fleet, mut batches: mpsc::Receiver<Incoming>, taken: &AtomicU64) {
    let mut rows = Vec::new();
    let mut group = Vec::new();
    while let Some(first) = batches.blocking_recv() {
        std::thread::sleep(Duration::from_millis(100));
        group.push(first);
        while let Ok(more) = batches.try_recv() {
            group.push(more);
        }
        let now = now();
        for mut incoming in group.drain(..) {
            if ingest::admit(&mut incoming, fleet.settings(), now).is_ok() {
                let _ = fleet.take(incoming, Sender::Inside, now, &mut rows);
            }
            rows.clear();
            taken.fetch_add(1, Relaxed);
        }
        fleet.judge(now, &mut rows);
        rows.clear();
    }
}

/// Waits for each round, and prints what it cost.
fn rounds(poller: &PollHandle, wanted: &Wanted, settle: impl Fn()) {
    let mut before = (by_thread(), poller.figures());
    for round in 0..=wanted.rounds {
        while poller.figures().polls < (round + 1) * wanted.devices as u64 {
            std::thread::sleep(Duration::from_millis(20));
        }
        settle();
        let (threads, figures) = (by_thread(), poller.figures());
        let cost = |name: &str| threads.get(name).unwrap_or(&0.0) - before.0.get(name).unwrap_or(&0.0);
        let whole: f64 = threads.keys().map(|name| cost(name)).sum();
        let values = figures.values - before.1.values;
        let polls = figures.polls - before.1.polls;
        let what = if round == 0 { "start, with inventory" } else { "round" };
        println!(
            "{what}: {whole:.2} CPU-s, {:.3} CPU-s per 1M values, {:.0} us a device, {} values and {} requests a device, \
             RSS {} MiB, late {}, retries {}",
            whole * 1e6 / values.max(1) as f64,
            whole * 1e6 / polls.max(1) as f64,
            values / polls.max(1),
            (figures.engine.requests - before.1.engine.requests) / polls.max(1),
            rss_mib(),
            figures.late,
            figures.engine.retries,
        );
        let mut parts: Vec<(f64, &String)> = threads.keys().map(|name| (cost(name), name)).collect();
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        let parts = parts.iter().filter(|(cost, _)| *cost > 0.0).map(|(cost, name)| format!("{name} {cost:.2}"));
        println!("    by thread: {}", parts.collect::<Vec<_>>().join(", "));
        before = (threads, figures);
    }
    println!("{:?}", poller.figures());
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.map_or(0, |d| d.as_millis() as i64))
}

/// User and system time of each thread so far, seconds (proc(5), the scheduler's own count in nanoseconds).
fn by_thread() -> BTreeMap<String, f64> {
    let mut threads = BTreeMap::new();
    for task in fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default().trim().to_owned();
        let spent = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        let spent: f64 = spent.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
        *threads.entry(name).or_insert(0.0) += spent / 1e9;
    }
    threads
}

fn rss_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
