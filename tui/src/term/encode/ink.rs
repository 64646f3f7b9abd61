//! The style of a cell as the terminal knows it, and the one sequence (SGR) that changes to it.

use crate::term::caps::Depth;
use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

/// Modifiers that are sent; nothing blinks and nothing is hidden.
const SENT: Modifier =
    Modifier::BOLD.union(Modifier::DIM).union(Modifier::ITALIC).union(Modifier::UNDERLINED).union(Modifier::REVERSED);

/// Modifiers that show on a blank.
const SEEN_ON_BLANK: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);

/// SGR parameter of each modifier (ECMA-48 8.3.117).
const ATTRIBUTES: [(Modifier, &str); 5] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
];

/// A style, reduced to what this terminal is sent: two cells with equal ink look the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ink {
    /// Palette index of the foreground.
    foreground: Option<u8>,
    /// Palette index of the background.
    background: Option<u8>,
    attributes: Modifier,
}

impl Ink {
    /// What of the cell's style shows. On a blank the foreground and boldness do not, and keeping the ink plain there
    /// saves sequences.
    #[inline]
    pub(super) fn of(cell: &Cell, depth: Depth, blank: bool) -> Self {
        if (cell.fg, cell.bg, cell.modifier) == (Color::Reset, Color::Reset, Modifier::empty()) {
            return Self::default();
        }
        let attributes = cell.modifier & SENT;
        let background = palette(cell.bg, depth);
        if blank && !attributes.intersects(SEEN_ON_BLANK) {
            return Self { foreground: None, background, attributes: Modifier::empty() };
        }
        Self { foreground: palette(cell.fg, depth), background, attributes }
    }

    /// Whether it is the terminal's default.
    pub(super) fn is_default(self) -> bool {
        self == Self::default()
    }

    /// Appends the sequence that changes from `self` to `next`: nothing when they are equal, `CSI m` to the default,
    /// else one combined SGR of what is added, or of everything after a `0` when an attribute must go.
    pub(super) fn change(self, next: Self, out: &mut Vec<u8>) {
        if self == next {
            return;
        }
        out.extend_from_slice(b"\x1b[");
        if !next.is_default() {
            let mut parameters = Parameters { out, first: true };
            let from = if next.attributes.contains(self.attributes) {
                self
            } else {
                parameters.push("0");
                Self::default()
            };
            for (modifier, code) in ATTRIBUTES {
                if (next.attributes - from.attributes).contains(modifier) {
                    parameters.push(code);
                }
            }
            if next.foreground != from.foreground {
                parameters.colour(next.foreground, 30, 90);
            }
            if next.background != from.background {
                parameters.colour(next.background, 40, 100);
            }
        }
        out.push(b'm');
    }
}

struct Parameters<'a> {
    out: &'a mut Vec<u8>,
    first: bool,
}

impl Parameters<'_> {
    fn push(&mut self, parameter: &str) {
        if !self.first {
            self.out.push(b';');
        }
        self.first = false;
        self.out.extend_from_slice(parameter.as_bytes());
    }

    /// The sixteen as 30–37 and 90–97 (40–47, 100–107), which every terminal knows; the others as `38;5;n`.
    fn colour(&mut self, index: Option<u8>, dark: u16, bright: u16) {
        let text = match index {
            None => (dark + 9).to_string(),
            Some(index @ 0..8) => (dark + u16::from(index)).to_string(),
            Some(index @ 8..16) => (bright + u16::from(index) - 8).to_string(),
            Some(index) => format!("{};5;{index}", dark + 8),
        };
        self.push(&text);
    }
}

/// Palette index of a colour at this depth; `None` is the terminal's default.
fn palette(colour: Color, depth: Depth) -> Option<u8> {
    if depth == Depth::Mono {
        return None;
    }
    let index = match colour {
        Color::Reset => return None,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(index) => index,
        Color::Rgb(red, green, blue) => cube(red, green, blue),
    };
    if index >= 16 && depth == Depth::Ansi16 { Some(nearest_of_16(index)) } else { Some(index) }
}

/// Levels of the 6x6x6 cube of xterm's palette, indices 16 to 231.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// xterm's default values of the sixteen.
const SIXTEEN: [[u8; 3]; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

/// Truecolour is not used (screen themes name palette colours); what comes all the same becomes the cube's nearest.
fn cube(red: u8, green: u8, blue: u8) -> u8 {
    let level = |value: u8| (0u8..6).min_by_key(|&at| LEVELS[usize::from(at)].abs_diff(value)).unwrap_or(0);
    16 + 36 * level(red) + 6 * level(green) + level(blue)
}

fn nearest_of_16(index: u8) -> u8 {
    let rgb = match index {
        0..16 => SIXTEEN[usize::from(index)],
        16..232 => {
            let place = index - 16;
            [place / 36, place / 6 % 6, place % 6].map(|at| LEVELS[usize::from(at)])
        }
        232.. => [8 + 10 * (index - 232); 3],
    };
    let distance =
        |other: &[u8; 3]| -> u32 { rgb.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum() };
    (0u8..16).min_by_key(|&at| distance(&SIXTEEN[usize::from(at)])).unwrap_or(7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn ink(style: Style, depth: Depth) -> Ink {
        Ink::of(Cell::new("x").set_style(style), depth, false)
    }

    fn check(depth: Depth, before: Style, after: Style, expected: &str) {
        let mut out = Vec::new();
        ink(before, depth).change(ink(after, depth), &mut out);
        assert_eq!(String::from_utf8(out).unwrap().replace('\x1b', "^"), expected, "{before:?} → {after:?}");
    }

    #[test]
    fn one_combined_sequence() {
        let plain = Style::new();
        check(Depth::Ansi256, plain, plain, "");
        check(Depth::Ansi256, plain, plain.bold().fg(Color::Indexed(203)), "^[1;38;5;203m");
        check(Depth::Ansi256, plain.bold().red(), plain, "^[m");
        check(Depth::Ansi256, plain.red(), plain.yellow(), "^[33m");
        check(Depth::Ansi256, plain.red().reversed(), plain.reversed(), "^[39m");
        check(Depth::Ansi256, plain.red().bold(), plain.red(), "^[0;31m");
        check(Depth::Ansi16, plain, plain.fg(Color::LightRed).on_blue(), "^[91;44m");
        check(Depth::Ansi16, plain, plain.bg(Color::White), "^[107m");
        check(Depth::Ansi16, plain, plain.fg(Color::Indexed(203)), "^[91m");
        check(Depth::Ansi16, plain, plain.fg(Color::Rgb(250, 5, 0)), "^[91m");
        check(Depth::Ansi256, plain, plain.fg(Color::Rgb(250, 5, 0)), "^[38;5;196m");
        check(Depth::Mono, plain, plain.fg(Color::Red).on_blue().reversed().bold(), "^[1;7m");
        check(Depth::Mono, plain, plain.fg(Color::Red), "");
    }

    #[test]
    fn blanks_hide_what_does_not_show() {
        let mut cell = Cell::EMPTY;
        cell.set_style(Style::new().red().bold());
        assert!(Ink::of(&cell, Depth::Ansi256, true).is_default());
        cell.set_style(Style::new().reversed());
        assert!(!Ink::of(&cell, Depth::Ansi256, true).is_default());
    }
}
