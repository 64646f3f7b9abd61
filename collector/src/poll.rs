//! The poller: when each device is asked, and what becomes of the answers.
//!
//! One light task a device with two lanes: is it there (echo or TCP), and what does it say (SNMP). A supervisor follows
//! the list of targets. Nothing is stored here: every outcome is a batch.

mod check;
mod contexts;
mod cycle;
mod device;
mod figures;
mod known;
mod memory;
mod order;
mod pace;
mod place;
pub(crate) mod reading;
pub(crate) mod recognition;
mod seek;
mod snmp_lane;
mod supervisor;

pub use crate::snmp::engine::BOUNDS as ROUND_TRIP_BOUNDS;
pub use figures::Figures;
pub use known::Known;
pub use memory::{EngineClock, Remembered};

use crate::{
    credential::Credentials,
    echo::Echo,
    grid::Incoming,
    profile::Profiles,
    snmp::{Engine, session::Limits},
    target::PollTarget,
};
use figures::Counters;
use memory::Memory;
use model::{DeviceId, Settings, Timestamp};
use std::{io, pin::Pin, sync::Arc, thread, time::Duration};
use supervisor::{Order, supervise};
use tokio::{
    runtime::Builder,
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

/// Orders waiting for the supervisor.
const ORDERS_QUEUED: usize = 256;

/// What every device's task shares.
struct Shared {
    engine: Engine,
    profiles: Arc<Profiles>,
    echo: Arc<dyn Echo>,
    out: mpsc::Sender<Incoming>,
    clock: fn() -> Timestamp,
    counters: Counters,
    credentials: Credentials,
    memory: Memory,
    limits: Limits,
    pace: pace::Pace,
    interval: Duration,
    check: Duration,
    budget: Duration,
    /// From when the ticks count at which rounds begin.
    epoch: tokio::time::Instant,
}

/// Starts polling.
#[derive(Debug)]
pub struct Poller;

impl Poller {
    /// Polls every target of the list, now and as the list changes, and sends each outcome to `out`. `remembered` is what
    /// an earlier process told by [`PollHandle::news`]. Needs a running tokio runtime. Error: no UDP socket can be opened.
    pub fn start(
        profiles: Arc<Profiles>,
        settings: &Settings,
        echo: Arc<dyn Echo>,
        targets: watch::Receiver<Arc<Vec<PollTarget>>>,
        out: mpsc::Sender<Incoming>,
        remembered: Vec<(DeviceId, Remembered)>,
        clock: fn() -> Timestamp,
    ) -> io::Result<PollHandle> {
        let seconds = |seconds: u64| Duration::from_secs(seconds.max(1));
        let shared = Arc::new(Shared {
            engine: Engine::start(settings.limits.requests_in_flight)?,
            profiles,
            echo,
            out,
            clock,
            counters: Counters::default(),
            credentials: Credentials::of(settings),
            memory: Memory::of(remembered),
            limits: Limits::from(settings),
            pace: pace::Pace::of(settings.poll.subnet_packets_per_second),
            interval: seconds(settings.poll.interval_seconds),
            check: seconds(settings.poll.check_seconds),
            budget: seconds(settings.poll.budget_seconds),
            epoch: tokio::time::Instant::now(),
        });
        let (orders, received) = mpsc::channel(ORDERS_QUEUED);
        let supervisor = tokio::spawn(supervise(Arc::clone(&shared), targets, received));
        Ok(PollHandle { shared, orders, supervisor, _thread: None })
    }

    /// The same on a thread of its own: no task of a device wakes another thread, and nothing else delays a poll. Error: no
    /// UDP socket can be opened, or no thread started.
    pub fn start_apart(
        profiles: Arc<Profiles>,
        settings: &Settings,
        echo: Arc<dyn Echo>,
        targets: watch::Receiver<Arc<Vec<PollTarget>>>,
        out: mpsc::Sender<Incoming>,
        remembered: Vec<(DeviceId, Remembered)>,
        clock: fn() -> Timestamp,
    ) -> io::Result<PollHandle> {
        let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(8).build()?;
        let inside = runtime.enter();
        let mut handle = Self::start(profiles, settings, echo, targets, out, remembered, clock)?;
        drop(inside);
        let (alive, ended) = oneshot::channel();
        let run = move || {
            // Nothing is ever sent: it ends when the handle goes.
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        };
        thread::Builder::new().name("pantau-poller".into()).spawn(run)?;
        handle._thread = Some(alive);
        Ok(handle)
    }
}

/// A running poller; polling stops when this is dropped.
pub struct PollHandle {
    shared: Arc<Shared>,
    orders: mpsc::Sender<Order>,
    supervisor: JoinHandle<()>,
    /// The thread of its own ends with this.
    _thread: Option<oneshot::Sender<()>>,
}

impl PollHandle {
    /// Checks and polls a device now. Resolves when its batches were taken by `out`; false: no such target.
    pub fn poll_now(&self, id: DeviceId) -> impl Future<Output = bool> + Send + use<> {
        let orders = self.orders.clone();
        async move {
            let (done, finished) = oneshot::channel();
            orders.send(Order { id, done }).await.is_ok() && finished.await.unwrap_or(false)
        }
    }

    /// What was learnt of devices since this was asked last: for whoever keeps it over a restart.
    pub fn news(&self) -> Vec<(DeviceId, Remembered)> {
        self.shared.memory.news()
    }

    /// Counters since the start.
    pub fn figures(&self) -> Figures {
        self.shared.counters.figures(self.shared.engine.figures())
    }

    /// The engine, for a probe that shares its sockets.
    pub fn engine(&self) -> &Engine {
        &self.shared.engine
    }
}

impl crate::Prober for PollHandle {
    fn probe(&self, id: DeviceId) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let polled = self.poll_now(id);
        Box::pin(async move {
            // A device that is not watched has nothing to be asked.
            polled.await;
        })
    }
}

impl Drop for PollHandle {
    fn drop(&mut self) {
        // The supervisor owns the tasks of the devices: they end with it.
        self.supervisor.abort();
    }
}

impl std::fmt::Debug for PollHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PollHandle").field("figures", &self.figures()).finish_non_exhaustive()
    }
}
