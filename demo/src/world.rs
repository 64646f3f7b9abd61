//! The world: what every pretend device is doing at a moment. Pure: time is told to it, chance follows from the seed.

mod traffic;
mod trouble;

use crate::chance;
use crate::family::Role;
use crate::plan::Kabupaten;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use traffic::Loads;
pub(crate) use trouble::Trouble;
use trouble::Troubles;

/// How often the traffic of a device changes, milliseconds.
const STEP_MS: u64 = 4000;
/// sysUpTime wraps here: 2^32 hundredths of a second, in milliseconds.
const UPTIME_WRAP_MS: i64 = 42_949_672_960;

/// How late a slow agent answers at least and at most, seconds.
const SLOW_S: (f64, f64) = (0.5, 3.0);

/// Whether things happen by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Life {
    /// Links fill, ports flap, devices die and come back.
    #[default]
    Lively,
    /// Traffic flows as at one and the same hour, and nothing breaks unless it is told to.
    Calm,
}

/// All pretend devices at one moment.
#[derive(Debug)]
pub struct World {
    plan: Arc<Kabupaten>,
    devices: Vec<State>,
    ports: Vec<Port>,
    troubles: Troubles,
    loads: Loads,
    /// The moment until which the world has been lived, milliseconds from its start.
    now_ms: u64,
    /// The next device whose traffic changes.
    next: usize,
    /// Devices whose presence in the network changed and has not been told yet.
    moved: Vec<(usize, bool)>,
    present: Vec<bool>,
    /// Devices that are dead for good.
    buried: usize,
    /// Share of the devices whose SNMP agent is slow, percent.
    slow_percent: u8,
}

/// What one device is doing.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// When it started, milliseconds from the start of the world; mostly before it.
    pub booted_ms: i64,
    /// How often its SNMP engine has started.
    pub boots: u32,
    /// It has electricity.
    pub powered: bool,
    /// Its cable is plugged in.
    pub plugged: bool,
    /// Its SNMP agent answers.
    pub agent: bool,
    /// Its uplink is held at this percentage.
    pub fill: Option<Fill>,
    /// Until when its counters have been added up.
    pub counted_ms: u64,
}

/// An uplink held full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fill {
    pub percent: f64,
    /// The outgoing direction is the full one.
    pub outgoing: bool,
}

/// What one port is doing.
#[derive(Clone, Debug)]
pub(crate) struct Port {
    /// Octets received until the device was last counted.
    pub octets_in: u64,
    pub octets_out: u64,
    /// Octets a second since then.
    pub rate_in: u32,
    pub rate_out: u32,
    /// Last change of state, milliseconds from the start of the world.
    pub changed_ms: i64,
    pub up: bool,
}

impl World {
    /// The world of a plan at its beginning.
    pub fn new(plan: Arc<Kabupaten>, life: Life) -> Self {
        let devices: Vec<State> = (0..plan.devices.len()).map(|index| first_state(&plan, index)).collect();
        let mut ports = Vec::with_capacity(plan.port_total());
        for (index, state) in devices.iter().enumerate() {
            for row in 0..plan.devices[index].port_count() {
                ports.push(first_port(&plan, index, row, state.booted_ms));
            }
        }
        let count = devices.len();
        let mut world = Self {
            troubles: Troubles::new(plan.seed, life),
            loads: Loads::new(&plan, life),
            plan,
            devices,
            ports,
            now_ms: 0,
            next: 0,
            moved: Vec::new(),
            present: vec![false; count],
            buried: 0,
            slow_percent: 0,
        };
        world.loads.flow(&world.plan, 0);
        for index in 0..count {
            world.steer(index);
            world.age(index);
        }
        world.live_troubles();
        world.settle_presence();
        world
    }

    /// The plan it lives by.
    pub fn plan(&self) -> &Arc<Kabupaten> {
        &self.plan
    }

