//! Trouble: devices that die and come back, cables, silent agents, full links, flapping ports.

use super::{Fill, Life, World};
use crate::chance::Chance;
use crate::family::Role;

/// Troubles at once are held below this share of the devices.
const MOST_TROUBLED: f64 = 0.05;
/// One trouble begins in so many seconds, divided by the number of devices.
const SECONDS_BETWEEN: f64 = 6000.0;
/// How hard a saturated link is pressed, percent.
const SATURATED: (f64, f64) = (92.0, 98.0);

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Trouble {
    /// No electricity: the device is gone and starts anew.
    Power,
    /// The cable is out: the device is gone, but runs on.
    Cable,
    /// The SNMP agent is silent; echoes are answered.
    Mute,
    /// The uplink is full.
    Full(Fill),
    /// One port loses its link.
    Flap(usize),
}

/// What is wrong now, and when the next thing goes wrong.
#[derive(Debug)]
pub(super) struct Troubles {
    chance: Chance,
    life: Life,
    open: Vec<Open>,
    next_ms: u64,
    begun: u32,
}

#[derive(Debug)]
struct Open {
    index: usize,
    trouble: Trouble,
    until_ms: u64,
}

impl Troubles {
    pub(super) fn new(seed: u64, life: Life) -> Self {
        Self { chance: Chance::new(seed), life, open: Vec::new(), next_ms: 0, begun: 0 }
    }
}

impl World {
    /// Ends what is over and begins what is due.
    pub(super) fn live_troubles(&mut self) {
        let now_ms = self.now_ms;
        let (over, open): (Vec<_>, Vec<_>) = self.troubles.open.drain(..).partition(|open| open.until_ms <= now_ms);
        self.troubles.open = open;
        for Open { index, trouble, .. } in over {
            self.mend(index, trouble);
        }
        if self.troubles.life == Life::Calm || self.devices.is_empty() {
            return;
        }
        if self.troubles.begun == 0 {
            self.open_the_scene();
        }
        while self.troubles.next_ms <= now_ms {
            let mean = (SECONDS_BETWEEN / self.devices.len() as f64).clamp(0.05, 60.0);
            self.troubles.next_ms += self.troubles.chance.milliseconds(mean * 0.5, mean * 1.5).max(10);
            self.stumble();
        }
    }

    /// Brings a device's counters up to now; its agency, and whether it is that agency's gateway.
    fn settled(&mut self, index: usize) -> Option<(usize, bool)> {
        let planned = self.plan.devices.get(index)?;
        let (agency, is_gateway) = (usize::from(planned.agency), planned.contracted_bps.is_some());
        self.settle(index);
        Some((agency, is_gateway))
    }

    /// Begins a trouble that ends only when it is told to.
    pub(crate) fn hurt(&mut self, index: usize, trouble: Trouble) {
        let Some((agency, is_gateway)) = self.settled(index) else {
            return;
        };
        let state = &mut self.devices[index];
        match trouble {
            Trouble::Power => state.powered = false,
            Trouble::Cable => state.plugged = false,
            Trouble::Mute => state.agent = false,
            Trouble::Full(fill) => {
                state.fill = Some(fill);
                if is_gateway {
                    self.loads.hold(agency, Some(fill));
                }
            }
            Trouble::Flap(row) => self.set_port(index, row, false),
        }
        self.after(index, agency, is_gateway);
    }

    /// Ends a trouble.
    pub(crate) fn mend(&mut self, index: usize, trouble: Trouble) {
        let Some((agency, is_gateway)) = self.settled(index) else {
            return;
        };
        let state = &mut self.devices[index];
        match trouble {
            Trouble::Power if !state.powered => self.boot(index),
            Trouble::Power => {}
            Trouble::Cable => state.plugged = true,
            Trouble::Mute => state.agent = true,
            Trouble::Full(_) => {
                state.fill = None;
                if is_gateway {
                    self.loads.hold(agency, None);
                }
            }
            Trouble::Flap(row) => self.set_port(index, row, true),
        }
        self.after(index, agency, is_gateway);
    }

