//! The actions of the view.

use super::{Candidate, CompatPanel, Entry, Purpose, Shelf};
use crate::{
    app::{App, Effect, View, effect::CompatEffect, prompt::Mode},
    keys::Action,
    lang,
    run::Wish,
    specs::SpecText,
};
use model::{Lang, text::visible};
use std::path::PathBuf;

impl App {
    /// Opens the view and asks for the frozen results.
    pub(in crate::app) fn open_compat(&mut self) {
        self.go(View::Compat);
        self.compat.viewed = None;
        self.compat.refresh();
        if !matches!(self.compat.shelf, Shelf::Lines(_)) {
            self.compat.shelf = Shelf::Loading;
        }
        self.effects.push(Effect::Compat(CompatEffect::List));
    }

    pub(super) fn open_candidate(&mut self) {
        if self.view != View::Candidate {
            self.trail.push(self.view);
        }
        self.view = View::Candidate;
        self.compat.refresh();
    }

    /// Reads a file, unless what was typed in would be lost.
    pub(in crate::app) fn open_specs(&mut self, file: &str) {
        self.go(View::Compat);
        if self.may_discard() {
            self.effects.push(Effect::Compat(CompatEffect::Read(PathBuf::from(file))));
        }
        self.effects.push(Effect::Compat(CompatEffect::List));
    }

    /// Whether the list may be replaced; unsaved changes only after they were told of.
    fn may_discard(&mut self) -> bool {
        let unsaved = self.has_unsaved();
        if unsaved && !std::mem::replace(&mut self.compat.warned, true) {
            self.say(lang::unsaved_changes(self.start.lang));
            return false;
        }
        true
    }

    /// Something was typed into a form and is in no file.
    pub fn has_unsaved(&self) -> bool {
        self.compat.items.iter().any(Candidate::is_unsaved)
    }

