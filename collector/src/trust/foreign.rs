//! Machines whose inventories GLPI and FusionInventory agents send: who was let in as which device, who waits, who was refused.

use super::Trust;
use model::{
    DeviceId, DeviceRecord, Identity, OpdCode, Timestamp,
    api::{MachineState, WaitingMachine},
    identity::{best, score},
    text::is_invisible,
};
use serde::{Deserialize, Serialize};

/// Most machines that wait, all together and of one agency.
pub(crate) const WAITING: usize = 2000;
pub(crate) const WAITING_OF_ONE: usize = 500;
/// Most machines remembered that were let in or refused; the one not heard of for the longest goes first.
pub(crate) const REMEMBERED: usize = 20_000;
/// Longest inventory that waits, packed, octets.
pub(crate) const LONGEST: usize = 256 * 1024;
/// Longest text shown of a machine, characters.
const TEXT: usize = 100;

/// Such a machine as it is kept; beside it, while it waits, its newest inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMachine {
    /// Its id here.
    pub id: String,
    /// What its agent calls itself.
    pub agent: String,
    /// Agency of the token that it came with.
    pub opd: OpdCode,
    /// Where it stands.
    pub state: MachineState,
    /// The device that it was let in as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Its marks.
    pub identity: Identity,
    /// Maker and model.
    #[serde(default)]
    pub model: String,
    /// Operating system.
    #[serde(default)]
    pub os: String,
    /// The program that sent its inventory.
    #[serde(default)]
    pub program: String,
    /// When it came first.
    pub first_at: Timestamp,
    /// When it came last.
    pub seen_at: Timestamp,
}

impl StoredMachine {
    /// A machine that waits, by what it says of itself.
    pub(crate) fn waiting(id: String, agent: String, opd: OpdCode, record: &DeviceRecord, now: Timestamp) -> Self {
        let none = Self {
            id,
            agent,
            opd,
            state: MachineState::Waiting,
            device: None,
            identity: Identity::default(),
            model: String::new(),
            os: String::new(),
            program: String::new(),
            first_at: now,
            seen_at: now,
        };
        none.told(record, now)
    }

    /// The same machine after another inventory.
    pub(crate) fn told(mut self, record: &DeviceRecord, now: Timestamp) -> Self {
        let facts = &record.facts;
        self.identity = crate::glpi::identity(record);
        self.identity.macs.truncate(64);
        self.identity.addresses.truncate(64);
        self.model = joined([&facts.vendor, &facts.hardware]);
        self.os = joined([&facts.os_text, &None]);
        let agent = facts.agent.as_ref();
        self.program = joined([&agent.and_then(|a| a.name.clone()), &agent.and_then(|a| a.version.clone())]);
        self.seen_at = now;
        self
    }

    /// As it is listed.
    pub(crate) fn shown(&self, device: Option<DeviceId>) -> WaitingMachine {
        WaitingMachine {
            id: self.id.clone(),
            state: self.state,
            opd: self.opd.clone(),
            name: joined([&self.identity.name, &None]),
            serial: joined([&self.identity.serial, &None]),
            model: self.model.clone(),
            os: self.os.clone(),
            addresses: self.identity.addresses.clone(),
            agent: self.program.clone(),
            device,
            first_at: self.first_at,
            seen_at: self.seen_at,
        }
    }
}

fn joined(texts: [&Option<String>; 2]) -> String {
    let text = texts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    text.chars().filter(|c| !is_invisible(*c)).take(TEXT).collect()
}

impl Trust {
    /// What is known of a machine of this agency: by what its agent calls itself, unless its marks speak against it (a copied
    /// disk), else by its marks, for an agent installed anew has a new name.
    pub(crate) fn machine_of(&self, opd: &OpdCode, agent: &str, marks: &Identity) -> Option<&StoredMachine> {
        let own = || self.machines.values().filter(|machine| machine.opd == *opd);
        let named = own().find(|machine| machine.agent == agent && score(marks, &machine.identity) >= 0);
        named.or_else(|| {
            let id = best(marks, own().map(|machine| (machine.id.as_str(), &machine.identity)))?;
            self.machines.get(id)
        })
    }

    /// True when one more machine of this agency may wait.
    pub(crate) fn has_room(&self, opd: &OpdCode) -> bool {
        let waiting = || self.machines.values().filter(|machine| machine.state == MachineState::Waiting);
        waiting().count() < WAITING && waiting().filter(|machine| machine.opd == *opd).count() < WAITING_OF_ONE
    }

    /// Machines that need not be remembered any more.
    pub(crate) fn surplus(&self) -> Vec<String> {
        let done = self.machines.values().filter(|machine| machine.state != MachineState::Waiting);
        let mut done: Vec<_> = done.map(|machine| (machine.seen_at, &machine.id)).collect();
        done.sort_unstable_by(|a, b| b.cmp(a));
        done.into_iter().skip(REMEMBERED).map(|(_, id)| id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Source;

    fn machine(id: &str, agent: &str, serial: &str, opd: &str, seen: i64) -> StoredMachine {
        let mut record = DeviceRecord::new(Source::Glpi, Timestamp(0));
        record.facts.serial = Some(serial.into());
        record.facts.uuid = Some(format!("uuid-{serial}"));
        record.facts.sys_name = Some("pc".into());
        StoredMachine::waiting(id.into(), agent.into(), OpdCode(opd.into()), &record, Timestamp(seen))
    }

    fn known(machines: impl IntoIterator<Item = StoredMachine>) -> Trust {
        let machines = machines.into_iter().map(|machine| (machine.id.clone(), machine)).collect();
        Trust { machines, ..Trust::default() }
    }

    #[test]
    fn a_machine_is_known_by_name_and_by_marks() {
        let trust = known([machine("1", "pc-2024", "S1", "A", 0), machine("2", "pc-2025", "S2", "A", 0)]);
        let (own, other) = (OpdCode("A".into()), OpdCode("B".into()));
        let found = |opd: &OpdCode, agent: &str, serial: &str| {
            let marks = machine("", "", serial, "A", 0).identity;
            trust.machine_of(opd, agent, &marks).map(|machine| machine.id.clone())
        };
        assert_eq!(found(&own, "pc-2024", "S1").as_deref(), Some("1"));
        // An agent installed anew; a copied disk; another agency.
        assert_eq!(found(&own, "pc-2026", "S2").as_deref(), Some("2"));
        assert_eq!(found(&own, "pc-2024", "S9"), None);
        assert_eq!(found(&other, "pc-2024", "S1"), None);
    }

    #[test]
    fn those_that_wait_are_bounded() {
        let full = known((0..WAITING_OF_ONE).map(|n| machine(&n.to_string(), &n.to_string(), "S", "A", 0)));
        assert!(!full.has_room(&OpdCode("A".into())) && full.has_room(&OpdCode("B".into())));
        let done = (0..REMEMBERED + 3)
            .map(|n| StoredMachine { state: MachineState::Refused, ..machine(&n.to_string(), "", "S", "A", n as i64) });
        let mut surplus = known(done).surplus();
        surplus.sort_unstable();
        assert_eq!(surplus, ["0", "1", "2"]);
    }
}
