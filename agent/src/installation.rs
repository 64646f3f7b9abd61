//! The id of this agent: made once per installation, kept in its data directory, the same for every agent program of
//! one machine.
//!
//! It is made from the machine-id, hashed, because the machine-id itself is not to be given away (machine-id(5)). A
//! disk image cloned before its machine-id was made anew says so by the mark: then the id is made anew as well.

use crate::{read, roots::Roots};
use model::text::hex;
use sha2::{Digest, Sha256};
use std::{
    fs::OpenOptions,
    hash::{BuildHasher, Hasher},
    io::{self, Write},
    path::Path,
};

/// File in the data directory: the id, and below it the mark of the machine it was made for.
pub const FILE: &str = "agent-id";

/// The id kept in `data`, or one made now and kept there. Error: the directory cannot be made or written.
pub fn keep_id(roots: &Roots, data: &Path) -> io::Result<String> {
    let machine = machine(roots);
    if let Some(id) = kept(data, machine.as_ref()) {
        return Ok(id);
    }
    std::fs::create_dir_all(data)?;
    let (id, mark) = match machine {
        Some(Machine { id, mark }) => (id, mark),
        None => (as_uuid(&random()), String::new()),
    };
    write_atomically(data, FILE, format!("{id}\n{mark}\n").as_bytes())?;
    Ok(id)
}

/// The id kept in `data` or the one that would be made; nothing is written. None: the machine has no machine-id and
/// no id was ever kept.
pub fn known_id(roots: &Roots, data: &Path) -> Option<String> {
    let machine = machine(roots);
    kept(data, machine.as_ref()).or(machine.map(|machine| machine.id))
}

/// Writes a file of a data directory so that a reader sees the old one or the new one, readable by its owner only.
pub fn write_atomically(directory: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let unfinished = directory.join(format!("{name}.new"));
    drop(write_private(&unfinished, content)?);
    std::fs::rename(&unfinished, directory.join(name))
}

/// The same, in a directory that is made where it is missing, and on the disk before this returns.
pub fn write_durably(directory: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    let unfinished = directory.join(format!("{name}.new"));
    write_private(&unfinished, content)?.sync_all()?;
    std::fs::rename(&unfinished, directory.join(name))?;
    let synced = std::fs::File::open(directory).and_then(|folder| folder.sync_all());
    // Where a directory cannot be opened (Windows) the system keeps names on its own.
    if cfg!(unix) { synced } else { Ok(()) }
}

/// Gives what root wrote into a data directory to its owner, the user of the service.
#[cfg(unix)]
pub fn give_to_owner(data: &Path) {
    use std::os::unix::fs::{MetadataExt, chown};
    let Ok(owner) = std::fs::metadata(data) else { return };
    for entry in std::fs::read_dir(data).into_iter().flatten().flatten() {
        let differs = entry.metadata().is_ok_and(|file| file.uid() != owner.uid() || file.gid() != owner.gid());
        if differs {
            // Nobody but root may; to others the files belong already.
            let _ = chown(entry.path(), Some(owner.uid()), Some(owner.gid()));
        }
    }
}

/// Elsewhere who may read a file is a matter of its directory.
#[cfg(not(unix))]
pub fn give_to_owner(_data: &Path) {}

/// On Unix each file is made readable by its owner only.
#[cfg(not(windows))]
pub fn protect(_data: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes the data directory, where it is missing, and leaves it and all in it to the system and to administrators (SDDL): what
/// lies below `%ProgramData%` can be read by everybody otherwise, and made by everybody. Without an administrator's rights it
/// is left to its owner as well. Error: it cannot be made, or somebody else made it, who could read what is written there.
#[cfg(windows)]
pub fn protect(data: &Path) -> io::Result<()> {
    use windows_permissions::{
        LocalBox, SecurityDescriptor, Sid,
        constants::{SeObjectType::SE_FILE_OBJECT, SecurityInformation},
        utilities::current_process_sid,
        wrappers::{GetNamedSecurityInfo, SetNamedSecurityInfo},
    };
    const ADMINISTRATORS: &str = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
    const SYSTEM: &str = "O:SY";
    const OWNER_TOO: &str = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)";
    let ours: LocalBox<SecurityDescriptor> = ADMINISTRATORS.parse()?;
    let system: LocalBox<SecurityDescriptor> = SYSTEM.parse()?;
    let rights = SecurityInformation::Dacl | SecurityInformation::ProtectedDacl;
    if data.exists() {
        let found = GetNamedSecurityInfo(data, SE_FILE_OBJECT, SecurityInformation::Owner)?;
        let own = current_process_sid()?;
        let trusted: [Option<&Sid>; 3] = [ours.owner(), system.owner(), Some(&own)];
        if !trusted.contains(&found.owner()) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "made by another account"));
        }
    } else {
        std::fs::create_dir_all(data)?;
    }
    let whole = rights | SecurityInformation::Owner;
    SetNamedSecurityInfo(data, SE_FILE_OBJECT, whole, ours.owner(), None, ours.dacl(), None).or_else(|_| {
        let ours: LocalBox<SecurityDescriptor> = OWNER_TOO.parse()?;
        SetNamedSecurityInfo(data, SE_FILE_OBJECT, rights, None, None, ours.dacl(), None)
    })
}

