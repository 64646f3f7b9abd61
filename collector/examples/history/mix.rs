//! The load that history is measured with: ports of switches whose counters advance as real ones do.
//!
//! A third of the ports is idle. The octets and packets of the others have a rate of their own, swing by half over the
//! day and wander by a fifth from one minute to the next; an error comes in one minute of 200; state and speed stand still.

use collector::history::block::{Series, Values};
use model::Metric;

/// A poll a minute, milliseconds.
pub const INTERVAL_MS: i64 = 60_000;
/// Series of a port.
pub const SERIES: usize = 8;

/// How regular the load is.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Polls come that much early or late, at most, milliseconds.
    pub jitter_ms: i64,
    /// Traffic comes in bursts, as that of few people does: a fifth more or less becomes a hundred times more or less.
    pub is_bursty: bool,
}

/// All series of a port from one step to before another.
pub fn port(number: usize, steps: std::ops::Range<u64>, manner: Manner) -> Vec<Series> {
    let times: Vec<i64> = steps.clone().map(|step| moment(number, step, manner.jitter_ms)).collect();
    let is_idle = number.is_multiple_of(3);
    let rate = |metric: Metric, each: f64| {
        let shade = scatter(number as u64, metric.id().into());
        let per_minute = if is_idle { 0.0 } else { each * 60.0 * (1 + shade % 1000) as f64 };
        grown(shade, &steps, |step, chance| {
            let day = 1.0 + 0.5 * (step as f64 / 1440.0 * std::f64::consts::TAU).sin();
            (per_minute * day * wander(chance, manner)).floor() as u64
        })
    };
    let errors = |metric: Metric| {
        grown(scatter(number as u64, metric.id().into()), &steps, |_, chance| u64::from(chance % 200 == 0))
    };
    let still = |level: f64| Values::Levels(vec![level; times.len()]);
    let values = [
        (Metric::InOctets, rate(Metric::InOctets, 1e4)),
        (Metric::OutOctets, rate(Metric::OutOctets, 1e4)),
        (Metric::InErrors, errors(Metric::InErrors)),
        (Metric::OutDiscards, errors(Metric::OutDiscards)),
        (Metric::InUcast, rate(Metric::InUcast, 10.0)),
        (Metric::OutUcast, rate(Metric::OutUcast, 10.0)),
        (Metric::OperUp, still(1.0)),
        (Metric::Speed, still(1e9)),
    ];
    let series = |(metric, values): (Metric, Values)| Series { metric: metric.id(), times: times.clone(), values };
    values.into_iter().map(series).collect()
}

/// The values of a counter: it grows from one step to the next, from the first one on.
fn grown(shade: u64, steps: &std::ops::Range<u64>, by: impl Fn(u64, u64) -> u64) -> Values {
    let mut count = shade % 1_000_000_000;
    let counts = (0..steps.end).map(|step| {
        count += by(step, scatter(shade, step));
        count
    });
    Values::Counts(counts.skip(steps.start as usize).collect())
}

fn wander(chance: u64, manner: Manner) -> f64 {
    let share = (chance % 4096) as f64 / 4096.0;
    if manner.is_bursty {
        // Four chances together are nearly a bell.
        let bell = [0, 12, 24, 36].iter().map(|shift| (chance >> shift & 4095) as f64 / 4096.0 - 0.5).sum::<f64>();
        (bell * 4.0).exp()
    } else {
        0.8 + 0.4 * share
    }
}

fn moment(number: usize, step: u64, jitter_ms: i64) -> i64 {
    let off = scatter(number as u64 / 48, step) % (2 * jitter_ms + 1).unsigned_abs();
    1_780_012_800_000 + step.cast_signed() * INTERVAL_MS + off.cast_signed() - jitter_ms
}

/// A number that looks like chance, the same for the same two.
fn scatter(one: u64, other: u64) -> u64 {
    let mut mixed = one.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ other.wrapping_add(0x0123_4567_89ab_cdef).rotate_left(29);
    for turn in [0x9fb2_1c65_1e98_df25_u64, 0xd6e8_feb8_6659_fd93] {
        mixed = (mixed ^ mixed >> 31).wrapping_mul(turn);
    }
    mixed ^ mixed >> 32
}
