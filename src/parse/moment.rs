//! Moments of the command line: `now`, `-7d`, a month, a day, a time of day by the zone of this machine, RFC 3339.

use crate::lang;
use jiff::{
    ToSpan, Zoned,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use model::{Lang, Timestamp};

/// Which end of a range a moment is: a day or month means its beginning, or the end of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// From when on.
    From,
    /// Until when.
    To,
}

/// The moment that a word means. Error: the word is none, told in one line.
pub fn moment(lang: Lang, word: &str, end: End, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let found = match word.trim() {
        "now" | "sekarang" => Some(now),
        word => ago(word, now)
            .or_else(|| whole(word, end, zone))
            .or_else(|| of_day(word, zone))
            .or_else(|| Timestamp::parse(word).ok()),
    };
    found.ok_or_else(|| lang::bad_moment(lang, model::text::visible(word)))
}

/// `-90s`, `-30m`, `-12h`, `-7d`, `-2w`.
fn ago(word: &str, now: Timestamp) -> Option<Timestamp> {
    let (digits, unit) = word.strip_prefix('-')?.split_at_checked(word.len().checked_sub(2)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" | "j" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return None,
    };
    let number = digits.parse::<u32>().ok()?;
    Some(now.plus_seconds(-i64::from(number).checked_mul(seconds)?))
}

/// `2026-10`, `2026-10-01`.
fn whole(word: &str, end: End, zone: &TimeZone) -> Option<Timestamp> {
    let (first, next) = if word.len() == 7 {
        let first: Date = format!("{word}-01").parse().ok()?;
        (first, first.checked_add(1.month()).ok()?)
    } else if word.len() == 10 {
        let first: Date = word.parse().ok()?;
        (first, first.checked_add(1.day()).ok()?)
    } else {
        return None;
    };
    let day = if end == End::From { first } else { next };
    at(day.to_zoned(zone.clone()).ok()?)
}

/// `2026-10-01 12:30`, with or without a `T` and seconds; no offset.
fn of_day(word: &str, zone: &TimeZone) -> Option<Timestamp> {
    let moment: DateTime =
        word.parse().ok().filter(|_| word.len() > 10 && !word.ends_with('Z') && !has_offset(word))?;
    at(moment.to_zoned(zone.clone()).ok()?)
}

fn has_offset(word: &str) -> bool {
    word.get(10..).is_some_and(|time| time.contains(['+', '-', 'Z', 'z']))
}

fn at(moment: Zoned) -> Option<Timestamp> {
    Some(Timestamp(moment.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_772_337_600_000);

    #[test]
    fn words_are_moments() {
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let check = |word: &str, end, expected: &str| {
            let found = moment(Lang::En, word, end, NOW, &zone).map(|at| at.to_string());
            assert_eq!(found, Ok(expected.to_owned()), "{word}");
        };
        check("now", End::To, "2026-03-01T04:00:00Z");
        check("sekarang", End::To, "2026-03-01T04:00:00Z");
        check("-7d", End::From, "2026-02-22T04:00:00Z");
        check("-12h", End::From, "2026-02-28T16:00:00Z");
        check("-90s", End::From, "2026-03-01T03:58:30Z");
        check("2026-10", End::From, "2026-09-30T17:00:00Z");
        check("2026-10", End::To, "2026-10-31T17:00:00Z");
        check("2026-10-01", End::From, "2026-09-30T17:00:00Z");
        check("2026-10-01", End::To, "2026-10-01T17:00:00Z");
        check("2026-10-01 12:30", End::From, "2026-10-01T05:30:00Z");
        check("2026-10-01T12:30:15", End::To, "2026-10-01T05:30:15Z");
        check("2026-10-01T12:30:00Z", End::To, "2026-10-01T12:30:00Z");
        check("2026-10-01T12:30:00+08:00", End::To, "2026-10-01T04:30:00Z");
        for bad in ["", "kemarin", "-7x", "-d", "2026-13", "2026-02-30", "--", "-é"] {
            assert!(moment(Lang::En, bad, End::From, NOW, &zone).is_err(), "{bad}");
        }
    }
}
