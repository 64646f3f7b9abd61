//! Backups by schedule: where to, when, how many are kept.

use serde::{Deserialize, Serialize};

/// Backups that the collector makes by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    /// Directory that they go to; absent: none are made.
    pub directory: Option<String>,
    /// Time of day, `HH:MM` in the zone of the site.
    pub at: String,
    /// Days of which the newest is kept.
    pub keep_daily: u32,
    /// Weeks of which the newest is kept.
    pub keep_weekly: u32,
    /// Months of which the newest is kept.
    pub keep_monthly: u32,
    /// File whose first line seals the keys; absent: backups are without keys.
    pub passphrase_file: Option<String>,
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            directory: None,
            at: "02:30".into(),
            keep_daily: 7,
            keep_weekly: 4,
            keep_monthly: 12,
            passphrase_file: None,
        }
    }
}

impl Backup {
    /// Hour and minute of the day; none: what is set is no time of day.
    pub fn time_of_day(&self) -> Option<(u8, u8)> {
        let (hour, minute) = self.at.split_once(':')?;
        let two_digits = |text: &str| text.len() == 2 && text.bytes().all(|octet| octet.is_ascii_digit());
        if !two_digits(hour) || !two_digits(minute) {
            return None;
        }
        let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some((hour, minute))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_has_two_digits_each() {
        let at = |text: &str| Backup { at: text.into(), ..Backup::default() }.time_of_day();
        assert_eq!((at("02:30"), at("23:59"), at("00:00")), (Some((2, 30)), Some((23, 59)), Some((0, 0))));
        for wrong in ["24:00", "2:30", "02:60", "02.30", "+2:30", ""] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
