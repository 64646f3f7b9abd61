//! Many devices at once: all of them with their audit lines, or none.

use super::*;
use model::api::{AddDevices, AskFigures, MOST_DEVICES};

fn list(from: u32, count: u32) -> Vec<Device> {
    (from..from + count).map(|n| device(&format!("10.1.{}.{}", n / 250, n % 250 + 1))).collect()
}

#[tokio::test]
async fn a_list_enters_the_book_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    let mut devices = list(0, 300);
    // A device may hang behind an earlier one of the list.
    devices[299].parents = vec![DeviceId(1)];
    let ids = w.ask(&AddDevices { devices }).await.unwrap();
    assert_eq!(ids, (1..=300).map(DeviceId).collect::<Vec<_>>());
    let audit = w.running.api.reader().audit(1000).unwrap();
    assert_eq!(audit.iter().filter(|line| line.action == "device.add").count(), 300);
    assert!(audit.iter().all(|line| !line.after.contains("rahasia-sekali")));
    w.running.flush().await;
    assert_eq!(w.running.targets().borrow().len(), 300);

    // One of them is there already: none enters.
    let mut twice = list(300, 10);
    twice.push(device("10.1.0.1"));
    assert_eq!(w.code(&AddDevices { devices: twice }).await, Code::Conflict);
    assert_eq!(w.code(&AddDevices { devices: list(400, MOST_DEVICES as u32 + 1) }).await, Code::Invalid);
    let known = w.ask(&api::ListDevices {}).await.unwrap();
    assert_eq!(known.len(), 300);
    w.running.flush().await;
    assert_eq!(w.running.targets().borrow().len(), 300);
    assert_eq!(w.running.api.reader().audit(1000).unwrap().len(), audit.len());
    assert!(w.ask(&AddDevices { devices: list(300, 10) }).await.is_ok());
}

#[tokio::test]
async fn the_figures_of_the_collector_are_those_of_its_page() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddDevices { devices: list(0, 3) }).await.unwrap();
    let figures = w.ask(&AskFigures {}).await.unwrap();
    let (_, page) = w.raw("GET", "/metrics?part=collector", &[], String::new()).await;
    assert!(figures.sum("pantau_store_commits_total").unwrap() >= 1.0);
    assert_eq!(figures.of("pantau_batches_refused_total").count(), crate::ingest::Refused::ALL.len());
    assert!(figures.quantile(None, "pantau_store_commit_duration_seconds", 0.5).is_some_and(|seconds| seconds > 0.0));
    for figure in &figures.series {
        let begin = if figure.label.is_empty() { figure.name.clone() } else { format!("{}{{", figure.name) };
        assert!(page.lines().any(|line| line.starts_with(&begin)), "{figure:?}");
    }
    let (status, text) = w.raw("GET", "/metrics?port=all", &[], String::new()).await;
    assert!(status.as_u16() == 400 && text.contains("ports=uplinks|monitored|all"), "{status} {text}");
    assert_eq!(w.raw("GET", "/metrics?opd=TIDAK", &[], String::new()).await.0.as_u16(), 404);
}
