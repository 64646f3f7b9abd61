//! The topology as a tree to be shown: from the collector outwards, each node once, and what does not belong to the tree.

use super::{Link, Node, Topology};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// A topology as lines to be shown one below the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The nodes that have links, each below the one through which it hangs.
    pub branches: Vec<Branch>,
    /// Places of links that close a ring, and so are not part of the tree.
    pub others: Vec<usize>,
    /// Places of nodes without any link.
    pub alone: Vec<usize>,
}

/// One node of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// Place of the node.
    pub node: usize,
    /// Place of the link by which it hangs; none of a root.
    pub link: Option<usize>,
    /// Its end nearer to the root is the link's first one.
    pub from_first: bool,
    /// Bars that lead to it, three columns a level; empty for a root.
    pub bars: String,
}

impl Branch {
    /// The ports of its link, the one nearer to the root first; empty where they are not known.
    pub fn ports<'a>(&self, topology: &'a Topology) -> (&'a str, &'a str) {
        let Some(link) = self.link.and_then(|link| topology.links.get(link)) else { return ("", "") };
        if self.from_first { (&link.a.port, &link.b.port) } else { (&link.b.port, &link.a.port) }
    }
}

/// What grows while the links are followed.
struct Growth<'a> {
    topology: &'a Topology,
    places: HashMap<&'a str, usize>,
    /// Links of a node, by place of the link.
    links: Vec<Vec<usize>>,
    /// Children by node: the link, the child.
    children: Vec<Vec<(usize, usize)>>,
    roots: Vec<usize>,
    used: Vec<bool>,
}

impl Tree {
    /// The tree of a topology: breadth first from the collector's machine, then from what is a parent and has none, then
    /// from whatever is left.
    pub fn of(topology: &Topology) -> Self {
        let mut growth = Growth::new(topology);
        growth.spread();
        let mut tree = Self::default();
        for root in &growth.roots {
            growth.list(*root, &mut tree.branches);
        }
        tree.others = (0..growth.used.len()).filter(|link| !growth.used[*link]).collect();
        tree.alone = (0..topology.nodes.len()).filter(|node| growth.links[*node].is_empty()).collect();
        tree
    }
}

impl<'a> Growth<'a> {
    fn new(topology: &'a Topology) -> Self {
        let places: HashMap<&str, usize> =
            topology.nodes.iter().enumerate().map(|(place, node)| (node.key.as_str(), place)).collect();
        let mut links = vec![Vec::new(); topology.nodes.len()];
        for (place, link) in topology.links.iter().enumerate() {
            for end in [&link.a, &link.b] {
                if let Some(node) = places.get(end.node.as_str()) {
                    links[*node].push(place);
                }
            }
        }
        let (children, used) = (vec![Vec::new(); topology.nodes.len()], vec![false; topology.links.len()]);
        Self { topology, places, links, children, roots: Vec::new(), used }
    }

    fn spread(&mut self) {
        let nodes = &self.topology.nodes;
        let above: BTreeSet<_> = nodes.iter().flat_map(|node| &node.parents).collect();
        let rank = |node: &Node| match node.device {
            Some(id) if Some(id) == self.topology.root => 0,
            Some(id) if node.parents.is_empty() && above.contains(&id) => 1,
            Some(_) if node.parents.is_empty() => 2,
            _ => 3,
        };
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by_key(|place| (rank(&nodes[*place]), *place));
        let mut reached = vec![false; nodes.len()];
        for root in order {
            if reached[root] || self.links[root].is_empty() {
                continue;
            }
            reached[root] = true;
            self.roots.push(root);
            let mut open = VecDeque::from([root]);
            while let Some(node) = open.pop_front() {
                for link in &self.links[node] {
                    let far = self.far(*link, node).filter(|far| !reached[*far]);
                    if let Some(far) = far {
                        reached[far] = true;
                        self.used[*link] = true;
                        self.children[node].push((*link, far));
                        open.push_back(far);
                    }
                }
            }
        }
        for children in &mut self.children {
            children.sort_by_key(|(_, child)| *child);
        }
    }

    fn far(&self, link: usize, near: usize) -> Option<usize> {
        let Link { a, b, .. } = &self.topology.links[link];
        let far = if a.node == self.topology.nodes[near].key { b } else { a };
        self.places.get(far.node.as_str()).copied()
    }

    /// Adds a root and everything below it.
    fn list(&self, root: usize, branches: &mut Vec<Branch>) {
        branches.push(Branch { node: root, ..Branch::default() });
        // What is still to be listed, with the bars before it. No recursion: a chain may be long.
        let mut open: Vec<(usize, usize, usize, String, bool)> = Vec::new();
        let below = |node: usize, bars: &str| -> Vec<_> {
            let children = self.children[node].iter().rev().enumerate();
            children.map(|(place, (link, child))| (node, *link, *child, bars.to_owned(), place == 0)).collect()
        };
        open.extend(below(root, ""));
        while let Some((near, link, child, bars, is_last)) = open.pop() {
            let from_first = self.topology.links[link].a.node == self.topology.nodes[near].key;
            let own = format!("{bars}{}", if is_last { "└─ " } else { "├─ " });
            branches.push(Branch { node: child, link: Some(link), from_first, bars: own });
            open.extend(below(child, &format!("{bars}{}", if is_last { "   " } else { "│  " })));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::{Confidence, End},
        device::DeviceId,
    };
    use proptest::prelude::*;

    fn topology(count: usize, pairs: &[(usize, usize)]) -> Topology {
        let node = |id: usize| Node { key: format!("d{id}"), device: Some(DeviceId(id as u32)), ..Node::default() };
        let end = |id: usize| End { node: format!("d{id}"), port: format!("p{id}") };
        let link = |(a, b): &(usize, usize)| Link {
            a: end(*a),
            b: end(*b),
            confidence: Confidence::OneSide,
            evidence: Vec::new(),
        };
        Topology {
            nodes: (0..count).map(node).collect(),
            links: pairs.iter().map(link).collect(),
            ..Topology::default()
        }
    }

    #[test]
    fn ports_are_told_from_the_root_on() {
        let mut topology = topology(3, &[(0, 1), (1, 2)]);
        topology.root = Some(DeviceId(2));
        let tree = Tree::of(&topology);
        let told: Vec<_> = tree.branches.iter().map(|branch| (branch.node, branch.ports(&topology))).collect();
        assert_eq!(told, [(2, ("", "")), (1, ("p2", "p1")), (0, ("p1", "p0"))]);
        assert_eq!(tree.branches[2].bars, "   └─ ");
    }

    proptest! {
        #[test]
        fn every_node_and_every_link_has_one_place(
            count in 1_usize..12,
            pairs in proptest::collection::vec((0_usize..12, 0_usize..12), 0..20),
        ) {
            let pairs: Vec<_> = pairs.into_iter().filter(|(a, b)| a != b && *a < count && *b < count).collect();
            let topology = topology(count, &pairs);
            let tree = Tree::of(&topology);
            let mut nodes: Vec<usize> = tree.branches.iter().map(|branch| branch.node).chain(tree.alone.clone()).collect();
            nodes.sort_unstable();
            prop_assert_eq!(nodes, (0..count).collect::<Vec<_>>());
            let mut links: Vec<usize> =
                tree.branches.iter().filter_map(|branch| branch.link).chain(tree.others.clone()).collect();
            links.sort_unstable();
            prop_assert_eq!(links, (0..pairs.len()).collect::<Vec<_>>());
        }
    }
}
