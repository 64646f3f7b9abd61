//! Availability and maintenance windows over the API: figures, scope, rights, refusals.

use super::{
    rights::{asked, kabupaten, token},
    *,
};
use model::{
    api::{AddMaintenance, AskAudit, AskAvailability, Availability, EndMaintenance, ListMaintenance, Role, SetDevice},
    availability::{Cause, MaintenanceId, State},
};

/// Two devices, the second behind the first: up until second 120, then the first dead for five minutes.
async fn outage(w: &World) {
    let parents = Device { parents: vec![DeviceId(2)], ..Device::default() };
    w.ask(&SetDevice { id: DeviceId(1), device: parents, clear: Vec::new() }).await.unwrap();
    for second in (60..=900).step_by(30) {
        let up = u8::from(!(120..420).contains(&second));
        w.hear([echo(1, at(second), up), echo(2, at(second), up)]).await;
    }
}

#[tokio::test]
async fn a_period_adds_up_and_names_the_cause() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    outage(&w).await;
    let asked = AskAvailability { from: Some(at(120).rfc3339()), to: Some(at(900).rfc3339()), ..Default::default() };
    let all = w.ask(&asked).await.unwrap();
    assert_eq!((all.from, all.to, all.devices.len()), (at(120), at(900), 3));
    assert_eq!(
        all.opds.iter().map(|opd| (opd.code.0.as_str(), opd.devices)).collect::<Vec<_>>(),
        [("DINKES", 1), ("DISDIK", 1), ("", 1)]
    );
    assert_eq!(all.whole.tally.total_ms(), 3 * 780_000);
    let one = w.ask(&AskAvailability { device: Some(DeviceId(1)), ..asked.clone() }).await.unwrap();
    let device = &one.devices[0];
    let states: Vec<State> = device.timeline.iter().map(|span| span.state).collect();
    assert_eq!(states, [State::Unreachable, State::Up]);
    assert_eq!(device.timeline[0].cause, Cause::Behind { culprit: DeviceId(2) });
    assert_eq!((device.figures.device_percent, device.figures.tally.unreachable_ms), (Some(100.0), 330_000));
    assert_eq!((one.outages.len(), device.checks.len(), one.opds.len()), (1, 1, 0));
    let two = w.ask(&AskAvailability { device: Some(DeviceId(2)), ..asked }).await.unwrap();
    assert_eq!((two.whole.failures, two.whole.mttr_ms, two.outages[0].seen_ms), (1, Some(330_000), 330_000));
}

#[tokio::test]
async fn an_agency_is_reachable_while_its_gateway_is() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let uplink = Some(model::opd::Uplink { device: DeviceId(2), port: "ether1".into() });
    let opd = Opd { uplink, ..Opd::default() };
    w.ask(&api::SetOpd { code: OpdCode("DISDIK".into()), opd }).await.unwrap();
    outage(&w).await;
    let asked =
        AskAvailability { opd: Some(OpdCode("DISDIK".into())), from: Some(at(120).rfc3339()), ..Default::default() };
    let found = w.ask(&asked).await.unwrap();
    assert_eq!((found.opds.len(), found.devices.len(), &found.opds[0].gateways[..]), (1, 1, &[DeviceId(2)][..]));
    let reachable = found.opds[0].reachable.unwrap();
    assert_eq!((reachable.failures, reachable.tally.down_ms), (1, 330_000));
    assert_eq!(found.opds[0].timeline[0].state, State::Down);
    // A technician of the agency learns that, and not over whose device.
    let shown = token(&w, Role::Technician, Some("DISDIK")).await;
    let (status, text) = rights::asked(&w, &shown.token, "GET", &asked.path(), "").await;
    assert_eq!(status, 200, "{text}");
    let cut: Availability = serde_json::from_str(&text).unwrap();
    assert!(cut.opds[0].gateways.is_empty() && cut.opds[0].reachable == found.opds[0].reachable);
    assert_eq!(cut.outages[0].cause, Cause::Behind { culprit: DeviceId(0) });
}

