//! Does what is to be bought fit to what exists? A pure function of specification, declared facts, inventory and table of
//! dates (Perbup 52/2017 Pasal 4 ayat (5)).

pub mod attribute;
pub mod case;
pub mod check;
pub mod class;
pub mod day;
pub(crate) mod desk;
pub mod fields;
pub mod form;
#[cfg(test)]
mod given;
pub mod inventory;
pub mod product;
#[cfg(test)]
mod properties;
pub mod record;
pub mod rule;
pub mod rules;
pub mod running;
pub mod seen;
pub mod sheet;
pub mod site;
pub mod spec;
pub mod support;
pub mod table;
pub mod target;
pub mod template;
pub mod threshold;
pub mod workbook;
