//! What several witnesses tell about one address, made into one proposal. Pure.

use model::{
    DeviceRecord, OpdCode, Timestamp,
    api::{Evidence, Proposal, Witness},
    device::SnmpAccess,
};
use std::net::IpAddr;

/// Most witnesses kept of one address; the most telling stay.
const MOST_EVIDENCE: usize = 16;
/// Witnesses that tell a name, the most trusted first; SNMP tells its own before them.
const NAMING: [Witness; 4] = [Witness::Link, Witness::Dns, Witness::Netbios, Witness::Mdns];

/// What one look at an address told.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// Where.
    pub address: IpAddr,
    /// Its MAC, if anybody stated it.
    pub mac: Option<String>,
    /// Who told what.
    pub evidence: Vec<Evidence>,
    /// What it said by SNMP, and the credential that it answered.
    pub snmp: Option<(Box<DeviceRecord>, SnmpAccess)>,
}

impl Sighting {
    /// Nothing yet.
    pub const fn of(address: IpAddr) -> Self {
        Self { address, mac: None, evidence: Vec::new(), snmp: None }
    }

    /// One more witness.
    pub fn tell(&mut self, by: Witness, text: Option<String>, at: Timestamp) {
        self.evidence.push(Evidence { by, text, via: None, at: Some(at) });
    }

    /// True when anybody is there.
    pub const fn is_there(&self) -> bool {
        !self.evidence.is_empty()
    }

    /// Takes in what another look told.
    pub fn join(&mut self, other: Self) {
        self.mac = self.mac.take().or(other.mac);
        self.evidence.extend(other.evidence);
        self.snmp = self.snmp.take().or(other.snmp);
    }
}

/// A proposal with what the API never tells: the credential that answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// What is proposed.
    pub proposal: Proposal,
    /// How it answered SNMP.
    pub access: Option<SnmpAccess>,
}

impl Found {
    /// A new one with its number.
    pub fn new(number: u32, address: IpAddr, at: Timestamp) -> Self {
        let address = address.to_string();
        let proposal = Proposal { address, number: Some(number), first_seen: Some(at), ..Proposal::default() };
        Self { proposal, access: None }
    }

    /// Takes in a sighting: what is told anew replaces what the same witness told before, what is not told stays.
    pub fn take(&mut self, sighting: Sighting, opd: Option<&OpdCode>, at: Timestamp) {
        let told = &mut self.proposal;
        told.last_seen = Some(at);
        told.opd = opd.cloned().or(told.opd.take());
        told.mac = sighting.mac.or(told.mac.take());
        let same = |a: &Evidence, b: &Evidence| a.by == b.by && a.via == b.via;
        told.evidence.retain(|old| !sighting.evidence.iter().any(|new| same(old, new)));
        told.evidence.extend(sighting.evidence);
        told.evidence.sort_by_key(|one| (one.by, one.via));
        told.evidence.dedup_by(|a, b| same(a, b));
        told.evidence.truncate(MOST_EVIDENCE);
        let by_others = NAMING.iter().find_map(|by| text_of(&told.evidence, *by)).map(str::to_owned);
        match sighting.snmp {
            Some((record, access)) => {
                let facts = record.facts;
                told.name = facts.sys_name.or(by_others);
                (told.class, told.vendor, told.os) = (facts.device_class, facts.vendor, facts.os);
                (told.hardware, told.serial, told.snmp) = (facts.hardware, facts.serial, facts.snmp_version);
                self.access = Some(access);
            }
            // A device that answered SNMP once keeps the name it gave itself.
            None if told.snmp.is_some() => told.name = told.name.take().or(by_others),
            None => told.name = by_others.or(told.name.take()),
        }
        let maker = text_of(&told.evidence, Witness::Oui).map(str::to_owned);
        told.vendor = told.vendor.take().or(maker);
    }
}

