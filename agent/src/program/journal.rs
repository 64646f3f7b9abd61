//! The journal of an agent that has no stderr: `agent.log` in the data directory, one line an event, bounded.

use agent::clock;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

/// Its file; the one before it is `agent.log.1`.
const FILE: &str = "agent.log";
/// A file takes no further line beyond this, octets.
const LONGEST: u64 = 1 << 20;

static PLACE: Mutex<Option<PathBuf>> = Mutex::new(None);

/// From now on lines go to the journal of this data directory.
pub fn open(data: &Path) {
    if let Ok(mut place) = PLACE.lock() {
        *place = Some(data.to_owned());
    }
}

/// Writes a line, where a journal is open. False: there is none, or it cannot be written.
pub fn line(line: &str) -> bool {
    let Ok(place) = PLACE.lock() else { return false };
    place.as_ref().is_some_and(|data| append(data, line, &clock::now().rfc3339()).is_ok())
}

fn append(data: &Path, line: &str, at: &str) -> io::Result<()> {
    let path = data.join(FILE);
    if fs::metadata(&path).is_ok_and(|file| file.len() >= LONGEST) {
        fs::rename(&path, data.join(format!("{FILE}.1")))?;
    }
    let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
    // One write: a line is whole or not there.
    file.write_all(format!("{at} {}\n", model::text::visible(line)).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_and_a_line_stays_a_line() {
        let data = tempfile::tempdir().unwrap();
        assert!(!line("nol"), "none is open yet");
        open(data.path());
        assert!(line("satu\ndua"));
        let text = fs::read_to_string(data.path().join(FILE)).unwrap();
        assert!(text.contains("Z satu") && text.lines().count() == 1, "{text}");
        fs::write(data.path().join(FILE), vec![b'x'; LONGEST as usize]).unwrap();
        append(data.path(), "tiga", "2026-11-30T00:01:00Z").unwrap();
        assert_eq!(fs::metadata(data.path().join("agent.log.1")).unwrap().len(), LONGEST);
        assert!(fs::read_to_string(data.path().join(FILE)).unwrap().ends_with("tiga\n"));
    }
}