    /// Milliseconds from its start that it has lived.
    pub const fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Takes this share of the devices out of the network for good, none through which another is reached.
    pub fn bury(&mut self, percent: u8) {
        let plan = self.plan.clone();
        let leads: HashSet<u32> = plan.devices.iter().filter_map(|device| device.parent).collect();
        let dies = |index: &usize| {
            !leads.contains(&(*index as u32)) && chance::unit(plan.chance(*index, 51)) * 100.0 < f64::from(percent)
        };
        for index in (0..plan.devices.len()).filter(dies) {
            self.buried += usize::from(std::mem::replace(&mut self.devices[index].powered, false));
        }
        self.settle_presence();
    }

    /// Makes the SNMP agents of this share of the devices slow.
    pub const fn slow(&mut self, percent: u8) {
        self.slow_percent = percent;
    }

    /// How late the SNMP agent of this device answers each request; none where it is quick.
    pub fn delay(&self, index: usize) -> Option<Duration> {
        let is_slow = chance::unit(self.plan.chance(index, 52)) * 100.0 < f64::from(self.slow_percent);
        is_slow.then(|| Duration::from_secs_f64(chance::between(self.plan.chance(index, 53), SLOW_S.0, SLOW_S.1)))
    }

    /// Lives on until this moment, milliseconds from the start. A moment that is past changes nothing.
    pub fn advance(&mut self, now_ms: u64) {
        if now_ms <= self.now_ms || self.devices.is_empty() {
            return;
        }
        let count = self.devices.len() as u64;
        let due = ((now_ms - self.now_ms) * count).div_ceil(STEP_MS).min(count);
        self.now_ms = now_ms;
        self.live_troubles();
        self.loads.flow(&self.plan, now_ms);
        for _ in 0..due {
            let index = self.next;
            self.next = (self.next + 1) % self.devices.len();
            self.settle(index);
            self.steer(index);
        }
    }

    /// True when this device can be reached: it has power, its cable is in, and so it is with all before it.
    pub fn is_reachable(&self, index: usize) -> bool {
        let mut at = Some(index);
        for _ in 0..8 {
            let Some(here) = at else {
                return true;
            };
            let state = &self.devices[here];
            if !(state.powered && state.plugged) {
                return false;
            }
            at = self.plan.devices[here].parent.map(|parent| parent as usize);
        }
        false
    }

    /// The round trip of an echo to this device; none when it does not answer.
    pub fn echo(&self, index: usize) -> Option<Duration> {
        if !self.is_reachable(index) {
            return None;
        }
        let planned = &self.plan.devices[index];
        let agency = usize::from(planned.agency);
        let fixed = chance::between(self.plan.chance(agency, 21), 0.6, 9.0);
        let jitter = chance::unit(self.plan.chance(index, 22 + self.now_ms / 500)) * 0.8;
        // A full link makes packets wait in front of it.
        let (down, up) = self.loads.of(agency);
        let queue = ((down.max(up) - 0.85).max(0.0) / 0.15) * 70.0;
        let milliseconds = if agency == 0 { 0.3 + jitter } else { fixed + jitter + queue };
        Some(Duration::from_secs_f64(milliseconds / 1000.0))
    }

    /// True when the SNMP agent of this device answers.
    pub fn answers_snmp(&self, index: usize) -> bool {
        self.devices[index].agent && self.is_reachable(index)
    }

    /// Devices that appeared in or vanished from the network since this was last asked.
    pub fn take_moved(&mut self) -> Vec<(usize, bool)> {
        std::mem::take(&mut self.moved)
    }

    /// sysUpTime, hundredths of a second.
    pub(crate) fn uptime_ticks(&self, index: usize, now_ms: u64) -> u32 {
        let running_ms = now_ms as i64 - self.devices[index].booted_ms;
        (running_ms.rem_euclid(UPTIME_WRAP_MS) / 10) as u32
    }

    pub(crate) fn state(&self, index: usize) -> &State {
        &self.devices[index]
    }

