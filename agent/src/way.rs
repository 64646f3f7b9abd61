//! The way from this machine to the outside, measured: a thread asks link, gateway, router, DNS, Dinas and internet in turn
//! and keeps what [`model::way`] makes of the answers. A few small packets every half minute.

mod ask;
#[cfg(target_os = "linux")]
mod echo;
mod hosts;
mod look;
mod round;
mod targets;
mod window;

pub use round::Rounds;
pub use targets::{Targets, WrongTarget};

use crate::Roots;
use model::{Timestamp, way::Way};
use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread::{Builder, JoinHandle},
    time::{Duration, Instant},
};

/// From one round to the next.
const EVERY: Duration = Duration::from_secs(30);
/// So often it is looked whether cable, address or gateway changed; that costs no packet.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After a change a round follows at once, but not closer than this to the one before.
const REST: Duration = Duration::from_secs(5);

/// The newest round, shared between the thread that measures and those that tell.
#[derive(Clone, Debug, Default)]
pub struct Report(Arc<Mutex<Option<Way>>>);

impl Report {
    /// The newest round, once there was one.
    pub fn newest(&self) -> Option<Way> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces it.
    pub fn put(&self, way: Way) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(way);
    }
}

/// The collector, which may be named while rounds go on: a machine can be enrolled at any time.
#[derive(Clone, Debug, Default)]
struct Aim(Arc<Mutex<Option<String>>>);

impl Aim {
    fn url(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Measures on a thread of its own until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    report: Report,
    aim: Aim,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Starts measuring. `clock` is the caller's wall clock. Error: the system gives no further thread.
    pub fn start(roots: Roots, targets: Targets, clock: fn() -> Timestamp) -> io::Result<Self> {
        let report = Report::default();
        let (stop, stopped) = mpsc::channel();
        let (told, aim) = (report.clone(), Aim::default());
        let aimed = aim.clone();
        let thread = Builder::new().name("way".into()).spawn(move || {
            let mut rounds = Rounds::new(roots, targets);
            let wait = |time| stopped.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            measure(&mut rounds, &aimed, clock, &told, wait);
        })?;
        Ok(Self { report, aim, stop: Some(stop), thread: Some(thread) })
    }

    /// Names the collector that the next rounds ask.
    pub fn aim_at(&self, url: &str) {
        let mut aim = self.aim.0.lock().unwrap_or_else(PoisonError::into_inner);
        if aim.as_deref() != Some(url) {
            *aim = Some(url.to_owned());
        }
    }

    /// Where the newest round can be read.
    pub fn report(&self) -> Report {
        self.report.clone()
    }
}

impl Drop for Watcher {
    /// Lets the thread end by itself: a round may still wait some seconds for answers, and nobody else shall.
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take().filter(JoinHandle::is_finished) {
            // A thread that panicked has nothing more to tell than the panic itself did.
            let _ended = thread.join();
        }
    }
}

/// Measures, and waits for the next round or a change, until `wait` says that it is over.
fn measure(
    rounds: &mut Rounds,
    aim: &Aim,
    clock: fn() -> Timestamp,
    told: &Report,
    mut wait: impl FnMut(Duration) -> bool,
) {
    loop {
        let begun = Instant::now();
        let url = aim.url();
        if let Some(url) = &url {
            rounds.aim_at(url);
        }
        told.put(rounds.measure(clock()));
        loop {
            if !wait(LOOK_EVERY) {
                return;
            }
            let since = begun.elapsed();
            if since >= EVERY || (since >= REST && (rounds.has_changed() || aim.url() != url)) {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests;
