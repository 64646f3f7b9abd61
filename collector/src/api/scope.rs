//! What of an answer is whose to see: another agency's devices, alerts and addresses go before anything leaves. Forbidden and
//! unknown are one answer (`reliability.md` 11.1, 11.2).

use super::Api;
use crate::{
    book::{self, refuse},
    fleet::{Fleet, Known},
    trust::{StoredAgent, Who},
};
use model::{
    Alert, AlertId, Device, DeviceId, Lang, Timestamp,
    api::{
        Change, Code, CollectorFacts, DevicePicture, DeviceRow, ErrorAnswer, FleetPicture, NodeKind, OpdRow, Role,
        Topology,
    },
};
use std::collections::BTreeSet;

model::messages! {
    no_alert(id) { id: "Gangguan {id} tidak ada atau sudah berakhir", en: "There is no open alert {id}: it has ended, or never was" }
    quarantined(count) { id: "{count} laporan agen dikarantina: waktunya mustahil atau tidak terbaca", en: "{count} reports of the agent are kept apart: of an impossible time, or unreadable" }
    cloned { id: "Ada komputer lain yang memakai kunci agen ini: salah satunya harus didaftarkan lagi", en: "Another machine uses the key of this agent: one of them must be enrolled anew" }
    clock_off(seconds) { id: "Jam komputer ini meleset {seconds} detik dari jam kolektor", en: "The clock of this machine is off by {seconds} seconds from the collector's" }
    uncertain(values) { id: "Waktu {values} nilai agen tidak pasti: dari sebelum boot terakhir, dibawa saat jamnya salah", en: "The times of {values} values of the agent are uncertain: of before its last boot, brought while its clock was wrong" }
    missing(values) { id: "Agen menyatakan {values} nilai hilang", en: "The agent stated {values} values as missing" }
}

/// True when a device is this one's to see.
pub(super) fn sees_device(who: &Who, fleet: &Fleet, id: DeviceId) -> bool {
    fleet.device(id).is_some_and(|known| who.sees(known.device.opd.as_ref()))
}

/// Refuses a device that is unknown, or not this one's to see.
pub(super) fn need_device(api: &Api, id: DeviceId) -> Result<(), ErrorAnswer> {
    if sees_device(api.who(), &api.shared().fleet(), id) { Ok(()) } else { Err(book::no_device(id)) }
}

/// Refuses an alert that is unknown, or not this one's to see.
pub(super) fn need_alert(api: &Api, id: AlertId) -> Result<(), ErrorAnswer> {
    let fleet = api.shared().fleet();
    let found = fleet.alerts().any(|alert| alert.id == id && sees_device(api.who(), &fleet, alert.device));
    if found { Ok(()) } else { Err(refuse(Code::NotFound, |lang| no_alert(lang, id.0))) }
}

/// A declared device as this one may see it.
pub(super) fn cut_device(who: &Who, mut device: Device, class: &str) -> Device {
    if who.hides_address(class) {
        device.target = None;
    }
    if !who.sees_all() {
        device.parents.clear();
    }
    device
}

fn cut_row(who: &Who, row: &mut DeviceRow) -> bool {
    if who.hides_address(&row.class) {
        row.address.clear();
    }
    who.sees_code(&row.opd)
}

fn cut_rows(who: &Who, rows: &mut Vec<DeviceRow>) {
    rows.retain_mut(|row| cut_row(who, row));
}

fn cut_opds(who: &Who, rows: &mut Vec<OpdRow>, owns: impl Fn(DeviceId) -> bool) {
    rows.retain_mut(|row| {
        let uplink = row.opd.uplink.as_ref().map(|uplink| uplink.device);
        if !who.sees_all() && uplink.is_some_and(|device| !owns(device)) {
            row.opd.uplink = None;
        }
        who.sees_code(&row.opd.code.0)
    });
}

fn cut_alerts(who: &Who, alerts: &mut Vec<Alert>, owns: impl Fn(DeviceId) -> bool) {
    alerts.retain(|alert| who.sees_all() || owns(alert.device));
}

fn cut_facts(who: &Who, facts: &mut CollectorFacts, owns: impl Fn(DeviceId) -> bool) {
    if who.role != Some(Role::Noc) {
        facts.grant = None;
    }
    if facts.this_machine.is_some_and(|device| !owns(device)) {
        facts.this_machine = None;
    }
}

/// The picture as this one may see it.
pub(super) fn cut_picture(who: &Who, mut picture: FleetPicture) -> FleetPicture {
    if who.is_local {
        return picture;
    }
    cut_rows(who, &mut picture.devices);
    let own: BTreeSet<DeviceId> = picture.devices.iter().map(|row| row.id).collect();
    let owns = |id: DeviceId| own.contains(&id);
    cut_opds(who, &mut picture.opds, owns);
    cut_alerts(who, &mut picture.alerts, owns);
    cut_facts(who, &mut picture.collector, owns);
    if who.role != Some(Role::Noc) {
        picture.proposals.clear();
    }
    picture
}

