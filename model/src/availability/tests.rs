//! Properties of timelines, and what is meant by an outage.

use super::*;
use crate::Zone;
use State::{Down, Maintenance, Unknown, Unreachable, Up};
use proptest::prelude::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn mark(seconds: i64, state: State) -> Mark {
    let cause = match state {
        Up => Cause::None,
        Unreachable => Cause::Behind { culprit: DeviceId(1) },
        Unknown => Cause::NoCheck,
        _ => Cause::NoEcho,
    };
    Mark { at: at(seconds), state, cause }
}

fn span(from: i64, to: i64, state: State) -> Span {
    Span { from: at(from), to: at(to), state, cause: mark(from, state).cause }
}

fn period(from: i64, to: i64) -> Period {
    Period { from: at(from), to: at(to) }
}

const fn watch(from: i64, to: i64) -> Watch {
    Watch { from: Timestamp::from_seconds(from), to: Timestamp::from_seconds(to) }
}

fn window(from: i64, to: i64) -> Span {
    let cause = Cause::Planned { reason: "firmware".into() };
    Span { from: at(from), to: at(to), state: Maintenance, cause }
}

/// `from state` of every span.
fn told(spans: &[Span]) -> Vec<(i64, State)> {
    spans.iter().map(|span| (span.from.seconds(), span.state)).collect()
}

#[test]
fn what_nobody_saw_is_unknown_and_never_up() {
    let marks = [mark(100, Up), mark(500, Down), mark(560, Up)];
    // The collector looked, was killed at 400, was back at 450.
    let spans = timeline(&marks, &[watch(50, 400), watch(450, 1000)], &[], period(0, 1200));
    assert_eq!(
        told(&spans),
        [(0, Unknown), (50, Unknown), (100, Up), (400, Unknown), (450, Up), (500, Down), (560, Up), (1000, Unknown)]
    );
    assert_eq!((&spans[0].cause, &spans[1].cause), (&Cause::CollectorOff, &Cause::NotWatched));
    let (figures, outages) = figures(&spans, period(0, 1200));
    assert_eq!((figures.tally.up_ms, figures.tally.down_ms, figures.tally.unknown_ms), (790_000, 60_000, 350_000));
    assert_eq!(figures.device_percent.unwrap().round(), 93.0);
    assert_eq!((figures.observed_percent.unwrap() * 10.0).round(), 708.0);
    assert_eq!((outages.len(), figures.mtbf_ms, figures.mttr_ms), (1, Some(790_000), Some(60_000)));
    assert_eq!(figures.longest_ms, Some(60_000));
}

#[test]
fn without_data_there_is_no_percentage() {
    let spans = timeline(&[], &[watch(0, 100)], &[], period(0, 100));
    let (figures, outages) = figures(&spans, period(0, 100));
    assert_eq!((figures.device_percent, figures.service_percent, figures.observed_percent), (None, None, Some(0.0)));
    assert!(outages.is_empty());
}

#[test]
fn unreachable_counts_for_the_user_and_not_against_the_device() {
    let marks = [mark(0, Up), mark(50, Unreachable), mark(75, Down)];
    let spans = timeline(&marks, &[watch(0, 100)], &[], period(0, 100));
    let (figures, outages) = figures(&spans, period(0, 100));
    assert_eq!((figures.device_percent.unwrap().round(), figures.service_percent), (67.0, Some(50.0)));
    assert_eq!((figures.outages, figures.failures, outages[0].goes_on), (1, 1, true));
    assert_eq!(outages[0].state, Down, "it was unreachable first and found dead behind it");
}

#[test]
fn maintenance_is_neither_and_shown() {
    let marks = [mark(0, Up), mark(40, Down)];
    let spans = timeline(&marks, &[watch(0, 100)], &[window(30, 60), window(50, 70)], period(0, 100));
    assert_eq!(told(&spans), [(0, Up), (30, Maintenance), (70, Down)]);
    let (figures, outages) = figures(&spans, period(0, 100));
    assert_eq!((figures.tally.maintenance_ms, figures.device_percent), (40_000, Some(50.0)));
    assert_eq!(
        (outages[0].from, outages[0].began_before),
        (at(70), false),
        "what is still down after it counts from its end"
    );
}

