//! Family files: a file is read or told what is wrong with it.

use collector::profile::faults;

/// Reads a family file.
pub fn run(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else { return };
    for fault in faults(text) {
        assert!(!fault.message.is_empty());
    }
}
