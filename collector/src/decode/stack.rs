//! Interfaces on top of others: ifStackTable (RFC 2863) and the members of aggregates (IEEE8023-LAG-MIB).
//!
//! 1. Some agents call every row notInService: where no row is active, that column says nothing.
//! 2. A VLAN on top of several ports is their membership, which `vlans[]` states.
//! 3. A port that is attached to an aggregate is below it, whether ifStackTable says so or not.

use super::{Trouble, row::rows};
use crate::{profile::Profile, snmp::cells::Cell};
use model::record::{Port, PortStack};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Members that an aggregate can have (vendors of switches allow 8, and 8 more that wait).
const LARGEST_LAG: usize = 16;

/// An interface above another, by ifIndex.
type Pair = (u32, u32);

/// What is known of the layers while their tables come in.
#[derive(Debug, Default)]
pub(super) struct Stacks {
    active: Vec<Pair>,
    idle: Vec<Pair>,
    members: Vec<Pair>,
}

impl Stacks {
    /// ifStackTable, by higher and lower ifIndex; 0 stands for the top and the bottom.
    pub fn layers(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let [higher, lower] = row.index[..] else { continue };
            let (Ok(higher), Ok(lower)) = (u32::try_from(higher), u32::try_from(lower)) else { continue };
            if higher == 0 || lower == 0 || higher == lower {
                continue;
            }
            match row.text("status", trouble).as_deref() {
                Some("active") => self.active.push((higher, lower)),
                Some("notInService") => self.idle.push((higher, lower)),
                _ => {}
            }
        }
    }

    /// dot3adAggPortTable, by ifIndex of the member. A port that aggregates with nothing is attached to 0, or to itself.
    pub fn members(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let [member] = row.index[..] else { continue };
            let aggregate = row.whole("attached", trouble).and_then(|index| u32::try_from(index).ok());
            if let (Ok(member), Some(aggregate)) = (u32::try_from(member), aggregate.filter(|index| *index > 0))
                && member != aggregate
            {
                self.members.push((aggregate, member));
            }
        }
    }

    /// Tells the ports what is above and below them.
    pub fn finish(self, ports: &mut [Port]) {
        let kinds: HashMap<u32, &str> =
            ports.iter().filter_map(|port| Some((port.if_index?, port.kind.as_deref().unwrap_or_default()))).collect();
        // Rule 1.
        let layers = if self.active.is_empty() { self.idle } else { self.active };
        let mut lower: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (above, below) in layers.into_iter().chain(self.members) {
            if kinds.contains_key(&above) && kinds.contains_key(&below) {
                lower.entry(above).or_default().insert(below);
            }
        }
        // Rule 2.
        let is_vlan = |port: &u32| matches!(kinds.get(port), Some(&("l2vlan" | "l3ipvlan" | "propVirtual")));
        let is_lag = |below: &BTreeSet<u32>| below.iter().all(|port| !is_vlan(port)) && below.len() <= LARGEST_LAG;
        lower.retain(|above, below| match kinds.get(above) {
            Some(&("l2vlan" | "l3ipvlan")) => below.len() == 1,
            // Aggregates of older IOS are propVirtual, and so are VLANs of others.
            Some(&"propVirtual") => is_lag(below),
            _ => true,
        });
        let mut higher: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (above, below) in &lower {
            for port in below {
                higher.entry(*port).or_default().insert(*above);
            }
        }
        let list = |set: Option<BTreeSet<u32>>| set.into_iter().flatten().collect::<Vec<u32>>();
        for port in ports {
            let Some(index) = port.if_index else { continue };
            let (above, below) = (list(higher.remove(&index)), list(lower.remove(&index)));
            if !above.is_empty() || !below.is_empty() {
                port.stack = Some(PortStack { higher: above, lower: below, ..PortStack::default() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stacked(kinds: &[(u32, &str)], stacks: Stacks) -> Vec<(u32, Vec<u32>, Vec<u32>)> {
        let port = |(index, kind): &(u32, &str)| Port {
            if_index: Some(*index),
            kind: Some((*kind).to_owned()),
            ..Port::default()
        };
        let mut ports: Vec<Port> = kinds.iter().map(port).collect();
        stacks.finish(&mut ports);
        ports.into_iter().filter_map(|port| port.stack.map(|s| (port.if_index.unwrap(), s.higher, s.lower))).collect()
    }

    const SWITCH: [(u32, &str); 5] =
        [(1, "ethernetCsmacd"), (2, "ethernetCsmacd"), (10, "ieee8023adLag"), (100, "l2vlan"), (101, "l2vlan")];

    #[test]
    fn members_are_below_their_aggregate() {
        let stacks = Stacks { members: vec![(10, 1), (10, 2), (77, 1)], ..Stacks::default() };
        assert_eq!(stacked(&SWITCH, stacks), [(1, vec![10], vec![]), (2, vec![10], vec![]), (10, vec![], vec![1, 2])]);
    }

    #[test]
    fn a_vlan_over_ports_is_membership_and_over_one_port_a_layer() {
        let stacks = Stacks { active: vec![(100, 1), (100, 2), (101, 2)], ..Stacks::default() };
        assert_eq!(stacked(&SWITCH, stacks), [(2, vec![101], vec![]), (101, vec![], vec![2])]);
    }

    #[test]
    fn idle_rows_count_where_none_is_active() {
        let idle = vec![(10, 1)];
        assert_eq!(stacked(&SWITCH, Stacks { idle: idle.clone(), ..Stacks::default() }).len(), 2);
        assert_eq!(stacked(&SWITCH, Stacks { idle, active: vec![(10, 2)], ..Stacks::default() })[0].0, 2);
    }
}