#[test]
fn an_outage_is_counted_once() {
    let count = |spans: &[Span]| {
        outages(spans, None).iter().map(|o| (o.from.seconds(), o.to.seconds(), o.seen_ms / 1000)).collect::<Vec<_>>()
    };
    let short = CONFIRM_SECONDS - 1;
    assert_eq!(
        count(&[span(0, 10, Down), span(10, 10 + short, Up), span(10 + short, 90, Down)]),
        [(0, 90, 90 - short)]
    );
    assert_eq!(count(&[span(0, 10, Down), span(10, 11 + short, Up), span(11 + short, 90, Down)]).len(), 2);
    assert_eq!(count(&[span(0, 10, Down), span(10, 5000, Unknown), span(5000, 5010, Down)]), [(0, 5010, 20)]);
    assert_eq!(count(&[span(0, 10, Down), span(10, 20, Maintenance), span(20, 30, Down)]).len(), 2);
    let spans = [span(0, 10, Down), span(10, 100, Up)];
    let (month, found) = figures(&spans, period(5, 100));
    assert_eq!((month.outages, found[0].began_before, found[0].seen_ms), (0, true, 5000), "it counts where it began");
}

#[test]
fn a_strip_hides_no_outage() {
    let spans = [span(0, 500, Up), span(500, 501, Down), span(501, 900, Up), span(900, 1000, Unknown)];
    assert_eq!(strip(&spans, period(0, 1000), 5), [Up, Up, Down, Up, Unknown]);
    assert_eq!(strip(&[], period(0, 1000), 2), [Unknown, Unknown]);
    assert!(strip(&spans, period(0, 1000), 0).is_empty());
}

#[test]
fn two_ways_out_are_down_when_both_are() {
    let a = vec![span(0, 50, Up), span(50, 100, Down)];
    let b = vec![span(0, 20, Down), span(20, 60, Up), span(60, 90, Down), span(90, 100, Unknown)];
    let both = combine(&[a, b], period(0, 100));
    assert_eq!(told(&both), [(0, Up), (60, Down), (90, Unknown)]);
    assert_eq!(told(&combine(&[], period(0, 100))), [(0, Unknown)]);
}

#[test]
fn periods_follow_the_calendar_of_the_place() {
    let now = Timestamp::parse("2026-11-22T16:05:00Z").unwrap();
    let named = |period, from, to| {
        Period::named(period, from, to, Zone::Wita, now)
            .map(|period| (period.from.rfc3339(), period.to.rfc3339()))
            .map_err(|error| error.text(Lang::En))
    };
    let pair = |a: &str, b: &str| Ok((a.to_owned(), b.to_owned()));
    assert_eq!(named(Some("2026-10"), None, None), pair("2026-09-30T16:00:00Z", "2026-10-31T16:00:00Z"));
    assert_eq!(named(Some("2026-11"), None, None), pair("2026-10-31T16:00:00Z", "2026-11-22T16:05:00Z"));
    assert_eq!(named(Some("2026-11-22"), None, None), pair("2026-11-21T16:00:00Z", "2026-11-22T16:00:00Z"));
    assert_eq!(
        named(None, Some("2026-11-01"), Some("2026-11-02")),
        pair("2026-10-31T16:00:00Z", "2026-11-02T16:00:00Z")
    );
    assert_eq!(
        named(None, Some("2026-11-01T08:30"), Some("2026-11-01T01:00:00Z")),
        pair("2026-11-01T00:30:00Z", "2026-11-01T01:00:00Z")
    );
    assert_eq!(named(None, None, None), pair("2026-10-23T16:05:00Z", "2026-11-22T16:05:00Z"));
    assert!(named(Some("2026-12"), None, None).unwrap_err().contains("not begun"));
    for wrong in ["oktober", "2026-13", "2026-02-30", "2026-1", "", "-9999-01", "2026-10-1"] {
        assert!(named(Some(wrong), None, None).unwrap_err().contains("is no time"), "{wrong}");
    }
    let month = Period::month_of(now, Zone::Wita);
    assert_eq!(month.days(Zone::Wita).len(), 30);
    assert_eq!(month.days(Zone::Wita).iter().map(Period::millis).sum::<i64>(), month.millis());
}

