//! Plain output: tables with aligned columns, JSON without invisible characters, one line to stderr.

use model::{Lang, record::Facts, text};
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// Columns of a label of the sheet.
const LABEL: usize = 24;

/// Which way a column is aligned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table of foreign text: every cell is made inert, columns are as wide as their widest cell, the last one is not padded.
pub struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(columns: &[(&'static str, Align)]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// One more row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.iter().map(|cell| text::visible(cell)).collect());
    }

    /// The table as text, one line a row.
    pub fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|c| {
                self.rows
                    .iter()
                    .filter_map(|r| r.get(c))
                    .map(|cell| text::columns(cell))
                    .chain([text::columns(self.columns[c].0)])
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| (*title).to_owned()).collect();
        let mut out = String::new();
        for row in std::iter::once(&titles).chain(&self.rows) {
            let mut line = String::new();
            for (place, cell) in row.iter().enumerate() {
                let pad = " ".repeat(widths[place].saturating_sub(text::columns(cell)));
                let gap = if place == 0 { "" } else { "  " };
                match self.columns[place].1 {
                    Align::Left => line.push_str(&format!("{gap}{cell}{pad}")),
                    Align::Right => line.push_str(&format!("{gap}{pad}{cell}")),
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// Writes to stdout; a reader that went away (broken pipe) ends quietly.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _gone = out
        .write_all(text.as_bytes())
        .and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") })
        .and_then(|()| out.flush());
}

/// Writes a piece of something long to stdout; false: its reader went away, and nobody needs the rest.
pub fn say_piece(piece: &[u8]) -> std::io::Result<bool> {
    let mut out = std::io::stdout().lock();
    match out.write_all(piece).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

/// One line to stderr.
pub fn complain(line: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "{line}");
}

/// A value as JSON: indented for a terminal, one line for a pipe; no invisible character raw.
pub fn json(value: &impl Serialize) {
    let text = if std::io::stdout().is_terminal() {
        serde_json::to_string_pretty(value)
    } else {
        serde_json::to_string(value)
    };
    match text {
        Ok(text) => say(&text::json_inert(&text)),
        Err(error) => complain(&format!("pantau: {error}")),
    }
}

/// A rate, or `–` where it is not known.
pub fn rate(lang: Lang, bps: Option<f64>) -> String {
    bps.map_or_else(|| "–".to_owned(), |bps| model::lang::scaled(lang, bps))
}

/// A percentage, or `–`.
pub fn percent(lang: Lang, value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| model::lang::percent(lang, value, 0))
}

/// The sheet of a record (`model::sheet`): a title a section, its lines indented, a percentage behind what is a share.
pub fn sheet(lang: Lang, facts: &Facts) -> String {
    let mut out = String::new();
    for section in model::sheet::sheet(facts, lang) {
        out.push_str(&format!("{}\n", section.title));
        for line in section.lines {
            let share = line.percent.map(|percent| model::lang::percent(lang, percent, 0)).unwrap_or_default();
            let label = text::visible(&line.label);
            let pad = " ".repeat(LABEL.saturating_sub(text::columns(&label)));
            let line = format!("  {label}{pad} {}  {share}", text::visible(&line.value));
            out.push_str(&format!("{}\n", line.trim_end()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_aligns_and_is_inert() {
        let mut table = Table::new(&[("NAMA", Align::Left), ("MASUK", Align::Right), ("X", Align::Left)]);
        table.row(vec!["rt\u{202e}1".into(), "12".into(), "a".into()]);
        table.row(vec!["b".into(), "1.200.000".into(), String::new()]);
        assert_eq!(table.text(), "NAMA             MASUK  X\nrt\\u{202e}1         12  a\nb            1.200.000\n");
    }
}
