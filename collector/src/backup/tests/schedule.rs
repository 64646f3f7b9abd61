//! Backups that a collector makes by itself: noted, shown, the old ones let go one at a time, a failure told.

use super::*;
use crate::{StartOptions, clock::Clock, start};
use axum::body::{Body, to_bytes};
use model::{Settings, api::AskAudit, settings::Backup};
use std::sync::{Arc, atomic::AtomicI64};
use tower::ServiceExt;

struct Rig {
    scene: Scene,
    hand: Arc<AtomicI64>,
    running: crate::Running,
    settings: Backup,
}

impl Rig {
    async fn new() -> Self {
        let scene = Scene::new(20);
        let hand = Arc::new(AtomicI64::new(AT.plus_seconds(86_400).0));
        let backup = Backup { directory: Some(scene.medium().display().to_string()), ..Backup::default() };
        let settings = Settings { backup: backup.clone(), ..Settings::default() };
        let options = StartOptions {
            serve: false,
            clock: Clock::set_by(hand.clone()),
            ..StartOptions::new(scene.data(), settings, "1.2.3")
        };
        let running = start(options).await.unwrap();
        Self { scene, hand, running, settings: backup }
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let request = axum::http::Request::get(path).body(Body::empty()).unwrap();
        let response = self.running.router().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let octets = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        (status, String::from_utf8(octets.to_vec()).unwrap())
    }

    async fn run(&self, settings: &Backup) -> bool {
        let schedule = Arc::new(self.running.schedule(&self.scene.data()));
        schedule.run(settings.clone(), model::Zone::Wita).await
    }

    fn pass(&self, hours: i64) {
        self.hand.fetch_add(hours * 3_600_000, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scheduled_backup_is_noted_proven_and_shown() {
    let rig = Rig::new().await;
    assert!(!rig.get("/metrics").await.1.contains("pantau_backup_last_proven_timestamp_seconds 1"));
    assert!(rig.run(&rig.settings).await);
    let (_, page) = rig.get("/metrics").await;
    let at = AT.plus_seconds(86_400).seconds();
    assert!(page.contains(&format!("\npantau_backup_last_proven_timestamp_seconds {at}\n")), "{page}");
    assert!(page.contains("\npantau_backup_failures_total 0\n"));
    let (_, lines) = rig.get(<AskAudit as model::api::Question>::ROUTE).await;
    assert!(
        lines.contains("\"backup\"") && lines.contains("pantau-20261201T005320Z.pantau") && lines.contains("pantau\""),
        "{lines}"
    );
    // Nobody hinders the collector by a backup that is late; the screen says it.
    rig.pass(49);
    rig.running.flush().await;
    assert_eq!(rig.get("/healthz").await, (200, "ok\n".to_owned()));
    let (_, fleet) = rig.get(<model::api::AskFleet as model::api::Question>::ROUTE).await;
    assert!(fleet.contains("last proven backup 49 hours ago (Pasal 19)"), "{fleet}");
    assert!(rig.run(&rig.settings).await);
    rig.running.flush().await;
    let (_, fleet) = rig.get(<model::api::AskFleet as model::api::Question>::ROUTE).await;
    assert!(!fleet.contains("Pasal 19"), "{fleet}");
    rig.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_is_counted_and_leaves_what_was_there() {
    let rig = Rig::new().await;
    assert!(rig.run(&rig.settings).await);
    let gone = Backup { directory: Some(rig.scene.path("tercabut").display().to_string()), ..rig.settings.clone() };
    let closed = Backup { passphrase_file: Some("/tidak/ada".into()), ..rig.settings.clone() };
    rig.pass(24);
    assert!(!rig.run(&gone).await && !rig.run(&closed).await);
    assert!(rig.get("/metrics").await.1.contains("\npantau_backup_failures_total 2\n"));
    assert_eq!(rig.scene.names("medium"), ["pantau-20261201T005320Z.pantau"]);
    rig.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_ones_go_one_a_night_and_those_of_others_never() {
    let rig = Rig::new().await;
    let few = Backup { keep_daily: 2, keep_weekly: 0, keep_monthly: 0, ..rig.settings.clone() };
    assert!(rig.run(&few).await);
    let made = fs::read(rig.scene.medium().join("pantau-20261201T005320Z.pantau")).unwrap();
    for day in 20..24 {
        fs::write(rig.scene.medium().join(format!("pantau-202611{day}T005320Z.pantau")), &made).unwrap();
    }
    let other = Scene::new(1);
    let theirs = other.make(None);
    fs::copy(&theirs.path, rig.scene.medium().join("pantau-20250101T000000Z.pantau")).unwrap();
    for night in 0..4 {
        rig.pass(24);
        assert!(rig.run(&few).await);
        let kept = rig.scene.names("medium");
        assert!(kept.contains(&"pantau-20250101T000000Z.pantau".to_owned()), "not of this installation");
        let gone = |day: i32| !kept.contains(&format!("pantau-202611{day}T005320Z.pantau"));
        assert_eq!((20..24).filter(|day| gone(*day)).collect::<Vec<_>>(), (20..=20 + night).collect::<Vec<_>>());
        assert_eq!(kept.len(), 6, "one came and one went: {kept:?}");
    }
    rig.running.shutdown().await;
}
