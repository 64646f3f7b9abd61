//! Notifications: whatever comes, it is read or refused, what is read can be told, and an inform can be answered.

use collector::snmp::{message, notification, usm};

/// Reads a datagram as a notification of each version.
pub fn run(datagram: &[u8]) {
    if let Ok(read) = notification::decode(datagram) {
        told(&read, datagram.len());
        let answer = notification::answer(&read);
        assert!(message::decode(&answer).is_ok(), "an answer that nobody can read");
    }
    let scoped = usm::message::header(datagram).ok().and_then(|header| usm::message::scoped(header.data).ok());
    if let Some(read) = scoped.and_then(|scoped| notification::of_pdu(&scoped.message).ok()) {
        told(&read, datagram.len());
    }
}

/// Goes through everything that is told of a notification.
fn told(read: &notification::Notification<'_>, length: usize) {
    assert!(read.trap.as_ber().len() <= length + 16, "a name longer than its datagram");
    for varbind in read.bound() {
        let _ = (varbind.name, varbind.value());
    }
}