    /// What one port is doing; none when there is no such row.
    pub(crate) fn port(&self, index: usize, row: usize) -> Option<&Port> {
        self.ports.get(self.plan.devices[index].first_port as usize + row)
    }

    /// Octets in and out of a port at this moment.
    pub(crate) fn octets(&self, index: usize, row: usize, now_ms: u64) -> (u64, u64) {
        let Some(port) = self.port(index, row) else {
            return (0, 0);
        };
        let elapsed = now_ms.max(self.now_ms).saturating_sub(self.devices[index].counted_ms);
        let more = |rate: u32| u64::from(rate) * elapsed / 1000;
        (port.octets_in.wrapping_add(more(port.rate_in)), port.octets_out.wrapping_add(more(port.rate_out)))
    }

    /// How hard the processor works, percent.
    pub(crate) fn cpu_percent(&self, index: usize, core: u64, now_ms: u64) -> u32 {
        let base = chance::between(self.plan.chance(index, 31), 4.0, 45.0);
        let swing = chance::noise(self.plan.chance(index, 32 + core), 0, now_ms, 15_000);
        ((base * (0.4 + 1.2 * swing) * (0.3 + 0.7 * self.loads.day(now_ms))).round() as u32).min(100)
    }

    /// Load of a UPS, percent.
    pub(crate) fn ups_load_percent(&self, index: usize, now_ms: u64) -> u32 {
        let base = chance::between(self.plan.chance(index, 33), 18.0, 70.0);
        (base + 8.0 * chance::noise(self.plan.chance(index, 34), 0, now_ms, 30_000)).round() as u32
    }

    /// Adds the octets of the rates that held until now.
    fn settle(&mut self, index: usize) {
        let now_ms = self.now_ms;
        let first = self.plan.devices[index].first_port as usize;
        for row in 0..self.plan.devices[index].port_count() {
            let (octets_in, octets_out) = self.octets(index, row, now_ms);
            let port = &mut self.ports[first + row];
            (port.octets_in, port.octets_out) = (octets_in, octets_out);
        }
        self.devices[index].counted_ms = now_ms;
    }

    /// Tells who appeared and who vanished since the last look.
    fn settle_presence(&mut self) {
        for index in 0..self.devices.len() {
            let now = self.is_reachable(index);
            if self.present[index] != now {
                self.present[index] = now;
                self.moved.push((index, now));
            }
        }
    }
}

/// A device as it stands at the beginning: it has been running for a while.
fn first_state(plan: &Kabupaten, index: usize) -> State {
    const HOUR_MS: f64 = 3_600_000.0;
    let running_ms = match index {
        // One device is about to pass 497.1 days, where sysUpTime begins anew without a reboot.
        5 => (UPTIME_WRAP_MS - 180_000) as f64,
        _ => chance::between(plan.chance(index, 41), 30.0 * HOUR_MS, 300.0 * 24.0 * HOUR_MS),
    };
    State {
        booted_ms: -(running_ms as i64),
        boots: 1 + chance::below(plan.chance(index, 42), 40) as u32,
        powered: true,
        plugged: true,
        agent: true,
        fill: None,
        counted_ms: 0,
    }
}

fn first_port(plan: &Kabupaten, index: usize, row: usize, booted_ms: i64) -> Port {
    let planned = &plan.devices[index];
    let role = planned.family.port(planned.elastic, row).map_or(Role::Loop, |(group, _)| group.role);
    let scattered = plan.chance(index, 2000 + row as u64);
    let up = match role {
        _ if plan.links(index).iter().any(|link| usize::from(link.row) == row) => true,
        Role::Access => chance::unit(scattered) < 0.6,
        _ => true,
    };
    let changed_ms = booted_ms + (chance::unit(chance::mix(scattered)) * booted_ms.unsigned_abs() as f64) as i64;
    Port { octets_in: 0, octets_out: 0, rate_in: 0, rate_out: 0, changed_ms, up }
}

#[cfg(test)]
mod tests;
