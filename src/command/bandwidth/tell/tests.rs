//! What people read, within 80 columns, in both languages.

use super::*;
use model::{
    DeviceId, OpdCode, Zone,
    api::PortOf,
    availability::Period,
    bandwidth::{Links, WINDOW_MS, Window, usage},
};

/// Four weeks and a half of an office: working hours are busy, more so from week to week; a day is missing.
fn found() -> Bandwidth {
    let start = Timestamp::parse("2026-10-04T16:00:00Z").unwrap();
    let days = 34;
    let busy = |day: i64, slot: i64| day % 7 < 5 && (96..192).contains(&slot);
    let windows = (0..days * 288).filter(|place| place / 288 != 9).map(|place| {
        let (day, slot) = (place / 288, place % 288);
        let bps = if busy(day, slot) { 40e6 + 0.8e6 * day as f64 + (slot % 7) as f64 * 1e5 } else { 2e6 };
        let at = start.plus_millis(place * WINDOW_MS);
        Window { at, octets: (bps * 300.0 / 8.0) as u64, known_ms: 300_000 }
    });
    let received: Vec<Window> = windows.collect();
    let sent = received.iter().map(|window| Window { octets: window.octets / 4, ..*window }).collect();
    let period = Period { from: start, to: start.plus_seconds(days * 86_400) };
    let links = Links { incoming: vec![received], outgoing: vec![sent] };
    let line = Line {
        opd: Some(OpdCode("DISDIK".into())),
        ports: vec![PortOf { device: DeviceId(3), name: "rt-disdik-01".into(), port: "ether1".into() }],
        now_in_bps: Some(61e6),
        now_out_bps: None,
        is_contracted: true,
        usage: usage(&links, period, Zone::Wita, Some(100_000_000)),
    };
    Bandwidth { now: period.to, from: period.from, to: period.to, zone: Zone::Wita, lines: vec![line] }
}

#[test]
fn a_line_in_full() {
    let found = found();
    let told = Page { lang: Lang::En, found: &found }.line();
    for part in [
        "Use of bandwidth of OPD DISDIK, 2026-10-05 00:00 to 2026-11-08 00:00 WITA\nPorts: rt-disdik-01 ether1\n",
        "Now  in 61.0M  out – bit/s",
        "95th percentile that counts: 62.4M bit/s, 62% of 100M bit/s (contracted rate) (the higher direction)",
        "Measured 97.0% of the period",
        "Busiest hour: Friday 13:00–14:00, mean 54.7M bit/s",
        "Forecast: rising by 800k bit/s a day; a usual day reaches 66.9M bit/s",
        "MONTH",
        "2026-10-14        –        –      –        0%",
    ] {
        assert!(told.contains(part), "{part:?} is missing in\n{told}");
    }
    assert!(told.contains("a usual day fills it around 2026-1") || told.contains("2027-0"), "{told}");
    let indonesian = Page { lang: Lang::Id, found: &found }.line();
    assert!(indonesian.contains("Jam tersibuk: Jumat 13:00–14:00"), "{indonesian}");
    for told in [told, indonesian] {
        // The sentences are told whole; tables fit.
        for line in told.lines().filter(|line| line.contains("  ")) {
            assert!(model::text::columns(line) <= 80, "{line:?}");
        }
    }
}

#[test]
fn many_lines_fit() {
    let mut found = found();
    found.lines.push(Line { opd: Some(OpdCode("KECAMATAN-BATANG-ALAI".into())), ..Line::default() });
    for lang in [Lang::Id, Lang::En] {
        let told = Page { lang, found: &found }.lines();
        for line in told.lines().skip(1) {
            assert!(model::text::columns(line) <= 80, "{line:?}");
        }
        assert!(told.contains("62%") && told.contains("–"), "{told}");
    }
    found.lines.clear();
    assert_eq!(Page { lang: Lang::En, found: &found }.lines(), "No port was measured.");
}
