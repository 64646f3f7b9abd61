//! The rule on a simulated line.

use super::*;

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[test]
fn small_frames_pass_until_a_kilobyte_is_on_its_way() {
    let mut pace = Pace::default();
    for frame in 0..2 {
        assert!(!pace.asks(450));
        pace.sent(450, false, ms(frame * 33));
        assert_eq!(pace.earliest(true), Duration::ZERO);
    }
    assert!(pace.asks(450));
    pace.sent(454, true, ms(66));
    assert_eq!(pace.earliest(true), ms(66) + FIRST_ANSWER_WAIT);
    pace.answered(ms(96));
    assert_eq!((pace.earliest(true), pace.round_trip()), (Duration::ZERO, Some(ms(30))));
    assert!(!pace.asks(450), "the count began anew with the query");
}

#[test]
fn data_comes_at_intervals() {
    let mut pace = Pace::default();
    pace.sent(40, false, ms(500));
    assert_eq!((pace.earliest(false), pace.earliest(true)), (ms(600), Duration::ZERO));
    pace.set_low_bandwidth(true);
    assert_eq!((pace.earliest(false), pace.earliest(true)), (ms(2500), Duration::ZERO));
    assert!(pace.asks(1));
}

#[test]
fn a_silent_terminal_gets_ten_frames_a_second() {
    let mut pace = Pace::default();
    pace.sent(5000, true, ms(0));
    assert_eq!(pace.earliest(true), ms(1000));
    assert!(pace.hopes(ms(999)) && !pace.hopes(ms(1000)) && pace.waits());
    pace.sent(5000, pace.asks(5000), ms(1000));
    assert_eq!(pace.earliest(true), ms(1100));
    assert!(!pace.asks(5000), "one query at a time");
    pace.answered(ms(1150));
    assert_eq!(pace.earliest(true), Duration::ZERO, "a late answer is an answer");
    pace.sent(5000, true, ms(1200));
    assert_eq!(pace.earliest(true), ms(1200) + ANSWER_WAIT, "who answered once is waited for longer");
}

#[test]
fn the_line_is_measured() {
    let mut pace = Pace::default();
    pace.sent(20, true, ms(0));
    pace.answered(ms(300));
    assert!(!pace.is_slow());
    pace.sent(8000, true, ms(400));
    pace.answered(ms(400 + 300 + 1000));
    assert_eq!((pace.round_trip(), pace.bytes_per_second()), (Some(ms(300)), Some(8000.0)));
    assert!(pace.is_slow());
    for at in 1..40 {
        pace.sent(20, true, ms(at * 10_000));
        pace.answered(ms(at * 10_000 + 500));
    }
    assert!(pace.round_trip().is_some_and(|trip| trip > SLOW_ROUND_TRIP));
}

#[test]
fn an_answer_nobody_asked_for_changes_nothing() {
    let mut pace = Pace::default();
    pace.answered(ms(5));
    assert_eq!((pace.round_trip(), pace.waits()), (None, false));
}
