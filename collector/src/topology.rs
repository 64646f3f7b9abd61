//! Who is linked to whom, and through whom each device is reached. Pure: what devices say goes in, nodes, links with
//! their evidence, and parents come out.
//!
//! 1. Neighbour protocols tell of links (`neighbour.rs`). Who a neighbour is says its chassis id, else its address, else
//!    its name; what two devices share tells neither. A neighbour that nobody in the book is becomes a node of its own.
//! 2. Forwarding tables tell the rest (`learnt.rs`): which bridge is next to which, and on which port a device hangs. A
//!    port behind which several hang is a segment: an unmanaged switch, most often.
//! 3. What still stands alone is tied to the router of its subnet (`routed.rs`).
//! 4. Parents are the neighbours that are no farther from the collector (`parent.rs`).
//!
//! Everything is found through an index; nothing runs over all pairs of devices. The order of input changes nothing.

mod graph;
mod index;
mod keep;
mod learnt;
mod neighbour;
mod parent;
mod routed;
mod sets;
#[cfg(test)]
mod tests;
mod witness;

pub(crate) use keep::{follow, read};
pub use witness::{Mac, NeighbourFact, PortFact, Witness};

use graph::Graph;
use index::Index;
use model::{DeviceId, Timestamp, api::Topology};

/// Derives the topology. `root` is the machine of the collector.
pub fn derive(mut witnesses: Vec<Witness>, root: Option<DeviceId>, at: Timestamp) -> Topology {
    witnesses.sort_by_key(|witness| witness.id);
    witnesses.dedup_by_key(|witness| witness.id);
    witnesses.iter_mut().for_each(Witness::settle);
    let index = Index::of(&witnesses);
    let mut graph = Graph::new(&witnesses);
    neighbour::link(&index, &mut graph);
    learnt::link(&index, &mut graph);
    routed::link(&index, &mut graph);
    let root = root.and_then(|id| index.device(id));
    let parents = parent::parents(&graph, root);
    graph.into_topology(root, &parents, at)
}
