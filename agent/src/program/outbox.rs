//! What stands between the observing thread and the sending one: the spool, and what is now.

use agent::spool::{Kept, Spool};
use model::{Batch, api::Spooled};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Shared by the two threads.
#[derive(Clone, Debug)]
pub struct Outbox {
    inner: Arc<(Mutex<Waiting>, Condvar)>,
}

/// What waits to be sent.
#[derive(Debug)]
pub struct Waiting {
    /// What is on the disk.
    pub spool: Spool,
    /// The newest batch, shown as a preview while older ones wait.
    pub newest: Option<Batch>,
    /// It was not sent in any way yet.
    pub is_news: bool,
}

impl Outbox {
    /// Over an open spool.
    pub fn new(spool: Spool) -> Self {
        Self { inner: Arc::new((Mutex::new(Waiting { spool, newest: None, is_news: false }), Condvar::new())) }
    }

    /// Keeps a batch. True: it could not be kept, and it held the inventory.
    pub fn push(&self, spooled: Spooled) -> bool {
        let newest = spooled.batch.clone();
        let mut waiting = self.waiting();
        let is_lost = waiting.spool.push(spooled) == Kept::Lost && newest.inventory.is_some();
        waiting.newest = Some(newest);
        waiting.is_news = true;
        self.inner.1.notify_one();
        is_lost
    }

    /// What waits, for a moment.
    pub fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // A thread that panicked left whole records behind: the spool is sound.
        self.inner.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a new batch, but not longer than this.
    pub fn wait_for_news(&self, longest: Duration) {
        let until = Instant::now() + longest;
        let mut waiting = self.waiting();
        while !waiting.is_news {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            waiting = self.inner.1.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
