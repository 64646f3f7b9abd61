//! The collector: polls, takes in, remembers, answers.

pub mod alert;
pub mod book;
pub mod clock;
pub mod decode;
pub mod echo;
pub mod fleet;
pub mod ingest;
pub mod passive;
pub mod poll;
pub mod probe;
pub mod profile;
pub mod snmp;
pub mod store;
pub mod target;
