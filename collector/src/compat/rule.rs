//! What a rule is: its name, whom it concerns, what it rests on, and how it judges.

use super::{case::Case, class::Class};

/// How well the rule is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Stated in a source that was read.
    V,
    /// Partly sourced, the rest is engineering practice.
    P,
    /// Engineering judgement; its limits can be configured.
    E,
}

/// One rule.
pub struct Rule {
    /// `NET-01`.
    pub id: &'static str,
    /// What it looks at, in both languages.
    pub title: [&'static str; 2],
    /// Classes of candidates that it concerns; empty: all.
    pub classes: &'static [Class],
    /// How well it is founded.
    pub grade: Grade,
    /// A mistake could damage or burn: what no document proves is at best a note.
    pub safety: bool,
    /// Missing facts of this rule are a note and do not keep the check from a verdict.
    pub note_only: bool,
    /// What it rests on: regulation, standard, practice.
    pub basis: [&'static str; 2],
    /// What it does, for people who ask, in both languages.
    pub text: [&'static str; 2],
    /// Judges. None: it could not go on, and the reason is in the case.
    pub judge: fn(&mut Case<'_>) -> Option<()>,
}

/// A sentence in both languages: `say!("Sisa {n}", "{n} left")`, or with values that are written differently in each:
/// `say!(|lang| "Sisa {w} W", "{w} W left"; w = amount(lang, watts))`.
macro_rules! say {
    ($id:literal, $en:literal) => {
        [format!($id), format!($en)]
    };
    (|$lang:ident| $id:literal, $en:literal; $($name:ident = $value:expr),+ $(,)?) => {
        [
            {
                let $lang = model::Lang::Id;
                $( let $name = $value; )+
                format!($id)
            },
            {
                let $lang = model::Lang::En;
                $( let $name = $value; )+
                format!($en)
            },
        ]
    };
}
pub(crate) use say;
