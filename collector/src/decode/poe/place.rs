//! Which port a row of pethPsePortTable is about. Only what is proven counts; a row without port is left out:
//!
//! 1. The vendor names the entity, and ENTITY-MIB the port of it.
//! 2. Every row fits the numbers in the name of exactly one Ethernet port: port 5 of group 1 is `Gi1/0/5`, or `5` where
//!    there is but one group.
//! 3. Every row bears the ifIndex of an Ethernet port that the bridge counts by the same number.
//!
//! Rules 2 and 3 hold for the table as a whole, and not at all where they contradict each other.

use super::Slot;
use model::record::{Entity, Port, port_name};
use std::collections::{BTreeSet, HashMap};

/// The ifIndex of each slot whose port is proven.
pub(super) fn ports_of(
    slots: &[Slot],
    named: &HashMap<Slot, u32>,
    entities: &[Entity],
    ports: &[Port],
    bridge: &HashMap<u64, u32>,
) -> HashMap<Slot, u32> {
    let mut found = HashMap::new();
    for (slot, entity) in named {
        let at = entities.binary_search_by_key(&Some(*entity), |entity| entity.index).ok();
        if let Some(port) = at.and_then(|at| entities.get(at)?.if_index) {
            found.insert(*slot, port);
        }
    }
    let rest: Vec<Slot> = slots.iter().copied().filter(|slot| !found.contains_key(slot)).collect();
    let by_name = by_name(&rest, slots, ports);
    let by_number = by_number(&rest, ports, bridge);
    match (by_name, by_number) {
        (Some(names), Some(numbers)) if names != numbers => {}
        (Some(ports), _) | (None, Some(ports)) => {
            let taken: BTreeSet<u32> = found.values().copied().collect();
            found.extend(ports.into_iter().filter(|(_, port)| !taken.contains(port)));
        }
        (None, None) => {}
    }
    found
}

fn is_ethernet(port: &&Port) -> bool {
    matches!(port.kind.as_deref(), Some("ethernetCsmacd" | "gigabitEthernet" | "fastEther"))
}

/// Rule 2.
fn by_name(rest: &[Slot], slots: &[Slot], ports: &[Port]) -> Option<HashMap<Slot, u32>> {
    let single = slots.windows(2).all(|pair| pair[0].0 == pair[1].0);
    let named: Vec<(Vec<u64>, u32)> = ports
        .iter()
        .filter(is_ethernet)
        .filter_map(|port| Some((numbers(port_name(port)?), port.if_index?)))
        .filter(|(numbers, _)| !numbers.is_empty())
        .collect();
    let mut found = HashMap::new();
    for slot in rest {
        let of_number = || named.iter().filter(|(numbers, _)| numbers.last() == Some(&slot.1));
        let of_unit = || of_number().filter(|(numbers, _)| numbers.len() > 1 && numbers.first() == Some(&slot.0));
        let only = match of_unit().count() {
            0 if single => of_number().collect::<Vec<_>>(),
            _ => of_unit().collect(),
        };
        let [(_, port)] = only[..] else { return None };
        found.insert(*slot, *port);
    }
    distinct(found)
}

/// Rule 3.
fn by_number(rest: &[Slot], ports: &[Port], bridge: &HashMap<u64, u32>) -> Option<HashMap<Slot, u32>> {
    let known: BTreeSet<u32> = ports.iter().filter(is_ethernet).filter_map(|port| port.if_index).collect();
    let mut found = HashMap::new();
    for slot in rest {
        let port = u32::try_from(slot.1).ok().filter(|port| known.contains(port))?;
        if bridge.get(&slot.1) != Some(&port) {
            return None;
        }
        found.insert(*slot, port);
    }
    distinct(found)
}

/// Two rows about one port prove that the rule is none.
fn distinct(found: HashMap<Slot, u32>) -> Option<HashMap<Slot, u32>> {
    let ports: BTreeSet<u32> = found.values().copied().collect();
    (ports.len() == found.len()).then_some(found)
}

/// The numbers at the end of a name, parted by `/`, `.`, `:` or `-`: `GigabitEthernet1/0/5` has 1, 0 and 5. What stands
/// behind the last word with a number says something else: `gigabitEthernet 1/0/5 : copper`.
fn numbers(name: &str) -> Vec<u64> {
    let Some(word) = name.split_whitespace().rfind(|word| word.ends_with(|c: char| c.is_ascii_digit())) else {
        return Vec::new();
    };
    let tail = word.rsplit(|c: char| !(c.is_ascii_digit() || "/.:-".contains(c))).next().unwrap_or_default();
    tail.split(['/', '.', ':', '-']).filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(index: u32, name: &str) -> Port {
        Port { if_index: Some(index), name: Some(name.into()), kind: Some("ethernetCsmacd".into()), ..Port::default() }
    }

    fn of(slots: &[Slot], ports: &[Port], bridge: &[(u64, u32)]) -> Vec<Option<u32>> {
        let found = ports_of(slots, &HashMap::new(), &[], ports, &bridge.iter().copied().collect());
        slots.iter().map(|slot| found.get(slot).copied()).collect()
    }

    #[test]
    fn numbers_of_names() {
        for (name, expected) in [
            ("GigabitEthernet1/0/5", &[1, 0, 5][..]),
            ("Port 7", &[7]),
            ("0/12", &[0, 12]),
            ("ge-0/0/3", &[0, 0, 3]),
            ("uplink", &[]),
            ("gigabitEthernet 1/0/5 : copper", &[1, 0, 5]),
            ("2.5GigE1/0/9", &[1, 0, 9]),
            ("Kantor é", &[]),
        ] {
            assert_eq!(numbers(name), expected, "{name}");
        }
    }

    #[test]
    fn names_prove_the_port() {
        let stack = [port(11, "Gi1/0/1"), port(12, "Gi1/0/2"), port(21, "Gi2/0/1"), port(30, "Te1/1/1x")];
        assert_eq!(of(&[(1, 1), (1, 2), (2, 1)], &stack, &[]), [Some(11), Some(12), Some(21)]);
        let plain = [port(49, "gi1"), port(50, "gi2")];
        assert_eq!(of(&[(1, 1), (1, 2)], &plain, &[]), [Some(49), Some(50)]);
        let two_kinds = [port(1, "Fa0/1"), port(2, "Gi0/1")];
        assert_eq!(of(&[(1, 1)], &two_kinds, &[]), [None]);
    }

    #[test]
    fn a_number_proves_the_port_only_with_the_bridge() {
        let ports = [port(1, "a"), port(2, "b")];
        assert_eq!(of(&[(1, 1), (1, 2)], &ports, &[]), [None, None]);
        assert_eq!(of(&[(1, 1), (1, 2)], &ports, &[(1, 1), (2, 2)]), [Some(1), Some(2)]);
        assert_eq!(of(&[(1, 1), (1, 3)], &ports, &[(1, 1), (2, 2)]), [None, None]);
        let contradicting = [port(1, "port2"), port(2, "port1")];
        assert_eq!(of(&[(1, 1), (1, 2)], &contradicting, &[(1, 1), (2, 2)]), [None, None]);
    }

    #[test]
    fn an_entity_proves_the_port() {
        let entities = [Entity { index: Some(1010), if_index: Some(10_110), ..Entity::default() }];
        let named = HashMap::from([((1, 10), 1010)]);
        let found = ports_of(&[(1, 10), (1, 11)], &named, &entities, &[port(10_110, "x")], &HashMap::new());
        assert_eq!(found, HashMap::from([((1, 10), 10_110)]));
    }
}
