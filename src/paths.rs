//! Where data and configuration lie on this platform.

use std::path::{Path, PathBuf};

/// Data directory: the one asked for, else the platform's (`XDG_DATA_HOME`, `~/.local/share`, without a home `/var/lib`).
pub fn data_dir(asked: Option<&Path>) -> PathBuf {
    if let Some(asked) = asked {
        return asked.to_owned();
    }
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return set("LOCALAPPDATA").unwrap_or_else(|| PathBuf::from("C:\\ProgramData")).join("pantau");
    }
    let base = set("XDG_DATA_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| set("HOME").map(|home| home.join(".local/share")));
    base.unwrap_or_else(|| PathBuf::from("/var/lib")).join("pantau")
}

/// Configuration file: the one asked for, else `pantau.toml` in the data directory if it is there.
pub fn config_file(asked: Option<&Path>, data_dir: &Path) -> Option<PathBuf> {
    if let Some(asked) = asked {
        return Some(asked.to_owned());
    }
    let usual = data_dir.join("pantau.toml");
    usual.exists().then_some(usual)
}
