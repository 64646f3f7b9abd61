//! Lines of the text format: escaped, counted, bounded.

use std::fmt::Write;

/// Longest label value, characters.
pub(super) const LABEL: usize = 128;

/// The page while it is written.
pub(super) struct Page {
    out: String,
    left: usize,
    dropped: u64,
}

impl Page {
    pub(super) const fn new(series: usize) -> Self {
        Self { out: String::new(), left: series, dropped: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.out.len()
    }

    pub(super) fn take(&mut self) -> String {
        std::mem::replace(&mut self.out, String::with_capacity(super::PIECE + 4096))
    }

    /// Series that were left out because the page is full.
    pub(super) const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// True when every further series is left out: only their number still matters.
    pub(super) const fn is_full(&self) -> bool {
        self.left == 0
    }

    /// The head of a family.
    pub(super) fn head(&mut self, name: &str, help: &str, kind: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.out,
            "# HELP {name} {}\n# TYPE {name} {kind}",
            help.replace('\\', "\\\\").replace('\n', "\\n")
        );
    }

    /// One series; left out and counted when the page is full.
    pub(super) fn series(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.series_with(name, |line| {
            for (label, text) in labels {
                line.label(label, text);
            }
            line.value(value);
        });
    }

    /// One series whose line is written by `fill`: labels, then the value.
    pub(super) fn series_with(&mut self, name: &str, fill: impl FnOnce(&mut Line<'_>)) {
        if self.has_room() {
            self.out.push_str(name);
            let mut line = Line { out: &mut self.out, open: false };
            fill(&mut line);
            self.out.push('\n');
        }
    }

    /// One series of many that differ in the value of their last label only: `begin` is the line up to that value.
    pub(super) fn series_of(&mut self, begin: &str, last: &str, value: Number) {
        if self.has_room() {
            self.out.push_str(begin);
            escape(&mut self.out, last);
            self.out.push_str("\"} ");
            match value {
                Number::Count(count) => digits(&mut self.out, count),
                Number::Level(level) => number(&mut self.out, level),
            }
            self.out.push('\n');
        }
    }

    const fn has_room(&mut self) -> bool {
        if self.left == 0 {
            self.dropped += 1;
            return false;
        }
        self.left -= 1;
        true
    }

    /// Series from here on are the collector's own few: they are never left out.
    pub(super) const fn unbounded(&mut self) {
        self.left = usize::MAX;
    }

    /// Text that is a part of the page already.
    pub(super) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }
}

/// A value of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    /// A counter with all its bits.
    Count(u64),
    /// Anything else.
    Level(f64),
}

/// One series while it is written.
pub(super) struct Line<'a> {
    out: &'a mut String,
    open: bool,
}

impl Line<'_> {
    /// A label; its name is ours, its value may be foreign.
    pub(super) fn label(&mut self, name: &str, value: &str) {
        self.out.push(if self.open { ',' } else { '{' });
        self.open = true;
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(self.out, value);
        self.out.push('"');
    }

    /// Labels that are escaped and joined already, without braces.
    pub(super) fn labels(&mut self, labels: &str) {
        self.out.push('{');
        self.out.push_str(labels);
        self.open = true;
    }

    /// Ends the labels; the value follows.
    pub(super) fn value(&mut self, value: f64) {
        let out = self.close();
        out.push(' ');
        number(out, value);
    }

    /// Ends the labels; a count follows.
    pub(super) fn count(&mut self, count: u64) {
        let out = self.close();
        out.push(' ');
        digits(out, count);
    }

    fn close(&mut self) -> &mut String {
        if self.open {
            self.out.push('}');
            self.open = false;
        }
        self.out
    }
}

/// A label value: `\`, `"` and LF escaped, other control characters as `\xHH`, cut to 128 characters.
pub(super) fn escape(out: &mut String, value: &str) {
    // Most values are short and plain; half a million of them are looked through for one page.
    let is_plain = |octet: &u8| matches!(octet, b' '..=b'~') && *octet != b'"' && *octet != b'\\';
    if value.len() <= LABEL && value.as_bytes().iter().all(is_plain) {
        out.push_str(value);
        return;
    }
    for c in value.chars().take(LABEL) {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\\\x{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// Whole numbers up to here are the same as integers and as floating-point numbers.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A label value for outlets that need no escaping: the same characters as on the page.
pub(crate) fn label(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars().take(LABEL) {
        if c.is_control() && c != '\n' {
            let _ = write!(out, "\\x{:02x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn number(out: &mut String, value: f64) {
    if value.fract() == 0.0 && value.abs() < EXACT && (value != 0.0 || value.is_sign_positive()) {
        if value < 0.0 {
            out.push('-');
        }
        digits(out, value.abs() as u64);
    } else {
        let _ = write!(out, "{value}");
    }
}

fn digits(out: &mut String, count: u64) {
    let (mut text, mut left) = ([0u8; 20], count);
    let mut place = text.len();
    loop {
        place -= 1;
        text[place] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    // Digits are always text.
    out.push_str(std::str::from_utf8(&text[place..]).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_are_inert_and_the_page_is_bounded() {
        let mut page = Page::new(2);
        page.series("up", &[("a", "\"} evil{x=\"1\nup 0\\")], 1.0);
        page.series_of("total{b=\"", "é\u{7}", Number::Count(u64::MAX));
        assert!(page.is_full());
        page.series("up", &[], 1.0);
        page.series_of("total{b=\"", "", Number::Level(1.0));
        assert_eq!(
            page.take(),
            "up{a=\"\\\"} evil{x=\\\"1\\nup 0\\\\\"} 1\ntotal{b=\"é\\\\x07\"} 18446744073709551615\n"
        );
        assert_eq!(page.dropped(), 2);
        let mut out = String::new();
        escape(&mut out, &"x".repeat(1000));
        assert_eq!(out.len(), LABEL);
    }

    proptest! {
        #[test]
        fn numbers_read_back_as_they_were(bits in any::<u64>(), whole in any::<i64>(), cents in -1_000_000i64..1_000_000) {
            let mut out = String::new();
            digits(&mut out, bits);
            prop_assert_eq!(out, bits.to_string());
            for value in [f64::from_bits(bits), whole as f64, cents as f64 / 100.0, -0.0] {
                let mut out = String::new();
                number(&mut out, value);
                prop_assert_eq!(out, value.to_string());
            }
        }

        #[test]
        fn no_label_leaves_its_quotes(value in prop::collection::vec(any::<char>(), 0..140)) {
            let mut out = String::new();
            escape(&mut out, &String::from_iter(value));
            let steers = out.contains(char::is_control);
            prop_assert!(!steers);
            let mut octets = out.bytes();
            while let Some(octet) = octets.next() {
                prop_assert!(octet != b'"');
                if octet == b'\\' {
                    prop_assert!(matches!(octets.next(), Some(b'\\' | b'"' | b'n')));
                }
            }
        }
    }
}
