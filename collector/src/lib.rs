//! The collector: polls, takes in, remembers, answers.

pub mod clock;
pub mod store;
pub mod target;
