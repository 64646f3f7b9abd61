//! Does what is to be bought fit to what exists? A pure function of specification, declared facts, inventory and table of
//! dates (Perbup 52/2017 Pasal 4 ayat (5)).

pub mod attribute;
pub mod class;
pub mod day;
pub mod form;
pub mod site;
pub mod spec;
pub mod threshold;
