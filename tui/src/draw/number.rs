//! Figures as the screen writes them: rates, times of day, ages; `–` for what is not known.

use super::Look;
use jiff::{Timestamp as Moment, Zoned};
use model::{Lang, Timestamp, lang};

/// What stands for a value that is not known.
pub const UNKNOWN: &str = "–";

/// bit/s with three significant digits, `–` when not known. Below 1k no fraction.
pub fn rate(lang: Lang, bps: Option<f64>) -> String {
    bps.map_or_else(|| UNKNOWN.to_owned(), |bps| lang::scaled(lang, bps))
}

/// A nominal rate without superfluous digits: `1G`, `100M`, `2,5G`.
pub fn nominal(lang: Lang, bps: u64) -> String {
    let (number, prefix) = match bps {
        0..1_000 => (bps as f64, ""),
        1_000..1_000_000 => (bps as f64 / 1e3, "k"),
        1_000_000..1_000_000_000 => (bps as f64 / 1e6, "M"),
        1_000_000_000..1_000_000_000_000 => (bps as f64 / 1e9, "G"),
        _ => (bps as f64 / 1e12, "T"),
    };
    let decimals = usize::from((number * 10.0).round() % 10.0 != 0.0);
    format!("{}{prefix}", lang::decimal(lang, number, decimals))
}

/// A whole percentage, `–` when not known.
pub fn percent(lang: Lang, value: Option<f64>) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), |value| lang::percent(lang, value, 0))
}

/// A round trip in milliseconds: one decimal below 10.
pub fn milliseconds(lang: Lang, value: Option<f64>) -> String {
    match value {
        None => UNKNOWN.to_owned(),
        Some(ms) if ms < 9.95 => lang::decimal(lang, ms, 1),
        Some(ms) => lang::decimal(lang, ms, 0),
    }
}

/// How long ago, in its largest unit; `–` when not known.
pub fn age(look: &Look, since: Option<Timestamp>) -> String {
    since.map_or_else(|| UNKNOWN.to_owned(), |since| lang::duration(look.lang, look.now.seconds_since(since)))
}

fn zoned(look: &Look, at: Timestamp) -> Zoned {
    Moment::from_millisecond(at.0).unwrap_or(Moment::UNIX_EPOCH).to_zoned(look.zone.clone())
}

/// Time of day: `11:40`.
pub fn clock(look: &Look, at: Timestamp) -> String {
    zoned(look, at).strftime("%H:%M").to_string()
}

/// Time of day with seconds: `11:40:03`.
pub fn clock_seconds(look: &Look, at: Timestamp) -> String {
    zoned(look, at).strftime("%H:%M:%S").to_string()
}

/// Time of day today, else the day as well: `22 Nov 11:20`.
pub fn moment(look: &Look, at: Timestamp) -> String {
    let then = zoned(look, at);
    if then.date() == zoned(look, look.now).date() {
        then.strftime("%H:%M").to_string()
    } else {
        format!("{} {}", day(look, at), then.strftime("%H:%M"))
    }
}

/// A day, with its year where that is not this one: `12 Okt`, `12 Okt 2025`.
pub fn dated(look: &Look, at: Timestamp) -> String {
    let year = zoned(look, at).year();
    if year == zoned(look, look.now).year() { day(look, at) } else { format!("{} {year}", day(look, at)) }
}

/// Day and month: `22 Nov`.
pub fn day(look: &Look, at: Timestamp) -> String {
    const MONTHS: [[&str; 2]; 12] = [
        ["Jan", "Jan"],
        ["Feb", "Feb"],
        ["Mar", "Mar"],
        ["Apr", "Apr"],
        ["Mei", "May"],
        ["Jun", "Jun"],
        ["Jul", "Jul"],
        ["Agu", "Aug"],
        ["Sep", "Sep"],
        ["Okt", "Oct"],
        ["Nov", "Nov"],
        ["Des", "Dec"],
    ];
    let date = zoned(look, at);
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    format!("{:02} {}", date.day(), MONTHS[month.min(11)][look.lang as usize])
}

/// Short name of the zone: WIB, WITA, WIT where the zone has no letters of its own.
pub fn zone_name(look: &Look) -> String {
    let now = zoned(look, look.now);
    let name = now.strftime("%Z").to_string();
    match (name.chars().all(char::is_alphabetic), now.offset().seconds()) {
        (true, _) => name,
        (_, 25_200) => "WIB".into(),
        (_, 28_800) => "WITA".into(),
        (_, 32_400) => "WIT".into(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        term::caps::Depth,
        theme::{Theme, ThemeName},
    };
    use jiff::tz::{Offset, TimeZone};

    #[test]
    fn figures() {
        for (bps, id) in
            [(1_000_000_000, "1G"), (2_500_000_000, "2,5G"), (100_000_000, "100M"), (0, "0"), (64_000, "64k")]
        {
            assert_eq!(nominal(Lang::Id, bps), id);
        }
        assert_eq!(rate(Lang::Id, None), "–");
        assert_eq!(milliseconds(Lang::En, Some(1.24)), "1.2");
        assert_eq!(milliseconds(Lang::Id, Some(41.4)), "41");
    }

    #[test]
    fn times_are_of_the_zone() {
        let look = Look {
            lang: Lang::Id,
            theme: Theme { name: ThemeName::Dark, depth: Depth::Mono },
            zone: TimeZone::fixed(Offset::constant(8)),
            now: Timestamp::parse("2026-11-22T03:40:00Z").unwrap(),
        };
        assert_eq!(clock(&look, look.now), "11:40");
        assert_eq!(zone_name(&look), "WITA");
        assert_eq!(moment(&look, look.now.plus_seconds(-3 * 86_400)), "19 Nov 11:40");
        assert_eq!(age(&look, Some(look.now.plus_seconds(-180))), "3mnt");
    }
}
