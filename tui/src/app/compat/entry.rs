//! The prompt row of the view: a file to open, a value of a field, a name to freeze under.

use crate::{
    app::{App, line::Line, prompt::Mode},
    lang,
};
use crossterm::event::{KeyCode, KeyEvent};
use model::Lang;

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A file to open.
    Open,
    /// The class of a new specification.
    New,
    /// A field of the form.
    Field(&'static str),
    /// A file to save the open specification in.
    SaveAs,
    /// The name of the procurement to freeze under.
    Freeze,
    /// A file to write the result into.
    Export,
}

/// The prompt row.
#[derive(Clone, Debug)]
pub struct Entry {
    /// For what.
    pub purpose: Purpose,
    /// What stands in it.
    pub line: Line,
    /// Values to choose from: word, and names in both languages.
    pub choices: Vec<[&'static str; 3]>,
    /// Several of them, with semicolons between.
    pub many: bool,
    /// What is wrong with what was given; inert.
    pub fault: Option<String>,
}

impl Entry {
    /// For a purpose, with this in it.
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self { purpose, line: Line::new(text), choices: Vec::new(), many: false, fault: None }
    }

    /// The next or previous of the values to choose from. Of several the last is exchanged.
    fn choose(&mut self, by: isize, lang: Lang) {
        let text = self.line.text();
        let (before, word) = match text.rsplit_once(';') {
            Some((before, word)) if self.many => (format!("{before}; "), word.trim().to_owned()),
            _ => (String::new(), text.trim().to_owned()),
        };
        let count = self.choices.len();
        let at = self.choices.iter().position(|choice| choice.iter().any(|own| own.eq_ignore_ascii_case(&word)));
        let next = match at {
            Some(at) => (at + count).saturating_add_signed(by) % count,
            None if by < 0 => count - 1,
            None => 0,
        };
        let [_, id, en] = self.choices[next];
        self.line = Line::new(&format!("{before}{}", lang.pick(id, en)));
    }

    /// What may be written, for the end of the row.
    pub fn hint(&self, app: &App, lang: Lang) -> String {
        if let Some(fault) = &self.fault {
            return fault.clone();
        }
        if !self.choices.is_empty() {
            let names: Vec<&str> = self.choices.iter().map(|[_, id, en]| lang.pick(id, en)).collect();
            return format!("↑↓ {}", names.join(", "));
        }
        match self.purpose {
            Purpose::Field(_) => app.compat.field().map_or(String::new(), |field| {
                let example = if field.example.is_empty() { "" } else { lang::entry_example(lang) };
                let many = if field.many { lang::entry_many(lang) } else { "" };
                let parts = [field.unit, example, &field.example, many];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
            }),
            Purpose::Open => lang::entry_open_hint(lang).to_owned(),
            _ => String::new(),
        }
    }

    /// What stands before the line.
    pub fn label(&self, app: &App, lang: Lang) -> String {
        match self.purpose {
            Purpose::Open => lang::entry_open(lang).to_owned(),
            Purpose::New => lang::entry_new(lang).to_owned(),
            Purpose::SaveAs => lang::entry_save(lang).to_owned(),
            Purpose::Export => lang::entry_export(lang).to_owned(),
            Purpose::Freeze => lang::entry_freeze(lang, app.compat.items.len()),
            Purpose::Field(_) => app
                .compat
                .field()
                .map_or(String::new(), |field| format!("{}:", lang.pick(field.title[0], field.title[1]))),
        }
    }
}

impl App {
    pub(in crate::app) fn entry_key(&mut self, key: &KeyEvent, mut entry: Entry) {
        let before = if matches!(entry.purpose, Purpose::Field(_)) { Mode::Form } else { Mode::List };
        match key.code {
            KeyCode::Esc => self.mode = before,
            KeyCode::Enter => {
                self.mode = before;
                let text = entry.line.text().trim().to_owned();
                if let Err(fault) = self.entered(entry.purpose, &text) {
                    self.mode = Mode::Entry(Box::new(Entry { fault: Some(model::text::visible(&fault)), ..entry }));
                }
            }
            KeyCode::Up | KeyCode::Down if !entry.choices.is_empty() => {
                entry.choose(if key.code == KeyCode::Up { -1 } else { 1 }, self.start.lang);
                entry.fault = None;
                self.mode = Mode::Entry(Box::new(entry));
            }
            _ => {
                entry.line.key(key);
                entry.fault = None;
                self.mode = Mode::Entry(Box::new(entry));
            }
        }
    }

    /// Keys of the form: the selected field, and opening it.
    pub(in crate::app) fn form_key(&mut self, key: &KeyEvent) {
        self.mode = Mode::Form;
        match key.code {
            KeyCode::Esc | KeyCode::Tab | KeyCode::BackTab | KeyCode::Backspace => self.mode = Mode::List,
            KeyCode::Down | KeyCode::Char('j') => self.compat.form.step(1),
            KeyCode::Up | KeyCode::Char('k') => self.compat.form.step(-1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.compat.form.page(1),
            KeyCode::PageUp => self.compat.form.page(-1),
            KeyCode::Home | KeyCode::Char('g') => self.compat.form.go(0),
            KeyCode::End | KeyCode::Char('G') => self.compat.form.go(usize::MAX),
            KeyCode::Enter => self.open_field(),
            KeyCode::F(5) => self.save_spec(),
            KeyCode::Char('L') => self.switch_language(),
            _ => {}
        }
    }

    fn open_field(&mut self) {
        if let Some(reason) = self.form_is_closed() {
            return self.say(reason);
        }
        if let Some(field) = self.compat.field() {
            let mut entry = Entry::new(Purpose::Field(field.key), field.shown(self.start.lang));
            entry.choices.clone_from(&field.choices);
            entry.many = field.many;
            self.mode = Mode::Entry(Box::new(entry));
        }
    }
}
