//! Backups: one portable file of everything, made beside a running collector, proven by being put back, and put back.
//!
//! The file is a tar: a note for people, the configuration without its secrets, the sealed secrets, the database, the
//! [`Manifest`], the [`Proof`] of having been restored once, and last a checksum over all of it.

mod archive;
mod configuration;
mod entry;
mod fault;
pub(crate) mod keep;
mod made;
mod manifest;
mod name;
mod note;
mod pace;
mod parts;
mod proof;
mod restore;
mod room;
pub(crate) mod schedule;
mod secrets;
#[cfg(test)]
mod tests;

pub use entry::{Entry, list};
pub use fault::{BackupError, Fault};
pub use made::{Made, Order, make};
pub use manifest::{Manifest, Member, Proof};
pub use name::is_backup;
pub use proof::{Report, Trial, prove};
pub use restore::{Keys, Restored, Restoring, restore};
pub use schedule::noted_head;
pub use secrets::Passphrase;

/// What is being done, for who watches: the step, how much of it is done and how much there is.
pub type Watch<'a> = &'a mut dyn FnMut(Step, u64, u64);

/// A step of a backup or of putting one back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rows are counted.
    Counting,
    /// Pages are written into the file, octets.
    Writing,
    /// The file is read back, octets.
    Reading,
    /// What was put back is looked over, tables.
    Checking,
}