fn write_private(path: &Path, content: &[u8]) -> io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(content)?;
    Ok(file)
}

/// What follows from the machine-id: the agent's id, and a mark that tells whether a kept id belongs to this machine.
struct Machine {
    id: String,
    mark: String,
}

fn machine(roots: &Roots) -> Option<Machine> {
    let id = machine_id(roots).filter(|id| is_machine_id(id))?;
    let digest = Sha256::digest(format!("pantau-agent\n{id}\n").as_bytes());
    let (first, second) = digest.split_at(16);
    Some(Machine { id: as_uuid(first), mark: hex(second) })
}

#[cfg(not(windows))]
fn machine_id(roots: &Roots) -> Option<String> {
    read::word(&roots.etc.join("machine-id"))
}

/// `MachineGuid` of the registry, made anew when an image is generalised.
#[cfg(windows)]
fn machine_id(_roots: &Roots) -> Option<String> {
    crate::collect::windows::machine_guid().map(|id| id.replace('-', "").to_ascii_lowercase())
}

fn is_machine_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) && text.bytes().any(|b| b != b'0')
}

fn kept(data: &Path, machine: Option<&Machine>) -> Option<String> {
    let text = read::text(&data.join(FILE))?;
    let mut lines = text.lines();
    let id = lines.next().filter(|id| is_uuid(id))?;
    let mark = lines.next().unwrap_or_default();
    let foreign = machine.is_some_and(|machine| !mark.is_empty() && machine.mark != mark);
    (!foreign).then(|| id.to_owned())
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

fn as_uuid(octets: &[u8]) -> String {
    let hex = hex(octets);
    let mut out = String::with_capacity(36);
    for (place, c) in hex.chars().take(32).enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        out.push(c);
    }
    out
}

/// 128 bits that no other machine has: the standard library seeds its hash maps from the system's generator.
pub fn random() -> [u8; 16] {
    let mut out = [0; 16];
    for half in out.chunks_exact_mut(8) {
        half.copy_from_slice(&std::hash::RandomState::new().build_hasher().finish().to_ne_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(directory: &Path, machine_id: &str) -> Roots {
        let roots = Roots::under(directory);
        std::fs::create_dir_all(&roots.etc).unwrap();
        std::fs::write(roots.etc.join("machine-id"), machine_id).unwrap();
        roots
    }

    #[test]
    fn one_machine_has_one_id_and_does_not_give_its_machine_id_away() {
        let directory = tempfile::tempdir().unwrap();
        let machine_id = "0123456789abcdef0123456789abcdef";
        let roots = roots(directory.path(), &format!("{machine_id}\n"));
        let first = keep_id(&roots, &directory.path().join("a")).unwrap();
        let second = keep_id(&roots, &directory.path().join("b")).unwrap();
        assert_eq!(first, second);
        assert_eq!(known_id(&roots, &directory.path().join("c")), Some(first.clone()));
        assert!(is_uuid(&first) && !first.replace('-', "").contains(&machine_id[..8]));
    }

    #[cfg(not(windows))]
    #[test]
    fn a_clone_with_a_new_machine_id_gets_a_new_agent_id() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        let original = keep_id(&roots(directory.path(), "0123456789abcdef0123456789abcdef"), &data).unwrap();
        let clone = keep_id(&roots(directory.path(), "00000000000000000000000000000abc"), &data).unwrap();
        assert_ne!(original, clone);
    }

    #[cfg(not(windows))]
    #[test]
    fn without_a_machine_id_the_id_is_random_and_stays() {
        let directory = tempfile::tempdir().unwrap();
        let roots = roots(directory.path(), "uninitialized\n");
        let data = directory.path().join("data");
        assert_eq!(known_id(&roots, &data), None);
        let made = keep_id(&roots, &data).unwrap();
        assert_eq!(keep_id(&roots, &data).unwrap(), made);
        assert_ne!(keep_id(&roots, &directory.path().join("other")).unwrap(), made);
    }

    #[test]
    fn a_damaged_file_is_made_anew() {
        let directory = tempfile::tempdir().unwrap();
        let roots = roots(directory.path(), "0123456789abcdef0123456789abcdef");
        let made = keep_id(&roots, directory.path()).unwrap();
        std::fs::write(directory.path().join(FILE), b"\xff\xfe").unwrap();
        assert_eq!(keep_id(&roots, directory.path()).unwrap(), made);
    }
}
