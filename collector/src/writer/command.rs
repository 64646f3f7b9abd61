//! Commands to the writer, and the changes of the book among them: checked, committed with their audit line, then applied.

use super::{Intake, Writer, foreign::ForeignInventory};
use crate::{
    book,
    discover::Findings,
    fleet::redacted,
    poll::Remembered,
    store::{Audited, ImportedRecord, Row, Step, Stepped, StoredProduct, ToFreeze},
    trap::Notified,
    trust::Who,
};
use model::{
    Device, DeviceId, Opd, Timestamp,
    alert::Acknowledgement,
    api::{
        Acknowledge, AddMaintenance, AddProposals, Added, AdmitMachine, Admitted, ApproveAgent, Code, CreateToken,
        Done, EndMaintenance, Enrol, Enrolled, EnrolledAgent, ErrorAnswer, Imported, NewToken, NoteBackup, Person,
        Received, RefuseMachine, RemovePerson, Renew, RevokeAgent, RevokeToken, SetDevice, SetOpd, SetPerson, Topology,
        Unacknowledge, WaitingMachine, Waive,
    },
    availability::Maintenance,
    batch::EchoBy,
};
use serde::Serialize;
use std::{net::SocketAddr, sync::Arc};
use tokio::sync::oneshot;

/// Where the answer goes.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, ErrorAnswer>>;

