//! The filter of a list as it is being typed: the last one that could be read keeps working.

use crate::filter::{self, Fault, Filter};

/// What was typed, and what holds.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    /// As typed.
    pub text: String,
    /// The last that could be read.
    pub filter: Filter,
    /// What is wrong with the text.
    pub fault: Option<Fault>,
}

impl Narrow {
    /// Takes a text; true when the filter changed.
    pub fn set(&mut self, text: &str) -> bool {
        self.text = text.to_owned();
        match filter::parse(text) {
            Ok(filter) => {
                self.fault = None;
                let changed = self.filter != filter;
                self.filter = filter;
                changed
            }
            Err(fault) => {
                self.fault = Some(fault);
                false
            }
        }
    }

    /// Whether every row passes.
    pub const fn is_open(&self) -> bool {
        self.filter.terms.is_empty()
    }
}
