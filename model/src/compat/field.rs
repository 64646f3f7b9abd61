//! The fields of a form for a thing to be bought.

use crate::Lang;

/// A paragraph of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Who buys what for where.
    Purchase,
    /// Facts of the datasheet that must be stated.
    Mandatory,
    /// Further facts, where they are known.
    Optional,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// `brand`, `target.opd`, or the name of an attribute.
    pub key: &'static str,
    /// What people call it, in both languages.
    pub title: [&'static str; 2],
    /// Unit of its value; empty: none.
    pub unit: &'static str,
    /// Its paragraph.
    pub part: Part,
    /// It must be filled in.
    pub must: bool,
    /// Values to choose from, each with its names in both languages; empty: whatever.
    pub choices: Vec<[&'static str; 3]>,
    /// An example of what may be written, where any text may; empty: none.
    pub example: String,
    /// Several values may stand in it, with semicolons between.
    pub many: bool,
    /// What stands in it; empty: nothing.
    pub value: String,
}

impl Field {
    /// What stands in it, as people read it.
    pub fn shown(&self, lang: Lang) -> &str {
        let choice = self.choices.iter().find(|choice| choice[0] == self.value);
        choice.map_or(&self.value, |choice| lang.pick(choice[1], choice[2]))
    }
}
