//! Credentials that are tried on devices without one of their own.

use crate::access::SnmpAccess;
use serde::{Deserialize, Serialize};

/// Longest name, characters.
pub const LONGEST_NAME: usize = 40;
/// Most credentials that one device is tried with.
pub const MOST: usize = 16;

/// One credential and where it holds. Those of a list are tried in their order. `Debug` shows no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// What people call it; the only thing of it that is ever shown.
    pub name: String,
    /// Subnets in which it is tried, as CIDR; none: everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subnets: Vec<String>,
    /// Version, and community or user.
    #[serde(flatten)]
    pub access: SnmpAccess,
}
