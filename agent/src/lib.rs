//! The endpoint agent: what this machine is and how it fares, said as batches. One file a collector; no network but in [`way`].
//!
//! [`Observer`] makes one batch when asked; [`spawn_local`] asks it at intervals on a thread of its own, for programs
//! that contribute the machine they run on. The small binary `pantau-agent` is built on the same two. For the technician
//! [`way`] measures the way to the outside and [`outlet`] serves what is known over a local socket.

pub mod clock;
pub mod collect;
pub mod installation;
pub mod local;
pub mod membership;
pub mod observer;
pub mod outlet;
pub mod place;
pub mod read;
pub mod roots;
pub mod samples;
pub mod spool;
pub mod state;
pub mod way;

pub use local::{LocalAgent, StartError, spawn_local};
pub use observer::Observer;
pub use roots::Roots;

/// Name of the agent in records.
pub const NAME: &str = "pantau-agent";
/// Version of the agent in records.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
