//! When an uplink is too full: raised above one threshold for a while, cleared below another.

use crate::fleet::Saturation;
use model::{Timestamp, settings::AlertSettings};

/// Follows the use of an uplink. `found` is the newest use in percent and whether it is the outgoing direction; none
/// when it cannot be known: what held goes on holding for `hold_s` seconds. `raised`: the alert is open.
pub fn saturate(
    before: Saturation,
    found: Option<(f64, bool)>,
    raised: bool,
    settings: &AlertSettings,
    hold_s: f64,
    at: Timestamp,
) -> Saturation {
    let Some((use_percent, outgoing)) = found else {
        let held = at.seconds_since(before.at) <= hold_s;
        return Saturation { since: before.since.filter(|_| held), ..before };
    };
    let since = if use_percent >= settings.uplink_raise_percent {
        before.since.or(Some(at))
    } else if raised && use_percent >= settings.uplink_clear_percent {
        before.since
    } else {
        None
    };
    Saturation { since, use_percent, outgoing, port: before.port, at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_and_cleared_with_a_gap_between() {
        let settings = AlertSettings::default();
        let mut raised = false;
        let mut state = Saturation::default();
        // Second, use, expected: the alert holds.
        for (second, use_percent, expected) in [
            (0, 95.0, false),
            (60, 85.0, false),
            (120, 91.0, false),
            (180, 92.0, false),
            (240, 92.0, true),
            (300, 85.0, true),
            (360, 79.0, false),
            (420, 85.0, false),
        ] {
            let at = Timestamp::from_seconds(second);
            state = saturate(state, Some((use_percent, true)), raised, &settings, 180.0, at);
            raised = state.since.is_some_and(|since| at.seconds_since(since) >= settings.uplink_for_seconds as f64);
            assert_eq!(raised, expected, "second {second}");
        }
        let full = saturate(state, Some((99.0, true)), false, &settings, 180.0, Timestamp::from_seconds(500));
        for (second, holds) in [(680, true), (681, false)] {
            let unknown = saturate(full, None, true, &settings, 180.0, Timestamp::from_seconds(second));
            assert_eq!(unknown.since.is_some(), holds, "second {second}");
        }
    }
}
