//! What goes wrong with backups: why one cannot be made or read, and what is found damaged in one.

use crate::store::StoreError;
use model::Lang;
use serde::Serialize;
use std::{io, path::PathBuf};

model::messages! {
    no_directory(path) { id: "{path} bukan direktori; apakah medianya terpasang?", en: "{path} is no directory; is the medium there?" }
    full(path) { id: "{path} penuh; cadangan lama tetap ada", en: "{path} is full; earlier backups are still there" }
    medium(path, cause) { id: "{path} tidak dapat dibaca atau ditulis: {cause}", en: "{path} cannot be read or written: {cause}" }
    no_room(path, needed, free) { id: "{path} perlu {needed} dan hanya punya {free}; sebut tempat lain dengan --temp", en: "{path} needs {needed} and has only {free}; name another place with --temp" }
    log_grows(free) { id: "dihentikan: sisa {free} di disk data, dan catatan basis data bertambah selama pencadangan", en: "stopped: {free} left on the disk of the data, and the log of the database grows while a backup is made" }
    not_ours(path) { id: "{path} bukan cadangan pantau", en: "{path} is no backup of pantau" }
    damaged(cause) { id: "cadangan rusak: {cause}", en: "the backup is damaged: {cause}" }
    newer(format) { id: "cadangan ini (bentuk {format}) dibuat pantau yang lebih baru", en: "this backup (form {format}) was made by a newer pantau" }
    wrong_passphrase { id: "sandi cadangan salah", en: "the passphrase of the backup is wrong" }
    short_passphrase(shortest) { id: "sandi cadangan paling sedikit {shortest} oktet", en: "the passphrase of a backup has at least {shortest} octets" }
    needs_passphrase { id: "kunci di dalam cadangan ini tersegel: sebut --passphrase-file, atau --without-keys", en: "the keys in this backup are sealed: name --passphrase-file, or --without-keys" }
    without_keys { id: "cadangan ini tanpa kunci; sebut --key-file berisi pantau.key yang lama, atau --without-keys (kredensial SNMP dan CA hilang, semua agen mendaftar lagi)", en: "this backup is without keys; name --key-file with the former pantau.key, or --without-keys (SNMP credentials and the CA are lost, all agents enrol again)" }
    holds_data(path) { id: "{path} sudah berisi data; dengan --replace data itu dipindahkan ke samping", en: "{path} holds data; with --replace that is moved aside" }
    is_there(path) { id: "{path} sudah ada", en: "{path} is there already" }
    no_randomness { id: "sistem tidak memberi bilangan acak", en: "the system gives no random octets" }
    checksum(name) { id: "jumlah periksa {name} tidak cocok", en: "the checksum of {name} does not match" }
    ends_early { id: "berkas terpotong", en: "the file ends early" }
    not_a_member(at) { id: "rusak di oktet {at}", en: "damaged at octet {at}" }
    no_member(name) { id: "{name} tidak ada di dalamnya", en: "{name} is not in it" }
    page(cause) { id: "basis data: {cause}", en: "database: {cause}" }
    rows(table, expected, found) { id: "tabel {table}: {expected} baris menurut daftar isi, {found} ditemukan", en: "table {table}: {expected} rows by the manifest, {found} found" }
    shape { id: "isi basis data tidak sesuai daftar isi", en: "what the database holds is not what the manifest says" }
    audit_broken(line) { id: "catatan audit putus di baris {line}", en: "the audit log is broken at line {line}" }
    audit_lost(lines) { id: "catatan audit: baris {lines} yang pernah ada sudah hilang atau berubah", en: "audit log: line {lines}, which was there once, is gone or changed" }
    packed(table, damaged, read) { id: "tabel {table}: {damaged} dari {read} blok tidak dapat dibuka", en: "table {table}: {damaged} of {read} blocks cannot be opened" }
    does_not_open(cause) { id: "tidak dapat dibuka: {cause}", en: "it does not open: {cause}" }
}

