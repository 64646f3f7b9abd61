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
    pub(super) fn go(&mut self, x: u16, y: u16) {
        if self.at == Some((x, y)) {
            return;
        }
        let mut best = absolute(x, y);
        let mut offer = |way: Vec<u8>| {
            if way.len() < best.len() {
                best = way;
            }
        };
        if let Some((from_x, from_y)) = self.at {
            if from_y == y && from_x < x {
                offer(forward(x - from_x));
            }
            if from_y.checked_add(1) == Some(y) {
                // The row below exists, so the line feed does not scroll.
                let mut way = b"\r\n".to_vec();
                way.extend(forward(x));
                offer(way);
            }
            if from_y == y {
                let mut way = b"\r".to_vec();
                way.extend(forward(x));
                offer(way);
            }
        }
        self.out.extend_from_slice(&best);
        self.at = Some((x, y));
    }

    /// Changes to this style.
    pub(super) fn dip(&mut self, ink: Ink) {
        self.ink.change(ink, self.out);
        self.ink = ink;
    }

    /// Style in force.
    pub(super) fn ink(&self) -> Ink {
        self.ink
    }

    /// Writes bytes as they are.
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

    /// Bytes of a move forward over this many cells.
    pub(super) fn forward_bytes(&self, cells: usize) -> usize {
        forward(u16::try_from(cells).unwrap_or(u16::MAX)).len()
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

fn forward(cells: u16) -> Vec<u8> {
    match cells {
        0 => Vec::new(),
        1 => b"\x1b[C".to_vec(),
        _ => format!("\x1b[{cells}C").into_bytes(),
    }
}

/// Rows and columns count from 1 on the wire; a 1 may be left out.
fn absolute(x: u16, y: u16) -> Vec<u8> {
    let (column, row) = (u32::from(x) + 1, u32::from(y) + 1);
    match (column, row) {
        (1, 1) => b"\x1b[H".to_vec(),
        (1, _) => format!("\x1b[{row}H").into_bytes(),
        (_, 1) => format!("\x1b[;{column}H").into_bytes(),
        _ => format!("\x1b[{row};{column}H").into_bytes(),
    }
}
