//! The event loop: takes all that waits, updates, and draws at most one frame that is on its way.

use crate::term::caps::{Depth, Glyphs};
use crossterm::event::{KeyEvent, MouseEvent};
use model::Timestamp;
use ratatui::{buffer::Buffer, layout::Rect};
use std::time::Duration;

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
    /// Ring the bell.
    Bell,
}

/// Most bytes that [`Wish::Copy`] sends; clients cut longer ones anywhere.
pub const COPY_BYTES_MAX: usize = 4096;
