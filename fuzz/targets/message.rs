//! Datagrams: messages of v1, v2c and v3. Whatever comes, the reader ends, and what it accepts can be gone through.

use collector::snmp::{message, usm};

/// Reads a datagram in every way that one is read.
pub fn run(datagram: &[u8]) {
    if let Ok(message) = message::decode(datagram) {
        for varbind in message.varbinds.iter() {
            let _ = (varbind.name, varbind.value());
        }
    }
    if let Ok(header) = usm::message::header(datagram) {
        assert!(header.digest_place().end <= datagram.len());
    }
    if let Ok(scoped) = usm::message::scoped(datagram) {
        let _ = scoped;
    }
}
