//! The loop without its threads: what comes in, when a frame is due, which bytes it is; pure, time is an argument.

use super::{Event, RunOptions, Screen, Terminal, Wish};
use crate::term::{
    caps::{Environment, Glyphs, WIDTH_PROBE, WIDTH_PROBE_COLUMN},
    copy::copy,
    encode::{Caps, Shown, encode, query},
    input::{Decoder, Input},
    pace::{Pace, SLOW_ROUND_TRIP},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use model::Timestamp;
use ratatui::{buffer::Buffer, layout::Rect};
use std::time::Duration;

/// How long the window must have rested before it is drawn anew.
pub const RESIZE_REST: Duration = Duration::from_millis(80);
/// Ticks come no closer than this, whatever a screen asks for.
const TICK_MIN: Duration = Duration::from_millis(10);
/// Ctrl-c twice within this ends the loop even if the screen does not.
const QUIT_WITHIN: Duration = Duration::from_secs(1);

/// A moment on both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Since the loop began; never goes back.
    pub(super) at: Duration,
    /// The wall clock.
    pub(super) wall: Timestamp,
}

/// What the threads around it must do for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Task {
    Suspend,
    Mouse(bool),
}

/// The screen and everything the loop knows.
pub(super) struct Stage<S: Screen> {
    pub(super) screen: S,
    environment: Environment,
    terminal: Terminal,
    caps: Caps,
    pace: Pace,
    decoder: Decoder,
    shown: Shown,
    next: Buffer,
    /// Bytes beside the frame: bell, clipboard.
    aside: Vec<u8>,
    tasks: Vec<Task>,
    /// Something a person did waits to be shown.
    echo: bool,
    repaint: bool,
    repaint_every: Option<Duration>,
    probe: Probe,
    last_ctrl_c: Option<Duration>,
    interrupted: bool,
    due: Due,
}

/// The width probe.
#[derive(Debug, PartialEq, Eq)]
enum Probe {
    Wanted,
    Sent,
    Done,
}

/// When the loop must wake up by itself.
#[derive(Debug, Default)]
struct Due {
    expire: Option<Duration>,
    resize: Option<Duration>,
    tick: Option<Duration>,
    repaint: Option<Duration>,
}

impl<S: Screen> Stage<S> {
    pub(super) fn new(screen: S, options: &RunOptions, environment: Environment, size: (u16, u16)) -> Self {
        let depth = environment.depth(options.color);
        let glyphs = environment.glyphs(options.glyphs);
        let mut pace = Pace::default();
        pace.set_low_bandwidth(options.low_bandwidth);
        let terminal = Terminal {
            name: environment.term.clone(),
            glyphs,
            depth,
            rtt: None,
            pace_bytes_per_second: None,
            sent_bytes: 0,
            slow: false,
        };
        // An ASCII screen holds nothing whose width could be in doubt.
        let probe = if glyphs == Glyphs::Ascii { Probe::Done } else { Probe::Wanted };
        Self {
            screen,
            environment,
            terminal,
            caps: Caps { depth, ascii: glyphs == Glyphs::Ascii, scroll: options.scroll },
            pace,
            decoder: Decoder::default(),
            shown: Shown::unknown(),
            next: Buffer::empty(Rect::new(0, 0, size.0, size.1)),
            aside: Vec::new(),
            tasks: Vec::new(),
            echo: true,
            repaint: true,
            repaint_every: options.repaint_every,
            probe,
            last_ctrl_c: None,
            interrupted: false,
            due: Due::default(),
        }
    }

    /// Tells the screen where it is.
    pub(super) fn start(&mut self, now: Moment) -> Vec<S::Effect> {
        let Rect { width, height, .. } = self.next.area;
        let mut effects = self.screen.update(Event::Tick(now.wall));
        effects.extend(self.screen.update(Event::Terminal(self.terminal.clone())));
        effects.extend(self.screen.update(Event::Resize { width, height }));
        self.after(now);
        effects
    }