/// What changed since, as this one may see it. Which devices are gone or went to another agency cannot be told without telling
/// whose they are: who is confined asks for the picture again.
pub(super) fn cut_change(who: &Who, fleet: &Fleet, since: u64, now: Timestamp) -> Change {
    let mut change = fleet.changes(since, now);
    if who.is_local {
        return change;
    }
    let owns = |id: DeviceId| sees_device(who, fleet, id);
    cut_rows(who, &mut change.devices);
    cut_opds(who, &mut change.opds, owns);
    if let Some(alerts) = &mut change.alerts {
        cut_alerts(who, alerts, owns);
    }
    if let Some(facts) = &mut change.collector {
        cut_facts(who, facts, owns);
    }
    if who.role != Some(Role::Noc) {
        change.proposals = None;
    }
    if !who.sees_all() && (!change.removed.is_empty() || fleet.has_left_opd(since)) {
        change.removed.clear();
        change.lost = true;
    }
    change
}

/// One device as this one may see it.
pub(super) fn cut_device_picture(who: &Who, mut picture: DevicePicture) -> DevicePicture {
    if who.is_local {
        return picture;
    }
    let class = picture.row.class.clone();
    cut_row(who, &mut picture.row);
    picture.device = cut_device(who, picture.device, &class);
    if !who.sees_all() {
        picture.parents.clear();
    }
    if who.hides_address(&class)
        && let Some(record) = &mut picture.record
    {
        let facts = &mut record.facts;
        facts.ipv4.clear();
        facts.ipv6.clear();
        facts.arp.clear();
        facts.routes.clear();
    }
    picture
}

/// The topology as this one may see it: its devices, what stands beside them, and the links between these.
pub(super) fn cut_topology(who: &Who, fleet: &Fleet, mut topology: Topology) -> Topology {
    if who.is_local || who.role == Some(Role::Noc) && who.sees_all() {
        return topology;
    }
    for node in &mut topology.nodes {
        if who.hides_address(&node.class) {
            node.address.clear();
        }
    }
    if who.sees_all() {
        return topology;
    }
    let owns = |id: DeviceId| sees_device(who, fleet, id);
    let own: BTreeSet<String> =
        topology.nodes.iter().filter(|node| node.device.is_some_and(owns)).map(|node| node.key.clone()).collect();
    let strangers: BTreeSet<String> = topology
        .nodes
        .iter()
        .filter(|node| node.device.is_none() && node.kind != NodeKind::Device)
        .map(|node| node.key.clone())
        .collect();
    let near = |key: &str| own.contains(key) || strangers.contains(key);
    topology.links.retain(|link| {
        let (a, b) = (link.a.node.as_str(), link.b.node.as_str());
        (own.contains(a) || own.contains(b)) && near(a) && near(b)
    });
    for link in &mut topology.links {
        link.evidence.retain(|evidence| owns(evidence.by));
    }
    let linked: BTreeSet<String> =
        topology.links.iter().flat_map(|link| [link.a.node.clone(), link.b.node.clone()]).collect();
    topology.nodes.retain(|node| own.contains(&node.key) || linked.contains(&node.key));
    for node in &mut topology.nodes {
        node.parents.retain(|parent| owns(*parent));
    }
    topology.cycles.retain(|ring| ring.iter().all(|id| owns(*id)));
    topology.root = topology.root.filter(|root| owns(*root));
    topology
}

/// What a person should know of the agent of a device.
pub(super) fn findings(agent: &StoredAgent) -> Vec<[String; 2]> {
    let both = |text: &dyn Fn(Lang) -> String| [Lang::Id, Lang::En].map(text);
    let mut found = Vec::new();
    if agent.cloned_at.is_some() {
        found.push(both(&|lang| cloned(lang).to_owned()));
    }
    if let Some(seconds) = agent.clock_behind_s {
        found.push(both(&|lang| clock_off(lang, seconds)));
    }
    if agent.quarantined > 0 {
        found.push(both(&|lang| quarantined(lang, agent.quarantined)));
    }
    if agent.missing > 0 {
        found.push(both(&|lang| missing(lang, agent.missing)));
    }
    if agent.uncertain > 0 {
        found.push(both(&|lang| uncertain(lang, agent.uncertain)));
    }
    found
}

impl Fleet {
    /// Class word of a device: declared, else as told.
    pub(super) fn class_of(&self, known: &Known) -> String {
        let told = || self.text(known.fact(|said| said.class)).to_owned();
        known.device.class.clone().unwrap_or_else(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::tests::{START, fleet, polled};
    use model::{Device, OpdCode};

    #[test]
    fn who_is_confined_looks_anew_when_a_device_goes_to_another_agency() {
        let of = |code: &str| Device { opd: Some(OpdCode(code.into())), ..polled(1, &[]) };
        let mut fleet = fleet(&[of("DINKES"), polled(2, &[])]);
        let technician =
            Who { role: Some(Role::Technician), opd: Some(OpdCode("DINKES".into())), is_local: false, ..Who::local() };
        let noc = Who { role: Some(Role::Noc), opd: None, ..technician.clone() };
        let since = fleet.revision();
        fleet.put_device(Device { name: Some("lain".into()), ..of("DINKES") });
        let change = cut_change(&technician, &fleet, since, START);
        assert!(!change.lost && change.devices.len() == 1);
        let since = fleet.revision();
        fleet.put_device(of("DISDIK"));
        assert!(cut_change(&technician, &fleet, since, START).lost);
        assert!(!cut_change(&noc, &fleet, since, START).lost);
        assert!(!cut_change(&technician, &fleet, fleet.revision(), START).lost);
    }
}
