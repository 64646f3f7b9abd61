//! What updates wait, when the last came, and whether the machine must start anew.

use crate::{read, roots::Roots};
use model::{Timestamp, record::Updates};

/// What is known of it; none where nothing is.
pub fn read(roots: &Roots) -> Option<Updates> {
    let var = |path: &str| roots.var.join(path);
    // update-notifier writes what apt found, in words; its numbers are the counts.
    let told = read::text(&var("lib/update-notifier/updates-available")).unwrap_or_default();
    let (pending, pending_security) = counts(&told);
    let checked = ["lib/apt/periodic/update-success-stamp", "cache/apt/pkgcache.bin"];
    let is_dpkg = var("lib/dpkg/status").exists();
    let updates = Updates {
        pending,
        pending_security,
        checked_at: checked.into_iter().find_map(|path| read::changed_at(&var(path))),
        installed_at: read::tail(&var("log/dpkg.log"), 64 << 10).and_then(|text| newest(&text)),
        // Packages of Debian's kind ask for a start by this file; elsewhere its absence says nothing.
        reboot_required: is_dpkg.then(|| roots.run.join("reboot-required").exists()),
        ..Updates::default()
    };
    (updates != Updates::default()).then_some(updates)
}

/// `7 updates can be applied immediately.`, `3 of these updates are standard security updates.`
fn counts(text: &str) -> (Option<u64>, Option<u64>) {
    let number = |line: &str| line.split_whitespace().next()?.parse().ok();
    let of = |wanted: &dyn Fn(&str) -> bool| text.lines().find(|line| wanted(line)).and_then(number);
    let all = of(&|line| {
        line.contains("can be applied") || line.contains("can be installed") || line.contains("can be updated")
    });
    let security = of(&|line| line.contains("security update"));
    (all, security.or(all.filter(|count| *count == 0)))
}

/// The moment of the last `status installed` of dpkg's log, whose times are those of the machine's zone.
fn newest(log: &str) -> Option<Timestamp> {
    let line = log.lines().rev().find(|line| line.contains(" status installed "))?;
    let (day, rest) = line.split_once(' ')?;
    let time = rest.split(' ').next()?;
    // The zone is not written; UTC is right within a day, which is what this is read for.
    Timestamp::parse(&format!("{day}T{time}Z")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_apt_and_dpkg_say() {
        assert_eq!(
            counts("\n7 updates can be applied immediately.\n3 of these updates are standard security updates.\n"),
            (Some(7), Some(3))
        );
        assert_eq!(counts("0 updates can be applied immediately."), (Some(0), Some(0)));
        assert_eq!(counts(""), (None, None));
        let log = "2026-11-20 09:00:00 status installed a:amd64 1\n2026-11-21 10:11:12 status installed b:amd64 2\n2026-11-21 10:12:00 trigproc man-db\n";
        assert_eq!(newest(log), Timestamp::parse("2026-11-21T10:11:12Z").ok());
        let folder = tempfile::tempdir().unwrap();
        let roots = Roots::under(folder.path());
        assert_eq!(read(&roots), None);
        std::fs::create_dir_all(roots.var.join("lib/dpkg")).unwrap();
        std::fs::write(roots.var.join("lib/dpkg/status"), "").unwrap();
        std::fs::create_dir_all(&roots.run).unwrap();
        std::fs::write(roots.run.join("reboot-required"), "").unwrap();
        assert_eq!(read(&roots).unwrap().reboot_required, Some(true));
    }
}
