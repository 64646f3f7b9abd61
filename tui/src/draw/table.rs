//! Tables: which columns are on, where they stand, their head and their rows. Only visible rows are ever formatted.

use super::{
    Look,
    columns::{self, Width},
    text,
};
use crate::theme::Ink;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// On which side the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// One column: what it asks for and what stands in its head.
#[derive(Clone, Debug)]
pub struct Column<K> {
    /// Which one.
    pub key: K,
    /// Width asked for.
    pub width: Width,
    /// Side of its text.
    pub side: Side,
    /// Head, inert.
    pub head: String,
}

/// A column that is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<K> {
    /// Which one.
    pub key: K,
    /// First column on the screen.
    pub x: u16,
    /// Columns.
    pub width: u16,
    /// Side of its text.
    pub side: Side,
}

/// Lays the columns out in `area`; the first column of the screen is the mark of the selected row.
pub fn lay_out<K: Copy>(columns: &[Column<K>], area: Rect) -> Vec<Slot<K>> {
    let widths: Vec<Width> = columns.iter().map(|column| column.width).collect();
    let mut x = area.x + 1;
    let mut slots = Vec::with_capacity(columns.len());
    for (column, width) in columns.iter().zip(columns::allocate(&widths, area.width.saturating_sub(1))) {
        if let Some(width) = width {
            slots.push(Slot { key: column.key, x, width, side: column.side });
            x = x.saturating_add(width + 1);
        }
    }
    slots
}

/// Draws the head.
pub fn head<K: Copy + PartialEq>(buffer: &mut Buffer, y: u16, look: &Look, columns: &[Column<K>], slots: &[Slot<K>]) {
    for slot in slots {
        if let Some(column) = columns.iter().find(|column| column.key == slot.key) {
            // A head that is too long loses its end; a column of single glyphs needs none.
            if slot.width > 2 {
                let head = cut(&column.head, slot.width);
                put(buffer, slot, y, head, look.ink(Ink::Strong));
            }
        }
    }
}

/// The beginning of a head, without a mark that something is missing.
fn cut(head: &str, width: u16) -> &str {
    let end = head.char_indices().nth(usize::from(width)).map_or(head.len(), |(at, _)| at);
    &head[..end]
}

/// Writes inert text into a cell, on the column's side.
pub fn put<K>(buffer: &mut Buffer, slot: &Slot<K>, y: u16, content: &str, style: Style) {
    match slot.side {
        Side::Left => text::put(buffer, slot.x, y, slot.width, content, style),
        Side::Right => text::put_right(buffer, slot.x.saturating_add(slot.width), y, slot.width, content, style),
    };
}

/// Marks the selected row: `►` in its first column, the whole row in reverse.
pub fn mark(buffer: &mut Buffer, row: Rect) {
    text::put(buffer, row.x, row.y, 1, "►", Style::new());
    for x in row.left()..row.right() {
        if let Some(cell) = buffer.cell_mut((x, row.y)) {
            // The bytes of a highlight are the fewest when a blank has no other attribute than reverse.
            if cell.symbol() == " " {
                cell.modifier -= Modifier::BOLD | Modifier::UNDERLINED;
            }
        }
    }
    text::invert(buffer, row);
}

/// The words of a list that has no rows to show: one line under the head.
pub fn empty(buffer: &mut Buffer, area: Rect, look: &Look, lines: &[String]) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        text::put(buffer, area.x + 1, y, area.width.saturating_sub(1), line, look.ink(Ink::Plain));
    }
}
