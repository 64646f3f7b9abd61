//! The only place of this crate that reads the wall clock.

use model::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// The present time; before 1970, where no clock of ours can be, is 1970.
#[allow(clippy::disallowed_methods)]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
