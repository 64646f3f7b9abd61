//! Remote write: every reading goes on to storage that speaks Prometheus' protocol, in the order of its commit.
//!
//! How far it got lies in the store and moves only after the receiver has said that it holds what was sent, so a restart
//! or an outage resumes where it was. What is not sent is not compacted; what the receiver did not take for
//! `limits.readings_hours` is given up and counted, so that an address that is gone does not fill the disk.

mod message;
mod pause;
mod receiver;
mod series;
#[cfg(test)]
mod tests;

use crate::{
    live::Live,
    metrics::Extra,
    store::{Reader, StoreError, Unsent},
    writer::Command,
};
use model::Timestamp;
use receiver::{Outcome, Receiver};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver as Channel, RecvTimeoutError},
    },
    thread,
    time::Duration,
};
use tokio::sync::mpsc;

/// Most samples of one request.
const SAMPLES: usize = 10_000;
/// How often it is noted which reading is the newest, milliseconds.
const NOTE_EVERY_MS: i64 = 600_000;
/// Pause after the store could not be read.
const STORE_PAUSE: Duration = Duration::from_secs(5);

/// What `/metrics` tells.
#[derive(Debug, Default)]
struct Figures {
    samples: AtomicU64,
    failed: AtomicU64,
    refused: AtomicU64,
    too_old: AtomicU64,
    lag_ms: AtomicU64,
}

/// Sends until the other end of `stop` is gone. Error: what of the settings cannot be used.
pub(crate) fn start(
    shared: Arc<Live>,
    reader: Reader,
    commands: mpsc::Sender<Command>,
    version: &str,
    stop: Channel<()>,
) -> Result<(), String> {
    let settings = shared.fleet().settings().clone();
    let Some(receiver) = Receiver::of(&settings.remote_write, version)? else { return Ok(()) };
    let next = reader.next_unsent().map_err(|error| error.to_string())?;
    let figures = Arc::new(Figures::default());
    tell(&shared, &figures);
    shared.sent.store(next - 1, Ordering::SeqCst);
    let sender = Sender {
        interval: Duration::from_secs(settings.remote_write.interval_seconds),
        hours: settings.limits.readings_hours,
        held: Held(shared.clone()),
        shared,
        reader,
        commands,
        receiver,
        figures,
        next,
        notes: VecDeque::new(),
        failures: 0,
        is_refused: false,
    };
    let thread = thread::Builder::new().name("pantau-remote-write".into());
    thread.spawn(move || sender.run(&stop)).map(drop).map_err(|error| error.to_string())
}

fn tell(shared: &Live, figures: &Arc<Figures>) {
    let count = |name, help, read: fn(&Figures) -> &AtomicU64| {
        let figures = figures.clone();
        let read = Box::new(move |tell: &mut dyn FnMut(Option<(&str, &str)>, f64)| {
            tell(None, read(&figures).load(Ordering::Relaxed) as f64);
        });
        shared.own.add(Extra { name, help, counter: true, read });
    };
    count("pantau_remote_write_samples_total", "Samples that the receiver took.", |figures| &figures.samples);
    count("pantau_remote_write_failed_total", "Requests that failed and are sent again.", |figures| &figures.failed);
    let kept = figures.clone();
    shared.own.add(Extra {
        name: "pantau_remote_write_dropped_total",
        help: "Samples that were given up: the receiver refused them, or did not take them for too long.",
        counter: true,
        read: Box::new(move |tell| {
            tell(Some(("reason", "refused")), kept.refused.load(Ordering::Relaxed) as f64);
            tell(Some(("reason", "too_old")), kept.too_old.load(Ordering::Relaxed) as f64);
        }),
    });
    let kept = figures.clone();
    shared.own.add(Extra {
        name: "pantau_remote_write_lag_seconds",
        help: "Age of the oldest reading that the receiver has not taken; 0: it has all.",
        counter: false,
        read: Box::new(move |tell| tell(None, kept.lag_ms.load(Ordering::Relaxed) as f64 / 1000.0)),
    });
}

/// While it is there, what is not sent is not compacted; also a thread that panicked must not hold that up for ever.
struct Held(Arc<Live>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.sent.store(i64::MAX, Ordering::SeqCst);
    }
}

