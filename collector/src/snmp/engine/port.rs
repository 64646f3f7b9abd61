//! One socket of the engine: what is to be sent gathers and leaves in few system calls, and what came is taken in as few.

use super::table::{Table, lock};
use crate::snmp::socket::{
    self,
    batch::{self, Inbox, Outgoing},
};
use std::{
    io,
    sync::{Arc, Mutex, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};
use tokio::{io::Interest, net::UdpSocket, sync::Notify, task::JoinHandle};

/// Batches taken before other tasks get their turn.
const BATCHES_IN_A_ROW: usize = 6;
/// After a batch was taken others gather for so long: what comes one by one would wake this thread one by one, and no device
/// is worth so little time.
const GATHER: Duration = Duration::from_millis(1);
/// Wait after a failure of the socket itself.
const AGAIN: Duration = Duration::from_millis(100);

/// A socket with its two tasks; they end when this goes.
#[derive(Debug)]
pub(super) struct Port {
    outbox: Arc<Outbox>,
    tasks: [JoinHandle<()>; 2],
}

/// What waits for its turn to leave. Whoever is woken by one batch of answers asks its next question before the sender has
/// its turn, so that as many questions leave together as answers came together.
#[derive(Debug, Default)]
struct Outbox {
    waiting: Mutex<Vec<Outgoing>>,
    filled: Notify,
}

impl Port {
    /// Opens a socket and serves it; needs a running tokio runtime. Error: the machine has no such family.
    pub(super) fn open(ipv6: bool, table: &Arc<Table>) -> io::Result<Self> {
        let socket = Arc::new(socket::open(ipv6)?);
        let outbox = Arc::new(Outbox::default());
        let reader = tokio::spawn(read(Arc::clone(&socket), ipv6, Arc::clone(table)));
        let writer = tokio::spawn(write(socket, Arc::clone(&outbox), Arc::clone(table)));
        Ok(Self { outbox, tasks: [reader, writer] })
    }

    /// Sends a datagram with the next batch. What cannot be sent is told to whoever asked.
    pub(super) fn send(&self, one: Outgoing) {
        let mut waiting = lock(&self.outbox.waiting);
        waiting.push(one);
        if waiting.len() == 1 {
            self.outbox.filled.notify_one();
        }
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn write(socket: Arc<UdpSocket>, outbox: Arc<Outbox>, table: Arc<Table>) {
    let mut batch = Vec::new();
    loop {
        outbox.filled.notified().await;
        std::mem::swap(&mut batch, &mut *lock(&outbox.waiting));
        let mut rest = &batch[..];
        while let Some(first) = rest.first() {
            match socket.try_io(Interest::WRITABLE, || batch::send(&socket, rest)) {
                Ok(sent) => rest = &rest[sent.max(1)..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if socket.writable().await.is_err() {
                        table.socket_errors.fetch_add(1, Relaxed);
                        tokio::time::sleep(AGAIN).await;
                    }
                }
                Err(error) => {
                    table.unsendable(first.id, error.kind());
                    rest = &rest[1..];
                }
            }
        }
        batch.clear();
    }
}

/// Reads until the engine is gone: what waits is read before other tasks get their turn.
async fn read(socket: Arc<UdpSocket>, ipv6: bool, table: Arc<Table>) {
    let mut inbox = Inbox::new(ipv6);
    loop {
        if socket.readable().await.is_err() {
            table.socket_errors.fetch_add(1, Relaxed);
            tokio::time::sleep(AGAIN).await;
        }
        let mut is_empty = false;
        for _ in 0..BATCHES_IN_A_ROW {
            let now = Instant::now();
            let take = |from, datagram: &[u8]| table.receive_guarded(from, datagram, now);
            let received = socket.try_io(Interest::READABLE, || match inbox.receive(&socket, take)? {
                true => Ok(()),
                // Fewer than there is room for: nothing more waits, and nobody needs to be told so by another call.
                false => Err(io::ErrorKind::WouldBlock.into()),
            });
            is_empty = received.is_err();
            match received {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => {
                    table.socket_errors.fetch_add(1, Relaxed);
                    break;
                }
            }
        }
        // Whoever was answered asks on meanwhile.
        if is_empty {
            tokio::time::sleep(GATHER).await;
        } else {
            tokio::task::yield_now().await;
        }
    }
}
