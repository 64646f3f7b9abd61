//! What discovery met: proposals, which of them are in the book already, and the newest runs.

use super::Fleet;
use crate::{
    discover::{Findings, Found, Plan, scope},
    passive,
    store::Row,
};
use model::{
    DeviceId, Timestamp,
    api::{DiscoveryRun, Event, Happening, Proposal, RunState, Witness},
    identity::is_junk,
};
use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
};

/// Most devices remembered; a /20 has 4,094.
const MOST_FOUND: usize = 20_000;
/// Most events that one run tells; the proposals have them all.
const MOST_EVENTS: usize = 50;

/// What runs found, by address, and the newest run of each scope.
#[derive(Debug, Default)]
pub struct Discovered {
    found: BTreeMap<IpAddr, Found>,
    runs: BTreeMap<String, DiscoveryRun>,
    next: u32,
}

/// Marks of the devices of the book.
struct Book<'f> {
    addresses: HashMap<&'f str, DeviceId>,
    macs: HashMap<&'f str, DeviceId>,
    serials: HashMap<&'f str, DeviceId>,
}

impl Discovered {
    /// Everything that was met, by address.
    pub(super) fn all(&self) -> impl Iterator<Item = (&IpAddr, &Found)> {
        self.found.iter()
    }
}

impl Book<'_> {
    /// The device that a proposal is: by its address, its MAC, its serial.
    fn device(&self, proposal: &Proposal) -> Option<DeviceId> {
        let serial = proposal.serial.as_deref().filter(|serial| !is_junk(serial));
        let by_address = self.addresses.get(proposal.address.as_str());
        let by_mac = || proposal.mac.as_deref().and_then(|mac| self.macs.get(mac));
        let by_serial = || serial.and_then(|serial| self.serials.get(serial));
        by_address.or_else(by_mac).or_else(by_serial).copied()
    }
}

/// True for what nobody but a trap tells of.
fn only_traps(proposal: &Proposal) -> bool {
    proposal.evidence.iter().all(|one| one.by == Witness::Trap)
}

/// What was found, with what is seen there without a run, and the device of the book that it is.
fn proposal(found: &Found, seen: Option<Proposal>, book: &Book<'_>) -> Proposal {
    let mut proposal = Proposal { known: book.device(&found.proposal), ..found.proposal.clone() };
    if let Some(seen) = seen {
        proposal.evidence.extend(seen.evidence);
        proposal.evidence.sort_by_key(|one| (one.by, one.via));
        proposal.evidence.dedup_by_key(|one| (one.by, one.via));
    }
    proposal
}

impl Fleet {
    /// Puts back what was found before a restart. A run that was running then is one that was interrupted.
    pub(super) fn restore_discovered(&mut self, found: Vec<Found>, runs: Vec<DiscoveryRun>) {
        for one in found {
            let Ok(address) = one.proposal.address.parse() else { continue };
            self.discovered.next = self.discovered.next.max(one.proposal.number.unwrap_or(0));
            self.discovered.found.insert(address, one);
        }
        for mut run in runs {
            if run.state == RunState::Running {
                run.state = RunState::Interrupted;
            }
            self.discovered.runs.insert(scope(&run).to_owned(), run);
        }
        self.propose();
    }

    /// Takes in what a run tells of itself and what it met.
    pub fn take_findings(&mut self, findings: Findings, now: Timestamp, rows: &mut Vec<Row>) {
        let Findings { run, sightings, news } = findings;
        let (mut appeared, mut left_out) = (Vec::new(), 0);
        for sighting in sightings {
            let address = sighting.address;
            let is_new = !self.discovered.found.contains_key(&address);
            if is_new && self.discovered.found.len() >= MOST_FOUND {
                left_out += 1;
                continue;
            }
            let next = self.discovered.next + 1;
            let found = self.discovered.found.entry(address).or_insert_with(|| Found::new(next, address, now));
            self.discovered.next = self.discovered.next.max(found.proposal.number.unwrap_or(0));
            found.take(sighting, run.opd.as_ref(), now);
            rows.push(Row::Found(Box::new(found.clone())));
            if is_new {
                appeared.push(found.proposal.clone());
            }
        }
        if left_out > 0 {
            tracing::warn!(left_out, most = MOST_FOUND, "no more proposals are remembered");
        }
        if news {
            self.tell_appeared(&appeared, now, rows);
        }
        rows.push(Row::Discovery(run.clone()));
        self.discovered.runs.insert(scope(&run).to_owned(), run);
        self.propose();
    }

