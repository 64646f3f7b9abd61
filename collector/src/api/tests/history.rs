//! History asked through the API: steps, gaps, what is refused and how, whose it is, CSV to the last digit, forgetting.

use super::*;
use model::{
    Timestamp,
    api::{
        AskHistory, AskHistorySize, AskTop, CreateToken, ForgetHistory, History, HistoryValue, MadeOf, Reading, Role,
        TopBy, Unit,
    },
};

/// A device whose port receives 1,250,000 octets a second, with a gap of ten minutes; polls of three hours.
async fn measured(w: &World) {
    w.ask(&AddOpd(Opd { code: OpdCode("DISDIK".into()), ..Opd::default() })).await.unwrap();
    w.ask(&AddDevice(Device { opd: Some(OpdCode("DISDIK".into())), ..device("10.0.0.1") })).await.unwrap();
    w.ask(&AddDevice(device("10.0.0.2"))).await.unwrap();
    for minute in (0..180).filter(|minute| !(60..70).contains(minute)) {
        let second = f64::from(minute) * 60.0;
        w.hear([counters(1, at(i64::from(minute) * 60), 1000.0 + second, minute as u64 * 75_000_000)]).await;
    }
    w.hear([counters(2, at(10_800), 5.0, 7), counters(2, at(10_860), 65.0, 6_000_007)]).await;
}

fn question(reading: Reading) -> AskHistory {
    AskHistory {
        device: DeviceId(1),
        metric: Metric::InOctets,
        instance: "ether1".into(),
        source: None,
        from: at(0),
        to: at(10_800),
        step_seconds: Some(300),
        reading,
        utc_offset_seconds: 0,
    }
}

fn levels(history: &History) -> Vec<(i64, f64)> {
    history.points.iter().map(|point| ((point.at.0 - START.0) / 60_000, point.value.as_f64())).collect()
}

#[tokio::test]
async fn one_series_in_steps_with_its_gap() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    measured(&w).await;
    let told = w.ask(&question(Reading::Average)).await.unwrap();
    assert_eq!((told.unit, told.made_of, told.source), (Unit::BitPerSecond, MadeOf::Raw, Some(Source::Snmp)));
    let rates = levels(&told);
    assert!(rates.iter().all(|(_, rate)| *rate == 10_000_000.0), "{rates:?}");
    let minutes: Vec<i64> = rates.iter().map(|(minute, _)| *minute).collect();
    assert_eq!(minutes, (0..180).step_by(5).filter(|minute| !(60..70).contains(minute)).collect::<Vec<_>>());
    let summary = told.summary;
    assert_eq!((summary.samples, summary.p95, summary.increase), (170, Some(1e7), Some(179 * 75_000_000)));
    // The counter went on through the gap, so its growth is known for all of the time but the first minute.
    assert!((summary.known - 179.0 / 180.0).abs() < 1e-9);
    let hourly = AskHistory { step_seconds: Some(3600), ..question(Reading::Increase) };
    let told = w.ask(&hourly).await.unwrap();
    let grown: Vec<_> = told.points.iter().map(|point| point.value).collect();
    // The gap belongs to the hour in which it ended; before the first reading nothing is known.
    assert_eq!(grown, [59, 60, 60].map(|minutes: u64| HistoryValue::Count(minutes * 75_000_000)));
    let raw = AskHistory { step_seconds: None, ..question(Reading::Raw) };
    let told = w.ask(&raw).await.unwrap();
    assert_eq!((told.points.len(), told.points[169].value), (170, HistoryValue::Count(179 * 75_000_000)));
    let billed = AskHistory { step_seconds: Some(86_400), ..question(Reading::P95) };
    assert_eq!(levels(&w.ask(&billed).await.unwrap()).iter().map(|(_, value)| *value).collect::<Vec<_>>(), [1e7]);
    let nothing = AskHistory { from: at(-7200), to: at(-3600), ..question(Reading::Average) };
    let told = w.ask(&nothing).await.unwrap();
    assert_eq!((told.points, told.summary.known, told.source), (Vec::new(), 0.0, None));
    w.running.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_answered_is_told_with_what_can() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    measured(&w).await;
    let base = question(Reading::Average);
    let refused = async |asked: AskHistory| w.ask(&asked).await.unwrap_err();
    let error = refused(AskHistory { instance: "eter1".into(), ..base.clone() }).await;
    assert_eq!(error.code, Code::NotFound);
    assert!(error.message.contains("ether1"), "{}", error.message);
    let error = refused(AskHistory { instance: String::new(), ..base.clone() }).await;
    assert!(error.message.contains("name which; for example: ether1"), "{}", error.message);
    assert_eq!(refused(AskHistory { device: DeviceId(9), ..base.clone() }).await.code, Code::NotFound);
    assert_eq!(refused(AskHistory { to: at(0), ..base.clone() }).await.code, Code::Invalid);
    assert_eq!(refused(AskHistory { step_seconds: Some(7), ..base.clone() }).await.code, Code::Invalid);
    let error = refused(AskHistory { step_seconds: Some(1), to: at(40_000), ..base.clone() }).await;
    assert_eq!(error.code, Code::TooMuch);
    let long = AskHistory { from: Timestamp(0), step_seconds: Some(60), ..base.clone() };
    assert_eq!(refused(long).await.code, Code::TooMuch);
    let cpu = AskHistory { metric: Metric::CpuUse, instance: String::new(), ..question(Reading::Increase) };
    assert_eq!(refused(cpu).await.code, Code::Invalid);
    w.running.shutdown().await;
}

