//! Traffic: how full the agencies' links are through a compressed day, and what that means on every port.

use super::{Fill, Life, World};
use crate::chance;
use crate::family::Role;
use crate::plan::Kabupaten;

/// A day of the pretend world, milliseconds: twenty minutes.
const DAY_MS: u64 = 20 * 60 * 1000;
/// The world begins in the middle of the morning.
const START_HOUR: f64 = 9.0;
/// Use of a link that nobody holds stays below this.
const HIGHEST_USE: f64 = 0.86;
/// Share of use over the hours of a day: two peaks, a noon, a quiet night.
const HOURS: [f64; 24] = [
    0.06, 0.05, 0.04, 0.04, 0.05, 0.08, 0.16, 0.38, 0.72, 0.92, 1.0, 0.95, 0.66, 0.7, 0.9, 0.84, 0.58, 0.34, 0.24, 0.2,
    0.17, 0.14, 0.1, 0.08,
];

/// How full the link of each agency is, both directions, as shares of the contracted rate.
#[derive(Debug)]
pub(super) struct Loads {
    life: Life,
    of: Vec<(f64, f64)>,
    /// What each agency's gateway holds, if it holds it.
    held: Vec<Option<Fill>>,
    /// Agencies whose router is dead move nothing.
    cut: Vec<bool>,
}

impl Loads {
    pub(super) fn new(plan: &Kabupaten, life: Life) -> Self {
        let count = plan.agencies.len();
        Self { life, of: vec![(0.0, 0.0); count], held: vec![None; count], cut: vec![false; count] }
    }

    /// The hour of the day as a share of the busiest one.
    pub(super) fn day(&self, now_ms: u64) -> f64 {
        if self.life == Life::Calm {
            return 0.6;
        }
        let hour = START_HOUR + (now_ms % DAY_MS) as f64 / DAY_MS as f64 * 24.0;
        let from = HOURS[hour as usize % 24];
        let to = HOURS[(hour as usize + 1) % 24];
        from + (to - from) * hour.fract()
    }

    /// What the links of this agency carry, down and up, as shares of the contracted rate.
    pub(super) fn of(&self, agency: usize) -> (f64, f64) {
        self.of.get(agency).copied().unwrap_or_default()
    }

    pub(super) fn hold(&mut self, agency: usize, fill: Option<Fill>) {
        if let Some(held) = self.held.get_mut(agency) {
            *held = fill;
        }
    }

    pub(super) fn cut(&mut self, agency: usize, cut: bool) {
        if let Some(slot) = self.cut.get_mut(agency) {
            *slot = cut;
        }
    }

    /// Works out every agency's link for this moment; the Dinas carries what all use together.
    pub(super) fn flow(&mut self, plan: &Kabupaten, now_ms: u64) {
        let mut sum = (0.0, 0.0);
        for agency in (0..plan.agencies.len()).rev() {
            let contracted = f64::from(plan.agencies[agency].contracted_mbps);
            let use_now = if agency == 0 {
                (self.clip(sum.0 / contracted), self.clip(sum.1 / contracted))
            } else {
                self.agency(plan, agency, now_ms)
            };
            let held = match self.held[agency] {
                Some(fill) if fill.outgoing => (use_now.0, fill.percent / 100.0),
                Some(fill) => (fill.percent / 100.0, use_now.1),
                None => use_now,
            };
            self.of[agency] = if self.cut[agency] { (0.0, 0.0) } else { held };
            sum.0 += self.of[agency].0 * contracted;
            sum.1 += self.of[agency].1 * contracted;
        }
    }

    fn clip(&self, share: f64) -> f64 {
        share.clamp(0.0, HIGHEST_USE)
    }

    fn agency(&self, plan: &Kabupaten, agency: usize, now_ms: u64) -> (f64, f64) {
        let seed = plan.chance(agency, 51);
        let peak = chance::between(chance::mix(seed), 0.3, 0.78);
        // Offices do not begin at the same minute.
        let shifted = now_ms + chance::below(chance::mix(seed ^ 1), DAY_MS / 16);
        let swing = match self.life {
            Life::Calm => 1.0,
            Life::Lively => {
                0.65 + 0.4 * chance::noise(seed, 1, now_ms, 40_000) + 0.3 * chance::noise(seed, 2, now_ms, 9_000)
            }
        };
        let down = peak * self.day(shifted) * swing;
        let asymmetry = chance::between(chance::mix(seed ^ 2), 0.12, 0.45);
        let up = down * asymmetry * (0.8 + 0.4 * chance::noise(seed, 3, now_ms, 15_000));
        (self.clip(down), self.clip(up))
    }
}