fn any_state() -> impl Strategy<Value = State> {
    (0..State::ALL.len()).prop_map(|place| State::ALL[place])
}

prop_compose! {
    fn any_marks()(found in prop::collection::vec((0..10_000i64, any_state()), 0..30)) -> Vec<Mark> {
        found.into_iter().map(|(seconds, state)| mark(seconds, state)).collect()
    }
}

fn any_watches() -> impl Strategy<Value = Vec<Watch>> {
    let one = (-100..10_000i64, -50..3000i64).prop_map(|(from, long)| watch(from, from + long));
    prop::collection::vec(one, 0..6)
}

fn any_windows() -> impl Strategy<Value = Vec<Span>> {
    let one = (-100..10_000i64, -50..2000i64).prop_map(|(from, long)| window(from, from + long));
    prop::collection::vec(one, 0..4)
}

proptest! {
    /// Spans fill the period exactly, so the times of all states are the period to the millisecond.
    #[test]
    fn spans_fill_the_period(marks in any_marks(), watches in any_watches(), windows in any_windows()) {
        let period = period(500, 9000);
        let spans = timeline(&marks, &watches, &windows, period);
        prop_assert_eq!(spans.first().map(|span| span.from), Some(period.from));
        prop_assert_eq!(spans.last().map(|span| span.to), Some(period.to));
        prop_assert!(spans.windows(2).all(|two| two[0].to == two[1].from));
        prop_assert!(spans.iter().all(|span| span.from < span.to));
        prop_assert_eq!(figures(&spans, period).0.tally.total_ms(), period.millis());
    }

    /// A period split anywhere, and its parts added, is the whole.
    #[test]
    fn parts_make_the_whole(marks in any_marks(), watches in any_watches(), windows in any_windows(), cut in 501..8999i64) {
        let whole = timeline(&marks, &watches, &windows, period(500, 9000));
        let mut sum = Tally::of(&timeline(&marks, &watches, &windows, period(500, cut)));
        sum += Tally::of(&timeline(&marks, &watches, &windows, period(cut, 9000)));
        prop_assert_eq!(sum, Tally::of(&whole));
        let parts = [period(500, cut), period(cut, 9000)].map(|part| figures(&whole, part).0.tally);
        prop_assert_eq!(parts[0].up_ms + parts[1].up_ms, sum.up_ms);
    }

    /// The order in which marks, watches and windows are read makes no difference.
    #[test]
    fn order_makes_no_difference(marks in any_marks(), watches in any_watches(), windows in any_windows()) {
        let period = period(500, 9000);
        let (mut m, mut w, mut v) = (marks.clone(), watches.clone(), windows.clone());
        m.reverse();
        w.reverse();
        v.reverse();
        prop_assert_eq!(timeline(&marks, &watches, &windows, period), timeline(&m, &w, &v, period));
    }

    /// Outages hold all time that was seen down or out of reach, once.
    #[test]
    fn outages_hold_what_was_down(marks in any_marks(), watches in any_watches(), windows in any_windows()) {
        let period = period(500, 9000);
        let spans = timeline(&marks, &watches, &windows, period);
        let found = outages(&spans, None);
        let tally = Tally::of(&spans);
        prop_assert_eq!(found.iter().map(|o| o.seen_ms).sum::<i64>(), tally.down_ms + tally.unreachable_ms);
        prop_assert!(found.windows(2).all(|two| two[0].to <= two[1].from));
    }

    /// The best of many is never worse than any of them, and fills the period too.
    #[test]
    fn the_best_of_many(a in any_marks(), b in any_marks(), watches in any_watches()) {
        let period = period(500, 9000);
        let both = [a, b].map(|marks| timeline(&marks, &watches, &[], period));
        let best = combine(&both, period);
        let tally = Tally::of(&best);
        prop_assert_eq!(tally.total_ms(), period.millis());
        for one in &both {
            prop_assert!(tally.up_ms >= Tally::of(one).up_ms);
            prop_assert!(tally.down_ms <= Tally::of(one).down_ms);
        }
    }
}
