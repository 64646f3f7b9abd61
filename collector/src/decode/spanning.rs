//! Spanning tree: dot1dStp (BRIDGE-MIB, RFC 4188), dot1dStpVersion (RSTP-MIB, RFC 4318), and the vendor's word for the mode.
//!
//! What BRIDGE-MIB states is one tree: the common one, or that of one VLAN where the mode has a tree for each. There the
//! VLAN is the lower 12 bits of the priority (IEEE 802.1t). A bridge without a root runs no spanning tree.

use super::{
    Trouble,
    fact::mac,
    row::{Row, rows},
};
use crate::{profile::Profile, snmp::cells::Cell};
use model::record::{Port, SpanningTree};
use std::collections::{BTreeMap, HashMap};

/// Modes with a tree for each VLAN.
const PER_VLAN: [&str; 2] = ["pvst", "rapidPvst"];
/// Bits of a priority that are the number of the VLAN.
const SYSTEM_ID: u64 = 0x0fff;

/// What is known of the spanning tree while its tables come in.
#[derive(Debug, Default)]
pub(super) struct Spanning {
    tree: SpanningTree,
    /// The vendor's word for the mode.
    mode: Option<String>,
    /// The vendor says that no spanning tree runs.
    off: bool,
    ports: BTreeMap<u64, PortOfTree>,
    /// Trees of VLANs, each with its ports, where each was asked for.
    contexts: BTreeMap<u16, (SpanningTree, BTreeMap<u64, PortOfTree>)>,
}

#[derive(Debug)]
struct PortOfTree {
    state: String,
    /// Address of the bridge that is designated on this port's segment.
    designated: Option<String>,
}

/// The address in a BridgeId: two octets of priority, then a MAC.
fn bridge_of(row: &Row<'_>, field: &str) -> Option<String> {
    row.octets(field).filter(|id| id.len() == 8).and_then(|id| mac(&id[2..]))
}

/// The VLAN with which the index of a row begins.
fn vlan_of(row: &Row<'_>) -> Option<u16> {
    row.index.first().and_then(|vlan| u16::try_from(*vlan).ok()).filter(|vlan| (1..=4094).contains(vlan))
}

/// The tree that a row of the single objects tells.
fn tree_of(row: &Row<'_>, trouble: &mut Trouble) -> SpanningTree {
    let specification = row.text("specification", trouble).filter(|word| word != "unknown");
    SpanningTree {
        protocol: row.text("version", trouble).or(specification),
        priority: row.whole("priority", trouble),
        root: bridge_of(row, "root"),
        root_cost: row.whole("root_cost", trouble),
        // Port 0 is how the root says that no port leads to it.
        root_port: row.whole("root_port", trouble).filter(|port| *port > 0),
        ..SpanningTree::default()
    }
}

