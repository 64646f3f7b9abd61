//! Kompatibilitas: the list of things to be bought with what the rules say of each, and the frozen results.

mod act;
mod entry;
mod told;

pub use act::file_name;
pub use entry::{Entry, Purpose};
pub use told::CompatTold;

use super::list::List;
use crate::specs::{SpecText, Specs, Told};
use model::{
    api::{Checked, FrozenLine},
    compat::{Check, Field, Finding, Frozen, Outcome, Verdict},
};
use std::path::PathBuf;

/// Which part has the selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompatPanel {
    /// Things to be bought.
    #[default]
    Items,
    /// Frozen results.
    Frozen,
}

/// What is known of the frozen results.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Shelf {
    /// Nobody asked yet, or the answer has not come.
    #[default]
    Loading,
    /// The newest first.
    Lines(Vec<FrozenLine>),
    /// Why not; inert.
    Refused(String),
}

/// What is known of one thing.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The collector was asked.
    Waiting,
    /// The specification is not sound: nothing was asked.
    Faulty(Vec<Told>),
    /// Why there is no answer; inert.
    Refused(String),
    /// What the rules say.
    Checked(Box<Checked>),
}

/// One thing to be bought.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its specification, as it stands now.
    pub spec: SpecText,
    /// Its specification as it was read or written last.
    pub original: String,
    /// Fields of its form.
    pub fields: Vec<Field>,
    /// What is known.
    pub answer: Answer,
    /// It is a frozen result, which nobody changes.
    pub frozen: Option<Box<Frozen>>,
}

impl Candidate {
    fn new(spec: SpecText, specs: &dyn Specs) -> Self {
        let (original, fields) = (spec.text.clone(), specs.fields(&spec.text));
        Self { spec, original, fields, answer: Answer::Waiting, frozen: None }
    }

    fn of_frozen(frozen: Frozen, specs: &dyn Specs) -> Self {
        let checked = Checked {
            check: frozen.check.clone(),
            opd_name: frozen.opd_name.clone(),
            number: Some(frozen.number),
            revision: Some(frozen.revision),
        };
        let spec = SpecText { name: frozen.procurement.clone(), file: None, text: frozen.spec.clone() };
        Self { answer: Answer::Checked(Box::new(checked)), frozen: Some(Box::new(frozen)), ..Self::new(spec, specs) }
    }

    /// What stands in a field; empty: nothing.
    pub fn value(&self, key: &str) -> &str {
        self.fields.iter().find(|field| field.key == key).map_or("", |field| &field.value)
    }

    /// What the rules say, where they were asked.
    pub fn check(&self) -> Option<&Check> {
        match &self.answer {
            Answer::Checked(checked) => Some(&checked.check),
            _ => None,
        }
    }

    /// It was changed since it was read or written.
    pub fn is_unsaved(&self) -> bool {
        self.original != self.spec.text
    }
}

/// The view.
#[derive(Clone, Debug, Default)]
pub struct Compat {
    /// Name of the list: the file that it was read from.
    pub name: String,
    /// Folder of that file.
    pub folder: PathBuf,
    /// Things to be bought.
    pub items: Vec<Candidate>,
    /// Which of them is selected.
    pub rows: List<usize>,
    /// Frozen results.
    pub shelf: Shelf,
    /// Which of them is selected, by its number.
    pub frozen_rows: List<u64>,
    panel: CompatPanel,
    /// A frozen result that is open.
    pub viewed: Option<Candidate>,
    /// Rules of the open thing, worst first; those that do not apply are left out.
    pub rules: List<String>,
    /// Fields of the open thing.
    pub form: List<&'static str>,
    /// The evidence has most of the room.
    pub wide_evidence: bool,
    /// What is wrong with a file that was to be read.
    pub unread: Vec<Told>,
    /// Number of the newest question, and which things it is about.
    asked: u64,
    sent: Vec<usize>,
    is_asking: bool,
    ask_again: bool,
    /// Somebody was told that unsaved changes would be lost.
    warned: bool,
}

impl Compat {
    /// The part with the selection: the one that has rows.
    pub const fn panel(&self) -> CompatPanel {
        if self.items.is_empty() { CompatPanel::Frozen } else { self.panel }
    }

    /// Goes to the other part.
    pub(super) const fn other_panel(&mut self) {
        self.panel = match self.panel {
            CompatPanel::Items => CompatPanel::Frozen,
            CompatPanel::Frozen => CompatPanel::Items,
        };
    }

    /// The thing whose result is open.
    pub fn candidate(&self) -> Option<&Candidate> {
        self.viewed.as_ref().or_else(|| self.items.get(*self.rows.selected()?))
    }

    /// The finding of the selected rule.
    pub fn finding(&self) -> Option<&Finding> {
        let check = self.candidate()?.check()?;
        let id = self.rules.selected()?;
        check.rules.iter().find(|finding| finding.id == *id)
    }

    /// The selected field of the form.
    pub fn field(&self) -> Option<&Field> {
        let key = self.form.selected()?;
        self.candidate()?.fields.iter().find(|field| field.key == *key)
    }

    /// How many things have which verdict, worst first, and how many have none.
    pub fn verdicts(&self) -> ([(Verdict, usize); 4], usize) {
        let of = |verdict| {
            let same = self.items.iter().filter(|item| item.check().is_some_and(|check| check.verdict == verdict));
            (verdict, same.count())
        };
        let all = [Verdict::TidakKompatibel, Verdict::DataBelumCukup, Verdict::DenganCatatan, Verdict::Kompatibel];
        (all.map(of), self.items.iter().filter(|item| item.check().is_none()).count())
    }

    /// Brings rules and fields up to date with the open thing.
    pub(super) fn refresh(&mut self) {
        let Some(candidate) = self.candidate() else { return };
        let mut found: Vec<&Finding> = candidate.check().map_or(Vec::new(), |check| check.rules.iter().collect());
        found.retain(|finding| finding.result != Outcome::NotApplicable);
        found.sort_by_key(|finding| std::cmp::Reverse(finding.result));
        let rules = found.into_iter().map(|finding| finding.id.clone()).collect();
        let fields = candidate.fields.iter().map(|field| field.key).collect();
        // Who looks at the worst looks at what is worst now.
        let is_at_top = self.rules.index() == 0;
        self.rules.replace(rules);
        if is_at_top {
            self.rules.go(0);
        }
        self.form.replace(fields);
    }
}
