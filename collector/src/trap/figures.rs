//! Counters of the listener, for `/metrics`.

use crate::snmp::Anomaly;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

macro_rules! drops {
    ($( $variant:ident = $name:literal, $doc:literal; )*) => {
        /// Why a datagram became no event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Dropped { $( #[doc = $doc] $variant, )* }

        impl Dropped {
            /// Every reason.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];
            /// Its name, as on `/metrics`.
            pub const fn name(self) -> &'static str { match self { $( Self::$variant => $name, )* } }
        }
    };
}

drops! {
    Source = "source", "Its source is not among those that are looked at.";
    Rate = "rate", "Its source sends too fast, or too many sources send.";
    Queue = "queue", "The queue was full.";
    Malformed = "malformed", "It is no notification.";
    Sender = "unknown_sender", "The book knows no device at its address.";
    Community = "wrong_community", "The device does not have that community.";
    User = "unknown_user", "The device has no such user.";
    Digest = "wrong_digest", "Its digest is not the one of its user.";
    Window = "not_in_time_window", "It is too old.";
    Decrypt = "decrypt_error", "It could not be decrypted.";
    Level = "unsupported_level", "Its security level is not the one of its user.";
    Engine = "unknown_engine", "It is meant for another engine.";
    Day = "day", "The device told too many events of one day.";
}

impl Dropped {
    /// The anomaly that a known device is told of with.
    pub(super) const fn anomaly(self) -> Option<Anomaly> {
        Some(match self {
            Self::Community => Anomaly::WrongCommunity,
            Self::User => Anomaly::UnknownUser,
            Self::Digest => Anomaly::WrongDigest,
            Self::Window => Anomaly::NotInTimeWindow,
            Self::Decrypt => Anomaly::DecryptError,
            Self::Level => Anomaly::UnsupportedLevel,
            Self::Engine => Anomaly::UnknownEngine,
            _ => return None,
        })
    }
}

/// Counters that the tasks raise.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub received: AtomicU64,
    pub events: AtomicU64,
    pub repeats: AtomicU64,
    pub answered: AtomicU64,
    pub polls: AtomicU64,
    pub waiting: AtomicUsize,
    pub waiting_octets: AtomicUsize,
    dropped: [AtomicU64; Dropped::ALL.len()],
}

impl Counters {
    pub fn drop(&self, why: Dropped) {
        self.dropped[why as usize].fetch_add(1, Relaxed);
    }

    pub fn figures(&self) -> Figures {
        let read = |counter: &AtomicU64| counter.load(Relaxed);
        Figures {
            received: read(&self.received),
            events: read(&self.events),
            repeats: read(&self.repeats),
            answered: read(&self.answered),
            polls: read(&self.polls),
            waiting: self.waiting.load(Relaxed) as u64,
            dropped: Dropped::ALL.iter().map(|why| (*why, read(&self.dropped[*why as usize]))).collect(),
        }
    }
}

/// One more.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

/// What happened since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Datagrams received.
    pub received: u64,
    /// Notifications that became events.
    pub events: u64,
    /// Notifications that only raised the count of an event.
    pub repeats: u64,
    /// Informs answered.
    pub answered: u64,
    /// Polls that a notification caused.
    pub polls: u64,
    /// Datagrams that wait to be read.
    pub waiting: u64,
    /// Datagrams that became no event, by reason.
    pub dropped: Vec<(Dropped, u64)>,
}
