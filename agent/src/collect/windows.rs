//! Windows: what WMI and the registry answer, as facts of the record. Asking (`fetch`, `reader`) is apart from understanding:
//! everything else here is compiled and tested on any system.

pub mod disks;
pub mod firmware;
pub mod network;
pub mod peripherals;
pub mod protection;
pub mod rows;
pub mod software;
pub mod system;
pub mod upkeep;

#[cfg(windows)]
mod fetch;
#[cfg(windows)]
mod reader;
#[cfg(test)]
mod tests;

#[cfg(windows)]
pub use fetch::{machine_guid, neighbour_rows, network_rows};
#[cfg(windows)]
pub use reader::Reader;

use super::{Seen, UNREADABLE};
use network::Counters;
use rows::Rows;

/// States everything that follows from the answers in `seen`, over what was found otherwise.
pub fn state(rows: &Rows, counters: &Counters, tells_users: bool, seen: &mut Seen) {
    let facts = &mut seen.facts;
    system::state(rows, tells_users, facts);
    firmware::state(rows, facts);
    disks::state(rows, facts);
    protection::state(rows, facts);
    peripherals::state(rows, facts);
    upkeep::state(rows, facts);
    let macs = network::state(rows, counters, facts);
    if !macs.is_empty() {
        facts.base_mac = macs.first().cloned();
        seen.identity.macs = macs;
    }
    seen.identity.name = facts.sys_name.clone();
    seen.identity.uuid = facts.uuid.clone();
    seen.identity.serial = facts.serial.clone();
    if !seen.facts.ports.is_empty() {
        seen.issues.retain(|issue| !(issue.name == UNREADABLE && issue.section == "ports"));
    }
}
