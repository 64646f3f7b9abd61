//! Bandwidth over the API: from polls to percentiles, over a gap and a reset, by scope.

use super::{
    rights::{asked, kabupaten, token},
    *,
};
use model::api::{AskBandwidth, Bandwidth, Role, SetOpd};

/// Polls of device 1 every minute: 8 Mbit/s in, 4 out; from minute 30 to 60 none comes.
async fn polls(w: &World) {
    let poll = |minute: i64| counters(1, at(60 * minute), 1000.0 + 60.0 * minute as f64, 60_000_000 * minute as u64);
    w.hear((1..=90).filter(|minute| !(31..60).contains(minute)).map(poll)).await;
}

fn period() -> AskBandwidth {
    AskBandwidth { from: Some(at(300).rfc3339()), to: Some(at(5400).rfc3339()), ..AskBandwidth::default() }
}

#[tokio::test]
async fn a_port_from_polls_to_percentiles() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    polls(&w).await;
    let port = AskBandwidth { device: Some(DeviceId(1)), port: Some("ether1".into()), ..period() };
    let found = w.ask(&port).await.unwrap();
    let usage = &found.lines[0].usage;
    assert_eq!((usage.incoming.p95_bps, usage.outgoing.p95_bps, usage.p95_bps), (Some(8e6), Some(4e6), Some(8e6)));
    // 85 minutes, of which 30 were not measured, but the counter went on.
    assert_eq!(usage.incoming.octets, 60_000_000 * 85, "{usage:?}");
    // Ten of seventeen windows: not those in which the gap begins and ends.
    assert_eq!(usage.measured_percent, 10.0 * 100.0 / 17.0);
    assert!(usage.counted_percent > 99.0, "{}", usage.counted_percent);
    assert_eq!((usage.contracted_bps, found.lines[0].is_contracted), (Some(100_000_000), false));
    assert_eq!(found.lines[0].now_in_bps, Some(8e6));
    let all = w.ask(&AskBandwidth { port: None, ..port }).await.unwrap();
    assert_eq!((all.lines.len(), all.lines[0].usage.days.len()), (1, 0));
}

/// Nobody asks the port for five days: what it carried in the period is told by the reading after them.
#[tokio::test]
async fn a_period_that_ends_in_a_long_gap_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let poll = |minute: i64| counters(1, at(60 * minute), 1000.0 + 60.0 * minute as f64, 60_000_000 * minute as u64);
    w.hear((1..=30).chain(5 * 1440..5 * 1440 + 5).map(poll)).await;
    let port = AskBandwidth { device: Some(DeviceId(1)), port: Some("ether1".into()), ..period() };
    let found = w.ask(&port).await.unwrap();
    let usage = &found.lines[0].usage;
    assert_eq!(usage.incoming.octets, 60_000_000 * 85, "{usage:?}");
    assert_eq!(usage.incoming.peak_bps, Some(8e6), "a gap is no peak");
    assert!(usage.counted_percent > 99.0 && usage.measured_percent < 40.0, "{usage:?}");
    w.running.shutdown().await;
}

#[tokio::test]
async fn an_agency_against_what_it_bought_and_who_may_see_it() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    polls(&w).await;
    // The uplink of each agency is on the device of the first: the other one's traffic, with a port that it may not name.
    for code in ["DISDIK", "DINKES"] {
        let uplink = Some(model::opd::Uplink { device: DeviceId(1), port: "ether1".into() });
        let opd = Opd { uplink, contracted_bps: Some(16_000_000), ..Opd::default() };
        w.ask(&SetOpd { code: OpdCode(code.into()), opd }).await.unwrap();
    }
    let opd = AskBandwidth { opd: Some(OpdCode("DISDIK".into())), ..period() };
    let found = w.ask(&opd).await.unwrap();
    assert_eq!((found.lines.len(), found.lines[0].ports.len(), found.lines[0].is_contracted), (1, 1, true));
    assert_eq!(found.lines[0].usage.p95_percent, Some(50.0));
    assert_eq!(w.ask(&period()).await.unwrap().lines.len(), 2);
    let shown = token(&w, Role::Technician, Some("DINKES")).await;
    let (status, text) = asked(&w, &shown.token, "GET", &period().path(), "").await;
    let cut: Bandwidth = serde_json::from_str(&text).unwrap();
    assert_eq!((status, cut.lines.len(), cut.lines[0].ports.len()), (200, 1, 0));
    assert_eq!(cut.lines[0].usage.p95_percent, Some(50.0));
    for path in ["/api/v1/bandwidth?opd=DISDIK", "/api/v1/bandwidth?device=1&port=ether1", "/api/v1/bandwidth?device=1"]
    {
        assert_eq!(asked(&w, &shown.token, "GET", path, "").await.0, 404, "{path}");
    }
    let none = w.ask(&AskBandwidth { device: Some(DeviceId(1)), port: Some("ether99".into()), ..period() }).await;
    assert_eq!(none.unwrap_err().code, Code::NotFound);
}
