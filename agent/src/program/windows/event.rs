//! The event log of Windows (Application): starts, ends and faults of the service, under a source of our own.

use super::NAME;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use windows_registry::LOCAL_MACHINE;
use winsafe::{HEVENTLOG, co};

/// The sources of the Application log.
const SOURCES: &str = "SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application";
/// A program of Windows whose messages 1 to 1000 are the text alone: the usual one for sources without messages of their own.
const MESSAGES: &str = "%SystemRoot%\\System32\\EventCreate.exe";
/// Error, warning and information may come (`TypesSupported`).
const KINDS: u32 = 7;

/// What happened; the numbers are those of the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The service runs.
    Started = 1,
    /// It ended as it was asked to.
    Ended = 2,
    /// It cannot go on, or something in it failed.
    Fault = 3,
}

/// Only a service tells the event log; who runs the agent in a window sees it there.
static IS_SERVICE: AtomicBool = AtomicBool::new(false);

/// Makes the source known.
pub fn register() -> windows_registry::Result<()> {
    let source = LOCAL_MACHINE.create(format!("{SOURCES}\\{NAME}"))?;
    source.set_expand_string("EventMessageFile", MESSAGES)?;
    source.set_u32("TypesSupported", KINDS)
}

/// Forgets the source; its events stay.
pub fn unregister() {
    // Where it is not there nothing is to be done.
    let _ = LOCAL_MACHINE.create(SOURCES).and_then(|sources| sources.remove_tree(NAME));
}

/// From now on events are told.
pub fn open() {
    IS_SERVICE.store(true, Relaxed);
}

/// Tells an event; where the log does not take it, it is in the journal all the same.
pub fn tell(what: Happening, line: &str) {
    if !IS_SERVICE.load(Relaxed) {
        return;
    }
    let kind = match what {
        Happening::Started | Happening::Ended => co::EVENTLOG::INFORMATION_TYPE,
        Happening::Fault => co::EVENTLOG::ERROR_TYPE,
    };
    if let Ok(log) = HEVENTLOG::RegisterEventSource(None, NAME) {
        let _full = log.ReportEvent(kind, 0, what as u32, None, &[model::text::visible(line)], &[]);
    }
}
