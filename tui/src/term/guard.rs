//! Takes the terminal and gives it back: on return, on a panic, on signals that end the program, and for a stop.
//!
//! What is taken: raw mode, the alternate screen, bracketed paste, and the mouse when it is asked for.

use std::{
    io::{self, Write},
    os::fd::AsFd,
    panic::PanicHookInfo,
    sync::{
        Mutex, Once, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ThreadId},
};

/// Whether the terminal is ours now. One process has one terminal, and a panic hook has no other way to know.
static TAKEN: AtomicBool = AtomicBool::new(false);
static MOUSE: AtomicBool = AtomicBool::new(false);
/// The thread of the screen: its panics give the terminal back, those of other threads wait until the screen has ended.
static OWNER: Mutex<Option<ThreadId>> = Mutex::new(None);
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static HOOK: Once = Once::new();

/// Most panics of other threads that are kept until the screen ends.
const PANICS_MAX: usize = 16;

const TAKE: &[u8] = b"\x1b[?1049h\x1b[?2004h";
const GIVE_BACK: &[u8] = b"\x1b[m\x1b[r\x1b[?2004l\x1b[?25h\x1b[?1049l";
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// The terminal while it is ours; dropping it gives it back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal. Error: it is none, or is gone.
    pub fn take() -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                if keeps(info) {
                    return;
                }
                give_back();
                before(info);
            }));
        });
        *OWNER.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::current().id());
        let guard = Self(());
        guard.take_again()?;
        Ok(guard)
    }

    /// Takes it once more, after the program was stopped. Modes that a shell changed meanwhile are set anew.
    pub fn take_again(&self) -> io::Result<()> {
        // Raw mode as kept by crossterm is forgotten first, else it would not be set again after a SIGSTOP.
        if TAKEN.swap(true, Ordering::SeqCst) {
            crossterm::terminal::disable_raw_mode()?;
        }
        crossterm::terminal::enable_raw_mode()?;
        write(TAKE)?;
        if MOUSE.load(Ordering::SeqCst) { write(MOUSE_ON) } else { Ok(()) }
    }

    /// Captures the mouse, or leaves it to the terminal.
    pub fn capture_mouse(&self, on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        write(if on { MOUSE_ON } else { MOUSE_OFF })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
        *OWNER.lock().unwrap_or_else(PoisonError::into_inner) = None;
        for text in PANICS.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // Standard error may be gone with the terminal; then nobody is left to be told.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }
}

/// Gives the terminal back if it is ours; any thread may do it, any number of times. A terminal that is gone is silence.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        if MOUSE.load(Ordering::SeqCst) {
            let _ = write(MOUSE_OFF);
        }
        let _ = write(GIVE_BACK);
        leave_raw_mode();
    }
}

/// The part of giving back that never waits for the terminal.
pub fn leave_raw_mode() {
    // It fails when the terminal is gone, and then there is nothing to restore.
    let _ = crossterm::terminal::disable_raw_mode();
}

/// Writes to the terminal as it is, without standard output's buffer and lock.
pub fn write(mut bytes: &[u8]) -> io::Result<()> {
    let mut terminal = std::fs::File::from(io::stdout().as_fd().try_clone_to_owned()?);
    while !bytes.is_empty() {
        match terminal.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Another program left the terminal in non-blocking mode.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                thread::sleep(std::time::Duration::from_millis(5));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Keeps the panic of another thread for later, while the screen goes on; true when it did.
fn keeps(info: &PanicHookInfo<'_>) -> bool {
    let owner = *OWNER.lock().unwrap_or_else(PoisonError::into_inner);
    if !TAKEN.load(Ordering::SeqCst) || owner == Some(thread::current().id()) {
        return false;
    }
    let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
    if panics.len() < PANICS_MAX {
        panics.push(info.to_string());
    }
    true
}
