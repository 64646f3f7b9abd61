//! Agents that come back after days without a link, all within a minute: what the collector takes in, how soon each is seen,
//! what it takes of memory. A load generator; it speaks the agents' protocol over TLS with a certificate for each.
//!
//! ```text
//! pantau collector --data D          # with listen_tls, and 50 agencies
//! pantau token create --opd OPD-01 --uses 40 --approve auto …   > tokens   # a line for each agency
//! cargo run --release -p pantau-collector --example returning -- https://localhost:7689 tokens 2000 7 600 PID
//! ```
//! Arguments: collector, file of tokens, agents, days away, seconds to measure, process of the collector.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

mod agent;
mod body;

use agent::Agent;
use body::Chunk;
use model::{
    Identity, Timestamp,
    api::{Enrol, Enrolled, Question},
};
use rcgen::{CertificateParams, KeyPair};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use std::{
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::time::sleep;

/// Batches of one request, values of one batch.
const ENTRIES: u64 = 1000;
const VALUES: u64 = 30;
const HEARTBEAT: Duration = Duration::from_secs(60);

struct Asked {
    host: String,
    port: u16,
    agents: usize,
    batches: u64,
    measured: Duration,
    process: u32,
}

/// What all agents add to.
#[derive(Default)]
struct Counts {
    values: AtomicU64,
    waits: AtomicU64,
    faults: Mutex<Vec<String>>,
    shown: Mutex<Vec<Duration>>,
    heartbeats: Mutex<Vec<Duration>>,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [url, tokens, agents, days, seconds, process] = &words[..] else {
        eprintln!("arguments: URL TOKENS AGENTS DAYS SECONDS PID");
        std::process::exit(64);
    };
    let (host, port) = url.trim_start_matches("https://").split_once(':').expect("https://HOST:PORT");
    let asked = Asked {
        host: host.into(),
        port: port.parse().expect("a port"),
        agents: agents.parse().expect("a number of agents"),
        batches: days.parse::<u64>().expect("days") * 1440,
        measured: Duration::from_secs(seconds.parse().expect("seconds")),
        process: process.parse().expect("a process"),
    };
    let tokens: Vec<String> = fs::read_to_string(tokens).expect("tokens").lines().map(str::to_owned).collect();
    let members = enrol(&asked, url, &tokens);
    let chunks: Vec<Chunk> = (0..asked.batches.div_ceil(ENTRIES)).map(|n| Chunk::new(asked.batches, n)).collect();
    tokio::runtime::Runtime::new().unwrap().block_on(run(asked, members, chunks));
}

fn now() -> Timestamp {
    Timestamp(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64)
}

fn progress(count: usize) {
    println!("enrolled {count}");
}

/// The certificate of each agent; a collector lets in 30 of an agency a minute.
fn enrol(asked: &Asked, url: &str, tokens: &[String]) -> Vec<Arc<ClientConfig>> {
    let authority = pin::authority(&asked.host, asked.port, pin::of_token(&tokens[0]).expect("a token")).unwrap();
    let tls = pin::tls_config(&authority, None).unwrap();
    let client = ureq::Agent::config_builder().http_status_as_error(false).tls_config(tls).build().new_agent();
    let mut roots = RootCertStore::empty();
    roots.add(authority).unwrap();
    (0..asked.agents)
        .map(|n| {
            let key = KeyPair::generate().unwrap();
            let csr = CertificateParams::new(Vec::new()).unwrap().serialize_request(&key).unwrap().pem().unwrap();
            let question = Enrol {
                token: tokens[n % tokens.len()].clone(),
                csr,
                nonce: format!("{n:032x}"),
                identity: marks(n),
                version: "bench".into(),
            };
            let body = serde_json::to_vec(&question).unwrap();
            let answer: Enrolled = loop {
                let mut answer = client
                    .post(format!("{url}{}", Enrol::ROUTE))
                    .content_type("application/json")
                    .send(&body[..])
                    .unwrap();
                let text = answer.body_mut().read_to_string().unwrap();
                match answer.status().as_u16() {
                    200 => break serde_json::from_str(&text).unwrap(),
                    429 => std::thread::sleep(Duration::from_secs(2)),
                    status => panic!("{status} {text}"),
                }
            };
            if n % 200 == 199 {
                progress(n + 1);
            }
            let chain = vec![CertificateDer::from(pin::der_of(&answer.certificate).unwrap())];
            let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
            let config = ClientConfig::builder_with_provider(pin::provider()).with_safe_default_protocol_versions();
            let config = config.unwrap().with_root_certificates(roots.clone());
            Arc::new(config.with_client_auth_cert(chain, key).unwrap())
        })
        .collect()
}

fn marks(n: usize) -> Identity {
    let mac = format!("52:54:00:{:02x}:{:02x}:{:02x}", n >> 16 & 255, n >> 8 & 255, n & 255);
    Identity {
        serial: Some(format!("SN{n:06}")),
        name: Some(format!("pc-{n:04}")),
        macs: vec![mac],
        ..Identity::default()
    }
}

async fn run(asked: Asked, members: Vec<Arc<ClientConfig>>, chunks: Vec<Chunk>) {
    let (asked, chunks, counts) = (Arc::new(asked), Arc::new(chunks), Arc::new(Counts::default()));
    println!("all of them come back within a minute");
    let begun = Instant::now();
    let until = begun + asked.measured;
    for (n, tls) in members.into_iter().enumerate() {
        let agent = Agent {
            n,
            tls,
            epoch: format!("{n:032x}"),
            asked: asked.clone(),
            chunks: chunks.clone(),
            counts: counts.clone(),
            generation: 0,
            acked: 0,
            backlog_at: begun,
            line: None,
        };
        tokio::spawn(agent.live(Duration::from_millis((n as u64 * 7_919) % 60_000), until));
    }
    let (mut most, mut rates) = (0, Vec::new());
    let mut before = 0;
    while Instant::now() < until {
        sleep(Duration::from_secs(10)).await;
        most = most.max(resident(asked.process));
        let values = counts.values.load(Ordering::Relaxed);
        let rate = (values - before) / 10;
        rates.push(rate);
        before = values;
        println!(
            "{:4} s  {:3} seen  {rate} values/s  {} told to wait  RSS {} MiB",
            begun.elapsed().as_secs(),
            counts.shown.lock().unwrap().len(),
            counts.waits.load(Ordering::Relaxed),
            resident(asked.process) >> 10,
        );
    }
    rates.sort_unstable();
    println!("values/s: median of 10 s {}, least {}", rates[rates.len() / 2], rates[0]);
    println!("RSS at most {} MiB", most >> 10);
    tell("seen after its return", &counts.shown);
    tell("heartbeat answered after", &counts.heartbeats);
    let faults = counts.faults.lock().unwrap();
    println!("{} faults {:?}", faults.len(), faults.iter().take(3).collect::<Vec<_>>());
}

fn tell(what: &str, times: &Mutex<Vec<Duration>>) {
    let mut times = times.lock().unwrap();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 1000).or(times.last()).copied().unwrap_or_default();
    println!("{what}: {} times, median {:?}, p99 {:?}, longest {:?}", times.len(), at(500), at(990), at(1000));
}

/// KiB.
fn resident(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
