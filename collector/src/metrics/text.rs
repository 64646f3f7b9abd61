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
        if self.left == 0 {
            self.dropped += 1;
            return;
        }
        self.left -= 1;
        self.out.push_str(name);
        let mut line = Line { out: &mut self.out, open: false };
        fill(&mut line);
        self.out.push('\n');
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
        number(self.close(), value);
    }

    /// Ends the labels; a counter with all its bits follows.
    pub(super) fn count(&mut self, count: u64) {
        let _ = write!(self.close(), " {count}");
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
    let _ = write!(out, " {value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_inert_and_the_page_is_bounded() {
        let mut page = Page::new(2);
        page.series("up", &[("a", "\"} evil{x=\"1\nup 0\\")], 1.0);
        page.series_with("total", |line| {
            line.label("b", "é\u{7}");
            line.count(u64::MAX);
        });
        page.series("up", &[], 1.0);
        assert_eq!(
            page.take(),
            "up{a=\"\\\"} evil{x=\\\"1\\nup 0\\\\\"} 1\ntotal{b=\"é\\\\x07\"} 18446744073709551615\n"
        );
        assert_eq!(page.dropped(), 1);
        let mut out = String::new();
        escape(&mut out, &"x".repeat(1000));
        assert_eq!(out.len(), LABEL);
    }
}
