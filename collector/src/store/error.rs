//! Why the store cannot be used, in one line for whoever runs the collector.

use super::{FILE, seal};
use std::path::PathBuf;

/// Why the store cannot be used, or could not take something in.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory cannot be made or written to.
    #[error("data directory {path} cannot be used: {cause}")]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The directory lies on a network filesystem, where locks do not hold.
    #[error("data directory {path} is on a network or FUSE filesystem; the database needs a local disk")]
    Remote {
        /// The directory.
        path: PathBuf,
    },
    /// Another collector holds the directory.
    #[error("data directory {path} is in use by another pantau (process {pid})")]
    Locked {
        /// The directory.
        path: PathBuf,
        /// Its process; 0: not known.
        pid: u32,
    },
    /// The file is a database of another program.
    #[error("{FILE} is not a database of pantau")]
    Foreign,
    /// The file was written by a newer version.
    #[error("{FILE} has schema {found}, this version knows {known}: it needs a newer pantau")]
    Newer {
        /// Schema of the file.
        found: u32,
        /// Newest schema known here.
        known: u32,
    },
    /// The file is damaged. Nothing is written to it any more.
    #[error("{FILE} is damaged: {0}")]
    Corrupt(String),
    /// The secrets in the file are sealed with another key than the one beside it, or there is none.
    #[error("{} does not open the secrets of {FILE}", seal::FILE)]
    Key,
    /// No room on the disk.
    #[error("no room on the disk for {FILE}")]
    Full,
    /// The disk failed a read, write or sync.
    #[error("the disk failed: {0}")]
    Disk(String),
    /// The SQLite in this program is too old to be trusted.
    #[error("the SQLite in this program is {0}; 3.51.3 or newer is needed")]
    Library(String),
    /// Anything else the database said.
    #[error("the database refused: {0}")]
    Other(String),
}
