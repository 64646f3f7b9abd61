//! Over which of its ports a device is linked to those through which it is reached, by the topology.

use model::{
    DeviceId,
    api::{End, Topology},
};
use std::collections::HashMap;

/// By device: the devices through which it is reached, each with the port of its own that leads there.
#[derive(Clone, Debug, Default)]
pub(super) struct Linked(HashMap<DeviceId, Vec<(DeviceId, String)>>);

impl Linked {
    /// From a topology. Links of which the own port is not known say nothing.
    pub(super) fn of(topology: &Topology) -> Self {
        let nodes = topology.nodes.iter().filter_map(|node| Some((node.key.as_str(), (node.device?, &node.parents))));
        let nodes: HashMap<&str, (DeviceId, &Vec<DeviceId>)> = nodes.collect();
        let mut linked: HashMap<DeviceId, Vec<(DeviceId, String)>> = HashMap::new();
        let mut consider = |from: &End, to: &End| {
            let (Some((device, parents)), Some((other, _))) =
                (nodes.get(from.node.as_str()), nodes.get(to.node.as_str()))
            else {
                return;
            };
            if !from.port.is_empty() && parents.contains(other) {
                linked.entry(*device).or_default().push((*other, from.port.clone()));
            }
        };
        for link in &topology.links {
            consider(&link.a, &link.b);
            consider(&link.b, &link.a);
        }
        Self(linked)
    }

    /// The ports of a device that lead to others through which it is reached, with the others.
    pub(super) fn ports(&self, device: DeviceId) -> &[(DeviceId, String)] {
        self.0.get(&device).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::api::{Confidence, Link, Node};

    #[test]
    fn only_links_towards_a_parent_by_a_known_port_count() {
        let node = |id: u32, parents: &[u32]| Node {
            key: format!("d{id}"),
            device: Some(DeviceId(id)),
            parents: parents.iter().map(|id| DeviceId(*id)).collect(),
            ..Node::default()
        };
        let end = |id: u32, port: &str| End { node: format!("d{id}"), port: port.into() };
        let link = |a, b| Link { a, b, confidence: Confidence::BothSides, evidence: Vec::new() };
        let linked = Linked::of(&Topology {
            nodes: vec![node(1, &[]), node(2, &[1]), node(3, &[2]), node(4, &[2])],
            links: vec![
                link(end(1, "sfp1"), end(2, "ether1")),
                link(end(2, "ether5"), end(3, "ether1")),
                link(end(2, "ether6"), end(4, "")),
                link(end(3, "ether9"), end(9, "x")),
            ],
            ..Topology::default()
        });
        assert_eq!(linked.ports(DeviceId(1)), []);
        assert_eq!(linked.ports(DeviceId(2)), [(DeviceId(1), "ether1".to_owned())]);
        assert_eq!(linked.ports(DeviceId(3)), [(DeviceId(2), "ether1".to_owned())]);
        assert_eq!(linked.ports(DeviceId(4)), [], "its own port is not known");
    }
}
