//! Chance that can be played again: numbers that follow from a seed alone.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Scatters the bits of a number (the finaliser of SplitMix64).
pub(crate) const fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A number that follows from three others: the same question always has the same answer.
pub(crate) const fn of(seed: u64, a: u64, b: u64) -> u64 {
    mix(mix(mix(seed) ^ a) ^ b)
}

/// A number in `0.0..1.0` from the high bits of a scattered one.
pub(crate) fn unit(scattered: u64) -> f64 {
    (scattered >> 11) as f64 / (1u64 << 53) as f64
}

/// A number in `low..high`.
pub(crate) fn between(scattered: u64, low: f64, high: f64) -> f64 {
    low + unit(scattered) * (high - low)
}

/// A number below `limit`; 0 when the limit is 0.
pub(crate) const fn below(scattered: u64, limit: u64) -> u64 {
    if limit == 0 { 0 } else { (scattered >> 16) % limit }
}

/// Smooth noise in `0.0..1.0` over time: random at every multiple of `step_ms`, a straight line in between.
pub(crate) fn noise(seed: u64, a: u64, at_ms: u64, step_ms: u64) -> f64 {
    let slot = at_ms / step_ms;
    let part = (at_ms % step_ms) as f64 / step_ms as f64;
    let (from, to) = (unit(of(seed, a, slot)), unit(of(seed, a, slot + 1)));
    from + (to - from) * part
}

/// Whether a packet gets through: so many of a hundred do not.
#[derive(Debug)]
pub(crate) struct Luck {
    seed: u64,
    loss_percent: u8,
    drawn: AtomicU64,
}

impl Luck {
    pub(crate) const fn new(seed: u64, loss_percent: u8) -> Self {
        Self { seed, loss_percent, drawn: AtomicU64::new(0) }
    }

    /// Draws for one packet: true when it gets through.
    pub(crate) fn holds(&self) -> bool {
        self.loss_percent == 0
            || unit(of(self.seed, 0x6c75_636b, self.drawn.fetch_add(1, Relaxed))) * 100.0
                >= f64::from(self.loss_percent)
    }
}

/// A sequence of such numbers.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// The next number.
    pub(crate) const fn draw(&mut self) -> u64 {
        self.drawn += 1;
        of(self.seed, 0x6368_616e_6365, self.drawn)
    }

    /// The next number below `limit`.
    pub(crate) const fn pick(&mut self, limit: usize) -> usize {
        below(self.draw(), limit as u64) as usize
    }

    /// Whole milliseconds between two counts of seconds.
    pub(crate) fn milliseconds(&mut self, from_seconds: f64, to_seconds: f64) -> u64 {
        (between(self.draw(), from_seconds, to_seconds) * 1000.0) as u64
    }
}
