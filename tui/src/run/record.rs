//! Our own frames as an asciicast (version 2): a header, then one JSON line a frame.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
    time::Duration,
};

/// A recording. After the first failed write it records no more and says so at the end.
#[derive(Debug)]
pub(super) struct Record<W> {
    out: W,
    failure: Option<io::Error>,
}

impl Record<File> {
    /// Creates the file. Error: it cannot be written.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        File::create(path).map(Self::new)
    }
}

impl<W: Write> Record<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, failure: None }
    }

    /// The first line.
    pub(super) fn begin(&mut self, width: u16, height: u16, started_seconds: i64, term: &str) {
        let header = serde_json::json!({
            "version": 2, "width": width, "height": height, "timestamp": started_seconds, "env": { "TERM": term }
        });
        self.line(&header.to_string());
    }

    /// Bytes that went to the terminal.
    pub(super) fn frame(&mut self, at: Duration, bytes: &[u8]) {
        self.event(at, "o", &String::from_utf8_lossy(bytes));
    }

    /// The window has another size.
    pub(super) fn resize(&mut self, at: Duration, width: u16, height: u16) {
        self.event(at, "r", &format!("{width}x{height}"));
    }

    /// Ends the recording. Error: some of it could not be written.
    pub(super) fn end(mut self) -> io::Result<()> {
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => self.out.flush(),
        }
    }

    fn event(&mut self, at: Duration, kind: &str, data: &str) {
        let seconds = at.as_micros() as f64 / 1e6;
        self.line(&serde_json::json!([seconds, kind, data]).to_string());
    }

    fn line(&mut self, text: &str) {
        if self.failure.is_none() {
            self.failure = writeln!(self.out, "{text}").err();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording() {
        let mut out = Vec::new();
        let mut record = Record::new(&mut out);
        record.begin(80, 24, 1_772_337_906, "xterm");
        record.frame(Duration::from_millis(250), "\x1b[2H●".as_bytes());
        record.resize(Duration::from_secs(2), 40, 10);
        record.end().unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((&lines[0]["version"], &lines[0]["width"]), (&2.into(), &80.into()));
        assert_eq!(lines[1], serde_json::json!([0.25, "o", "\x1b[2H●"]));
        assert_eq!(lines[2], serde_json::json!([2.0, "r", "40x10"]));
    }

    #[test]
    fn a_full_disk_is_told_at_the_end() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut record = Record::new(Full);
        record.begin(80, 24, 0, "xterm");
        assert_eq!(record.end().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
