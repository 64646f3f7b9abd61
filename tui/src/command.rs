//! The command language: `:WORD [filter] [sort:[-]FIELD[,…]]`, in both languages at all times. The same parser serves
//! the pop-up and `--view`.

mod meaning;

pub use meaning::{Meaning, meanings};

use crate::{
    app::{View, devices::SortKey},
    filter::{self, Fault},
    lang,
    view::devices::column::DeviceColumn,
};
use model::{Lang, text};

/// What a command does.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Opens a view.
    View {
        /// Which one.
        view: View,
        /// Filter of its list, readable.
        filter: String,
        /// Sort keys; empty: as they are.
        sort: Vec<SortKey>,
    },
    /// Opens the collector's own figures.
    Collector,
    /// Opens the topology, on the device of this name.
    Topology(Option<String>),
    /// Opens the compatibility view, and a file with what is to be bought.
    Compat(Option<String>),
    /// Switches the language; absent: to the other one.
    Language(Option<Lang>),
    /// Opens the help.
    Help,
    /// Tells of the terminal.
    Info,
    /// Puts proposals into the book: their numbers or addresses.
    Add(Vec<String>),
    /// Bell for new roots.
    Bell(bool),
    /// Ends the screen.
    Quit,
}

/// Which command a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Ringkasan.
    Overview,
    /// Perangkat.
    Device,
    /// Gangguan.
    Alert,
    /// Devices of one agency.
    Opd,
    /// Kompatibilitas.
    Compat,
    /// Kolektor.
    Collector,
    /// Topologi.
    Topology,
    /// Help.
    Help,
    /// Terminal.
    Info,
    /// Language.
    Language,
    /// Proposals into the book.
    Add,
    /// Bell.
    Bell,
    /// Quit.
    Quit,
}

/// One command: its words (canonical, Indonesian, then short ones) and what it is for.
pub struct Entry {
    /// Which.
    pub word: Word,
    /// Words.
    pub words: &'static [&'static str],
    /// What it is for.
    pub label: fn(Lang) -> &'static str,
}

/// Every command that works.
pub static COMMANDS: &[Entry] = &[
    Entry { word: Word::Overview, words: &["overview", "ringkasan", "home"], label: lang::command_overview },
    Entry { word: Word::Device, words: &["device", "perangkat", "dev"], label: lang::command_device },
    Entry { word: Word::Alert, words: &["alert", "gangguan", "ggn"], label: lang::command_alert },
    Entry { word: Word::Opd, words: &["opd", "opd"], label: lang::command_opd },
    Entry { word: Word::Compat, words: &["compat", "kompat", "cocok"], label: lang::command_compat },
    Entry { word: Word::Collector, words: &["collector", "kolektor"], label: lang::command_collector },
    Entry { word: Word::Topology, words: &["topology", "topologi"], label: lang::command_topology },
    Entry { word: Word::Add, words: &["add", "tambah"], label: lang::command_add },
    Entry { word: Word::Help, words: &["help", "bantuan"], label: lang::command_help },
    Entry { word: Word::Info, words: &["info", "info"], label: lang::command_info },
    Entry { word: Word::Language, words: &["language", "bahasa", "lang"], label: lang::command_language },
    Entry { word: Word::Bell, words: &["bell", "bel"], label: lang::command_bell },
    Entry { word: Word::Quit, words: &["quit", "keluar", "q"], label: lang::command_quit },
];

impl Entry {
    /// Its word in this language.
    pub fn word_in(&self, lang: Lang) -> &'static str {
        match (lang, self.words) {
            (Lang::Id, [_, word, ..]) | (_, [word, ..]) => word,
            _ => "",
        }
    }
}

/// Why a line is no command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// Nothing stands there.
    Empty,
    /// No such command; the nearest.
    Unknown(String, Option<&'static str>),
    /// The filter cannot be read; columns count from the beginning of the line.
    Filter(Fault),
    /// No such column to sort by.
    Column(String),
    /// The past is not shown yet.
    Time,
    /// This argument is not one of those that the command takes.
    Argument(String),
}

impl Unclear {
    /// One sentence.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Empty => lang::unclear_empty(lang).to_owned(),
            Self::Unknown(word, None) => lang::unclear_unknown(lang, text::shown(word, 20)),
            Self::Unknown(word, Some(near)) => lang::unclear_near(lang, text::shown(word, 20), near),
            Self::Filter(fault) => fault.text(lang),
            Self::Column(word) => lang::unclear_column(lang, text::shown(word, 20)),
            Self::Time => lang::unclear_time(lang).to_owned(),
            Self::Argument(word) => lang::unclear_argument(lang, text::shown(word, 20)),
        }
    }
}

