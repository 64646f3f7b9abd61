//! How long history is kept, and how large it may grow.

use serde::{Deserialize, Serialize};

/// History.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct History {
    /// Raw values are kept this long, days.
    pub raw_days: u32,
    /// Roll-ups of five minutes are kept this long, months.
    pub five_minutes_months: u32,
    /// Roll-ups of an hour are kept this long, years.
    pub hours_years: u32,
    /// Most size of the database, GB (10^9 octets); beyond it the oldest raw values go first. 0: no bound.
    pub size_at_most_gb: u32,
}

impl Default for History {
    fn default() -> Self {
        Self { raw_days: 40, five_minutes_months: 13, hours_years: 5, size_at_most_gb: 0 }
    }
}
