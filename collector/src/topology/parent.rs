//! Through whom each device is reached: the neighbours that are no farther from the collector than it is itself.
//!
//! 1. The collector's machine is where ways begin. A part of the network that no link ties to it begins at its router,
//!    if it has exactly one.
//! 2. Only what forwards lies on a way: a printer between two switches does not.
//! 3. Every forwarding neighbour that is not farther is a parent, so that a second way counts. Segments and strangers
//!    are nobody whose state is known: the parents on their far side stand in.
//! 4. Declared parents win; rings of them are cut where alerts are judged, and told here.

use super::{
    graph::{Graph, NodePlace},
    index::Place,
    sets::Sets,
};
use model::DeviceId;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// Most parents of one device, as in the book.
const PARENTS: usize = 16;
/// Longest way, links (`reliability.md` 13.2.3).
const DEPTH: u32 = 64;

/// Most rings told.
const RINGS: usize = 100;

/// Parents by place of the witness, nearest first, and rings.
#[derive(Debug, Default)]
pub(super) struct Ways {
    pub parents: Vec<Vec<DeviceId>>,
    pub cycles: Vec<Vec<DeviceId>>,
}

/// Finds them.
pub(super) fn parents(graph: &Graph<'_>, root: Option<Place>) -> Ways {
    let mut around: Vec<Vec<NodePlace>> = vec![Vec::new(); graph.count()];
    for link in graph.links() {
        around[link.a.node as usize].push(link.b.node);
        around[link.b.node as usize].push(link.a.node);
    }
    for nodes in &mut around {
        nodes.sort_unstable();
        nodes.dedup();
    }
    let begins = begins(graph, root);
    let (far, order) = distances(graph, &around, &begins);
    let mut through: Vec<Vec<NodePlace>> = vec![Vec::new(); graph.count()];
    for node in &order {
        if !begins.contains(node) {
            through[*node as usize] = ways_to(graph, &around, &far, &through, root, *node);
        }
    }
    let id = |node: &NodePlace| graph.witness(*node).map(|witness| witness.id);
    let devices = through.iter().take(graph.witnesses.len());
    let parents: Vec<Vec<DeviceId>> = devices.map(|nodes| nodes.iter().filter_map(id).collect()).collect();
    let cycles = cycles(graph, &parents, &far);
    Ways { parents, cycles }
}

/// Where ways begin: the machine of the collector, and the one router of each part that it is not in.
fn begins(graph: &Graph<'_>, root: Option<Place>) -> Vec<NodePlace> {
    let mut sets = Sets::of(graph.count());
    for link in graph.links() {
        sets.join(link.a.node as usize, link.b.node as usize);
    }
    let mut routers: BTreeMap<usize, Vec<NodePlace>> = BTreeMap::new();
    for (place, witness) in (0..).zip(graph.witnesses) {
        if witness.routes() {
            routers.entry(sets.find(place as usize)).or_default().push(place);
        }
    }
    let home = root.map(|root| sets.find(root as usize));
    let others = routers.into_iter().filter(|(set, _)| Some(*set) != home);
    let sole = others.filter_map(|(_, routers)| if let [only] = routers[..] { Some(only) } else { None });
    root.into_iter().chain(sole).collect()
}

/// Links to the nearest beginning by node, and the nodes in that order.
fn distances(graph: &Graph<'_>, around: &[Vec<NodePlace>], begins: &[NodePlace]) -> (Vec<Option<u32>>, Vec<NodePlace>) {
    let mut far: Vec<Option<u32>> = vec![None; graph.count()];
    let mut order: Vec<NodePlace> = Vec::new();
    let mut open: VecDeque<(NodePlace, u32)> = begins.iter().map(|node| (*node, 0)).collect();
    for node in begins {
        far[*node as usize] = Some(0);
    }
    while let Some((node, distance)) = open.pop_front() {
        order.push(node);
        if distance >= DEPTH || (distance > 0 && !graph.forwards(node)) {
            continue;
        }
        for next in &around[node as usize] {
            if far[*next as usize].is_none() {
                far[*next as usize] = Some(distance + 1);
                open.push_back((*next, distance + 1));
            }
        }
    }
    (far, order)
}

/// The devices through which a node is reached, the nearest first.
fn ways_to(
    graph: &Graph<'_>,
    around: &[Vec<NodePlace>],
    far: &[Option<u32>],
    through: &[Vec<NodePlace>],
    root: Option<Place>,
    node: NodePlace,
) -> Vec<NodePlace> {
    let own = far[node as usize];
    let mut found: Vec<NodePlace> = Vec::new();
    for next in &around[node as usize] {
        let distance = far[*next as usize];
        if distance.is_none() || distance > own || (distance > Some(0) && !graph.forwards(*next)) {
            continue;
        }
        match graph.witness(*next) {
            // The collector's own machine is no cause of anything: what is next to it has no parents.
            _ if Some(*next) == root => return Vec::new(),
            Some(_) => found.push(*next),
            None if distance < own && through[*next as usize].is_empty() => return Vec::new(),
            None if distance < own => found.extend(&through[*next as usize]),
            // One that is as far knows its own ways only later: it adds none that matter.
            None => {}
        }
    }
    found.retain(|next| *next != node);
    found.sort_unstable_by_key(|next| (far[*next as usize], *next));
    found.dedup();
    found.truncate(PARENTS);
    found
}

/// Rings in what is declared and what is derived where nothing is: two that are equally far and stand in for each
/// other are none.
fn cycles(graph: &Graph<'_>, parents: &[Vec<DeviceId>], far: &[Option<u32>]) -> Vec<Vec<DeviceId>> {
    let places: HashMap<DeviceId, usize> = graph.witnesses.iter().enumerate().map(|(place, w)| (w.id, place)).collect();
    let up = |place: usize| -> Vec<usize> {
        let declared = &graph.witnesses[place].declared;
        let derived = parents[place].iter().filter(|_| declared.is_empty());
        let derived = derived.filter_map(|id| places.get(id).copied()).filter(|parent| far[*parent] < far[place]);
        declared.iter().filter_map(|id| places.get(id).copied()).chain(derived).collect()
    };
    let ways: Vec<Vec<usize>> = (0..graph.witnesses.len()).map(up).collect();
    let id = |place: &usize| graph.witnesses[*place].id;
    let mut found = BTreeSet::new();
    let mut state = vec![Walk::Not; ways.len()];
    for start in 0..ways.len() {
        // The way up from here: each node with how many of its parents were followed.
        let mut path = vec![(start, 0usize)];
        while let Some((at, next)) = path.last_mut() {
            let parent = ways[*at].get(*next).copied().filter(|_| state[*at] != Walk::Done);
            *next += 1;
            state[*at] = if parent.is_some() { Walk::On } else { Walk::Done };
            match parent {
                None => {
                    path.pop();
                }
                Some(parent) if state[parent] == Walk::On => {
                    let from = path.iter().position(|(place, _)| *place == parent).unwrap_or(0);
                    let mut ring: Vec<DeviceId> = path[from..].iter().map(|(place, _)| id(place)).collect();
                    let smallest = ring.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(place, _)| place);
                    ring.rotate_left(smallest);
                    found.insert(ring);
                }
                Some(parent) if state[parent] == Walk::Not => path.push((parent, 0)),
                Some(_) => {}
            }
        }
    }
    found.into_iter().take(RINGS).collect()
}

/// How far the search for rings is with a node.
#[derive(Clone, Copy, PartialEq)]
enum Walk {
    Not,
    On,
    Done,
}