#[tokio::test]
async fn the_greatest_come_first_alone_and_added_up() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    measured(&w).await;
    let asked = |by, reading| AskTop {
        metric: Metric::InOctets,
        reading,
        by,
        opd: None,
        from: at(0),
        to: at(14_400),
        count: 10,
    };
    let top = w.ask(&asked(TopBy::Series, Reading::Increase)).await.unwrap();
    let rows: Vec<_> = top.rows.iter().map(|row| (row.device, row.instance.as_str(), row.value)).collect();
    assert_eq!(rows, [(Some(DeviceId(1)), "ether1", 179.0 * 75e6), (Some(DeviceId(2)), "ether1", 6e6)]);
    let top = w.ask(&asked(TopBy::Opd, Reading::P95)).await.unwrap();
    let rows: Vec<_> = top.rows.iter().map(|row| (row.opd.as_str(), row.device, row.value)).collect();
    assert_eq!(rows, [("DISDIK", None, 1e7), ("", None, 8e5)]);
    let one = AskTop { count: 1, ..asked(TopBy::Device, Reading::Highest) };
    assert_eq!(w.ask(&one).await.unwrap().rows.len(), 1);
    let unknown = AskTop { opd: Some(OpdCode("NIHIL".into())), ..asked(TopBy::Series, Reading::Average) };
    assert_eq!(w.code(&unknown).await, Code::NotFound);
    w.running.shutdown().await;
}

