//! What a large database costs a collector: how long a start takes after a kill, and how long the longest answer to an agent is
//! while a backup is made.
//!
//! ```text
//! cargo run --release -p pantau-collector --example large -- start DATA              # after whoever wrote was killed
//! cargo run --release -p pantau-collector --example large -- backup DATA TO [RATE]   # RATE samples a second beside it
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

#[path = "../powercut/load.rs"]
#[allow(dead_code)]
mod load;
#[path = "../powercut/truth.rs"]
mod truth;

use collector::{
    StartOptions,
    backup::{Order, Step, make},
    clock,
    store::FILE,
};
use model::Settings;
use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match words[..] {
        ["start", data] => runtime.block_on(start(Path::new(data))),
        ["backup", data, to] => runtime.block_on(backup(Path::new(data), Path::new(to), 20_000)),
        ["backup", data, to, rate] => {
            runtime.block_on(backup(Path::new(data), Path::new(to), rate.parse().expect("a rate")));
        }
        _ => {
            eprintln!("arguments: start DATA | backup DATA TO [RATE]");
            std::process::exit(64);
        }
    }
}

fn size(path: &Path) -> f64 {
    std::fs::metadata(path).map_or(0.0, |found| found.len() as f64 / 1e6)
}

/// Starts, asks over TCP whether it is there, and ends.
async fn start(data: &Path) {
    let log = size(&data.join(format!("{FILE}-wal")));
    let begun = Instant::now();
    let mut settings = Settings::default();
    settings.collector.listen = "127.0.0.1:0".into();
    let running = collector::start(StartOptions::new(data, settings, "0.0.0")).await.expect("a collector that starts");
    let started = begun.elapsed();
    let address = running.listen().expect("an address");
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    });
    let answer = answer.await.unwrap();
    println!(
        "{:.0} MB, log of {log:.0} MB: started after {:.2} s, answered after {:.2} s: {}",
        size(&data.join(FILE)),
        started.as_secs_f64(),
        begun.elapsed().as_secs_f64(),
        answer.lines().next().unwrap_or_default(),
    );
    running.shutdown().await;
}

/// Makes a backup while machines send, and tells the longest wait for an answer in each of its steps.
async fn backup(data: &Path, to: &Path, rate: u64) {
    let outside = tempfile::tempdir().unwrap();
    let longest = Arc::new(AtomicU64::new(0));
    let (running, machines) = load::start(data, outside.path(), &load::noted(outside.path()), longest.clone()).await;
    let load = tokio::spawn(load::live(machines, rate));
    tokio::time::sleep(Duration::from_secs(2)).await;
    longest.store(0, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(15)).await;
    println!("without a backup: {} ms", longest.swap(0, Ordering::Relaxed) / 1000);
    let told = Arc::new(Mutex::new(Vec::<(Step, u64)>::new()));
    let (data, to, seen, steps) = (data.to_owned(), to.to_owned(), longest.clone(), told.clone());
    let made = tokio::task::spawn_blocking(move || {
        let order = Order {
            data_dir: &data,
            destination: &to,
            configuration: None,
            passphrase: None,
            longest: None,
            proof: Some(None),
            site: "large",
            version: "0.0.0",
            clock: &clock::now,
        };
        make(&order, &mut |step, _, _| {
            let mut steps = steps.lock().unwrap();
            let now = seen.swap(0, Ordering::Relaxed);
            // What was seen until now belongs to the step before.
            if let Some((_, most)) = steps.last_mut() {
                *most = (*most).max(now);
            }
            if steps.last().is_none_or(|(last, _)| *last != step) {
                steps.push((step, 0));
            }
        })
    });
    let made = made.await.unwrap().expect("a backup");
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut told = told.lock().unwrap().clone();
    if let Some((_, most)) = told.last_mut() {
        *most = (*most).max(longest.load(Ordering::Relaxed));
    }
    for (step, most) in &told {
        println!("{step:?}: {} ms", most / 1000);
    }
    let megabytes = made.octets as f64 / 1e6;
    let most = told.iter().map(|(_, most)| most).max().copied().unwrap_or(0);
    println!(
        "{megabytes:.0} MB in {:.1} s, {:.0} MB/s with its proof; longest {} ms",
        made.seconds,
        megabytes / made.seconds,
        most / 1000
    );
    load.abort();
    running.shutdown().await;
}
