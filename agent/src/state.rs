//! What a running agent leaves in its data directory for others to read: how it is, and the newest record.

use crate::{installation, read};
use model::{DeviceRecord, OpdCode, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    net::IpAddr,
    path::Path,
};

/// File of the state, replaced after each observation.
pub const FILE: &str = "state.json";
/// File that a running agent holds locked.
const LOCK: &str = "lock";
/// An observation is late when it is this much older than two intervals.
const GRACE_SECONDS: f64 = 5.0;

/// The state of a running agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Version of the program.
    pub version: String,
    /// Its process.
    pub pid: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// When it observed last.
    pub observed_at: Timestamp,
    /// Its interval.
    pub interval_seconds: u64,
    /// When it ended, if it ended in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    /// How sending goes, where there is a collector to send to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sending: Option<Sending>,
    /// Addresses of the agency's router as the collector told them last, kept for when it cannot be asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub router: Vec<IpAddr>,
    /// The newest record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<DeviceRecord>,
}

/// How sending to the collector goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// The collector.
    pub url: String,
    /// Agency that it knows this machine as one of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// When the certificate ends, by which this machine is known to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_until: Option<Timestamp>,
    /// When it took a batch last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_at: Option<Timestamp>,
    /// Why the last attempt failed; absent while all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Batches waiting.
    pub queued: u64,
    /// Octets of the spool on the disk.
    #[serde(default)]
    pub queued_octets: u64,
    /// Batches that went because there was no room for them, ever.
    pub dropped: u64,
    /// Batches that the collector would not take, ever.
    pub refused: u64,
}

/// How an agent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It observes, and what it says arrives.
    Fine,
    /// It runs, but its last observation is late.
    Late,
    /// It observes, but the collector does not take what it says.
    Waiting,
    /// It does not run.
    None,
}

impl State {
    /// How a running agent is by its state.
    pub fn health(&self, now: Timestamp) -> Health {
        let limit = 2.0 * self.interval_seconds as f64 + GRACE_SECONDS;
        // An observation in the future is one of before the clock was set back.
        let late = now.seconds_since(self.observed_at).abs() > limit;
        let waiting = self.sending.as_ref().is_some_and(|sending| sending.failure.is_some());
        match (self.stopped_at, late, waiting) {
            (Some(_), ..) => Health::None,
            (None, true, _) => Health::Late,
            (None, false, true) => Health::Waiting,
            (None, false, false) => Health::Fine,
        }
    }

    /// Replaces the state in a data directory; readable by the owner only.
    pub fn write(&self, data: &Path) -> io::Result<()> {
        let json = serde_json::to_vec(self)?;
        installation::write_atomically(data, FILE, &json)
    }

    /// The state in a data directory; none if there is none or it cannot be understood.
    pub fn read(data: &Path) -> Option<Self> {
        serde_json::from_slice(&read::bytes(&data.join(FILE))?).ok()
    }
}

/// The right to be the one agent on a data directory; ends when it is dropped, also by `kill -9`.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock of a data directory. None: another agent has it. Error: the directory cannot be used.
pub fn lock(data: &Path) -> io::Result<Option<Lock>> {
    std::fs::create_dir_all(data)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(data.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// True when an agent runs on this data directory.
pub fn is_running(data: &Path) -> bool {
    File::open(data.join(LOCK)).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State {
            version: "1".into(),
            pid: 7,
            started_at: Timestamp(0),
            observed_at: Timestamp::from_seconds(1000),
            interval_seconds: 60,
            stopped_at: None,
            sending: None,
            router: Vec::new(),
            record: None,
        }
    }

    #[test]
    fn health() {
        let failing = Sending { failure: Some("refused".into()), ..Sending::default() };
        for (state, now, expected) in [
            (state(), 1000, Health::Fine),
            (state(), 1125, Health::Fine),
            (state(), 1126, Health::Late),
            (state(), 800, Health::Late),
            (State { sending: Some(Sending::default()), ..state() }, 1060, Health::Fine),
            (State { sending: Some(failing.clone()), ..state() }, 1060, Health::Waiting),
            (State { sending: Some(failing), ..state() }, 2000, Health::Late),
            (State { stopped_at: Some(Timestamp::from_seconds(1001)), ..state() }, 1002, Health::None),
        ] {
            assert_eq!(state.health(Timestamp::from_seconds(now)), expected, "{state:?} {now}");
        }
    }

    #[test]
    fn a_state_is_read_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(State::read(directory.path()), None);
        let router = vec!["10.21.0.1".parse().unwrap()];
        let written = State {
            router,
            sending: Some(Sending { url: "http://127.0.0.1:1".into(), ..Sending::default() }),
            ..state()
        };
        written.write(directory.path()).unwrap();
        assert_eq!(State::read(directory.path()), Some(written));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(directory.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(directory.path().join(FILE), b"{\"version\":").unwrap();
        assert_eq!(State::read(directory.path()), None);
    }

    #[test]
    fn one_agent_a_directory() {
        let directory = tempfile::tempdir().unwrap();
        assert!(!is_running(directory.path()));
        let held = lock(directory.path()).unwrap();
        assert!(held.is_some() && is_running(directory.path()));
        assert!(lock(directory.path()).unwrap().is_none());
        drop(held);
        assert!(!is_running(directory.path()));
    }
}
