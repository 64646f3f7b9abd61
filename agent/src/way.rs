//! The way from this machine to the outside, measured: a thread asks link, gateway, router, DNS, Dinas and internet in turn
//! and keeps what [`model::way`] makes of the answers. A few small packets every half minute while somebody looks, every five minutes while
//! nobody does.

mod ask;
#[cfg(target_os = "linux")]
mod echo;
pub(crate) mod hosts;
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
    net::IpAddr,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{Builder, JoinHandle},
    time::{Duration, Instant},
};

/// From one round to the next while somebody looks, and while nobody does.
const EVERY: Duration = Duration::from_secs(30);
const EVERY_UNSEEN: Duration = Duration::from_secs(300);
/// Somebody looks for so long after the last time that was asked.
const LOOKING: Duration = Duration::from_secs(60);
/// So often it is then looked whether cable, address or gateway changed; that costs no packet, but on Windows a question to WMI.
const LOOK_EVERY: Duration = Duration::from_secs(if cfg!(windows) { 10 } else { 2 });
/// After a change a round follows at once, but not closer than this to the one before.
const REST: Duration = Duration::from_secs(5);

/// The newest round, shared between the thread that measures and those that tell.
#[derive(Clone, Debug, Default)]
pub struct Report(Arc<(Mutex<Told>, Condvar)>);

#[derive(Debug, Default)]
struct Told {
    newest: Option<Way>,
    /// When somebody asked last.
    asked_at: Option<Instant>,
    /// The collector, which may be named while rounds go on: a machine can be enrolled at any time.
    url: Option<String>,
    /// The agency's router as the collector told it, which may come to be known at any time as well.
    router: Vec<IpAddr>,
    is_over: bool,
}

impl Told {
    fn is_watched(&self) -> bool {
        self.asked_at.is_some_and(|at| at.elapsed() < LOOKING)
    }
}

impl Report {
    /// The newest round, once there was one.
    pub fn newest(&self) -> Option<Way> {
        self.told().newest.clone()
    }

    /// The same for somebody who looks: while somebody does, rounds follow closer.
    pub fn ask(&self) -> Option<Way> {
        let mut told = self.told();
        let is_first = !told.is_watched();
        told.asked_at = Some(Instant::now());
        if is_first {
            self.0.1.notify_all();
        }
        told.newest.clone()
    }

    /// Replaces it.
    pub fn put(&self, way: Way) {
        self.told().newest = Some(way);
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, what: impl FnOnce(&mut Told)) {
        what(&mut self.told());
        self.0.1.notify_all();
    }

    /// Waits until something is told or asked, but not longer than this.
    fn wait(&self, longest: Duration) -> MutexGuard<'_, Told> {
        let told = self.told();
        if told.is_over {
            return told;
        }
        self.0.1.wait_timeout(told, longest).unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Measures on a thread of its own until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    report: Report,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Starts measuring. `clock` is the caller's wall clock. Error: the system gives no further thread.
    pub fn start(roots: Roots, targets: Targets, clock: fn() -> Timestamp) -> io::Result<Self> {
        let report = Report::default();
        let told = report.clone();
        let thread = Builder::new().name("way".into()).spawn(move || {
            measure(&mut Rounds::new(roots, targets), clock, &told);
        })?;
        Ok(Self { report, thread: Some(thread) })
    }

    /// Names the collector that the next rounds ask.
    pub fn aim_at(&self, url: &str) {
        if self.report.told().url.as_deref() != Some(url) {
            self.report.tell(|told| told.url = Some(url.to_owned()));
        }
    }

    /// Tells the addresses of the agency's router, the one to ask first, for the next rounds.
    pub fn route_by(&self, router: &[IpAddr]) {
        if self.report.told().router != router {
            self.report.tell(|told| told.router = router.to_vec());
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
        self.report.tell(|told| told.is_over = true);
        if let Some(thread) = self.thread.take().filter(JoinHandle::is_finished) {
            // A thread that panicked has nothing more to tell than the panic itself did.
            let _ended = thread.join();
        }
    }
}

/// Measures, and waits for the next round, a change, or somebody who looks, until it is over.
fn measure(rounds: &mut Rounds, clock: fn() -> Timestamp, report: &Report) {
    loop {
        let begun = Instant::now();
        let (url, router) = {
            let told = report.told();
            (told.url.clone(), told.router.clone())
        };
        if let Some(url) = &url {
            rounds.aim_at(url);
        }
        rounds.learn(&router);
        report.put(rounds.measure(clock()));
        loop {
            let since = begun.elapsed();
            let wait = if report.told().is_watched() { LOOK_EVERY } else { EVERY_UNSEEN.saturating_sub(since) };
            let (is_over, is_watched, is_aimed) = {
                let told = report.wait(wait);
                (told.is_over, told.is_watched(), told.url != url || told.router != router)
            };
            if is_over {
                return;
            }
            let since = begun.elapsed();
            let every = if is_watched { EVERY } else { EVERY_UNSEEN };
            if since >= every || since >= REST && (is_aimed || is_watched && rounds.has_changed()) {
                break;
            }
            if is_aimed {
                // Just measured: a moment later the new collector is asked.
                std::thread::sleep(REST.saturating_sub(since));
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests;
