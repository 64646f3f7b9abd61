//! A pretend kabupaten on this machine: SNMP devices by the thousand that live and die, for the demo, tests and
//! benchmarks. Nothing in it is real, and it knows nothing of the collector.

mod agency;
mod answer;
mod ber;
mod chance;
mod family;
mod isolate;
mod late;
mod layout;
mod mib;
mod netlink;
mod plan;
mod responder;
mod run;
mod view;
mod world;

pub use agency::{DEFAULT_OPDS, MAX_OPDS};
pub use answer::MAX_ANSWER;
pub use isolate::{IsolateError, Isolated, OWN_ADDRESS, isolate};
pub use plan::{COMMUNITY, Kabupaten, MAX_DEVICES, MAX_DEVICES_PER_OPD};
pub use responder::Tally;
pub use run::{LOOPBACK_PORT, Mode, Options, Running, Scenario, StartError, start};
pub use world::{Life, World};

/// Devices that a demo has unless told otherwise.
pub const DEFAULT_DEVICES: usize = 300;
