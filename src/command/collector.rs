//! `pantau collector`: the server alone.

use crate::{
    assemble::{Assembly, Parts},
    context::Context,
    lang, logging, signals,
};

/// Runs until it is told to stop.
pub fn run(context: &Context) -> anyhow::Result<u8> {
    logging::to_stderr(context.verbosity.saturating_sub(1));
    let assembly = Assembly::start(context, &context.data_dir, Parts::default())?;
    context.tell(&lang::collector_ready(context.lang, assembly.listen(), context.data_dir.display()));
    if let Some(address) = assembly.listen_tls() {
        context.tell(&lang::collector_ready_tls(context.lang, address));
    }
    let stopped = assembly.block_on(signals::stop());
    assembly.stop();
    stopped?;
    Ok(0)
}
