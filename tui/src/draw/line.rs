//! A line of a sheet: label, value, and a bar where there is a share.

use super::{Look, number, text::Pen};
use crate::theme::Ink;
use model::{
    Status,
    sheet::{Grade, Line},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Columns of a label, and of what stands left of a bar.
const LABEL: u16 = 22;
const VALUE: u16 = 24;
/// Windows narrower than this have shorter labels and no bars.
const NARROW: u16 = 60;
/// Columns of a bar.
const BAR: f64 = 20.0;

/// The style of a grade.
pub fn style(look: &Look, grade: Grade) -> Style {
    status(grade).map_or_else(Style::new, |status| look.ink(Ink::Status(status)))
}

/// The status that a grade is drawn like.
pub const fn status(grade: Grade) -> Option<Status> {
    match grade {
        Grade::Plain => None,
        Grade::Warning => Some(Status::Warning),
        Grade::Critical => Some(Status::Critical),
    }
}

/// Draws it over the first row of `area`: `main memory          57,2MiB dari 128MiB     45% █████████`
pub fn draw(buffer: &mut Buffer, area: Rect, look: &Look, line: &Line) {
    let style = style(look, line.grade);
    let is_narrow = area.width < NARROW;
    let label = if is_narrow { LABEL - 8 } else { LABEL };
    let mut pen = Pen::new(buffer, area);
    pen.skip(1).foreign(&line.label, label - 1, look.ink(Ink::Muted));
    let gap = (area.x + 1 + label).saturating_sub(pen.column());
    pen.skip(gap);
    let Some(percent) = line.percent else {
        let room = pen.room();
        pen.foreign(&line.value, room, style);
        return;
    };
    if is_narrow {
        // No room for a bar; the share comes before what it is a share of.
        let room = pen.put(&format!("{:>4}  ", number::percent(look.lang, Some(percent))), style).room();
        pen.foreign(&line.value, room, style);
        return;
    }
    let value = if line.value.is_empty() { 0 } else { VALUE };
    let bar_from = pen.column() + value;
    pen.foreign(&line.value, value, style);
    let gap = bar_from.saturating_sub(pen.column());
    pen.skip(gap);
    let filled = (percent.clamp(0.0, 100.0) / 100.0 * BAR).round() as usize;
    pen.put(&format!("{:>4} {}", number::percent(look.lang, Some(percent)), "█".repeat(filled)), style);
}
