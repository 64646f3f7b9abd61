//! What is remembered: one SQLite file with one writer, and the lock that keeps it one.
//!
//! Rows go in by [`Store::commit`], all of them or none. No type of the database library leaves this module.

mod audit;
mod availability;
mod book;
mod change;
mod connection;
mod discovery;
mod engine;
mod error;
mod foreign;
mod history;
mod inspection;
mod load;
mod lock;
mod migration;
mod procurement;
mod read;
pub mod reading;
mod reborn;
mod retention;
mod salvage;
mod seal;
mod snapshot;
#[cfg(test)]
mod tests;
mod trust;
mod unsent;
mod write;

pub use availability::LastMark;
pub use engine::StoredEngine;
pub use error::StoreError;
pub use foreign::pack as pack_inventory;
pub use history::{Ask, Found as FoundHistory, Many, Rolled, Size as HistorySize, Traffic};
pub(crate) use history::{Due, Enough, Forget, RAW_FLOOR, Step, Stepped};
pub use inspection::{Care, Inspection, PackedSample, inspect};
pub use load::{Loaded, StoredDevice};
pub use lock::{Lock, NAME as LOCK_FILE, RunningCollector, is_remote, running};
pub use migration::before::{Before, Kept, before_migration};
pub use procurement::{ImportedRecord, StoredProduct, ToFreeze};
pub use read::{AuditLine, Reader};
pub use reborn::reborn;
pub use salvage::{Loss, Salvaged, salvage};
pub use seal::FILE as KEY_FILE;
pub use snapshot::{AuditHead, Shape, Snapshot};
pub use trust::{LoadedTrust, Quarantine};
pub(crate) use unsent::Unsent;

use crate::{
    discover::Found,
    poll::Remembered,
    trust::{StoredAgent, StoredAuthority, StoredMachine, StoredPerson, StoredToken},
};
use model::{
    Alert, Device, DeviceId, Identity, Opd, OpdCode, Timestamp,
    api::{DiscoveryRun, Event},
    availability::{Maintenance, Mark, Subject, Watch},
    batch::{Sample, Source},
    compat::Waiver,
    inventory::Difference,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// Name of the database inside the data directory.
pub const FILE: &str = "pantau.db";

/// One thing to remember. Writing the same row again changes nothing, but for events and audit lines.
#[derive(Clone, Debug)]
pub enum Row {
    /// A device of the book, new or changed.
    Device(Device),
    /// A device leaves the book; its rows stay.
    DeviceRetired(DeviceId, Timestamp),
    /// An agency, new or changed.
    Opd(Opd),
    /// An agency leaves the book; its code stays taken.
    OpdRetired(OpdCode, Timestamp),
    /// The marks by which a device is known.
    Identity(DeviceId, Identity),
    /// The newest inventory of one source, as JSON.
    Report(StoredReport),
    /// A new entry of a device's instance dictionary.
    Instance(DeviceId, u32, String),
    /// The samples of one batch.
    Reading(StoredReading),
    /// The history of a device before a moment is to be forgotten.
    HistoryForgotten(DeviceId, Timestamp),
    /// Something that happened to a device.
    Event(DeviceId, Event),
    /// An engine of SNMPv3, as it was last heard.
    Engine(StoredEngine),
    /// An event as it was written, and as it is now.
    EventAgain(DeviceId, Event, Event),
    /// What one reading changed in the inventory of a device.
    Changes(StoredChanges),
    /// An alert, new or changed.
    Alert(Alert),
    /// The confirmed state of a device, as the fleet writes it.
    State(DeviceId, String),
    /// A device, or one of its checks, is something else from this moment on.
    Mark(DeviceId, Subject, Mark),
    /// How long the collector has looked.
    Watch(Watch),
    /// A maintenance window, new or changed.
    Maintenance(Box<Maintenance>),
    /// What the poller learnt of a device.
    Remembered(DeviceId, Remembered),
    /// A device that discovery met.
    Found(Box<Found>),
    /// How far a run of discovery is.
    Discovery(DiscoveryRun),
    /// A device record that was brought.
    Imported(Box<ImportedRecord>),
    /// A device type or an overlay.
    Product(Box<StoredProduct>),
    /// Declared facts, as a whole.
    Site(Timestamp, String),
    /// A result of a compatibility check, to be kept as it is.
    Frozen(Box<ToFreeze>),
    /// A waiver of a rule of a frozen result.
    Waiver(u64, Waiver),
    /// The collector's own CA, once.
    Authority(StoredAuthority),
    /// A token, new or changed.
    Token(StoredToken),
    /// A person, new or changed.
    Person(StoredPerson),
    /// A person is gone.
    PersonGone(String),
    /// An agent, new or changed; with every request that it makes.
    Agent(Box<StoredAgent>),
    /// A sender on this machine whose spool was not heard of for long is forgotten.
    AgentGone(String),
    /// A machine that a GLPI agent tells of, new or changed; with its inventory, packed, while it waits.
    Machine(Box<StoredMachine>, Option<Vec<u8>>),
    /// Such a machine is forgotten.
    MachineGone(String),
    /// What an agent sent and no curve takes.
    Quarantine(Quarantine),
    /// Number of the next reading to be sent on; none: nobody sends.
    Sent(Option<i64>),
    /// A line of the audit log.
    Audit(Audited),
}

/// A report as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredReport {
    /// Device.
    pub device: DeviceId,
    /// Source.
    pub source: Source,
    /// When it was collected.
    pub collected_at: Timestamp,
    /// Digest of what in it does not change with every poll.
    pub digest: u64,
    /// The record as JSON.
    pub body: String,
    /// Version of the program that read it: what a newer one knows newly is no change of the device.
    pub read_by: String,
    /// What lasts of earlier reports and this one is silent about, as [`crate::change::Lasting`] writes it.
    pub held: String,
}