    /// Everything that is wrong with this device is over.
    pub(crate) fn heal(&mut self, index: usize) {
        let mine: Vec<Trouble> =
            self.troubles.open.iter().filter(|open| open.index == index).map(|open| open.trouble).collect();
        self.troubles.open.retain(|open| open.index != index);
        let none = Fill { percent: 0.0, outgoing: false };
        let always = [Trouble::Power, Trouble::Cable, Trouble::Mute, Trouble::Full(none)];
        for trouble in mine.into_iter().chain(always) {
            self.mend(index, trouble);
        }
    }

    /// Starts a device anew: counters at zero, sysUpTime at zero.
    pub(crate) fn boot(&mut self, index: usize) {
        let now_ms = self.now_ms;
        let first = self.plan.devices[index].first_port as usize;
        for port in &mut self.ports[first..first + self.plan.devices[index].port_count()] {
            (port.octets_in, port.octets_out) = (0, 0);
            port.changed_ms = now_ms as i64;
        }
        let state = &mut self.devices[index];
        state.powered = true;
        state.booted_ms = now_ms as i64;
        state.boots += 1;
        state.counted_ms = now_ms;
    }

    fn after(&mut self, index: usize, agency: usize, is_gateway: bool) {
        let alive = self.devices[index].powered && self.devices[index].plugged;
        if is_gateway && agency != 0 {
            self.loads.cut(agency, !alive);
        }
        // The port at the other end of the cable follows.
        if let Some(link) = self.plan.uplink(index) {
            let (peer, row) = (link.peer as usize, usize::from(link.peer_row));
            self.settle(peer);
            self.set_port(peer, row, alive);
            self.steer(peer);
        }
        self.loads.flow(&self.plan, self.now_ms);
        self.steer(index);
        self.settle_presence();
    }

    fn set_port(&mut self, index: usize, row: usize, up: bool) {
        let place = self.plan.devices[index].first_port as usize + row;
        if let Some(port) = self.ports.get_mut(place) {
            if port.up != up {
                port.changed_ms = self.now_ms as i64;
            }
            port.up = up;
        }
    }

    /// Begins a trouble that ends by itself.
    fn trouble(&mut self, index: usize, trouble: Trouble, for_ms: u64) {
        if !self.devices[index].powered || self.troubles.open.iter().any(|open| open.index == index) {
            return;
        }
        self.troubles.begun += 1;
        self.hurt(index, trouble);
        self.troubles.open.push(Open { index, trouble, until_ms: self.now_ms + for_ms });
    }

    /// So that a newcomer sees something at once: two dead, one silent, one link full, and soon an agency cut off.
    fn open_the_scene(&mut self) {
        self.troubles.begun = 1;
        let scene = [
            ("ap", Trouble::Power, 100_000),
            ("prn", Trouble::Cable, 400_000),
            ("sw", Trouble::Mute, 240_000),
            ("rt", Trouble::Full(Fill { percent: 95.5, outgoing: false }), 420_000),
        ];
        // A handful of devices has no room for four troubles.
        let room = self.room();
        for (word, trouble, for_ms) in scene.into_iter().take(room) {
            if let Some(index) = self.somewhere(word) {
                self.trouble(index, trouble, for_ms);
            }
        }
        self.troubles.next_ms = 25_000;
    }

    /// A device of this kind that is well.
    fn somewhere(&mut self, word: &str) -> Option<usize> {
        let count = self.devices.len();
        let start = self.troubles.chance.pick(count);
        (0..count).map(|step| (start + step) % count).find(|index| {
            self.plan.devices[*index].family.word == word && !self.troubles.open.iter().any(|open| open.index == *index)
        })
    }