impl Spanning {
    /// The single objects of dot1dStp.
    pub fn tree(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            self.tree = tree_of(&row, trouble);
        }
    }

    /// The same by VLAN.
    pub fn context_tree(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            if let Some(vlan) = vlan_of(&row) {
                self.contexts.entry(vlan).or_default().0 = tree_of(&row, trouble);
            }
        }
    }

    /// dot1dStpPortTable by VLAN and bridge port.
    pub fn context_ports(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let (Some(vlan), Some(port)) = (vlan_of(&row), row.index.get(1).copied()) else { continue };
            let Some(state) = row.text("state", trouble) else { continue };
            let of_tree = PortOfTree { state, designated: bridge_of(&row, "designated") };
            self.contexts.entry(vlan).or_default().1.insert(port, of_tree);
        }
    }

    /// The vendor's objects: which mode, and whether it runs at all.
    pub fn mode(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            self.mode = row.text("protocol", trouble).or(self.mode.take());
            self.off |= row.text("runs", trouble).as_deref() == Some("false");
        }
    }

    /// dot1dStpPortTable, by bridge port.
    pub fn ports(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let ([port], Some(state)) = (row.index.as_slice(), row.text("state", trouble)) else { continue };
            self.ports.insert(*port, PortOfTree { state, designated: bridge_of(&row, "designated") });
        }
    }

    /// Gives the ports their states and roles; returns the trees that run. `bridge` is the address of this bridge. Where each
    /// VLAN has a tree, a port has the state of the first one that it is in.
    pub fn finish(
        self,
        ports: &mut [Port],
        bridge_ports: &HashMap<u64, u32>,
        bridge: Option<&str>,
    ) -> Vec<SpanningTree> {
        let Self { mut tree, mode, off, ports: of_tree, contexts } = self;
        if off {
            return Vec::new();
        }
        tree.protocol = mode.clone().or(tree.protocol);
        if tree.protocol.as_deref().is_some_and(|mode| PER_VLAN.contains(&mode)) {
            let vlan = tree.priority.map(|priority| (priority & SYSTEM_ID) as u16);
            tree.vlan = vlan.filter(|vlan| (1..=4094).contains(vlan));
        }
        let of_vlans = contexts.into_iter().map(|(vlan, (tree, ports))| {
            (SpanningTree { vlan: Some(vlan), protocol: mode.clone().or(tree.protocol.clone()), ..tree }, ports)
        });
        let places: HashMap<u32, usize> =
            ports.iter().enumerate().filter_map(|(place, port)| Some((port.if_index?, place))).collect();
        let mut trees: Vec<SpanningTree> = Vec::new();
        for (mut tree, of_tree) in std::iter::once((tree, of_tree)).chain(of_vlans) {
            let is_told = trees.iter().any(|told| told.vlan == tree.vlan);
            if tree.root.is_none() || is_told {
                continue;
            }
            tree.bridge = bridge.map(str::to_owned);
            for (number, of_tree) in of_tree {
                let port = bridge_ports.get(&number).and_then(|index| ports.get_mut(*places.get(index)?));
                let Some(port) = port.filter(|port| port.stp_state.is_none()) else { continue };
                port.stp_role = role(&of_tree, tree.root_port == Some(number), bridge).map(str::to_owned);
                port.stp_state = Some(of_tree.state);
            }
            trees.push(tree);
        }
        trees
    }
}

/// Role of a port (IEEE 802.1D-2004, 17.7), which BRIDGE-MIB does not state but tells all the same.
fn role(port: &PortOfTree, leads_to_root: bool, bridge: Option<&str>) -> Option<&'static str> {
    let designated_here = port.designated.as_deref().zip(bridge).map(|(designated, own)| designated == own);
    match (port.state.as_str(), designated_here) {
        ("disabled" | "broken", _) => None,
        _ if leads_to_root => Some("root"),
        ("blocking", Some(false)) => Some("alternate"),
        ("blocking", Some(true)) => Some("backup"),
        ("listening" | "learning" | "forwarding", Some(true)) => Some("designated"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "02:00:00:00:00:01";

    fn port(state: &str, designated: &str) -> PortOfTree {
        PortOfTree { state: state.into(), designated: Some(designated.into()) }
    }

    #[test]
    fn roles_follow_from_state_and_designated_bridge() {
        let other = "02:00:00:00:00:02";
        for (state, designated, to_root, expected) in [
            ("forwarding", other, true, Some("root")),
            ("forwarding", OWN, false, Some("designated")),
            ("blocking", other, false, Some("alternate")),
            ("blocking", OWN, false, Some("backup")),
            ("forwarding", other, false, None),
            ("disabled", OWN, false, None),
        ] {
            assert_eq!(role(&port(state, designated), to_root, Some(OWN)), expected, "{state} {designated}");
        }
        assert_eq!(role(&port("forwarding", OWN), false, None), None);
    }

    #[test]
    fn no_root_is_no_tree_and_a_tree_of_one_vlan_says_so() {
        let found = |root: Option<&str>, mode: &str, off| {
            let tree =
                SpanningTree { root: root.map(str::to_owned), priority: Some(32_769), ..SpanningTree::default() };
            let spanning = Spanning { tree, mode: Some(mode.into()), off, ..Spanning::default() };
            spanning.finish(&mut [], &HashMap::new(), Some(OWN)).pop().map(|tree| tree.vlan)
        };
        assert_eq!(found(None, "rstp", false), None);
        assert_eq!(found(Some(OWN), "rstp", true), None);
        assert_eq!(found(Some(OWN), "rstp", false), Some(None));
        assert_eq!(found(Some(OWN), "rapidPvst", false), Some(Some(1)));
    }
}