#[tokio::test]
async fn nobody_reads_the_history_of_another_agency() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    measured(&w).await;
    w.ask(&AddOpd(Opd { code: OpdCode("DINKES".into()), ..Opd::default() })).await.unwrap();
    let asked = CreateToken {
        inventory: false,
        role: Some(Role::Technician),
        opd: Some(OpdCode("DINKES".into())),
        uses: None,
        for_seconds: 86_400,
        approves: false,
        note: String::new(),
    };
    let token = format!("Bearer {}", w.ask(&asked).await.unwrap().token);
    let peer = || Some(Peer::Tls { address: "10.9.9.9:999".parse().unwrap(), agent: None });
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    let post = async |path: &str, body: String| w.by(peer(), "POST", path, &headers, body).await;
    for path in [AskHistory::ROUTE, api::HISTORY_CSV] {
        let of =
            |device| serde_json::to_string(&AskHistory { device: DeviceId(device), ..question(Reading::Raw) }).unwrap();
        let (status, foreign) = post(path, of(1)).await;
        let (_, unknown) = post(path, of(4711)).await;
        assert_eq!((status.as_u16(), foreign), (404, unknown.replace("4711", "1")), "{path}");
    }
    let top = AskTop {
        metric: Metric::InOctets,
        reading: Reading::Average,
        by: TopBy::Series,
        opd: None,
        from: at(0),
        to: at(14_400),
        count: 10,
    };
    let (status, text) = post(AskTop::ROUTE, serde_json::to_string(&top).unwrap()).await;
    let told: api::Top = serde_json::from_str(&text).unwrap();
    assert_eq!((status.as_u16(), told.series, told.rows.len()), (200, 0, 0));
    let foreign = AskTop { opd: Some(OpdCode("DISDIK".into())), ..top };
    assert_eq!(post(AskTop::ROUTE, serde_json::to_string(&foreign).unwrap()).await.0.as_u16(), 404);
    // How large the database is and forgetting are the NOC's.
    for (method, path) in [("GET", AskHistorySize::ROUTE), ("DELETE", "/api/v1/devices/1/history")] {
        let (status, _) = w.by(peer(), method, path, &headers, String::new()).await;
        assert!(matches!(status.as_u16(), 403 | 404), "{path} {status}");
    }
    w.running.shutdown().await;
}

#[tokio::test]
async fn a_csv_holds_every_value() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    measured(&w).await;
    let body =
        serde_json::to_string(&AskHistory { from: at(-86_400 * 3), step_seconds: None, ..question(Reading::Raw) });
    let headers = [("content-type", "application/json")];
    let (status, text) = w.raw("POST", api::HISTORY_CSV, &headers, body.unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!((lines[0], lines.len()), ("\u{feff}time,value", 172));
    assert_eq!(lines[170], format!("{},{}", at(179 * 60), 179 * 75_000_000_u64));
    let bad = serde_json::to_string(&AskHistory { instance: "x".into(), ..question(Reading::Raw) }).unwrap();
    assert_eq!(w.raw("POST", api::HISTORY_CSV, &headers, bad).await.0, StatusCode::NOT_FOUND);
    w.running.shutdown().await;
}

#[tokio::test]
async fn history_outlives_its_device_until_it_is_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    measured(&w).await;
    w.ask(&api::RemoveDevice { id: DeviceId(1) }).await.unwrap();
    assert_eq!(w.ask(&question(Reading::Average)).await.unwrap().points.len(), 34);
    w.ask(&ForgetHistory { id: DeviceId(1) }).await.unwrap();
    assert_eq!(w.code(&ForgetHistory { id: DeviceId(77) }).await, Code::NotFound);
    let line = w.running.api.reader().audit(1).unwrap().remove(0);
    assert_eq!((line.action.as_str(), line.object.as_str()), ("history.forget", "device 1"));
    w.running.shutdown().await;
    // What the compactor does from time to time.
    let mut store = Store::open(dir.path()).unwrap();
    let reader = store.reader().unwrap();
    while let Some(step) = reader.forget_device(50).unwrap() {
        store.step(&step).unwrap();
    }
    drop((store, reader));
    let w = world(dir.path(), Settings::default()).await;
    assert_eq!(w.ask(&question(Reading::Average)).await.unwrap().points, []);
    let other = AskHistory { device: DeviceId(2), to: at(14_400), ..question(Reading::Raw) };
    assert_eq!(w.ask(&other).await.unwrap().points.len(), 2);
    w.running.shutdown().await;
}

#[tokio::test]
async fn the_size_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    measured(&w).await;
    let sizes = w.ask(&AskHistorySize {}).await.unwrap();
    assert_eq!((sizes.tail_readings, sizes.levels.len(), sizes.bound_octets), (172, 4, 0));
    assert!(sizes.database_octets > 100_000 && sizes.free_octets.is_some() && sizes.full_at.is_none());
    w.running.shutdown().await;
}
