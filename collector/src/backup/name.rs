//! Names of backups: `pantau-YYYYMMDDThhmmssZ.pantau`, valid on every filesystem; parts of one end in `.001`, `.002`, …

use model::Timestamp;
use std::path::{Path, PathBuf};

/// What names begin with.
const BEGIN: &str = "pantau-";
/// What names end with.
const END: &str = ".pantau";
/// What a file is called until it is whole.
pub(super) const PARTIAL: &str = ".partial";
/// Most parts of one backup.
const PARTS: u32 = 999;

/// The name of a backup of this moment.
pub(super) fn of(at: Timestamp) -> String {
    let digits: String = at.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    format!("{BEGIN}{digits}{END}")
}

/// When the backup of this name was made; none: it is no such name.
pub(super) fn moment(name: &str) -> Option<Timestamp> {
    let digits = name.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let (day, time) = digits.strip_suffix('Z')?.split_once('T')?;
    let all_digits = |text: &str, length| text.len() == length && text.bytes().all(|octet| octet.is_ascii_digit());
    if !all_digits(day, 8) || !all_digits(time, 6) {
        return None;
    }
    let (year, rest) = day.split_at(4);
    let (month, day) = rest.split_at(2);
    let (hour, rest) = time.split_at(2);
    let (minute, second) = rest.split_at(2);
    Timestamp::parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")).ok()
}

/// The name without the number of a part.
pub(super) fn whole(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((whole, number)) if number.len() == 3 && number.bytes().all(|octet| octet.is_ascii_digit()) => whole,
        _ => name,
    }
}

/// True when a file is called like a backup, or like a part of one.
pub fn is_backup(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| moment(whole(name)).is_some())
}

/// Number `number` (from 1) of a backup in parts.
pub(super) fn part(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number:03}"));
    name.into()
}

/// The files of a backup in their order: the file itself, or its parts. Either may be named.
pub(super) fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() && path.file_name().and_then(|name| name.to_str()).is_none_or(|name| whole(name) == name) {
        return vec![path.to_owned()];
    }
    let base = path.file_name().and_then(|name| name.to_str()).map(|name| path.with_file_name(whole(name)));
    let base = base.unwrap_or_else(|| path.to_owned());
    let found: Vec<PathBuf> = (1..=PARTS).map(|number| part(&base, number)).take_while(|part| part.is_file()).collect();
    if found.is_empty() && path.is_file() { vec![path.to_owned()] } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_moment() {
        let at = Timestamp::parse("2026-11-30T18:30:05Z").unwrap();
        assert_eq!(of(at), "pantau-20261130T183005Z.pantau");
        assert_eq!(moment(&of(at)), Some(at));
        for wrong in
            ["pantau-20261330T183005Z.pantau", "pantau-20261130T183005.pantau", "x.pantau", "pantau-é.pantau", ""]
        {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
        assert_eq!(whole("pantau-20261130T183005Z.pantau.001"), of(at));
        assert!(is_backup(Path::new("/x/pantau-20261130T183005Z.pantau.014")));
        assert!(!is_backup(Path::new("/x/pantau-20261130T183005Z.pantau.partial")));
    }
}