    /// The time; comes before everything else of a batch.
    pub(super) fn tick(&mut self, now: Moment) -> Vec<S::Effect> {
        let mut effects = self.screen.update(Event::Tick(now.wall));
        if self.due.expire.is_some_and(|due| due <= now.at) {
            let mut inputs = Vec::new();
            self.decoder.expire(&mut |input| inputs.push(input));
            inputs.into_iter().for_each(|input| effects.extend(self.input(input, now)));
        }
        if self.due.repaint.is_some_and(|due| due <= now.at) {
            self.due.repaint = None;
            self.forget();
        }
        effects
    }

    /// Bytes of the terminal.
    pub(super) fn bytes(&mut self, bytes: &[u8], now: Moment) -> Vec<S::Effect> {
        let mut inputs = Vec::new();
        self.decoder.feed(bytes, &mut |input| inputs.push(input));
        let effects = inputs.into_iter().flat_map(|input| self.input(input, now)).collect();
        let slow = self.pace.round_trip().is_some_and(|trip| trip > SLOW_ROUND_TRIP / 2);
        self.due.expire = self.decoder.patience(slow).map(|wait| now.at + wait);
        effects
    }

    /// A message of another thread.
    pub(super) fn message(&mut self, message: S::Message) -> Vec<S::Effect> {
        self.screen.update(Event::Message(message))
    }

    /// The window changes: nothing is drawn until it has rested.
    pub(super) fn window_changes(&mut self, now: Moment) {
        self.due.resize = Some(now.at + RESIZE_REST);
    }

    /// Whether the window has rested, and its size must be told with [`Stage::resize`].
    pub(super) fn window_rests(&self, now: Moment) -> bool {
        self.due.resize.is_some_and(|due| due <= now.at)
    }

    /// The window has this size; everything is sent anew.
    pub(super) fn resize(&mut self, size: (u16, u16)) -> Vec<S::Effect> {
        self.due.resize = None;
        self.next.resize(Rect::new(0, 0, size.0, size.1));
        self.forget();
        self.screen.update(Event::Resize { width: size.0, height: size.1 })
    }

    /// The program was stopped and goes on: what the terminal shows is not known, nor is an answer to be expected.
    pub(super) fn resumed(&mut self) {
        self.pace.forget();
        self.forget();
    }

    /// Ends a batch: takes the screen's wishes and sets the timers.
    pub(super) fn after(&mut self, now: Moment) -> Vec<S::Effect> {
        let mut effects = Vec::new();
        for wish in self.screen.wishes() {
            effects.extend(self.wish(wish));
        }
        self.due.tick = self.screen.next_tick(now.wall).map(|wait| now.at + wait.max(TICK_MIN));
        self.due.repaint = self.due.repaint.or(self.repaint_every.map(|every| now.at + every));
        self.due.expire = self.due.expire.filter(|due| *due > now.at);
        self.echo &= self.screen.dirty() || self.repaint;
        effects
    }

    /// What the threads around must do.
    pub(super) fn tasks(&mut self) -> Vec<Task> {
        std::mem::take(&mut self.tasks)
    }

    /// Whether the loop shall end.
    pub(super) fn finished(&self) -> bool {
        self.interrupted || self.screen.finished()
    }

    /// How long nothing will happen by itself; `None`: for ever.
    pub(super) fn wait(&self, now: Duration) -> Option<Duration> {
        let frame = (self.wants_frame() && self.due.resize.is_none()).then(|| self.pace.earliest(self.echo));
        [self.due.expire, self.due.resize, self.due.tick, self.due.repaint, frame]
            .into_iter()
            .flatten()
            .min()
            .map(|due| due.saturating_sub(now))
    }

    /// Whether nothing waits and nothing is on its way. Tests wait for it.
    #[cfg(test)]
    pub(super) fn is_idle(&self) -> bool {
        !self.wants_frame() && !self.pace.waits() && self.due.resize.is_none() && self.due.expire.is_none()
    }

    /// Whether an answer of the terminal is still to be expected.
    pub(super) fn hopes_for_answer(&self, now: Duration) -> bool {
        self.pace.hopes(now)
    }

    /// Size of the window: columns, rows.
    pub(super) fn size(&self) -> (u16, u16) {
        (self.next.area.width, self.next.area.height)
    }

    fn wants_frame(&self) -> bool {
        self.repaint || !self.aside.is_empty() || self.screen.dirty()
    }

    fn forget(&mut self) {
        self.shown.forget();
        self.repaint = true;
        self.echo = true;
    }

