//! The only place of this program that reads the wall clock.

use model::Timestamp;

/// Now, by the clock of this machine.
#[allow(clippy::disallowed_methods)]
pub fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}
