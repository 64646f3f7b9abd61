//! Signals as things that wait for the loop, with a way out when the loop does not come.

use super::mailbox::{Incoming, Post};
use crate::term::guard;
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH},
    iterator::Signals,
    low_level::emulate_default_handler,
};
use std::{
    io,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel},
    thread,
    time::Duration,
};

/// The terminal hung up.
pub(super) const HANGUP: i32 = SIGHUP;
/// The window changed its size.
pub(super) const WINDOW: i32 = SIGWINCH;
/// Stop, as by Ctrl-z.
pub(super) const STOP: i32 = SIGTSTP;
/// Go on after a stop.
pub(super) const CONTINUE: i32 = SIGCONT;

/// How long the loop may take to end after a signal that asks for it.
const END_WITHIN: Duration = Duration::from_millis(800);
/// How long the terminal may take the bytes that give it back.
const GIVE_BACK_WITHIN: Duration = Duration::from_millis(80);

/// Dropped when the loop has ended.
pub(super) struct Running(#[allow(dead_code)] Sender<()>);

/// Watches signals until the process ends. While the returned value lives they go to the loop; afterwards they end the
/// process as if nobody watched.
pub(super) fn watch<M: Send + 'static>(post: Post<M>) -> io::Result<Running> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH])?;
    let (running, ended) = channel();
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGTERM | SIGINT | SIGHUP => end(signal, &post, &ended),
                _ => drop(post.0.try_send(Incoming::Signal(signal))),
            }
        }
    })?;
    Ok(Running(running))
}

/// Stops this process as the signal does by default; returns when it goes on.
pub(super) fn stop() {
    // It fails only for signals that do not exist.
    let _ = emulate_default_handler(SIGTSTP);
}

/// Asks the loop to end, and ends the process if it does not: it may hang in a write to a terminal that takes nothing.
fn end<M>(signal: i32, post: &Post<M>, ended: &Receiver<()>) {
    let over = ended.try_recv() == Err(TryRecvError::Disconnected);
    if !over {
        // When the mailbox is full the loop does not come, and time is up below.
        let _ = post.0.try_send(Incoming::Signal(signal));
        if ended.recv_timeout(END_WITHIN) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
    // A signal after the loop's end would else be lost: nobody but us has a handler for it.
    // The mode first: setting it never waits, writing to a terminal that takes nothing does.
    guard::leave_raw_mode();
    let (done, given_back) = channel();
    thread::spawn(move || {
        guard::give_back();
        let _ = done.send(());
    });
    let _ = given_back.recv_timeout(GIVE_BACK_WITHIN);
    let _ = emulate_default_handler(signal);
}