/// Reads a command line, with or without its colon.
pub fn parse(line: &str) -> Result<Command, Unclear> {
    let trimmed = line.trim_start().trim_start_matches(':').trim_start();
    let offset = line.chars().count() - trimmed.chars().count();
    let (word, rest) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
    if word.is_empty() {
        return Err(Unclear::Empty);
    }
    let entry = COMMANDS
        .iter()
        .find(|entry| entry.words.iter().any(|own| own.eq_ignore_ascii_case(word)))
        .ok_or_else(|| Unclear::Unknown(word.to_owned(), nearest(word)))?;
    let offset = offset + word.chars().count() + 1;
    let argument = rest.trim();
    match entry.word {
        Word::Overview => none(argument, view(View::Overview)),
        Word::Device => list(View::Devices, rest, offset),
        Word::Alert => list(View::Problems, rest, offset),
        Word::Opd if argument.is_empty() => Ok(view(View::Overview)),
        Word::Opd => {
            let (code, rest) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
            list(View::Devices, &format!("{} {rest}", crate::app::act::opd_filter(code)), offset)
        }
        Word::Add if argument.is_empty() => Ok(view(View::Overview)),
        Word::Add => Ok(Command::Add(argument.split_whitespace().map(str::to_owned).collect())),
        Word::Compat => Ok(Command::Compat(Some(argument.to_owned()).filter(|file| !file.is_empty()))),
        Word::Collector => none(argument, Command::Collector),
        Word::Topology => Ok(Command::Topology(Some(argument.to_owned()).filter(|name| !name.is_empty()))),
        Word::Help => none(argument, Command::Help),
        Word::Info => none(argument, Command::Info),
        Word::Quit => none(argument, Command::Quit),
        Word::Language => match argument {
            "" => Ok(Command::Language(None)),
            _ => Lang::parse(argument)
                .map(|lang| Command::Language(Some(lang)))
                .ok_or_else(|| Unclear::Argument(argument.to_owned())),
        },
        Word::Bell => match argument {
            "on" | "nyala" | "" => Ok(Command::Bell(true)),
            "off" | "mati" => Ok(Command::Bell(false)),
            _ => Err(Unclear::Argument(argument.to_owned())),
        },
    }
}

const fn view(view: View) -> Command {
    Command::View { view, filter: String::new(), sort: Vec::new() }
}

fn none(argument: &str, command: Command) -> Result<Command, Unclear> {
    if argument.is_empty() { Ok(command) } else { Err(Unclear::Argument(argument.to_owned())) }
}

/// A view with its filter and sort. Blanks are kept in place of the sort, so that columns of a fault are right.
fn list(view: View, rest: &str, offset: usize) -> Result<Command, Unclear> {
    let mut sort = Vec::new();
    let mut filter = String::new();
    for word in rest.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let keys = bare.strip_prefix("sort:").or_else(|| bare.strip_prefix("urut:"));
        if let Some(keys) = keys {
            for key in keys.split(',') {
                let (key, reversed) = key.strip_prefix('-').map_or((key, false), |key| (key, true));
                let column = DeviceColumn::parse(key).ok_or_else(|| Unclear::Column(key.to_owned()))?;
                sort.push(SortKey { column, reversed });
            }
            filter.extend(std::iter::repeat_n(' ', word.chars().count()));
        } else if bare.starts_with('@') {
            return Err(Unclear::Time);
        } else {
            filter.push_str(word);
        }
    }
    filter::parse(&filter).map_err(|fault| Unclear::Filter(Fault { column: fault.column + offset, ..fault }))?;
    Ok(Command::View { view, filter: filter.trim().to_owned(), sort })
}

fn nearest(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let words = COMMANDS.iter().flat_map(|entry| entry.words.iter().copied());
    let (distance, best) = words.map(|own| (filter::edits(&word, own), own)).min_by_key(|(distance, _)| *distance)?;
    (distance <= 2 && distance < word.chars().count()).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn devices(filter: &str, sort: &[(DeviceColumn, bool)]) -> Command {
        let sort = sort.iter().map(|(column, reversed)| SortKey { column: *column, reversed: *reversed }).collect();
        Command::View { view: View::Devices, filter: filter.to_owned(), sort }
    }

    #[test]
    fn lines_in_both_languages() {
        for (line, expected) in [
            (":device", devices("", &[])),
            ("perangkat opd:DINKES status:mati", devices("opd:DINKES status:mati", &[])),
            ("dev in>100M sort:-in,name", devices("in>100M", &[(DeviceColumn::In, true), (DeviceColumn::Name, false)])),
            (":opd dinkes", devices("opd=dinkes", &[])),
            (":opd dinkes status:mati", devices("opd=dinkes status:mati", &[])),
            (":GANGGUAN", view(View::Problems)),
            ("ringkasan", view(View::Overview)),
            ("lang en", Command::Language(Some(Lang::En))),
            ("bahasa", Command::Language(None)),
            ("bel mati", Command::Bell(false)),
            (":kolektor", Command::Collector),
            (":topologi", Command::Topology(None)),
            ("topology sw-1", Command::Topology(Some("sw-1".into()))),
            (":kompat", Command::Compat(None)),
            (":cocok daftar barang.xlsx", Command::Compat(Some("daftar barang.xlsx".into()))),
            (":tambah 3 10.0.0.9", Command::Add(vec!["3".into(), "10.0.0.9".into()])),
        ] {
            assert_eq!(parse(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_is_unclear_is_said() {
        for (line, expected) in [
            ("", Unclear::Empty),
            (":", Unclear::Empty),
            ("perangkt", Unclear::Unknown("perangkt".into(), Some("perangkat"))),
            ("xyzzy", Unclear::Unknown("xyzzy".into(), None)),
            ("device sort:nix", Unclear::Column("nix".into())),
            ("device @kemarin", Unclear::Time),
            ("overview now", Unclear::Argument("now".into())),
        ] {
            assert_eq!(parse(line), Err(expected), "{line}");
        }
        assert!(matches!(parse(":device status:mat"), Err(Unclear::Filter(fault)) if fault.column == 16));
    }

    #[test]
    fn every_entry_has_its_word_in_both_languages() {
        for entry in COMMANDS {
            assert_eq!(entry.word_in(Lang::En), entry.words[0]);
            assert_eq!(entry.word_in(Lang::Id), entry.words[1]);
        }
    }
}
