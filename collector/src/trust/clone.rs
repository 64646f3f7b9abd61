//! Whether two machines use one key: a cloned image, a restored snapshot (`reliability.md` 10.5). Pure.
//!
//! Three things speak: the generation, which only the machine that got the last answer knows; the moment at which a machine
//! says it booted, for a second boot that began before the first was heard last runs beside it; and one boot whose moment
//! goes back, which is a snapshot that was set forth twice.

use model::{Timestamp, api::SenderClock};
use serde::{Deserialize, Serialize};

/// A second boot may seem to have begun this long before the first was heard last: clocks are read over slow lines.
const OVERLAP_MS: i64 = 30_000;
/// The boot of a sleeping machine moves forward, never back by more than this.
const BACK_MS: i64 = 120_000;

/// How an agent was heard last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// Generation that the last answer gave.
    pub generation: u64,
    /// The one before: it comes again when that answer was lost.
    pub before: u64,
    /// Boot that it was heard in.
    pub boot_id: String,
    /// When that boot began by its own monotonic clock and our wall clock.
    pub booted_at: Timestamp,
    /// When it was heard.
    pub heard_at: Timestamp,
}

/// What a request says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said<'a> {
    pub(crate) generation: u64,
    pub(crate) clock: &'a SenderClock,
    pub(crate) now: Timestamp,
}

/// How the agent is remembered after this request; none: it is another machine with the same key.
pub(crate) fn judge(last: &Last, said: Said<'_>) -> Option<Last> {
    let Said { generation, clock, now } = said;
    let booted_at = Timestamp(now.0.saturating_sub(i64::try_from(clock.mono_ms).unwrap_or(i64::MAX)));
    let heard = |generation: u64, before: u64| {
        Some(Last { generation, before, boot_id: clock.boot_id.clone(), booted_at, heard_at: now })
    };
    let is_first = last.boot_id.is_empty();
    if is_first {
        // One that was never heard, or not since our own data was put back from a backup: it is taken at its word once.
        return heard(generation.saturating_add(1), generation);
    }
    if clock.boot_id == last.boot_id {
        if last.booted_at.0.saturating_sub(booted_at.0) > BACK_MS {
            return None;
        }
    } else if booted_at.0.saturating_add(OVERLAP_MS) < last.heard_at.0 {
        return None;
    }
    if generation == last.generation {
        return heard(last.generation + 1, last.generation);
    }
    // A copy can only be behind. Who is ahead was heard since our own database was copied, and that copy put back.
    if generation > last.generation {
        return heard(generation.saturating_add(1), generation);
    }
    // The answer to the last request was lost: the same one is given again.
    if generation == last.before {
        return heard(last.generation, last.before);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_772_337_906;

    struct Machine {
        boot: &'static str,
        booted: i64,
        generation: u64,
    }

    impl Machine {
        /// Sends at this second; whether it was taken, and with it what it keeps of the answer.
        fn send(&mut self, last: &mut Last, second: i64, answer_lost: bool) -> bool {
            let mono_ms = ((second - self.booted) * 1000).unsigned_abs();
            let clock = SenderClock { sent_at: Timestamp(0), mono_ms, boot_id: self.boot.into() };
            let said = Said { generation: self.generation, clock: &clock, now: Timestamp::from_seconds(NOW + second) };
            let Some(next) = judge(last, said) else { return false };
            if !answer_lost {
                self.generation = next.generation;
            }
            *last = next;
            true
        }
    }

    #[test]
    fn one_machine_goes_on_through_lost_answers_reboots_and_sleep() {
        let mut last = Last::default();
        let mut pc = Machine { boot: "a", booted: -100, generation: 0 };
        for (second, lost) in [(0, false), (60, true), (61, true), (63, false), (120, false)] {
            assert!(pc.send(&mut last, second, lost), "{second}");
        }
        // It slept: the monotonic clock of some systems stands still.
        pc.booted += 3600;
        assert!(pc.send(&mut last, 4000, false));
        // It booted anew, after its last answer was lost.
        assert!(pc.send(&mut last, 4060, true));
        (pc.boot, pc.booted) = ("b", 4090);
        assert!(pc.send(&mut last, 4120, false) && pc.send(&mut last, 4180, false));
    }

    #[test]
    fn a_copy_that_runs_beside_it_is_refused_and_the_first_goes_on() {
        let mut last = Last::default();
        let mut first = Machine { boot: "a", booted: -100, generation: 0 };
        assert!(first.send(&mut last, 0, false));
        // The disk was copied just now, and the copy has run for long: its boot is older than the last word of the first.
        let mut copy = Machine { boot: "b", booted: -5000, generation: first.generation };
        assert!(!copy.send(&mut last, 10, false));
        assert!(first.send(&mut last, 60, false) && first.send(&mut last, 120, false));
        assert!(!copy.send(&mut last, 130, false));
    }

    #[test]
    fn an_old_copy_is_known_by_its_generation() {
        let mut last = Last::default();
        let mut first = Machine { boot: "a", booted: -100, generation: 0 };
        assert!(first.send(&mut last, 0, false));
        let mut copy = Machine { boot: "b", booted: 500, generation: first.generation };
        for second in [60, 120, 180] {
            assert!(first.send(&mut last, second, false));
        }
        assert!(!copy.send(&mut last, 560, false));
        assert!(first.send(&mut last, 600, false));
    }

    #[test]
    fn a_collector_that_was_put_back_hears_its_agents_on() {
        let mut last = Last::default();
        let mut first = Machine { boot: "a", booted: -100, generation: 0 };
        assert!(first.send(&mut last, 0, false));
        let backup = last.clone();
        let mut copy = Machine { boot: "b", booted: 500, generation: first.generation };
        assert!((1..9).all(|minute| first.send(&mut last, minute * 60, false)));
        last = backup;
        assert!(first.send(&mut last, 600, false) && first.send(&mut last, 660, false));
        assert!(!copy.send(&mut last, 700, false));
    }

    #[test]
    fn after_a_restore_the_first_word_of_an_agent_is_taken_as_it_is() {
        let mut last = Last::default();
        let mut first = Machine { boot: "a", booted: -100, generation: 0 };
        assert!((0..9).all(|minute| first.send(&mut last, minute * 60, false)));
        // The machine that the backup is put back on has a clock that is an hour behind: the boot seems to have moved.
        let mut copy = Machine { boot: "a", booted: -100, generation: 4 };
        let restored = Last { boot_id: String::new(), ..last.clone() };
        assert!(!first.send(&mut last, -3600 + 540, false));
        last = restored;
        assert!(first.send(&mut last, -3600 + 600, false) && first.send(&mut last, -3600 + 660, false));
        assert!(!copy.send(&mut last, -3600 + 700, false), "a copy that is behind is known all the same");
    }

    #[test]
    fn one_snapshot_set_forth_twice() {
        let mut last = Last::default();
        let mut first = Machine { boot: "a", booted: -100, generation: 0 };
        assert!(first.send(&mut last, 0, false));
        // Its clock stood still for ten minutes; then both speak in turn.
        let mut copy = Machine { boot: "a", booted: 500, generation: first.generation };
        assert!(copy.send(&mut last, 620, false));
        assert!(!first.send(&mut last, 640, false));
    }
}
