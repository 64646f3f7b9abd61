//! Packages of rpm from its SQLite database (rpm 4.16 and later: Fedora, RHEL 9, openSUSE). The older forms, Berkeley DB
//! and ndb, are not read.

use crate::{observer::MAX_SOFTWARE, roots::Roots};
use model::{Timestamp, record::Software};
use rusqlite::{Connection, OpenFlags, types::ValueRef};
use std::path::{Path, PathBuf};

/// Largest header read, octets: one of 100,000 files takes some 15 MiB.
const LARGEST_HEADER: i64 = 32 << 20;
/// Octets of one entry of a header's index.
const ENTRY_BYTES: usize = 16;

/// Tags and types of rpm's header (rpmtag.h).
mod tag {
    pub const NAME: u32 = 1000;
    pub const VERSION: u32 = 1001;
    pub const RELEASE: u32 = 1002;
    pub const EPOCH: u32 = 1003;
    pub const INSTALLED: u32 = 1008;
    pub const SIZE: u32 = 1009;
    pub const VENDOR: u32 = 1011;
    pub const ARCH: u32 = 1022;
    pub const LONG_SIZE: u32 = 5009;
    pub const INT32: u32 = 4;
    pub const INT64: u32 = 5;
    pub const STRING: u32 = 6;
}

/// All packages of the first database there is; where one is a link to the other they are told once.
pub fn read(roots: &Roots) -> Vec<Software> {
    let places = [roots.usr.join("lib/sysimage/rpm"), roots.var.join("lib/rpm")];
    let found = places.into_iter().map(|folder| folder.join("rpmdb.sqlite")).find(|file| file.is_file());
    found.map(|file| packages(&file)).unwrap_or_default()
}

/// Tried twice: rpm may begin to write in the midst of it.
fn packages(file: &Path) -> Vec<Software> {
    query_now(file).or_else(|_| query_now(file)).unwrap_or_default()
}

/// In use, the database is read as a reader among others, which sees what is only in the log yet; where that is not
/// allowed, and at rest, the file alone: a reader among others would leave an empty log behind.
fn query_now(file: &Path) -> rusqlite::Result<Vec<Software>> {
    let is_in_use = ["-wal", "-journal"].iter().any(|log| PathBuf::from(format!("{}{log}", file.display())).exists());
    if is_in_use && let Ok(all) = query(file, "mode=ro&readonly_shm=1") {
        return Ok(all);
    }
    query(file, "immutable=1")
}

fn query(file: &Path, way: &str) -> rusqlite::Result<Vec<Software>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(uri(file, way), flags)?;
    let mut rows = connection.prepare("SELECT blob FROM Packages WHERE length(blob) <= ?1 LIMIT ?2")?;
    // One more than is told: that some are left out is noticed by their number.
    let mut rows = rows.query((LARGEST_HEADER, MAX_SOFTWARE as i64 + 1))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if let ValueRef::Blob(header) = row.get_ref(0)? {
            all.extend(parse_header(header));
        }
    }
    Ok(all)
}

/// The file as SQLite's URI; what means something in one is written as `%HH`.
fn uri(file: &Path, way: &str) -> String {
    let path = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?{way}")
}

/// One header as the database holds it: counts of entries and of data octets, the index, the data; all big endian.
/// The keys of signers (`gpg-pubkey`) stand among the packages and are none.
pub fn parse_header(octets: &[u8]) -> Option<Software> {
    let header = Header::of(octets)?;
    let name = header.text(tag::NAME).filter(|name| name != "gpg-pubkey")?;
    let size = header.number(tag::SIZE).or_else(|| header.number(tag::LONG_SIZE));
    let installed = header.number(tag::INSTALLED).and_then(|seconds| i64::try_from(seconds).ok());
    Some(Software {
        name: Some(name),
        version: version(&header),
        publisher: header.text(tag::VENDOR),
        arch: header.text(tag::ARCH),
        kind: Some("package".into()),
        format: Some("rpm".into()),
        installed_on: installed.filter(|seconds| *seconds > 0).map(Timestamp::from_seconds).map(super::day),
        size_bytes: size.filter(|size| *size > 0),
        ..Software::default()
    })
}

/// `epoch:version-release`; an epoch of 0 is not written.
fn version(header: &Header) -> Option<String> {
    let mut text = header.text(tag::VERSION)?;
    if let Some(release) = header.text(tag::RELEASE) {
        text = format!("{text}-{release}");
    }
    let epoch = header.number(tag::EPOCH).filter(|epoch| *epoch > 0);
    Some(epoch.map(|epoch| format!("{epoch}:{text}")).unwrap_or(text))
}

/// Index and data of one header.
struct Header<'o> {
    index: &'o [u8],
    data: &'o [u8],
}

impl<'o> Header<'o> {
    fn of(octets: &'o [u8]) -> Option<Self> {
        let (entries, rest) = octets.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let entries = usize::try_from(u32::from_be_bytes(*entries)).ok()?.checked_mul(ENTRY_BYTES)?;
        let (index, rest) = rest.split_at_checked(entries)?;
        let data = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        Some(Self { index, data })
    }

    /// Type and data of the first entry of a tag.
    fn find(&self, wanted: u32) -> Option<(u32, &'o [u8])> {
        let (words, _) = self.index.as_chunks::<4>();
        let mut entries = words.chunks_exact(4).map(|entry| entry.iter().map(|word| u32::from_be_bytes(*word)));
        let mut entry = entries.find(|entry| entry.clone().next() == Some(wanted))?.skip(1);
        let (kind, offset) = (entry.next()?, entry.next()?);
        Some((kind, self.data.get(usize::try_from(offset).ok()?..)?))
    }

