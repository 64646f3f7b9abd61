//! The one channel into the loop: bytes of the terminal, signals, messages of other threads.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// Most things that wait for the loop. A sender then waits too, so a terminal that takes no bytes stops its producers
/// instead of filling memory.
pub const WAITING_MAX: usize = 1024;

/// What waits for the loop.
#[derive(Debug)]
pub(super) enum Incoming<M> {
    /// Bytes that the terminal sent.
    Bytes(Vec<u8>),
    /// The terminal is gone.
    Gone,
    /// A signal came.
    Signal(i32),
    /// What another thread tells.
    Message(M),
}

/// The sending end for other threads.
#[derive(Debug)]
pub struct Post<M>(pub(super) SyncSender<Incoming<M>>);

impl<M> Clone for Post<M> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<M> Post<M> {
    /// Hands a message to the loop; waits while very many wait already, so the thread of the loop itself must not call
    /// it. False: the loop has ended, and so may the caller.
    pub fn send(&self, message: M) -> bool {
        self.0.send(Incoming::Message(message)).is_ok()
    }
}

/// The receiving end, for the loop.
#[derive(Debug)]
pub struct Mailbox<M> {
    pub(super) post: Post<M>,
    pub(super) incoming: Receiver<Incoming<M>>,
}

/// A channel into the loop; threads may send before it runs.
pub fn mailbox<M>() -> (Post<M>, Mailbox<M>) {
    let (sender, incoming) = sync_channel(WAITING_MAX);
    let post = Post(sender);
    (post.clone(), Mailbox { post, incoming })
}

impl<M> Mailbox<M> {
    /// All that waits, after waiting for the first of it at most this long (`None`: for ever).
    pub(super) fn all(&self, wait: Option<Duration>) -> Vec<Incoming<M>> {
        let first = match wait {
            None => self.incoming.recv().ok(),
            Some(Duration::ZERO) => None,
            Some(wait) => self.incoming.recv_timeout(wait).ok(),
        };
        let mut all: Vec<_> = first.into_iter().collect();
        // Bounded, so that a flood cannot keep the loop from drawing.
        all.extend(self.incoming.try_iter().take(WAITING_MAX));
        all
    }
}
