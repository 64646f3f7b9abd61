//! Row h−1: the keys that work now, cut at whole entries.

use super::{Look, text::Pen};
use crate::theme::Ink;
use ratatui::{buffer::Buffer, layout::Rect};

/// One entry: the key and what it does, inert.
pub type Hint = (String, String);

/// Draws them over the first row of `area`.
pub fn draw(buffer: &mut Buffer, area: Rect, look: &Look, hints: &[Hint]) {
    let mut pen = Pen::new(buffer, area);
    pen.skip(u16::from(area.width >= 60));
    for (i, (key, label)) in hints.iter().enumerate() {
        let gap = if i == 0 { 0 } else { 2 };
        let columns = super::text::columns(key) + super::text::columns(label) + 1 + gap;
        if columns > pen.room() {
            return;
        }
        pen.skip(gap).put(key, look.ink(Ink::Strong)).skip(1).put(label, look.ink(Ink::Muted));
    }
}
