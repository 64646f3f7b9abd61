//! The wiring: store, fleet and API; echo, poller; the local agent. One page of constructor calls in dependency order.

use crate::{clock, context::Context, figures, inprocess::InProcess};
use collector::{
    Running, StartOptions,
    echo::{self, Echo},
    poll::{PollHandle, Poller},
    profile::Profiles,
    trap::Listener,
};
use std::{net::TcpListener, path::Path, sync::Arc, time::Duration};
use tokio::runtime::{Builder, Runtime};
use tui::client::Transport;

/// Threads of the collector: the work of 10,000 devices fits one core, the second keeps the API answering.
const THREADS: usize = 2;

/// A whole collector in this process.
pub struct Assembly {
    // Dropped from top to bottom: first those that send, then the one that takes.
    local_agent: Option<agent::LocalAgent>,
    traps: Option<Arc<Listener>>,
    poller: Option<Arc<PollHandle>>,
    running: Running,
    runtime: Runtime,
}

/// What differs between the collector, the all-in-one and the demo.
#[derive(Default)]
pub struct Parts {
    /// A socket that was opened before; none: the configured address.
    pub listener: Option<TcpListener>,
    /// Echoes made in another way than by ICMP.
    pub echo: Option<Arc<dyn Echo>>,
    /// What is shown is pretended: no local agent, and the screen says so.
    pub demo: bool,
}

impl Assembly {
    /// Starts everything on this data directory. Error: one line on what cannot be had.
    pub fn start(context: &Context, data_dir: &Path, parts: Parts) -> anyhow::Result<Self> {
        let settings = &context.settings;
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .max_blocking_threads(8)
            .thread_name("pantau")
            .enable_all()
            .build()?;
        let inside = runtime.enter();
        let profiles = Arc::new(profiles(context)?);
        let options = StartOptions { demo: parts.demo, listener: parts.listener, ..context.start_options(data_dir) };
        let mut running = runtime.block_on(collector::start(options)).map_err(|error| context.start_failed(&error))?;
        let (echo, missing) =
            parts.echo.map_or_else(|| echo::open(settings.poll.echoes_per_second), |echo| (echo, None));
        runtime.block_on(running.set_echo_facts(echo.by(), missing.map(|missing| missing.command)));
        let poller = Arc::new(Poller::start_apart(
            profiles.clone(),
            settings,
            echo.clone(),
            running.targets(),
            running.batches(),
            running.recall(),
            clock::now,
        )?);
        running.set_discoverer(profiles.clone(), echo).follow_schedule();
        running.set_prober(poller.clone());
        running.keep_learnt(&poller);
        figures::add(&running, &poller);
        let traps = if parts.demo { Ok(None) } else { running.listen_for_traps(profiles, poller.clone()) };
        let traps = traps.map_err(|error| context.start_failed(&error))?.map(Arc::new);
        traps.iter().for_each(|traps| figures::add_traps(&running, traps));
        drop(inside);
        let mut assembly = Self { local_agent: None, traps, poller: Some(poller), running, runtime };
        if settings.collector.local_agent && !parts.demo {
            assembly.local_agent = Some(assembly.watch_this_machine(&settings.collector, data_dir)?);
        }
        Ok(assembly)
    }

    fn watch_this_machine(
        &self,
        settings: &model::settings::Collector,
        data_dir: &Path,
    ) -> anyhow::Result<agent::LocalAgent> {
        let batches = self.running.batches();
        let send = move |batch: model::Batch| batches.blocking_send(batch.into()).is_ok();
        let interval = Duration::from_secs(settings.local_agent_interval_seconds);
        Ok(agent::spawn_local(data_dir, interval, settings.local_agent_users, clock::now, send)?)
    }

    /// The way to this collector, without a socket.
    pub fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(InProcess::new(self.runtime.handle().clone(), self.running.router()))
    }
}

/// Device families: the embedded ones, with those of the configured directory over them.
pub fn profiles(context: &Context) -> anyhow::Result<Profiles> {
    let folder = context.settings.collector.mibs.as_deref().map(Path::new);
    Profiles::load(folder).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| model::text::visible(&format!("pantau: {fault}"))).collect();
        anyhow::anyhow!(lines.join("\n"))
    })
}

impl Assembly {
    /// Address of the API.
    pub fn listen(&self) -> String {
        self.running.listen().map(|address| address.to_string()).unwrap_or_default()
    }

    /// Where the API listens for others, by TLS.
    pub fn listen_tls(&self) -> Option<std::net::SocketAddr> {
        self.running.listen_tls()
    }

    /// Waits for something on the collector's runtime.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Ends everything in order and releases the data directory.
    pub fn stop(mut self) {
        drop(self.local_agent.take());
        drop(self.traps.take());
        if let Some(poller) = self.poller.take() {
            self.runtime.block_on(self.running.keep_last(&poller));
        }
        self.runtime.block_on(self.running.shutdown());
        self.runtime.shutdown_timeout(Duration::from_millis(300));
    }
}