/// What the writer can be told besides batches.
pub(crate) enum Command {
    /// A request of an agent: answered once what it holds is durable.
    Intake(Box<Intake>, Reply<Received>),
    /// A change of the book, of an alert, of who may what; and who asked for it.
    Book(Box<Change>, Arc<Who>),
    /// Somebody was refused: a line of the audit log, for nothing else changed.
    Refused(&'static str, Arc<Who>),
    /// Somebody has logged in: a line of the audit log.
    LoggedIn(Arc<Who>),
    /// A token of this id was used.
    Used(String),
    /// What a run of discovery tells.
    Discovered(Box<Findings>),
    /// What traps tell; answered once it is on the disk, with false where it is not.
    Notified(Notified, oneshot::Sender<bool>),
    /// What the poller learnt of devices.
    Remember(Vec<(DeviceId, Remembered)>),
    /// How echoes are made.
    Echo(EchoBy, Option<String>),
    /// The topology, derived anew.
    Topology(Arc<Topology>),
    /// The database is damaged, in its own words.
    Damaged(String),
    /// Where the API listens.
    Listening(SocketAddr),
    /// A step of compaction or retention; answered with what became of it, none where it failed.
    Step(Box<Step>, oneshot::Sender<Option<Stepped>>),
    /// Number of the next reading to be sent on.
    Sent(i64),
    /// Answered when everything sent before is taken in.
    Flush(oneshot::Sender<()>),
    /// Ends the writer; answered when the lock is free.
    Stop(oneshot::Sender<()>),
}

/// A change that a person asked for.
pub(crate) enum Change {
    AddDevice(Device, Reply<Device>),
    AddDevices(Vec<Device>, Reply<Vec<DeviceId>>),
    SetDevice(SetDevice, Reply<Device>),
    RemoveDevice(DeviceId, Reply<Done>),
    AddProposals(AddProposals, Reply<Added>),
    AddOpd(Opd, Reply<Opd>),
    SetOpd(SetOpd, Reply<Opd>),
    Acknowledge(Acknowledge, Reply<Acknowledgement>),
    Unacknowledge(Unacknowledge, Reply<Done>),
    AddMaintenance(AddMaintenance, Reply<Maintenance>),
    EndMaintenance(EndMaintenance, Reply<Maintenance>),
    /// Records and declared facts that were brought.
    Import(Vec<ImportedRecord>, Vec<StoredProduct>, Option<String>, Reply<Imported>),
    /// A result of a check for the file.
    Freeze(Box<ToFreeze>, Reply<Done>),
    Waive(Waive, Reply<Done>),
    /// A machine joins.
    Enrol(Enrol, Reply<Enrolled>),
    /// An agent (by its certificate) asks for its next certificate.
    Renew(String, Renew, Reply<Enrolled>),
    ApproveAgent(ApproveAgent, Reply<EnrolledAgent>),
    RevokeAgent(RevokeAgent, Reply<EnrolledAgent>),
    CreateToken(CreateToken, Reply<NewToken>),
    RevokeToken(RevokeToken, Reply<Done>),
    /// A person, with salt and hash of the new password where there is one.
    SetPerson(SetPerson, Option<(String, String)>, Reply<Person>),
    RemovePerson(RemovePerson, Reply<Done>),
    /// An inventory that an agent of another maker sent.
    Inventory(Box<ForeignInventory>, Reply<Done>),
    AdmitMachine(AdmitMachine, Reply<Admitted>),
    RefuseMachine(RefuseMachine, Reply<WaitingMachine>),
    ForgetHistory(DeviceId, Reply<Done>),
    /// A backup was made, and by whom.
    NoteBackup(NoteBackup, &'static str, Reply<Done>),
}

model::messages! {
    store_busy {
        id: "Kolektor sedang tidak dapat menulis ke media; coba lagi sebentar",
        en: "The collector cannot write to its disk right now; try again in a while",
    }
    no_alert(id) { id: "Gangguan {id} tidak ada atau sudah berakhir", en: "There is no open alert {id}: it has ended, or never was" }
    no_name { id: "Sebutkan siapa yang menangani (by)", en: "State who takes it in hand (by)" }
    too_long { id: "Nama paling panjang 100 huruf, catatan 1000", en: "A name has at most 100 characters, a note 1000" }
    needs_note {
        id: "Menangani sampai pulih memerlukan catatan",
        en: "Taking it in hand until it has recovered needs a note",
    }
    bad_time { id: "Lama penanganan 1 detik sampai 30 hari", en: "It can be taken in hand for 1 second to 30 days" }
}

/// Longest acknowledgement with an end, seconds.
const LONGEST_SECONDS: u64 = 30 * 86_400;

pub(crate) fn busy() -> ErrorAnswer {
    book::refuse(Code::Busy, |lang| store_busy(lang).to_owned())
}

/// The line of the audit log about somebody who was refused.
pub(super) fn refused(action: &str, who: &Who, now: Timestamp) -> Audited {
    told(action, "refused", who, now)
}

/// The line of the audit log about somebody who has logged in.
pub(super) fn logged_in(who: &Who, now: Timestamp) -> Audited {
    told("login", "granted", who, now)
}

fn told(action: &str, outcome: &str, who: &Who, now: Timestamp) -> Audited {
    let role = who.role.map(|role| role.word().to_owned()).unwrap_or_default();
    let (actor, origin) = (who.name.clone(), who.origin.clone());
    Audited { at: now, actor, role, origin, action: action.into(), object: outcome.into(), ..Audited::default() }
}

impl Writer {
    pub(super) fn change(&mut self, change: Change, now: Timestamp) {
        match change {
            Change::AddDevice(device, reply) => answer(reply, self.add_device(device, now)),
            Change::AddDevices(devices, reply) => answer(reply, self.add_devices(devices, now)),
            Change::SetDevice(asked, reply) => answer(reply, self.set_device(asked, now)),
            Change::RemoveDevice(id, reply) => answer(reply, self.remove_device(id, now)),
            Change::AddProposals(asked, reply) => answer(reply, self.add_proposals(asked, now)),
            Change::AddOpd(opd, reply) => answer(reply, self.add_opd(opd, now)),
            Change::SetOpd(asked, reply) => answer(reply, self.set_opd(asked, now)),
            Change::Acknowledge(asked, reply) => answer(reply, self.acknowledge(asked, now)),
            Change::Unacknowledge(asked, reply) => answer(reply, self.unacknowledge(asked, now)),
            Change::AddMaintenance(asked, reply) => answer(reply, self.declare_maintenance(&asked, now)),
            Change::EndMaintenance(asked, reply) => answer(reply, self.end_maintenance(&asked, now)),
            Change::Import(records, products, site, reply) => answer(reply, self.import(records, products, site, now)),
            Change::Freeze(result, reply) => answer(reply, self.freeze(result, now)),
            Change::Waive(asked, reply) => answer(reply, self.waive(asked, now)),
            Change::Enrol(asked, reply) => answer(reply, self.enrol(asked, now)),
            Change::Renew(agent, asked, reply) => answer(reply, self.renew(&agent, &asked, now)),
            Change::ApproveAgent(asked, reply) => answer(reply, self.approve_agent(&asked.agent, now)),
            Change::RevokeAgent(asked, reply) => answer(reply, self.revoke_agent(&asked.agent, now)),
            Change::CreateToken(asked, reply) => answer(reply, self.create_token(asked, now)),
            Change::RevokeToken(asked, reply) => answer(reply, self.revoke_token(&asked.id, now)),
            Change::SetPerson(asked, hashed, reply) => answer(reply, self.set_person(asked, hashed, now)),
            Change::RemovePerson(asked, reply) => answer(reply, self.remove_person(&asked.name, now)),
            Change::Inventory(sent, reply) => answer(reply, self.take_foreign(*sent, now)),
            Change::AdmitMachine(asked, reply) => answer(reply, self.admit_machine(&asked.id, now)),
            Change::RefuseMachine(asked, reply) => answer(reply, self.refuse_machine(&asked.id, now)),
            Change::ForgetHistory(id, reply) => answer(reply, self.forget_history(id, now)),
            Change::NoteBackup(asked, actor, reply) => answer(reply, self.note_backup(&asked, actor, now)),
        }
    }

