//! When a link will be full: a robust line through the 95th percentiles of days, told with its uncertainty.
//!
//! The slope is the middle one of the slopes between all pairs of the same weekday, so that neither weekends nor a few
//! strange days bend it; its interval of 95 % follows from how many pairs rise and fall (Sen's slope for seasons, by Hirsch
//! and Slack). Days depend on one another, which makes the interval a little too narrow.

use super::Volume;
use crate::{Timestamp, Zone};
use serde::{Deserialize, Serialize};

/// A trend is told from so many days on that were measured, and as long a time.
pub const NEEDED_DAYS: u32 = 28;
/// A day counts when so much of it was measured, percent.
const MEASURED_PERCENT: f64 = 50.0;
/// Of each weekday at least.
const OF_A_WEEKDAY: usize = 3;
/// Nothing is told of what is farther away, days.
const HORIZON_DAYS: f64 = 5.0 * 365.0;
/// Quantile of the normal distribution for an interval of 95 %.
const Z: f64 = 1.96;

/// What the days say about the days to come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "forecast", rename_all = "snake_case")]
pub enum Forecast {
    /// Too few days were measured, or of some weekday too few.
    NotEnoughData {
        /// Days that were.
        days: u32,
        /// Days that are needed.
        needed: u32,
    },
    /// Neither rising nor falling for sure.
    NoTrend {
        /// The 95th percentile of a usual day, bit/s.
        level_bps: f64,
    },
    /// It falls.
    Falling {
        /// The 95th percentile of a usual day now, bit/s.
        level_bps: f64,
        /// Change by day, bit/s.
        daily_bps: f64,
    },
    /// It rises.
    Rising {
        /// The 95th percentile of a usual day now, bit/s.
        level_bps: f64,
        /// Change by day, bit/s.
        daily_bps: f64,
        /// When a usual day fills it; none without a rate to hold it against, or not within five years.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        full: Option<Timestamp>,
        /// The earliest that this may be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earliest: Option<Timestamp>,
        /// The latest; none where it may be later than in five years.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latest: Option<Timestamp>,
    },
    /// A usual day fills it already.
    Full {
        /// The 95th percentile of a usual day now, bit/s.
        level_bps: f64,
    },
}

impl Default for Forecast {
    fn default() -> Self {
        Self::NotEnoughData { days: 0, needed: NEEDED_DAYS }
    }
}

/// Looks ahead from days in their order. `capacity_bps`: the rate that it is held against.
pub fn forecast(days: &[Volume], zone: Zone, capacity_bps: Option<u64>) -> Forecast {
    let points: Vec<(i64, f64)> = days
        .iter()
        .filter(|day| day.measured_percent >= MEASURED_PERCENT)
        .filter_map(|day| Some((number(day.from, zone), day.p95_bps?)))
        .collect();
    let too_few =
        Forecast::NotEnoughData { days: u32::try_from(points.len()).unwrap_or(u32::MAX), needed: NEEDED_DAYS };
    let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) else { return too_few };
    if points.len() < NEEDED_DAYS as usize || last - first + 1 < i64::from(NEEDED_DAYS) {
        return too_few;
    }
    let Some((mut slopes, deviation)) = slopes(&points) else { return too_few };
    slopes.sort_by(f64::total_cmp);
    let pairs = slopes.len() as f64;
    let at = |rank: f64| slopes[(rank.max(0.0) as usize).min(slopes.len() - 1)];
    let (slowest, fastest) = (at(((pairs - deviation) / 2.0).floor()), at(((pairs + deviation) / 2.0).ceil()));
    let daily_bps = middle(&mut slopes);
    let mut rests: Vec<f64> = points.iter().map(|(day, bps)| bps - daily_bps * (day - last) as f64).collect();
    let level_bps = middle(&mut rests).max(0.0);
    let capacity = capacity_bps.filter(|bps| *bps > 0).map(|bps| bps as f64);
    if capacity.is_some_and(|capacity| level_bps >= capacity) {
        return Forecast::Full { level_bps };
    }
    if slowest <= 0.0 && fastest >= 0.0 {
        return Forecast::NoTrend { level_bps };
    }
    if daily_bps < 0.0 {
        return Forecast::Falling { level_bps, daily_bps };
    }
    let from = days.last().map_or(Timestamp(0), |day| day.to);
    let reached = |by_day: f64| {
        let days = (capacity? - level_bps) / by_day;
        (by_day > 0.0 && days <= HORIZON_DAYS).then(|| from.plus_seconds((days * 86_400.0) as i64))
    };
    Forecast::Rising {
        level_bps,
        daily_bps,
        full: reached(daily_bps),
        earliest: reached(fastest),
        latest: reached(slowest),
    }
}

/// Days since 1970 by the calendar of the place.
fn number(at: Timestamp, zone: Zone) -> i64 {
    let local = at.0 - zone.moment(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0)).0;
    local.div_euclid(86_400_000)
}

/// Slopes between pairs of the same weekday, by day; and how far the number of those that rise may be off by chance.
fn slopes(points: &[(i64, f64)]) -> Option<(Vec<f64>, f64)> {
    let mut slopes = Vec::new();
    let mut variance = 0.0;
    for weekday in 0..7 {
        let same: Vec<&(i64, f64)> = points.iter().filter(|(day, _)| day.rem_euclid(7) == weekday).collect();
        if same.len() < OF_A_WEEKDAY {
            return None;
        }
        let n = same.len() as f64;
        variance += n * (n - 1.0) * (2.0 * n + 5.0) / 18.0;
        for (place, (day, bps)) in same.iter().enumerate() {
            let later = same[place + 1..].iter().filter(|(later, _)| later > day);
            slopes.extend(later.map(|(later, more)| (more - bps) / (later - day) as f64));
        }
    }
    Some((slopes, Z * variance.sqrt()))
}

/// The middle of numbers; sorts them. 0 of none.
fn middle(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let half = numbers.len() / 2;
    match numbers.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => numbers[half],
        _ => f64::midpoint(numbers[half - 1], numbers[half]),
    }
}
