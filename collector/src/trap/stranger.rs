//! Senders that the book does not know: counted, the newest kept, told in lots. Pure.

use model::Timestamp;
use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

/// Senders kept until they are told (`reliability.md` 8.3).
const KEPT: usize = 1000;
/// Between two times that they are told: each changes what is proposed.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// A sender that the book does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// Where from.
    pub address: IpAddr,
    /// How many notifications.
    pub count: u32,
    /// The newest of them: its name, else its OID.
    pub trap: String,
    /// When it came.
    pub at: Timestamp,
}

/// Those not told yet.
pub(super) struct Strangers {
    met: HashMap<IpAddr, Stranger>,
    told: Option<Instant>,
}

impl Strangers {
    pub fn new() -> Self {
        Self { met: HashMap::new(), told: None }
    }

    /// One more notification of somebody unknown.
    pub fn note(&mut self, address: IpAddr, trap: String, at: Timestamp) {
        if let Some(known) = self.met.get_mut(&address) {
            *known = Stranger { address, count: known.count.saturating_add(1), trap, at };
        } else if self.met.len() < KEPT {
            self.met.insert(address, Stranger { address, count: 1, trap, at });
        }
    }

    /// What is to be told now.
    pub fn due(&mut self, now: Instant) -> Vec<Stranger> {
        let waits = self.told.is_some_and(|told| now.saturating_duration_since(told) < TELL_EVERY);
        if self.met.is_empty() || waits {
            return Vec::new();
        }
        self.told = Some(now);
        self.met.drain().map(|(_, stranger)| stranger).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_counted_and_told_in_lots() {
        let start = Instant::now();
        let mut strangers = Strangers::new();
        let note = |strangers: &mut Strangers, number: u32| {
            strangers.note(IpAddr::V4(number.into()), "coldStart".into(), Timestamp(5));
        };
        note(&mut strangers, 1);
        note(&mut strangers, 1);
        let told = strangers.due(start);
        assert_eq!(told.iter().map(|one| one.count).collect::<Vec<_>>(), [2]);
        (0..5000).for_each(|number| note(&mut strangers, number));
        assert!(strangers.due(start + Duration::from_secs(1)).is_empty());
        assert_eq!(strangers.due(start + Duration::from_secs(2)).len(), KEPT);
    }
}
