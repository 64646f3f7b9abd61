//! Requests of agents: whatever comes, packed or not, it is read within bounds or refused.

use collector::request;

/// Reads octets as a request both ways.
pub fn run(octets: &[u8]) {
    for packed in [false, true] {
        let Ok(asked) = request::read(octets, packed) else { continue };
        let entries = request::entries(&asked);
        assert_eq!(entries.len(), asked.entries.len());
        let again = serde_json::to_vec(&asked).expect("what was read can be written");
        assert!(request::read(&again, false).is_ok(), "what was written cannot be read");
    }
}
