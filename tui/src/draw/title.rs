//! Row 0: breadcrumb, counts, clock, age of the data, in reverse; and what is worse than the age when there is such.

use super::{Look, text};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// How the data stands, worst last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Nothing has come yet.
    Loading,
    /// So old.
    Fresh(String),
    /// Older than 1.5 polls.
    Stale(String),
    /// The collector has trouble of its own.
    Trouble(String),
    /// No collector.
    Cut(String),
}

/// The parts of the title; all inert.
#[derive(Clone, Debug)]
pub struct Title {
    /// From the site to the view.
    pub trail: Vec<String>,
    /// Counts by status.
    pub counts: String,
    /// Time of day, with its zone where there is room.
    pub clock: [String; 2],
    /// State of the data, long and short.
    pub data: [String; 2],
    /// Whether the state of the data is a warning: reverse of the reverse.
    pub is_warning: bool,
    /// `DEMO`, `HEMAT`, `BACA SAJA`, `ASCII`.
    pub marks: Vec<&'static str>,
}

/// Draws it over the first row of `area`.
pub fn draw(buffer: &mut Buffer, area: Rect, _look: &Look, title: &Title) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    let row = Rect { height: 1, ..area };
    let wide = area.width >= 96;
    let warning = &title.data[usize::from(!wide)];
    let mut parts: Vec<(String, bool)> = Vec::new();
    for mark in &title.marks {
        parts.push(((*mark).to_owned(), false));
    }
    if !title.counts.is_empty() {
        parts.push((title.counts.clone(), false));
    }
    parts.push((title.clock[usize::from(!wide)].clone(), false));
    parts.push((warning.clone(), title.is_warning));
    // The state of the data goes last, the marks first, when there is not room for all.
    let separators = |parts: &[(String, bool)]| {
        parts.iter().map(|(part, _)| text::columns(part)).sum::<u16>() + 3 * (parts.len().max(1) as u16 - 1)
    };
    let least_trail = 10.min(area.width / 3);
    while parts.len() > 1 && separators(&parts) + least_trail + 4 > area.width {
        parts.remove(0);
    }
    let right = separators(&parts);
    let start = area.right().saturating_sub(right + 1).max(area.x);
    let mut x = start;
    for (i, (part, is_warning)) in parts.iter().enumerate() {
        if i > 0 {
            x += text::put(buffer, x, area.y, area.right() - x.min(area.right()), " │ ", Style::new());
        }
        let style =
            if *is_warning { Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD) } else { Style::new() };
        x += text::put(buffer, x, area.y, area.right() - x.min(area.right()), part, style);
    }
    let room = start.saturating_sub(area.x + 2);
    text::put(buffer, area.x + 1, area.y, room, &breadcrumb(&title.trail, room), Style::new());
    text::invert(buffer, row);
}

/// `PANTAU │ site ► view`; the site goes first when there is not room, then the middle, the end is kept.
fn breadcrumb(trail: &[String], room: u16) -> String {
    let join = |trail: &[String]| format!("PANTAU │ {}", trail.join(" ► "));
    for from in 0..trail.len() {
        let whole = join(&trail[from..]);
        if text::columns(&whole) <= room {
            return whole;
        }
    }
    let last = trail.last().map_or("PANTAU", String::as_str);
    model::text::cut_end(last, usize::from(room))
}
