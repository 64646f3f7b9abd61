//! A collector that ended without a word finds the damage that its readers do not meet, and writes nothing any more.

use super::*;
use crate::{checkup, store::FILE};
use std::os::unix::fs::FileExt;

#[tokio::test]
async fn damage_is_found_beside_the_work_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddDevice(device("10.0.0.1"))).await.unwrap();
    w.hear((0..1500).map(|minute| counters(1, at(minute * 60), 1000.0 + minute as f64 * 60.0, 5))).await;
    w.running.shutdown().await;
    let store = Store::open(dir.path()).unwrap();
    let reader = store.reader().unwrap();
    assert!(reader.ended_well().unwrap());
    assert!(checkup::look(&reader).is_ok());
    drop((store, reader));
    let w = world(dir.path(), Settings::default()).await;
    // Killed: nothing is said any more, and the lock is gone with the process.
    let reader = w.running.api.reader();
    assert!(!reader.ended_well().unwrap());
    let file = std::fs::OpenOptions::new().write(true).open(dir.path().join(FILE)).unwrap();
    let pages = file.metadata().unwrap().len() / 4096;
    // Every page of the first half but the schema and what stands before: older readings, which nobody reads now.
    for page in pages / 3..pages / 2 {
        file.write_all_at(&[0x5a; 64], page * 4096).unwrap();
    }
    let found = checkup::look(&w.running.api.reader());
    assert!(matches!(found, Err(crate::store::StoreError::Corrupt(_))), "{found:?}");
    assert!(!w.ask(&api::AskFleet {}).await.unwrap().collector.checking);
    checkup::run(w.running.shared.clone(), reader, w.running.commands()).await;
    w.running.flush().await;
    let facts = w.ask(&api::AskFleet {}).await.unwrap().collector;
    assert!(!facts.checking && facts.trouble.unwrap()[1].contains("damaged"));
    assert_eq!(w.raw("GET", "/healthz", &[], String::new()).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(w.code(&AddDevice(device("10.0.0.2"))).await, Code::Busy);
}
