//! The one table of statuses: rank, glyphs and words. It drives screen, command line and `/metrics`.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

/// What a device is, worst first. Two facts make it: the state of the timeline and the worst open alert.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Down, confirmed.
    Down,
    /// Up with a critical alert open.
    Critical,
    /// Up with a warning open.
    Warning,
    /// A root above it is down.
    Unreachable,
    /// No data within three polls, root not known; or not polled yet.
    #[default]
    Unknown,
    /// A maintenance window is open.
    Maintenance,
    /// Up, nothing open.
    Ok,
}

/// One row of the status table.
struct Row {
    glyph: char,
    ascii: char,
    word: [&'static str; 2],
    short: [&'static str; 2],
    name: &'static str,
}

const ROWS: [Row; 7] = [
    Row { glyph: '×', ascii: 'X', word: ["MATI", "DOWN"], short: ["MATI", "DOWN"], name: "down" },
    Row { glyph: '▲', ascii: '^', word: ["KRITIS", "CRITICAL"], short: ["KRIT", "CRIT"], name: "critical" },
    Row { glyph: '!', ascii: '!', word: ["WASPADA", "WARNING"], short: ["WASP", "WARN"], name: "warning" },
    Row { glyph: '~', ascii: '~', word: ["TERDAMPAK", "UNREACHABLE"], short: ["DAMP", "UNRE"], name: "unreachable" },
    Row { glyph: '?', ascii: '?', word: ["TANPA DATA", "UNKNOWN"], short: ["TDAT", "UNKN"], name: "unknown" },
    Row { glyph: '■', ascii: '#', word: ["RAWAT", "MAINTENANCE"], short: ["RWAT", "MAIN"], name: "maintenance" },
    Row { glyph: '●', ascii: 'o', word: ["BAIK", "OK"], short: ["BAIK", "OK"], name: "ok" },
];

impl Status {
    /// Every status, worst first: the order of the rank.
    pub const ALL: [Self; 7] =
        [Self::Down, Self::Critical, Self::Warning, Self::Unreachable, Self::Unknown, Self::Maintenance, Self::Ok];

    /// 0 is worst.
    pub const fn rank(self) -> usize {
        self as usize
    }

    const fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Glyph of the tiers above ASCII; one cell wide, in WGL4.
    pub const fn glyph(self) -> char {
        self.row().glyph
    }

    /// Glyph of the ASCII tier.
    pub const fn ascii(self) -> char {
        self.row().ascii
    }

    /// Full word, upper case.
    pub const fn word(self, lang: Lang) -> &'static str {
        self.row().word[lang as usize]
    }

    /// Word of at most four letters.
    pub const fn short(self, lang: Lang) -> &'static str {
        self.row().short[lang as usize]
    }

    /// Canonical lower-case English word: JSON, filters, metrics.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Reads a status in either language, long or short, any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| {
            let row = s.row();
            row.name.eq_ignore_ascii_case(text)
                || row.word.iter().chain(row.short.iter()).any(|w| w.eq_ignore_ascii_case(text))
        })
    }
}

/// How many devices have each status, in the order of [`Status::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(pub [u32; 7]);

impl Counts {
    /// Counts one more device.
    pub fn add(&mut self, status: Status) {
        self.0[status.rank()] += 1;
    }

    /// Devices of this status.
    pub const fn of(&self, status: Status) -> u32 {
        self.0[status as usize]
    }

    /// All devices.
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// The worst status that anything has; `Ok` when nothing is counted.
    pub fn worst(&self) -> Status {
        Status::ALL.into_iter().find(|s| self.of(*s) > 0).unwrap_or(Status::Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_in_both_languages() {
        for status in Status::ALL {
            for word in [status.name(), status.word(Lang::Id), status.word(Lang::En), status.short(Lang::Id)] {
                assert_eq!(Status::parse(&word.to_lowercase()), Some(status), "{word}");
            }
        }
        assert_eq!(Status::parse("awas"), None);
    }

    #[test]
    fn the_worst_of_a_group_speaks_for_it() {
        let mut counts = Counts::default();
        assert_eq!(counts.worst(), Status::Ok);
        counts.add(Status::Ok);
        counts.add(Status::Unreachable);
        assert_eq!((counts.worst(), counts.total()), (Status::Unreachable, 2));
    }
}
