//! What the agent knows, for those who sit at its machine: a socket in the data directory, guarded by file permissions,
//! gives one snapshot a connection and reads nothing; on Windows a named pipe does the same for the users of the machine.

#[cfg(windows)]
mod pipe;

use crate::{
    state::{self, State},
    way::Report,
};
use model::{
    local::{Missing, Origin, Sending, Snapshot},
    way::SOCKET,
};
use std::{
    fs::File,
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// Largest snapshot read, octets: a record without its software takes a hundredth of it.
#[cfg(any(unix, windows))]
const MAX_SNAPSHOT: u64 = 16 << 20;

/// What the socket gives: the state that was published last, and the newest round of the way.
#[derive(Clone, Debug)]
#[cfg_attr(not(any(unix, windows)), allow(dead_code, reason = "only socket and pipe tell the way"))]
struct Told {
    state: Arc<Mutex<Option<State>>>,
    way: Report,
}

#[cfg(any(unix, windows))]
impl Told {
    fn json(&self) -> Option<Vec<u8>> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let snapshot = Snapshot { way: self.way.ask(), ..snapshot(state) };
        serde_json::to_vec(&snapshot).ok()
    }
}

/// A state as others see it.
fn snapshot(state: State) -> Snapshot {
    Snapshot {
        version: state.version,
        pid: state.pid,
        started_at: state.started_at,
        observed_at: state.observed_at,
        interval_seconds: state.interval_seconds,
        stopped_at: state.stopped_at,
        opd: state.sending.as_ref().and_then(|sending| sending.opd.clone()),
        sending: state.sending.map(|sending| Sending {
            url: sending.url,
            certificate_until: sending.certificate_until,
            reached_at: sending.reached_at,
            failure: sending.failure,
            waiting: sending.queued,
            waiting_bytes: sending.queued_octets,
            lost: sending.dropped + sending.refused,
        }),
        record: state.record,
        way: None,
    }
}

/// The serving end. The socket goes when this is dropped.
#[derive(Debug)]
pub struct Outlet {
    told: Told,
    #[cfg(unix)]
    _server: unix::Server,
    #[cfg(windows)]
    _server: pipe::Server,
}

impl Outlet {
    /// Opens `agent.sock` in the data directory of a running agent, which holds its lock; one that an earlier agent left
    /// is replaced. On Windows it is a named pipe. Error: no socket, pipe or thread can be had.
    #[cfg_attr(not(any(unix, windows)), allow(unused_variables))]
    pub fn open(data: &Path, way: Report) -> io::Result<Self> {
        let told = Told { state: Arc::default(), way };
        Ok(Self {
            #[cfg(unix)]
            _server: unix::Server::start(data, told.clone())?,
            #[cfg(windows)]
            _server: pipe::Server::start(data, told.clone())?,
            told,
        })
    }

    /// Gives this state from now on.
    pub fn publish(&self, state: &State) {
        *self.told.state.lock().unwrap_or_else(PoisonError::into_inner) = Some(state.clone());
    }
}

/// How the agent of this data directory is: from its socket, else from its state file.
pub fn look(data: &Path) -> Result<(Snapshot, Origin), Missing> {
    if let Some(snapshot) = read_socket(data) {
        return Ok((snapshot, Origin::Agent));
    }
    if let Some(state) = State::read(data) {
        let origin = if state::is_running(data) { Origin::File } else { Origin::Left };
        return Ok((snapshot(state), origin));
    }
    let denied =
        |name: &str| File::open(data.join(name)).is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied);
    Err(if denied(state::FILE) || denied(SOCKET) { Missing::Forbidden } else { Missing::NoAgent })
}

#[cfg(unix)]
fn read_socket(data: &Path) -> Option<Snapshot> {
    use std::io::Read;
    let stream = unix::connect(data)?;
    let mut json = Vec::new();
    stream.take(MAX_SNAPSHOT).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(windows)]
fn read_socket(data: &Path) -> Option<Snapshot> {
    serde_json::from_slice(&pipe::read(data)?).ok()
}

#[cfg(not(any(unix, windows)))]
fn read_socket(_data: &Path) -> Option<Snapshot> {
    None
}

#[cfg(unix)]
mod unix {
    //! The socket.

