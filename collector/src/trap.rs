//! Traps and informs: taken from the network within limits, told as events, and followed by a poll.
//!
//! A trap is a hint, not a truth. Nothing that it says changes the state of a device; it makes the poller look.
//!
//! 1. One socket, one task that reads it. What comes too fast from one source, or from sources that are not looked at, is
//!    dropped and counted before anybody reads it; the rest waits in a queue bounded in datagrams and octets ([`listen`]).
//! 2. Another task decodes, finds whose it is by the address it came from, and asks whether that device may say it
//!    ([`judge`]): its own community or user, or one of the configured communities.
//! 3. The same again within ten seconds is one event with a count ([`repeat`]).
//! 4. Events are committed by the writer; only then an inform is answered.
//! 5. The device is polled: at most every ten seconds, and never more than one poll waits ([`hint`]).
//! 6. A sender that the book does not know is counted and proposed; it never enters by itself ([`stranger`]).

mod figures;
mod hint;
mod judge;
mod listen;
mod rate;
mod repeat;
mod secured;
mod stranger;
mod told;
mod whose;
mod work;

pub use figures::{Dropped, Figures};
pub use stranger::Stranger;

use crate::{
    Prober,
    live::Live,
    profile::Profiles,
    store::{Reader, StoredEngine},
    writer::Command,
};
use figures::Counters;
use model::{DeviceId, api::Event, settings};
use std::{io, net::SocketAddr, sync::Arc};
use tokio::{
    net::UdpSocket,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

/// Largest datagram of UDP over IPv4, octets.
const LARGEST: usize = 65_507;

/// What a round of reading traps tells the writer.
#[derive(Debug, Default)]
pub(crate) struct Notified {
    /// Events of devices.
    pub events: Vec<(DeviceId, Event)>,
    /// Events that came again: as they were told, and as they are now.
    pub again: Vec<(DeviceId, Event, Event)>,
    /// Senders that the book does not know.
    pub strangers: Vec<Stranger>,
    /// Engines of SNMPv3 that were heard.
    pub engines: Vec<StoredEngine>,
}

impl Notified {
    pub(crate) const fn is_empty(&self) -> bool {
        self.events.is_empty() && self.again.is_empty() && self.strangers.is_empty() && self.engines.is_empty()
    }
}

/// What the tasks share.
struct Shared {
    live: Arc<Live>,
    profiles: Arc<Profiles>,
    commands: mpsc::Sender<Command>,
    reader: Reader,
    prober: Arc<dyn Prober>,
    socket: UdpSocket,
    settings: settings::Trap,
    counters: Counters,
}

impl Shared {
    /// Tells the writer; true once it is on the disk.
    async fn tell(&self, notified: Notified) -> bool {
        let (reply, kept) = oneshot::channel();
        self.commands.send(Command::Notified(notified, reply)).await.is_ok() && kept.await.unwrap_or(false)
    }
}

/// A listener that runs; it ends when this is dropped.
pub struct Listener {
    shared: Arc<Shared>,
    tasks: [JoinHandle<()>; 2],
    /// Where it listens.
    pub address: SocketAddr,
}

impl Listener {
    /// Listens where the settings say. Needs a running tokio runtime. Error: the socket cannot be opened.
    pub(crate) fn start(
        address: SocketAddr,
        live: Arc<Live>,
        commands: mpsc::Sender<Command>,
        reader: Reader,
        profiles: Arc<Profiles>,
        prober: Arc<dyn Prober>,
    ) -> io::Result<Self> {
        let settings = live.fleet().settings().trap.clone();
        let socket = listen::open(address)?;
        let address = socket.local_addr()?;
        let (queue, queued) = mpsc::channel(settings.queued.max(1));
        let counters = Counters::default();
        let shared = Arc::new(Shared { live, profiles, commands, reader, prober, socket, settings, counters });
        let tasks = [
            tokio::spawn(listen::read(Arc::clone(&shared), queue)),
            tokio::spawn(work::work(Arc::clone(&shared), queued)),
        ];
        Ok(Self { shared, tasks, address })
    }

    /// Counters since the start.
    pub fn figures(&self) -> Figures {
        self.shared.counters.figures()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listener")
            .field("address", &self.address)
            .field("figures", &self.figures())
            .finish_non_exhaustive()
    }
}
