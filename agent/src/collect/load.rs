//! Load averages, uptime and the number of processes.

use crate::{read, roots::Roots};
use model::record::LoadAverage;

/// Load averages from `/proc/loadavg`.
pub fn read_average(roots: &Roots) -> Option<LoadAverage> {
    parse_average(&read::text(&roots.proc.join("loadavg"))?)
}

/// Seconds since boot, sleep included, from `/proc/uptime`.
pub fn read_uptime(roots: &Roots) -> Option<f64> {
    parse_uptime(&read::text(&roots.proc.join("uptime"))?)
}

/// Processes: directories of `/proc` whose name is a number. `/proc/loadavg` counts threads instead.
pub fn read_process_count(roots: &Roots) -> Option<u64> {
    let Ok(entries) = std::fs::read_dir(&roots.proc) else {
        return None;
    };
    let count = entries
        .take(read::MAX_ENTRIES)
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit))
        .count();
    u64::try_from(count).ok().filter(|count| *count > 0)
}

/// The first three numbers of proc_loadavg(5).
pub fn parse_average(text: &str) -> Option<LoadAverage> {
    let mut numbers = text.split_ascii_whitespace().map(level);
    let average =
        LoadAverage { m1: numbers.next()?, m5: numbers.next()?, m15: numbers.next()?, ..LoadAverage::default() };
    average.m1.is_some().then_some(average)
}

/// The first number of proc_uptime(5).
pub fn parse_uptime(text: &str) -> Option<f64> {
    level(text.split_ascii_whitespace().next()?)
}

fn level(word: &str) -> Option<f64> {
    word.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0 && *number < 1e12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn averages() {
        let check = |text: &str, expected: Option<[Option<f64>; 3]>| {
            assert_eq!(parse_average(text).map(|a| [a.m1, a.m5, a.m15]), expected, "{text}");
        };
        check("0.25 0.16 0.09 1/89 6326\n", Some([Some(0.25), Some(0.16), Some(0.09)]));
        check("0.25 nan inf", Some([Some(0.25), None, None]));
        check("0.25", None);
        check("-1 0 0", None);
        check("", None);
    }

    #[test]
    fn uptimes() {
        for (text, expected) in
            [("1702.23 3261.36\n", Some(1702.23)), ("inf 1", None), ("-3 1", None), ("", None), ("x", None)]
        {
            assert_eq!(parse_uptime(text), expected, "{text}");
        }
    }

    #[test]
    fn only_numbers_are_processes() {
        let directory = tempfile::tempdir().unwrap();
        let roots = Roots::under(directory.path());
        assert_eq!(read_process_count(&roots), None);
        for name in ["1", "77", "self", "net", "1x"] {
            std::fs::create_dir_all(roots.proc.join(name)).unwrap();
        }
        assert_eq!(read_process_count(&roots), Some(2));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), near in "[-0-9.einfa ]{0,40}") {
            for text in [text, near] {
                parse_uptime(&text);
                if let Some(average) = parse_average(&text) {
                    prop_assert!(average.m1.unwrap().is_finite());
                }
            }
        }
    }
}
