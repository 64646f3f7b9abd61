//! Putting text into the buffer, never outside it, and the pen that writes along a row.

use model::text;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// Writes inert text at (x, y), at most `width` columns of it; returns the columns used.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
    let area = buffer.area;
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
        return 0;
    }
    let (end, _) = buffer.set_stringn(x, y, text, usize::from(width), style);
    end - x
}

/// Writes inert text so that it ends before column `end`; what does not fit into `width` is cut at its end.
pub fn put_right(buffer: &mut Buffer, end: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
    let columns = columns(text).min(width);
    put(buffer, end.saturating_sub(columns), y, columns, text, style)
}

/// Columns of inert text.
pub fn columns(text: &str) -> u16 {
    if text.is_ascii() { text.len() } else { text::columns(text) }.try_into().unwrap_or(u16::MAX)
}

/// Foreign text for a cell, its end cut: names. The only ways for a string of a device, file or person to the screen
/// are this one and its neighbours.
pub fn foreign(text: &str, width: u16) -> String {
    text::shown(text, usize::from(width))
}

/// Foreign text for a cell, its middle cut: addresses, paths.
pub fn foreign_middle(text: &str, width: u16) -> String {
    let inert = text::visible(text);
    if columns(&inert) <= width {
        return inert;
    }
    let Some(room) = width.checked_sub(1) else {
        return String::new();
    };
    let tail_room = room / 2;
    let head = text::cut_end(&inert, usize::from(room - tail_room) + 1);
    let head = head.strip_suffix('…').unwrap_or(&head);
    let mut tail = String::new();
    let mut tail_columns = 0;
    for c in inert.chars().rev() {
        let mut bytes = [0; 4];
        tail_columns += columns(c.encode_utf8(&mut bytes));
        if tail_columns > tail_room {
            break;
        }
        tail.insert(0, c);
    }
    format!("{head}…{tail}")
}

/// Inert text in lines of at most `width` columns, cut between words; a word that is longer is cut.
pub fn wrapped(text: &str, width: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = text::cut_end(word, usize::from(width.max(1)));
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(&word) <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// Turns the cells of an area over: reverse becomes plain, plain becomes reverse.
pub fn invert(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buffer[(x, y)].modifier.toggle(Modifier::REVERSED);
        }
    }
}

/// Blanks an area.
pub fn clear(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buffer[(x, y)].reset();
        }
    }
}

/// Writes along one row, left to right, never past its end.
pub struct Pen<'a> {
    buffer: &'a mut Buffer,
    x: u16,
    y: u16,
    end: u16,
}

impl<'a> Pen<'a> {
    /// A pen at the beginning of the first row of `area`.
    pub const fn new(buffer: &'a mut Buffer, area: Rect) -> Self {
        Self {
            buffer,
            x: area.x,
            y: area.y,
            end: if area.height == 0 { area.x } else { area.x.saturating_add(area.width) },
        }
    }

    /// Columns left.
    pub const fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// Where the next character goes.
    pub const fn column(&self) -> u16 {
        self.x
    }

    /// Writes our own, inert text.
    pub fn put(&mut self, text: &str, style: Style) -> &mut Self {
        self.x += put(self.buffer, self.x, self.y, self.room(), text, style);
        self
    }

    /// Writes foreign text, at most `width` columns.
    pub fn foreign(&mut self, text: &str, width: u16, style: Style) -> &mut Self {
        let inert = foreign(text, width.min(self.room()));
        self.put(&inert, style)
    }

    /// Goes on by `columns`.
    pub fn skip(&mut self, columns: u16) -> &mut Self {
        self.x = self.x.saturating_add(columns).min(self.end);
        self
    }

    /// Writes text only when all of it fits; tells whether it did.
    pub fn whole(&mut self, text: &str, style: Style) -> bool {
        let fits = columns(text) <= self.room();
        if fits {
            self.put(text, style);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_middle_is_cut() {
        assert_eq!(foreign_middle("2001:db8::1", 11), "2001:db8::1");
        assert_eq!(foreign_middle("2001:db8:1:2::1234", 11), "2001:…:1234");
        assert_eq!(foreign_middle("abc", 0), "");
    }

    proptest! {
        #[test]
        fn foreign_text_fits_and_is_inert(said in any::<String>(), width in 0u16..40) {
            for out in [foreign(&said, width), foreign_middle(&said, width)] {
                prop_assert!(columns(&out) <= width);
                prop_assert!(!out.chars().any(|c| c.is_control() || text::is_invisible(c)));
            }
        }

        #[test]
        fn wrapped_lines_fit_and_keep_the_words(words in proptest::collection::vec("[a-z]{1,12}", 0..30), width in 12u16..60) {
            let lines = wrapped(&words.join("  "), width);
            prop_assert!(lines.iter().all(|line| columns(line) <= width));
            prop_assert_eq!(lines.join(" "), words.join(" "));
        }

        #[test]
        fn nothing_is_written_outside(x in 0u16..30, y in 0u16..10, width in 0u16..30, text in any::<String>()) {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 5));
            put(&mut buffer, x, y, width, &text, Style::new());
            put_right(&mut buffer, x, y, width, &text, Style::new());
            Pen::new(&mut buffer, Rect::new(x, y, width, 1)).put(&text, Style::new());
        }
    }
}
