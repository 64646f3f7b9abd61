//! The local view on this terminal: a thread asks the agent of this machine, the screen shows what it says.

use super::ScreenOptions;
use crate::{
    local::{Local, Seen},
    run::{Exit, RunError, RunOptions, mailbox, run},
    term::caps::Environment,
    theme::Theme,
};
use jiff::tz::TimeZone;
use std::{thread, time::Duration};

/// From one look at the agent to the next.
const EVERY: Duration = Duration::from_secs(2);

/// Runs the local view until it is left, a signal ends it or the terminal is gone. `ask` asks the agent; `place` is where
/// its data lies, for those who must look themselves.
pub fn run_local(
    mut ask: impl FnMut() -> Seen + Send + 'static,
    place: String,
    options: &ScreenOptions,
) -> Result<Exit, RunError> {
    let theme = Theme { name: options.theme(), depth: Environment::of_process().depth(options.color()) };
    let screen = Local::new(options.lang, theme, TimeZone::system(), place);
    let run_options = RunOptions {
        color: options.color(),
        glyphs: options.glyphs(),
        scroll: options.settings.scroll.unwrap_or(true),
        record: options.record.clone(),
        ..RunOptions::default()
    };
    let (post, mailbox) = mailbox();
    thread::Builder::new()
        .name("agent".into())
        .spawn(move || {
            while post.send(ask()) {
                thread::sleep(EVERY);
            }
        })
        .map_err(RunError::Terminal)?;
    run(screen, run_options, mailbox, |(), _| None)
}
