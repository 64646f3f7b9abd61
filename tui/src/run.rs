//! The event loop: takes all that waits, updates, and draws at most one frame that is on its way.

mod house;
mod mailbox;
mod record;
mod signals;
mod stage;

pub use crate::term::copy::COPY_BYTES_MAX;
pub use mailbox::{Mailbox, Post, WAITING_MAX, mailbox};
pub use stage::RESIZE_REST;

use crate::term::{
    caps::{Depth, Environment, Glyphs},
    guard::Guard,
};
use crossterm::event::{KeyEvent, MouseEvent};
use house::{House, read_terminal, window_size};
use model::{Lang, Timestamp};
use ratatui::{buffer::Buffer, layout::Rect};
use record::Record;
use stage::Stage;
use std::{
    io::{self, IsTerminal},
    path::PathBuf,
    time::{Duration, Instant},
};

/// What a screen does; pure: time and everything else comes in events.
pub trait Screen {
    /// What other threads tell it: news of the collector, answers, rows of a worker.
    type Message: Send + 'static;
    /// What it asks for; carried out by the closure given to `run`.
    type Effect: Send + 'static;

    /// Takes one event. A [`Event::Tick`] with the present time comes first of all and before every batch of events,
    /// so the screen may keep its time as "now".
    fn update(&mut self, event: Event<Self::Message>) -> Vec<Self::Effect>;

    /// Draws into `buffer`, which is blank and covers `area`, and marks the picture as drawn: [`Screen::dirty`] is false
    /// afterwards. Returns the cell (column, row) of the real cursor: the focused row or field; `None` hides it.
    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<(u16, u16)>;

    /// Whether the picture differs from what was drawn last.
    fn dirty(&self) -> bool;

    /// How long from `now` until it wants a [`Event::Tick`]; `None` costs nothing and waits for other events.
    fn next_tick(&self, now: Timestamp) -> Option<Duration>;

    /// Whether the loop shall end.
    fn finished(&self) -> bool;

    /// What it wants of the terminal since it was asked last; asked after every batch of events.
    fn wishes(&mut self) -> Vec<Wish> {
        Vec::new()
    }
}

/// What happens to a screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<M> {
    /// A key. Only presses and repeats: terminals of this kind tell no releases.
    Key(KeyEvent),
    /// Text pasted in one piece; it may hold anything, also control characters.
    Paste(String),
    /// The mouse, while it is captured.
    Mouse(MouseEvent),
    /// The window has this size; comes once at the start and when it has rested 80 ms after a change.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The time.
    Tick(Timestamp),
    /// What another thread tells.
    Message(M),
    /// What is known of the terminal; once at the start and whenever it becomes better known.
    Terminal(Terminal),
}

/// What is known of the terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct Terminal {
    /// Value of `TERM`.
    pub name: String,
    /// Tier of glyphs to draw with.
    pub glyphs: Glyphs,
    /// Colours it is sent.
    pub depth: Depth,
    /// Round trip, as measured last; `None`: it was not asked yet or does not answer.
    pub rtt: Option<Duration>,
    /// Pace of the line as measured last, bytes a second.
    pub pace_bytes_per_second: Option<f64>,
    /// Bytes sent since the start.
    pub sent_bytes: u64,
    /// Pace under 16 kB/s or round trip over 400 ms: the low-bandwidth screen is the right one.
    pub slow: bool,
}

/// What a screen wants of the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Send everything anew, as after Ctrl-l.
    Repaint,
    /// Stop the program as Ctrl-z does; it goes on with a repaint.
    Suspend,
    /// Switch capture of the mouse.
    Mouse(bool),
    /// Data frames at most every 2 s instead of every 100 ms, and every frame waits for the terminal's answer.
    LowBandwidth(bool),
    /// Put this text into the terminal's clipboard (OSC 52), at most [`COPY_BYTES_MAX`] bytes of it.
    Copy(String),
    /// Draw with this tier from now on; comes back as [`Event::Terminal`]. With [`Glyphs::Ascii`] no byte above 0x7e is
    /// sent, whatever is drawn.
    Glyphs(Glyphs),
    /// Ring the bell.
    Bell,
}

/// How the loop runs.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// `--color`; `None` chooses by `NO_COLOR` and `TERM`.
    pub color: Option<Depth>,
    /// `--glyphs`; `None` chooses by locale, `TERM` and a probe.
    pub glyphs: Option<Glyphs>,
    /// `--low-bandwidth`.
    pub low_bandwidth: bool,
    /// Let the terminal scroll rows; false for odd clients.
    pub scroll: bool,
    /// `--record FILE`: our own frames as an asciicast.
    pub record: Option<PathBuf>,
    /// Send everything anew so often; for a wall that nobody looks after.
    pub repaint_every: Option<Duration>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { color: None, glyphs: None, low_bandwidth: false, scroll: true, record: None, repaint_every: None }
    }
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The screen was finished.
    Finished,
    /// This signal asked for it.
    Signal(i32),
    /// The terminal is gone.
    Hangup,
}

/// Why the loop did not run, or not as asked.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Input or output is no terminal.
    #[error("standard input and output must be a terminal; use --plain")]
    NoTerminal,
    /// The terminal cannot be prepared.
    #[error("the terminal cannot be prepared: {0}")]
    Terminal(io::Error),
    /// The recording cannot be written.
    #[error("the recording cannot be written: {0}")]
    Record(io::Error),
}

impl RunError {
    /// One sentence in this language.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoTerminal => messages::no_terminal(lang).to_owned(),
            Self::Terminal(cause) => messages::terminal(lang, cause),
            Self::Record(cause) => messages::record(lang, cause),
        }
    }
}

mod messages {
    model::messages! {
        no_terminal {
            id: "masukan dan keluaran baku harus berupa terminal; gunakan --plain",
            en: "standard input and output must be a terminal; use --plain",
        }
        terminal(cause) { id: "terminal tidak dapat disiapkan: {cause}", en: "the terminal cannot be prepared: {cause}" }
        record(cause) { id: "rekaman tidak dapat ditulis: {cause}", en: "the recording cannot be written: {cause}" }
    }
}

/// Runs a screen on this process's terminal until it is finished, a signal ends it, or the terminal is gone; gives the
/// terminal back in every case.
///
/// `perform` carries out effects on the loop's thread, so it hands everything that takes time to other threads, which
/// answer through the [`Post`]; what it returns reaches the screen at once.
pub fn run<S: Screen>(
    screen: S,
    options: RunOptions,
    mailbox: Mailbox<S::Message>,
    mut perform: impl FnMut(S::Effect, &Post<S::Message>) -> Option<S::Message>,
) -> Result<Exit, RunError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(RunError::NoTerminal);
    }
    let record = options.record.as_deref().map(Record::create).transpose().map_err(RunError::Record)?;
    let _ended = signals::watch(mailbox.post.clone()).map_err(RunError::Terminal)?;
    read_terminal(mailbox.post.clone()).map_err(RunError::Terminal)?;
    let environment = Environment::of_process();
    let guard = Guard::take().map_err(RunError::Terminal)?;
    let stage = Stage::new(screen, &options, environment, window_size());
    let mut house = House { stage, guard, mailbox, record, began: Instant::now(), exit: None };
    let exit = house.live(&mut perform);
    // After a hangup there is nobody to answer.
    if !matches!(exit, Exit::Hangup | Exit::Signal(signals::HANGUP)) {
        house.await_last_answer();
    }
    drop(house.guard);
    house.record.map_or(Ok(()), Record::end).map_err(RunError::Record)?;
    Ok(exit)
}
