//! When the screen must be drawn again although nothing comes in: the age of the data grows, a notice ends, a key is let go.

use super::{App, HELD_SECONDS, REST_MILLIS};
use model::Timestamp;
use std::time::Duration;

/// How long from now on nothing changes by itself.
pub(super) fn next(app: &App, now: Timestamp) -> Option<Duration> {
    let young = app.data_age_seconds().is_none_or(|age| age < 61.0);
    let step = match (app.low_bandwidth, young) {
        (true, _) => 10_000,
        (_, true) => 1_000,
        _ => 60_000,
    };
    let mut wait = step - now.0.rem_euclid(step);
    let mut at = |moment: i64| {
        if moment > now.0 {
            wait = wait.min(moment - now.0);
        }
    };
    at(app.toast.as_ref().map_or(0, |toast| toast.until.0));
    at(app.undo.map_or(0, |(_, until)| until.0));
    if app.devices.pending {
        at(app.last_key.0.saturating_add(HELD_SECONDS * 1000));
    }
    if app.wanted_detail().is_some_and(|id| app.detail.wants(id)) || app.wants_curve() {
        at(app.last_key.0.saturating_add(REST_MILLIS));
    }
    u64::try_from(wait).ok().map(Duration::from_millis)
}
