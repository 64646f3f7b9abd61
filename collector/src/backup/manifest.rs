//! What a backup says of itself: its members with their checksums, what was counted while it was made, and its proof.

use crate::store::Shape;
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// Names of the members beside the note.
pub(super) const CONFIGURATION: &str = "pantau.toml";
pub(super) const SECRETS: &str = "secrets.sealed";
pub(super) const DATABASE: &str = crate::store::FILE;
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const PROOF: &str = "proof.json";
pub(super) const CHECKSUM: &str = "SHA256";

/// The form of backups that this version writes, and the newest that it reads.
pub(super) const FORMAT: u32 = 1;

/// One member of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Octets.
    pub octets: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// The list of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Form of the file.
    pub format: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// Version of the program that made it.
    pub version: String,
    /// Name of the kabupaten.
    #[serde(default)]
    pub site: String,
    /// What the database holds.
    #[serde(flatten)]
    pub shape: Shape,
    /// True when the keys are in it, sealed with a passphrase.
    pub with_keys: bool,
    /// Members before the manifest.
    pub members: Vec<Member>,
}

/// That this very file was read back, put into an empty place, opened and compared, before it got its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// When.
    pub proven_at: Timestamp,
    /// Version of the program that proved it.
    pub version: String,
    /// SHA-256 of the manifest that was found true, hexadecimal.
    pub manifest_sha256: String,
    /// Rows counted in what was put back.
    pub rows: u64,
    /// Packed rows read at random.
    pub packed_read: u64,
    /// Lines of the audit log walked.
    pub audit_lines: u64,
    /// How long that took, seconds.
    pub seconds: f64,
}
