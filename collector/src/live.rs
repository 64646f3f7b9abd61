//! What the parts of a collector share: the fleet, the clock, what changed, the collector's own counters.

use crate::{
    backup::schedule::Standing,
    clock::Clock,
    fleet::Fleet,
    metrics::Own,
    target::PollTarget,
    trust::{Trust, failures::Failures, password::Proofs},
};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, atomic::AtomicI64};
use tokio::sync::watch;

/// Used by the writer, the API and `/metrics`.
#[derive(Debug)]
pub(crate) struct Live {
    fleet: RwLock<Fleet>,
    trust: RwLock<Trust>,
    /// Grows when somebody is shut out: open connections look whether it was theirs.
    pub(crate) shut_out: watch::Sender<u64>,
    pub(crate) failures: Failures,
    /// The same by login name, whatever address it is guessed from.
    pub(crate) guessed: Failures<String>,
    pub(crate) proofs: Proofs,
    pub(crate) clock: Clock,
    /// Revision of the fleet after the newest commit.
    pub(crate) revision: watch::Sender<u64>,
    /// What the poller is to watch.
    pub(crate) targets: watch::Sender<Arc<Vec<PollTarget>>>,
    /// Number of the last reading that nobody needs as it came any more: it may be compacted. Without anybody who sends
    /// readings on there is no bound.
    pub(crate) sent: AtomicI64,
    /// True once the collector is ending.
    pub(crate) ending: watch::Sender<bool>,
    pub(crate) own: Own,
    pub(crate) backups: Standing,
}

impl Live {
    pub(crate) fn new(fleet: Fleet, trust: Trust, clock: Clock, own: Own) -> Self {
        let revision = watch::Sender::new(fleet.revision());
        let targets = watch::Sender::new(Arc::new(fleet.targets()));
        Self {
            fleet: RwLock::new(fleet),
            trust: RwLock::new(trust),
            shut_out: watch::Sender::new(0),
            failures: Failures::default(),
            guessed: Failures::default(),
            proofs: Proofs::default(),
            clock,
            revision,
            targets,
            sent: AtomicI64::new(i64::MAX),
            ending: watch::Sender::new(false),
            own,
            backups: Standing::default(),
        }
    }

    /// Who may what, to read.
    pub(crate) fn trust(&self) -> RwLockReadGuard<'_, Trust> {
        self.trust.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who may what, to write: the writer's alone.
    pub(crate) fn trust_mut(&self) -> RwLockWriteGuard<'_, Trust> {
        self.trust.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fleet, to read. A task that panicked while it wrote left at worst one device half updated; the next batch of
    /// that device mends it, so the others go on.
    pub(crate) fn fleet(&self) -> RwLockReadGuard<'_, Fleet> {
        self.fleet.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fleet, to write: the writer's alone.
    pub(crate) fn fleet_mut(&self) -> RwLockWriteGuard<'_, Fleet> {
        self.fleet.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everyone who waits that the fleet has changed and is on the disk.
    pub(crate) fn publish(&self) {
        let revision = self.fleet().revision();
        self.revision.send_if_modified(|known| std::mem::replace(known, revision) != revision);
    }

    /// Tells the poller of a changed book.
    pub(crate) fn publish_targets(&self) {
        let targets = self.fleet().targets();
        self.targets.send_if_modified(|known| {
            let new = **known != targets;
            if new {
                *known = Arc::new(targets);
            }
            new
        });
    }
}
