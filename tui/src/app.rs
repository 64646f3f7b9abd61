//! The whole state of the screen and how events change it. Pure: time, keys and news come in as events; what is to be
//! done outside goes out as effects.

pub mod act;
pub mod collector;
pub mod compat;
pub mod curve;
pub mod detail;
pub mod devices;
pub mod effect;
pub mod line;
pub mod list;
mod moves;
pub mod narrow;
pub mod news;
mod order;
pub mod overview;
pub mod palette;
pub mod problems;
pub mod prompt;
mod proposed;
pub mod size;
mod tick;
pub mod topology;

use crate::{
    draw::Look,
    fleet::Fleet,
    keys::Places,
    run::{Event, Screen, Terminal, Wish},
    specs::Specs,
    term::caps::Glyphs,
    theme::Theme,
    view,
};
use jiff::tz::TimeZone;
use model::{AlertId, DeviceId, Lang, Timestamp};
use prompt::Mode;
use ratatui::{buffer::Buffer, layout::Rect};
use std::{sync::Arc, time::Duration};

pub use effect::{CompatEffect, Effect};
pub use news::{Link, Message};
pub use size::Size;

/// Which view is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Ringkasan.
    #[default]
    Overview,
    /// Perangkat.
    Devices,
    /// Perangkat ► rincian.
    Device,
    /// Gangguan.
    Problems,
    /// Kompatibilitas.
    Compat,
    /// Kompatibilitas ► hasil.
    Candidate,
    /// Kolektor.
    Collector,
    /// Topologi.
    Topology,
}

impl View {
    /// Its place in the key table.
    pub const fn place(self) -> Places {
        match self {
            Self::Overview => Places::OVERVIEW,
            Self::Devices => Places::DEVICES,
            Self::Device => Places::DEVICE,
            Self::Problems => Places::PROBLEMS,
            Self::Compat => Places::COMPAT,
            Self::Candidate => Places::CANDIDATE,
            Self::Collector => Places::COLLECTOR,
            Self::Topology => Places::TOPOLOGY,
        }
    }
}

/// A message in the prompt row for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// Inert.
    pub text: String,
    /// When it goes.
    pub until: Timestamp,
}

/// What is given to the screen at its start.
#[derive(Clone, Debug)]
pub struct Start {
    /// Language.
    pub lang: Lang,
    /// Colours.
    pub theme: Theme,
    /// A tier that was asked for, instead of the terminal's.
    pub glyphs: Option<Glyphs>,
    /// Zone of the times shown.
    pub zone: TimeZone,
    /// No actions.
    pub read_only: bool,
    /// Who acknowledges.
    pub operator: String,
    /// Knowledge of specifications; none: things to be bought are not checked here.
    pub specs: Option<Arc<dyn Specs>>,
}

/// The screen.
pub struct App {
    /// What it was started with; language, theme and glyphs change.
    pub start: Start,
    /// Now, by this machine's clock.
    pub now: Timestamp,
    /// Milliseconds the collector's clock is ahead of this machine's.
    pub ahead_ms: i64,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The picture.
    pub fleet: Fleet,
    /// How the line to the collector is.
    pub link: Link,
    /// Open view.
    pub view: View,
    /// Views to go back to.
    pub trail: Vec<View>,
    /// Ringkasan.
    pub overview: overview::Overview,
    /// Perangkat.
    pub devices: devices::Devices,
    /// One device.
    pub detail: detail::Detail,
    /// Gangguan.
    pub problems: problems::Problems,
    /// Kompatibilitas.
    pub compat: compat::Compat,
    /// Kolektor.
    pub collector: collector::Collector,
    /// Topologi.
    pub topology: topology::Links,
    /// What keys mean at the moment.
    pub mode: Mode,
    /// Message in the prompt row.
    pub toast: Option<Toast>,
    /// What can be undone, and until when.
    pub undo: Option<(AlertId, Timestamp)>,
    /// Lines given before, newest last.
    pub history: prompt::History,
    /// An acknowledgement whose answer has not come, and its note.
    pub sending: Option<(AlertId, String)>,
    /// Note of an acknowledgement that was refused, kept for another try.
    pub kept_note: String,
    /// Bell for new roots.
    pub bell: bool,
    /// Data frames are few.
    pub low_bandwidth: bool,
    /// What is known of the terminal.
    pub terminal: Option<Terminal>,
    tier_before_ascii: Glyphs,
    last_key: Timestamp,
    last_bell: Option<Timestamp>,
    quit_asked: Option<Timestamp>,
    wishes: Vec<Wish>,
    effects: Vec<Effect>,
    dirty: bool,
    finished: bool,
}

/// Rows keep their order for this long after a key.
pub const HELD_SECONDS: i64 = 5;
/// A message stays this long.
pub const TOAST_SECONDS: i64 = 6;
/// An action can be undone this long.
pub const UNDO_SECONDS: i64 = 10;
/// A selected row is asked for its details after it has rested this long.
const REST_MILLIS: i64 = 400;

impl App {
    /// A screen before anything has come.
    pub fn new(start: Start) -> Self {
        Self {
            start,
            now: Timestamp::default(),
            ahead_ms: 0,
            size: (80, 24),
            fleet: Fleet::default(),
            link: Link::Connecting,
            view: View::Overview,
            trail: Vec::new(),
            overview: overview::Overview::default(),
            devices: devices::Devices::default(),
            detail: detail::Detail::default(),
            problems: problems::Problems::default(),
            compat: compat::Compat::default(),
            collector: collector::Collector::default(),
            topology: topology::Links::default(),
            mode: Mode::List,
            toast: None,
            undo: None,
            history: prompt::History::default(),
            sending: None,
            kept_note: String::new(),
            bell: true,
            low_bandwidth: false,
            terminal: None,
            tier_before_ascii: Glyphs::Blocks,
            last_key: Timestamp(i64::MIN / 2),
            last_bell: None,
            quit_asked: None,
            wishes: Vec::new(),
            effects: Vec::new(),
            dirty: true,
            finished: false,
        }
    }

