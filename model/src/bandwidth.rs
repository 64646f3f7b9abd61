//! What a link carried: volume by day and month, the 95th percentile, the busy hours, when it will be full. Pure, from
//! windows of five minutes.

mod profile;
#[cfg(test)]
mod tests;
mod trend;
mod volume;

pub use profile::{Profile, profile};
pub use trend::{Forecast, NEEDED_DAYS, forecast};
pub use volume::{Volume, days, months};

use crate::{Timestamp, Zone, availability::Period};
use serde::{Deserialize, Serialize};

/// Length of a window, milliseconds.
pub const WINDOW_MS: i64 = 300_000;

/// What one direction carried in a window of five minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub at: Timestamp,
    /// Octets that the counter grew by up to its end.
    pub octets: u64,
    /// In how much time they were counted, milliseconds: more than the window after a gap; 0 where nothing is known.
    pub known_ms: u64,
}

impl Window {
    /// Its mean, bit/s; none where what is known is not about these five minutes: less than half of them, or a gap as well.
    pub fn bps(&self) -> Option<f64> {
        let window = WINDOW_MS.unsigned_abs();
        let about_it = (window / 2..=window + window / 2).contains(&self.known_ms);
        about_it.then(|| self.octets as f64 * 8000.0 / self.known_ms as f64)
    }
}

/// One direction over a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Direction {
    /// Octets; with what was counted over gaps.
    pub octets: u64,
    /// Mean of the five-minute means, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_bps: Option<f64>,
    /// Their 95th percentile: the 5 % that were highest are left out, and the highest of the others is it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95_bps: Option<f64>,
    /// The highest of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_bps: Option<f64>,
}

/// What a link, or several links together, carried in a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Received.
    pub incoming: Direction,
    /// Sent.
    pub outgoing: Direction,
    /// The 95th percentile that counts: the higher one of the two directions, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95_bps: Option<f64>,
    /// Share of the period with a mean of five minutes, percent: what means and percentiles rest on.
    pub measured_percent: f64,
    /// Share of the period in which the counters are known to have gone on, percent: what volumes rest on.
    pub counted_percent: f64,
    /// Rate that it is held against, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contracted_bps: Option<u64>,
    /// 95th percentile of that rate, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95_percent: Option<f64>,
    /// Highest five minutes of that rate, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_percent: Option<f64>,
    /// By calendar day.
    pub days: Vec<Volume>,
    /// By calendar month.
    pub months: Vec<Volume>,
    /// By weekday and hour.
    pub profile: Profile,
    /// When it will be full.
    pub forecast: Forecast,
}

/// The windows of the links of one thing, one list a link; lists may begin and end anywhere.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Received, by link.
    pub incoming: Vec<Vec<Window>>,
    /// Sent, by link.
    pub outgoing: Vec<Vec<Window>>,
}

/// Adds up what links carried in a period. Volumes are those of all links; means exist only where all of them have one.
pub fn usage(links: &Links, period: Period, zone: Zone, contracted_bps: Option<u64>) -> Usage {
    let (received, sent) = (together(&links.incoming, period), together(&links.outgoing, period));
    let days = days(links, &received, &sent, period, zone);
    let found = whole(links, [&received, &sent], period, contracted_bps);
    Usage {
        months: months(&days, &received, &sent, zone),
        profile: profile(&received, &sent, zone),
        forecast: forecast(&days, zone, contracted_bps),
        days,
        ..found
    }
}

/// The same without days, months and profile, where many are told.
pub fn in_short(links: &Links, period: Period, zone: Zone, contracted_bps: Option<u64>) -> Usage {
    let (received, sent) = (together(&links.incoming, period), together(&links.outgoing, period));
    // The forecast needs of days only how high they were.
    let days: Vec<Volume> = period.days(zone).into_iter().map(|day| volume::empty(day, &received, &sent)).collect();
    let found = whole(links, [&received, &sent], period, contracted_bps);
    Usage { forecast: forecast(&days, zone, contracted_bps), ..found }
}

/// The calendar days of a period.
pub fn days_of(links: &Links, period: Period, zone: Zone) -> Vec<Volume> {
    let (received, sent) = (together(&links.incoming, period), together(&links.outgoing, period));
    days(links, &received, &sent, period, zone)
}

/// What the whole period comes to.
fn whole(links: &Links, means: [&[(Timestamp, f64)]; 2], period: Period, contracted_bps: Option<u64>) -> Usage {
    let [received, sent] = means;
    let incoming = direction(&links.incoming, received, period);
    let outgoing = direction(&links.outgoing, sent, period);
    let p95_bps = higher(incoming.p95_bps, outgoing.p95_bps);
    let peak_bps = higher(incoming.peak_bps, outgoing.peak_bps);
    let against = |bps: Option<f64>| Some(bps? * 100.0 / contracted_bps.filter(|bps| *bps > 0)? as f64);
    let windows = period.millis() as f64 / WINDOW_MS as f64;
    Usage {
        incoming,
        outgoing,
        p95_bps,
        measured_percent: share(received.len().min(sent.len()) as f64, windows),
        counted_percent: counted_percent(links, period),
        contracted_bps,
        p95_percent: against(p95_bps),
        peak_percent: against(peak_bps),
        ..Usage::default()
    }
}

/// The higher of two rates; the known one where only one is known.
fn higher(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (known, None) | (None, known) => known,
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part * 100.0 / whole).min(100.0) } else { 0.0 }
}

/// Means of five minutes of all links together, in order of time; only where every link has one.
fn together(links: &[Vec<Window>], period: Period) -> Vec<(Timestamp, f64)> {
    let inside = |window: &&Window| period.from <= window.at && window.at < period.to;
    let of = |link: &Vec<Window>| -> Vec<(Timestamp, f64)> {
        link.iter().filter(inside).filter_map(|window| Some((window.at, window.bps()?))).collect()
    };
    let mut all: Vec<(Timestamp, f64)> = links.iter().flat_map(of).collect();
    // One link is in order already, and of several the parts are; those of one moment stay in the order of the links.
    all.sort_by_key(|(at, _)| *at);
    if links.len() == 1 {
        return all;
    }
    let moments = all.chunk_by(|(one, _), (next, _)| one == next).filter(|same| same.len() == links.len());
    moments.filter_map(|same| Some((same.first()?.0, same.iter().map(|(_, bps)| bps).sum()))).collect()
}

fn direction(links: &[Vec<Window>], means: &[(Timestamp, f64)], period: Period) -> Direction {
    let octets = links.iter().flatten().map(|window| volume::within(window, period)).sum();
    let mut rates: Vec<f64> = means.iter().map(|(_, bps)| *bps).collect();
    let mean_bps = (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64);
    let peak_bps = rates.iter().copied().max_by(f64::total_cmp);
    Direction { octets, mean_bps, p95_bps: p95(&mut rates), peak_bps }
}

/// The 95th percentile by nearest rank; changes the order of what it is given.
pub fn p95(rates: &mut [f64]) -> Option<f64> {
    let rank = (rates.len() * 95).div_ceil(100).checked_sub(1)?;
    Some(*rates.select_nth_unstable_by(rank, f64::total_cmp).1)
}

/// Share of the period in which counters went on; of several links and directions the least.
fn counted_percent(links: &Links, period: Period) -> f64 {
    let of = |link: &Vec<Window>| {
        let known: i64 = link.iter().map(|window| volume::overlap(window, period)).sum();
        share(known as f64, period.millis() as f64)
    };
    links.incoming.iter().chain(&links.outgoing).map(of).min_by(f64::total_cmp).unwrap_or(0.0)
}
