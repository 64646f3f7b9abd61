//! The local view: is it us or them. The way from this machine to the outside with its conclusion, and how this machine is;
//! from its own agent, so that it works with every line down. Pure, like the screen against a collector.

mod picture;
mod rows;

use crate::{
    draw::Look,
    keys::{self, Action, Places},
    run::{Event, Screen, Terminal, Wish},
    term::caps::Glyphs,
    theme::Theme,
};
use crossterm::event::KeyEvent;
use jiff::tz::TimeZone;
use model::{
    Lang, Timestamp,
    local::{Missing, Origin, Snapshot},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::time::Duration;

/// What a look at the agent showed.
pub type Seen = Result<(Snapshot, Origin), Missing>;

/// The local view.
pub struct Local {
    /// Language.
    pub lang: Lang,
    /// Colours.
    pub theme: Theme,
    /// Zone of the times shown.
    pub zone: TimeZone,
    /// Where the agent's data lies.
    pub place: String,
    /// Now.
    pub now: Timestamp,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The newest look; none before the first.
    pub seen: Option<Seen>,
    /// Whether the help is open.
    pub help: bool,
    scroll: usize,
    terminal: Option<Terminal>,
    tier_before_ascii: Glyphs,
    wishes: Vec<Wish>,
    dirty: bool,
    finished: bool,
}

impl Local {
    /// The view before anything has come.
    pub fn new(lang: Lang, theme: Theme, zone: TimeZone, place: String) -> Self {
        Self {
            lang,
            theme,
            zone,
            place,
            now: Timestamp::default(),
            size: (80, 24),
            seen: None,
            help: false,
            scroll: 0,
            terminal: None,
            tier_before_ascii: Glyphs::Blocks,
            wishes: Vec::new(),
            dirty: true,
            finished: false,
        }
    }

    fn look(&self) -> Look {
        Look { lang: self.lang, theme: self.theme, zone: self.zone.clone(), now: self.now }
    }

    fn glyphs(&self) -> Glyphs {
        self.terminal.as_ref().map_or(Glyphs::Blocks, |terminal| terminal.glyphs)
    }

    fn snapshot(&self) -> Option<&Snapshot> {
        self.seen.as_ref()?.as_ref().ok().map(|(snapshot, _)| snapshot)
    }

    /// The keys are those of the screen against a collector; what they have no use for here does nothing.
    fn key(&mut self, key: &KeyEvent) {
        let Some(binding) = keys::find(key, Places::ALL) else {
            return;
        };
        let page = usize::from(self.size.1.saturating_sub(3)).max(1);
        match binding.action {
            Action::Quit | Action::Back if self.help => self.turn(false),
            Action::Quit | Action::Back | Action::QuitNow => self.finished = true,
            Action::Help => self.turn(!self.help),
            Action::Language => {
                self.lang = match self.lang {
                    Lang::Id => Lang::En,
                    Lang::En => Lang::Id,
                }
            }
            Action::Down => self.scroll_to(self.scroll.saturating_add(1)),
            Action::Up => self.scroll_to(self.scroll.saturating_sub(1)),
            Action::PageDown => self.scroll_to(self.scroll.saturating_add(page)),
            Action::PageUp => self.scroll_to(self.scroll.saturating_sub(page)),
            Action::First => self.scroll_to(0),
            Action::Last => self.scroll_to(usize::MAX),
            Action::Glyphs => self.switch_glyphs(),
            Action::Repaint => self.wishes.push(Wish::Repaint),
            Action::Suspend => self.wishes.push(Wish::Suspend),
            _ => {}
        }
    }

    fn turn(&mut self, help: bool) {
        self.help = help;
        self.scroll = 0;
    }

    /// Never past the last row.
    fn scroll_to(&mut self, row: usize) {
        self.scroll = row.min(picture::longest_scroll(self));
    }

    fn switch_glyphs(&mut self) {
        let tier = match self.glyphs() {
            Glyphs::Ascii => self.tier_before_ascii,
            tier => {
                self.tier_before_ascii = tier;
                Glyphs::Ascii
            }
        };
        self.wishes.push(Wish::Glyphs(tier));
    }
}

impl Screen for Local {
    type Message = Seen;
    type Effect = ();

    fn update(&mut self, event: Event<Seen>) -> Vec<()> {
        match event {
            Event::Tick(now) => {
                // The clock and the ages change with the second.
                self.dirty |= self.now.seconds() != now.seconds();
                self.now = now;
            }
            Event::Key(key) => {
                self.key(&key);
                self.dirty = true;
            }
            Event::Resize { width, height } => {
                self.size = (width, height);
                self.scroll_to(self.scroll);
                self.dirty = true;
            }
            Event::Message(seen) => {
                self.dirty |= self.seen.as_ref() != Some(&seen);
                self.seen = Some(seen);
            }
            Event::Terminal(terminal) => {
                self.terminal = Some(terminal);
                self.dirty = true;
            }
            Event::Paste(_) | Event::Mouse(_) => {}
        }
        Vec::new()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<(u16, u16)> {
        self.dirty = false;
        picture::draw(self, area, buffer);
        None
    }

    fn dirty(&self) -> bool {
        self.dirty
    }

    fn next_tick(&self, now: Timestamp) -> Option<Duration> {
        let into = u64::try_from(now.0.rem_euclid(1000)).unwrap_or(0);
        Some(Duration::from_millis(1000 - into))
    }

    fn finished(&self) -> bool {
        self.finished
    }

    fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }
}