#[tokio::test]
async fn whoever_is_confined_sees_the_own_agency_alone() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    outage(&w).await;
    let window = |device| AddMaintenance {
        device: Some(DeviceId(device)),
        to: "2026-03-02".into(),
        reason: "kenari-gangguan".into(),
        ..AddMaintenance::default()
    };
    w.ask(&window(2)).await.unwrap();
    for role in [Role::Technician, Role::Reader, Role::Procurement] {
        let shown = token(&w, role, Some("DISDIK")).await;
        let get = |path: &'static str| asked(&w, &shown.token, "GET", path, "");
        let (status, text) = get("/api/v1/availability").await;
        let found: Availability = serde_json::from_str(&text).unwrap();
        assert_eq!((status, found.devices.len(), found.opds.len()), (200, 1, 1));
        assert!(!text.contains("kenari"), "{text}");
        for path in
            ["/api/v1/availability?device=2", "/api/v1/availability?opd=DINKES", "/api/v1/availability?opd=NIHIL"]
        {
            assert_eq!(get(path).await.0, 404, "{path}");
        }
        assert_eq!(get("/api/v1/maintenance").await, (200, "[]".to_owned()));
        let body = serde_json::to_string(&window(1)).unwrap();
        assert_eq!(asked(&w, &shown.token, "POST", "/api/v1/maintenance", &body).await.0, 404);
        assert_eq!(asked(&w, &shown.token, "POST", "/api/v1/maintenance/1/end", "{}").await.0, 404);
    }
    let scraper = token(&w, Role::Scraper, None).await;
    assert_eq!(asked(&w, &scraper.token, "GET", "/api/v1/availability", "").await.0, 404);
}

#[tokio::test]
async fn windows_are_declared_listed_and_ended() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let asked = AddMaintenance {
        opd: Some(OpdCode("DISDIK".into())),
        to: "2026-03-01T14:00".into(),
        reason: "ganti UPS".into(),
        ..AddMaintenance::default()
    };
    let window = w.ask(&asked).await.unwrap();
    assert_eq!((window.id, window.by.as_str(), window.begun), (MaintenanceId(1), "operator", true));
    w.hear([echo(1, at(45), 0)]).await;
    let picture = w.ask(&api::AskFleet {}).await.unwrap();
    assert_eq!(picture.devices[0].status, Status::Maintenance);
    let later =
        w.ask(&AddMaintenance { from: Some("2026-03-05".into()), to: "2026-03-05".into(), ..asked }).await.unwrap();
    assert_eq!(w.ask(&EndMaintenance { id: window.id }).await.unwrap().ended, Some(at(45)));
    w.hear([echo(1, at(75), 0)]).await;
    assert_eq!(w.ask(&api::AskFleet {}).await.unwrap().devices[0].status, Status::Down);
    let again = w.ask(&EndMaintenance { id: window.id }).await.unwrap_err();
    assert_eq!(again.code, Code::NotFound);
    let listed = w.ask(&ListMaintenance {}).await.unwrap();
    assert_eq!(
        listed.iter().map(|window| (window.id, window.ended)).collect::<Vec<_>>(),
        [(window.id, Some(at(45))), (later.id, None)]
    );
    let actions: Vec<String> = w.ask(&AskAudit {}).await.unwrap().into_iter().map(|line| line.action).collect();
    assert_eq!(actions[..3], ["maintenance.end", "maintenance.add", "maintenance.add"]);
}

#[tokio::test]
async fn a_wrong_question_is_told_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    for (path, expected) in [
        ("/api/v1/availability?period=oktober", "is no time"),
        ("/api/v1/availability?period=2027-01", "has not begun yet"),
        ("/api/v1/availability?device=x", "cannot be read"),
        ("/api/v1/availability?device=%1b[31m", "cannot be read"),
        ("/api/v1/availability?from=2026-03-02&to=2026-03-01", "has not begun yet"),
    ] {
        let (status, text) = w.raw("GET", path, &[], String::new()).await;
        let error: ErrorAnswer = serde_json::from_str(&text).unwrap();
        assert_eq!((status.as_u16(), error.code), (400, Code::Invalid), "{path}");
        assert!(error.message.contains(expected) && !error.pesan.is_empty(), "{path}: {}", error.message);
    }
}
