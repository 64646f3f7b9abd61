//! A section's rule: `─ Title ─────────── note ─`. Rules cost one row where a box costs two rows and two columns.

use super::{Look, text};
use crate::theme::Ink;
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws the rule over the first row of `area`; title and note are inert. The note goes before the title is cut.
pub fn draw(buffer: &mut Buffer, area: Rect, look: &Look, title: &str, note: &str) {
    if area.height == 0 {
        return;
    }
    let line = "─".repeat(usize::from(area.width));
    text::put(buffer, area.x, area.y, area.width, &line, look.ink(Ink::Muted));
    let title_columns = text::columns(title);
    if !title.is_empty() && area.width > 4 {
        let title = format!(" {} ", model::text::cut_end(title, usize::from(area.width - 4)));
        text::put(buffer, area.x + 1, area.y, area.width - 2, &title, look.ink(Ink::Strong));
    }
    let note_columns = text::columns(note) + 2;
    if !note.is_empty() && title_columns + note_columns + 8 <= area.width {
        text::put_right(buffer, area.right() - 1, area.y, note_columns, &format!(" {note} "), look.ink(Ink::Plain));
    }
}