    /// Commits a change with its audit line: no audit line, no change.
    pub(super) fn record(&mut self, rows: Vec<Row>, line: Audited) -> Result<(), ErrorAnswer> {
        let mut rows = rows;
        rows.push(Row::Audit(self.signed(line)));
        if self.keeper.keep_now(&rows, &self.shared.own) { Ok(()) } else { Err(busy()) }
    }

    /// Who it was is what was shown, not what a form says.
    fn signed(&self, line: Audited) -> Audited {
        if self.who.is_local {
            return line;
        }
        Audited {
            actor: self.who.name.clone(),
            role: self.who.role.map_or("agent", model::api::Role::word).into(),
            origin: self.who.origin.clone(),
            ..line
        }
    }

    /// All devices of a list with their audit lines, or none.
    fn add_devices(&mut self, asked: Vec<Device>, now: Timestamp) -> Result<Vec<DeviceId>, ErrorAnswer> {
        let asked = book::many(asked)?;
        let (mut rows, mut ids) = (Vec::new(), Vec::new());
        let mut fault = None;
        // Each is checked against the book with those before it; readers wait until it is known whether all of them stay.
        let shared = self.shared.clone();
        let mut fleet = shared.fleet_mut();
        for device in asked {
            match book::add_device(&fleet, device, now) {
                Ok(device) => {
                    let object = format!("device {}", device.id);
                    let line = audit("device.add", now, object, None::<&()>, Some(&redacted(&device)));
                    rows.extend([Row::Device(device.clone()), Row::Audit(self.signed(line))]);
                    ids.push(device.id);
                    fleet.put_device(device);
                }
                Err(error) => {
                    fault = Some(error);
                    break;
                }
            }
        }
        if fault.is_none() && !rows.is_empty() && !self.keeper.keep_now(&rows, &self.shared.own) {
            fault = Some(busy());
        }
        let Some(fault) = fault else { return Ok(ids) };
        for id in ids.into_iter().rev() {
            fleet.remove_device(id, now);
        }
        Err(fault)
    }

    pub(super) fn add_device(&mut self, asked: Device, now: Timestamp) -> Result<Device, ErrorAnswer> {
        let device = book::add_device(&self.shared.fleet(), asked, now)?;
        let shown = redacted(&device);
        let object = format!("device {}", device.id);
        self.record(vec![Row::Device(device.clone())], audit("device.add", now, object, None::<&()>, Some(&shown)))?;
        self.shared.fleet_mut().put_device(device);
        Ok(shown)
    }

    fn set_device(&mut self, asked: SetDevice, now: Timestamp) -> Result<Device, ErrorAnswer> {
        let id = asked.id;
        let (device, before) = {
            let fleet = self.shared.fleet();
            let device = book::set_device(&fleet, asked)?;
            (device, fleet.device(id).map(|known| redacted(&known.device)))
        };
        let shown = redacted(&device);
        let line = audit("device.set", now, format!("device {id}"), before.as_ref(), Some(&shown));
        self.record(vec![Row::Device(device.clone())], line)?;
        self.shared.fleet_mut().put_device(device);
        Ok(shown)
    }

    fn remove_device(&mut self, id: DeviceId, now: Timestamp) -> Result<Done, ErrorAnswer> {
        let (before, ended) = {
            let fleet = self.shared.fleet();
            let known = fleet.device(id).ok_or_else(|| book::no_device(id))?;
            let open = fleet.alerts().filter(|alert| alert.device == id).cloned();
            let ended: Vec<_> = open.map(|alert| Row::Alert(model::Alert { ended: Some(now), ..alert })).collect();
            (redacted(&known.device), ended)
        };
        let mut rows = ended;
        rows.push(Row::DeviceRetired(id, now));
        self.record(rows, audit("device.remove", now, format!("device {id}"), Some(&before), None::<&()>))?;
        self.shared.fleet_mut().remove_device(id, now);
        Ok(Done {})
    }

