//! The whole pipeline, measured: pretend devices in a process of their own, polled by the real poller into the real
//! store. Prints what it cost; compare runs made in turn, never against a clock of another day.
//!
//! `cargo bench --bench pipeline -- [DEVICES] [PORTS] [ROUNDS]` (defaults 1000, 48, 3)

#![allow(clippy::disallowed_methods, reason = "the pretend devices run in a process of their own")]

use collector::{StartOptions, echo::NoEcho, poll::Poller, profile::Profiles};
use model::{Device, Settings, Timestamp, api::AddDevice};
use std::{
    io::{BufRead, BufReader, Read},
    net::Ipv4Addr,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tower::ServiceExt;

/// Tells the child that it is the one that answers.
const CHILD: &str = "PANTAU_BENCH_RESPONDER";
/// Interval of the polls, seconds.
const INTERVAL: u64 = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let number = |place: usize, default| numbers.get(place).copied().unwrap_or(default);
    let (devices, ports, rounds) = (number(0, 1000), number(1, 48), number(2, 3));
    let kabupaten = demo::Kabupaten::uniform(devices, u16::try_from(ports)?, Ipv4Addr::new(127, 1, 0, 1), 1);
    if std::env::var_os(CHILD).is_some() {
        return answer(kabupaten);
    }
    let arguments = [devices, ports, rounds].map(|n| n.to_string());
    let mut child = Command::new(std::env::current_exe()?)
        .args(&arguments)
        .env(CHILD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut port = String::new();
    BufReader::new(child.stdout.take().ok_or("no output of the child")?).read_line(&mut port)?;
    let measured = measure(kabupaten.on_loopback(port.trim().parse()?).devices(), rounds);
    drop(child.stdin.take());
    child.wait()?;
    measured
}

/// The child: answers until its input ends.
fn answer(kabupaten: demo::Kabupaten) -> Result<(), Box<dyn std::error::Error>> {
    let options = demo::Options { life: demo::Life::Calm, ..demo::Options::default() };
    let running = demo::start(kabupaten, demo::Mode::Loopback { port: Some(0) }, options)?;
    println!("{}", running.kabupaten().devices().first().and_then(|d| d.target.as_ref()).map_or(0, |t| t.port));
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn measure(devices: Vec<Device>, rounds: usize) -> Result<(), Box<dyn std::error::Error>> {
    let data = tempfile::tempdir()?;
    let mut settings = Settings::default();
    (settings.poll.interval_seconds, settings.poll.check_seconds) = (INTERVAL, INTERVAL);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let count = devices.len();
    runtime.block_on(async {
        let options = StartOptions { serve: false, ..StartOptions::new(data.path(), settings.clone(), "bench") };
        let running = collector::start(options).await?;
        let began = Instant::now();
        for device in devices {
            let body = serde_json::to_vec(&AddDevice(Device { opd: None, parents: Vec::new(), ..device }))?;
            let request = axum::http::Request::post("/api/v1/devices")
                .header("host", "localhost")
                .header("content-type", "application/json")
                .body(axum::body::Body::from(body))?;
            let answer = running.router().oneshot(request).await?;
            if !answer.status().is_success() {
                return Err(format!("a device was refused: {}", answer.status()).into());
            }
        }
        println!("book of {count} devices: {:.1} s", began.elapsed().as_secs_f64());
        let profiles = Arc::new(Profiles::load(None).map_err(|faults| format!("{} faults in mibs/", faults.len()))?);
        let poller = Poller::start(
            profiles,
            &settings,
            Arc::new(NoEcho),
            running.targets(),
            running.batches(),
            Vec::new(),
            || Timestamp(now_ms()),
        )?;
        let (mut before, mut polls) = (cpu_seconds(), 0);
        for round in 1..=rounds + 1 {
            while poller.figures().polls < (round * count) as u64 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            running.flush().await;
            let (cpu, done) = (cpu_seconds(), poller.figures().polls);
            let what = if round == 1 { "first round, with inventory" } else { "round" };
            println!(
                "{what}: {:.2} CPU-s, {:.0} us a device, RSS {} MiB, late {}",
                cpu - before,
                (cpu - before) * 1e6 / (done - polls) as f64,
                rss_mib(),
                poller.figures().late
            );
            (before, polls) = (cpu, done);
        }
        println!("{:?}", poller.figures());
        drop(poller);
        running.shutdown().await;
        Ok(())
    })
}

fn now_ms() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}

/// User and system time of this process so far (proc(5), clock ticks of 10 ms).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().map(|f| f.parse().unwrap_or(0.0)).collect();
    (fields.get(11).unwrap_or(&0.0) + fields.get(12).unwrap_or(&0.0)) / 100.0
}

fn rss_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
