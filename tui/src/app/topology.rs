//! Topologi: who is linked to whom, asked for again while somebody looks. States are those of the fleet, which come at once.

use super::{App, Effect, View, list::List};
use crate::lang;
use model::{
    DeviceId, Timestamp,
    api::{Branch, Topology, Tree},
};
use std::collections::BTreeSet;

/// Between two questions, seconds; with low bandwidth.
const EVERY_SECONDS: f64 = 30.0;
const SELDOM_SECONDS: f64 = 300.0;

/// One row of the view: what it is about stays the same when links come and go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A node of the tree, by its key.
    Branch(String),
    /// A link that closes a ring: keys and ports of both ends.
    Ring(Box<[String; 4]>),
    /// A node without a link, by its key.
    Alone(String),
}

/// What is known of the topology.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// As it was told last.
    pub topology: Option<Topology>,
    /// The same as lines.
    pub tree: Tree,
    /// Places of the branches that are shown: all but those below a folded one.
    pub shown: Vec<usize>,
    /// Its rows: the shown branches, then what closes a ring, then what stands alone.
    pub rows: List<Row>,
    /// Why there is none; inert.
    pub why: Option<String>,
    /// Nodes whose branches are folded, by their keys.
    folded: BTreeSet<String>,
    /// The device to select once it is there.
    wanted: Option<DeviceId>,
    asked: Option<Timestamp>,
    is_waiting: bool,
}

impl Links {
    /// The device of the selected row; of a link that closes a ring, the first one.
    pub fn device(&self) -> Option<DeviceId> {
        let topology = self.topology.as_ref()?;
        let key = match self.rows.selected()? {
            Row::Branch(key) | Row::Alone(key) => key,
            Row::Ring(ends) => &ends[0],
        };
        topology.nodes.iter().find(|node| node.key == *key)?.device
    }

    /// The answer came.
    pub(super) fn answered(&mut self, answer: Result<Box<Topology>, String>) {
        self.is_waiting = false;
        match answer {
            Ok(topology) => {
                self.why = None;
                self.tree = Tree::of(&topology);
                self.topology = Some(*topology);
                self.lay_out();
                if let Some(id) = self.wanted.take() {
                    self.turn_to(id);
                }
            }
            Err(why) => self.why = Some(why),
        }
    }

    /// Which rows there are, as far as branches are folded.
    fn lay_out(&mut self) {
        let Some(topology) = &self.topology else { return };
        let key = |place: usize| topology.nodes[place].key.clone();
        let mut folded_at = None;
        self.shown.clear();
        for (place, branch) in self.tree.branches.iter().enumerate() {
            if folded_at.is_some_and(|level| level_of(branch) > level) {
                continue;
            }
            let is_folded = self.folded.contains(&topology.nodes[branch.node].key);
            folded_at = is_folded.then(|| level_of(branch));
            self.shown.push(place);
        }
        let mut rows: Vec<Row> =
            self.shown.iter().map(|place| Row::Branch(key(self.tree.branches[*place].node))).collect();
        rows.extend(self.tree.others.iter().map(|link| {
            let link = &topology.links[*link];
            let [a, b] = [&link.a, &link.b];
            Row::Ring(Box::new([a.node.clone(), a.port.clone(), b.node.clone(), b.port.clone()]))
        }));
        rows.extend(self.tree.alone.iter().map(|node| Row::Alone(key(*node))));
        self.rows.replace(rows);
    }

    /// Whether the selected row is one of the tree.
    pub fn is_branch(&self) -> bool {
        matches!(self.rows.selected(), Some(Row::Branch(_)))
    }

    /// How many nodes a folded branch hides; none of one that is not folded.
    pub fn hidden(&self, place: usize) -> Option<usize> {
        let topology = self.topology.as_ref()?;
        let branch = self.tree.branches.get(place)?;
        let is_folded = self.folded.contains(&topology.nodes[branch.node].key);
        is_folded.then(|| self.below(place)).filter(|nodes| *nodes > 0)
    }

    /// How many nodes hang below the branch at this place.
    fn below(&self, place: usize) -> usize {
        let (Some(branch), behind) = (self.tree.branches.get(place), self.tree.branches.get(place + 1..)) else {
            return 0;
        };
        behind.unwrap_or_default().iter().take_while(|other| level_of(other) > level_of(branch)).count()
    }

    /// Folds the selected branch; one with nothing below gives the selection to what it hangs on.
    pub(super) fn fold(&mut self) {
        let Some(Row::Branch(key)) = self.rows.selected().cloned() else { return };
        let Some(place) = self.shown.get(self.rows.index()).copied() else { return };
        if self.below(place) > 0 && self.folded.insert(key) {
            return self.lay_out();
        }
        let level = level_of(&self.tree.branches[place]);
        let mut above = self.shown[..self.rows.index()].iter();
        if let Some(above) = above.rposition(|place| level_of(&self.tree.branches[*place]) < level) {
            self.rows.go(above);
        }
    }

    /// Shows what hangs below the selected branch.
    pub(super) fn unfold(&mut self) {
        if let Some(Row::Branch(key)) = self.rows.selected()
            && self.folded.remove(key)
        {
            self.lay_out();
        }
    }

    /// Selects the row of a device; false where there is none. What hides it is unfolded.
    fn turn_to(&mut self, id: DeviceId) -> bool {
        let nodes = self.topology.iter().flat_map(|topology| &topology.nodes);
        let Some(key) = nodes.filter(|node| node.device == Some(id)).map(|node| node.key.clone()).next() else {
            return false;
        };
        let rows = [Row::Branch(key.clone()), Row::Alone(key)];
        if rows.iter().any(|row| self.rows.select(row)) {
            return true;
        }
        self.folded.clear();
        self.lay_out();
        rows.iter().any(|row| self.rows.select(row))
    }
}

/// How deep in the tree a branch is: three columns of bars a level.
fn level_of(branch: &Branch) -> usize {
    branch.bars.chars().count() / 3
}

impl App {
    /// Opens it, on this device.
    pub(super) fn open_topology(&mut self, device: Option<DeviceId>) {
        if self.view != View::Topology {
            self.trail.push(self.view);
            self.view = View::Topology;
        }
        if let Some(id) = device
            && !self.topology.turn_to(id)
        {
            self.topology.wanted = Some(id);
        }
        self.ask_for_topology();
    }

    /// Opens it, on the device of this name.
    pub(super) fn open_topology_at(&mut self, name: Option<&str>) {
        let device = name.map(|name| self.fleet.devices().iter().find(|row| row.name == name).map(|row| row.id));
        if device == Some(None) {
            let shown = model::text::shown(name.unwrap_or_default(), 30);
            self.say(lang::topology_no_such(self.start.lang, shown));
        }
        self.open_topology(device.flatten());
    }

    /// Asks anew when the view is open and the last answer has grown old.
    pub(super) fn ask_for_topology(&mut self) {
        let every = if self.low_bandwidth { SELDOM_SECONDS } else { EVERY_SECONDS };
        let is_due = self.topology.asked.is_none_or(|asked| self.now.seconds_since(asked).abs() >= every);
        if self.view == View::Topology && is_due && !self.topology.is_waiting {
            self.topology.asked = Some(self.now);
            self.topology.is_waiting = true;
            self.effects.push(Effect::AskTopology);
        }
    }
}
