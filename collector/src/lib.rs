//! The collector: polls, takes in, remembers, answers.

pub mod decode;
pub mod poll;
pub mod probe;
pub mod profile;
pub mod snmp;
