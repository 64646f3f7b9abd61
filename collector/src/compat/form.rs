//! Reads a TOML file against a list of its keys: every fault with its line and what to write instead, all at once.

use model::{Lang, text::visible};
use std::fmt::Display;
use toml::de::{DeTable, DeValue};

/// One thing that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to write instead, in both languages.
    pub text: [String; 2],
}

impl Fault {
    /// The sentence with its place: `spec.toml:7: …`.
    pub fn told(&self, file: &str, lang: Lang) -> String {
        visible(&format!("{file}:{}: {}", self.line, self.text[lang as usize]))
    }
}

/// What may stand behind a key.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Text that is not blank.
    Text,
    /// Text, or a whole number that stands for one: a port, a page.
    Label,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number that is not negative.
    Number,
    /// A whole number, at least this.
    Count(i64),
    /// `true` or `false`.
    Yes,
    /// A day: `2026-12-15`.
    Day,
    /// A day, or a moment with its offset from UTC.
    Moment,
    /// A list of texts.
    Texts,
    /// A list of these words.
    Words(&'static [&'static str]),
    /// A list of whole numbers.
    Counts,
    /// A table of these keys.
    Table(&'static [Key]),
    /// Tables of these keys, `[[name]]` or a list of `{ … }`.
    Tables(&'static [Key]),
    /// Whatever: another reader looks at it.
    Any,
}

/// A key of a table.
pub struct Key {
    name: &'static str,
    kind: Kind,
    required: bool,
}

/// A key that may be left out.
pub const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, required: false }
}

/// A key that must be there.
pub const fn required(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, required: true }
}

/// Largest file that is read, octets. A plan of a kabupaten has some 200 kB.
pub const LARGEST: usize = 4 << 20;

/// The faults of a file, and its document if it is one.
pub struct Form<'t> {
    text: &'t str,
    /// Faults so far.
    pub faults: Vec<Fault>,
}

impl<'t> Form<'t> {
    /// The document, checked against its keys. None: it is not TOML, and that is the only fault.
    pub fn read(text: &'t str, keys: &'static [Key]) -> (Self, Option<DeTable<'t>>) {
        let mut form = Self { text, faults: Vec::new() };
        if text.len() > LARGEST {
            form.tell(0, "berkas terlalu besar (paling besar 4 MiB)", "the file is too large (at most 4 MiB)");
            return (form, None);
        }
        match DeTable::parse(text) {
            Ok(document) => {
                let document = document.into_inner();
                form.table("", 0, &document, keys);
                (form, Some(document))
            }
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let reason = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
                form.tell(at, format!("bukan TOML: {reason}"), format!("not TOML: {reason}"));
                (form, None)
            }
        }
    }

    /// Adds a fault at an octet of the text.
    pub fn tell(&mut self, at: usize, id: impl Display, en: impl Display) {
        let line = 1 + self.text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count();
        self.faults.push(Fault { line, text: [id.to_string(), en.to_string()] });
    }

    /// The faults by line, if there are any.
    pub fn judged(mut self) -> Result<(), Vec<Fault>> {
        self.faults.sort_by_key(|fault| fault.line);
        if self.faults.is_empty() { Ok(()) } else { Err(self.faults) }
    }

    /// Checks a table that another reader met.
    pub fn check_table(&mut self, path: &str, at: usize, table: &DeTable<'_>, keys: &[Key]) {
        self.table(path, at, table, keys);
    }

    /// Checks a value that another reader met.
    pub fn check_value(&mut self, name: &str, at: usize, value: &DeValue<'_>, kind: Kind) {
        self.value(name, at, value, kind);
    }

    fn table(&mut self, path: &str, at: usize, table: &DeTable<'_>, keys: &[Key]) {
        for (name, value) in table {
            let (word, place) = (name.get_ref().as_ref(), name.span().start);
            let full = joined(path, word);
            match keys.iter().find(|key| key.name == word) {
                Some(key) => self.value(&full, place, value.get_ref(), key.kind),
                None => self.unknown_key(place, &full, keys.iter().map(|key| key.name)),
            }
        }
        for key in keys.iter().filter(|key| key.required) {
            if !table.keys().any(|name| name.get_ref().as_ref() == key.name) {
                let full = joined(path, key.name);
                self.tell(at, format!("'{full}' wajib diisi"), format!("'{full}' is required"));
            }
        }
    }

    fn value(&mut self, name: &str, at: usize, value: &DeValue<'_>, kind: Kind) {
        match (kind, value) {
            (Kind::Table(keys), DeValue::Table(table)) => self.table(name, at, table, keys),
            (Kind::Tables(keys), DeValue::Array(rows)) => {
                for row in rows.iter() {
                    match row.get_ref() {
                        DeValue::Table(table) => self.table(name, row.span().start.max(at), table, keys),
                        _ => self.wrong(name, row.span().start, kind),
                    }
                }
            }
            (Kind::Texts | Kind::Words(_) | Kind::Counts, DeValue::Array(items)) => {
                let one = match kind {
                    Kind::Words(words) => Kind::Word(words),
                    Kind::Counts => Kind::Count(0),
                    _ => Kind::Text,
                };
                for item in items.iter() {
                    self.value(name, item.span().start, item.get_ref(), one);
                }
            }
            (Kind::Word(words), DeValue::String(word)) => {
                if !words.contains(&word.as_ref()) {
                    self.unknown_word(at, name, word, words.iter().copied());
                }
            }
            _ if fits(kind, value) => {}
            _ => self.wrong(name, at, kind),
        }
    }

    /// A value of the wrong kind.
    pub fn wrong(&mut self, name: &str, at: usize, kind: Kind) {
        let [id, en] = wanted(kind);
        self.tell(at, format!("'{name}' harus {id}"), format!("'{name}' must be {en}"));
    }

    /// A key that nobody knows, with the nearest that is known.
    pub fn unknown_key<'k>(&mut self, at: usize, name: &str, known: impl Iterator<Item = &'k str> + Clone) {
        let [id, en] = hint(name.rsplit('.').next().unwrap_or(name), known);
        self.tell(at, format!("kunci '{name}' tidak dikenal; {id}"), format!("unknown key '{name}'; {en}"));
    }

    /// A word that nobody knows, with the nearest that is known.
    pub fn unknown_word<'k>(
        &mut self,
        at: usize,
        name: &str,
        word: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        let [id, en] = hint(word, known);
        self.tell(at, format!("'{name}': '{word}' tidak dikenal; {id}"), format!("'{name}': unknown '{word}'; {en}"));
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Longest list of known words that a message repeats.
const LISTED: usize = 40;

