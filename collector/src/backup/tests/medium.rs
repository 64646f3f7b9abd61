//! What backups meet on their medium, and what they know of the audit log.

#![allow(clippy::disallowed_methods, reason = "a small filesystem is mounted by mount(8)")]

use super::*;
use std::io::Write;

#[test]
fn a_shortened_audit_log_is_noticed_by_the_backup_before() {
    let scene = Scene::new(1);
    scene.make(None);
    Store::open(&scene.data()).unwrap().cut_audit(5);
    let made = scene.make_at(AT.plus_seconds(60), None, None, true).unwrap();
    assert_eq!(made.audit_lost.map(|head| head.lines), Some(30));
    // Cut and written on: the line of that number is another one.
    let mut store = Store::open(&scene.data()).unwrap();
    store.commit(&(100..120).map(audited).collect::<Vec<_>>()).unwrap();
    let heads = [list(&scene.medium()).unwrap()[1].manifest.clone().unwrap().shape.audit];
    let found = store::inspect(&scene.data(), store::Care::BesideWriter, &heads, |_, _| {}).unwrap();
    assert!(!found.is_sound() && found.audit_lost == heads && found.audit_broken_at.is_none(), "{found:?}");
}

/// A medium that is full, a real one: a small filesystem in memory.
#[test]
fn a_full_medium_costs_the_new_backup_only() {
    let scene = Scene::new(4000);
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"])
        .arg(scene.medium())
        .output();
    if !mount.is_ok_and(|done| done.status.success()) {
        let mut loud = std::io::stderr().lock();
        writeln!(loud, "SKIPPED: a_full_medium_costs_the_new_backup_only needs root (mount)").unwrap();
        return;
    }
    let earlier = scene.medium().join("pantau-20261101T000000Z.pantau");
    fs::write(&earlier, vec![7; 2 << 20]).unwrap();
    let refused = scene.make_at(AT, None, None, true);
    let full = writer_on_full(&scene.medium());
    let names = scene.names("medium");
    assert!(std::process::Command::new("umount").arg(scene.medium()).status().unwrap().success());
    assert!(matches!(refused, Err(BackupError::NoRoom { .. })), "{refused:?}");
    assert!(matches!(full, BackupError::Full(_)), "{full:?}");
    assert_eq!(names, ["pantau-20261101T000000Z.pantau"], "nothing half done is left, the earlier one stays");
}

/// What a medium says that fills up while it is written.
fn writer_on_full(medium: &Path) -> BackupError {
    let mut writer =
        parts::Writer::new(medium.join("pantau-20261130T005320Z.pantau"), None, pace::Pace::default()).unwrap();
    let piece = vec![1; 64 << 10];
    loop {
        if let Err(cause) = writer.write_all(&piece) {
            return BackupError::of(medium, cause);
        }
    }
}

#[test]
fn a_backup_of_a_newer_version_hinders_nobody() {
    let scene = Scene::new(1);
    let path = scene.medium().join("pantau-20260101T000000Z.pantau");
    let mut archive = archive::Writer::new(fs::File::create(&path).unwrap(), AT);
    archive.add(note::NAME, b"x").unwrap();
    archive.add(manifest::MANIFEST, br#"{"format":99}"#).unwrap();
    archive.finish().unwrap();
    scene.make(None);
    let entries = list(&scene.medium()).unwrap();
    assert!(entries[0].is_proven() && matches!(entries[1].fault, Some(Fault::Unreadable { .. })), "{entries:?}");
    assert!(matches!(scene.prove(&path, None), Err(BackupError::Newer(99))));
}
