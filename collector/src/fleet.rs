//! The fleet in memory: what all batches add up to. It does no I/O; what must be remembered comes out as rows.

mod check;
mod counted;
mod discovered;
mod echoes;
mod edit;
mod identity;
mod inventory;
mod judge;
mod known;
mod linked;
mod maintenance;
mod marks;
pub mod merge;
mod notified;
mod picture;
mod port;
mod rebuild;
mod remembered;
mod row;
mod series;
mod served;
mod take;
#[cfg(test)]
pub(crate) mod tests;
mod text;
mod timeline;
mod trend;

pub use check::{Base, Check, Checks, Word};
pub use counted::Counted;
pub use echoes::{Echoes, RoundTrips};
pub use known::{Kept, Known, Level, Said, Saturation, State};
pub use marks::Marks;
pub use picture::{add_history, redacted};
pub use port::{Frame, METRICS, Port, SLOTS, Traffic, slot};
pub use take::{Sender, Taken};
pub use text::{Text, Texts};
pub use timeline::Told;

use crate::{alert, poll::Remembered, target::PollTarget};
use model::{
    Alert, AlertId, DeviceId, Opd, OpdCode, Settings, Timestamp,
    api::{CollectorFacts, Proposal, Topology},
    availability::{Maintenance, MaintenanceId},
    batch::EchoBy,
    record::DeviceRecord,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

/// Removed devices remembered for streams that lag behind.
const REMOVED: usize = 1000;

/// Texts are swept when so many octets of them are new.
const UNTIDY_OCTETS: usize = 16 * 1024 * 1024;

/// All devices, agencies and open alerts.
#[derive(Debug)]
pub struct Fleet {
    pub(crate) settings: Settings,
    pub(crate) texts: Texts,
    pub(crate) devices: BTreeMap<DeviceId, Known>,
    /// Devices by the id of their agent.
    agents: HashMap<String, DeviceId>,
    pub(crate) opds: BTreeMap<OpdCode, Opd>,
    pub(crate) retired_opds: BTreeSet<OpdCode>,
    pub(crate) alerts: BTreeMap<AlertId, Alert>,
    /// Maintenance windows that did not end yet.
    windows: BTreeMap<MaintenanceId, Maintenance>,
    /// Devices for which one is open.
    maintained: BTreeSet<DeviceId>,
    next_maintenance: u64,
    looking: timeline::Looking,
    isolation: alert::Isolation,
    hindered: bool,
    /// What the local agent sees around this machine.
    local: Option<Box<DeviceRecord>>,
    pub(crate) proposals: Vec<Proposal>,
    discovered: discovered::Discovered,
    /// Who sends traps and is not in the book.
    strangers: notified::Strangers,
    /// What an earlier process learnt of devices, until the poller takes it up.
    remembered: Vec<(DeviceId, Remembered)>,
    pub(crate) facts: CollectorFacts,
    /// When the collector's own CA ends.
    pub(crate) authority_ends: Option<Timestamp>,
    /// What follows from all inventories, as derived last.
    topology: Option<Arc<Topology>>,
    linked: linked::Linked,
    /// Grows with every inventory that is written and every change of the book.
    inventories: u64,
    /// Grows with every device that is declared, changed or removed.
    book: u64,
    pub(crate) next_device: u32,
    pub(crate) next_alert: u64,
    started: Timestamp,
    /// Grows with every change; begins at the time of the start, so that it never falls across restarts.
    revision: u64,
    first_revision: u64,
    opds_changed: u64,
    /// Revision in which a device last went from one agency to another.
    left_opd: u64,
    alerts_changed: u64,
    facts_changed: u64,
    proposals_changed: u64,
    removed: VecDeque<(u64, DeviceId)>,
}

impl Fleet {
    /// A fleet without devices.
    pub fn new(settings: Settings, version: &str, demo: bool, now: Timestamp) -> Self {
        let first_revision = now.0.max(1).unsigned_abs();
        let facts = CollectorFacts {
            site: settings.site.name.clone(),
            version: version.to_owned(),
            // Until the poller says otherwise echoes are believed to be possible, so that no old state is thrown away.
            echo: EchoBy::Dgram,
            interval_seconds: settings.poll.interval_seconds,
            demo,
            ..CollectorFacts::default()
        };
        Self {
            settings,
            texts: Texts::default(),
            devices: BTreeMap::new(),
            agents: HashMap::new(),
            opds: BTreeMap::new(),
            retired_opds: BTreeSet::new(),
            alerts: BTreeMap::new(),
            windows: BTreeMap::new(),
            maintained: BTreeSet::new(),
            next_maintenance: 1,
            looking: timeline::Looking::default(),
            isolation: alert::Isolation::default(),
            hindered: false,
            local: None,
            proposals: Vec::new(),
            discovered: discovered::Discovered::default(),
            strangers: notified::Strangers::default(),
            remembered: Vec::new(),
            facts,
            authority_ends: None,
            topology: None,
            linked: linked::Linked::default(),
            inventories: 1,
            book: 1,
            next_device: 1,
            next_alert: 1,
            started: now,
            revision: first_revision,
            first_revision,
            opds_changed: 0,
            left_opd: 0,
            alerts_changed: 0,
            facts_changed: 0,
            proposals_changed: 0,
            removed: VecDeque::new(),
        }
    }

    /// Grows with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The settings it works by.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Facts about the collector.
    pub const fn facts(&self) -> &CollectorFacts {
        &self.facts
    }

    /// Devices by id.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &Known)> {
        self.devices.iter().map(|(id, known)| (*id, known))
    }

    /// One device.
    pub fn device(&self, id: DeviceId) -> Option<&Known> {
        self.devices.get(&id)
    }

    /// Agencies by code.
    pub fn opds(&self) -> impl Iterator<Item = &Opd> {
        self.opds.values()
    }

    /// Open alerts by id.
    pub fn alerts(&self) -> impl Iterator<Item = &Alert> {
        self.alerts.values()
    }

    /// A kept text.
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(text)
    }

    /// What the poller is to watch.
    pub fn targets(&self) -> Vec<PollTarget> {
        self.devices
            .iter()
            .filter_map(|(id, known)| {
                let interval_seconds = known.device.interval_seconds;
                known.device.target.clone().map(|target| PollTarget { id: *id, target, interval_seconds })
            })
            .collect()
    }

    /// Grows with whatever [`Self::targets`] depends on.
    pub(crate) const fn book_revision(&self) -> u64 {
        self.book
    }

    /// Seconds between two full readings of a device.
    pub(crate) fn interval_s(&self, known: &Known) -> f64 {
        let polled = known.is_asked();
        let local = self.facts.this_machine == Some(known.device.id);
        let by_agent = known.measured_by.is_some_and(|(source, _)| source == model::Source::Agent);
        let seconds = if local && (by_agent || !polled) {
            self.settings.collector.local_agent_interval_seconds
        } else {
            known.device.interval_seconds.map_or(self.settings.poll.interval_seconds, u64::from)
        };
        seconds.max(1) as f64
    }

    /// Opens the next revision and marks a device with it.
    fn changed(&mut self, id: DeviceId) {
        self.revision += 1;
        let revision = self.revision;
        if let Some(known) = self.devices.get_mut(&id) {
            known.changed = revision;
        }
    }

    fn changed_facts(&mut self) {
        self.revision += 1;
        self.facts_changed = self.revision;
    }

    /// Grows with every inventory that is written and every change of the book.
    pub(crate) const fn inventories(&self) -> u64 {
        self.inventories
    }

    /// The topology as derived last; none before the first time.
    pub(crate) fn topology(&self) -> Option<Arc<Topology>> {
        self.topology.clone()
    }

    /// Puts a topology: who is reached through whom is judged by it from now on, where nothing is declared.
    pub(crate) fn set_topology(&mut self, topology: Arc<Topology>) {
        for node in topology.nodes.iter().filter(|node| !node.declared) {
            if let Some(known) = node.device.and_then(|id| self.devices.get_mut(&id)) {
                known.ways.clone_from(&node.parents);
            }
        }
        self.linked = linked::Linked::of(&topology);
        self.topology = Some(topology);
    }

    /// Says how echoes are made, and what would grant the right where it is missing.
    pub fn set_echo(&mut self, by: EchoBy, grant: Option<String>) {
        if (self.facts.echo, &self.facts.grant) != (by, &grant) {
            self.facts.echo = by;
            self.facts.grant = grant;
            self.changed_facts();
        }
    }

    /// How the collector sees the network.
    pub(crate) const fn isolation(&self) -> &alert::Isolation {
        &self.isolation
    }

    /// True while what troubles the collector keeps it from taking data in.
    pub(crate) const fn is_hindered(&self) -> bool {
        self.hindered
    }

    /// Says what troubles the collector itself, in both languages, and whether it hinders taking in data; true when the words
    /// are new.
    pub fn set_trouble(&mut self, trouble: Option<[String; 2]>, hinders: bool) -> bool {
        self.hindered = hinders;
        let new = self.facts.trouble != trouble;
        if new {
            self.facts.trouble = trouble;
            self.changed_facts();
        }
        new
    }

    /// Forgets texts that nothing uses any more, when enough of them may have gathered.
    pub fn tidy(&mut self) {
        if self.texts.grown() < UNTIDY_OCTETS {
            return;
        }
        let devices = &self.devices;
        self.texts.sweep(devices.values().flat_map(Known::texts));
    }
}
