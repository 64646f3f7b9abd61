//! A moment in time: milliseconds since 1970 in UTC, RFC 3339 with `Z` on the wire.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z. Pure code receives it as an argument and never asks a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From whole seconds since 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Whole seconds since 1970, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Seconds from `earlier` to `self`; negative when `earlier` is later.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.0.saturating_sub(earlier.0) as f64 / 1000.0
    }

    /// This moment, `seconds` later.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// This moment, `milliseconds` later.
    pub const fn plus_millis(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// RFC 3339 in UTC, whole seconds: `2026-03-01T04:05:06Z`.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_second(self.seconds()) {
            Ok(moment) => moment.to_string(),
            Err(_) => jiff::Timestamp::UNIX_EPOCH.to_string(),
        }
    }

    /// Reads RFC 3339 in any offset. Error: the text is no such time.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.parse::<jiff::Timestamp>().map(|t| Self(t.as_millisecond())).map_err(|e| e.to_string())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => write!(f, "{moment}"),
            Err(_) => write!(f, "{}", jiff::Timestamp::UNIX_EPOCH),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_the_wire() {
        for (ms, text) in [
            (0, "\"1970-01-01T00:00:00Z\""),
            (1_772_337_906_000, "\"2026-03-01T04:05:06Z\""),
            (1_772_337_906_250, "\"2026-03-01T04:05:06.25Z\""),
        ] {
            assert_eq!(serde_json::to_string(&Timestamp(ms)).unwrap(), text);
            assert_eq!(serde_json::from_str::<Timestamp>(text).unwrap(), Timestamp(ms));
        }
    }

    #[test]
    fn another_offset_is_brought_to_utc() {
        assert_eq!(Timestamp::parse("2026-03-01T12:05:06+08:00").unwrap().rfc3339(), "2026-03-01T04:05:06Z");
    }
}
