//! Bounded reading of small files: what cannot be read is absent, never an error.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

/// Longest file read, octets; a longer one is cut. A neighbour table of 10,000 lines takes a fifth of it.
pub const MAX_FILE_BYTES: u64 = 4 << 20;
/// Most entries read of one directory; `/proc` of a machine with 30,000 processes fits.
pub const MAX_ENTRIES: usize = 65_536;

/// The octets of a file, at most [`MAX_FILE_BYTES`].
pub fn bytes(path: &Path) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    File::open(path).ok()?.take(MAX_FILE_BYTES).read_to_end(&mut octets).ok()?;
    Some(octets)
}

/// A file as text; octets that are no UTF-8 become U+FFFD, for files of the kernel hold names that anyone may choose.
pub fn text(path: &Path) -> Option<String> {
    let octets = bytes(path)?;
    Some(match String::from_utf8(octets) {
        Ok(text) => text,
        Err(other) => String::from_utf8_lossy(other.as_bytes()).into_owned(),
    })
}

/// A file as text, of up to `most` octets; a longer one is cut at a line.
pub fn limited(path: &Path, most: u64) -> Option<String> {
    let mut octets = Vec::new();
    File::open(path).ok()?.take(most).read_to_end(&mut octets).ok()?;
    if octets.len() as u64 == most {
        octets.truncate(octets.iter().rposition(|octet| *octet == b'\n').unwrap_or(0));
    }
    Some(String::from_utf8(octets).unwrap_or_else(|other| String::from_utf8_lossy(other.as_bytes()).into_owned()))
}

/// The first octets of a file.
pub fn head(path: &Path, most: u64) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    File::open(path).ok()?.take(most).read_to_end(&mut octets).ok()?;
    Some(octets)
}

/// The last octets of a file as text, from the beginning of a line.
pub fn tail(path: &Path, most: u64) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(most))).ok()?;
    let mut octets = Vec::new();
    file.take(most).read_to_end(&mut octets).ok()?;
    let text = String::from_utf8_lossy(&octets).into_owned();
    Some(if length > most { text.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default() } else { text })
}

/// When a file was changed last.
pub fn changed_at(path: &Path) -> Option<model::Timestamp> {
    let changed = std::fs::metadata(path).ok()?.modified().ok()?;
    let since = changed.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(model::Timestamp::from_seconds(i64::try_from(since.as_secs()).ok()?))
}

/// A file of one short text, by the text rule of the device record; blank is absent.
pub fn word(path: &Path) -> Option<String> {
    let octets = bytes(path)?;
    model::text::clean(&octets[..octets.len().min(model::text::MAX_DEVICE_TEXT)])
}

/// Like [`word`], without the placeholders that firmware puts where a fact is due.
pub fn fact(path: &Path) -> Option<String> {
    word(path).filter(|text| !model::identity::is_junk(text))
}

/// A file of one number, decimal or `0x…`.
pub fn number(path: &Path) -> Option<u64> {
    let text = text(path)?;
    let text = text.trim();
    match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// The names in a directory, sorted, at most [`MAX_ENTRIES`]; names that are no UTF-8 are left out.
pub fn names(directory: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut names: Vec<String> =
        entries.take(MAX_ENTRIES).filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names
}

/// Where a symbolic link leads, as it is written.
pub fn link(path: &Path) -> Option<PathBuf> {
    std::fs::read_link(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_absent() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str, content: &[u8]| {
            let path = directory.path().join(name);
            std::fs::write(&path, content).unwrap();
            path
        };
        assert_eq!(number(&at("a", b"1500\n")), Some(1500));
        assert_eq!(number(&at("b", b"0x1003\n")), Some(0x1003));
        assert_eq!(number(&at("c", b"-1\n")), None);
        assert_eq!(word(&at("d", b" Latitude 5520 \n")).as_deref(), Some("Latitude 5520"));
        assert_eq!(word(&at("e", b"\n")), None);
        assert_eq!(fact(&at("f", b"To Be Filled By O.E.M.\n")), None);
        assert_eq!(text(&directory.path().join("none")), None);
        assert_eq!(names(directory.path()).len(), 6);
        assert_eq!(names(&directory.path().join("none")), Vec::<String>::new());
    }
}
