//! Who a batch is about, and whether two of them are the same machine: a scored match over hard and soft marks.

use crate::device::DeviceId;
use serde::{Deserialize, Serialize};

/// What a source knows to tell one device from another. Everything may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The product's own id, when the source was told it (the poller always is).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The agent's own id, made once per installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// SMBIOS system UUID, lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// Serial number of the chassis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// MAC addresses of physical ports, `d4:ca:6d:ea:fe:90`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub macs: Vec<String>,
    /// Addresses, without loopback and link-local ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Host name or sysName.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Asset code of the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_code: Option<String>,
}

/// Score from which two identities are one device.
pub const SAME: i32 = 100;

/// Texts that firmware and agents put where a serial number is due.
const JUNK: [&str; 18] = [
    "",
    "0",
    "none",
    "n/a",
    "na",
    "not specified",
    "not available",
    "not applicable",
    "unknown",
    "default string",
    "to be filled by o.e.m.",
    "o.e.m.",
    "system serial number",
    "serial number",
    "chassis serial number",
    "0123456789",
    "1234567890",
    "123456789",
];

/// True for a serial, UUID or asset tag that says nothing: placeholders, one character repeated, dummy UUIDs.
pub fn is_junk(text: &str) -> bool {
    let text = text.trim();
    if JUNK.iter().any(|junk| junk.eq_ignore_ascii_case(text)) {
        return true;
    }
    let mut marks = text.chars().filter(char::is_ascii_alphanumeric);
    match marks.next() {
        None => true,
        Some(first) => marks.all(|c| c == first) || text.eq_ignore_ascii_case("03000200-0400-0500-0006-000700080009"),
    }
}

/// How surely `a` and `b` are the same device; at or above [`SAME`] they are. Never counts junk values.
///
/// The product's id decides alone. An agent's id is strong but not alone decisive against a differing UUID, for
/// images are cloned. Hard marks (UUID, serial, MAC) that differ on both sides count against.
pub fn score(a: &Identity, b: &Identity) -> i32 {
    if let (Some(x), Some(y)) = (a.device, b.device) {
        return if x == y { 1000 } else { -1000 };
    }
    let mut score = 0;
    score += text_mark(a.agent_id.as_deref(), b.agent_id.as_deref(), 120, 0);
    score += text_mark(a.uuid.as_deref(), b.uuid.as_deref(), 110, -60);
    score += text_mark(a.serial.as_deref(), b.serial.as_deref(), 90, -60);
    score += text_mark(a.asset_code.as_deref(), b.asset_code.as_deref(), 60, -40);
    if !a.macs.is_empty() && !b.macs.is_empty() {
        score += if a.macs.iter().any(|m| b.macs.contains(m)) { 70 } else { -30 };
    }
    score += text_mark(a.name.as_deref().map(short_name), b.name.as_deref().map(short_name), 30, -10);
    if !a.addresses.is_empty() && !b.addresses.is_empty() {
        score += if a.addresses.iter().any(|x| b.addresses.contains(x)) { 40 } else { 0 };
    }
    score
}

/// The best match for `wanted` among `known`, if one reaches [`SAME`] and no other scores as high.
pub fn best<'a, K: Copy>(wanted: &Identity, known: impl Iterator<Item = (K, &'a Identity)>) -> Option<K> {
    let mut best: Option<(i32, K, bool)> = None;
    for (key, identity) in known {
        let score = score(wanted, identity);
        if score < SAME {
            continue;
        }
        best = match best {
            Some((top, _, _)) if score > top => Some((score, key, true)),
            Some((top, first, _)) if score == top => Some((top, first, false)),
            Some(kept) => Some(kept),
            None => Some((score, key, true)),
        };
    }
    best.and_then(|(_, key, unique)| unique.then_some(key))
}

fn text_mark(a: Option<&str>, b: Option<&str>, equal: i32, different: i32) -> i32 {
    match (a, b) {
        (Some(a), Some(b)) if !is_junk(a) && !is_junk(b) => {
            if a.trim().eq_ignore_ascii_case(b.trim()) {
                equal
            } else {
                different
            }
        }
        _ => 0,
    }
}

fn short_name(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(uuid: &str, serial: &str, mac: &str, name: &str, address: &str) -> Identity {
        let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        Identity {
            uuid: some(uuid),
            serial: some(serial),
            macs: some(mac).into_iter().collect(),
            name: some(name),
            addresses: some(address).into_iter().collect(),
            ..Identity::default()
        }
    }

    #[test]
    fn who_is_who() {
        let check = |a: &Identity, b: &Identity, same: bool| {
            assert_eq!(score(a, b) >= SAME, same, "{a:?} {b:?} = {}", score(a, b))
        };
        // The host of an agent, seen by SNMP: one MAC and the name.
        check(&id("u1", "", "aa:00:00:00:00:01", "srv1.kab", ""), &id("", "", "aa:00:00:00:00:01", "SRV1", ""), true);
        // A MAC and an address, without a name.
        check(&id("", "", "aa:00:00:00:00:01", "", "10.0.0.1"), &id("", "", "aa:00:00:00:00:01", "", "10.0.0.1"), true);
        // A reinstalled PC: other name, same board.
        check(&id("u1", "S1", "aa:00:00:00:00:01", "old", ""), &id("u1", "S1", "aa:00:00:00:00:01", "new", ""), true);
        // Two PCs that only share placeholders and a name.
        check(
            &id("", "To be filled by O.E.M.", "aa:00:00:00:00:01", "pc", ""),
            &id("", "To Be Filled By O.E.M.", "aa:00:00:00:00:02", "pc", ""),
            false,
        );
        // Cloned disk images: same name and address in turn, other board.
        check(&id("u1", "S1", "", "pc", "10.0.0.9"), &id("u2", "S2", "", "pc", "10.0.0.9"), false);
        // Nothing but an address is not enough.
        check(&id("", "", "", "", "10.0.0.9"), &id("", "", "", "", "10.0.0.9"), false);
    }

    #[test]
    fn junk() {
        for (text, junk) in [
            ("To be filled by O.E.M.", true),
            ("00000000-0000-0000-0000-000000000000", true),
            ("FFFFFFFF", true),
            ("xxxxxxxx", true),
            ("03000200-0400-0500-0006-000700080009", true),
            ("PF3ABCDE", false),
            ("448102AA1A64", false),
        ] {
            assert_eq!(is_junk(text), junk, "{text}");
        }
    }

    #[test]
    fn two_equal_candidates_are_no_match() {
        let wanted = id("u1", "", "", "", "");
        let twin = id("u1", "", "", "", "");
        assert_eq!(best(&wanted, [(1, &twin)].into_iter()), Some(1));
        assert_eq!(best(&wanted, [(1, &twin), (2, &twin)].into_iter()), None);
    }
}