    fn text(&self, tag: u32) -> Option<String> {
        let (tag::STRING, data) = self.find(tag)? else { return None };
        let most = &data[..data.len().min(model::text::MAX_DEVICE_TEXT)];
        model::text::clean(most.split(|octet| *octet == 0).next()?)
    }

    fn number(&self, tag: u32) -> Option<u64> {
        match self.find(tag)? {
            (tag::INT32, data) => data.first_chunk::<4>().map(|octets| u32::from_be_bytes(*octets).into()),
            (tag::INT64, data) => data.first_chunk::<8>().map(|octets| u64::from_be_bytes(*octets)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A header of texts and numbers.
    fn header(texts: &[(u32, &str)], numbers: &[(u32, u32)], long: &[(u32, u64)]) -> Vec<u8> {
        let (mut index, mut data) = (Vec::new(), Vec::new());
        let mut put = |tag: u32, kind: u32, value: &[u8]| {
            let words = [tag, kind, data.len() as u32, 1];
            index.extend(words.iter().flat_map(|word| word.to_be_bytes()));
            data.extend_from_slice(value);
        };
        numbers.iter().for_each(|(tag, value)| put(*tag, tag::INT32, &value.to_be_bytes()));
        long.iter().for_each(|(tag, value)| put(*tag, tag::INT64, &value.to_be_bytes()));
        texts.iter().for_each(|(tag, value)| put(*tag, tag::STRING, &[value.as_bytes(), &[0]].concat()));
        let counts = [(index.len() / ENTRY_BYTES) as u32, data.len() as u32];
        [counts.map(u32::to_be_bytes).concat(), index, data].concat()
    }

    fn some(name: &str) -> Vec<u8> {
        let texts = [
            (tag::NAME, name),
            (tag::VERSION, "5.2"),
            (tag::RELEASE, "3.el9"),
            (tag::VENDOR, "Penerbit Contoh"),
            (tag::ARCH, "x86_64"),
        ];
        header(&texts, &[(tag::EPOCH, 1), (tag::INSTALLED, 1_700_000_000), (tag::SIZE, 4096)], &[])
    }

    fn database(file: &PathBuf, headers: &[Vec<u8>]) -> Connection {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let connection = Connection::open(file).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        let table =
            "CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)";
        connection.execute(table, ()).unwrap();
        for header in headers {
            connection.execute("INSERT INTO Packages (blob) VALUES (?1)", [header]).unwrap();
        }
        connection
    }

    fn names(roots: &Roots) -> Vec<String> {
        read(roots).into_iter().filter_map(|row| row.name).collect()
    }

    #[test]
    fn one_header() {
        let row = parse_header(&some("paket")).unwrap();
        assert_eq!((row.name.as_deref(), row.version.as_deref()), (Some("paket"), Some("1:5.2-3.el9")));
        assert_eq!((row.publisher.as_deref(), row.arch.as_deref()), (Some("Penerbit Contoh"), Some("x86_64")));
        assert_eq!((row.installed_on.as_deref(), row.size_bytes), (Some("2023-11-14"), Some(4096)));
        assert_eq!((row.kind.as_deref(), row.format.as_deref()), (Some("package"), Some("rpm")));
        let large =
            header(&[(tag::NAME, "besar"), (tag::VERSION, "1")], &[(tag::EPOCH, 0)], &[(tag::LONG_SIZE, 5 << 30)]);
        let large = parse_header(&large).unwrap();
        assert_eq!((large.version.as_deref(), large.size_bytes, large.installed_on), (Some("1"), Some(5 << 30), None));
        assert_eq!(parse_header(&some("gpg-pubkey")), None);
        assert_eq!(parse_header(&header(&[], &[(tag::NAME, 7)], &[])), None);
        assert_eq!(parse_header(&[0xff; 64]), None);
    }

    #[test]
    fn a_database_at_rest_and_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(&folder.path().join("100% #1?"));
        assert_eq!(names(&roots), [""; 0]);
        let file = roots.var.join("lib/rpm/rpmdb.sqlite");
        drop(database(&file, &[some("satu"), some("gpg-pubkey"), vec![1, 2, 3]]));
        assert_eq!(names(&roots), ["satu"]);
        let left: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "reading leaves nothing behind");
        let writer = database(&file, &[some("dua")]);
        assert_eq!(names(&roots), ["satu", "dua"]);
        assert_eq!(query(&file, "immutable=1").unwrap().len(), 1, "what is in the log only");
        drop(writer);
        database(&roots.usr.join("lib/sysimage/rpm/rpmdb.sqlite"), &[some("tiga")]);
        assert_eq!(names(&roots), ["tiga"]);
    }

    #[test]
    fn a_broken_database_is_no_packages() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(folder.path());
        let file = roots.var.join("lib/rpm/rpmdb.sqlite");
        drop(database(&file, &[some("satu")]));
        let mut octets = std::fs::read(&file).unwrap();
        octets[100..].fill(0xff);
        std::fs::write(&file, octets).unwrap();
        assert_eq!(names(&roots), [""; 0]);
        std::fs::write(&file, "bukan basis data").unwrap();
        assert_eq!(names(&roots), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_header_is_survived(
            octets in proptest::collection::vec(any::<u8>(), 0..200),
            at in 0usize..300, value in any::<u8>(), cut in 0usize..300,
        ) {
            parse_header(&octets);
            let mut near = some("paket");
            let length = near.len();
            near[at % length] = value;
            near.truncate(cut.max(1));
            parse_header(&near);
        }
    }
}
