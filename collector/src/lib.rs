//! The collector: polls, takes in, remembers, answers.