    /// How many more devices may be in trouble.
    fn room(&self) -> usize {
        let most = (self.devices.len() as f64 * MOST_TROUBLED).ceil() as usize;
        let gone = self.present.iter().filter(|present| !**present).count();
        let reachable =
            self.troubles.open.iter().filter(|open| matches!(open.trouble, Trouble::Mute | Trouble::Full(_))).count();
        // Before the first look nobody is present.
        let gone = if self.now_ms == 0 { 0 } else { gone.saturating_sub(self.buried) };
        most.saturating_sub(gone + reachable)
    }

    /// Something goes wrong somewhere.
    fn stumble(&mut self) {
        // The second trouble of a new world is the one worth a look: a whole agency behind a dead router.
        let kind = if self.troubles.begun <= 5 { 99 } else { self.troubles.chance.pick(100) };
        let index = self.troubles.chance.pick(self.devices.len());
        let room = self.room();
        if room == 0 {
            return;
        }
        match kind {
            0..30 => self.flap(index),
            _ if self.plan.devices[index].contracted_bps.is_some() && kind < 90 => {}
            30..82 if self.behind(index) >= room => {}
            30..50 => self.begin(index, Trouble::Cable, (8.0, 25.0)),
            50..74 => self.begin(index, Trouble::Power, (70.0, 240.0)),
            74..82 => self.begin(index, Trouble::Power, (4.0, 9.0)),
            82..90 => self.begin(index, Trouble::Mute, (100.0, 240.0)),
            _ => self.link(kind, room),
        }
    }

    fn begin(&mut self, index: usize, trouble: Trouble, seconds: (f64, f64)) {
        let for_ms = self.troubles.chance.milliseconds(seconds.0, seconds.1);
        self.trouble(index, trouble, for_ms);
    }

    /// A socket in the wall loses its link for a while.
    fn flap(&mut self, index: usize) {
        let planned = &self.plan.devices[index];
        let rows: Vec<usize> = (0..planned.port_count())
            .filter(|row| {
                let is_socket = planned.family.port(planned.elastic, *row).is_some_and(|(g, _)| g.role == Role::Access);
                let is_wired = self.plan.links(index).iter().any(|link| usize::from(link.row) == *row);
                is_socket && !is_wired && self.port(index, *row).is_some_and(|port| port.up)
            })
            .collect();
        if rows.is_empty() {
            return;
        }
        let row = rows[self.troubles.chance.pick(rows.len())];
        self.begin(index, Trouble::Flap(row), (6.0, 70.0));
    }

    /// The link of an agency fills up, or its router dies and takes a small agency with it.
    fn link(&mut self, kind: usize, room: usize) {
        let gateways: Vec<usize> = (1..self.devices.len())
            .filter(|index| self.plan.devices[*index].contracted_bps.is_some())
            .filter(|index| kind < 96 || self.behind(*index) < room)
            .collect();
        if gateways.is_empty() {
            return;
        }
        let index = gateways[self.troubles.chance.pick(gateways.len())];
        if kind < 96 {
            let percent = SATURATED.0 + self.troubles.chance.pick(100) as f64 / 100.0 * (SATURATED.1 - SATURATED.0);
            let outgoing = self.troubles.chance.pick(3) == 0;
            self.begin(index, Trouble::Full(Fill { percent, outgoing }), (240.0, 480.0));
        } else {
            let trouble = if self.troubles.chance.pick(2) == 0 { Trouble::Power } else { Trouble::Cable };
            self.begin(index, trouble, (100.0, 180.0));
        }
    }

    /// Devices reached through this one.
    fn behind(&self, index: usize) -> usize {
        let is_behind = |device: &usize| {
            std::iter::successors(self.plan.devices[*device].parent, |at| self.plan.devices[*at as usize].parent)
                .any(|parent| parent as usize == index)
        };
        (0..self.devices.len()).filter(is_behind).count()
    }
}
