//! Counts of the last few rounds, so that a loss of one packet in twenty shows.

use model::way::Probe;
use std::collections::{BTreeMap, VecDeque};

/// Rounds that count.
const ROUNDS: usize = 5;

/// How one round's questions to one target went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// Questions sent.
    pub sent: u32,
    /// Answers.
    pub received: u32,
    /// The target is there but refuses.
    pub refused: bool,
    /// Mean round trip of the answers, milliseconds.
    pub rtt_ms: Option<f64>,
}

/// The counts of every target.
#[derive(Debug, Default)]
pub struct Windows(BTreeMap<String, VecDeque<(u32, u32)>>);

impl Windows {
    /// Takes a round in and says how the target stands.
    pub fn take(&mut self, target: &str, asked: Asked) -> Probe {
        let rounds = self.0.entry(target.to_owned()).or_default();
        // What was cut off and answers again is judged anew: the outage is over.
        if asked.received > 0 && rounds.back().is_some_and(|(_, received)| *received == 0) {
            rounds.clear();
        }
        rounds.push_back((asked.sent, asked.received));
        if rounds.len() > ROUNDS {
            rounds.pop_front();
        }
        let (sent, received) = rounds.iter().fold((0, 0), |(sent, got), round| (sent + round.0, got + round.1));
        Probe {
            target: target.to_owned(),
            sent,
            received,
            answered: asked.received > 0,
            refused: asked.refused,
            rtt_ms: asked.rtt_ms,
        }
    }

    /// Forgets everything: another network.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rounds_count_and_an_outage_that_is_over_does_not() {
        let mut windows = Windows::default();
        let round = |received| Asked { sent: 3, received, ..Asked::default() };
        let mut last = Probe::default();
        for received in [0, 3, 2, 3, 3, 3] {
            last = windows.take("a", round(received));
        }
        assert_eq!((last.sent, last.received, last.answered), (15, 14, true));
        last = windows.take("a", round(3));
        assert_eq!((last.sent, last.received), (15, 14));
        last = windows.take("a", round(3));
        assert_eq!((last.sent, last.received), (15, 15), "the loss left the window");
        last = windows.take("a", round(0));
        assert!(!last.answered && last.received == 12);
        last = windows.take("a", round(3));
        assert_eq!((last.sent, last.received), (3, 3));
        assert_eq!(windows.take("b", round(1)).sent, 3);
    }
}