/// What one reading changed in the inventory of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChanges {
    /// Device.
    pub device: DeviceId,
    /// Source of the reading.
    pub source: Source,
    /// When it was collected.
    pub at: Timestamp,
    /// What changed.
    pub differences: Vec<Difference>,
    /// Differences that are not among them, because there were too many.
    pub left_out: u32,
}

/// A batch's samples as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReading {
    /// Device.
    pub device: DeviceId,
    /// Source.
    pub source: Source,
    /// When they were read.
    pub at: Timestamp,
    /// Packed by [`reading::pack`].
    pub body: Vec<u8>,
}

/// Samples read back, with their instances by name.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadBack {
    /// Device.
    pub device: DeviceId,
    /// Source.
    pub source: Source,
    /// When they were read.
    pub at: Timestamp,
    /// The samples, in the order of metrics and instance numbers.
    pub samples: Vec<Sample>,
}

/// What the audit log says about one change. The hash is added by the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audited {
    /// When.
    pub at: Timestamp,
    /// Who: a person's name, or `pantau`.
    pub actor: String,
    /// What was done: `device.add`, `alert.acknowledge`, `start`, …
    pub action: String,
    /// To what.
    pub object: String,
    /// Before, as JSON with secrets `***`; empty for none.
    pub before: String,
    /// After, as JSON with secrets `***`; empty for none.
    pub after: String,
    /// In which role; empty for the program itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// From which address; empty on this machine.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
}

/// The only writer to a data directory.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    key: seal::Key,
    connection: Option<Connection>,
    /// Set for good when damage was met.
    corrupt: Option<String>,
    unclean: bool,
    lock: Lock,
}

impl Store {
    /// Opens (or makes) the database of a data directory and takes its lock.
    pub fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let lock = Lock::take(data_dir)?;
        let path = data_dir.join(FILE);
        connection::create_private(&path)
            .map_err(|cause| StoreError::Directory { path: data_dir.to_owned(), cause })?;
        // Whoever ends in order leaves no log behind.
        let unclean = std::fs::metadata(data_dir.join(format!("{FILE}-wal"))).is_ok_and(|log| log.len() > 0);
        let mut connection = connection::open_writer(&path)?;
        let key = seal::Key::of(data_dir, seal::is_sealed(&connection)?)?;
        key.teach(&connection)?;
        migration::migrate(&mut connection)?;
        seal::check(&connection)?;
        Ok(Self { path, key, connection: Some(connection), corrupt: None, unclean, lock })
    }

    /// Tells other commands where this collector listens.
    pub fn listening_at(&mut self, listen: SocketAddr) -> Result<(), StoreError> {
        self.lock.say(Some(listen)).map_err(|cause| StoreError::Disk(cause.to_string()))
    }

    /// A reader of the same database; cheap to clone.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.path, &self.key)
    }

    /// Writes all rows or none, and returns only when they are on the disk. After a failed write or sync the connection
    /// is given up, for such an error may be told once only; the next call opens and checks a new one.
    pub fn commit(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let done = self.live().and_then(|connection| write::commit(connection, rows));
        self.note(done)
    }

    /// Deletes the oldest events beyond `keep`, at most `limit` of them; returns how many went.
    pub fn forget_events(&mut self, keep: u32, limit: u32) -> Result<usize, StoreError> {
        let done = self.live().and_then(|connection| retention::events(connection, keep, limit));
        self.note(done)
    }

    /// Deletes the oldest inventory changes beyond `keep`, at most `limit` of them; returns how many went.
    pub fn forget_changes(&mut self, keep: u32, limit: u32) -> Result<usize, StoreError> {
        let done = self.live().and_then(|connection| retention::changes(connection, keep, limit));
        self.note(done)
    }

    /// Deletes what was kept apart before `until`, at most `limit` of it; returns how many entries went.
    pub fn forget_apart(&mut self, until: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let done = self.live().and_then(|connection| retention::apart(connection, until, limit));
        self.note(done)
    }

    /// Deletes what marks and times of looking tell of before `until`, in a step of at most `limit`; returns how many went.
    pub fn forget_marks(&mut self, until: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let done = self.live().and_then(|connection| availability::forget(connection, until, limit));
        self.note(done)
    }

    /// True when damage was met: nothing is written any more.
    pub fn is_readonly(&self) -> bool {
        self.corrupt.is_some()
    }

    /// True when whoever used the database before did not end in order.
    pub const fn ended_unclean(&self) -> bool {
        self.unclean
    }

    /// Nothing is written any more: somebody else found damage.
    pub fn give_up(&mut self, what: String) {
        self.corrupt.get_or_insert(what);
        self.connection = None;
    }

    fn live(&mut self) -> Result<&mut Connection, StoreError> {
        if let Some(what) = &self.corrupt {
            return Err(StoreError::Corrupt(what.clone()));
        }
        if self.connection.is_none() {
            let connection = connection::open_writer(&self.path)?;
            connection::quick_check(&connection)?;
            self.key.teach(&connection)?;
            self.connection = Some(connection);
        }
        self.connection.as_mut().ok_or_else(|| StoreError::Disk("no connection".into()))
    }

    fn note<T>(&mut self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        match &done {
            Err(StoreError::Corrupt(what)) => self.corrupt = Some(what.clone()),
            Err(StoreError::Disk(_)) => self.connection = None,
            _ => {}
        }
        done
    }
}
