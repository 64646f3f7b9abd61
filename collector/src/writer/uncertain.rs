//! Times that are guessed, because the agent's clock is wrong and the batch is of an earlier boot (`reliability.md` 3.5): told
//! once a request, beside the values themselves.

use crate::{store::Row, trust::StoredAgent};
use model::{
    Timestamp,
    api::{Event, Happening, Uncertain},
};

/// What of one request has such times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Guessed {
    range: Option<(Timestamp, Timestamp)>,
    values: u64,
}

impl Guessed {
    /// Counts the values of a batch.
    pub(super) fn add(&mut self, at: Timestamp, values: u64) {
        let (from, to) = self.range.unwrap_or((at, at));
        self.range = Some((from.min(at), to.max(at)));
        self.values = self.values.saturating_add(values);
    }

    /// Marks them: an event of the device, and a count of the agent.
    pub(super) fn note(self, agent: &mut StoredAgent, moved_seconds: i64, now: Timestamp, rows: &mut Vec<Row>) {
        let Some((from, to)) = self.range else { return };
        agent.uncertain = agent.uncertain.saturating_add(self.values);
        if let Some(device) = agent.device {
            let what = Happening::Uncertain(Uncertain { from, to, values: self.values, moved_seconds });
            rows.push(Row::Event(device, Event { at: now, what }));
        }
    }
}
