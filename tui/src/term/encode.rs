//! Turns a frame into the fewest bytes that make the terminal show it; pure.
//!
//! Why our own and not ratatui's backend: about 60 % of the bytes for a first frame and a twentieth for a scrolled row
//! (figures in `screen.md` 14.1), the sixteen colours in the form every terminal knows, and `NO_COLOR` without loss of
//! reverse video.
//!
//! 1. scroll: where at least three rows merely moved, the terminal moves them.
//! 2. rows: from the first to the last cell that differs; short gaps are written again; the shortest moves; one combined
//!    SGR a change of style; a row that became shorter is erased to its end.
//! 3. margin: after the last column, and after a symbol that is not surely one cell wide, the next move is absolute.
//! 4. end: default style, and the real cursor on the focused row or field.

mod ink;
mod pen;
mod row;
mod scroll;

use crate::term::caps::Depth;
use pen::Pen;
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
};

/// What the encoder may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Colours.
    pub depth: Depth,
    /// Nothing above 0x7e is sent; what is drawn all the same shows as `?`.
    pub ascii: bool,
    /// Rows may be scrolled; false for odd clients.
    pub scroll: bool,
}

/// What the terminal is believed to show: the frame before.
#[derive(Clone, Debug)]
pub struct Shown {
    buffer: Buffer,
    cursor: Option<Option<(u16, u16)>>,
}

impl Shown {
    /// Nothing is known of the terminal's cells.
    pub fn unknown() -> Self {
        Self { buffer: Buffer::empty(Rect::ZERO), cursor: None }
    }

    /// Forgets the frame before: the next one is sent whole. The screen is never cleared for it.
    pub fn forget(&mut self) {
        self.buffer.content.fill(Cell::new(row::UNKNOWN));
        self.cursor = None;
    }

    fn fit(&mut self, area: Rect) {
        if self.buffer.area != area {
            self.buffer = Buffer::filled(area, Cell::new(row::UNKNOWN));
            self.cursor = None;
        }
    }
}

/// Appends to `out` what turns the screen `shown` into `next` with the real cursor at `cursor` (column, row; `None` hides
/// it). Appends nothing when nothing changed. Afterwards `shown` holds `next`, and `next` some frame before, to be drawn
/// anew.
pub fn encode(shown: &mut Shown, next: &mut Buffer, cursor: Option<(u16, u16)>, caps: Caps, out: &mut Vec<u8>) {
    let Rect { width, height, .. } = next.area;
    shown.fit(next.area);
    if width == 0 || height == 0 {
        return;
    }
    let start = out.len();
    let mut pen = Pen::new(out, None);
    let previous = &mut shown.buffer;
    let columns = usize::from(width);
    let mut changed = row::changed(previous, next, columns);
    if caps.scroll
        && let Some(found) = scroll::find(previous, next, &changed)
    {
        pen.scroll(found.top, found.bottom, found.rows, usize::from(height));
        scroll::apply(previous, found);
        changed = row::changed(previous, next, columns);
    }
    let (mut before, mut after) = (Vec::with_capacity(columns), Vec::with_capacity(columns));
    let rows = previous.content.chunks(columns).zip(next.content.chunks(columns)).zip(0..height);
    for ((old, new), y) in rows.filter(|(_, y)| changed[usize::from(*y)]) {
        row::slots(old, caps, &mut before);
        row::slots(new, caps, &mut after);
        row::mend(&before, &after, y, &mut pen);
    }
    pen.dip(ink::Ink::default());
    place(&mut shown.cursor, cursor.map(|(x, y)| (x.min(width - 1), y.min(height - 1))), &mut pen, start);
    std::mem::swap(previous, next);
}

/// Appends the question where the cursor is (`CSI 6 n`) behind a frame that left the cursor at `cursor`. It is asked
/// below the first row, where the answer would look like Shift-F3; a screen of one row must not be asked.
pub fn query(cursor: Option<(u16, u16)>, out: &mut Vec<u8>) {
    let elsewhere = cursor.is_none_or(|(_, y)| y == 0);
    if elsewhere {
        out.extend_from_slice(b"\x1b[2H");
    }
    out.extend_from_slice(b"\x1b[6n");
    if let Some((x, y)) = cursor.filter(|_| elsewhere) {
        Pen::new(out, None).go(x, y);
    }
}

/// Puts the real cursor where it belongs, if it moved or the frame moved it.
fn place(shown: &mut Option<Option<(u16, u16)>>, cursor: Option<(u16, u16)>, pen: &mut Pen<'_>, start: usize) {
    let same = *shown == Some(cursor);
    if same && pen.written() == start {
        return;
    }
    if let Some((x, y)) = cursor {
        pen.go(x, y);
    }
    let visible = shown.map(|cursor| cursor.is_some());
    if visible != Some(cursor.is_some()) {
        pen.raw(if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" });
    }
    *shown = Some(cursor);
}

#[cfg(test)]
pub(crate) mod tests;
