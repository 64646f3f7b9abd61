//! What stands between the observing thread and the sending one: the spool, and what is now.

use agent::spool::{Kept, Spool};
use model::{
    Batch,
    api::{Leaving, Spooled},
};
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
    /// The agent ends, and why: that is the last that is sent.
    leaving: Option<Leaving>,
    /// Nothing is sent any more.
    is_over: bool,
}

impl Outbox {
    /// Over an open spool.
    pub fn new(spool: Spool) -> Self {
        Self {
            inner: Arc::new((
                Mutex::new(Waiting { spool, newest: None, is_news: false, leaving: None, is_over: false }),
                Condvar::new(),
            )),
        }
    }

    /// Keeps a batch. True: it could not be kept, and it held the inventory.
    pub fn push(&self, spooled: Spooled) -> bool {
        let newest = spooled.batch.clone();
        let mut waiting = self.waiting();
        let is_lost = waiting.spool.push(spooled) == Kept::Lost && newest.inventory.is_some();
        waiting.newest = Some(newest);
        waiting.is_news = true;
        self.inner.1.notify_all();
        is_lost
    }

    /// What waits, for a moment.
    pub fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // A thread that panicked left whole records behind: the spool is sound.
        self.inner.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a new batch or the end, but not longer than this.
    pub fn wait_for_news(&self, longest: Duration) {
        self.wait(longest, |waiting| waiting.is_news || waiting.leaving.is_some());
    }

    /// Waits for so long, unless the agent ends.
    pub fn pause(&self, longest: Duration) {
        self.wait(longest, |waiting| waiting.leaving.is_some());
    }

    /// Why the agent ends, once it does.
    pub fn leaving(&self) -> Option<Leaving> {
        self.waiting().leaving
    }

    /// The agent ends: has that said, and waits until it is or cannot be, but not longer than this.
    pub fn leave(&self, why: Leaving, longest: Duration) {
        self.waiting().leaving = Some(why);
        self.inner.1.notify_all();
        self.wait(longest, |waiting| waiting.is_over);
    }

    /// Nothing is sent any more.
    pub fn end(&self) {
        self.waiting().is_over = true;
        self.inner.1.notify_all();
    }

    fn wait(&self, longest: Duration, is_enough: impl Fn(&Waiting) -> bool) {
        let until = Instant::now() + longest;
        let mut waiting = self.waiting();
        while !is_enough(&waiting) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            waiting = self.inner.1.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
