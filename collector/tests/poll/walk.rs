//! Walks against a pretended device.

use crate::pretend::{Held, Pretend};
use collector::snmp::{
    Access, Cells, Destination, Engine, Oid, Session,
    session::{Limits, Manner, Reason, Wanted},
    walk::{Expected, Table},
};
use std::{
    sync::atomic::Ordering::SeqCst,
    time::{Duration, Instant},
};

const DESCR: &str = "1.3.6.1.2.1.2.2.1.2";
const TYPE: &str = "1.3.6.1.2.1.2.2.1.3";
const OCTETS: &str = "1.3.6.1.2.1.31.1.1.1.6";
const NOTHING: &str = "1.3.6.1.4.1.32473.7";

struct Walked {
    /// Cells of each column asked.
    rows: Vec<usize>,
    reasons: Vec<Reason>,
    anomalies: Vec<(&'static str, u32)>,
    manner: Manner,
}

async fn walk_with(device: &Pretend, columns: &[&str], manner: Manner, limits: Limits) -> Walked {
    walk_as(Access::v2c("public"), device, columns, manner, limits).await
}

async fn walk_as(access: Access, device: &Pretend, columns: &[&str], manner: Manner, limits: Limits) -> Walked {
    walk_again(access, device, columns, (manner, limits), None).await
}

/// Walks a table of which rows are expected.
async fn walk_again(
    access: Access,
    device: &Pretend,
    columns: &[&str],
    (manner, limits): (Manner, Limits),
    expected: Option<Expected<'_>>,
) -> Walked {
    let engine = Engine::start(10).unwrap();
    let to = Destination { address: device.address, any_source: false, strict: false, access };
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut session = Session::new(&engine, to, limits, manner, deadline);
    let oids: Vec<Oid> = columns.iter().map(|column| column.parse().unwrap()).collect();
    let wanted: Vec<Wanted<'_>> = oids.iter().enumerate().map(|(n, oid)| (n as u16, oid)).collect();
    let uptime: Oid = "1.3.6.1.2.1.1.3.0".parse().unwrap();
    let table = Table { columns: &wanted, beside: &[(99, &uptime)], expected, ..Table::default() };
    let mut cells = Cells::default();
    let reasons = session.walk(table, &mut cells).await;
    assert!(cells.first_of(99).is_some(), "the uptime comes with the first rows");
    let rows = (0..columns.len()).map(|n| cells.iter().filter(|cell| cell.column == n as u16).count()).collect();
    Walked { rows, reasons, anomalies: session.tally.seen(), manner: session.manner }
}

async fn walk(device: &Pretend, columns: &[&str]) -> Walked {
    walk_with(device, columns, Manner::default(), Limits::default()).await
}

#[tokio::test]
async fn columns_side_by_side() {
    let device = Pretend::switch(48).await;
    let walked = walk(&device, &[DESCR, NOTHING, OCTETS]).await;
    assert_eq!((walked.rows, walked.reasons, walked.anomalies), (vec![48, 0, 48], vec![], vec![]));
    let [get, next, bulk] = device.seen();
    assert!(get == 0 && next == 0 && bulk <= 6, "{bulk} requests");
}

#[tokio::test]
async fn rows_that_are_known_are_asked_for_and_no_more_and_changes_are_seen() {
    let columns = [DESCR, OCTETS];
    let again = async |device: &Pretend, rows: usize, last: &[u8]| {
        let before = device.seen()[2];
        let expected = Some(Expected { rows, octets: 60, column: 1, last });
        let known = (Manner::default(), Limits::default());
        let walked = walk_again(Access::v2c("public"), device, &columns, known, expected).await;
        assert_eq!((walked.reasons, walked.anomalies), (vec![], vec![]));
        (walked.rows, device.seen()[2] - before)
    };
    let device = Pretend::switch(40).await;
    // 40 rows of 60 octets fill two answers.
    let (rows, requests) = again(&device, 40, &[40]).await;
    assert_eq!((rows, requests), (vec![40, 40], 2));
    let (rows, requests) = again(&device, 15, &[15]).await;
    assert_eq!(rows, [40, 40], "rows came, and are seen at once");
    assert!(requests <= 4);
    let (rows, _) = again(&device, 60, &[60]).await;
    assert_eq!(rows, [40, 40], "rows went");
    let (rows, _) = again(&device, 39, &[40]).await;
    assert_eq!(rows, [40, 40], "a row came in between");
    for gone in [DESCR, OCTETS] {
        device.objects.lock().unwrap().remove(&format!("{gone}.40").parse().unwrap());
    }
    let (rows, _) = again(&device, 40, &[40]).await;
    assert_eq!(rows, [39, 39], "the last row went");
    let small = Pretend::switch(12).await;
    assert_eq!(again(&small, 12, &[12]).await, (vec![12, 12], 1), "one request, and the end is known");
}

#[tokio::test]
async fn a_device_without_get_bulk() {
    let device = Pretend::switch(5).await;
    device.quirks.no_bulk.store(true, SeqCst);
    let limits = Limits { first_wait: Duration::from_millis(50), ..Limits::default() };
    let walked = walk_with(&device, &[DESCR, OCTETS], Manner::default(), limits).await;
    assert_eq!((walked.rows, walked.reasons), (vec![5, 5], vec![]));
    assert!(walked.anomalies.contains(&("no-bulk", 1)) && !walked.manner.has_bulk());
    let before = device.seen();
    walk_with(&device, &[DESCR], walked.manner, limits).await;
    assert_eq!(device.seen()[2], before[2], "no further GETBULK");
}

#[tokio::test]
async fn answers_that_are_too_big_are_halved() {
    let device = Pretend::switch(7).await;
    device.quirks.most_varbinds.store(3, SeqCst);
    let walked = walk(&device, &[DESCR, TYPE, OCTETS]).await;
    assert_eq!((walked.rows, walked.reasons), (vec![7, 7, 7], vec![]));
    assert!(walked.anomalies.iter().any(|(name, _)| *name == "too-big"));
}

#[tokio::test]
async fn a_loop_ends_with_each_row_once() {
    let device = Pretend::switch(3).await;
    device.quirks.looping.store(true, SeqCst);
    let walked = walk(&device, &[DESCR, OCTETS]).await;
    assert_eq!((walked.rows, walked.reasons), (vec![3, 3], vec![Reason::Loop]));
    assert!(device.seen().iter().sum::<u32>() <= 4);
}

#[tokio::test]
async fn a_column_that_fails_costs_itself_only() {
    let device = Pretend::switch(4).await;
    *device.quirks.error_at.lock().unwrap() = Some(TYPE.parse().unwrap());
    let walked = walk(&device, &[DESCR, TYPE, OCTETS]).await;
    assert_eq!((walked.rows, walked.reasons), (vec![4, 0, 4], vec![Reason::ErrorStatus]));
    assert!(walked.anomalies.contains(&("device-error", 1)));
    assert!(walked.manner.has_bulk(), "GETBULK was not at fault");
}

#[tokio::test]
async fn rows_have_a_cap() {
    let device = Pretend::switch(40).await;
    let walked = walk_with(&device, &[DESCR], Manner::default(), Limits { rows: 25, ..Limits::default() }).await;
    assert_eq!((walked.rows, walked.reasons), (vec![25], vec![Reason::TooMany]));
    assert_eq!(walked.anomalies, [("walk-row-cap", 1)]);
}

#[tokio::test]
async fn large_indexes_keep_their_order() {
    let rows = [1, 127, 128, 16_383, 16_384, 2_097_152, 4_294_967_295u32];
    let objects = rows.map(|row| (format!("{DESCR}.{row}"), Held::Text("x".into())));
    let device = Pretend::serve(objects.into_iter().chain([("1.3.6.1.2.1.1.3.0".to_owned(), Held::Ticks(1))])).await;
    let walked = walk(&device, &[DESCR]).await;
    assert_eq!((walked.rows, walked.reasons), (vec![7], vec![]));
}

#[tokio::test]
async fn v1_walks_with_getnext_and_learns_what_is_not_there_from_errors() {
    let device = Pretend::switch(7).await;
    let columns = [DESCR, OCTETS, NOTHING, TYPE];
    let walked = walk_as(Access::v1("public"), &device, &columns, Manner::default(), Limits::default()).await;
    assert_eq!(walked.rows, [7, 7, 0, 7]);
    assert_eq!((walked.reasons, walked.anomalies), (vec![], vec![]));
    let [_, next, bulk] = device.seen();
    assert!(bulk == 0 && next <= 12, "{next} GETNEXT, {bulk} GETBULK");
}

#[tokio::test]
async fn v1_objects_that_are_not_there_cost_the_others_nothing() {
    let device = Pretend::switch(1).await;
    let engine = Engine::start(10).unwrap();
    let to = Destination { address: device.address, any_source: false, strict: false, access: Access::v1("public") };
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut session = Session::new(&engine, to, Limits::default(), Manner::default(), deadline);
    let names = ["1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.9.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.8.0"];
    let oids: Vec<Oid> = names.iter().map(|name| name.parse().unwrap()).collect();
    let wanted: Vec<Wanted<'_>> = oids.iter().enumerate().map(|(n, oid)| (n as u16, oid)).collect();
    let mut cells = Cells::default();
    assert_eq!(session.get(&wanted, &mut cells).await, []);
    let found: Vec<u16> = cells.iter().map(|cell| cell.column).collect();
    assert_eq!((found, device.seen()[0], session.device_error), (vec![0, 2], 3, None));
}
