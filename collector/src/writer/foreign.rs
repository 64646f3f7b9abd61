//! Inventories that agents of GLPI and FusionInventory send: a known device takes them at once, a machine that nobody knows
//! waits until somebody lets it in, and one that was refused stays out.

use super::{Writer, command, command::audit};
use crate::{
    book::refuse,
    fleet::Sender,
    glpi,
    store::{Row, pack_inventory},
    trust::{Sends, StoredMachine, foreign::LONGEST},
};
use model::{
    Batch, Device, DeviceId, DeviceRecord, Identity, Lang, OpdCode, Source, Timestamp,
    api::{Admitted, Code, Done, ErrorAnswer, MachineState, WaitingMachine},
    text::hex,
};

/// A machine that was heard is written again after this long, seconds.
const REWRITE_SECONDS: f64 = 3600.0;
/// Octets of an id.
const ID: usize = 6;

/// An inventory of somebody else's agent, read.
pub(crate) struct ForeignInventory {
    /// What the agent calls itself.
    pub(crate) agent: String,
    /// It mentions only what changed.
    pub(crate) is_partial: bool,
    pub(crate) record: DeviceRecord,
}

model::messages! {
    no_sender { id: "Perlu token inventaris: pantau token create --for inventory --opd KODE", en: "A token for inventories is needed: pantau token create --for inventory --opd CODE" }
    of_another { id: "Perangkat ini milik Perangkat Daerah lain; token ini bukan untuknya", en: "This device belongs to another agency; the token is not for it" }
    was_refused { id: "Komputer ini ditolak administrator", en: "The administrator refused this machine" }
    full { id: "Terlalu banyak komputer menunggu persetujuan; setujui atau tolak dahulu (pantau agent waiting)", en: "Too many machines wait for approval; admit or refuse some first (pantau agent waiting)" }
    too_large(most) { id: "Inventaris yang menunggu paling besar {most} KiB setelah dipadatkan", en: "An inventory that waits has at most {most} KiB packed" }
    not_taken { id: "Inventaris tidak dapat dimasukkan; sebabnya ada di log", en: "The inventory could not be taken; its cause is in the log" }
    no_machine(id) { id: "Tidak ada komputer {id} yang menunggu", en: "No machine {id} waits" }
}

fn no(code: Code, sentence: fn(Lang) -> &'static str) -> ErrorAnswer {
    refuse(code, |lang| sentence(lang).to_owned())
}

impl Writer {
    /// Takes an inventory, or keeps it until somebody lets its machine in. Answered after the commit.
    pub(super) fn take_foreign(&mut self, sent: ForeignInventory, now: Timestamp) -> Result<Done, ErrorAnswer> {
        let sends = self.who.sends.clone().ok_or_else(|| no(Code::Forbidden, no_sender))?;
        if self.keeper.is_failing() {
            return Err(command::busy());
        }
        let marks = glpi::identity(&sent.record);
        let known = self.shared.trust().machine_of(&sends.opd, &sent.agent, &marks).cloned();
        if let Some(device) = self.device_of(&sends.opd, &marks, known.as_ref())? {
            self.take_for(device, &sends.opd, sent.is_partial, sent.record, now)?;
            return self.note_heard(known, device, now);
        }
        match known {
            Some(machine) if machine.state == MachineState::Refused => {
                self.note_refused(machine, now);
                Err(no(Code::Forbidden, was_refused))
            }
            known => self.wait(sends, known, sent, now),
        }
    }

    /// The device that a machine is, when it is one of this agency: the one that it was let in as, else by its marks. One of no
    /// agency is not: marks are easily made up, so a person looks first. One of another agency is refused.
    fn device_of(
        &self,
        opd: &OpdCode,
        marks: &Identity,
        known: Option<&StoredMachine>,
    ) -> Result<Option<DeviceId>, ErrorAnswer> {
        let fleet = self.shared.fleet();
        let owner = |id: DeviceId| fleet.device(id).map(|known| known.device.opd.clone());
        let admitted = known.filter(|machine| machine.state == MachineState::Admitted).and_then(|m| m.device);
        let own = |id: &DeviceId| owner(*id).is_some_and(|owner| owner.as_ref() == Some(opd));
        if let Some(id) = admitted.filter(own) {
            return Ok(Some(id));
        }
        if let Some(id) = fleet.whose(marks, Some(opd)) {
            return Ok(Some(id).filter(own));
        }
        match fleet.whose(marks, None).and_then(owner) {
            Some(Some(other)) if other != *opd => Err(no(Code::Forbidden, of_another)),
            _ => Ok(None),
        }
    }

