//! The collector: polls, takes in, remembers, answers.

pub mod alert;
pub mod book;
pub mod clock;
pub mod fleet;
pub mod ingest;
pub mod passive;
pub mod store;
pub mod target;
