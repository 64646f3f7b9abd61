//! How long to wait after a failure: longer each time, never the same for two, and as long as the receiver asks for.

use std::time::Duration;

/// First pause.
const FIRST: Duration = Duration::from_secs(1);
/// Longest pause of our own.
const LONGEST: Duration = Duration::from_secs(60);
/// Longest pause that a receiver may ask for.
const LONGEST_ASKED: Duration = Duration::from_secs(600);

/// The pause after so many failures in a row (from 1); `chance` spreads it over its second half.
pub(super) fn pause(failures: u32, asked: Option<Duration>, chance: u64) -> Duration {
    let full = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(LONGEST);
    let least = asked.map_or(full / 2, |asked| asked.min(LONGEST_ASKED).max(full / 2));
    least + (full / 2).mul_f64(chance as f64 / u64::MAX as f64)
}

/// Whole seconds of `Retry-After` (RFC 9110, 10.2.3).
pub(super) fn retry_after(value: &str) -> Option<Duration> {
    value.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_are_bounded() {
        let milliseconds =
            |failures, asked: Option<u64>, chance| pause(failures, asked.map(Duration::from_secs), chance).as_millis();
        assert_eq!(
            [1, 2, 3, 7, 8, u32::MAX].map(|n| milliseconds(n, None, 0)),
            [500, 1000, 2000, 30_000, 30_000, 30_000]
        );
        assert_eq!(milliseconds(1, None, u64::MAX), 1000);
        assert_eq!(milliseconds(1, Some(20), 0), 20_000);
        assert_eq!(milliseconds(1, Some(20), u64::MAX), 20_500);
        assert_eq!(milliseconds(8, Some(1), 0), 30_000);
        assert_eq!(milliseconds(1, Some(u64::MAX), 0), 600_000);
        assert_eq!(retry_after(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT"), None);
    }
}