    /// A device that no earlier run met and the book does not know is an event of the machine that met it.
    fn tell_appeared(&self, appeared: &[Proposal], now: Timestamp, rows: &mut Vec<Row>) {
        let book = self.marks();
        let unknown = appeared.iter().filter(|proposal| book.device(proposal).is_none());
        for proposal in unknown.take(MOST_EVENTS) {
            tracing::info!(address = proposal.address, mac = proposal.mac, "a device that is not in the book appeared");
            let Some(device) = self.facts.this_machine else { continue };
            let Proposal { address, name, mac, vendor, .. } = proposal.clone();
            rows.push(Row::Event(device, Event { at: now, what: Happening::Appeared { address, name, mac, vendor } }));
        }
    }

    /// Everything found, by address; what is in the book is marked.
    pub fn all_proposals(&self) -> Vec<Proposal> {
        let book = self.marks();
        self.with_passive(&book, self.discovered.found.iter()).into_values().collect()
    }

    /// Some of what was found, and what is seen around this machine.
    fn with_passive<'f>(
        &self,
        book: &Book<'_>,
        some: impl Iterator<Item = (&'f IpAddr, &'f Found)>,
    ) -> BTreeMap<IpAddr, Proposal> {
        let mut all: BTreeMap<IpAddr, Proposal> = self.passive().into_iter().collect();
        for (address, found) in some {
            let seen = all.remove(address);
            all.insert(*address, proposal(found, seen, book));
        }
        all
    }

    /// What is proposed at this address.
    pub fn proposal(&self, address: IpAddr) -> Option<Proposal> {
        let seen = self.passive().into_iter().find(|(at, _)| *at == address).map(|(_, seen)| seen);
        match self.discovered.found.get(&address) {
            Some(found) => Some(proposal(found, seen, &self.marks())),
            None => seen,
        }
    }

    /// Addresses of a plan where anybody was found.
    pub fn found_in(&self, plan: &Plan) -> Vec<IpAddr> {
        self.discovered.found.keys().copied().filter(|address| plan.covers(*address)).collect()
    }

    /// What was found at this address, and how it answered.
    pub fn found(&self, address: IpAddr) -> Option<&Found> {
        self.discovered.found.get(&address)
    }

    /// The newest runs, the one by hand first.
    pub fn runs(&self) -> impl Iterator<Item = &DiscoveryRun> {
        self.discovered.runs.values()
    }

    /// The newest run of this scope.
    pub fn run_of(&self, scope: &str) -> Option<&DiscoveryRun> {
        self.discovered.runs.get(scope)
    }

    /// Computes anew what could be added to the book: what stands around this machine and what was found.
    pub(super) fn propose(&mut self) {
        // Filling the book of a new collector asks this for every device.
        if self.discovered.found.is_empty()
            && self.local.is_none()
            && self.strangers.is_empty()
            && self.proposals.is_empty()
        {
            return;
        }
        let book = self.marks();
        // Every change of the book comes here, and there may be a /20 of them: only what is shown is copied.
        let unknown = self.discovered.found.iter().filter(|(_, found)| book.device(&found.proposal).is_none());
        let mut proposals: Vec<Proposal> =
            self.with_passive(&book, unknown.take(passive::MOST)).into_values().collect();
        // The gateway first, then what a person or a schedule searched for, then what merely stands around.
        // A source is easily forged, so who merely sends traps comes last.
        proposals.sort_by_key(|one| (!passive::is_gateway(one), one.number.is_none(), only_traps(one)));
        proposals.truncate(passive::MOST);
        if proposals != self.proposals {
            self.proposals = proposals;
            self.revision += 1;
            self.proposals_changed = self.revision;
        }
    }

    /// What is seen without a run: around this machine, and by who sends traps here.
    fn passive(&self) -> Vec<(IpAddr, Proposal)> {
        let watched = self.watched_addresses();
        let around = self.local.as_ref().map(|record| passive::proposals(&record.facts, &watched)).unwrap_or_default();
        let around = around.into_iter().filter_map(|proposal| Some((proposal.address.parse().ok()?, proposal)));
        let mut seen: Vec<(IpAddr, Proposal)> = around.collect();
        self.strangers.join(&mut seen, &watched);
        seen
    }

    /// True for an address that is proposed, or would be if it were not in the book.
    pub(super) fn is_met(&self, address: &str) -> bool {
        let met = address.parse::<IpAddr>().is_ok_and(|address| self.discovered.found.contains_key(&address));
        let around = |record: &model::DeviceRecord| {
            let neighbours = record.facts.arp.iter().filter_map(|row| row.address.as_deref());
            let ways = record.facts.routes.iter().filter_map(|route| route.next_hop.as_deref());
            neighbours.chain(ways).any(|one| one == address)
        };
        met || self.proposals.iter().any(|one| one.address == address)
            || self.local.as_deref().is_some_and(around)
            || self.strangers.has(address)
    }

    fn marks(&self) -> Book<'_> {
        let mut book = Book { addresses: HashMap::new(), macs: HashMap::new(), serials: HashMap::new() };
        for (id, known) in &self.devices {
            let declared = known.device.target.as_ref().map(|target| target.address.as_str());
            let marks = &known.identity;
            book.addresses
                .extend(declared.into_iter().chain(marks.addresses.iter().map(String::as_str)).map(|a| (a, *id)));
            book.macs.extend(marks.macs().map(|mac| (mac, *id)));
            let serial = marks.serial.as_deref().filter(|serial| !is_junk(serial));
            book.serials.extend(serial.map(|serial| (serial, *id)));
        }
        book
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Sighting;
    use model::{Device, Identity, OpdCode, Settings, api::Witness, device::Target};

    const AT: Timestamp = Timestamp(1_772_340_000_000);

    fn sighting(last: u8, mac: Option<&str>) -> Sighting {
        let mut sighting = Sighting::of([10, 0, 0, last].into());
        sighting.tell(Witness::Echo, None, AT);
        Sighting { mac: mac.map(str::to_owned), ..sighting }
    }

    fn run(state: RunState) -> DiscoveryRun {
        DiscoveryRun { state, asked: 7, addresses: 9, opd: Some(OpdCode("DINKES".into())), ..DiscoveryRun::default() }
    }

    /// A fleet with this machine (3) and two more devices: one known by address, one by MAC.
    fn fleet() -> Fleet {
        let mut fleet = Fleet::new(Settings::default(), "0", false, AT);
        for (id, address) in [(1, "10.0.0.1"), (2, "10.0.9.9"), (3, "10.0.9.8")] {
            let target = Target { address: address.into(), port: 161, snmp: None, any_source: false, no_snmp: false };
            fleet.put_device(Device { id: DeviceId(id), target: Some(target), ..Device::default() });
        }
        let macs = vec!["aa:00:00:00:00:02".into()];
        fleet.devices.get_mut(&DeviceId(2)).unwrap().identity = Identity { macs, ..Identity::default() }.into();
        fleet.facts.this_machine = Some(DeviceId(3));
        fleet
    }

    #[test]
    fn what_is_in_the_book_is_marked_and_what_appears_is_told() {
        let mut fleet = fleet();
        let mut rows = Vec::new();
        let sightings = vec![sighting(1, None), sighting(2, Some("aa:00:00:00:00:02")), sighting(3, None)];
        let findings = Findings { run: run(RunState::Running), sightings, news: true };
        fleet.take_findings(findings.clone(), AT, &mut rows);
        let told: Vec<_> = fleet.all_proposals().iter().map(|one| (one.number, one.known)).collect();
        let [one, two] = [1, 2].map(|id| Some(DeviceId(id)));
        assert_eq!(told, [(Some(1), one), (Some(2), two), (Some(3), None)]);
        assert_eq!(fleet.proposals.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), ["10.0.0.3"]);
        let appeared = |rows: &[Row]| -> Vec<String> {
            let event = |row: &Row| match row {
                Row::Event(DeviceId(3), Event { what: Happening::Appeared { address, .. }, .. }) => {
                    Some(address.clone())
                }
                _ => None,
            };
            rows.iter().filter_map(event).collect()
        };
        assert_eq!(appeared(&rows), ["10.0.0.3"]);
        rows.clear();
        fleet.take_findings(findings, AT, &mut rows);
        assert_eq!(appeared(&rows), [""; 0], "it was there before");
        // In the book, it is proposed no more; out of it, it is again.
        let target = Target { address: "10.0.0.3".into(), port: 161, snmp: None, any_source: false, no_snmp: false };
        fleet.put_device(Device { id: DeviceId(4), target: Some(target), ..Device::default() });
        assert!(fleet.proposals.is_empty());
        fleet.remove_device(DeviceId(4), AT);
        assert_eq!(fleet.proposals.len(), 1);
    }

    #[test]
    fn a_run_that_a_crash_ended_was_interrupted_and_numbers_go_on() {
        let mut before = fleet();
        let findings = Findings {
            run: run(RunState::Running),
            sightings: vec![sighting(8, None), sighting(9, None)],
            news: false,
        };
        before.take_findings(findings, AT, &mut Vec::new());
        let found = before.discovered.found.into_values().rev().collect();
        let mut after = fleet();
        after.restore_discovered(found, before.discovered.runs.into_values().collect());
        let kept = after.run_of("").unwrap();
        assert_eq!((kept.state, kept.asked), (RunState::Interrupted, 7));
        let findings = Findings { run: run(RunState::Done), sightings: vec![sighting(5, None)], news: false };
        after.take_findings(findings, AT, &mut Vec::new());
        assert_eq!(after.proposal([10, 0, 0, 5].into()).unwrap().number, Some(3));
        assert_eq!(after.proposal([10, 0, 0, 8].into()).unwrap().opd, Some(OpdCode("DINKES".into())));
    }
}
