//! Waiting for the word to stop: Ctrl-C, SIGTERM, SIGHUP.

/// Resolves when the program is asked to end. Error: no signal handler can be had.
#[cfg(unix)]
pub async fn stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int, mut hup) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?, signal(SignalKind::hangup())?);
    tokio::select! { _ = term.recv() => {} _ = int.recv() => {} _ = hup.recv() => {} }
    Ok(())
}

/// Resolves when the program is asked to end.
#[cfg(not(unix))]
pub async fn stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
