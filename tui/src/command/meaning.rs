//! What a half-typed line could mean: commands with how much they would show, then objects. Words match in any order
//! (`per opd dinkes mati`).

use super::{COMMANDS, Command, Entry, Word, parse};
use crate::{
    app::problems::AlertRow,
    filter::{self, Filter, in_order},
    fleet::Fleet,
};
use model::{DeviceId, Lang, Status, Timestamp, api::DeviceRow};

/// Objects offered, at most.
const OBJECTS_MAX: usize = 6;

/// One line of the pop-up.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// What Tab makes of the line, without the colon.
    pub line: String,
    /// What it does; inert.
    pub note: String,
    /// What Enter does; absent for a device.
    pub command: Option<Command>,
    /// The device that Enter opens.
    pub device: Option<DeviceId>,
}

/// What `text` could mean, best first: commands, then objects.
pub fn meanings(text: &str, fleet: &Fleet, lang: Lang, now: Timestamp, objects_only: bool) -> Vec<Meaning> {
    let words: Vec<&str> = text.trim().trim_start_matches(':').split_whitespace().collect();
    let mut meanings = Vec::new();
    if !objects_only {
        let (entries, rest) = split(&words);
        let is_asked = !entries.is_empty();
        let narrow = narrowed(&rest, fleet, lang);
        for entry in COMMANDS {
            let offered =
                if is_asked { entries.contains(&entry.word) } else { words.is_empty() || takes_filter(entry.word) };
            if offered {
                meanings.extend(of_entry(entry, &narrow, &rest, fleet, lang, now));
            }
        }
    }
    if !words.is_empty() {
        meanings.extend(objects(&words, fleet, lang));
    }
    meanings
}

const fn takes_filter(word: Word) -> bool {
    matches!(word, Word::Device | Word::Alert)
}

/// The commands that words begin like, and the other words. Only one word is taken for a command unless it is all there
/// is of that command, as `opd` in `per opd dinkes`.
fn split<'a>(words: &[&'a str]) -> (Vec<Word>, Vec<&'a str>) {
    let mut entries = Vec::new();
    let mut rest = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let lower = word.to_lowercase();
        let whole = COMMANDS.iter().find(|entry| entry.words.contains(&lower.as_str()));
        let mut begins =
            COMMANDS.iter().filter(|entry| entry.words.iter().any(|own| own.starts_with(&lower))).peekable();
        if let Some(entry) = whole {
            entries.push(entry.word);
        } else if i == 0 && begins.peek().is_some() {
            entries.extend(begins.map(|entry| entry.word));
        } else {
            rest.push(*word);
        }
    }
    (entries, rest)
}

/// Words as a filter: what is one already, statuses, agencies, classes, and text.
fn narrowed(words: &[&str], fleet: &Fleet, lang: Lang) -> String {
    let mut terms: Vec<String> = Vec::new();
    for word in words {
        let is_filter = word.contains([':', '=', '<', '>', '!', '~', '(', '"']);
        let opd = fleet.picture().opds.iter().find(|row| !word.is_empty() && row.opd.code.0.eq_ignore_ascii_case(word));
        let class = fleet.devices().iter().any(|row| row.class.eq_ignore_ascii_case(word));
        terms.push(if is_filter {
            (*word).to_owned()
        } else if let Some(status) = Status::parse(word) {
            format!("status:{}", status.short(lang).to_lowercase())
        } else if let Some(row) = opd {
            format!("opd:{}", row.opd.code.0)
        } else if class {
            format!("{}:{}", filter::Field::Class.word_in(lang), word.to_lowercase())
        } else {
            (*word).to_owned()
        });
    }
    terms.join(" ")
}

fn of_entry(entry: &Entry, narrow: &str, rest: &[&str], fleet: &Fleet, lang: Lang, now: Timestamp) -> Option<Meaning> {
    let word = entry.word_in(lang);
    let label = (entry.label)(lang);
    let argument = match entry.word {
        Word::Device | Word::Alert => narrow.to_owned(),
        Word::Opd => {
            let code = rest.iter().find_map(|word| {
                let own = |code: &str| code.len() >= word.len() && code[..word.len()].eq_ignore_ascii_case(word);
                fleet.picture().opds.iter().find(|row| {
                    row.opd.code.0.is_char_boundary(word.len().min(row.opd.code.0.len())) && own(&row.opd.code.0)
                })
            })?;
            code.opd.code.0.clone()
        }
        Word::Language | Word::Bell | Word::Add | Word::Compat => rest.join(" "),
        _ => String::new(),
    };
    let line = if argument.is_empty() { word.to_owned() } else { format!("{word} {argument}") };
    let command = parse(&line).ok()?;
    let note = match count(&command, entry.word, fleet, lang, now) {
        Some(count) => format!("{label} ({})", model::lang::integer(lang, count as u64)),
        None => label.to_owned(),
    };
    Some(Meaning { line, note, command: Some(command), device: None })
}

/// How many rows the list would show.
fn count(command: &Command, word: Word, fleet: &Fleet, lang: Lang, now: Timestamp) -> Option<usize> {
    let Command::View { filter, .. } = command else {
        return None;
    };
    let filter: Filter = filter::parse(filter).ok()?;
    match word {
        Word::Device | Word::Opd => Some(fleet.devices().iter().filter(|row| filter.holds(*row, now)).count()),
        Word::Alert => {
            let roots = fleet.roots();
            Some(roots.iter().filter(|alert| filter.holds(&AlertRow::new(fleet, alert, lang), now)).count())
        }
        _ => None,
    }
}

/// Devices whose name, address or agency has every word that is no command; names that begin so first.
fn objects(words: &[&str], fleet: &Fleet, lang: Lang) -> Vec<Meaning> {
    let (_, rest) = split(words);
    let wanted: Vec<String> =
        if rest.is_empty() { words.to_vec() } else { rest }.iter().map(|word| word.to_lowercase()).collect();
    let fits = |row: &DeviceRow, word: &str| {
        filter::contains(&row.name, word)
            || filter::contains(&row.address, word)
            || row.opd.eq_ignore_ascii_case(word)
            || Status::parse(word) == Some(row.status)
            || (word.len() >= 3 && in_order(&row.name, word))
    };
    let mut found: Vec<(bool, bool, &DeviceRow)> = fleet
        .devices()
        .iter()
        .filter(|row| wanted.iter().all(|word| fits(row, word)))
        .map(|row| {
            let name = row.name.to_lowercase();
            (!wanted.iter().any(|word| name.starts_with(word)), !wanted.iter().any(|word| name.contains(word)), row)
        })
        .collect();
    found.sort_by(|a, b| (a.0, a.1, a.2.status, &a.2.name).cmp(&(b.0, b.1, b.2.status, &b.2.name)));
    let word = COMMANDS.iter().find(|entry| entry.word == Word::Device).map_or("device", |entry| entry.word_in(lang));
    found
        .into_iter()
        .take(OBJECTS_MAX)
        .map(|(.., row)| Meaning {
            line: format!("{word} {}", row.name),
            note: String::new(),
            command: None,
            device: Some(row.id),
        })
        .collect()
}
