//! To which collector a command speaks: one named, the one running on this data directory, or the data itself.

use crate::{assemble, cli, context::Context, inprocess::InProcess, lang};
use clap::ArgMatches;
use collector::{StartOptions, echo};
use std::sync::Arc;
use tui::client::Transport;

/// A way to a collector. Dropping it ends a collector that was opened only for this command.
pub struct Connection {
    /// How questions are asked.
    pub transport: Arc<dyn Transport>,
    /// False when the data was opened by this command because no collector is running.
    pub live: bool,
    offline: Option<Offline>,
}

impl Connection {
    /// Makes discovery possible where this command opened the data itself; a collector that runs can do it already.
    pub fn make_discovering(&self, context: &Context) -> anyhow::Result<()> {
        let Some(Offline { runtime, running: Some(running) }) = &self.offline else { return Ok(()) };
        let profiles = Arc::new(assemble::profiles(context)?);
        let _inside = runtime.enter();
        let (echo, missing) = echo::open(context.settings.poll.echoes_per_second);
        if let Some(missing) = missing {
            context.tell(&missing.message(context.lang));
        }
        running.set_discoverer(profiles, echo);
        Ok(())
    }
}

/// A data directory opened by this command.
struct Offline {
    runtime: tokio::runtime::Runtime,
    running: Option<collector::Running>,
}

impl Drop for Offline {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.shutdown());
        }
    }
}

/// The collector that `--connect` names, or the one running on this data; none if there is neither.
pub fn running(context: &Context, matches: &ArgMatches) -> anyhow::Result<Option<Connection>> {
    let url = match cli::text(matches, "connect") {
        Some(url) => Some(url.to_owned()),
        None => collector::running(&context.data_dir)
            .and_then(|found| found.listen)
            .map(|address| format!("http://{address}")),
    };
    let Some(url) = url else { return Ok(None) };
    let http = match token(context, matches)? {
        Some(token) => tui::client::Http::with_token(&url, &token),
        None => tui::client::Http::new(&url),
    };
    let http = http.map_err(|e| anyhow::anyhow!("pantau: {}", model::text::visible(&e.text(context.lang))))?;
    Ok(Some(Connection { transport: Arc::new(http), live: true, offline: None }))
}

/// The first line of the file that `--token-file` (or PANTAU_TOKEN_FILE) names.
fn token(context: &Context, matches: &ArgMatches) -> anyhow::Result<Option<String>> {
    let Some(file) = cli::path(matches, "token-file") else { return Ok(None) };
    let unreadable = |cause: &dyn std::fmt::Display| {
        anyhow::anyhow!(lang::secret_unreadable(context.lang, model::text::visible(&file.display().to_string()), cause))
    };
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(&error))?;
    let first = text.lines().next().map(str::trim).unwrap_or_default();
    if first.is_empty() { Err(unreadable(&lang::first_line_empty(context.lang))) } else { Ok(Some(first.to_owned())) }
}

/// Like [`running`], but an error with what to do when there is none.
pub fn need_running(context: &Context, matches: &ArgMatches) -> anyhow::Result<Connection> {
    running(context, matches)?
        .ok_or_else(|| anyhow::anyhow!(lang::no_collector(context.lang, context.data_dir.display())))
}

/// A collector that runs, else the data directory itself, opened without polling or listening.
pub fn any(context: &Context, matches: &ArgMatches) -> anyhow::Result<Connection> {
    if let Some(connection) = running(context, matches)? {
        return Ok(connection);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let running = runtime
        .block_on(collector::start(StartOptions { serve: false, ..context.start_options(&context.data_dir) }))
        .map_err(|e| context.start_failed(&e))?;
    let transport = Arc::new(InProcess::new(runtime.handle().clone(), running.router()));
    Ok(Connection { transport, live: false, offline: Some(Offline { runtime, running: Some(running) }) })
}
