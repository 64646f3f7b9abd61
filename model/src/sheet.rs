//! The sheet of a device: what a record states, in sections for a reader. Screen, `device show` and `probe` print the same
//! one. Only what is known stands on it; labels and values may be foreign text, so each outlet makes them inert.

mod device;
mod health;
mod load;
mod network;
mod part;
mod poe;
mod power;
mod printer;
mod sensor;
mod wireless;
mod words;

pub use health::health;

use crate::{Lang, lang, record::Facts};

/// A part of the sheet; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its title.
    pub title: &'static str,
    /// Its lines, in the order of the record.
    pub lines: Vec<Line>,
}

/// One line of a section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What it is about.
    pub label: String,
    /// What is known.
    pub value: String,
    /// A share that may be drawn as a bar, 0 to 100.
    pub percent: Option<f64>,
    /// How it stands.
    pub grade: Grade,
}

/// How a line stands, by the device's own judgement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grade {
    /// Nothing to say about it.
    #[default]
    Plain,
    /// It wants attention.
    Warning,
    /// It failed, or is about to.
    Critical,
}

/// Everything the record states about the device, section by section. Interfaces are a table of their own.
pub fn sheet(facts: &Facts, lang: Lang) -> Vec<Section> {
    let sections = [
        device::about(facts, lang),
        device::machine(facts, lang),
        load::load(facts, lang),
        load::volumes(facts, lang),
        power::supply(facts, lang),
        poe::sources(facts, lang),
        printer::printer(facts, lang),
        sensor::sensors(facts, lang),
        wireless::wireless(facts, lang),
        part::parts(facts, lang),
        part::transceivers(facts, lang),
        network::addresses(facts, lang),
        network::aggregates(facts, lang),
        network::vlans(facts, lang),
        network::spanning_trees(facts, lang),
    ];
    sections.into_iter().filter(|section| !section.lines.is_empty()).collect()
}

impl Section {
    const fn new(title: &'static str) -> Self {
        Self { title, lines: Vec::new() }
    }

    /// Adds a line, if anything is known.
    fn put(&mut self, label: impl Into<String>, value: impl Into<String>) {
        self.line(Line { label: label.into(), value: value.into(), ..Line::default() });
    }

    fn line(&mut self, line: Line) {
        if !line.value.is_empty() || line.percent.is_some() {
            self.lines.push(line);
        }
    }
}

/// Joins what is known of several texts.
fn joined<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `5,1GiB dari 7,6GiB`
fn share_of(lang: Lang, used: Option<u64>, total: Option<u64>) -> String {
    let bytes = |bytes: u64| lang::bytes(lang, bytes as f64);
    match (used, total) {
        (Some(used), Some(total)) => words::of_total(lang, bytes(used), bytes(total)),
        (None, Some(total)) => bytes(total),
        (Some(used), None) => bytes(used),
        (None, None) => String::new(),
    }
}

/// A number with as many digits as it has, three behind the point at most: `230`, `23,7`, `-2,51`.
fn number(lang: Lang, number: f64) -> String {
    // Adding zero turns -0 into 0.
    let text = format!("{:.3}", (number * 1e3).round() / 1e3 + 0.0);
    let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
    match lang {
        Lang::Id => text.replace('.', ","),
        Lang::En => text,
    }
}

#[cfg(test)]
mod tests;
