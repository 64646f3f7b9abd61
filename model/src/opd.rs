//! A Perangkat Daerah (OPD): an agency of the kabupaten, to which every device belongs.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A short word (`DISDIK`) or a government code (`1.02.01`); unique, never reused.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpdCode(pub String);

impl OpdCode {
    /// Longest code, characters.
    pub const MAX_LEN: usize = 24;

    /// Reads a code: letters, digits, `.`, `-`, `_`, at most 24 of them, upper-cased. Error: one sentence on what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("an OPD code cannot be empty".into());
        }
        if text.chars().count() > Self::MAX_LEN {
            return Err(format!("an OPD code has at most {} characters", Self::MAX_LEN));
        }
        match text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))) {
            Some(c) => Err(format!("'{}' is not allowed in an OPD code: letters, digits, . - _", c.escape_default())),
            None => Ok(Self(text.to_ascii_uppercase())),
        }
    }
}

impl fmt::Display for OpdCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is written down about an agency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opd {
    /// Its code.
    pub code: OpdCode,
    /// Full name, for formal prints.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Rate of the agency's contract or allocation towards the internet, bit/s, each way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contracted_bps: Option<u64>,
    /// Subnets that the Dinas has numbered to it (Pasal 5), as CIDR.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub address_plan: Vec<String>,
    /// The device and port that carry the agency's traffic, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uplink: Option<Uplink>,
}

/// The port over which an agency reaches the Dinas or the internet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uplink {
    /// Device id.
    pub device: crate::device::DeviceId,
    /// Port key on that device.
    pub port: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (input, expected) in [
            ("disdik", Ok("DISDIK")),
            (" 1.02.01 ", Ok("1.02.01")),
            ("PKM-04", Ok("PKM-04")),
            ("", Err(())),
            ("a b", Err(())),
            ("x\u{202e}", Err(())),
        ] {
            assert_eq!(OpdCode::parse(input).map(|c| c.0).map_err(|_| ()), expected.map(str::to_owned), "{input:?}");
        }
    }
}
