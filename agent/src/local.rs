//! The agent inside another program: a thread that observes at intervals and hands its batches to a function.

use crate::{Observer, Roots, installation};
use model::{Batch, Timestamp};
use std::{
    path::Path,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{Builder, JoinHandle},
    time::{Duration, Instant},
};

/// The second batch follows the first so soon, for processor use and rates need two.
const SECOND_AFTER: Duration = Duration::from_millis(1500);
/// Shortest interval.
pub const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);

/// Why a local agent did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory cannot be made or written.
    #[error("the data directory cannot be used: {0}")]
    Data(#[source] std::io::Error),
    /// The system gives no further thread.
    #[error("no thread for the agent: {0}")]
    Thread(#[source] std::io::Error),
}

/// A running local agent; it ends when this is dropped.
#[derive(Debug)]
pub struct LocalAgent {
    agent_id: String,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl LocalAgent {
    /// The id its batches carry.
    pub fn agent_id(&self) -> &str {
        &self.agent_id
    }
}

impl Drop for LocalAgent {
    /// Waits for the thread, which ends at once unless `send` blocks.
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to tell than the panic itself did.
            let _ = thread.join();
        }
    }
}

/// Observes this machine on a thread: at once, after 1.5 s, then each `interval` (at least a second). `send` says
/// whether it took the batch; an inventory it did not take is said again. `clock` is the caller's wall clock.
pub fn spawn_local(
    data: &Path,
    interval: Duration,
    tells_users: bool,
    clock: fn() -> Timestamp,
    send: impl FnMut(Batch) -> bool + Send + 'static,
) -> Result<LocalAgent, StartError> {
    let roots = Roots { tells_users, ..Roots::system() };
    let agent_id = installation::keep_id(&roots, data).map_err(StartError::Data)?;
    let observer = Observer::new(roots, Some(agent_id.clone()));
    let (stop, stopped) = mpsc::channel();
    let thread = Builder::new()
        .name("local-agent".into())
        .spawn(move || {
            observe_until(observer, interval.max(SHORTEST_INTERVAL), clock, send, |wait| {
                stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout)
            })
        })
        .map_err(StartError::Thread)?;
    Ok(LocalAgent { agent_id, stop: Some(stop), thread: Some(thread) })
}

/// Observes and sends, `wait`ing in between, until `wait` says that it is over.
fn observe_until(
    mut observer: Observer,
    interval: Duration,
    clock: fn() -> Timestamp,
    mut send: impl FnMut(Batch) -> bool,
    mut wait: impl FnMut(Duration) -> bool,
) {
    let mut rhythm = Rhythm::starting(Instant::now(), SECOND_AFTER.min(interval), interval);
    loop {
        let batch = observer.observe(clock());
        let with_inventory = batch.inventory.is_some();
        if !send(batch) && with_inventory {
            observer.repeat_inventory();
        }
        let now = Instant::now();
        if !wait(rhythm.after(now).saturating_duration_since(now)) {
            return;
        }
    }
}

/// When to observe next: the second time soon, then at even steps; steps missed (a laptop slept) are not made up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    next: Instant,
    interval: Duration,
}

impl Rhythm {
    /// The first observation is now, the second after `soon`, then each `interval`.
    pub fn starting(now: Instant, soon: Duration, interval: Duration) -> Self {
        Self { next: now + soon, interval }
    }

    /// The moment of the next observation, which is later than `now` unless it is just due.
    pub fn after(&mut self, now: Instant) -> Instant {
        let due = self.next.max(now);
        self.next = due + self.interval;
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_comes_soon_and_missed_steps_are_not_made_up_for() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut rhythm = Rhythm::starting(start, Duration::from_secs(2), Duration::from_secs(10));
        assert_eq!(rhythm.after(at(0)), at(2));
        assert_eq!(rhythm.after(at(3)), at(12));
        assert_eq!(rhythm.after(at(13)), at(22));
        // Asleep for a minute.
        assert_eq!(rhythm.after(at(82)), at(82));
        assert_eq!(rhythm.after(at(82)), at(92));
    }

    #[test]
    fn the_first_batch_has_the_inventory_and_dropping_ends_the_thread() {
        let directory = tempfile::tempdir().unwrap();
        let (out, batches) = mpsc::channel();
        let begun = Instant::now();
        let agent = spawn_local(
            directory.path(),
            Duration::from_secs(60),
            true,
            || Timestamp(7000),
            move |batch| out.send(batch).is_ok(),
        )
        .unwrap();
        let first = batches.recv_timeout(Duration::from_secs(20)).unwrap();
        let second = batches.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(begun.elapsed() >= SECOND_AFTER);
        assert!(first.inventory.is_some() && first.at == Timestamp(7000));
        assert_eq!(first.device.agent_id.as_deref(), Some(agent.agent_id()));
        let has_cpu = |batch: &Batch| batch.samples.iter().any(|sample| sample.metric == model::Metric::CpuUse);
        assert!(!has_cpu(&first) && (has_cpu(&second) || !cfg!(target_os = "linux")));
        drop(agent);
        assert!(batches.recv_timeout(Duration::ZERO).is_err());
    }

    #[test]
    fn an_inventory_that_was_not_taken_is_said_again() {
        let directory = tempfile::tempdir().unwrap();
        let observer = Observer::new(Roots::under(directory.path()), None);
        let mut inventories = Vec::new();
        let mut rounds = 0;
        observe_until(
            observer,
            Duration::from_secs(60),
            || Timestamp(0),
            |batch| {
                inventories.push(batch.inventory.is_some());
                inventories.len() > 2
            },
            |_| {
                rounds += 1;
                rounds < 4
            },
        );
        assert_eq!(inventories, [true, true, true, false]);
    }

    #[test]
    fn a_data_directory_that_cannot_be_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let refused = spawn_local(&file.join("data"), Duration::from_secs(60), true, || Timestamp(0), |_| true);
        assert!(matches!(refused, Err(StartError::Data(_))));
    }
}
