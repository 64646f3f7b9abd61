//! The collector: polls, takes in, remembers, answers.
//!
//! [`start`] opens a data directory and runs everything behind the batch; the poller and the local agent send
//! [`model::Batch`]es into it, the screen and the command line ask it over the API.

pub mod alert;
mod api;
mod availability;
pub mod backup;
pub mod bandwidth;
pub mod book;
pub mod change;
pub mod clock;
pub mod compat;
pub mod credential;
pub mod decode;
pub mod discover;
pub mod echo;
pub mod fleet;
pub mod glpi;
pub mod grid;
pub mod history;
pub mod ingest;
mod live;
pub mod metrics;
mod parallel;
pub mod passive;
pub mod poll;
pub mod probe;
pub mod profile;
pub mod recording;
mod remote_write;
pub mod request;
pub mod snmp;
mod soundness;
pub mod start;
pub mod store;
pub mod target;
pub mod topology;
pub mod trap;
mod trust;
mod web;
mod writer;

pub use api::Prober;
pub use start::{Running, StartError, StartOptions, start};
pub use store::{RunningCollector, running};
pub use target::PollTarget;
