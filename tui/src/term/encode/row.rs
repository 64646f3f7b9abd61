//! One row: what of it differs, and the bytes that mend it.

use super::{
    Caps,
    ink::Ink,
    pen::{FORWARD_BYTES_MAX, Pen, forward_bytes},
};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use unicode_width::UnicodeWidthChar;

/// What stands in a cell that nobody knows: equal to nothing that is ever drawn.
pub(super) const UNKNOWN: &str = "\0";

/// Most trailing cells that are blanked with spaces; for more, erasing to the end of the line is shorter.
const SPACES_MAX: usize = 3;

/// Which rows differ.
pub(super) fn changed(before: &Buffer, after: &Buffer, columns: usize) -> Vec<bool> {
    let rows = before.content.chunks(columns).zip(after.content.chunks(columns));
    rows.map(|(old, new)| old.iter().zip(new).any(|(old, new)| !same(old, new))).collect()
}

/// Whether two cells are drawn alike; cheaper than their own comparison, which looks at more than what is drawn.
fn same(a: &Cell, b: &Cell) -> bool {
    a.modifier == b.modifier && a.fg == b.fg && a.bg == b.bg && a.symbol() == b.symbol()
}

/// A cell as it will show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot<'a> {
    text: &'a str,
    ink: Ink,
    shape: Shape,
}

/// How a cell's symbol fills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// One character, one cell: afterwards the cursor is surely one further.
    Single,
    /// Wider than a cell, or of several characters: where the cursor is afterwards depends on the terminal.
    Unsure,
    /// Lies under the wide symbol before it.
    Covered,
    /// What the terminal shows here is not known.
    Unknown,
}

impl Slot<'_> {
    fn is_blank(&self) -> bool {
        self.shape == Shape::Single && self.text == " " && self.ink.is_default()
    }
}

/// Reduces a row to what shows of it.
///
/// - Control characters never reach the terminal: a symbol with one shows as `?`.
/// - A wide symbol covers the cells after it; one that does not fit into the row shows as a blank.
/// - On an ASCII terminal everything else shows as `?`.
pub(super) fn slots<'a>(row: &'a [Cell], caps: Caps, out: &mut Vec<Slot<'a>>) {
    out.clear();
    while let Some(cell) = row.get(out.len()) {
        // Most cells are one printable byte.
        if let [0x20..=0x7e] = cell.symbol().as_bytes() {
            let ink = Ink::of(cell, caps.depth, cell.symbol() == " ");
            out.push(Slot { text: cell.symbol(), ink, shape: Shape::Single });
            continue;
        }
        let (text, width) = reduced(cell.symbol(), row.len() - out.len(), caps);
        let shape = match (text, width) {
            (UNKNOWN, _) => Shape::Unknown,
            (text, 1) if single(text) => Shape::Single,
            _ => Shape::Unsure,
        };
        let ink = Ink::of(cell, caps.depth, text == " ");
        out.push(Slot { text, ink, shape });
        for _ in 1..width {
            out.push(Slot { text: "", ink, shape: Shape::Covered });
        }
    }
}

/// The text that shows for a symbol, and its width, at most `room`.
fn reduced(symbol: &str, room: usize, caps: Caps) -> (&str, usize) {
    match symbol.as_bytes() {
        b"\0" => (symbol, 1),
        [] => (" ", 1),
        _ if caps.ascii || symbol.chars().any(char::is_control) => ("?", 1),
        _ => match width(symbol) {
            0 => (" ", 1),
            width if width > room => (" ", 1),
            width => (symbol, width),
        },
    }
}

/// Cells that a symbol takes, as ratatui laid it out.
fn width(symbol: &str) -> usize {
    let mut chars = symbol.chars();
    match (chars.next().and_then(UnicodeWidthChar::width), chars.next()) {
        (Some(width @ 1..), None) => width,
        _ => usize::from(symbol.cell_width()),
    }
}

fn single(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some() && chars.next().is_none()
}

/// Writes what turns the row `before` into `after`, row `y` of the screen.
pub(super) fn mend(before: &[Slot<'_>], after: &[Slot<'_>], y: u16, pen: &mut Pen<'_>) {
    let Some(last) = (0..after.len()).rfind(|x| before[*x] != after[*x]) else { return };
    let filled = after.iter().rposition(|slot| !slot.is_blank()).map_or(0, |x| x + 1);
    // What differs behind the last filled cell is blank now: erased in one go, unless it is very little.
    let erased = (filled..=last).find(|x| before[*x] != after[*x]).filter(|x| last + 1 - x > SPACES_MAX);
    let end = erased.unwrap_or(last + 1);
    let mut x = 0;
    while x < end {
        if before[x] == after[x] {
            x += 1;
            continue;
        }
        // A covered cell is mended by writing the symbol that covers it.
        while x > 0 && after[x].shape == Shape::Covered {
            x -= 1;
        }
        bridge(after, x, y, pen);
        x = write(after, x, y, pen);
    }
    if let Some(x) = erased {
        bridge(after, x, y, pen);
        pen.go(column(x), y);
        pen.dip(Ink::default());
        pen.raw(b"\x1b[K");
    }
}

/// Comes nearer to column `x` by writing unchanged cells of the same ink, where that is no longer than moving.
fn bridge(after: &[Slot<'_>], x: usize, y: u16, pen: &mut Pen<'_>) {
    let Some(at) = pen.column_in(y).map(usize::from).filter(|at| *at < x) else { return };
    let gap = &after[at..x];
    // Every cell is a byte at least, and no move forward is longer.
    if gap.len() > FORWARD_BYTES_MAX {
        return;
    }
    let bytes: usize = gap.iter().map(|slot| slot.text.len()).sum();
    let plain = gap.iter().all(|slot| slot.shape == Shape::Single && slot.ink == pen.ink());
    if plain && bytes <= forward_bytes(gap.len()) {
        for at in at..x {
            write(after, at, y, pen);
        }
    }
}

/// Writes the symbol at column `x`; returns the column after it.
fn write(after: &[Slot<'_>], x: usize, y: u16, pen: &mut Pen<'_>) -> usize {
    let slot = after[x];
    let width = 1 + after[x + 1..].iter().take_while(|slot| slot.shape == Shape::Covered).count();
    pen.go(column(x), y);
    pen.dip(slot.ink);
    pen.raw(slot.text.as_bytes());
    // After the last column and after a symbol that may be wider or narrower than thought, only an absolute move is sure.
    if slot.shape == Shape::Single && x + 1 < after.len() {
        pen.advance()
    } else {
        pen.lose()
    }
    x + width
}

fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}