fn text_of(evidence: &[Evidence], by: Witness) -> Option<&str> {
    evidence.iter().find(|one| one.by == by && one.text.is_some())?.text.as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{DeviceId, record::Facts};

    const AT: [Timestamp; 3] = [Timestamp(1_000), Timestamp(2_000), Timestamp(3_000)];

    fn sighting(told: &[(Witness, Option<&str>)], at: Timestamp) -> Sighting {
        let mut sighting = Sighting::of([10, 0, 0, 9].into());
        told.iter().for_each(|(by, text)| sighting.tell(*by, text.map(str::to_owned), at));
        sighting
    }

    fn answered(name: Option<&str>, at: Timestamp) -> Sighting {
        let mut sighting = sighting(&[(Witness::Snmp, Some("Sistem Contoh")), (Witness::Dns, Some("sw.id"))], at);
        let facts = Facts {
            sys_name: name.map(str::to_owned),
            device_class: Some("switch".into()),
            vendor: Some("Contoh".into()),
            snmp_version: Some("2c".into()),
            ..Facts::default()
        };
        let access = SnmpAccess::V2c { community: "rahasia".into() };
        let record = DeviceRecord { facts, ..DeviceRecord::new(model::Source::Snmp, at) };
        sighting.snmp = Some((Box::new(record), access));
        sighting
    }

    #[test]
    fn what_is_told_anew_replaces_and_the_rest_stays() {
        let mut found = Found::new(7, [10, 0, 0, 9].into(), AT[0]);
        let first = [(Witness::Echo, Some("1 ms")), (Witness::Netbios, Some("PC-1")), (Witness::Oui, Some("Pembuat"))];
        found.take(Sighting { mac: Some("aa:bb".into()), ..sighting(&first, AT[0]) }, None, AT[0]);
        let told = &found.proposal;
        assert_eq!((told.name.as_deref(), told.vendor.as_deref()), (Some("PC-1"), Some("Pembuat")));
        found.take(answered(Some("sw-1"), AT[1]), Some(&OpdCode("DINKES".into())), AT[1]);
        let told = found.proposal.clone();
        assert_eq!((told.name.as_deref(), told.vendor.as_deref()), (Some("sw-1"), Some("Contoh")));
        assert_eq!((told.class.as_deref(), told.mac.as_deref()), (Some("switch"), Some("aa:bb")));
        assert_eq!((told.first_seen, told.last_seen), (Some(AT[0]), Some(AT[1])));
        assert_eq!(told.opd, Some(OpdCode("DINKES".into())));
        let by: Vec<_> = told.evidence.iter().map(|one| (one.by, one.at)).collect();
        let [old, new] = [Some(AT[0]), Some(AT[1])];
        assert_eq!(
            by,
            [
                (Witness::Snmp, new),
                (Witness::Echo, old),
                (Witness::Dns, new),
                (Witness::Netbios, old),
                (Witness::Oui, old),
            ]
        );
        // It is silent to SNMP now: what it said stays, and its name is not given to DNS.
        found.take(sighting(&[(Witness::Dns, Some("lain.id"))], AT[2]), None, AT[2]);
        assert_eq!((found.proposal.name.as_deref(), found.proposal.class.as_deref()), (Some("sw-1"), Some("switch")));
        assert!(found.access.is_some());
    }

    #[test]
    fn names_by_trust_and_tables_of_several_devices() {
        let mut found = Found::new(1, [10, 0, 0, 9].into(), AT[0]);
        let mut seen = sighting(&[(Witness::Mdns, Some("x.local")), (Witness::Dns, Some("pc.id"))], AT[0]);
        for via in [3, 4, 3] {
            seen.evidence.push(Evidence { by: Witness::Arp, text: None, via: Some(DeviceId(via)), at: None });
        }
        found.take(seen, None, AT[0]);
        assert_eq!(found.proposal.name.as_deref(), Some("pc.id"));
        assert_eq!(found.proposal.evidence.iter().filter(|one| one.by == Witness::Arp).count(), 2);
        found.take(answered(None, AT[1]), None, AT[1]);
        assert_eq!(found.proposal.name.as_deref(), Some("sw.id"), "a device without a sysName");
        for _ in 0..40 {
            let more = (0..40).map(|n| Evidence { via: Some(DeviceId(n)), ..Evidence::of(Witness::Arp) }).collect();
            found.take(Sighting { evidence: more, ..sighting(&[], AT[1]) }, None, AT[1]);
        }
        assert_eq!(found.proposal.evidence.len(), MOST_EVIDENCE);
        assert_eq!(found.proposal.evidence[0].by, Witness::Snmp);
    }
}
