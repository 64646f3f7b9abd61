//! The event loop: takes all that waits, updates, and draws at most one frame that is on its way.

mod mailbox;
mod record;
mod signals;
mod stage;

pub use crate::term::copy::COPY_BYTES_MAX;
pub use mailbox::{Mailbox, Post, WAITING_MAX, mailbox};
pub use stage::RESIZE_REST;

use crate::{
    clock,
    term::{
        caps::{Depth, Environment, Glyphs},
        guard::{self, Guard},
    },
};
use crossterm::event::{KeyEvent, MouseEvent};
use mailbox::Incoming;
use model::{Lang, Timestamp};
use ratatui::{buffer::Buffer, layout::Rect};
use record::Record;
use stage::{Moment, Stage, Task};
use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    os::fd::AsFd,
    path::PathBuf,
    thread,
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

/// Longest wait at the end for the answer to our last query, which would else stand behind the shell's prompt.
const LAST_ANSWER_WAIT: Duration = Duration::from_millis(500);

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
    if exit != Exit::Hangup {
        house.await_last_answer();
    }
    drop(house.guard);
    house.record.map_or(Ok(()), Record::end).map_err(RunError::Record)?;
    Ok(exit)
}

/// The stage with its terminal and threads.
struct House<S: Screen> {
    stage: Stage<S>,
    guard: Guard,
    mailbox: Mailbox<S::Message>,
    record: Option<Record<File>>,
    began: Instant,
    exit: Option<Exit>,
}

impl<S: Screen> House<S> {
    fn live(&mut self, perform: &mut impl FnMut(S::Effect, &Post<S::Message>) -> Option<S::Message>) -> Exit {
        let start = self.now();
        let (width, height) = self.stage.size();
        if let Some(record) = &mut self.record {
            record.begin(width, height, start.wall.seconds(), &std::env::var("TERM").unwrap_or_default());
        }
        let effects = self.stage.start(start);
        self.perform(effects, perform);
        loop {
            self.send_frame();
            if let Some(exit) = self.exit {
                return exit;
            }
            let wait = self.stage.wait(self.began.elapsed());
            let batch = self.mailbox.all(wait);
            let now = self.now();
            let mut effects = self.stage.tick(now);
            for incoming in batch {
                effects.extend(self.take(incoming, now));
            }
            if self.stage.window_rests(now) {
                effects.extend(self.rested());
            }
            effects.extend(self.stage.after(now));
            self.perform(effects, perform);
            self.carry_out_tasks();
            if self.stage.finished() {
                self.exit.get_or_insert(Exit::Finished);
            }
        }
    }

    fn now(&self) -> Moment {
        Moment { at: self.began.elapsed(), wall: clock::now() }
    }

    fn take(&mut self, incoming: Incoming<S::Message>, now: Moment) -> Vec<S::Effect> {
        match incoming {
            Incoming::Bytes(bytes) => return self.stage.bytes(&bytes, now),
            Incoming::Message(message) => return self.stage.message(message),
            Incoming::Gone => self.exit = Some(Exit::Hangup),
            Incoming::Signal(signals::WINDOW) => self.stage.window_changes(now),
            Incoming::Signal(signals::STOP) => self.suspend(),
            Incoming::Signal(signals::CONTINUE) => self.resume(now),
            Incoming::Signal(number) => self.exit = Some(Exit::Signal(number)),
        }
        Vec::new()
    }

    /// Carries out effects, and those that their answers cause.
    fn perform(
        &mut self,
        mut effects: Vec<S::Effect>,
        perform: &mut impl FnMut(S::Effect, &Post<S::Message>) -> Option<S::Message>,
    ) {
        while !effects.is_empty() {
            let answers: Vec<_> = effects.drain(..).filter_map(|effect| perform(effect, &self.mailbox.post)).collect();
            effects = answers.into_iter().flat_map(|message| self.stage.message(message)).collect();
            effects.extend(self.stage.after(self.now()));
        }
    }

    fn carry_out_tasks(&mut self) {
        for task in self.stage.tasks() {
            match task {
                Task::Suspend => self.suspend(),
                // A terminal that is gone shows in the next frame.
                Task::Mouse(on) => drop(self.guard.capture_mouse(on)),
            }
        }
    }

    fn rested(&mut self) -> Vec<S::Effect> {
        let size = window_size();
        let at = self.began.elapsed();
        if let Some(record) = &mut self.record {
            record.resize(at, size.0, size.1);
        }
        self.stage.resize(size)
    }

    fn send_frame(&mut self) {
        let at = self.began.elapsed();
        let Some(bytes) = self.stage.frame(at) else { return };
        if guard::write(&bytes).is_err() {
            self.exit = Some(Exit::Hangup);
        } else if let Some(record) = &mut self.record {
            record.frame(at, &bytes);
        }
    }

    /// Stops as Ctrl-z does; goes on here, with the signal to continue among what waits.
    fn suspend(&mut self) {
        guard::give_back();
        signals::stop();
    }

    fn resume(&mut self, now: Moment) {
        if self.guard.take_again().is_err() {
            self.exit = Some(Exit::Hangup);
        }
        self.stage.resumed();
        self.stage.window_changes(now);
    }

    fn await_last_answer(&mut self) {
        let end = self.began.elapsed() + LAST_ANSWER_WAIT;
        while self.stage.waits_for_answer() && self.began.elapsed() < end {
            let left = end.saturating_sub(self.began.elapsed());
            let now = self.now();
            for incoming in self.mailbox.all(Some(left)) {
                if let Incoming::Bytes(bytes) = incoming {
                    self.stage.bytes(&bytes, now);
                }
            }
        }
    }
}

/// A thread that hands on what the terminal sends. It is never joined: it ends with the process or the terminal.
fn read_terminal<M: Send + 'static>(post: Post<M>) -> io::Result<()> {
    let mut terminal = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    thread::Builder::new().name("terminal".into()).spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            let incoming = match terminal.read(&mut buffer) {
                Ok(0) => Incoming::Gone,
                Ok(count) => Incoming::Bytes(buffer[..count].to_vec()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    thread::sleep(Duration::from_millis(5));
                    continue;
                }
                Err(_) => Incoming::Gone,
            };
            let gone = matches!(incoming, Incoming::Gone);
            if post.0.send(incoming).is_err() || gone {
                return;
            }
        }
    })?;
    Ok(())
}

/// Columns and rows; 80x24 where the terminal does not know them, as on a serial line.
fn window_size() -> (u16, u16) {
    match crossterm::terminal::window_size() {
        Ok(size) if size.columns > 0 && size.rows > 0 => (size.columns, size.rows),
        _ => (80, 24),
    }
}
