//! When a lane's next round is due: pure, with the moment as an argument (`reliability.md` 13.2.1).

use model::state::{CONFIRM_AFTER_SECONDS, Confirmed};
use std::time::Duration;
use tokio::time::Instant;

/// What a round does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    /// Everything: a full poll.
    Full,
    /// A sign of life.
    Check,
}

/// The rhythm of one lane of one device.
#[derive(Clone, Debug)]
pub(super) struct Cycle {
    state: Confirmed,
    /// Between two full rounds; the same as `check` in a lane that knows only one kind.
    interval: Duration,
    check: Duration,
    next_full: Instant,
    next_check: Instant,
    confirm_at: Option<Instant>,
    /// The last full round had no answer: the next sign of life calls for another.
    owes_full: bool,
    /// Where the rhythm begins after the first round, which came early.
    phase: Option<Instant>,
}

impl Cycle {
    /// A lane whose first round is due at `first`.
    pub(super) fn new(first: Instant, interval: Duration, check: Duration) -> Self {
        Self {
            state: Confirmed::Unknown,
            interval,
            check,
            next_full: first,
            next_check: first,
            confirm_at: None,
            owes_full: false,
            phase: None,
        }
    }

    /// The same with a rhythm that begins at `phase`, later than the first round: at a start everything is asked early once,
    /// and from then on spread over the whole interval.
    pub(super) fn with_phase(self, phase: Option<Instant>) -> Self {
        Self { phase, ..self }
    }

    /// Confirmed down: one packet a cycle is enough.
    pub(super) const fn is_down(&self) -> bool {
        self.state.is_down()
    }

    /// When the next round is due, and what it does. A device that is failing or down is asked for signs of life only.
    pub(super) fn next(&self) -> (Instant, Round) {
        if let Some(at) = self.confirm_at {
            return (at, Round::Check);
        }
        if self.state.is_down() || self.next_check < self.next_full {
            (self.next_check, Round::Check)
        } else {
            (self.next_full, Round::Full)
        }
    }

    /// Notes a round that began at `began` and ended now. Returns how many rounds were missed meanwhile.
    pub(super) fn done(&mut self, round: Round, began: Instant, now: Instant, answered: bool) -> u64 {
        let was_down = self.state.is_down();
        self.state = self.state.after(answered);
        let mut missed = 0;
        if round == Round::Full {
            missed = advance(&mut self.next_full, self.interval, began, now);
            self.owes_full = !answered;
        }
        missed = missed.max(advance(&mut self.next_check, self.check, began, now));
        if let Some(phase) = self.phase.take().filter(|_| round == Round::Full) {
            // Two full rounds right after another would say little.
            let soonest = now + self.check / 2;
            self.next_full = following(phase, self.interval, soonest);
            self.next_check = following(phase, self.check, soonest);
        }
        let confirm = Duration::from_secs(CONFIRM_AFTER_SECONDS);
        self.confirm_at = self.state.wants_confirmation().then_some(now + confirm);
        if self.state.is_up() && answered && (was_down || self.owes_full) {
            // Back for good: what it says is wanted at once.
            self.next_full = now;
            self.next_check = now;
        }
        missed
    }
}

/// The first moment of a rhythm that is not before `soonest`.
fn following(phase: Instant, period: Duration, soonest: Instant) -> Instant {
    let mut at = phase;
    while at < soonest {
        at += period;
    }
    at
}

/// Moves a due time ahead: from its own rhythm, never into the past. Rounds that fell within the one just made are missed.
fn advance(next: &mut Instant, period: Duration, began: Instant, now: Instant) -> u64 {
    // A round that came early (an order, a confirmation) starts the rhythm anew.
    let from = if began < *next { began } else { *next };
    *next = from + period;
    let mut missed = 0;
    while *next < now {
        *next += period;
        missed += 1;
    }
    missed
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: fn(u64) -> Duration = Duration::from_secs;

    /// Plays rounds until `until` seconds; a round takes `took` seconds and is answered when `answers(second)` says so.
    fn play(until: u64, took: u64, answers: impl Fn(u64) -> bool) -> Vec<(u64, Round)> {
        let zero = Instant::now();
        let mut cycle = Cycle::new(zero, S(60), S(30));
        let mut rounds = vec![];
        loop {
            let (at, round) = cycle.next();
            let second = (at - zero).as_secs();
            if second > until {
                return rounds;
            }
            rounds.push((second, round));
            let answered = answers(second);
            cycle.done(round, at, at + if answered { S(0) } else { S(took) }, answered);
        }
    }

    #[test]
    fn full_polls_with_a_pulse_halfway() {
        use Round::{Check, Full};
        assert_eq!(play(120, 0, |_| true), [(0, Full), (30, Check), (60, Full), (90, Check), (120, Full)]);
    }

    #[test]
    fn after_an_early_start_the_rounds_are_spread_over_the_interval() {
        for (phase, expected) in [(0, [60, 120]), (10, [70, 130]), (20, [20, 80]), (59, [59, 119])] {
            let zero = Instant::now();
            let first = zero + S(phase) / 4;
            let mut cycle = Cycle::new(first, S(60), S(30)).with_phase(Some(zero + S(phase)));
            let mut full = vec![];
            while full.len() < 3 {
                let (at, round) = cycle.next();
                if round == Round::Full {
                    full.push((at - zero).as_secs());
                }
                cycle.done(round, at, at, true);
            }
            assert_eq!(full[1..], expected, "{phase}");
        }
    }

    #[test]
    fn a_silent_device_is_known_within_a_minute() {
        // It dies right after the round of second 60; a failing round takes 5 s.
        let rounds = play(150, 5, |second| second <= 60);
        let failing: Vec<u64> = rounds.iter().map(|(second, _)| *second).filter(|second| *second > 60).collect();
        // Checks at 90, 100, 110: the third ends at 115, 55 s after the event. Then one each cycle.
        assert_eq!(&failing[..3], [90, 100, 110]);
        assert!(failing[3] >= 120 && rounds.iter().all(|(second, round)| *second < 90 || *round == Round::Check));
    }

    #[test]
    fn a_device_that_returns_is_polled_in_full_at_once() {
        let rounds = play(240, 0, |second| !(30..150).contains(&second));
        let back: Vec<_> = rounds.into_iter().filter(|(second, _)| *second >= 150).take(3).collect();
        assert_eq!(back, [(160, Round::Check), (165, Round::Check), (165, Round::Full)]);
    }

    #[test]
    fn a_full_poll_that_failed_is_made_up_for_at_the_first_sign_of_life() {
        let rounds = play(20, 0, |second| second >= 5);
        assert_eq!(rounds, [(0, Round::Full), (5, Round::Check), (5, Round::Full)]);
    }

    #[test]
    fn rounds_missed_are_counted_and_not_made_up_for() {
        let zero = Instant::now();
        let mut cycle = Cycle::new(zero, S(60), S(60));
        assert_eq!(cycle.done(Round::Full, zero, zero + S(130), true), 2);
        assert_eq!(cycle.next().0, zero + S(180));
    }
}