    /// Why an action of the view cannot be done now.
    pub(in crate::app) fn compat_blocked(&self, action: Action) -> Option<&'static str> {
        let lang = self.start.lang;
        let is_frozen = self.compat.viewed.is_some();
        let has_check = self.compat.candidate().is_some_and(|item| item.check().is_some());
        match action {
            Action::OpenSpecs | Action::NewSpec if self.start.specs.is_none() => Some(lang::reason_no_specs(lang)),
            Action::Check | Action::SaveSpec if is_frozen => Some(lang::reason_frozen(lang)),
            Action::Check | Action::SaveSpec | Action::Form if self.compat.candidate().is_none() => {
                Some(lang::reason_no_specs_open(lang))
            }
            Action::Sheet if !is_frozen && self.compat.items.is_empty() => Some(lang::reason_no_specs_open(lang)),
            Action::Sheet if !is_frozen && self.compat.items.iter().any(|item| item.check().is_none()) => {
                Some(lang::reason_unsound(lang))
            }
            Action::Export if !has_check => Some(lang::reason_unsound(lang)),
            Action::Evidence | Action::CopyFinding if self.compat.finding().is_none() => {
                Some(lang::reason_no_row(lang))
            }
            _ => None,
        }
    }

    /// Why the form takes nothing now.
    pub(super) fn form_is_closed(&self) -> Option<&'static str> {
        let lang = self.start.lang;
        if self.compat.viewed.is_some() {
            Some(lang::reason_frozen(lang))
        } else if self.start.specs.is_none() {
            Some(lang::reason_no_specs(lang))
        } else {
            None
        }
    }

    pub(in crate::app) fn compat_act(&mut self, action: Action) {
        match action {
            Action::OpenSpecs => {
                if !self.may_discard() {
                    return;
                }
                let folder = self.compat.folder.display().to_string();
                let start = if folder.is_empty() { folder } else { format!("{folder}/") };
                self.mode = Mode::Entry(Box::new(Entry::new(Purpose::Open, &start)));
            }
            Action::NewSpec => {
                if let (Some(specs), true) = (self.start.specs.clone(), self.may_discard()) {
                    let mut entry = Entry::new(Purpose::New, "");
                    entry.choices = specs.classes();
                    self.mode = Mode::Entry(Box::new(entry));
                }
            }
            Action::Form => self.mode = Mode::Form,
            Action::Check => self.ask_check(),
            Action::Evidence => self.compat.wide_evidence = !self.compat.wide_evidence,
            Action::Sheet => self.sheet(),
            Action::SaveSpec => self.save_spec(),
            Action::CopyFinding => self.copy_finding(),
            Action::Export => {
                let name = file_name(self.compat.candidate().map_or("", |item| &item.spec.name));
                let file = self.compat.folder.join(format!("{name}.json"));
                self.mode = Mode::Entry(Box::new(Entry::new(Purpose::Export, &file.display().to_string())));
            }
            _ => {}
        }
    }

    /// Opens the selected row of a list.
    pub(in crate::app) fn open_compat_row(&mut self) {
        match self.compat.panel() {
            CompatPanel::Items => {
                self.compat.viewed = None;
                self.compat.rules = super::List::default();
                self.compat.form = super::List::default();
                self.open_candidate();
            }
            CompatPanel::Frozen => {
                if let Some(number) = self.compat.frozen_rows.selected() {
                    self.effects.push(Effect::Compat(CompatEffect::AskFrozen(*number)));
                }
            }
        }
    }

    fn sheet(&mut self) {
        let lang = self.start.lang;
        match self.compat.viewed.as_ref().and_then(|viewed| viewed.frozen.clone()) {
            Some(frozen) => {
                let folder = self.compat.folder.clone();
                self.effects.push(Effect::Compat(CompatEffect::Sheets(frozen, folder, lang)));
            }
            None => self.mode = Mode::Entry(Box::new(Entry::new(Purpose::Freeze, &self.compat.name))),
        }
    }

    pub(super) fn save_spec(&mut self) {
        if let Some(reason) = self.compat_blocked(Action::SaveSpec) {
            return self.say(reason);
        }
        if self.start.read_only {
            return self.say(lang::reason_read_only(self.start.lang));
        }
        let Some(item) = self.compat.candidate() else { return };
        match item.spec.file.clone() {
            Some(file) => self.write_spec(file, Some(item.original.clone())),
            None => {
                let file = self.compat.folder.join(format!("{}.toml", file_name(&item.spec.name)));
                self.mode = Mode::Entry(Box::new(Entry::new(Purpose::SaveAs, &file.display().to_string())));
            }
        }
    }

    fn write_spec(&mut self, file: PathBuf, before: Option<String>) {
        if let (Some(place), Some(item)) = (self.compat.rows.selected(), self.compat.candidate()) {
            let (text, item) = (item.spec.text.clone(), Some(*place));
            self.effects.push(Effect::Compat(CompatEffect::Write { file, text, before, item, lang: self.start.lang }));
        }
    }

    fn copy_finding(&mut self) {
        let lang = self.start.lang;
        let Some(finding) = self.compat.finding() else { return };
        let title = self.rule_title(&finding.id);
        let told = format!("{} {title}: {}: {}", finding.id, finding.result.text(lang), finding.message(lang));
        self.wishes.push(Wish::Copy(visible(&told)));
        self.say(lang::copied(lang));
    }

    /// What a rule looks at.
    pub fn rule_title(&self, id: &str) -> &'static str {
        let title = self.start.specs.as_ref().map_or(["", ""], |specs| specs.rule(id));
        self.start.lang.pick(title[0], title[1])
    }

    /// What was typed into the prompt row. Error: why it cannot be so.
    pub(super) fn entered(&mut self, purpose: Purpose, text: &str) -> Result<(), String> {
        let lang = self.start.lang;
        let Some(specs) = self.start.specs.clone() else { return Ok(()) };
        if text.is_empty() && !matches!(purpose, Purpose::Field(_)) {
            return Ok(());
        }
        match purpose {
            Purpose::Open => self.effects.push(Effect::Compat(CompatEffect::Read(PathBuf::from(text)))),
            Purpose::New => {
                let classes = specs.classes();
                let named = classes.iter().find(|class| class.iter().any(|name| name.eq_ignore_ascii_case(text)));
                let word = named.map_or(text, |class| class[0]);
                let blank = specs.blank(word, lang, self.collector_now());
                let text = blank.ok_or_else(|| lang::no_class(lang, text))?;
                let spec = SpecText { name: word.to_owned(), file: None, text };
                self.compat.items = vec![Candidate::new(spec, &*specs)];
                self.compat.name = word.to_owned();
                (self.compat.viewed, self.compat.warned) = (None, false);
                self.compat.rows.replace(vec![0]);
                self.compat.unread.clear();
                self.ask_check();
                self.go(View::Compat);
                self.open_candidate();
                self.mode = Mode::Form;
            }
            Purpose::Field(key) => {
                let Some(place) = self.compat.rows.selected().copied() else { return Ok(()) };
                let field = self.compat.field().filter(|field| !field.many);
                let named = |choice: &&[&'static str; 3]| choice.iter().any(|name| name.eq_ignore_ascii_case(text));
                let word = field.and_then(|field| field.choices.iter().find(named)).map(|choice| choice[0]);
                let text = word.unwrap_or(text);
                if let Some(item) = self.compat.items.get_mut(place) {
                    let set = specs.set(&item.spec.text, key, text);
                    item.spec.text = set.map_err(|[id, en]| if lang == Lang::Id { id } else { en })?;
                    item.fields = specs.fields(&item.spec.text);
                    self.compat.warned = false;
                    self.ask_check();
                }
            }
            Purpose::SaveAs => self.write_spec(PathBuf::from(text), None),
            Purpose::Freeze => {
                let items = &self.compat.items;
                let specs = items.iter().map(|item| item.spec.text.clone()).collect();
                let names = match &items[..] {
                    [_] => vec![text.to_owned()],
                    many => many.iter().map(|item| format!("{text} / {}", item.spec.name)).collect(),
                };
                let folder = self.compat.folder.clone();
                self.effects.push(Effect::Compat(CompatEffect::Freeze { specs, names, folder, lang }));
                self.say(lang::sending(lang));
            }
            Purpose::Export => {
                let check = self.compat.candidate().and_then(Candidate::check);
                let text_of = check.and_then(|check| serde_json::to_string_pretty(check).ok());
                if let Some(json) = text_of {
                    let (file, text) = (PathBuf::from(text), json + "\n");
                    self.effects.push(Effect::Compat(CompatEffect::Write {
                        file,
                        text,
                        before: None,
                        item: None,
                        lang,
                    }));
                }
            }
        }
        Ok(())
    }
}

/// A name that a file may have.
pub fn file_name(name: &str) -> String {
    let mut safe = String::new();
    for c in name.chars().take(80) {
        match c {
            c if c.is_alphanumeric() || "_.".contains(c) => safe.push(c),
            _ if safe.is_empty() || safe.ends_with('-') => {}
            _ => safe.push('-'),
        }
    }
    let safe = safe.trim_matches(['-', '.']);
    if safe.is_empty() { "hasil".into() } else { safe.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_of_files_hold_nothing_that_steers() {
        for (name, file) in [
            ("Paket 1 / daftar switch!3", "Paket-1-daftar-switch-3"),
            ("../../etc/passwd", "etc-passwd"),
            ("  ", "hasil"),
            ("K-2026.031", "K-2026.031"),
        ] {
            assert_eq!(file_name(name), file);
        }
    }
}
