//! A period by the calendar of the place: a month, days, or two moments.

use crate::{Timestamp, Zone, lang::Lang};
use jiff::{ToSpan, civil};
use serde::{Deserialize, Serialize};

/// From one moment to another, the second not included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Beginning.
    pub from: Timestamp,
    /// End; not included.
    pub to: Timestamp,
}

/// Why a period cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodError {
    /// This is no month, day or moment.
    Unreadable(String),
    /// It ends before it begins, or now is before its beginning.
    Empty,
}

crate::messages! {
    unreadable(text) {
        id: "\"{text}\" bukan waktu: tulis 2026-10 (bulan), 2026-10-05 (hari) atau 2026-10-05T08:30",
        en: "\"{text}\" is no time: write 2026-10 (a month), 2026-10-05 (a day) or 2026-10-05T08:30",
    }
    empty { id: "Periode itu kosong, atau belum mulai", en: "That period is empty, or has not begun yet" }
}

impl PeriodError {
    /// One sentence; what was read is foreign text.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Unreadable(text) => unreadable(lang, text.escape_debug()),
            Self::Empty => empty(lang).to_owned(),
        }
    }
}

/// Days of a period that nobody stated.
const DAYS: i64 = 30;

impl Period {
    /// How long, milliseconds.
    pub const fn millis(&self) -> i64 {
        self.to.0 - self.from.0
    }

    /// The period that a person named: a month (`2026-10`) or day, or what lies between two of them (the last one is
    /// included), or moments. Without any the last 30 days. What is still to come is cut off.
    pub fn named(
        period: Option<&str>,
        from: Option<&str>,
        to: Option<&str>,
        zone: Zone,
        now: Timestamp,
    ) -> Result<Self, PeriodError> {
        let (begins, ends) = match period {
            Some(text) => {
                let (begins, ends) = stretch(text, zone)?;
                (Some(begins), Some(ends))
            }
            None => (None, None),
        };
        let begins = from.map(|text| Self::beginning(text, zone)).transpose()?.or(begins);
        let to = to.map(|text| Self::end(text, zone)).transpose()?.or(ends).unwrap_or(now).min(now);
        let from = begins.unwrap_or_else(|| to.plus_seconds(-DAYS * 86_400));
        if from < to { Ok(Self { from, to }) } else { Err(PeriodError::Empty) }
    }

    /// The moment at which what a text names begins.
    pub fn beginning(text: &str, zone: Zone) -> Result<Timestamp, PeriodError> {
        stretch(text, zone).map(|(begins, _)| begins)
    }

    /// The moment at which what a text names is over: a day is included, a moment is what it is.
    pub fn end(text: &str, zone: Zone) -> Result<Timestamp, PeriodError> {
        stretch(text, zone).map(|(_, ends)| ends)
    }

    /// The calendar month that holds a moment.
    pub fn month_of(at: Timestamp, zone: Zone) -> Self {
        let day = zone.day(at);
        let first = day.first_of_month();
        let next = first.checked_add(1.month()).unwrap_or(first);
        Self { from: zone.midnight(first), to: zone.midnight(next) }
    }

    /// The calendar days of it, clipped to it.
    pub fn days(&self, zone: Zone) -> Vec<Self> {
        let mut days = Vec::new();
        let mut from = self.from;
        while from < self.to {
            let day = zone.day(from);
            let next = day.checked_add(1.day()).map_or(self.to, |next| zone.midnight(next));
            // The last day that the calendar knows ends the period.
            let to = if next > from { next.min(self.to) } else { self.to };
            days.push(Self { from, to });
            from = to;
        }
        days
    }
}

/// Beginning and end of what a text names.
fn stretch(text: &str, zone: Zone) -> Result<(Timestamp, Timestamp), PeriodError> {
    let text = text.trim();
    let wrong = || PeriodError::Unreadable(text.to_owned());
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        let at = Timestamp(moment.as_millisecond());
        return Ok((at, at));
    }
    if text.contains(['T', ' ']) {
        let local: civil::DateTime = text.replacen(' ', "T", 1).parse().map_err(|_| wrong())?;
        let at = zone.moment(local);
        return Ok((at, at));
    }
    let (first, long) = match text.len() {
        7 => (format!("{text}-01").parse::<civil::Date>(), 1.month()),
        10 => (text.parse::<civil::Date>(), 1.day()),
        _ => return Err(wrong()),
    };
    let first = first.map_err(|_| wrong())?;
    let next = first.checked_add(long).map_err(|_| wrong())?;
    Ok((zone.midnight(first), zone.midnight(next)))
}
