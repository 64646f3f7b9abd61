//! Days and moments as these agents write them.

use model::Timestamp;

/// `2024-05-20`, `20/05/2024`, `05/20/2024`: of two readings that both are days it is none, unless they are one.
pub(super) fn day(text: &str) -> Option<String> {
    let date = text.split([' ', 'T']).next()?;
    let parts: Vec<u32> = date.split(['-', '/']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let (year, month, day) = match parts[..] {
        [year, month, day] if year >= 1900 => (year, month, day),
        [first, second, year] if first > 12 || first == second => (year, second, first),
        [first, second, year] if second > 12 => (year, first, second),
        _ => return None,
    };
    let real = (1900..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    real.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The day of a firmware, which SMBIOS writes month first (7.1).
pub(super) fn firmware_day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('/').collect();
    match parts[..] {
        [month, date, year] if month.parse().is_ok_and(|month: u32| month <= 12) => {
            day(&format!("{year}-{month}-{date}"))
        }
        _ => day(text),
    }
}

/// `2026-11-30 17:19:53` with the offset of its zone, `+0800`.
pub(super) fn moment(text: &str, offset: &str) -> Option<Timestamp> {
    let (sign, digits) = offset.split_at_checked(1)?;
    let (hours, minutes) = digits.split_at_checked(2)?;
    if !matches!(sign, "+" | "-") || minutes.trim_start_matches(':').len() != 2 {
        return None;
    }
    let (date, time) = text.split_once(' ')?;
    Timestamp::parse(&format!("{date}T{time}{sign}{hours}:{}", minutes.trim_start_matches(':'))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for (text, expected) in [
            ("2024-05-20", Some("2024-05-20")),
            ("2024-05-20 10:00:00", Some("2024-05-20")),
            ("25/12/2023", Some("2023-12-25")),
            ("12/25/2023", Some("2023-12-25")),
            ("05/05/2023", Some("2023-05-05")),
            ("01/02/2023", None),
            ("2023", None),
            ("", None),
        ] {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
        assert_eq!(firmware_day("01/02/2023").as_deref(), Some("2023-01-02"));
        assert_eq!(firmware_day("25/02/2023").as_deref(), Some("2023-02-25"));
    }
}
