//! What was learnt about a device's way of answering; kept from poll to poll, and what lasts of it over a restart.

use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// Longest wait for one answer.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// For how long a device that answers no GETBULK is asked by GETNEXT only.
const NO_BULK_FOR: Duration = Duration::from_secs(24 * 3600);
/// A limit on the size of answers beyond this holds nobody back.
const NO_LIMIT: usize = 512;

/// Answers up to this size pass over nearly every line, tunnels and PPPoE included, octets.
pub(super) const NARROW_ANSWER: usize = 1400;

/// A device's way of answering.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Smoothed round trip time and its variation, seconds (RFC 6298).
    round_trip: Option<(f64, f64)>,
    /// Most varbinds that fit into one answer, if a limit was met.
    pub(super) capacity: Option<usize>,
    /// GETNEXT only, until then.
    no_bulk_until: Option<Instant>,
    /// It has answered a GETBULK.
    pub(super) bulk_answered: bool,
    /// The system group and the first rows of a table were asked for together, and nothing came: they are asked for apart.
    pub(crate) apart: bool,
    /// Whether answers beyond [`NARROW_ANSWER`] arrive, once that was seen.
    wide: Option<bool>,
}

/// What lasts of a device's way of answering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// Most varbinds that fit into one answer, if a limit was met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<usize>,
    /// It answers GETNEXT only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_bulk: bool,
    /// It has answered a GETBULK.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub bulk_answered: bool,
}

impl Manner {
    /// That of a device whose habits are known from an earlier process.
    pub fn of(habits: Habits) -> Self {
        let Habits { capacity, no_bulk, bulk_answered } = habits;
        let mut manner = Self { capacity, bulk_answered, ..Self::default() };
        if no_bulk {
            manner.forgo_bulk();
        }
        manner
    }

    /// What lasts of it.
    pub fn habits(&self) -> Habits {
        Habits { capacity: self.capacity, no_bulk: !self.has_bulk(), bulk_answered: self.bulk_answered }
    }

    /// Widens a limit on the size of answers, so that one bad day is not remembered for ever and a device that bears no
    /// more does not have to show it from the start again.
    pub fn relax(&mut self) {
        self.apart = false;
        self.capacity = self.capacity.map(|capacity| capacity.saturating_mul(2)).filter(|wider| *wider < NO_LIMIT);
    }

    pub(super) fn learn(&mut self, round_trip: Duration) {
        let sample = round_trip.as_secs_f64();
        self.round_trip = Some(match self.round_trip {
            None => (sample, sample / 2.0),
            Some((smooth, variation)) => {
                (0.875 * smooth + 0.125 * sample, 0.75 * variation + 0.25 * (smooth - sample).abs())
            }
        });
    }

    /// The wait after the first send: that of the settings, longer for a slow device.
    pub(super) fn first_wait(&self, least: Duration) -> Duration {
        let (smooth, variation) = self.round_trip.unwrap_or_default();
        least.max(Duration::from_secs_f64(smooth + 4.0 * variation)).min(LONGEST_WAIT.max(least))
    }

    /// It answered a GETBULK with so many octets.
    pub(super) fn answered_bulk(&mut self, octets: usize) {
        self.bulk_answered = true;
        if octets > NARROW_ANSWER {
            self.wide = Some(true);
        }
    }

    /// It did not answer a GETBULK. Where no large answer ever arrived the way may be too narrow for one.
    pub(super) fn was_silent(&mut self) {
        self.wide.get_or_insert(false);
    }

    /// Largest answer worth asking for: `frame` is what one frame carries, octets.
    pub(super) fn answer_size(&self, frame: usize) -> usize {
        if self.wide == Some(false) { frame.min(NARROW_ANSWER) } else { frame }
    }

    pub(super) fn forgo_bulk(&mut self) {
        self.no_bulk_until = Some(Instant::now() + NO_BULK_FOR);
    }

    /// True when the device answers GETBULK as large as a frame and showed no limit.
    pub fn is_proven(&self) -> bool {
        self.bulk_answered && self.wide != Some(false) && self.capacity.is_none() && !self.apart && self.has_bulk()
    }

    /// True unless the device is known to answer no GETBULK.
    pub fn has_bulk(&self) -> bool {
        self.no_bulk_until.is_none_or(|until| Instant::now() >= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_outlive_the_process() {
        for habits in [
            Habits::default(),
            Habits { capacity: Some(24), no_bulk: false, bulk_answered: true },
            Habits { capacity: None, no_bulk: true, bulk_answered: false },
        ] {
            let written = serde_json::to_string(&habits).unwrap();
            assert_eq!(Manner::of(serde_json::from_str(&written).unwrap()).habits(), habits);
        }
    }

    #[test]
    fn a_way_is_narrow_when_it_was_silent_before_it_bore_a_large_answer() {
        let (mut narrow, mut wide) = (Manner::default(), Manner::default());
        narrow.answered_bulk(900);
        narrow.was_silent();
        wide.answered_bulk(1450);
        wide.was_silent();
        assert_eq!((narrow.answer_size(1472), wide.answer_size(1472)), (1400, 1472));
        narrow.answered_bulk(1460);
        assert_eq!(narrow.answer_size(1472), 1472);
    }

    #[test]
    fn a_limit_is_widened_step_by_step() {
        let mut manner = Manner::of(Habits { capacity: Some(100), ..Habits::default() });
        let mut limits = Vec::new();
        for _ in 0..4 {
            manner.relax();
            limits.push(manner.habits().capacity);
        }
        assert_eq!(limits, [Some(200), Some(400), None, None]);
    }
}
