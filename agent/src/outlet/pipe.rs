//! The named pipe of Windows: every user of this machine may read one snapshot a connection, nobody over the network may, and
//! nothing is read from whoever asks.

use super::{MAX_SNAPSHOT, Told};
use crate::place;
use interprocess::os::windows::{
    named_pipe::{PipeListener, PipeListenerOptions, PipeStream, pipe_mode},
    security_descriptor::SecurityDescriptor,
};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};
use widestring::U16CString;

/// Who may what (SDDL): nobody who logged on over the network; the system, administrators and the agent's own account all;
/// users of this machine read.
const RIGHTS: &str = "D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;OW)(A;;GR;;;BU)";
/// So many are answered at the same time; one who does not read holds a place until he goes.
const AT_ONCE: usize = 8;
/// Octets that Windows takes in before the other side reads.
const BUFFER: u32 = 256 << 10;
/// `ERROR_PIPE_BUSY` (winerror.h): all places are taken, or the next is just being made.
const BUSY: i32 = 231;
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

type Stream = PipeStream<pipe_mode::None, pipe_mode::Bytes>;

/// The thread that answers.
#[derive(Debug)]
pub struct Server {
    name: String,
    over: Arc<AtomicBool>,
}

/// Name of the pipe of a data directory: the usual one has the plain name.
fn name(data: &Path) -> String {
    if data == place::data() {
        return r"\\.\pipe\pantau-agent".into();
    }
    let digest = Sha256::digest(data.to_string_lossy().to_lowercase().as_bytes());
    format!(r"\\.\pipe\pantau-agent-{}", &model::text::hex(&digest)[..16])
}

impl Server {
    pub fn start(data: &Path, told: Told) -> io::Result<Self> {
        let name = name(data);
        let rights = SecurityDescriptor::deserialize(&U16CString::from_str_truncate(RIGHTS))?;
        let listener: PipeListener<pipe_mode::None, pipe_mode::Bytes> = PipeListenerOptions::new()
            .path(U16CString::from_str_truncate(&name))
            .output_buffer_size_hint(BUFFER)
            .security_descriptor(Some(rights))
            .create_send_only()?;
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        thread::Builder::new().name("outlet".into()).spawn(move || serve(&listener, &told, &is_over))?;
        Ok(Self { name, over })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, SeqCst);
        // Wakes the thread, which then ends; where that fails it ends with the process.
        drop(File::open(&self.name));
    }
}

fn serve(listener: &PipeListener<pipe_mode::None, pipe_mode::Bytes>, told: &Told, over: &AtomicBool) {
    let answering = Arc::new(AtomicUsize::new(0));
    while !over.load(SeqCst) {
        match listener.accept() {
            Ok(stream) if over.load(SeqCst) || answering.load(SeqCst) >= AT_ONCE => stream.evade_limbo(),
            Ok(stream) => {
                answering.fetch_add(1, SeqCst);
                let (told, done) = (told.clone(), Arc::clone(&answering));
                let answerer = thread::Builder::new().name("answer".into()).spawn(move || {
                    answer(&stream, &told);
                    stream.evade_limbo();
                    done.fetch_sub(1, SeqCst);
                });
                if answerer.is_err() {
                    answering.fetch_sub(1, SeqCst);
                }
            }
            // No handle is free: the next moment may bring one.
            Err(_) => thread::sleep(Duration::from_millis(100)),
        }
    }
}

/// Nothing is read: who connects gets the snapshot, and the end once it was read.
fn answer(mut stream: &Stream, told: &Told) {
    let json = told.json().unwrap_or_default();
    // One that went away gets no answer.
    let _gone = stream.write_all(&json).and_then(|()| stream.flush());
}

/// What the agent of this data directory says; none: there is none that listens, or it may not be asked.
pub fn read(data: &Path) -> Option<Vec<u8>> {
    let name = name(data);
    for _ in 0..TRIES {
        match File::open(&name) {
            Ok(pipe) => {
                let mut json = Vec::new();
                pipe.take(MAX_SNAPSHOT).read_to_end(&mut json).ok()?;
                return Some(json);
            }
            Err(error) if error.raw_os_error() == Some(BUSY) => thread::sleep(BETWEEN_TRIES),
            Err(_) => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{Origin, Outlet, look};
    use super::*;
    use crate::{state::State, way::Report};
    use model::{
        Timestamp,
        local::Missing,
        way::{Cause, Way},
    };

    fn state(pid: u32) -> State {
        State {
            version: "x".repeat(1 << 20),
            pid,
            started_at: Timestamp(0),
            observed_at: Timestamp(0),
            interval_seconds: 60,
            stopped_at: None,
            sending: None,
            router: Vec::new(),
            record: None,
        }
    }

    #[test]
    fn the_pipe_gives_what_was_published_last() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path();
        assert_eq!(look(data), Err(Missing::NoAgent));
        let report = Report::default();
        let outlet = Outlet::open(data, report.clone()).unwrap();
        outlet.publish(&state(7));
        let way = Way { at: Timestamp(1), legs: Vec::new(), cause: Cause::Fine };
        report.put(way.clone());
        // One who does not read keeps nobody else waiting.
        let idle = File::open(name(data)).unwrap();
        let (snapshot, origin) = look(data).unwrap();
        assert_eq!((origin, snapshot.pid, snapshot.way), (Origin::Agent, 7, Some(way)));
        assert_eq!(snapshot.version.len(), 1 << 20);
        outlet.publish(&state(8));
        assert_eq!(look(data).unwrap().0.pid, 8);
        drop((idle, outlet));
    }
}
