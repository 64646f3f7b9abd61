//! What the screen needs of specifications and rules beside the collector's answers; the program gives it, since it knows
//! the rules and the files.

use model::{
    Lang, Timestamp,
    compat::{Check, Field, Waiver},
};
use std::{
    fmt::Debug,
    path::{Path, PathBuf},
};

/// A sentence in both languages.
pub type Told = [String; 2];

/// A specification that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecText {
    /// What it is called: its file, or its row of a workbook.
    pub name: String,
    /// The file that it can be written back to; none: it is a row of a workbook, or new.
    pub file: Option<PathBuf>,
    /// The text of its `spec.toml`.
    pub text: String,
}

/// A result that a sheet is to be made of.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The result.
    pub check: &'a Check,
    /// The agency in full.
    pub opd_name: Option<&'a str>,
    /// Procurement, revision and moment of freezing.
    pub frozen: (&'a str, u32, Timestamp),
    /// Its specification.
    pub spec: &'a str,
    /// What is waived.
    pub waivers: &'a [Waiver],
}

/// Knowledge of specifications. Everything but [`Specs::read`] is a pure function.
pub trait Specs: Debug + Send + Sync {
    /// Reads a `spec.toml`, or a workbook with one specification a row. Error: everything that is wrong.
    fn read(&self, file: &Path) -> Result<Vec<SpecText>, Vec<Told>>;
    /// The classes of things: word, and names in both languages.
    fn classes(&self) -> Vec<[&'static str; 3]>;
    /// An empty specification of a class; or, of a product that is known by its name, one with what is known of it.
    fn blank(&self, class: &str, lang: Lang, now: Timestamp) -> Option<String>;
    /// The fields of a specification with what stands in them.
    fn fields(&self, text: &str) -> Vec<Field>;
    /// The specification with one field set, all else kept. Error: what is wrong with the value.
    fn set(&self, text: &str, key: &str, value: &str) -> Result<String, Told>;
    /// Everything that is wrong in a specification.
    fn faults(&self, text: &str) -> Vec<Told>;
    /// What a rule looks at.
    fn rule(&self, id: &str) -> [&'static str; 2];
    /// The sheet for the file: ends of file names and octets. Error: why it cannot be made.
    fn sheets(&self, lang: Lang, sheet: Sheet<'_>) -> Result<Vec<(&'static str, Vec<u8>)>, String>;
}
