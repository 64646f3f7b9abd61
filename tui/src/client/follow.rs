//! Follows a collector: the picture once, then its changes, and again from the picture after every loss.

use super::{
    CallError, Transport, ask,
    event::{Events, Line},
};
use crate::clock;
use model::{
    Timestamp,
    api::{AskFleet, CHANGES, Change, FleetPicture},
};
use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    io,
    sync::Arc,
    thread,
    time::Duration,
};

/// First wait before asking again; doubles up to [`WAIT_MAX`].
const WAIT_MIN: Duration = Duration::from_millis(500);
/// Longest wait before asking again.
const WAIT_MAX: Duration = Duration::from_secs(15);

/// What a collector tells, and how the way to it is.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// The way is open (again).
    Connected,
    /// The whole picture; replaces what was known.
    Picture(Box<FleetPicture>),
    /// What changed since.
    Change(Box<Change>),
    /// The way is lost; told again after every attempt.
    Lost {
        /// Since when.
        since: Timestamp,
        /// Why, this time.
        error: CallError,
    },
}

/// Follows a collector on a thread of its own until `send` returns false. Error: no thread can be had.
pub fn follow(
    transport: Arc<dyn Transport>,
    send: impl Fn(News) -> bool + Send + 'static,
) -> io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name("follow".into()).spawn(move || {
        let mut follower = Follower { transport: &*transport, send: &send, lost_since: None, failures: 0 };
        while follower.round(clock::now) {
            thread::sleep(wait(follower.failures, RandomState::new().build_hasher().finish()));
        }
    })
}

/// How long to wait after so many failures in a row: doubling, and somewhere in its upper half by `random`, so that many
/// screens do not come back at the same moment.
fn wait(failures: u32, random: u64) -> Duration {
    if failures == 0 {
        return Duration::ZERO;
    }
    let whole = WAIT_MIN.saturating_mul(1 << (failures - 1).min(16)).min(WAIT_MAX);
    whole / 2 + (whole / 2).mul_f64(random as f64 / u64::MAX as f64)
}

struct Follower<'a> {
    transport: &'a dyn Transport,
    send: &'a dyn Fn(News) -> bool,
    lost_since: Option<Timestamp>,
    /// Rounds in a row that brought nothing.
    failures: u32,
}

/// Why the stream of changes was left.
enum Left {
    /// Nobody listens any more.
    Unheard,
    /// Changes are missing: the picture is needed again.
    Behind,
    /// It broke or ended.
    Broken(CallError),
}

impl Follower<'_> {
    /// The picture, then changes as long as they come. False: nobody listens any more.
    ///
    /// After a loss the picture is asked for again rather than resuming at the old revision: a collector that was
    /// started anew counts revisions from the beginning.
    fn round(&mut self, now: impl Fn() -> Timestamp) -> bool {
        let picture = match ask(self.transport, &AskFleet {}) {
            Ok(picture) => picture,
            Err(error) => return self.lost(error, now()),
        };
        self.lost_since = None;
        let revision = picture.revision;
        if !((self.send)(News::Connected) && (self.send)(News::Picture(Box::new(picture)))) {
            return false;
        }
        match self.changes(revision) {
            Left::Unheard => false,
            // A collector that says so again and again is not asked without pause.
            Left::Behind => {
                self.failures = self.failures.saturating_add(1);
                true
            }
            Left::Broken(error) => self.lost(error, now()),
        }
    }

    fn lost(&mut self, error: CallError, now: Timestamp) -> bool {
        self.failures = self.failures.saturating_add(1);
        let since = *self.lost_since.get_or_insert(now);
        (self.send)(News::Lost { since, error })
    }

    fn changes(&mut self, mut revision: u64) -> Left {
        let mut events = Events::default();
        let mut left = None;
        let (send, failures) = (self.send, &mut self.failures);
        let path = format!("{CHANGES}?since={revision}");
        let ended = self.transport.stream(&path, &mut |line| {
            // Any line proves that the stream works.
            *failures = 0;
            left = match events.line(line) {
                Line::Nothing => None,
                Line::TooLong => Some(Left::Behind),
                Line::Event(data) => change(&data, &mut revision, send),
            };
            left.is_none()
        });
        match (left, ended) {
            (Some(left), _) => left,
            (None, Err(error)) => Left::Broken(error),
            (None, Ok(())) => Left::Broken(CallError::Unreachable("stream of changes ended".to_owned())),
        }
    }
}

/// Takes one change; returns why the stream must be left, if it must.
fn change(data: &str, revision: &mut u64, send: &dyn Fn(News) -> bool) -> Option<Left> {
    match serde_json::from_str::<Change>(data) {
        Err(error) => Some(Left::Broken(CallError::Malformed(error.to_string()))),
        Ok(change) if change.lost => Some(Left::Behind),
        // It was in the picture already.
        Ok(change) if change.revision <= *revision => None,
        Ok(change) => {
            *revision = change.revision;
            (!send(News::Change(Box::new(change)))).then_some(Left::Unheard)
        }
    }
}

#[cfg(test)]
mod tests;
