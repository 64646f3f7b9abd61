//! The terminal's cursor and style while a frame is written: where they are known to be, and the shortest way elsewhere.

use super::ink::Ink;
use std::io::Write;

/// Writes into `out` and knows where that leaves the terminal.
pub(super) struct Pen<'a> {
    out: &'a mut Vec<u8>,
    at: Option<(u16, u16)>,
    ink: Ink,
}

impl<'a> Pen<'a> {
    /// A pen of the default style at `at`; `None`: position not known.
    pub(super) fn new(out: &'a mut Vec<u8>, at: Option<(u16, u16)>) -> Self {
        Self { out, at, ink: Ink::default() }
    }

    /// Goes to column `x` of row `y` by the shortest of: nothing, forward, CR LF (with forward), absolute.
    #[inline]
    pub(super) fn go(&mut self, x: u16, y: u16) {
        if self.at != Some((x, y)) {
            self.travel(x, y);
        }
    }

    fn travel(&mut self, x: u16, y: u16) {
        let prefix: Option<(&[u8], u16)> = match self.at {
            Some((from, row)) if row == y && from < x => Some((b"", x - from)),
            Some((_, row)) if row == y => Some((b"\r", x)),
            // The row below exists, so the line feed does not scroll.
            Some((_, row)) if row.checked_add(1) == Some(y) => Some((b"\r\n", x)),
            _ => None,
        };
        match prefix {
            Some((start, cells)) if start.len() + forward_bytes(cells.into()) < absolute_bytes(x, y) => {
                self.out.extend_from_slice(start);
                self.forward(cells);
            }
            _ => self.absolute(x, y),
        }
        self.at = Some((x, y));
    }

    fn forward(&mut self, cells: u16) {
        // Writing into memory cannot fail.
        let _ = match cells {
            0 => Ok(()),
            1 => write!(self.out, "\x1b[C"),
            _ => write!(self.out, "\x1b[{cells}C"),
        };
    }

    /// Rows and columns count from 1 on the wire; a 1 may be left out.
    fn absolute(&mut self, x: u16, y: u16) {
        let (column, row) = (u32::from(x) + 1, u32::from(y) + 1);
        let _ = match (column, row) {
            (1, 1) => write!(self.out, "\x1b[H"),
            (1, _) => write!(self.out, "\x1b[{row}H"),
            (_, 1) => write!(self.out, "\x1b[;{column}H"),
            _ => write!(self.out, "\x1b[{row};{column}H"),
        };
    }

    /// Changes to this style.
    #[inline]
    pub(super) fn dip(&mut self, ink: Ink) {
        if self.ink != ink {
            self.ink.change(ink, self.out);
            self.ink = ink;
        }
    }

    /// Style in force.
    pub(super) fn ink(&self) -> Ink {
        self.ink
    }

    /// Writes bytes as they are.
    #[inline]
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Bytes written so far, those before the frame included.
    pub(super) fn written(&self) -> usize {
        self.out.len()
    }

    /// The cursor went one cell on.
    pub(super) fn advance(&mut self) {
        if let Some((x, _)) = &mut self.at {
            *x += 1;
        }
    }

    /// Where the cursor is is not known.
    pub(super) fn lose(&mut self) {
        self.at = None;
    }

    /// The cursor's column, when it is known to be in row `y`.
    pub(super) fn column_in(&self, y: u16) -> Option<u16> {
        self.at.filter(|at| at.1 == y).map(|at| at.0)
    }

    /// Moves the rows of the region `top..=bottom` up (positive) or down by inserting or deleting lines at its top.
    ///
    /// Insert and delete line (VT102) instead of `CSI S` and `CSI T`, which do the same in four bytes less: the Linux
    /// console knows neither, and tmux before 3.0 not the second.
    pub(super) fn scroll(&mut self, top: usize, bottom: usize, rows: isize, height: usize) {
        let whole = top == 0 && bottom + 1 == height;
        let (by, what) = (rows.unsigned_abs(), if rows > 0 { 'M' } else { 'L' });
        if !whole {
            let _ = write!(self.out, "\x1b[{};{}r", top + 1, bottom + 1);
            // It sends the cursor home, which not every terminal takes to mean the same row.
            self.at = None;
        }
        self.go(0, u16::try_from(top).unwrap_or(u16::MAX));
        let _ = if by == 1 { write!(self.out, "\x1b[{what}") } else { write!(self.out, "\x1b[{by}{what}") };
        if !whole {
            self.raw(b"\x1b[r");
        }
        self.at = None;
    }
}

/// Bytes of the longest move forward.
pub(super) const FORWARD_BYTES_MAX: usize = 8;

/// Bytes of a move forward over this many cells.
pub(super) fn forward_bytes(cells: usize) -> usize {
    match cells {
        0 => 0,
        1 => 3,
        _ => 3 + digits(cells),
    }
}

fn absolute_bytes(x: u16, y: u16) -> usize {
    let (column, row) = (usize::from(x) + 1, usize::from(y) + 1);
    match (column, row) {
        (1, 1) => 3,
        (1, _) => 3 + digits(row),
        (_, 1) => 4 + digits(column),
        _ => 4 + digits(row) + digits(column),
    }
}

fn digits(number: usize) -> usize {
    number.max(1).ilog10() as usize + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: Option<(u16, u16)>, to: (u16, u16), expected: &str) {
        let mut out = Vec::new();
        Pen::new(&mut out, from).go(to.0, to.1);
        assert_eq!(String::from_utf8(out).unwrap().replace('\x1b', "^"), expected, "{from:?} → {to:?}");
    }

    #[test]
    fn the_shortest_way() {
        check(Some((3, 4)), (3, 4), "");
        check(Some((3, 4)), (4, 4), "^[C");
        check(Some((3, 4)), (40, 4), "^[37C");
        check(Some((3, 4)), (0, 4), "\r");
        check(Some((9, 4)), (2, 4), "\r^[2C");
        check(Some((3, 4)), (0, 5), "\r\n");
        check(Some((3, 9)), (5, 10), "\r\n^[5C");
        check(Some((3, 4)), (9, 7), "^[8;10H");
        check(Some((3, 4)), (0, 7), "^[8H");
        check(None, (0, 0), "^[H");
        check(None, (9, 0), "^[;10H");
        check(None, (0, 9), "^[10H");
        check(None, (99, 9), "^[10;100H");
    }

    #[test]
    fn lengths_are_those_of_what_is_written() {
        for x in [0, 1, 8, 9, 98, 99, 998, u16::MAX] {
            for y in [0, 1, 8, 9, 98, 99] {
                let mut out = Vec::new();
                Pen::new(&mut out, None).go(x, y);
                assert_eq!(out.len(), absolute_bytes(x, y), "{x},{y}");
            }
            let mut out = Vec::new();
            Pen::new(&mut out, None).forward(x);
            assert_eq!(out.len(), forward_bytes(x.into()), "{x}");
            assert!(out.len() <= FORWARD_BYTES_MAX);
        }
    }
}
