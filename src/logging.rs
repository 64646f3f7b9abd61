//! Where log lines go: to stderr for a server, to files in the data directory while the screen has the terminal.

use file_rotate::{ContentLimit, FileRotate, compression::Compression, suffix::AppendCount};
use std::{path::Path, sync::Mutex};
use tracing_subscriber::filter::LevelFilter;

/// Log files kept, and the size of each, bytes (`reliability.md` 13.3: 100 MB, 5 files).
const FILES: usize = 5;
const FILE_BYTES: usize = 20 << 20;

fn level(verbosity: i8) -> LevelFilter {
    match verbosity {
        i8::MIN..=-2 => LevelFilter::ERROR,
        -1 => LevelFilter::WARN,
        0 => LevelFilter::INFO,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

/// One event a line on stderr.
pub fn to_stderr(verbosity: i8) {
    let writer = tracing_subscriber::fmt()
        .with_max_level(level(verbosity))
        .with_target(false)
        .with_ansi(false)
        .with_writer(std::io::stderr);
    let _already_set = writer.try_init();
}

/// One event a line in `pantau.log`, rotated. Without a directory to write to, nothing is logged: the caller's first
/// write to the data directory tells why.
pub fn to_files(data_dir: &Path, verbosity: i8) {
    if !data_dir.is_dir() {
        return;
    }
    let files = FileRotate::new(
        data_dir.join("pantau.log"),
        AppendCount::new(FILES - 1),
        ContentLimit::BytesSurpassed(FILE_BYTES),
        Compression::None,
        mode(),
    );
    let writer = tracing_subscriber::fmt()
        .with_max_level(level(verbosity))
        .with_target(false)
        .with_ansi(false)
        .with_writer(Mutex::new(files));
    let _already_set = writer.try_init();
}

#[cfg(unix)]
fn mode() -> Option<std::fs::OpenOptions> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.read(true).create(true).append(true).mode(0o600);
    Some(options)
}

#[cfg(not(unix))]
fn mode() -> Option<std::fs::OpenOptions> {
    None
}
