//! The zones of Indonesia, without summer time (Keppres 41/1987).

use crate::Timestamp;
use jiff::{civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// In which zone printed moments are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    /// UTC+7.
    Wib,
    /// UTC+8.
    #[default]
    Wita,
    /// UTC+9.
    Wit,
}

impl Zone {
    /// `WIB`, `WITA` or `WIT`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        }
    }

    /// Hours that its clocks are ahead of UTC.
    pub const fn hours(self) -> i64 {
        match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        }
    }

    /// The moment of a local date and time.
    pub fn moment(self, local: civil::DateTime) -> Timestamp {
        let at = local.to_zoned(TimeZone::UTC).map_or(0, |at| at.timestamp().as_millisecond());
        Timestamp(at).plus_seconds(-self.hours() * 3600)
    }

    /// When a local day begins.
    pub fn midnight(self, day: civil::Date) -> Timestamp {
        self.moment(day.at(0, 0, 0, 0))
    }

    /// Local date and time of a moment.
    pub fn local(self, at: Timestamp) -> civil::DateTime {
        let shifted = at.plus_seconds(self.hours() * 3600);
        let moment = jiff::Timestamp::from_millisecond(shifted.0).unwrap_or_default();
        moment.to_zoned(TimeZone::UTC).datetime()
    }

    /// The local day that holds a moment.
    pub fn day(self, at: Timestamp) -> civil::Date {
        self.local(at).date()
    }

    /// `22-11-2026 09:55 WITA`.
    pub fn text(self, at: Timestamp) -> String {
        format!("{} {}", self.local(at).strftime("%d-%m-%Y %H:%M"), self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_the_zone_of_the_place() {
        let at = Timestamp::parse("2026-11-22T16:05:00Z").unwrap();
        assert_eq!(Zone::Wita.text(at), "23-11-2026 00:05 WITA");
        assert_eq!(Zone::Wib.text(at), "22-11-2026 23:05 WIB");
        assert_eq!(Zone::Wit.text(at), "23-11-2026 01:05 WIT");
        assert_eq!(serde_json::from_str::<Zone>("\"WIT\"").unwrap(), Zone::Wit);
        assert!(serde_json::from_str::<Zone>("\"GMT\"").is_err());
    }
}
