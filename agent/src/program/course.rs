//! What to send next and when, by how the requests before went. Pure (`reliability.md` 3.4).

use super::collector::Outcome;
use model::api::MOST_ENTRIES;
use std::time::{Duration, Instant};

/// So many entries are no backlog: they go as they are, what is now among them.
const FEW: u64 = 8;
/// First and longest time that the wait after a failure is drawn from.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// An agent that is not heard asks again after this to twice as much more: somebody may be about to approve it.
const NOT_HEARD: Duration = Duration::from_secs(15);

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing to send: until there is news, or for so long.
    Wait(Option<Duration>),
    /// Send at most so many entries, none for a heartbeat, and perhaps what is now before them.
    Send { most: usize, preview: bool },
}

/// What a request held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Entries.
    pub entries: usize,
    /// A preview as well.
    pub preview: bool,
}

/// What is to be done with the spool after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settle {
    /// Nothing.
    Nothing,
    /// Everything up to here is durable there.
    Acknowledge(u64),
    /// The only entry of the request will never be taken.
    Refuse,
}

/// How sending has gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    greeted: bool,
    failures: u32,
    most: usize,
    /// The last request was refused with a preview in it: the next goes without.
    is_plain: bool,
    backlog_at: Option<Instant>,
    asked_back: Option<u64>,
}

impl Default for Course {
    fn default() -> Self {
        Self { greeted: false, failures: 0, most: MOST_ENTRIES, is_plain: false, backlog_at: None, asked_back: None }
    }
}

impl Course {
    /// The next step, when so many sequences wait and the newest batch was or was not sent yet. The first request asks what
    /// the collector holds; nothing is sent before that is known.
    pub fn next(&self, waiting: u64, is_news: bool, now: Instant) -> Step {
        let preview = !self.is_plain;
        if !self.greeted {
            return Step::Send { most: 0, preview };
        }
        match waiting {
            0 if !is_news => Step::Wait(None),
            0 => Step::Send { most: 0, preview },
            1..=FEW => Step::Send { most: self.most, preview: false },
            _ => match self.backlog_at.filter(|at| *at > now) {
                Some(_) if is_news && preview => Step::Send { most: 0, preview },
                Some(at) => Step::Wait(Some(at - now)),
                None => Step::Send { most: self.most, preview },
            },
        }
    }

    /// Notes an answer: what follows for the spool, and the wait before the next step. `random` is any number.
    pub fn after(&mut self, outcome: &Outcome, held: Held, random: u64, now: Instant) -> (Settle, Duration) {
        let half = (held.entries / 2).max(1);
        match outcome {
            Outcome::Taken(received) => {
                let most = if held.entries < self.most { self.most } else { (self.most * 2).min(MOST_ENTRIES) };
                let backlog_at = received.backlog_after_s.map(|seconds| now + Duration::from_secs(seconds));
                *self = Self { greeted: true, most, backlog_at, ..Self::default() };
                (Settle::Acknowledge(received.acked), Duration::ZERO)
            }
            Outcome::Expected(seq) if self.asked_back != Some(*seq) => {
                self.asked_back = Some(*seq);
                (Settle::Acknowledge(seq.saturating_sub(1)), Duration::ZERO)
            }
            Outcome::Expected(_) | Outcome::Failed { .. } => {
                let (asked, is_slow) = match outcome {
                    Outcome::Failed { wait, is_slow, .. } => (*wait, *is_slow),
                    _ => (None, false),
                };
                if is_slow && held.entries > 1 {
                    self.most = half;
                }
                (Settle::Nothing, self.failed(asked, random))
            }
            Outcome::TooMuch(_) if held.entries > 1 => {
                self.most = half;
                (Settle::Nothing, Duration::ZERO)
            }
            Outcome::TooMuch(_) if held.preview => {
                self.is_plain = true;
                (Settle::Nothing, Duration::ZERO)
            }
            Outcome::TooMuch(_) if held.entries == 1 => {
                self.most = 1;
                (Settle::Refuse, Duration::ZERO)
            }
            Outcome::TooMuch(_) => (Settle::Nothing, self.failed(None, random)),
            Outcome::NotHeard(_) => (Settle::Nothing, NOT_HEARD + drawn(NOT_HEARD * 2, random)),
            Outcome::Cloned(_) => (Settle::Nothing, LONGEST_WAIT + drawn(LONGEST_WAIT, random)),
        }
    }

    /// Full jitter up to a limit that doubles; a wait that was asked for is kept within a fifth.
    fn failed(&mut self, asked: Option<Duration>, random: u64) -> Duration {
        let limit = FIRST_WAIT.saturating_mul(1 << self.failures.min(16)).min(LONGEST_WAIT);
        self.failures = self.failures.saturating_add(1);
        match asked {
            Some(asked) => asked * 4 / 5 + drawn(asked * 2 / 5, random),
            None => drawn(limit, random),
        }
    }
}

