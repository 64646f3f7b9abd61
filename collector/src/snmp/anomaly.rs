//! Names of what is refused or repaired while talking to a device, and their counters (`reliability.md` 5.2).

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

macro_rules! anomalies {
    ($( $variant:ident = $name:literal, )*) => {
        /// Something refused or repaired. The name is part of the record, of `/metrics` and of messages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Anomaly { $( #[doc = $name] $variant, )* }

        impl Anomaly {
            /// Every anomaly.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];
            /// Its name.
            pub const fn name(self) -> &'static str { match self { $( Self::$variant => $name, )* } }
        }
    };
}

anomalies! {
    WrongSource = "wrong-source",
    Malformed = "malformed",
    TrailingBytes = "trailing-bytes",
    WrongVersion = "wrong-version",
    WrongCommunity = "wrong-community",
    WrongPdu = "wrong-pdu",
    WrongRequestId = "wrong-request-id",
    DuplicateReply = "duplicate-reply",
    LateReply = "late-reply",
    UnrequestedOid = "unrequested-oid",
    MissingVarbinds = "missing-varbinds",
    InvalidValue = "invalid-value",
    OidNotIncreasing = "oid-not-increasing",
    WalkRowCap = "walk-row-cap",
    WalkTimeCap = "walk-time-cap",
    TooBig = "too-big",
    NoBulk = "no-bulk",
    DeviceError = "device-error",
    TextTruncated = "text-truncated",
    UnknownEngine = "unknown-engine",
    UnknownUser = "unknown-user",
    UnknownContext = "unknown-context",
    WrongDigest = "wrong-digest",
    NotInTimeWindow = "not-in-time-window",
    DecryptError = "decrypt-error",
    UnsupportedLevel = "unsupported-level",
    EngineChanged = "engine-changed",
}

/// How often each anomaly was seen: of one poll, or of everything since the start.
#[derive(Debug, Default)]
pub struct Tally {
    counts: [AtomicU32; Anomaly::ALL.len()],
}

impl Tally {
    /// Counts one more; stays at the highest number when it cannot count further.
    pub fn count(&self, anomaly: Anomaly) {
        let _ = self.counts[anomaly as usize].fetch_update(Relaxed, Relaxed, |n| n.checked_add(1));
    }

    /// How often this one was seen.
    pub fn of(&self, anomaly: Anomaly) -> u32 {
        self.counts[anomaly as usize].load(Relaxed)
    }

    /// What was seen at all, by name.
    pub fn seen(&self) -> Vec<(&'static str, u32)> {
        Anomaly::ALL.iter().map(|a| (a.name(), self.of(*a))).filter(|(_, count)| *count > 0).collect()
    }

    /// The one seen most often; of equals the first in the list.
    pub fn most_frequent(&self) -> Option<Anomaly> {
        Anomaly::ALL.iter().copied().rev().max_by_key(|a| self.of(*a)).filter(|a| self.of(*a) > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting() {
        let tally = Tally::default();
        assert_eq!((tally.most_frequent(), tally.seen()), (None, vec![]));
        tally.count(Anomaly::Malformed);
        tally.count(Anomaly::TooBig);
        assert_eq!(tally.most_frequent(), Some(Anomaly::Malformed));
        tally.count(Anomaly::TooBig);
        assert_eq!(tally.most_frequent(), Some(Anomaly::TooBig));
        assert_eq!(tally.seen(), [("malformed", 1), ("too-big", 2)]);
    }
}
