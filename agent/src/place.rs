//! Where the agent keeps its data.

use crate::state;
use std::path::{Path, PathBuf};

/// Directory of an agent that runs as a service.
pub const OF_SERVICE: &str = "/var/lib/pantau-agent";

/// The platform's data directory: of the service for root, of the user for others.
pub fn data() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return set("PROGRAMDATA").unwrap_or_else(|| PathBuf::from("C:\\ProgramData")).join("pantau-agent");
    }
    if is_root() {
        return PathBuf::from(OF_SERVICE);
    }
    let base = set("XDG_DATA_HOME").filter(|path| path.is_absolute());
    match base.or_else(|| set("HOME").map(|home| home.join(".local/share"))) {
        Some(base) => base.join("pantau-agent"),
        None => PathBuf::from(OF_SERVICE),
    }
}

/// Where to look for a running agent: the user's own directory, or the service's if only that has an agent.
pub fn found() -> PathBuf {
    let own = data();
    let service = Path::new(OF_SERVICE);
    // The service's directory may be closed to this user, so that it is there has to do.
    if !own.join(state::FILE).exists() && service.exists() { service.to_owned() } else { own }
}

#[cfg(target_os = "linux")]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}
