//! The filter language: what a person types behind `/`, as a tree that can be tried on a row and printed again.
//!
//! ```text
//! filter  = [ term { SP term } ]                         all terms must hold
//! term    = [ "!" ] ( group | compare | fuzzy | text )
//! group   = "(" filter { "|" filter } ")"                any of them
//! compare = field op value { "," value }                 any of the values; with != none of them
//! op      = ":" | "=" | "!=" | ">" | ">=" | "<" | "<="
//! fuzzy   = "~" word                                      letters in order
//! text    = word | '"' any '"'                            in name, address, opd, model, serial, …
//! ```
//! `:` on text is "contains" without regard to case, with `*` a pattern over the whole field; `=` is the whole field. An
//! unknown value matches no comparison; `field:?` finds it, and `!` turns the result of its term over.

mod field;
mod parse;
mod print;
mod trial;
mod value;

pub use field::{Field, Kind, edits};
pub use parse::{Expected, Fault, parse};
pub use trial::{Fact, Facts, contains, in_order};
pub use value::{Cidr, Unit, Value};

/// All terms must hold; without terms it holds for every row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Its terms.
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Its result is turned over.
    pub negated: bool,
    /// What is asked.
    pub test: Test,
}

/// What a term asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Any of these.
    Any(Vec<Filter>),
    /// A field against values.
    Compare(Field, Op, Vec<Value>),
    /// These letters in this order somewhere in the name; lower case.
    Fuzzy(String),
    /// This text in one of the row's texts.
    Text(String),
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `:`
    Has,
    /// `=`
    Is,
    /// `!=`
    IsNot,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

impl Op {
    /// Every operator, those of two characters first, so that they are read whole.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::IsNot, "!="),
        (Self::AtLeast, ">="),
        (Self::AtMost, "<="),
        (Self::Has, ":"),
        (Self::Is, "="),
        (Self::Above, ">"),
        (Self::Below, "<"),
    ];
}

/// Whether a text is read as this very text without quotes.
fn looks_plain(text: &str) -> bool {
    matches!(parse(text), Ok(Filter { terms }) if terms == [Term { negated: false, test: Test::Text(text.to_owned()) }])
        && !text.contains('"')
}

#[cfg(test)]
mod tests;
