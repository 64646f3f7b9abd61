//! One line of text being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use model::text;

/// Characters of one line, at most; more is not taken.
pub const LINE_MAX: usize = 400;

/// The text and the place of the cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    chars: Vec<char>,
    cursor: usize,
}

impl Line {
    /// A line holding `text`, the cursor behind it.
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().take(LINE_MAX).collect();
        Self { cursor: chars.len(), chars }
    }

    /// The text.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// Whether nothing was typed.
    pub const fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// Takes pasted text; line ends become blanks, other controls are left out.
    pub fn paste(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' | '\t' => self.insert(' '),
                c if c.is_control() => {}
                c => self.insert(c),
            }
        }
    }

    /// Puts one character at the cursor.
    pub fn insert(&mut self, c: char) {
        if self.chars.len() < LINE_MAX {
            self.chars.insert(self.cursor, c);
            self.cursor += 1;
        }
    }

    /// Takes an editing key; false when it is none.
    pub fn key(&mut self, key: &KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('a') if control => self.cursor = 0,
            KeyCode::Char('e') if control => self.cursor = self.chars.len(),
            KeyCode::Char('u') if control => {
                self.chars.drain(..self.cursor);
                self.cursor = 0;
            }
            KeyCode::Char('k') if control => self.chars.truncate(self.cursor),
            KeyCode::Char('w') if control => self.erase_word(),
            KeyCode::Char(c) if !control && !key.modifiers.contains(KeyModifiers::ALT) && !c.is_control() => {
                self.insert(c)
            }
            KeyCode::Backspace if self.cursor > 0 => {
                self.cursor -= 1;
                self.chars.remove(self.cursor);
            }
            KeyCode::Backspace => {}
            KeyCode::Delete if self.cursor < self.chars.len() => {
                self.chars.remove(self.cursor);
            }
            KeyCode::Delete => {}
            KeyCode::Left => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Right => self.cursor = (self.cursor + 1).min(self.chars.len()),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.chars.len(),
            _ => return false,
        }
        true
    }

    fn erase_word(&mut self) {
        let before = &self.chars[..self.cursor];
        let word_end = before.iter().rposition(|c| !c.is_whitespace()).map_or(0, |i| i + 1);
        let start = before[..word_end].iter().rposition(|c| c.is_whitespace()).map_or(0, |i| i + 1);
        self.chars.drain(start..self.cursor);
        self.cursor = start;
    }

    /// What of it shows in `width` columns, inert, and the column of the cursor in it.
    pub fn shown(&self, width: u16) -> (String, u16) {
        let width = usize::from(width);
        let before: String = self.chars[..self.cursor].iter().collect();
        let mut before = text::visible(&before);
        while text::columns(&before) + 1 > width && !before.is_empty() {
            before.remove(0);
        }
        let column = text::columns(&before);
        let after: String = self.chars[self.cursor..].iter().collect();
        let after = text::visible(&after);
        let mut shown = before;
        for c in after.chars() {
            shown.push(c);
            if text::columns(&shown) > width {
                shown.pop();
                break;
            }
        }
        (shown, column.try_into().unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited() {
        let mut line = Line::new("status:mati opd:x");
        let control = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
        assert!(line.key(&control('w')));
        assert_eq!(line.text(), "status:mati ");
        line.key(&KeyEvent::from(KeyCode::Backspace));
        line.key(&control('a'));
        line.key(&KeyEvent::from(KeyCode::Char('!')));
        assert_eq!(line.text(), "!status:mati");
        assert!(!line.key(&control('x')));
        line.paste("a\u{1b}[2J\nb");
        assert_eq!(line.text(), "!a[2J bstatus:mati");
    }

    #[test]
    fn the_cursor_stays_in_sight() {
        let line = Line::new("abcdefghij");
        assert_eq!(line.shown(5), ("ghij".into(), 4));
        assert_eq!(line.shown(20), ("abcdefghij".into(), 10));
        assert_eq!(line.shown(0), (String::new(), 0));
        assert_eq!(Line::new("a\u{202e}").shown(20).0, "a\\u{202e}");
    }
}