struct Sender {
    shared: Arc<Live>,
    held: Held,
    reader: Reader,
    commands: mpsc::Sender<Command>,
    receiver: Receiver,
    figures: Arc<Figures>,
    interval: Duration,
    /// What waits longer than so many hours is given up.
    hours: u32,
    /// First reading that was not sent.
    next: i64,
    /// When which reading was the newest: a reading tells when it was read, not since when it waits here.
    notes: VecDeque<(Timestamp, i64)>,
    /// Failed requests in a row.
    failures: u32,
    /// The last request was refused.
    is_refused: bool,
}

impl Sender {
    fn run(mut self, stop: &Channel<()>) {
        loop {
            let pause = self.step().unwrap_or_else(|error| {
                tracing::warn!(%error, "remote write cannot read the store");
                STORE_PAUSE
            });
            match stop.recv_timeout(pause) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Sends one request, where there is something to send; returns how long to wait for the next.
    fn step(&mut self) -> Result<Duration, StoreError> {
        let given_up = self.note()?;
        let unsent = self.reader.unsent(self.next, SAMPLES)?;
        let now = self.shared.clock.now();
        let oldest = unsent.readings.iter().map(|reading| reading.at).min();
        let lag_ms = oldest.map_or(0, |at| now.0.saturating_sub(at.0).max(0).unsigned_abs());
        self.figures.lag_ms.store(lag_ms, Ordering::Relaxed);
        if unsent.next == self.next {
            return Ok(self.interval);
        }
        if given_up.is_some_and(|last| unsent.next - 1 <= last) {
            let samples: u64 = unsent.readings.iter().map(|reading| reading.samples.len() as u64).sum();
            self.figures.too_old.fetch_add(samples, Ordering::Relaxed);
            tracing::warn!(samples, hours = self.hours, "remote write gave up samples that nobody took for so long");
            self.done(unsent.next);
            return Ok(Duration::ZERO);
        }
        Ok(self.send(&unsent))
    }

    fn send(&mut self, unsent: &Unsent) -> Duration {
        let (request, samples) = series::request(&self.shared.fleet(), &unsent.readings);
        if samples == 0 {
            self.done(unsent.next);
            return Duration::ZERO;
        }
        let outcome = match request.packed() {
            Ok(body) => self.receiver.send(&body),
            Err(error) => Outcome::Refused(error.to_string()),
        };
        match outcome {
            Outcome::Taken => {
                if self.failures > 0 || self.is_refused {
                    tracing::info!("remote write: the receiver takes samples again");
                }
                (self.failures, self.is_refused) = (0, false);
                self.figures.samples.fetch_add(samples, Ordering::Relaxed);
                self.done(unsent.next);
                Duration::ZERO
            }
            Outcome::Refused(reason) => {
                if !std::mem::replace(&mut self.is_refused, true) {
                    tracing::error!(reason, samples, "remote write: the receiver refuses samples; they are dropped");
                }
                self.failures = 0;
                self.figures.refused.fetch_add(samples, Ordering::Relaxed);
                self.done(unsent.next);
                Duration::ZERO
            }
            Outcome::Later(reason, wait) => {
                if self.failures == 0 {
                    tracing::warn!(reason, "remote write: the receiver takes nothing; samples wait");
                }
                self.failures = self.failures.saturating_add(1);
                self.figures.failed.fetch_add(1, Ordering::Relaxed);
                pause::pause(self.failures, wait, getrandom::u64().unwrap_or(u64::MAX / 2))
            }
        }
    }

    /// Everything before `next` need not be sent any more.
    fn done(&mut self, next: i64) {
        self.next = next;
        self.held.0.sent.store(next - 1, Ordering::SeqCst);
        // Only fails when the writer is gone, and then it is sent again after the next start.
        let _ = self.commands.blocking_send(Command::Sent(next));
    }

    /// Notes now and then which reading is the newest; returns the newest of those that wait for too long.
    fn note(&mut self) -> Result<Option<i64>, StoreError> {
        let now = self.shared.clock.now();
        let is_due = self.notes.back().is_none_or(|(at, _)| now.0.saturating_sub(at.0) >= NOTE_EVERY_MS);
        if is_due {
            self.notes.push_back((now, self.reader.last_reading()?));
        }
        let oldest = now.plus_seconds(-i64::from(self.hours) * 3600);
        // The last note that is too old stays, for what waits since then may need many steps to be given up.
        while self.notes.get(1).is_some_and(|(at, _)| *at < oldest) {
            self.notes.pop_front();
        }
        Ok(self.notes.front().filter(|(at, _)| *at < oldest).map(|(_, last)| *last))
    }
}
