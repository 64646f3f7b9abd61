//! What the poller knows of devices and would not like to learn again after a restart.

use crate::snmp::{session::Habits, usm::Authority};
use model::DeviceId;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The clock of an engine is written down this often; after a restart an answer older than this is refused (RFC 3414, 3.2.7).
const CLOCK_EVERY: u32 = 300;

/// What is remembered of one device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Name of the credential that it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// What it bears.
    pub habits: Habits,
    /// Its SNMPv3 engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<EngineClock>,
}

/// Boots and time of an engine, as an authenticated message told them last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineClock {
    /// snmpEngineID.
    pub id: Vec<u8>,
    /// snmpEngineBoots.
    pub boots: u32,
    /// Latest snmpEngineTime, seconds.
    pub time: u32,
}

impl EngineClock {
    /// That of an authority, if a right digest vouched for it.
    pub fn of(authority: &Authority) -> Option<Self> {
        let Authority { engine, boots, time, confirmed, .. } = authority;
        confirmed.then(|| Self { id: engine.to_vec(), boots: *boots, time: *time })
    }

    /// The authority as a lower bound: how long this process was gone is not asked of a wall clock, which may have been
    /// set. The first question then meets `notInTimeWindow`, an authenticated report that brings the time up to date.
    pub fn authority(&self, now: Instant) -> Authority {
        Authority::remembered(&self.id, self.boots, self.time, Duration::ZERO, now)
    }

    /// Whether writing `newer` down instead is worth it.
    fn is_outdated_by(&self, newer: &Self) -> bool {
        (&self.id, self.boots) != (&newer.id, newer.boots) || newer.time.saturating_sub(self.time) >= CLOCK_EVERY
    }
}

/// The memory of all devices.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    known: BTreeMap<DeviceId, Remembered>,
    /// Newer than what was handed out.
    news: BTreeSet<DeviceId>,
}

impl Memory {
    /// What an earlier process knew.
    pub(super) fn of(known: impl IntoIterator<Item = (DeviceId, Remembered)>) -> Self {
        Self(Mutex::new(Kept { known: known.into_iter().collect(), news: BTreeSet::new() }))
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of a device.
    pub(super) fn recall(&self, id: DeviceId) -> Remembered {
        self.lock().known.get(&id).cloned().unwrap_or_default()
    }

    /// Notes what is known now.
    pub(super) fn note(&self, id: DeviceId, now: Remembered) {
        let mut kept = self.lock();
        let old = kept.known.get(&id);
        let same = old.is_some_and(|old| {
            let clock = match (&old.engine, &now.engine) {
                (Some(old), Some(new)) => !old.is_outdated_by(new),
                (old, new) => old == new,
            };
            clock && (&old.credential, old.habits) == (&now.credential, now.habits)
        });
        if same || (old.is_none() && now == Remembered::default()) {
            return;
        }
        kept.known.insert(id, now);
        kept.news.insert(id);
    }

    /// What is new since this was asked last.
    pub(super) fn news(&self) -> Vec<(DeviceId, Remembered)> {
        let mut kept = self.lock();
        let news = std::mem::take(&mut kept.news);
        news.into_iter().filter_map(|id| Some((id, kept.known.get(&id)?.clone()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(boots: u32, time: u32) -> Remembered {
        Remembered { engine: Some(EngineClock { id: vec![1; 12], boots, time }), ..Remembered::default() }
    }

    #[test]
    fn only_what_is_worth_writing_is_news() {
        let memory = Memory::of([(DeviceId(1), engine(3, 1000))]);
        memory.note(DeviceId(1), engine(3, 1299));
        memory.note(DeviceId(2), Remembered::default());
        assert!(memory.news().is_empty());
        memory.note(DeviceId(1), engine(3, 1300));
        memory.note(DeviceId(2), Remembered { credential: Some("inti".into()), ..Remembered::default() });
        assert_eq!(memory.news().iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [1, 2]);
        assert!(memory.news().is_empty());
        memory.note(DeviceId(1), engine(4, 5));
        assert_eq!(memory.news().len(), 1);
    }

    #[test]
    fn an_answer_from_before_a_restart_is_past_after_it() {
        let now = Instant::now();
        let written = serde_json::to_string(&engine(7, 5000)).unwrap();
        let read: Remembered = serde_json::from_str(&written).unwrap();
        let authority = read.engine.unwrap().authority(now);
        // Recorded in an earlier boot of the device, or long before; and what it says now.
        assert!(authority.is_past(6, 9999, now) && authority.is_past(7, 4849, now));
        assert!(!authority.is_past(7, 9000, now) && !authority.is_past(8, 1, now));
    }
}
