//! Topologi: who is linked to whom, asked for again while somebody looks. States are those of the fleet, which come at once.

use super::{App, Effect, View, list::List};
use crate::lang;
use model::{
    DeviceId, Timestamp,
    api::{Topology, Tree},
};

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
    /// Its rows: the tree, then what closes a ring, then what stands alone.
    pub rows: List<Row>,
    /// Why there is none; inert.
    pub why: Option<String>,
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
                let key = |place: &usize| topology.nodes[*place].key.clone();
                let mut rows: Vec<Row> =
                    self.tree.branches.iter().map(|branch| Row::Branch(key(&branch.node))).collect();
                rows.extend(self.tree.others.iter().map(|link| {
                    let link = &topology.links[*link];
                    let [a, b] = [&link.a, &link.b];
                    Row::Ring(Box::new([a.node.clone(), a.port.clone(), b.node.clone(), b.port.clone()]))
                }));
                rows.extend(self.tree.alone.iter().map(|node| Row::Alone(key(node))));
                self.rows.replace(rows);
                self.topology = Some(*topology);
                if let Some(id) = self.wanted.take() {
                    self.turn_to(id);
                }
            }
            Err(why) => self.why = Some(why),
        }
    }

    /// Selects the row of a device; false where there is none.
    fn turn_to(&mut self, id: DeviceId) -> bool {
        let nodes = self.topology.iter().flat_map(|topology| &topology.nodes);
        let Some(key) = nodes.filter(|node| node.device == Some(id)).map(|node| node.key.clone()).next() else {
            return false;
        };
        self.rows.select(&Row::Branch(key.clone())) || self.rows.select(&Row::Alone(key))
    }
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