    /// Now, by the collector's clock: what ages are counted from.
    pub const fn collector_now(&self) -> Timestamp {
        self.now.plus_millis(self.ahead_ms)
    }

    /// Everything that decides how facts look.
    pub fn look(&self) -> Look {
        Look {
            lang: self.start.lang,
            theme: self.start.theme,
            zone: self.start.zone.clone(),
            now: self.collector_now(),
        }
    }

    /// Class of the window.
    pub const fn size_class(&self) -> Size {
        Size::of(self.size.0, self.size.1)
    }

    /// Tier of glyphs to draw with.
    pub fn glyphs(&self) -> Glyphs {
        self.start.glyphs.or(self.terminal.as_ref().map(|terminal| terminal.glyphs)).unwrap_or(Glyphs::Blocks)
    }

    /// Shows a message for a while.
    pub fn say(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast { text: text.into(), until: self.now.plus_seconds(TOAST_SECONDS) });
    }

    /// Seconds since the newest data, if there is any.
    pub fn data_age_seconds(&self) -> Option<f64> {
        self.fleet.newest.map(|newest| self.collector_now().seconds_since(newest).max(0.0))
    }

    fn tick(&mut self, now: Timestamp) {
        let old = std::mem::replace(&mut self.now, now);
        // What the picture writes of the time changes with the second while ages are young, else with the minute; with
        // low bandwidth in steps of ten seconds.
        let young = self.data_age_seconds().is_none_or(|age| age < 61.0);
        let step = match (self.low_bandwidth, young) {
            (true, _) => 10,
            (_, true) => 1,
            _ => 60,
        };
        self.dirty |= old.seconds().div_euclid(step) != now.seconds().div_euclid(step);
        if self.toast.as_ref().is_some_and(|toast| toast.until <= now) {
            self.toast = None;
            self.dirty = true;
        }
        if self.undo.is_some_and(|(_, until)| until <= now) {
            self.undo = None;
            self.dirty = true;
        }
        if self.quit_asked.is_some_and(|asked| now.seconds_since(asked) > 3.0) {
            self.quit_asked = None;
        }
        if self.devices.pending && !self.rows_are_held() {
            self.refresh_devices();
            self.dirty = true;
        }
        self.ask_for_rested();
        self.ask_for_figures();
        self.ask_for_topology();
    }

    /// Rows keep their order while a person is pressing keys.
    pub fn rows_are_held(&self) -> bool {
        self.now.0 < self.last_key.0.saturating_add(HELD_SECONDS * 1000)
    }

    /// Filters and sorts the device rows anew.
    pub fn refresh_devices(&mut self) {
        let now = self.collector_now();
        self.devices.refresh(&self.fleet, now);
    }

    /// The device that a preview shows or a detail is open of.
    fn wanted_detail(&self) -> Option<DeviceId> {
        match self.view {
            View::Device => self.detail.id,
            View::Devices if self.shows_preview() => self.devices.list.selected().copied(),
            _ => None,
        }
    }

    /// Whether the table of devices has its preview open.
    pub fn shows_preview(&self) -> bool {
        let size = self.size_class();
        size >= Size::Full && self.devices.preview.unwrap_or(size >= Size::Preview)
    }

    fn ask_for_rested(&mut self) {
        let rested = self.now.0 >= self.last_key.0.saturating_add(REST_MILLIS);
        if let (Some(id), true) = (self.wanted_detail(), rested)
            && self.detail.ask(id)
        {
            self.effects.push(Effect::AskDevice(id));
        }
        if rested {
            self.ask_for_curve();
        }
    }

    /// Brings the overview up to date; nobody else looks at it, so a storm of changes does so once.
    fn settle(&mut self) {
        if self.view == View::Overview {
            self.overview.refresh(&self.fleet);
        }
    }
}

impl Screen for App {
    type Message = Message;
    type Effect = Effect;

    fn update(&mut self, event: Event<Message>) -> Vec<Effect> {
        match event {
            Event::Tick(now) => self.tick(now),
            Event::Key(key) => {
                self.last_key = self.now;
                self.dirty = true;
                self.settle();
                self.key(&key);
            }
            Event::Paste(text) => {
                self.last_key = self.now;
                self.dirty = true;
                self.paste(&text);
            }
            Event::Mouse(_) => {}
            Event::Resize { width, height } => {
                self.dirty = true;
                self.size = (width, height);
            }
            Event::Message(message) => {
                self.dirty = true;
                self.news(message);
            }
            Event::Terminal(terminal) => {
                if terminal.slow && !self.low_bandwidth && self.terminal.as_ref().is_none_or(|known| !known.slow) {
                    self.set_low_bandwidth(true);
                }
                let is_same = |known: &Terminal| (known.glyphs, known.depth) == (terminal.glyphs, terminal.depth);
                self.dirty |= !self.terminal.as_ref().is_some_and(is_same);
                self.start.theme.depth = terminal.depth;
                self.terminal = Some(terminal);
            }
        }
        std::mem::take(&mut self.effects)
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<(u16, u16)> {
        self.dirty = false;
        self.settle();
        view::draw(self, area, buffer)
    }

    fn dirty(&self) -> bool {
        self.dirty
    }

    fn next_tick(&self, now: Timestamp) -> Option<Duration> {
        tick::next(self, now)
    }

    fn finished(&self) -> bool {
        self.finished
    }

    fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }
}
