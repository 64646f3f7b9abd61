//! A whole collector with machines that send to it; what it acknowledged is noted outside.

use super::truth::{MACHINES, SAMPLES, STEP_MS, batch, epoch, moment};
use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use collector::{Running, StartOptions, clock::Clock};
use futures_util::future::join_all;
use model::{
    Settings,
    api::{Entry, Question, Received, SendBatches, SenderClock, Spooled},
};
use serde_json::value::RawValue;
use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::{MissedTickBehavior, interval};
use tower::ServiceExt;

/// Steps of one request.
const STEPS: u64 = 5;
/// How often it is looked for what there is to compact: the windows of this load are over within two seconds.
const COMPACT_EVERY: Duration = Duration::from_millis(250);

/// One machine on its way.
pub struct Machine {
    number: u32,
    router: axum::Router,
    hand: Arc<AtomicI64>,
    acked: u64,
    log: File,
    longest_us: Arc<AtomicU64>,
}

/// Runs until it is killed, or the disk is gone.
pub fn write(data: &Path, outside: &Path, rate: u64) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(data, outside, rate));
}

async fn run(data: &Path, outside: &Path, rate: u64) {
    let noted = noted(outside);
    let (_running, machines) = start(data, outside, &noted, Arc::default()).await;
    live(machines, rate).await;
}

/// A collector whose time runs with its machines, each of which has sent one batch; the longest wait for an answer is kept.
pub async fn start(data: &Path, outside: &Path, noted: &[u64], longest_us: Arc<AtomicU64>) -> (Running, Vec<Machine>) {
    let newest = noted.iter().copied().max().unwrap_or(0);
    let hand = Arc::new(AtomicI64::new(moment(newest).0 + 1000));
    let mut settings = Settings::default();
    settings.collector.listen = "127.0.0.1:0".into();
    let options = StartOptions {
        clock: Clock::set_by(hand.clone()),
        compact_every: COMPACT_EVERY,
        ..StartOptions::new(data, settings, "0.0.0")
    };
    let running = collector::start(options).await.expect("a collector that starts");
    let mut machines = Vec::new();
    for number in 0..MACHINES {
        let log = OpenOptions::new().create(true).append(true).open(outside.join("acknowledged")).unwrap();
        let (router, hand, longest_us) = (running.router(), hand.clone(), longest_us.clone());
        let mut machine = Machine { number, router, hand, acked: 0, log, longest_us };
        let found = machine.send(0).await.expect("an answer to the first question");
        let expected = noted[number as usize];
        assert_eq!(found, expected, "high-water mark of machine {number} against its readings");
        machine.acked = found;
        machine.set_clock(1);
        // One after another: devices are numbered in the order in which they are heard of.
        machine.acked = machine.send(1).await.expect("an answer to the first batch");
        machines.push(machine);
    }
    (running, machines)
}

/// Sends so many samples a second, for ever. All machines send at once, and meanwhile the clock stands still: a request that
/// came minutes after it was sent would be one of a machine whose clock is wrong.
pub async fn live(mut machines: Vec<Machine>, rate: u64) {
    let every = Duration::from_secs_f64((STEPS * SAMPLES * u64::from(MACHINES)) as f64 / rate as f64);
    let mut due = interval(every);
    due.set_missed_tick_behavior(MissedTickBehavior::Burst);
    loop {
        due.tick().await;
        for machine in &machines {
            machine.set_clock(STEPS);
        }
        // Nothing is acknowledged while the disk is gone; it is sent again.
        let answers = join_all(machines.iter_mut().map(|machine| machine.send(STEPS))).await;
        for (machine, acked) in machines.iter_mut().zip(answers) {
            machine.acked = acked.unwrap_or(machine.acked);
        }
    }
}

/// What the judge found of each machine the last time.
pub fn noted(outside: &Path) -> Vec<u64> {
    let text = std::fs::read_to_string(outside.join("found")).unwrap_or_default();
    let mut noted: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    noted.resize(MACHINES as usize, 0);
    noted
}

impl Machine {
    /// It is at least the time of the steps that come next.
    fn set_clock(&self, steps: u64) {
        self.hand.fetch_max(moment(self.acked + steps).0 + 1000, Ordering::SeqCst);
    }

    /// Sends the next steps; what is acknowledged then, unless it was refused.
    async fn send(&mut self, steps: u64) -> Option<u64> {
        let first = self.acked + 1;
        let entries = (first..first + steps).map(|step| {
            let mono_ms = step * STEP_MS.unsigned_abs();
            let spooled = Spooled { mono_ms, boot_id: "boot".into(), batch: batch(self.number, step) };
            let json = serde_json::to_string(&Entry::Batch(Box::new(spooled))).unwrap();
            RawValue::from_string(json).unwrap()
        });
        let entries: Vec<_> = entries.collect();
        let now = self.hand.load(Ordering::SeqCst);
        let request = SendBatches {
            epoch: epoch(self.number),
            first_seq: first,
            generation: 0,
            clock: SenderClock {
                sent_at: model::Timestamp(now),
                mono_ms: (now - moment(0).0).unsigned_abs(),
                boot_id: "boot".into(),
            },
            preview: None,
            leaving: None,
            entries,
        };
        let body = Body::from(serde_json::to_vec(&request).unwrap());
        let request = Request::post(SendBatches::ROUTE).header("content-type", "application/json").body(body).unwrap();
        let begun = Instant::now();
        let response = self.router.clone().oneshot(request).await.unwrap();
        self.longest_us.fetch_max(begun.elapsed().as_micros() as u64, Ordering::Relaxed);
        let is_taken = response.status().is_success();
        let octets = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        if !is_taken {
            return None;
        }
        let received: Received = serde_json::from_slice(&octets).unwrap();
        assert_eq!(received.quarantined, [], "everything is good");
        if steps > 0 {
            self.note(received.acked);
        }
        Some(received.acked)
    }

    /// One line, with one call: lines of several machines do not mix.
    fn note(&mut self, acked: u64) {
        let line = format!("{} {acked}\n", self.number);
        self.log.write_all(line.as_bytes()).unwrap();
    }
}