/// Why a backup cannot be made, read or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Where it should go is no directory.
    #[error("{0} is no directory")]
    NoDirectory(PathBuf),
    /// The medium is full.
    #[error("{0} is full")]
    Full(PathBuf),
    /// The medium failed.
    #[error("{path} cannot be read or written: {cause}")]
    Medium {
        /// File or directory.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Not enough room, octets.
    #[error("{path} needs {needed} octets and has only {free}")]
    NoRoom {
        /// Directory.
        path: PathBuf,
        /// What is needed.
        needed: u64,
        /// What is free.
        free: u64,
    },
    /// The disk of the data is nearly full, octets.
    #[error("stopped: {0} octets left on the disk of the data")]
    LogGrows(u64),
    /// The file is something else.
    #[error("{0} is no backup of pantau")]
    NotOurs(PathBuf),
    /// The file is one of ours and damaged.
    #[error("the backup is damaged: {0:?}")]
    Damaged(Fault),
    /// The file has a form that this version does not know.
    #[error("this backup has form {0}")]
    Newer(u32),
    /// The passphrase opens nothing.
    #[error("the passphrase of the backup is wrong")]
    WrongPassphrase,
    /// The passphrase is too short to protect anything.
    #[error("the passphrase of a backup has at least {0} octets")]
    ShortPassphrase(usize),
    /// The keys are sealed and no passphrase was given.
    #[error("the keys in this backup are sealed")]
    NeedsPassphrase,
    /// There are no keys in it.
    #[error("this backup is without keys")]
    WithoutKeys,
    /// The directory holds data already.
    #[error("{0} holds data")]
    HoldsData(PathBuf),
    /// A file of this name is there already.
    #[error("{0} is there already")]
    IsThere(PathBuf),
    /// No random octets.
    #[error("the system gives no random octets")]
    NoRandomness,
    /// The database said it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    /// The sentence, without the name of the program.
    pub fn text(&self, lang: Lang) -> String {
        let octets = |count: &u64| model::lang::bytes(lang, *count as f64);
        match self {
            Self::NoDirectory(path) => no_directory(lang, path.display()),
            Self::Full(path) => full(lang, path.display()),
            Self::Medium { path, cause } => medium(lang, path.display(), cause),
            Self::NoRoom { path, needed, free } => no_room(lang, path.display(), octets(needed), octets(free)),
            Self::LogGrows(free) => log_grows(lang, octets(free)),
            Self::NotOurs(path) => not_ours(lang, path.display()),
            Self::Damaged(fault) => damaged(lang, fault.text(lang)),
            Self::Newer(format) => newer(lang, format),
            Self::WrongPassphrase => wrong_passphrase(lang).to_owned(),
            Self::ShortPassphrase(shortest) => short_passphrase(lang, shortest),
            Self::NeedsPassphrase => needs_passphrase(lang).to_owned(),
            Self::WithoutKeys => without_keys(lang).to_owned(),
            Self::HoldsData(path) => holds_data(lang, path.display()),
            Self::IsThere(path) => is_there(lang, path.display()),
            Self::NoRandomness => no_randomness(lang).to_owned(),
            Self::Store(error) => error.to_string(),
        }
    }

    /// An error of the system about this file; a full medium is told as that.
    pub(super) fn of(path: &std::path::Path, cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full(path.to_owned())
            }
            io::ErrorKind::UnexpectedEof => Self::Damaged(Fault::EndsEarly),
            _ => Self::Medium { path: path.to_owned(), cause },
        }
    }
}

/// Something found damaged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The octets of a member are not those that were written.
    Checksum {
        /// Member.
        name: String,
    },
    /// The file is shorter than it was.
    EndsEarly,
    /// What stands there is no member of a backup.
    NotAMember {
        /// Octet.
        at: u64,
    },
    /// A member is missing.
    NoMember {
        /// Member.
        name: String,
    },
    /// The database has a fault.
    Page {
        /// In its own words.
        cause: String,
    },
    /// A table has other rows than were counted.
    Rows {
        /// Table.
        table: String,
        /// By the manifest.
        expected: u64,
        /// Found.
        found: u64,
    },
    /// Schema, size or audit log are others than the manifest says.
    Shape,
    /// The chain of the audit log is broken.
    AuditBroken {
        /// First line that does not follow.
        line: u64,
    },
    /// The audit log was longer once, or another.
    AuditLost {
        /// Line that it had.
        lines: u64,
    },
    /// Packed rows cannot be read.
    Packed {
        /// Table.
        table: String,
        /// So many of those read.
        damaged: u64,
        /// Rows read.
        read: u64,
    },
    /// The program cannot use what was put back.
    DoesNotOpen {
        /// Why.
        cause: String,
    },
}

impl Fault {
    /// The sentence.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Checksum { name } => checksum(lang, name),
            Self::EndsEarly => ends_early(lang).to_owned(),
            Self::NotAMember { at } => not_a_member(lang, at),
            Self::NoMember { name } => no_member(lang, name),
            Self::Page { cause } => page(lang, cause),
            Self::Rows { table, expected, found } => rows(lang, table, expected, found),
            Self::Shape => shape(lang).to_owned(),
            Self::AuditBroken { line } => audit_broken(lang, line),
            Self::AuditLost { lines } => audit_lost(lang, lines),
            Self::Packed { table, damaged, read } => packed(lang, table, damaged, read),
            Self::DoesNotOpen { cause } => does_not_open(lang, cause),
        }
    }
}
