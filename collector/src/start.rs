//! A collector from its first to its last moment: data directory, fleet, writer, API.

mod opening;

use crate::{
    api::{Api, Prober, listen, tls},
    backup::schedule::Schedule,
    clock::Clock,
    discover::Discoverer,
    echo::Echo,
    fleet::Fleet,
    grid::Incoming,
    history,
    live::Live,
    metrics::{Extra, Own, Spread},
    poll::{PollHandle, Remembered},
    profile::Profiles,
    remote_write, soundness,
    store::{Care, StoreError},
    target::PollTarget,
    topology,
    trap::Listener,
    writer::{Command, Writer},
};
use axum::Router;
use model::{DeviceId, Settings, batch::EchoBy};
use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
    thread,
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

/// How often what the poller learnt is taken to the store.
const KEEP_EVERY: Duration = Duration::from_secs(10);
/// Commands that wait for the writer.
const COMMANDS: usize = 1024;

/// What a collector is started with.
#[derive(Debug)]
pub struct StartOptions {
    /// Where its data lies; made (0700) when it is not there.
    pub data_dir: PathBuf,
    /// All settings.
    pub settings: Settings,
    /// Version of the program.
    pub version: String,
    /// This is the demo: nothing shown is real.
    pub demo: bool,
    /// Serve the API on `listener`, or on the address of the settings; else only in-process calls are answered.
    pub serve: bool,
    /// A listener that is open already, on loopback.
    pub listener: Option<TcpListener>,
    /// Where the time comes from; tests set it.
    pub clock: Clock,
    /// The configuration file, which goes into backups.
    pub config_file: Option<PathBuf>,
    /// How often it is looked whether there is history to compact; what lets time run faster sets it.
    pub compact_every: Duration,
}

impl StartOptions {
    /// A serving collector on this directory with these settings.
    pub fn new(data_dir: impl Into<PathBuf>, settings: Settings, version: impl Into<String>) -> Self {
        Self {
            data_dir: data_dir.into(),
            settings,
            version: version.into(),
            demo: false,
            serve: true,
            listener: None,
            clock: Clock::default(),
            config_file: None,
            compact_every: history::LOOK,
        }
    }
}

/// Why a collector did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// Address of the settings.
        address: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The address for traps cannot be listened on.
    #[error("cannot listen for traps on {address}: {cause}")]
    Traps {
        /// Address of the settings.
        address: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The address is open to others.
    #[error(
        "refusing to listen on {0} without TLS: `listen` is for loopback only (127.0.0.1 or ::1), others come by `listen_tls`"
    )]
    NotLoopback(SocketAddr),
    /// TLS cannot be offered.
    #[error("cannot offer TLS: {0}")]
    Tls(String),
    /// Readings cannot be sent on.
    #[error("remote write: {0}")]
    RemoteWrite(String),
    /// A thread could not be started.
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
}

/// A collector that runs. Dropping it ends it too, but without waiting.
pub struct Running {
    pub(crate) shared: Arc<Live>,
    pub(crate) api: Api,
    remembered: Vec<(DeviceId, Remembered)>,
    batches: mpsc::Sender<Incoming>,
    commands: mpsc::Sender<Command>,
    listen: Option<SocketAddr>,
    listen_tls: Option<SocketAddr>,
    servers: Vec<JoinHandle<()>>,
    /// While it is there, readings are sent on.
    sending: Option<std::sync::mpsc::Sender<()>>,
}

