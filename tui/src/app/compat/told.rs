//! What workers answer the view.

use super::{Answer, Candidate, Shelf};
use crate::{
    app::{App, Effect, View, effect::CompatEffect, news::inert},
    client::CallError,
    lang,
    specs::{SpecText, Told},
};
use model::{
    api::{Checked, FrozenLine},
    compat::Frozen,
};
use std::path::PathBuf;

/// One answer.
#[derive(Clone, Debug)]
pub enum CompatTold {
    /// Specifications of a file, or everything that is wrong with it.
    Read(PathBuf, Result<Vec<SpecText>, Vec<Told>>),
    /// What the rules say, by the number of the question.
    Checked(u64, Result<Vec<Checked>, CallError>),
    /// Frozen, and the sheets that were written or why not.
    Froze(Result<Vec<Checked>, CallError>, Result<Vec<String>, String>),
    /// The frozen results.
    List(Result<Vec<FrozenLine>, CallError>),
    /// One of them.
    Frozen(Result<Box<Frozen>, CallError>),
    /// Files that were written, and for which specification of the list; or why not.
    Written(Option<usize>, Result<Vec<String>, String>),
}

impl App {
    pub(in crate::app) fn compat_told(&mut self, told: CompatTold) {
        let lang = self.start.lang;
        match told {
            CompatTold::Read(file, Ok(specs)) => self.take_specs(file, specs),
            CompatTold::Read(file, Err(faults)) => {
                self.say(lang::specs_unread(lang, model::text::shown(&file.display().to_string(), 40), faults.len()));
                self.compat.unread =
                    faults.into_iter().map(|fault| fault.map(|text| model::text::visible(&text))).collect();
                self.go(View::Compat);
            }
            CompatTold::Checked(asked, answer) => self.checked(asked, answer),
            CompatTold::Froze(answer, files) => self.froze(answer, files),
            CompatTold::List(Ok(lines)) => {
                self.compat.frozen_rows.replace(lines.iter().map(|line| line.number).collect());
                self.compat.shelf = Shelf::Lines(lines);
            }
            CompatTold::List(Err(refused)) => self.compat.shelf = Shelf::Refused(inert(&refused, lang)),
            CompatTold::Frozen(Ok(frozen)) => {
                if let Some(specs) = &self.start.specs {
                    self.compat.viewed = Some(Candidate::of_frozen(*frozen, &**specs));
                    self.compat.refresh();
                    self.compat.rules.go(0);
                    self.open_candidate();
                }
            }
            CompatTold::Frozen(Err(refused)) => {
                let why = inert(&refused, lang);
                self.say(lang::no_answer(lang, why));
            }
            CompatTold::Written(item, Ok(files)) => {
                if let Some(item) = item.and_then(|item| self.compat.items.get_mut(item)) {
                    item.original.clone_from(&item.spec.text);
                    item.spec.file = files.first().map(PathBuf::from);
                }
                let files: Vec<String> = files.iter().map(|file| model::text::shown(file, 40)).collect();
                self.say(lang::files_written(lang, files.join(", ")));
            }
            CompatTold::Written(_, Err(why)) => self.say(model::text::visible(&why)),
        }
    }

    fn take_specs(&mut self, file: PathBuf, specs: Vec<SpecText>) {
        let Some(craft) = self.start.specs.clone() else { return };
        let is_one = specs.len() == 1;
        let compat = &mut self.compat;
        compat.name = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        compat.folder = file.parent().map(PathBuf::from).unwrap_or_default();
        compat.items = specs.into_iter().map(|spec| Candidate::new(spec, &*craft)).collect();
        compat.viewed = None;
        compat.unread.clear();
        compat.warned = false;
        compat.rows = super::List::default();
        compat.rows.replace((0..compat.items.len()).collect());
        compat.rules = super::List::default();
        compat.form = super::List::default();
        compat.panel = super::CompatPanel::Items;
        compat.refresh();
        self.ask_check();
        self.go(View::Compat);
        if is_one {
            self.open_candidate();
        }
    }

    /// Asks what the rules say of all that is sound; what is not is told its faults.
    pub(super) fn ask_check(&mut self) {
        let Some(craft) = self.start.specs.clone() else { return };
        for item in &mut self.compat.items {
            let faults = craft.faults(&item.spec.text);
            if !faults.is_empty() {
                item.answer = Answer::Faulty(faults.into_iter().map(|f| f.map(|t| model::text::visible(&t))).collect());
            } else if !matches!(item.answer, Answer::Checked(_)) {
                item.answer = Answer::Waiting;
            }
        }
        if self.compat.is_asking {
            self.compat.ask_again = true;
            return;
        }
        let is_sound = |item: &&Candidate| !matches!(item.answer, Answer::Faulty(_));
        let sound = self.compat.items.iter().enumerate().filter(|(_, item)| is_sound(item));
        self.compat.sent = sound.map(|(place, _)| place).collect();
        if !self.compat.sent.is_empty() {
            self.compat.asked += 1;
            self.compat.is_asking = true;
            let specs = self.compat.sent.iter().map(|place| self.compat.items[*place].spec.text.clone()).collect();
            self.effects.push(Effect::Compat(CompatEffect::Check(self.compat.asked, specs)));
        }
        self.compat.refresh();
    }

    fn checked(&mut self, asked: u64, answer: Result<Vec<Checked>, CallError>) {
        if asked != self.compat.asked {
            return;
        }
        let lang = self.start.lang;
        self.compat.is_asking = false;
        let sent = std::mem::take(&mut self.compat.sent);
        match answer {
            Ok(answers) => {
                for (place, checked) in sent.into_iter().zip(answers) {
                    if let Some(item) = self.compat.items.get_mut(place) {
                        item.answer = Answer::Checked(Box::new(checked));
                    }
                }
            }
            Err(refused) => {
                let why = inert(&refused, lang);
                for place in sent {
                    if let Some(item) = self.compat.items.get_mut(place) {
                        item.answer = Answer::Refused(why.clone());
                    }
                }
            }
        }
        self.compat.refresh();
        if std::mem::take(&mut self.compat.ask_again) {
            self.ask_check();
        }
    }

    fn froze(&mut self, answer: Result<Vec<Checked>, CallError>, files: Result<Vec<String>, String>) {
        let lang = self.start.lang;
        let answers = match answer {
            Ok(answers) => answers,
            Err(refused) => {
                let why = inert(&refused, lang);
                return self.say(lang::not_frozen(lang, why));
            }
        };
        let numbers: Vec<String> = answers.iter().filter_map(|checked| Some(checked.number?.to_string())).collect();
        let span = match (numbers.first(), numbers.last()) {
            (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
            (Some(first), _) => first.clone(),
            _ => String::new(),
        };
        for (item, checked) in self.compat.items.iter_mut().zip(answers) {
            item.answer = Answer::Checked(Box::new(checked));
        }
        self.compat.refresh();
        self.effects.push(Effect::Compat(CompatEffect::List));
        self.say(match files {
            Ok(files) => match &files[..] {
                [pdf, _] => lang::frozen_as(lang, span, model::text::shown(pdf, 40)),
                _ => lang::frozen_many(lang, span, files.len()),
            },
            Err(why) => lang::frozen_without(lang, span, model::text::visible(&why)),
        });
    }
}
