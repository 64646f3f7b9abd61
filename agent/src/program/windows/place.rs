//! Where the program lies, and how a newer one takes its place: the older one stays beside it until the newer one runs.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The directory of the program, below `%ProgramFiles%`.
pub fn folder() -> PathBuf {
    let base = std::env::var_os("ProgramFiles").filter(|value| !value.is_empty());
    base.map_or_else(|| PathBuf::from("C:\\Program Files"), PathBuf::from).join("pantau")
}

/// The program of the service.
pub fn program() -> PathBuf {
    folder().join("pantau-agent.exe")
}

/// The program that runs now.
pub fn running() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// True when the program that runs now is the one of the service.
pub fn runs_in_place() -> bool {
    let same =
        |own: &Path| fs::canonicalize(own).ok().zip(fs::canonicalize(program()).ok()).is_some_and(|(a, b)| a == b);
    running().is_ok_and(|own| same(&own))
}

/// True when the program in place is the same as the one that runs now, octet for octet.
pub fn is_same() -> bool {
    let same = |own: PathBuf| fs::read(own).ok().zip(fs::read(program()).ok()).is_some_and(|(a, b)| a == b);
    running().is_ok_and(same)
}

/// Lays the program that runs now beside the place of the service, whole and on the disk.
pub fn prepare() -> io::Result<()> {
    fs::create_dir_all(folder())?;
    fs::copy(running()?, new())?;
    fs::File::options().write(true).open(new())?.sync_all()
}

/// Puts the prepared program in its place. The service must not run.
pub fn replace() -> io::Result<()> {
    let _ = fs::remove_file(old());
    if program().exists() {
        fs::rename(program(), old())?;
    }
    fs::rename(new(), program()).inspect_err(|_| {
        let _ = fs::rename(old(), program());
    })
}

/// Puts the older program back, where there is one.
pub fn restore() -> bool {
    old().exists() && fs::remove_file(program()).is_ok() && fs::rename(old(), program()).is_ok()
}

/// Forgets the older program.
pub fn settle() {
    let _ = fs::remove_file(old());
}

/// Takes the program away. False: it is still there, because it is the one that runs.
pub fn remove() -> bool {
    for file in [old(), new(), program()] {
        let _ = fs::remove_file(file);
    }
    let _ = fs::remove_dir(folder());
    !program().exists()
}

fn new() -> PathBuf {
    folder().join("pantau-agent.new")
}

fn old() -> PathBuf {
    folder().join("pantau-agent.old")
}