/// Which known word is meant, or which are known.
pub fn hint<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> [String; 2] {
    let near = known
        .clone()
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        .min()
        .filter(|(distance, k)| *distance <= k.len() / 2);
    match near {
        Some((_, near)) => [format!("maksudnya '{near}'?"), format!("did you mean '{near}'?")],
        None => {
            let mut list = known.clone().take(LISTED).collect::<Vec<_>>().join(", ");
            if known.count() > LISTED {
                list.push_str(", …");
            }
            [format!("yang dikenal: {list}"), format!("known are: {list}")]
        }
    }
}

fn fits(kind: Kind, value: &DeValue<'_>) -> bool {
    match kind {
        Kind::Any => true,
        Kind::Text => value.as_str().is_some_and(|text| !text.trim().is_empty()),
        Kind::Label => value.as_str().is_some() || fits(Kind::Count(0), value),
        Kind::Number => number(value).is_some_and(|number| number >= 0.0),
        Kind::Count(least) => {
            matches!(value, DeValue::Integer(_)) && number(value).is_some_and(|number| number >= least as f64)
        }
        Kind::Yes => value.as_bool().is_some(),
        Kind::Day => matches!(value, DeValue::Datetime(at) if at.date.is_some() && at.time.is_none()),
        Kind::Moment => {
            matches!(value, DeValue::Datetime(at) if at.date.is_some() && at.time.is_some() == at.offset.is_some())
        }
        _ => false,
    }
}

/// A number of a document.
pub fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok().map(|n| n as f64),
        DeValue::Float(digits) => digits.as_str().parse().ok().filter(|n: &f64| n.is_finite()),
        _ => None,
    }
}

fn wanted(kind: Kind) -> [String; 2] {
    let both = |id: &str, en: &str| [id.to_owned(), en.to_owned()];
    match kind {
        Kind::Text => both("teks, misalnya \"…\"", "a text, for example \"…\""),
        Kind::Label => both("teks atau bilangan bulat", "a text or a whole number"),
        Kind::Word(words) => [format!("salah satu dari {}", words.join(", ")), format!("one of {}", words.join(", "))],
        Kind::Number => both("angka, tidak negatif, tanpa satuan", "a number, not negative, without a unit"),
        Kind::Count(least) => {
            [format!("bilangan bulat paling sedikit {least}"), format!("a whole number, at least {least}")]
        }
        Kind::Yes => both("true atau false", "true or false"),
        Kind::Day => both("tanggal tanpa kutip: 2026-12-15", "a date without quotes: 2026-12-15"),
        Kind::Moment => both(
            "tanggal, atau waktu dengan selisih UTC: 2026-11-22T02:00:00Z",
            "a date, or a time with its offset from UTC: 2026-11-22T02:00:00Z",
        ),
        Kind::Texts => both("daftar teks: [\"…\", \"…\"]", "a list of texts: [\"…\", \"…\"]"),
        Kind::Words(words) => [format!("daftar dari {}", words.join(", ")), format!("a list of {}", words.join(", "))],
        Kind::Counts => both("daftar bilangan bulat: [10, 20]", "a list of whole numbers: [10, 20]"),
        Kind::Table(_) => both("tabel: { kunci = nilai }", "a table: { key = value }"),
        Kind::Tables(_) => both("daftar tabel: [[nama]]", "a list of tables: [[name]]"),
        Kind::Any => both("nilai", "a value"),
    }
}

/// A text of which a whole number may stand for: [`Kind::Label`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label(pub String);

impl<'de> serde::Deserialize<'de> for Label {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Number(i64),
        }
        Ok(Self(match Written::deserialize(deserializer)? {
            Written::Text(text) => text.trim().to_owned(),
            Written::Number(number) => number.to_string(),
        }))
    }
}