    /// The history of a device is to be forgotten, also of one that left the book; it goes step by step.
    fn forget_history(&mut self, id: DeviceId, now: Timestamp) -> Result<Done, ErrorAnswer> {
        let instances = self.reader.instances(id).map_err(|error| {
            tracing::error!(%error, "the instances of a device could not be read");
            busy()
        })?;
        if instances.is_empty() && self.shared.fleet().device(id).is_none() {
            return Err(book::no_device(id));
        }
        let line = audit("history.forget", now, format!("device {id}"), None::<&()>, None::<&()>);
        self.record(vec![Row::HistoryForgotten(id, now)], line)?;
        Ok(Done {})
    }

    fn add_opd(&mut self, asked: Opd, now: Timestamp) -> Result<Opd, ErrorAnswer> {
        let opd = book::add_opd(&self.shared.fleet(), asked)?;
        let line = audit("opd.add", now, format!("opd {}", opd.code), None::<&()>, Some(&opd));
        self.record(vec![Row::Opd(opd.clone())], line)?;
        self.shared.fleet_mut().put_opd(opd.clone());
        Ok(opd)
    }

    fn set_opd(&mut self, asked: SetOpd, now: Timestamp) -> Result<Opd, ErrorAnswer> {
        let (opd, before) = {
            let fleet = self.shared.fleet();
            let opd = book::set_opd(&fleet, &asked.code, asked.opd)?;
            let before = fleet.opds().find(|before| before.code == opd.code).cloned();
            (opd, before)
        };
        let line = audit("opd.set", now, format!("opd {}", opd.code), before.as_ref(), Some(&opd));
        self.record(vec![Row::Opd(opd.clone())], line)?;
        self.shared.fleet_mut().put_opd(opd.clone());
        Ok(opd)
    }

    fn open_alert(&self, id: model::AlertId) -> Result<model::Alert, ErrorAnswer> {
        let found = self.shared.fleet().alerts().find(|alert| alert.id == id).cloned();
        found.ok_or_else(|| book::refuse(Code::NotFound, |lang| no_alert(lang, id.0)))
    }

    fn acknowledge(&mut self, asked: Acknowledge, now: Timestamp) -> Result<Acknowledgement, ErrorAnswer> {
        let invalid = |text: fn(model::Lang) -> &'static str| book::refuse(Code::Invalid, |lang| text(lang).to_owned());
        let before = self.open_alert(asked.id)?;
        let (by, note) = (asked.by.trim().to_owned(), asked.note.trim().to_owned());
        if by.is_empty() {
            return Err(invalid(no_name));
        }
        if by.chars().count() > 100 || note.chars().count() > 1000 {
            return Err(invalid(too_long));
        }
        let until = match asked.for_seconds {
            None if note.is_empty() => return Err(invalid(needs_note)),
            None => None,
            Some(seconds @ 1..=LONGEST_SECONDS) => Some(now.plus_seconds(seconds.cast_signed())),
            Some(_) => return Err(invalid(bad_time)),
        };
        let handled = Acknowledgement { by: by.clone(), at: now, until, note };
        let after = model::Alert { handled: Some(handled.clone()), ..before.clone() };
        let object = format!("alert {}", asked.id.0);
        let mut line = audit("alert.acknowledge", now, object, before.handled.as_ref(), Some(&handled));
        line.actor = by;
        self.record(vec![Row::Alert(after.clone())], line)?;
        self.shared.fleet_mut().put_alert(after);
        Ok(handled)
    }

    fn unacknowledge(&mut self, asked: Unacknowledge, now: Timestamp) -> Result<Done, ErrorAnswer> {
        let before = self.open_alert(asked.id)?;
        let by = asked.by.trim().to_owned();
        if by.is_empty() || by.chars().count() > 100 {
            return Err(book::refuse(Code::Invalid, |lang| no_name(lang).to_owned()));
        }
        let after = model::Alert { handled: None, ..before.clone() };
        let object = format!("alert {}", asked.id.0);
        let mut line = audit("alert.unacknowledge", now, object, before.handled.as_ref(), None::<&()>);
        line.actor = by;
        self.record(vec![Row::Alert(after.clone())], line)?;
        self.shared.fleet_mut().put_alert(after);
        Ok(Done {})
    }
}

/// Nobody may wait any longer for the answer; the change is done all the same.
fn answer<T>(reply: Reply<T>, found: Result<T, ErrorAnswer>) {
    let _ = reply.send(found);
}

pub(super) fn audit(
    action: &str,
    at: Timestamp,
    object: String,
    before: Option<&impl Serialize>,
    after: Option<&impl Serialize>,
) -> Audited {
    let (before, after) = (json(before), json(after));
    Audited { at, actor: "operator".into(), action: action.into(), object, before, after, ..Audited::default() }
}

fn json(value: Option<&impl Serialize>) -> String {
    value.and_then(|value| serde_json::to_string(value).ok()).unwrap_or_default()
}
