//! Finds the rows that merely moved up or down, so that the terminal moves them itself.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Color;

/// Fewest rows that must have changed, and fewest that must be gained, for a scroll to pay.
const ROWS_MIN: usize = 3;

/// Rows `top..=bottom` move by `rows`: up when positive, down when negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scroll {
    pub(super) top: usize,
    pub(super) bottom: usize,
    pub(super) rows: isize,
}

/// The scroll that saves most rows, if one saves enough of them.
///
/// Every shift is tried, since a paced screen jumps by many rows. Modifiers are left out of the comparison: the
/// highlight moves over the rows. What is taken for equal wrongly costs bytes only, since every row is compared afterwards.
pub(super) fn find(previous: &Buffer, next: &Buffer, changed: &[bool]) -> Option<Scroll> {
    let width = usize::from(next.area.width);
    let height = usize::from(next.area.height);
    if changed.iter().filter(|changed| **changed).count() < ROWS_MIN {
        return None;
    }
    let before: Vec<u64> = previous.content.chunks(width).map(hash).collect();
    let after: Vec<u64> = next.content.chunks(width).map(hash).collect();
    let blank = hash(&vec![Cell::EMPTY; width]);
    let span = isize::try_from(height).ok()?;
    let mut best: Option<(isize, Scroll)> = None;
    for rows in (1 - span..span).filter(|rows| *rows != 0) {
        for (gain, scroll) in runs(&before, &after, blank, rows) {
            // Of equal gains the smaller region and shift disturb less.
            let better = best.is_none_or(|(most, kept)| {
                gain > most || (gain == most && scroll.rows.unsigned_abs() < kept.rows.unsigned_abs())
            });
            if better && gain >= ROWS_MIN.cast_signed() {
                best = Some((gain, scroll));
            }
        }
    }
    best.map(|(_, scroll)| scroll)
}

/// Runs of rows that moved by `rows`, each with the rows it saves less the rows it spoils.
fn runs(before: &[u64], after: &[u64], blank: u64, rows: isize) -> Vec<(isize, Scroll)> {
    let height = after.len();
    let moved =
        |y: usize| y.checked_add_signed(rows).and_then(|from| before.get(from)).is_some_and(|from| *from == after[y]);
    let mut found = Vec::new();
    let mut y = 0;
    while y < height {
        if !moved(y) {
            y += 1;
            continue;
        }
        let start = y;
        while y < height && moved(y) {
            y += 1;
        }
        // Rows that were right where they stood need no moving at the rim of a region.
        let useful = |y: &usize| before[*y] != after[*y] && after[*y] != blank;
        let (Some(first), Some(last)) = ((start..y).find(useful), (start..y).rfind(useful)) else { continue };
        let scroll = if rows > 0 {
            Scroll { top: first, bottom: last + rows.unsigned_abs(), rows }
        } else {
            Scroll { top: first - rows.unsigned_abs(), bottom: last, rows }
        };
        let saved = (first..=last).filter(useful).count().cast_signed();
        let spoilt = (scroll.top..=scroll.bottom)
            .filter(|y| !(first..=last).contains(y) && before[*y] == after[*y] && after[*y] != blank)
            .count()
            .cast_signed();
        found.push((saved - spoilt, scroll));
    }
    found
}

/// Moves the rows of `previous` as the terminal does: what comes in is blank.
pub(super) fn apply(previous: &mut Buffer, scroll: Scroll) {
    let width = usize::from(previous.area.width);
    let region = &mut previous.content[scroll.top * width..(scroll.bottom + 1) * width];
    let cells = scroll.rows.unsigned_abs() * width;
    let fresh = if scroll.rows > 0 {
        region.rotate_left(cells);
        let from = region.len() - cells;
        &mut region[from..]
    } else {
        region.rotate_right(cells);
        &mut region[..cells]
    };
    fresh.fill(Cell::EMPTY);
}

/// A cheap hash of symbols and colours, by steps of rotating and multiplying.
fn hash(row: &[Cell]) -> u64 {
    row.iter().fold(0, |state, cell| {
        let (word, blank) = match cell.symbol().as_bytes() {
            [byte] => (u64::from(*byte), *byte == b' '),
            bytes => (bytes.iter().fold(0, |word, byte| word << 8 ^ word >> 56 ^ u64::from(*byte)), false),
        };
        let foreground = if blank { 0 } else { colour(cell.fg) };
        let state = mix(state, word);
        match foreground << 32 | colour(cell.bg) {
            0 => state,
            colours => mix(state, !colours),
        }
    })
}

fn mix(state: u64, word: u64) -> u64 {
    (state.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A number for each colour.
fn colour(colour: Color) -> u64 {
    match colour {
        Color::Reset => 0,
        Color::Indexed(index) => 0x100 | u64::from(index),
        Color::Rgb(red, green, blue) => u64::from(u32::from_be_bytes([1, red, green, blue])),
        Color::Black => 1,
        Color::Red => 2,
        Color::Green => 3,
        Color::Yellow => 4,
        Color::Blue => 5,
        Color::Magenta => 6,
        Color::Cyan => 7,
        Color::Gray => 8,
        Color::DarkGray => 9,
        Color::LightRed => 10,
        Color::LightGreen => 11,
        Color::LightYellow => 12,
        Color::LightBlue => 13,
        Color::LightMagenta => 14,
        Color::LightCyan => 15,
        Color::White => 16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &[&str], after: &[&str], expected: Option<(usize, usize, isize)>) {
        let (before, after) = (Buffer::with_lines(before.iter().copied()), Buffer::with_lines(after.iter().copied()));
        let expected = expected.map(|(top, bottom, rows)| Scroll { top, bottom, rows });
        let changed = super::super::row::changed(&before, &after, usize::from(before.area.width));
        assert_eq!(find(&before, &after, &changed), expected, "{before:?} → {after:?}");
    }

    #[test]
    fn finds_what_moved() {
        let title = ["title", "a", "b", "c", "d", "e", "foot"];
        check(&title, &["title", "b", "c", "d", "e", "f", "foot"], Some((1, 5, 1)));
        check(&title, &["title", "z", "a", "b", "c", "d", "foot"], Some((1, 5, -1)));
        check(&title, &["title", "c", "d", "e", "f", "g", "foot"], Some((1, 5, 2)));
        check(&title, &title, None);
        check(&title, &["title", "p", "q", "r", "s", "t", "foot"], None);
        // Two rows moved: cheaper to send than to spoil others.
        check(&title, &["title", "b", "c", "x", "y", "z", "foot"], None);
        // Blank rows match everywhere and gain nothing.
        check(&["a", " ", " ", " ", " ", "b"], &["x", " ", " ", " ", " ", "y"], None);
    }

    #[test]
    fn rows_that_come_in_are_blank() {
        let mut buffer = Buffer::with_lines(["t", "a", "b", "c", "f"]);
        apply(&mut buffer, Scroll { top: 1, bottom: 3, rows: 1 });
        assert_eq!(buffer, Buffer::with_lines(["t", "b", "c", " ", "f"]));
        apply(&mut buffer, Scroll { top: 1, bottom: 3, rows: -2 });
        assert_eq!(buffer, Buffer::with_lines(["t", " ", " ", "b", "f"]));
    }
}