/// Starts a collector: opens (or makes) its data, rebuilds the fleet, runs the writer, serves the API.
pub async fn start(options: StartOptions) -> Result<Running, StartError> {
    // Before the data is touched: a port in use must not leave a line of a start behind.
    let listener = match options.serve {
        true => Some(listen::open(&options.settings.collector.listen, options.listener)?),
        false => None,
    };
    let tls = match (&options.settings.collector.listen_tls, options.serve && !options.demo) {
        (Some(address), true) => Some(listen::open_tls(address)?),
        _ => None,
    };
    let names = options.settings.collector.names.clone();
    let sends = options.settings.remote_write.url.is_some() && !options.demo;
    let (limits, clock) = (options.settings.limits.clone(), options.clock);
    let own = Own::new(&options.version);
    let now = clock.now();
    let fleet = Fleet::new(options.settings, &options.version, options.demo, now);
    let data_dir = options.data_dir;
    let scheduled = (options.serve && !options.demo).then(|| (data_dir.clone(), options.config_file));
    let opened = tokio::task::spawn_blocking(move || opening::open(&data_dir, fleet, sends, now)).await;
    let (store, reader, mut fleet, trust, damage) = opened.map_err(|error| StoreError::Other(error.to_string()))??;
    let remembered = fleet.recall();
    let shared = Arc::new(Live::new(fleet, trust, clock, own));
    crate::metrics::add_trust(&shared);
    crate::metrics::add_isolation(&shared);
    let (batches, incoming) = mpsc::channel(limits.batches_queued.max(1));
    let (commands, asked) = mpsc::channel(COMMANDS);
    let unclean = store.ended_unclean();
    let writer = Writer::new(store, reader.clone(), shared.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(StartError::Thread)?;
    thread::Builder::new()
        .name("pantau-writer".into())
        .spawn(move || runtime.block_on(writer.run(incoming, asked)))
        .map_err(StartError::Thread)?;
    if let Some(what) = damage {
        // Only fails when the writer is gone, and then nothing is written any more.
        let _ = commands.send(Command::Damaged(what)).await;
    }
    let sending = if sends {
        let (sending, stop) = std::sync::mpsc::channel();
        remote_write::start(shared.clone(), reader.clone(), commands.clone(), &options.version, stop)
            .map_err(StartError::RemoteWrite)?;
        Some(sending)
    } else {
        None
    };
    tokio::spawn(topology::follow(shared.clone(), reader.clone(), commands.clone()));
    tokio::spawn(history::follow(shared.clone(), reader.clone(), commands.clone(), options.compact_every));
    shared.backups.recall(&reader, &shared)?;
    if let Some((data_dir, config_file)) = scheduled {
        if unclean {
            shared.backups.checking(true);
            tokio::spawn(soundness::look_over(shared.clone(), commands.clone(), data_dir.clone(), Care::Quick));
        }
        let version = options.version;
        let schedule = Schedule { shared: shared.clone(), commands: commands.clone(), data_dir, config_file, version };
        tokio::spawn(schedule.follow(reader.clone()));
    }
    let api = Api::new(shared.clone(), commands.clone(), reader);
    let mut running = Running {
        shared,
        api,
        remembered,
        batches,
        commands,
        listen: None,
        listen_tls: None,
        servers: Vec::new(),
        sending,
    };
    if let Some(listener) = listener {
        running.serve(listener).await?;
    }
    if let Some(listener) = tls {
        running.serve_tls(listener, &names)?;
    }
    Ok(running)
}

impl Running {
    async fn serve(&mut self, listener: TcpListener) -> Result<(), StartError> {
        let fault = |cause| StartError::Listen { address: String::new(), cause };
        let bound = listener.local_addr().map_err(fault)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(fault)?;
        self.listen = Some(bound);
        // The lock file tells other commands where to ask; the writer holds it.
        let _ = self.commands.send(Command::Listening(bound)).await;
        self.answer_on(listener, None);
        self.flush().await;
        Ok(())
    }

    fn answer_on(&mut self, listener: tokio::net::TcpListener, tls: Option<tokio_rustls::TlsAcceptor>) {
        let ending = self.shared.ending.subscribe();
        let serving = listen::Serving { router: self.api.router(), shared: self.shared.clone(), tls };
        self.servers.push(tokio::spawn(listen::serve(listener, serving, ending)));
    }

    fn serve_tls(&mut self, listener: TcpListener, names: &[String]) -> Result<(), StartError> {
        let fault = |cause| StartError::Listen { address: String::new(), cause };
        self.listen_tls = Some(listener.local_addr().map_err(fault)?);
        let listener = tokio::net::TcpListener::from_std(listener).map_err(fault)?;
        let authority = self.shared.trust().authority.clone();
        let authority = authority.ok_or_else(|| StartError::Tls("there is no CA".into()))?;
        let acceptor = tls::acceptor(&authority, names, &self.shared.clock);
        let acceptor = acceptor.map_err(|error| StartError::Tls(error.to_string()))?;
        self.answer_on(listener, Some(acceptor));
        Ok(())
    }

    /// The API for calls inside this process.
    pub fn router(&self) -> Router {
        self.api.router()
    }

    /// Where the API listens, if it does.
    pub const fn listen(&self) -> Option<SocketAddr> {
        self.listen
    }

    /// Where it listens for TLS, if it does.
    pub const fn listen_tls(&self) -> Option<SocketAddr> {
        self.listen_tls
    }

    /// Where batches of this process go: polls and the local agent. It is bounded; `send` waits for room.
    pub fn batches(&self) -> mpsc::Sender<Incoming> {
        self.batches.clone()
    }

    /// What the poller is to watch; changes with the book.
    pub fn targets(&self) -> watch::Receiver<Arc<Vec<PollTarget>>> {
        self.shared.targets.subscribe()
    }

    /// What the poller of an earlier process knew of devices; given once.
    pub fn recall(&mut self) -> Vec<(DeviceId, Remembered)> {
        std::mem::take(&mut self.remembered)
    }

    /// Keeps what the poller learns of devices, for as long as it runs.
    pub fn keep_learnt(&self, poller: &Arc<PollHandle>) {
        let (poller, commands) = (Arc::downgrade(poller), self.commands.clone());
        tokio::spawn(async move {
            let mut due = tokio::time::interval(KEEP_EVERY);
            loop {
                due.tick().await;
                let Some(news) = poller.upgrade().map(|poller| poller.news()) else { return };
                if !news.is_empty() && commands.send(Command::Remember(news)).await.is_err() {
                    return;
                }
            }
        });
    }

    /// Keeps what the poller learnt last, before it ends.
    pub async fn keep_last(&self, poller: &PollHandle) {
        // Only fails when the writer is gone, and then nothing is kept any more.
        let _ = self.commands.send(Command::Remember(poller.news())).await;
    }

    /// Says who checks a device on demand.
    pub fn set_prober(&self, prober: Arc<dyn Prober>) {
        self.api.set_prober(prober);
    }

    /// Makes discovery possible: what it recognises by, and how it makes echoes.
    pub fn set_discoverer(&self, profiles: Arc<Profiles>, echo: Arc<dyn Echo>) -> Discoverer {
        self.api.set_discoverer(profiles, echo)
    }

    /// Listens for traps, where the settings say so: they are told as events, and `prober` looks at who sent them.
    pub fn listen_for_traps(
        &self,
        profiles: Arc<Profiles>,
        prober: Arc<dyn Prober>,
    ) -> Result<Option<Listener>, StartError> {
        let Some(text) = self.shared.fleet().settings().trap.listen.clone() else { return Ok(None) };
        let fault = |cause| StartError::Traps { address: text.clone(), cause };
        let address: SocketAddr = text.parse().map_err(|_| fault(io::ErrorKind::InvalidInput.into()))?;
        let listener =
            Listener::start(address, self.shared.clone(), self.commands.clone(), self.api.reader(), profiles, prober);
        listener.map(Some).map_err(fault)
    }

    /// Says how echoes are made, and the command that would grant the right where it is missing.
    pub async fn set_echo_facts(&self, by: EchoBy, grant: Option<String>) {
        // Only fails when the writer is gone, and then nobody asks for facts either.
        let _ = self.commands.send(Command::Echo(by, grant)).await;
    }

    /// Adds figures to `/metrics`.
    pub fn add_metric(&self, extra: Extra) {
        self.shared.own.add(extra);
    }

    /// Adds a histogram to `/metrics`.
    pub fn add_spread(&self, spread: Spread) {
        self.shared.own.add_spread(spread);
    }

    /// Counts and logs a panic that another part caught.
    pub fn count_panic(&self, task: &'static str) {
        self.shared.own.panicked(task);
    }

    /// What makes backups by itself, for a test that does not wait for the night.
    #[cfg(test)]
    pub(crate) fn schedule(&self, data_dir: &std::path::Path) -> Schedule {
        let (shared, commands) = (self.shared.clone(), self.commands.clone());
        Schedule { shared, commands, data_dir: data_dir.to_owned(), config_file: None, version: "1.2.3".into() }
    }

    /// Waits until everything sent so far is taken in.
    pub async fn flush(&self) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Flush(reply)).await.is_ok() {
            let _ = done.await;
        }
    }

    /// Ends the collector: what is queued is committed, streams and connections end, the lock is free afterwards.
    pub async fn shutdown(mut self) {
        self.shared.ending.send_replace(true);
        drop(self.sending.take());
        for server in std::mem::take(&mut self.servers) {
            // The task does not panic of itself; if it was aborted it has ended too.
            let _ = server.await;
        }
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Stop(reply)).await.is_ok() {
            let _ = done.await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.ending.send_replace(true);
        // After a shutdown nobody listens to this any more.
        let _ = self.commands.try_send(Command::Stop(oneshot::channel().0));
    }
}
