//! Discovery: who is there in the subnets that somebody declared, and by what that is known.
//!
//! A run asks every address of its [`Plan`] in order, at a pace: an echo and SNMP with each credential, then, where anybody
//! is, for names. Tables of known devices and of this machine tell the rest. What it meets becomes proposals; only a person's
//! word puts one into the book. A run is resumed by how many addresses it has asked.

mod around;
mod dns;
mod look;
mod merge;
mod names;
mod netbios;
mod oui;
mod plan;
mod run;
mod schedule;

pub use merge::{Found, Sighting};
pub use oui::Makers;
pub use plan::{Plan, Subnet, Wrong};
pub use run::{Discoverer, RATE, resolver};

use model::api::DiscoveryRun;

/// What a run tells the writer.
#[derive(Clone, Debug)]
pub struct Findings {
    /// How far it is.
    pub run: DiscoveryRun,
    /// What it met since it last told.
    pub sightings: Vec<Sighting>,
    /// What is met for the first time is told as an event: an earlier run has been over these subnets.
    pub news: bool,
}

/// The scope of a run by hand; of each scope the newest run is kept.
pub const BY_HAND: &str = "";
/// The scope of a run by schedule over subnets that belong to no agency.
pub const CONFIGURED: &str = "*";

/// Scope of a run: by hand, or by schedule for an agency. No code of an agency is empty or a star.
pub fn scope(run: &DiscoveryRun) -> &str {
    match (&run.opd, run.scheduled) {
        (_, false) => BY_HAND,
        (Some(code), true) => &code.0,
        (None, true) => CONFIGURED,
    }
}
