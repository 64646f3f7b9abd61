//! Who is logged in, as the login manager of systemd writes it. Names of accounts only; can be switched off.

use crate::{read, roots::Roots};
use model::record::User;

/// Most accounts stated.
pub const MAX_USERS: usize = 64;

/// Accounts with a session of their own; the login screen and the manager's own sessions are none.
pub fn read(roots: &Roots) -> Vec<User> {
    if !roots.tells_users {
        return Vec::new();
    }
    let folder = roots.run.join("systemd/sessions");
    let mut names: Vec<String> = read::names(&folder)
        .iter()
        .filter(|name| !name.ends_with(".ref"))
        .filter_map(|name| account(&read::text(&folder.join(name))?))
        .collect();
    names.sort();
    names.dedup();
    let row = |name| User { name: Some(name), logged_in: Some(true), ..User::default() };
    names.into_iter().take(MAX_USERS).map(row).collect()
}

fn account(session: &str) -> Option<String> {
    let value = |key: &str| session.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    let is_person = value("CLASS").is_none_or(|class| class == "user" || class == "user-early");
    let is_there = value("ACTIVE") == Some("1") || matches!(value("STATE"), Some("active" | "online"));
    (is_person && is_there).then(|| model::text::clean(value("USER")?.as_bytes())).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_only_and_not_when_switched_off() {
        let folder = tempfile::tempdir().unwrap();
        let mut roots = Roots::under(folder.path());
        let sessions = roots.run.join("systemd/sessions");
        std::fs::create_dir_all(&sessions).unwrap();
        for (name, text) in [
            ("1", "# x\nUID=1000\nUSER=siti\nACTIVE=1\nSTATE=active\nCLASS=user\n"),
            ("2", "UID=1000\nUSER=siti\nACTIVE=0\nSTATE=online\nCLASS=user\n"),
            ("c1", "UID=110\nUSER=gdm\nACTIVE=1\nCLASS=greeter\n"),
            ("3", "UID=1001\nUSER=budi\nACTIVE=0\nSTATE=closing\nCLASS=user\n"),
            ("1.ref", ""),
        ] {
            std::fs::write(sessions.join(name), text).unwrap();
        }
        let names: Vec<_> = read(&roots).into_iter().filter_map(|user| user.name).collect();
        assert_eq!(names, ["siti"]);
        roots.tells_users = false;
        assert!(read(&roots).is_empty());
    }
}