impl World {
    /// Sets the rates of all ports of a device from now on.
    pub(super) fn steer(&mut self, index: usize) {
        let first = self.plan.devices[index].first_port as usize;
        let alive = self.devices[index].powered && self.devices[index].plugged;
        for row in 0..self.plan.devices[index].port_count() {
            let port = &self.ports[first + row];
            let (rate_in, rate_out) = if alive && port.up { self.rates(index, row) } else { (0.0, 0.0) };
            let port = &mut self.ports[first + row];
            (port.rate_in, port.rate_out) = (octets(rate_in), octets(rate_out));
        }
    }

    /// Bits a second in and out of a port.
    fn rates(&self, index: usize, row: usize) -> (f64, f64) {
        let planned = &self.plan.devices[index];
        let Some((group, place)) = planned.family.port(planned.elastic, row) else {
            return (0.0, 0.0);
        };
        let speed = group.speed_bps() as f64;
        let agency = usize::from(planned.agency);
        let contracted = |agency: usize| f64::from(self.plan.agencies[agency].contracted_mbps) * 1e6;
        let (down, up) = self.loads.of(agency);
        let link = (down * contracted(agency), up * contracted(agency));
        let (rate_in, rate_out) = match group.role {
            Role::Isp if place == 0 => link,
            Role::Isp => (link.0 * 0.4, link.1 * 0.4),
            Role::Core => {
                let other = usize::from(place) + 1;
                let (down, up) = self.loads.of(other);
                let rate = self.plan.agencies.get(other).map_or(0.0, |a| f64::from(a.contracted_mbps) * 1e6);
                (up * rate, down * rate)
            }
            Role::Wan => link,
            Role::Lan => (link.1, link.0),
            Role::Up => {
                let share = chance::between(self.plan.chance(index, 52), 0.15, 0.6);
                self.held(index, speed).unwrap_or((link.0 * share, link.1 * share))
            }
            Role::Own(most) => {
                let own = self.held(index, speed);
                own.unwrap_or_else(|| self.activity(index, row, speed * f64::from(most) / 1000.0))
            }
            Role::Access => self.activity(index, row, speed * 0.05),
            Role::Loop => (0.0, 0.0),
        };
        (rate_in.min(speed), rate_out.min(speed))
    }

    /// What a held uplink of an end device or switch carries.
    fn held(&self, index: usize, speed: f64) -> Option<(f64, f64)> {
        let fill = self.devices[index].fill?;
        let full = speed * fill.percent / 100.0;
        Some(if fill.outgoing { (full * 0.2, full) } else { (full, full * 0.2) })
    }

    /// What somebody at a desk, or a server, moves: mostly little, sometimes much.
    fn activity(&self, index: usize, row: usize, most: f64) -> (f64, f64) {
        let seed = self.plan.chance(index, 3000 + row as u64);
        let habit = chance::unit(seed).powi(3);
        let burst = chance::noise(seed, 4, self.now_ms, 25_000).powi(4);
        let rate = most * self.loads.day(self.now_ms) * (0.03 + 0.3 * habit + 0.6 * burst);
        let share = chance::between(chance::mix(seed), 0.1, 0.9);
        (rate * share, rate * (1.0 - share))
    }

    /// Gives the counters the past that the uptime tells of.
    pub(super) fn age(&mut self, index: usize) {
        let running_s = self.devices[index].booted_ms.unsigned_abs() / 1000;
        let first = self.plan.devices[index].first_port as usize;
        for row in 0..self.plan.devices[index].port_count() {
            let port = &mut self.ports[first + row];
            port.octets_in = u64::from(port.rate_in) / 2 * running_s;
            port.octets_out = u64::from(port.rate_out) / 2 * running_s;
        }
    }
}

fn octets(bits_per_second: f64) -> u32 {
    (bits_per_second / 8.0) as u32
}