    /// Gives a device its inventory, as any batch.
    fn take_for(
        &mut self,
        device: DeviceId,
        opd: &OpdCode,
        is_partial: bool,
        mut record: DeviceRecord,
        now: Timestamp,
    ) -> Result<(), ErrorAnswer> {
        if is_partial && let Some(before) = self.report_of(device) {
            record = glpi::complete(record, &before);
        }
        let marks = Identity { device: Some(device), ..glpi::identity(&record) };
        let batch = Batch {
            source: Source::Glpi,
            device: marks,
            at: now,
            heard: Vec::new(),
            samples: Vec::new(),
            inventory: Some(Box::new(DeviceRecord { collected_at: now, ..record })),
            issues: Vec::new(),
        };
        let mut rows = Vec::new();
        self.take(batch, Sender::Of(opd), now, &mut rows).map_err(|_| no(Code::Internal, not_taken))?;
        self.commit(&mut rows);
        if self.keeper.is_failing() { Err(command::busy()) } else { Ok(()) }
    }

    fn report_of(&self, device: DeviceId) -> Option<DeviceRecord> {
        let reports = self.reader.reports(device).unwrap_or_default();
        let report = reports.into_iter().find(|report| report.source == Source::Glpi)?;
        serde_json::from_str(&report.body).ok()
    }

    /// A machine of which a row is kept was heard again, as this device.
    fn note_heard(
        &mut self,
        known: Option<StoredMachine>,
        device: DeviceId,
        now: Timestamp,
    ) -> Result<Done, ErrorAnswer> {
        let Some(machine) = known else { return Ok(Done {}) };
        let (state, is) = (MachineState::Admitted, Some(device));
        let is_new = (machine.state, machine.device) != (state, is);
        if is_new || now.seconds_since(machine.seen_at) >= REWRITE_SECONDS {
            self.put_machine(StoredMachine { state, device: is, seen_at: now, ..machine }, None)?;
        }
        Ok(Done {})
    }

    fn note_refused(&mut self, machine: StoredMachine, now: Timestamp) {
        if now.seconds_since(machine.seen_at) >= REWRITE_SECONDS {
            // What is lost is only the time at which it was heard.
            let _ = self.put_machine(StoredMachine { seen_at: now, ..machine }, None);
        }
    }

    fn put_machine(&mut self, machine: StoredMachine, inventory: Option<Vec<u8>>) -> Result<(), ErrorAnswer> {
        if !self.keeper.keep_now(&[Row::Machine(Box::new(machine.clone()), inventory)], &self.shared.own) {
            return Err(command::busy());
        }
        self.shared.trust_mut().machines.insert(machine.id.clone(), machine);
        Ok(())
    }

    /// Keeps the newest inventory of a machine that nobody knows.
    fn wait(
        &mut self,
        sends: Sends,
        known: Option<StoredMachine>,
        sent: ForeignInventory,
        now: Timestamp,
    ) -> Result<Done, ErrorAnswer> {
        let mut record = sent.record;
        let waits = known.as_ref().is_some_and(|machine| machine.state == MachineState::Waiting);
        if !waits && !self.shared.trust().has_room(&sends.opd) {
            return Err(no(Code::TooMany, full));
        }
        let machine = match known {
            // The device that it once was has left the book: it waits as a new one does.
            Some(machine) if !waits => {
                let fresh = StoredMachine { state: MachineState::Waiting, device: None, first_at: now, ..machine };
                StoredMachine { agent: sent.agent, ..fresh }.told(&record, now)
            }
            Some(machine) => {
                if sent.is_partial
                    && let Ok(Some(before)) = self.reader.waiting_inventory(&machine.id)
                {
                    record = glpi::complete(record, &before);
                }
                StoredMachine { agent: sent.agent, ..machine }.told(&record, now)
            }
            None => {
                let id = crate::trust::random::<ID>().map_err(|error| {
                    tracing::error!(%error, "no random octets");
                    no(Code::Internal, not_taken)
                })?;
                StoredMachine::waiting(hex(&id), sent.agent, sends.opd.clone(), &record, now)
            }
        };
        // A token lets new machines in; which of the devices that belong to nobody one is, a person says.
        let is_new = self.shared.fleet().whose(&machine.identity, Some(&sends.opd)).is_none();
        if sends.approves && is_new {
            let id = machine.id.clone();
            self.admit(machine, Some(record), now)?;
            tracing::info!(id, "a machine was let in by its token");
            return Ok(Done {});
        }
        let packed = pack_inventory(&record).ok_or_else(|| no(Code::Internal, not_taken))?;
        if packed.len() > LONGEST {
            return Err(refuse(Code::TooLarge, |lang| too_large(lang, LONGEST >> 10)));
        }
        if !waits {
            tracing::info!(id = machine.id, opd = machine.opd.0, "a machine that nobody knows waits for approval");
        }
        self.put_machine(machine, Some(packed))?;
        Ok(Done {})
    }

