//! Volumes by calendar days. What a counter grew by over a gap is real; when in the gap it was counted is not known, so it
//! is spread evenly over the gap.

use super::{Links, WINDOW_MS, Window, p95, share};
use crate::{Timestamp, Zone, availability::Period};
use serde::{Deserialize, Serialize};

/// What a stretch of the calendar carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Volume {
    /// Beginning.
    pub from: Timestamp,
    /// End; not included.
    pub to: Timestamp,
    /// Octets received.
    pub in_octets: u64,
    /// Octets sent.
    pub out_octets: u64,
    /// 95th percentile of the means of five minutes, of the direction where it is higher, bit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95_bps: Option<f64>,
    /// Share of it that has such a mean, percent.
    pub measured_percent: f64,
    /// Share of it in which the counters are known to have gone on, percent; of several links the least. Where it is 0 the
    /// volume is not known.
    pub counted_percent: f64,
}

/// When the octets of a window were counted.
const fn span(window: &Window) -> Period {
    let to = window.at.plus_millis(WINDOW_MS);
    Period { from: Timestamp(to.0.saturating_sub_unsigned(window.known_ms)), to }
}

/// Time that a window and a period have in common, milliseconds.
pub(super) fn overlap(window: &Window, period: Period) -> i64 {
    let span = span(window);
    (span.to.min(period.to).0 - span.from.max(period.from).0).max(0)
}

/// Octets of a window that were counted before a moment, if they came evenly.
fn before(window: &Window, at: Timestamp) -> u64 {
    let span = span(window);
    let known = u128::from(window.known_ms);
    let passed = (at.0 - span.from.0).clamp(0, i64::try_from(window.known_ms).unwrap_or(i64::MAX));
    if known == 0 {
        return 0;
    }
    u64::try_from(u128::from(window.octets) * passed.unsigned_abs() as u128 / known).unwrap_or(u64::MAX)
}

/// Octets of a window that belong to a period. Periods that follow one another add up exactly.
pub(super) fn within(window: &Window, period: Period) -> u64 {
    let span = span(window);
    if period.from <= span.from && span.to <= period.to {
        return if window.known_ms > 0 { window.octets } else { 0 };
    }
    before(window, period.to).saturating_sub(before(window, period.from))
}

/// Calendar days of a period. `received` and `sent`: means of five minutes of all links together.
pub fn days(
    links: &Links,
    received: &[(Timestamp, f64)],
    sent: &[(Timestamp, f64)],
    period: Period,
    zone: Zone,
) -> Vec<Volume> {
    let mut days: Vec<Volume> = period.days(zone).into_iter().map(|day| empty(day, received, sent)).collect();
    let is_any = !links.incoming.is_empty() || !links.outgoing.is_empty();
    days.iter_mut().for_each(|day| day.counted_percent = if is_any { 100.0 } else { 0.0 });
    let mut spread = |link: &[Window], add: fn(&mut Volume, u64)| {
        let mut known = vec![0; days.len()];
        for window in link {
            let span = span(window);
            let first = days.partition_point(|day| day.to <= span.from);
            let inside = days[first..].iter_mut().zip(&mut known[first..]);
            for (day, known) in inside.take_while(|(day, _)| day.from < span.to) {
                let period = Period { from: day.from, to: day.to };
                add(day, within(window, period));
                *known += overlap(window, period);
            }
        }
        for (day, known) in days.iter_mut().zip(known) {
            let counted = share(known as f64, (day.to.0 - day.from.0) as f64);
            day.counted_percent = day.counted_percent.min(counted);
        }
    };
    links.incoming.iter().for_each(|link| spread(link, |day, octets| day.in_octets += octets));
    links.outgoing.iter().for_each(|link| spread(link, |day, octets| day.out_octets += octets));
    days
}

/// Calendar months, from days.
pub fn months(days: &[Volume], received: &[(Timestamp, f64)], sent: &[(Timestamp, f64)], zone: Zone) -> Vec<Volume> {
    let mut months: Vec<Volume> = Vec::new();
    let month = |at| {
        let day = zone.day(at);
        (day.year(), day.month())
    };
    for day in days {
        match months.last_mut().filter(|last| month(last.from) == month(day.from)) {
            Some(last) => {
                let long = |volume: &Volume| (volume.to.0 - volume.from.0) as f64;
                let counted = last.counted_percent * long(last) + day.counted_percent * long(day);
                last.counted_percent = counted / (long(last) + long(day));
                last.to = day.to;
                last.in_octets += day.in_octets;
                last.out_octets += day.out_octets;
            }
            None => months.push(*day),
        }
    }
    for month in &mut months {
        let measured = empty(Period { from: month.from, to: month.to }, received, sent);
        (month.p95_bps, month.measured_percent) = (measured.p95_bps, measured.measured_percent);
    }
    months
}

/// A stretch without its volumes.
pub(super) fn empty(period: Period, received: &[(Timestamp, f64)], sent: &[(Timestamp, f64)]) -> Volume {
    let inside = |means: &[(Timestamp, f64)]| {
        let (first, last) =
            (means.partition_point(|(at, _)| *at < period.from), means.partition_point(|(at, _)| *at < period.to));
        means[first..last].iter().map(|(_, bps)| *bps).collect::<Vec<f64>>()
    };
    let (mut received, mut sent) = (inside(received), inside(sent));
    let windows = period.millis() as f64 / WINDOW_MS as f64;
    Volume {
        from: period.from,
        to: period.to,
        in_octets: 0,
        out_octets: 0,
        counted_percent: 0.0,
        measured_percent: share(received.len().min(sent.len()) as f64, windows),
        p95_bps: super::higher(p95(&mut received), p95(&mut sent)),
    }
}
