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
        Store::open(&scene.data()).unwrap().commit(&events()).unwrap();
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

/// Many events, which nobody reads but who asks for them.
fn events() -> Vec<Row> {
    let port = |n: i64| Happening::Port { port: format!("kenari-{n:04}"), before: "up".into(), after: "down".into() };
    (0..600).map(|n| Row::Event(DeviceId(1), Event { at: AT.plus_seconds(n), what: port(n) })).collect()
}

/// Overwrites a page that events stand in.
fn damage(data: &Path) {
    let path = data.join(store::FILE);
    let octets = fs::read(&path).unwrap();
    let mark = b"kenari-0300";
    let place = octets.windows(mark.len()).position(|window| window == mark).unwrap() / 4096;
    let mut wrong = octets;
    wrong[place * 4096..][..4096].fill(0x5a);
    fs::write(&path, wrong).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_is_found_by_its_backup_and_written_to_no_more() {
    let rig = Rig::new().await;
    damage(&rig.scene.data());
    assert!(!rig.run(&rig.settings).await);
    rig.running.flush().await;
    assert!(rig.get("/metrics").await.1.contains("\npantau_store_readonly 1\n"));
    assert_eq!(rig.get("/healthz").await, (503, "the database is damaged: nothing is written any more\n".to_owned()));
    assert_eq!(rig.scene.names("medium"), Vec::<String>::new());
    rig.running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_unclean_end_the_database_is_looked_over() {
    let scene = Scene::new(300);
    Store::open(&scene.data()).unwrap().commit(&events()).unwrap();
    let mut store = Store::open(&scene.data()).unwrap();
    store.commit(&[audited(99)]).unwrap();
    let killed = scene.path("killed");
    for (name, is_damaged) in [("sound", false), ("damaged", true)] {
        let _ = fs::remove_dir_all(&killed);
        fs::create_dir(&killed).unwrap();
        // As a power cut leaves it: with a log that nobody brought in.
        for file in [store::FILE, "pantau.db-wal", KEY_FILE] {
            fs::copy(scene.data().join(file), killed.join(file)).unwrap();
        }
        if is_damaged {
            damage(&killed);
        }
        let listener = Some(std::net::TcpListener::bind("127.0.0.1:0").unwrap());
        let options = StartOptions { listener, ..StartOptions::new(&killed, Settings::default(), "1.2.3") };
        let running = start(options).await.unwrap();
        let begun = Instant::now();
        while running.shared.backups.told(running.shared.clock.now()).is_some() {
            assert!(begun.elapsed() < Duration::from_secs(60), "{name}: it is looked over for ever");
            tokio::task::yield_now().await;
        }
        running.flush().await;
        let rig = Rig {
            scene: Scene { folder: TempDir::new().unwrap() },
            hand: Arc::default(),
            running,
            settings: Backup::default(),
        };
        assert_eq!(rig.get("/healthz").await.0, if is_damaged { 503 } else { 200 }, "{name}");
        rig.running.shutdown().await;
    }
}
