//! Secrets at rest: communities and users are sealed with the installation key, which lies in a file of its own, so that a
//! copy of the database alone gives no access to any device (`reliability.md` 6.9).

use super::StoreError;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce, aead::Aead};
use model::text::hex;
use rusqlite::{Connection, functions::FunctionFlags};
use std::{fmt, fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path, sync::Arc};

/// Name of the key's file inside the data directory.
pub const FILE: &str = "pantau.key";
/// What every sealed text begins with.
const MARK: &str = "k1:";
const KEY: usize = 32;
/// ChaCha20-Poly1305 takes 96 bits (RFC 8439, 2.8); random ones do not meet in the few thousand secrets of a kabupaten.
const NONCE: usize = 12;

/// The installation key.
#[derive(Clone)]
pub(super) struct Key(Arc<ChaCha20Poly1305>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(***)")
    }
}

impl Key {
    /// The key of this directory. It is made where there is none, unless something is sealed already.
    pub(super) fn of(data_dir: &Path, sealed: bool) -> Result<Self, StoreError> {
        let path = data_dir.join(FILE);
        let octets = match fs::read_to_string(&path) {
            Ok(text) => unhex(text.trim()).ok_or(StoreError::Key)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !sealed => make(&path)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::Key),
            Err(cause) => return Err(StoreError::Directory { path, cause }),
        };
        ChaCha20Poly1305::new_from_slice(&octets).map(|cipher| Self(Arc::new(cipher))).map_err(|_| StoreError::Key)
    }

    /// The text as only this key opens it.
    fn seal(&self, text: &str) -> Option<String> {
        let mut octets = vec![0; NONCE];
        getrandom::fill(&mut octets).ok()?;
        let nonce = Nonce::try_from(octets.as_slice()).ok()?;
        octets.extend(self.0.encrypt(&nonce, text.as_bytes()).ok()?);
        Some(format!("{MARK}{}", hex(&octets)))
    }

    /// A sealed text; one from before there were keys is what it is. None: another key sealed it.
    fn open(&self, text: &str) -> Option<String> {
        let Some(sealed) = text.strip_prefix(MARK) else { return Some(text.to_owned()) };
        let octets = unhex(sealed)?;
        let (nonce, sealed) = octets.split_at_checked(NONCE)?;
        let plain = self.0.decrypt(&Nonce::try_from(nonce).ok()?, sealed).ok()?;
        String::from_utf8(plain).ok()
    }

    /// Gives a connection the functions `seal` and `unseal`.
    pub(super) fn teach(&self, connection: &Connection) -> Result<(), StoreError> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
        let key = self.clone();
        connection.create_scalar_function("seal", 1, flags, move |context| {
            let text: Option<String> = context.get(0)?;
            text.map(|text| {
                key.seal(&text).ok_or_else(|| rusqlite::Error::UserFunctionError("no random octets".into()))
            })
            .transpose()
        })?;
        let key = self.clone();
        connection.create_scalar_function("unseal", 1, flags, move |context| {
            Ok(context.get::<Option<String>>(0)?.and_then(|text| key.open(&text)))
        })?;
        Ok(())
    }
}

/// True when something in this database is sealed.
pub(super) fn is_sealed(connection: &Connection) -> Result<bool, StoreError> {
    Ok(any(connection, "substr(coalesce(snmp_community, snmp_user), 1, 3) = 'k1:'")? || has_authority(connection)?)
}

fn has_authority(connection: &Connection) -> Result<bool, StoreError> {
    let table = "SELECT count(*) FROM sqlite_schema WHERE name = 'authority'";
    if connection.query_row(table, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(false);
    }
    Ok(connection.query_row("SELECT EXISTS (SELECT 1 FROM authority)", [], |row| row.get(0))?)
}

/// Refuses a key that does not open what is sealed.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let closed =
        "coalesce(snmp_community, snmp_user) IS NOT NULL AND unseal(coalesce(snmp_community, snmp_user)) IS NULL";
    let shut = "SELECT EXISTS (SELECT 1 FROM authority WHERE unseal(key) IS NULL)";
    if any(connection, closed)? || connection.query_row(shut, [], |row| row.get(0))? {
        return Err(StoreError::Key);
    }
    Ok(())
}

fn any(connection: &Connection, condition: &str) -> Result<bool, StoreError> {
    let columns = "SELECT count(*) FROM pragma_table_info('device') WHERE name = 'snmp_user'";
    if connection.query_row(columns, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(false);
    }
    Ok(connection
        .query_row(&format!("SELECT EXISTS (SELECT 1 FROM device WHERE {condition})"), [], |row| row.get(0))?)
}

fn make(path: &Path) -> Result<Vec<u8>, StoreError> {
    let mut octets = vec![0; KEY];
    getrandom::fill(&mut octets).map_err(|error| StoreError::Other(error.to_string()))?;
    let write = || {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        writeln!(file, "{}", hex(&octets))?;
        // On the disk before anything is sealed with it.
        file.sync_all()?;
        path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
    };
    write().map_err(|cause| StoreError::Directory { path: path.to_owned(), cause })?;
    Ok(octets)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    if digits.len().is_multiple_of(2) { digits.chunks(2).map(pair).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_opens() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let key = Key::of(one.path(), false).unwrap();
        let sealed = key.seal("rahasia").unwrap();
        assert!(!sealed.contains("rahasia") && sealed != key.seal("rahasia").unwrap());
        assert_eq!(Key::of(one.path(), true).unwrap().open(&sealed).as_deref(), Some("rahasia"));
        assert_eq!(Key::of(other.path(), false).unwrap().open(&sealed), None);
        assert_eq!(key.open("dari versi lama").as_deref(), Some("dari versi lama"));
        for place in 0..sealed.len() {
            let mut octets = sealed.clone().into_bytes();
            octets[place] = if octets[place] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(octets).unwrap();
            assert!(key.open(&changed).is_none_or(|text| text == changed), "{changed}");
        }
    }

    #[test]
    fn a_key_is_never_made_anew_for_what_is_sealed() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Key::of(folder.path(), true), Err(StoreError::Key)));
        assert!(!folder.path().join(FILE).exists());
        fs::write(folder.path().join(FILE), "bukan kunci").unwrap();
        assert!(matches!(Key::of(folder.path(), false), Err(StoreError::Key)));
    }
}
