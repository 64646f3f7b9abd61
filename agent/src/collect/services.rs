//! Services of systemd: which run (their control groups) and which start with the machine (their links).

use crate::{read, roots::Roots};
use model::record::Service;
use std::collections::BTreeMap;

/// Most services stated.
pub const MAX_SERVICES: usize = 512;
const ENABLED: [&str; 3] = [
    "systemd/system/multi-user.target.wants",
    "systemd/system/graphical.target.wants",
    "systemd/system/sysinit.target.wants",
];

/// Every service that runs or starts with the machine; the parts of systemd itself and of logins are left out.
pub fn read(roots: &Roots) -> Vec<Service> {
    let mut all: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for name in running(roots) {
        all.entry(name).or_default().0 = true;
    }
    for folder in ENABLED {
        for name in read::names(&roots.etc.join(folder)).iter().filter_map(|name| service(name)) {
            all.entry(name).or_default().1 = true;
        }
    }
    let row = |(name, (runs, starts)): (String, (bool, bool))| Service {
        name: Some(name),
        state: Some(if runs { "running" } else { "stopped" }.to_owned()),
        start: Some(if starts { "auto" } else { "manual" }.to_owned()),
        ..Service::default()
    };
    all.into_iter().take(MAX_SERVICES).map(row).collect()
}

/// Whether a service runs.
pub fn is_running(roots: &Roots, name: &str) -> bool {
    running(roots).iter().any(|own| own == name)
}

fn running(roots: &Roots) -> Vec<String> {
    let unified = read::names(&roots.sys.join("fs/cgroup/system.slice"));
    let names =
        if unified.is_empty() { read::names(&roots.sys.join("fs/cgroup/systemd/system.slice")) } else { unified };
    names.iter().filter_map(|name| service(name)).collect()
}

fn service(file: &str) -> Option<String> {
    let name = file.strip_suffix(".service")?;
    let own = name.starts_with("systemd-") || name.starts_with("user@") || name.starts_with("getty@");
    if own { None } else { model::text::clean(name.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_and_what_should() {
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(folder.path());
        for path in ["ssh.service", "systemd-journald.service", "cron.service", "system-getty.slice"] {
            std::fs::create_dir_all(roots.sys.join("fs/cgroup/system.slice").join(path)).unwrap();
        }
        let wants = roots.etc.join(ENABLED[0]);
        std::fs::create_dir_all(&wants).unwrap();
        for name in ["ssh.service", "postgresql.service"] {
            std::fs::write(wants.join(name), "").unwrap();
        }
        let told: Vec<_> = read(&roots)
            .into_iter()
            .map(|row| [row.name, row.state, row.start].map(Option::unwrap_or_default).join(" "))
            .collect();
        assert_eq!(told, ["cron running manual", "postgresql stopped auto", "ssh running auto"]);
        assert!(is_running(&roots, "ssh") && !is_running(&roots, "postgresql"));
    }
}
