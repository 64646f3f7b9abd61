//! The one place of the agent that reads the wall clock.
#![allow(clippy::disallowed_methods)]

use model::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, by the wall clock of this machine.
pub fn now() -> Timestamp {
    let milliseconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    };
    Timestamp(milliseconds)
}
