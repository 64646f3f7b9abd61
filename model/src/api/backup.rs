//! Backups: that one was made is told to the collector, which writes it into the audit log.

use super::{Done, Method, Question};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Tells of a backup that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteBackup {
    /// Name of its file.
    pub file: String,
    /// Octets.
    pub octets: u64,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was put back to prove it; absent: it is unverified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Timestamp>,
    /// True when the keys are in it.
    #[serde(default)]
    pub with_keys: bool,
    /// Lines of the audit log in it, and the hash of the last one.
    #[serde(default)]
    pub audit_lines: u64,
    /// That hash, hexadecimal.
    #[serde(default)]
    pub audit_hash: String,
}

impl Question for NoteBackup {
    type Answer = Done;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/backups";
}
