//! What people read, within 80 columns, in both languages.

use super::*;
use model::{
    DeviceId, OpdCode, Zone,
    api::{DeviceAvailability, DeviceRow, OpdAvailability},
    availability::{Cause, Outage, Tally},
};

fn hour(hour: i64) -> Timestamp {
    Timestamp::parse("2026-09-30T16:00:00Z").unwrap().plus_seconds(hour * 3600)
}

fn span(from: i64, to: i64, state: State) -> Span {
    let cause = match state {
        State::Unreachable => Cause::Behind { culprit: DeviceId(7) },
        State::Down => Cause::NoEcho,
        State::Unknown => Cause::CollectorOff,
        _ => Cause::None,
    };
    Span { from: hour(from), to: hour(to), state, cause }
}

fn found() -> (FleetPicture, Availability) {
    let timeline = vec![
        span(0, 72, State::Unknown),
        span(72, 300, State::Up),
        span(300, 310, State::Down),
        span(310, 500, State::Up),
        span(500, 520, State::Unreachable),
        span(520, 744, State::Up),
    ];
    let period = Period { from: hour(0), to: hour(744) };
    let (figures, outages) = model::availability::figures(&timeline, period);
    let outages: Vec<Outage> = outages.into_iter().map(|outage| Outage { device: DeviceId(3), ..outage }).collect();
    let device = DeviceAvailability {
        id: DeviceId(3),
        name: "rt-dinas-pendidikan-kandangan".into(),
        opd: "DISDIK".into(),
        figures,
        checks: Vec::new(),
        timeline: timeline.clone(),
    };
    let opd = OpdAvailability {
        code: OpdCode("DISDIK".into()),
        name: "Dinas Pendidikan".into(),
        devices: 1,
        figures,
        gateways: vec![DeviceId(3)],
        reachable: Some(Figures::of(Tally::of(&timeline), &outages)),
        timeline,
    };
    let rows = [(3, "rt-dinas-pendidikan-kandangan"), (7, "sw-pusat")];
    let fleet = FleetPicture {
        devices: rows
            .map(|(id, name)| DeviceRow { id: DeviceId(id), name: name.into(), ..DeviceRow::default() })
            .into(),
        ..FleetPicture::default()
    };
    let found = Availability {
        now: hour(800),
        from: period.from,
        to: period.to,
        zone: Zone::Wita,
        whole: figures,
        opds: vec![opd],
        devices: vec![device],
        outages,
        outages_left_out: 4,
    };
    (fleet, found)
}

fn page<'a>(lang: Lang, fleet: &'a FleetPicture, found: &'a Availability, ascii: bool) -> Page<'a> {
    Page { lang, fleet, found, ascii }
}

#[test]
fn the_story_of_a_device() {
    let (fleet, found) = found();
    let told = page(Lang::En, &fleet, &found, true).device();
    let expected = "\
Availability of rt-dinas-pendidikan-kandangan (DISDIK), 2026-10-01 00:00 to 2026-11-01 00:00 WITA

???????======================X==================~~~=====================
2026-10-01 00:00                                        2026-11-01 00:00
= up  X down  ~ unreachable  ? unknown

Device 98.466%: up ÷ (up + down)
Service 95.535%: up ÷ (up + down + unreachable)
Observed 90.322% of the period; the rest is not counted
up 26d 18h, down 10h, unreachable 20h, unknown 3d
Outages 2, of them down 1
MTBF 26d 18h, MTTR 10h, longest 20h

BEGAN             ENDED             LASTED  CAUSE
2026-10-13 12:00  2026-10-13 22:00     10h  down: no answer to ICMP
2026-10-21 20:00  2026-10-22 16:00     20h  unreachable: behind sw-pusat
… and 4 shorter outages
";
    assert_eq!(told, expected);
    let told = page(Lang::Id, &fleet, &found, false).device();
    assert!(told.contains("?██████████████████████×██████████████████~~~█"), "{told}");
    assert!(told.contains("Layanan 95,535%: hidup ÷ (hidup + mati + terdampak)"), "{told}");
}

#[test]
fn tables_fit_a_terminal_of_80_columns() {
    let (fleet, found) = found();
    for lang in [Lang::Id, Lang::En] {
        let page = page(lang, &fleet, &found, false);
        for told in [page.everything(true), page.opd()] {
            // The title holds foreign names and may be longer.
            for line in told.lines().skip(1) {
                assert!(model::text::columns(line) <= 80, "{line:?}");
            }
            assert!(told.contains("95.535%") || told.contains("95,535%"), "{told}");
        }
    }
}