/// A part of this time.
pub fn drawn(longest: Duration, random: u64) -> Duration {
    Duration::from_millis(random % (longest.as_millis() as u64 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::api::Received;

    fn taken(acked: u64, backlog_after_s: Option<u64>) -> Outcome {
        Outcome::Taken(Received { acked, backlog_after_s, ..Received::default() })
    }

    fn failed(is_slow: bool) -> Outcome {
        Outcome::Failed { reason: String::new(), wait: None, is_slow }
    }

    fn greeted() -> Course {
        let mut course = Course::default();
        course.after(&taken(0, None), Held::default(), 0, Instant::now());
        course
    }

    #[test]
    fn it_asks_before_it_sends_and_shows_what_is_now_before_a_backlog() {
        let now = Instant::now();
        assert_eq!(Course::default().next(900, true, now), Step::Send { most: 0, preview: true });
        for (waiting, is_news, step) in [
            (0, false, Step::Wait(None)),
            (0, true, Step::Send { most: 0, preview: true }),
            (1, true, Step::Send { most: 1000, preview: false }),
            (8, false, Step::Send { most: 1000, preview: false }),
            (9, false, Step::Send { most: 1000, preview: true }),
        ] {
            assert_eq!(greeted().next(waiting, is_news, now), step, "{waiting} {is_news}");
        }
    }

    #[test]
    fn without_a_permit_only_what_is_now_is_sent() {
        let (mut course, now) = (greeted(), Instant::now());
        course.after(&taken(0, Some(20)), Held { entries: 9, preview: true }, 0, now);
        assert_eq!(course.next(900, true, now), Step::Send { most: 0, preview: true });
        assert_eq!(course.next(900, false, now), Step::Wait(Some(Duration::from_secs(20))));
        let later = now + Duration::from_secs(21);
        assert_eq!(course.next(900, false, later), Step::Send { most: 1000, preview: true });
    }

    #[test]
    fn waits_double_up_to_five_minutes_and_what_is_asked_for_is_kept() {
        let (mut course, now) = (greeted(), Instant::now());
        let longest: Vec<u64> = (0..12)
            .map(|failures| {
                let limit = 1000 * (1u64 << failures.min(16)).min(300);
                course.after(&failed(false), Held::default(), limit, now).1.as_secs()
            })
            .collect();
        assert_eq!(longest, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        assert_eq!(course.after(&failed(false), Held::default(), 0, now).1, Duration::ZERO);
        let asked = Outcome::Failed { reason: String::new(), wait: Some(Duration::from_secs(10)), is_slow: false };
        for (random, milliseconds) in [(0, 8000), (4000, 12_000)] {
            assert_eq!(course.after(&asked, Held::default(), random, now).1, Duration::from_millis(milliseconds));
        }
        course.after(&taken(0, None), Held::default(), 0, now);
        assert_eq!(course.failures, 0);
        assert!(course.after(&Outcome::NotHeard(String::new()), Held::default(), 99, now).1 >= NOT_HEARD);
    }

    #[test]
    fn a_refused_request_is_halved_until_the_bad_entry_is_alone() {
        let (mut course, now) = (greeted(), Instant::now());
        // Entry 5 of 9 is one that the collector refuses.
        let (mut acked, mut gone, mut requests) = (0u64, Vec::new(), 0);
        while acked < 9 {
            requests += 1;
            assert!(requests < 30);
            let Step::Send { most, preview } = course.next(9 - acked, false, now) else { panic!("{course:?}") };
            let count = (most as u64).min(9 - acked);
            let is_bad = (acked + 1..=acked + count).contains(&5) && !gone.contains(&5);
            let outcome = if is_bad { Outcome::TooMuch(String::new()) } else { taken(acked + count, None) };
            match course.after(&outcome, Held { entries: count as usize, preview }, 0, now).0 {
                Settle::Acknowledge(now_acked) => acked = now_acked,
                Settle::Refuse => gone.push(acked + 1),
                Settle::Nothing => {}
            }
        }
        assert_eq!(gone, [5]);
    }

    #[test]
    fn a_slow_line_gets_smaller_requests_and_grows_again() {
        let (mut course, now) = (greeted(), Instant::now());
        course.after(&failed(true), Held { entries: 1000, preview: true }, 0, now);
        assert_eq!(course.next(900, false, now), Step::Send { most: 500, preview: true });
        course.after(&taken(500, None), Held { entries: 500, preview: true }, 0, now);
        assert_eq!(course.most, 1000);
    }

    #[test]
    fn it_goes_back_once_and_then_takes_its_time() {
        let (mut course, now) = (greeted(), Instant::now());
        let asked = Outcome::Expected(4);
        assert_eq!(course.after(&asked, Held::default(), 9, now), (Settle::Acknowledge(3), Duration::ZERO));
        assert_eq!(course.after(&asked, Held::default(), 9, now), (Settle::Nothing, Duration::from_millis(9)));
    }

    #[test]
    fn a_preview_that_is_refused_is_left_out() {
        let (mut course, now) = (Course::default(), Instant::now());
        let refused = Outcome::TooMuch(String::new());
        course.after(&refused, Held { entries: 0, preview: true }, 0, now);
        assert_eq!(course.next(0, false, now), Step::Send { most: 0, preview: false });
        let wait = course.after(&refused, Held::default(), 1000, now).1;
        assert_eq!(wait, Duration::from_secs(1), "a heartbeat that is refused is a failure");
    }
}