    /// The machine of this id, when it is one that who asks may see and that is not let in yet.
    fn machine_of(&self, id: &str) -> Result<StoredMachine, ErrorAnswer> {
        let trust = self.shared.trust();
        let found = trust
            .machines
            .get(id)
            .filter(|machine| machine.state != MachineState::Admitted && self.who.sees(Some(&machine.opd)));
        found.cloned().ok_or_else(|| refuse(Code::NotFound, |lang| no_machine(lang, id.escape_debug())))
    }

    /// A person lets a machine in.
    pub(super) fn admit_machine(&mut self, id: &str, now: Timestamp) -> Result<Admitted, ErrorAnswer> {
        let machine = self.machine_of(id)?;
        // Since it came it may have become a device of another agency.
        self.device_of(&machine.opd, &machine.identity, None)?;
        let record = self.reader.waiting_inventory(id).unwrap_or_else(|error| {
            tracing::warn!(%error, "an inventory that waits could not be read");
            None
        });
        self.admit(machine, record, now)
    }

    /// The machine becomes a device: one of its agency or of none that it is by its marks, else a new one.
    fn admit(
        &mut self,
        machine: StoredMachine,
        record: Option<DeviceRecord>,
        now: Timestamp,
    ) -> Result<Admitted, ErrorAnswer> {
        let opd = machine.opd.clone();
        let (known, mut device) = {
            let fleet = self.shared.fleet();
            let known = fleet.whose(&machine.identity, Some(&opd)).and_then(|id| fleet.device(id));
            (known.is_some(), known.map(|known| known.device.clone()))
        };
        let mut device = device.take().unwrap_or_else(|| {
            let id = DeviceId(self.shared.fleet().next_device);
            Device { id, added_at: Some(now), ..Device::default() }
        });
        let gives_agency = device.opd.is_none();
        device.opd = Some(opd.clone());
        let id = device.id;
        let before = machine.shown(None);
        let admitted = StoredMachine { state: MachineState::Admitted, device: Some(id), ..machine };
        let after = admitted.shown(Some(id));
        let line = audit("machine.admit", now, format!("device {id}"), Some(&before), Some(&after));
        let mut rows = vec![Row::Machine(Box::new(admitted.clone()), None)];
        if !known || gives_agency {
            rows.push(Row::Device(device.clone()));
        }
        self.record(rows, line)?;
        self.shared.trust_mut().machines.insert(admitted.id.clone(), admitted.clone());
        if !known || gives_agency {
            self.shared.fleet_mut().put_device(device);
        }
        // It is let in already; an inventory that is lost here comes again within a day.
        if let Some(record) = record
            && let Err(error) = self.take_for(id, &opd, false, record, now)
        {
            tracing::warn!(cause = error.message, "the inventory of a machine that was let in was not taken");
        }
        Ok(Admitted { device: id, name: after.name })
    }

    /// A person refuses a machine: it is remembered, its inventory is not.
    pub(super) fn refuse_machine(&mut self, id: &str, now: Timestamp) -> Result<WaitingMachine, ErrorAnswer> {
        let machine = self.machine_of(id)?;
        let before = machine.shown(None);
        let refused = StoredMachine { state: MachineState::Refused, ..machine };
        let after = refused.shown(None);
        let line = audit("machine.refuse", now, format!("machine {id}"), Some(&before), Some(&after));
        self.record(vec![Row::Machine(Box::new(refused.clone()), None)], line)?;
        self.shared.trust_mut().machines.insert(id.to_owned(), refused);
        Ok(after)
    }

    /// Forgets machines that were not heard of for the longest, beyond the limit.
    pub(super) fn forget_machines(&mut self) {
        let surplus = self.shared.trust().surplus();
        let rows: Vec<Row> = surplus.iter().cloned().map(Row::MachineGone).collect();
        if !rows.is_empty() && self.keeper.keep_now(&rows, &self.shared.own) {
            let mut trust = self.shared.trust_mut();
            for id in surplus {
                trust.machines.remove(&id);
            }
        }
    }
}