    /// The bytes to send now, if a frame is wanted and may be sent.
    pub(super) fn frame(&mut self, now: Duration) -> Option<Vec<u8>> {
        if !self.wants_frame() || self.due.resize.is_some() || self.pace.earliest(self.echo) > now {
            return None;
        }
        let mut out = Vec::new();
        let asks_possible = self.next.area.height > 1;
        if self.probe == Probe::Wanted && asks_possible {
            // Its query comes before the frame, so the answer measures the bare round trip.
            self.probe = Probe::Sent;
            out.extend_from_slice(WIDTH_PROBE.as_bytes());
            self.pace.sent(out.len(), true, now);
        }
        let probed = out.len();
        self.next.reset();
        let cursor = self.screen.draw(self.next.area, &mut self.next);
        encode(&mut self.shown, &mut self.next, cursor, self.caps, &mut out);
        out.append(&mut self.aside);
        self.echo = false;
        self.repaint = false;
        let bytes = out.len() - probed;
        if out.is_empty() {
            return None;
        }
        let asked = asks_possible && self.pace.asks(bytes);
        if asked {
            query(cursor, &mut out);
        }
        self.pace.sent(out.len() - probed, asked, now);
        self.terminal.sent_bytes += out.len() as u64;
        Some(out)
    }

    fn input(&mut self, input: Input, now: Moment) -> Vec<S::Effect> {
        let event = match input {
            Input::Key(key) => {
                self.note_ctrl_c(key, now.at);
                Event::Key(key)
            }
            Input::Paste(text) => Event::Paste(text),
            Input::Mouse(mouse) => Event::Mouse(mouse),
            Input::Position { column, .. } => return self.answer(column, now),
            Input::Focus(_) | Input::Attributes(_) => return Vec::new(),
        };
        self.echo = true;
        self.screen.update(event)
    }

    fn note_ctrl_c(&mut self, key: KeyEvent, now: Duration) {
        if key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL {
            self.interrupted |= self.last_ctrl_c.is_some_and(|last| now.saturating_sub(last) <= QUIT_WITHIN);
            self.last_ctrl_c = Some(now);
        } else {
            self.last_ctrl_c = None;
        }
    }

    /// The terminal answered a query; the first answer also tells how wide it draws.
    fn answer(&mut self, column: u16, now: Moment) -> Vec<S::Effect> {
        if !self.pace.waits() {
            return Vec::new();
        }
        let before = (self.terminal.rtt, self.terminal.slow, self.terminal.glyphs);
        self.pace.answered(now.at);
        if std::mem::replace(&mut self.probe, Probe::Done) == Probe::Sent && column != WIDTH_PROBE_COLUMN {
            self.set_glyphs(Glyphs::Ascii);
        }
        let (rtt, slow) = (self.pace.round_trip(), self.pace.is_slow());
        let rtt_moved = match (before.0, rtt) {
            (Some(old), Some(new)) => old.abs_diff(new) > Duration::from_millis(10).max(old / 5),
            (old, new) => old != new,
        };
        self.terminal.pace_bytes_per_second = self.pace.bytes_per_second();
        if !rtt_moved && before.1 == slow && before.2 == self.terminal.glyphs {
            return Vec::new();
        }
        (self.terminal.rtt, self.terminal.slow) = (rtt, slow);
        self.screen.update(Event::Terminal(self.terminal.clone()))
    }

    fn set_glyphs(&mut self, glyphs: Glyphs) {
        self.terminal.glyphs = glyphs;
        self.caps.ascii = glyphs == Glyphs::Ascii;
        self.forget();
    }

    fn wish(&mut self, wish: Wish) -> Vec<S::Effect> {
        match wish {
            Wish::Repaint => self.forget(),
            Wish::Suspend => self.tasks.push(Task::Suspend),
            Wish::Mouse(on) => self.tasks.push(Task::Mouse(on)),
            Wish::LowBandwidth(on) => self.pace.set_low_bandwidth(on),
            Wish::Copy(text) => self.aside.extend(copy(&text, &self.environment)),
            Wish::Bell => self.aside.push(0x07),
            Wish::Glyphs(glyphs) => {
                self.set_glyphs(glyphs);
                return self.screen.update(Event::Terminal(self.terminal.clone()));
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
