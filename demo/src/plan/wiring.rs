//! Which port is plugged into which: agencies into the core, switches into a tree below their router, all else into switches.

use super::Kabupaten;
use crate::family::Role;

/// Switches below one switch at most: the other sockets are for what is no switch.
const SWITCHES_BELOW: usize = 8;

/// A cable as one of its ends sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub device: u32,
    /// Row of the port it is plugged into.
    pub row: u16,
    /// The device at the other end.
    pub peer: u32,
    pub peer_row: u16,
}

impl Kabupaten {
    /// The cables of a device, by the row of its port.
    pub(crate) fn links(&self, device: usize) -> &[Link] {
        let device = device as u32;
        let from = self.links.partition_point(|link| link.device < device);
        let until = self.links.partition_point(|link| link.device <= device);
        &self.links[from..until]
    }

    /// The cable through which a device is reached; none for the core, and where no socket was left.
    pub(crate) fn uplink(&self, device: usize) -> Option<Link> {
        let parent = self.devices[device].parent?;
        self.links(device).iter().find(|link| link.peer == parent).copied()
    }

    /// Plugs in what was settled, and makes the device at the other end of its cable the one through which each is reached.
    pub(super) fn wire(&mut self) {
        let mut first = 0;
        while first < self.devices.len() {
            let agency = self.devices[first].agency;
            let count = self.devices[first..].iter().take_while(|device| device.agency == agency).count();
            self.wire_agency(first, first + count);
            first += count;
        }
        let others = self.links.iter().map(|link| Link {
            device: link.peer,
            row: link.peer_row,
            peer: link.device,
            peer_row: link.row,
        });
        let others: Vec<Link> = others.collect();
        self.links.extend(others);
        self.links.sort_unstable();
    }

    /// Plugs in one agency: its router comes first.
    fn wire_agency(&mut self, router: usize, end: usize) {
        if router != 0 {
            let place = usize::from(self.devices[router].agency) - 1;
            self.plug(router, 0, self.rows(0, Role::Core).get(place).copied());
        }
        let (switches, others): (Vec<usize>, Vec<usize>) =
            (router + 1..end).partition(|index| self.devices[*index].family.class == "switch");
        let mut free: Vec<Vec<u16>> = switches.iter().map(|switch| self.rows(*switch, Role::Access)).collect();
        for (place, switch) in switches.iter().enumerate() {
            match place.checked_sub(1).map(|before| before / SWITCHES_BELOW) {
                None => self.plug(*switch, router, self.rows(router, Role::Lan).first().copied()),
                Some(above) => self.plug(*switch, switches[above], take_first(&mut free[above])),
            }
        }
        let mut sockets = self.rows(router, Role::Access);
        for (place, index) in others.into_iter().enumerate() {
            // Where there is no switch, what there is hangs on the router itself.
            match place.checked_rem(switches.len()) {
                Some(above) => self.plug(index, switches[above], take_first(&mut free[above])),
                None => self.plug(index, router, take_first(&mut sockets)),
            }
        }
    }

    /// Plugs the uplink of a device into a port of another; without a port it is reached through it all the same.
    fn plug(&mut self, device: usize, peer: usize, peer_row: Option<u16>) {
        let planned = &mut self.devices[device];
        planned.parent = Some(peer as u32);
        let row = planned.family.uplink_row(planned.elastic);
        if let (Some(row), Some(peer_row)) = (row, peer_row) {
            self.links.push(Link { device: device as u32, row: row as u16, peer: peer as u32, peer_row });
        }
    }

    /// Rows of the ports of a device that have this role.
    fn rows(&self, device: usize, role: Role) -> Vec<u16> {
        let planned = &self.devices[device];
        let has =
            |row: &u16| planned.family.port(planned.elastic, usize::from(*row)).is_some_and(|(g, _)| g.role == role);
        (0..planned.port_count() as u16).filter(has).collect()
    }
}

fn take_first(rows: &mut Vec<u16>) -> Option<u16> {
    (!rows.is_empty()).then(|| rows.remove(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::DEFAULT_OPDS;
    use std::collections::BTreeSet;

    #[test]
    fn every_cable_has_two_ends_and_every_port_one_cable() {
        for (opds, devices) in [(DEFAULT_OPDS, 300), (1, 1), (20, 3), (1, 1500), (200, 10_000)] {
            let plan = Kabupaten::plan(opds, devices, 7);
            let ports: BTreeSet<_> = plan.links.iter().map(|link| (link.device, link.row)).collect();
            assert_eq!(ports.len(), plan.links.len(), "{opds} {devices}");
            for link in &plan.links {
                let back = Link { device: link.peer, row: link.peer_row, peer: link.device, peer_row: link.row };
                assert!(plan.links(link.peer as usize).contains(&back));
                assert!(usize::from(link.row) < plan.devices[link.device as usize].port_count());
            }
        }
    }

    #[test]
    fn all_are_plugged_in_and_few_hops_from_the_core() {
        for devices in [300, 10_000] {
            let plan = Kabupaten::plan(DEFAULT_OPDS, devices, 1);
            for index in 1..plan.len() {
                assert!(plan.uplink(index).is_some(), "{}", plan.name(index));
                let mut hops = 0;
                let mut at = index;
                while let Some(parent) = plan.devices[at].parent {
                    (at, hops) = (parent as usize, hops + 1);
                }
                assert!(at == 0 && hops < 8, "{} {hops}", plan.name(index));
            }
        }
    }
}