    use super::{SOCKET, Told};
    use std::{
        fs::Permissions,
        io::{self, ErrorKind, Write},
        os::unix::{
            fs::{MetadataExt, PermissionsExt, chown},
            net::{UnixListener, UnixStream},
        },
        path::{Path, PathBuf},
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering::Relaxed},
        },
        thread,
        time::{Duration, Instant},
    };

    /// Owner and group may ask, others may not.
    const MODE: u32 = 0o660;
    /// Longest time for one answer; who reads slower is cut off.
    const PATIENCE: Duration = Duration::from_secs(2);
    /// Octets written at once.
    const CHUNK: usize = 64 << 10;

    /// The thread that answers.
    #[derive(Debug)]
    pub struct Server {
        path: PathBuf,
        over: Arc<AtomicBool>,
    }

    impl Server {
        pub fn start(data: &Path, told: Told) -> io::Result<Self> {
            let path = data.join(SOCKET);
            let listener = bind(data, &path)?;
            let over = Arc::new(AtomicBool::new(false));
            let is_over = Arc::clone(&over);
            thread::Builder::new().name("outlet".into()).spawn(move || serve(&listener, &told, &is_over))?;
            Ok(Self { path, over })
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            self.over.store(true, Relaxed);
            // Wakes the thread, which then ends; where that fails it ends with the process.
            drop(UnixStream::connect(&self.path));
            let _gone = std::fs::remove_file(&self.path);
        }
    }

    /// Made under another name and with its permissions, then moved into place: it is never open to others, and a stale
    /// one is replaced in one step.
    fn bind(data: &Path, path: &Path) -> io::Result<UnixListener> {
        let unfinished = data.join(format!("{SOCKET}.new"));
        match std::fs::remove_file(&unfinished) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&unfinished)?;
        std::fs::set_permissions(&unfinished, Permissions::from_mode(MODE))?;
        // An agent that is not of the directory's group may not give the socket to it; its own group has to do.
        let _kept = chown(&unfinished, None, Some(std::fs::metadata(data)?.gid()));
        std::fs::rename(&unfinished, path)?;
        Ok(listener)
    }

    fn serve(listener: &UnixListener, told: &Told, over: &AtomicBool) {
        for stream in listener.incoming() {
            if over.load(Relaxed) {
                return;
            }
            match stream {
                // One that went away, or reads too slowly, gets no answer.
                Ok(stream) => drop(answer(stream, told)),
                // No descriptor is free: the next moment may bring one.
                Err(_) => thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    /// Nothing is read: who connects gets the snapshot, and the end.
    fn answer(mut stream: UnixStream, told: &Told) -> io::Result<()> {
        let json = told.json().unwrap_or_default();
        let end = Instant::now() + PATIENCE;
        let mut rest = json.as_slice();
        while !rest.is_empty() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            stream.set_write_timeout(Some(left))?;
            let written = stream.write(&rest[..rest.len().min(CHUNK)])?;
            rest = &rest[written..];
        }
        Ok(())
    }

    /// A connection that gives up after a while; none: there is no agent that listens, or it may not be asked.
    pub fn connect(data: &Path) -> Option<UnixStream> {
        let stream = UnixStream::connect(data.join(SOCKET)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        Some(stream)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use model::{
        Timestamp,
        way::{Cause, Way},
    };
    use std::os::unix::{fs::PermissionsExt, net::UnixStream};

    fn state() -> State {
        State {
            version: "1".into(),
            pid: 7,
            started_at: Timestamp(0),
            observed_at: Timestamp::from_seconds(1000),
            interval_seconds: 60,
            stopped_at: None,
            sending: Some(state::Sending {
                url: "https://d".into(),
                queued: 4,
                dropped: 1,
                refused: 2,
                ..state::Sending::default()
            }),
            router: Vec::new(),
            record: Some(model::DeviceRecord::new(model::Source::Agent, Timestamp::from_seconds(1000))),
        }
    }

    #[test]
    fn the_socket_gives_what_was_published_last() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path();
        assert_eq!(look(data), Err(Missing::NoAgent));
        let report = Report::default();
        let outlet = Outlet::open(data, report.clone()).unwrap();
        assert_eq!(look(data), Err(Missing::NoAgent), "nothing is published yet");
        outlet.publish(&state());
        let way = Way { at: Timestamp::from_seconds(1001), legs: Vec::new(), cause: Cause::Fine };
        report.put(way.clone());
        let (snapshot, origin) = look(data).unwrap();
        assert_eq!((origin, snapshot.pid, snapshot.way), (Origin::Agent, 7, Some(way)));
        assert_eq!(snapshot.sending.map(|sending| (sending.waiting, sending.lost)), Some((4, 3)));
        let mode = std::fs::metadata(data.join(SOCKET)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o660);
        // Another agent on the same directory later takes over what an earlier one left.
        let again = Outlet::open(data, Report::default()).unwrap();
        again.publish(&State { pid: 8, ..state() });
        assert_eq!(look(data).unwrap().0.pid, 8);
        drop(again);
        assert!(!data.join(SOCKET).exists());
    }

    #[test]
    fn a_stale_socket_is_replaced_and_without_one_the_file_speaks() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path();
        drop(std::os::unix::net::UnixListener::bind(data.join(SOCKET)).unwrap());
        state().write(data).unwrap();
        assert_eq!(look(data).map(|(snapshot, origin)| (snapshot.pid, origin)), Ok((7, Origin::Left)));
        let held = state::lock(data).unwrap();
        assert_eq!(look(data).map(|(_, origin)| origin), Ok(Origin::File));
        let outlet = Outlet::open(data, Report::default()).unwrap();
        outlet.publish(&state());
        assert_eq!(look(data).map(|(_, origin)| origin), Ok(Origin::Agent));
        drop((outlet, held));
    }

    #[test]
    fn one_that_does_not_read_keeps_nobody_waiting_for_long() {
        let directory = tempfile::tempdir().unwrap();
        let outlet = Outlet::open(directory.path(), Report::default()).unwrap();
        let mut large = state();
        large.version = "x".repeat(2 << 20);
        outlet.publish(&large);
        let _idle = UnixStream::connect(directory.path().join(SOCKET)).unwrap();
        let begun = std::time::Instant::now();
        let found = loop {
            if let Ok((snapshot, _)) = look(directory.path()) {
                break snapshot;
            }
            assert!(begun.elapsed().as_secs() < 20);
        };
        assert_eq!(found.version.len(), 2 << 20);
    }
}
