//! The parts that views are drawn with: text, tables, graphs, statuses, the frame around them.

pub mod columns;
pub mod glyph;
pub mod graph;
pub mod hints;
pub mod line;
pub mod number;
pub mod popup;
pub mod rule;
pub mod status;
pub mod table;
pub mod tabs;
pub mod text;
pub mod title;

use crate::theme::{Ink, Theme};
use jiff::tz::TimeZone;
use model::{Lang, Timestamp};
use ratatui::style::Style;

/// Everything that decides how the same facts look.
#[derive(Clone, Debug)]
pub struct Look {
    /// Language.
    pub lang: Lang,
    /// Colours.
    pub theme: Theme,
    /// Zone of the times shown.
    pub zone: TimeZone,
    /// Now, by the collector's clock: ages are counted from here.
    pub now: Timestamp,
}

impl Look {
    /// The style of `ink`.
    pub fn ink(&self, ink: Ink) -> Style {
        self.theme.style(ink)
    }
}
