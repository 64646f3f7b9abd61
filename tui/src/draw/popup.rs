//! A pop-up: the only thing with a box around it.

use super::{Look, text};
use crate::theme::Ink;
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws a box with a title over whatever is there; returns the area inside.
pub fn frame(buffer: &mut Buffer, area: Rect, look: &Look, title: &str) -> Rect {
    let area = area.intersection(buffer.area);
    text::clear(buffer, area);
    if area.width < 4 || area.height < 3 {
        return area;
    }
    let line = "─".repeat(usize::from(area.width - 2));
    let style = look.ink(Ink::Muted);
    text::put(buffer, area.x, area.y, area.width, &format!("┌{line}┐"), style);
    for y in area.y + 1..area.bottom() - 1 {
        text::put(buffer, area.x, y, 1, "│", style);
        text::put(buffer, area.right() - 1, y, 1, "│", style);
    }
    text::put(buffer, area.x, area.bottom() - 1, area.width, &format!("└{line}┘"), style);
    text::put(buffer, area.x + 1, area.y, area.width - 2, &format!(" {title} "), look.ink(Ink::Strong));
    Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
}
