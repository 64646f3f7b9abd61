//! Days of specifications and declared facts, and moments where a time is known as well.

use jiff::{Span, civil::Date, tz::TimeZone};
use model::{Timestamp, Zone};
use serde::{Deserialize, Deserializer, de::Error};
use std::fmt;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// Reads `2026-12-15`.
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    /// The day in UTC of a moment.
    pub fn of(at: Timestamp) -> Self {
        let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Self(moment.to_zoned(TimeZone::UTC).date())
    }

    /// Its beginning in UTC.
    pub fn beginning(self) -> Timestamp {
        let zoned = self.0.to_zoned(TimeZone::UTC);
        Timestamp(zoned.map_or(0, |zoned| zoned.timestamp().as_millisecond()))
    }

    /// This many months later: the same day, or the last of the month where that is shorter.
    pub fn plus_months(self, months: i64) -> Self {
        Self(Span::new().try_months(months).ok().and_then(|span| self.0.checked_add(span).ok()).unwrap_or(Date::MAX))
    }

    /// Whole days from `earlier` to this day; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.beginning().0 - earlier.beginning().0) / 86_400_000
    }

    /// As it is written in Indonesia: `15-12-2026`.
    pub fn text(self) -> String {
        format!("{:02}-{:02}-{}", self.0.day(), self.0.month(), self.0.year())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = toml::value::Datetime::deserialize(deserializer)?.to_string();
        text.get(..10).and_then(Self::parse).ok_or_else(|| D::Error::custom("no date"))
    }
}

/// When something was declared or read: a day, or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Somewhen on this day.
    Day(Day),
    /// Then.
    Moment(Timestamp),
}

impl When {
    /// The moment of a date or time of a TOML document.
    pub fn of(written: &toml::value::Datetime) -> Option<Self> {
        let text = written.to_string();
        match written.offset {
            Some(_) => Timestamp::parse(&text).ok().map(Self::Moment),
            None => text.get(..10).and_then(Day::parse).map(Self::Day),
        }
    }

    /// Whole days from it to `now`.
    pub fn days_before(self, now: Timestamp) -> i64 {
        match self {
            Self::Day(day) => Day::of(now).days_since(day),
            Self::Moment(at) => (now.0 - at.0).div_euclid(86_400_000),
        }
    }

    /// For people, moments in the zone of the place: `22-11-2026 09:55 WITA`.
    pub fn text(self, zone: Zone) -> String {
        match self {
            Self::Day(day) => day.text(),
            Self::Moment(at) => zone.text(at),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Moment(at) => at.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(deserializer)?;
        Self::of(&written).ok_or_else(|| D::Error::custom("no date"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_keep_the_day_or_take_the_last() {
        for (from, months, to) in
            [("2026-01-31", 1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-12-15", 60, "2031-12-15")]
        {
            assert_eq!(Day::parse(from).unwrap().plus_months(months), Day::parse(to).unwrap());
        }
    }

    #[test]
    fn days_before_a_moment() {
        let at = Timestamp::parse("2026-11-22T16:05:00Z").unwrap();
        assert_eq!(When::Day(Day::parse("2026-08-24").unwrap()).days_before(at), 90);
    }
}
