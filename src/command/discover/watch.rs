//! Follows a run to its end; Ctrl-C interrupts it, so that it can be resumed.

use super::progress::Progress;
use crate::{command::question, context::Context, signals};
use model::api::{AskDiscovery, DiscoveryRun, RunState, StopDiscovery};
use std::time::Duration;
use tui::client::Transport;

/// How often the run is asked how far it is.
const LOOK: Duration = Duration::from_millis(200);

/// Waits until the run is over or interrupted, and returns it as it is then.
pub fn until_over(context: &Context, transport: &dyn Transport, begun: DiscoveryRun) -> anyhow::Result<DiscoveryRun> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut stop = Box::pin({
        let _inside = runtime.enter();
        signals::stop()
    });
    let mut progress = Progress::new(context);
    let (mut run, mut told) = (begun, false);
    while run.state == RunState::Running {
        progress.show(&run);
        let stopped = runtime.block_on(async {
            tokio::select! {
                stopped = &mut stop, if !told => { stopped?; anyhow::Ok(true) }
                () = tokio::time::sleep(LOOK) => Ok(false),
            }
        })?;
        if stopped {
            question(context, transport, &StopDiscovery {})?;
            told = true;
        }
        let runs = question(context, transport, &AskDiscovery {})?;
        if let Some(now) = runs.into_iter().find(|one| !one.scheduled) {
            run = now;
        }
    }
    progress.clear();
    Ok(run)
}
