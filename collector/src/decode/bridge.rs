//! Switching: VLANs, forwarding database (BRIDGE-MIB, RFC 4188; Q-BRIDGE-MIB, RFC 4363; Cisco's VTP and membership).
//!
//! A bridge counts its ports anew: every bridge port is turned into the ifIndex that dot1dBasePortIfIndex names for it,
//! and left out where it names none.

use super::{
    Trouble,
    fact::mac,
    row::{bits, octets, rows},
};
use crate::{profile::Profile, snmp::cells::Cell};
use model::record::{Forwarding, Port, Vlan};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is known of a bridge while its tables come in.
#[derive(Debug, Default)]
pub(super) struct Bridge {
    /// ifIndex of each bridge port.
    ports: HashMap<u64, u32>,
    /// Untagged VLAN of each ifIndex.
    untagged: BTreeMap<u32, u16>,
    vlans: BTreeMap<u16, Vlan>,
    /// VLAN of each filtering database.
    databases: HashMap<u64, u16>,
    forwarding: Vec<Forwarding>,
}

fn vlan_number(number: u64) -> Option<u16> {
    u16::try_from(number).ok().filter(|vlan| (1..=4094).contains(vlan))
}

impl Bridge {
    /// dot1dBasePortTable.
    pub fn base_ports(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let port = row.whole("if_index", trouble).and_then(|index| u32::try_from(index).ok());
            if let ([number], Some(port)) = (row.index.as_slice(), port.filter(|port| *port > 0)) {
                self.ports.insert(*number, port);
            }
        }
    }

    /// ifIndex of each bridge port.
    pub const fn ports(&self) -> &HashMap<u64, u32> {
        &self.ports
    }

    /// dot1qPortVlanTable: the VLAN of untagged frames, by bridge port. Some agents (Comware 7, FortiSwitchOS) count it by
    /// ifIndex: one row that is no bridge port but the interface of one proves it.
    pub fn pvids(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        let mut stated: Vec<(u64, u16)> = Vec::new();
        for row in rows(profile, cells) {
            let ([number], Some(vlan)) = (row.index.as_slice(), row.whole("vlan", trouble)) else { continue };
            stated.extend(vlan_number(vlan).map(|vlan| (*number, vlan)));
        }
        let interfaces: HashSet<u64> = self.ports.values().copied().map(u64::from).collect();
        let is_interface = |number: &u64| !self.ports.contains_key(number) && interfaces.contains(number);
        let by_interface = stated.iter().any(|(number, _)| is_interface(number));
        for (number, vlan) in stated {
            let interface = if by_interface { u32::try_from(number).ok() } else { self.ports.get(&number).copied() };
            self.untagged.extend(interface.map(|interface| (interface, vlan)));
        }
    }

    /// A table that states the untagged VLAN by ifIndex (vmMembershipTable and others).
    pub fn memberships(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let port = row.index.last().and_then(|index| u32::try_from(*index).ok());
            // A trunk has no VLAN of its own but carries one without a tag.
            let vlan = row.whole("vlan", trouble).or_else(|| row.whole("native", trouble));
            if let (Some(port), Some(vlan)) = (port, vlan.and_then(vlan_number)) {
                self.untagged.entry(port).or_insert(vlan);
            }
        }
    }

    /// dot1qVlanStaticTable and dot1qVlanCurrentTable (whose index begins with a time): the last arc is the VLAN.
    pub fn vlans(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let Some(number) = row.index.last().copied().and_then(vlan_number) else { continue };
            let vlan = self.vlans.entry(number).or_insert_with(|| Vlan { vlan: Some(number), ..Vlan::default() });
            if vlan.name.is_none() {
                vlan.name = row.text("name", trouble);
            }
            if let Some(database) = row.whole("database", trouble) {
                self.databases.entry(database).or_insert(number);
            }
            let listed = |field: &str| -> Option<Vec<u32>> {
                let set = row.octets(field)?;
                // The first bit is port 1.
                let mut ports: Vec<u32> =
                    bits(set).filter_map(|bit| self.ports.get(&(bit as u64 + 1)).copied()).collect();
                ports.sort_unstable();
                Some(ports)
            };
            if let (Some(egress), Some(untagged)) = (listed("egress"), listed("untagged"))
                && vlan.ports_tagged.is_empty()
                && vlan.ports_untagged.is_empty()
            {
                vlan.ports_tagged = egress.iter().filter(|port| !untagged.contains(port)).copied().collect();
                vlan.ports_untagged = untagged.into_iter().filter(|port| egress.contains(port)).collect();
            }
        }
    }

    /// A table of VLANs with names: the number in a column, or as the last arc of the index, behind a domain
    /// (vtpVlanTable).
    pub fn domain_vlans(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let number = row.whole("vlan", trouble).or_else(|| row.index.last().copied());
            let Some(number) = number.and_then(vlan_number) else { continue };
            let vlan = self.vlans.entry(number).or_insert_with(|| Vlan { vlan: Some(number), ..Vlan::default() });
            vlan.name = vlan.name.take().or_else(|| row.text("name", trouble));
        }
    }

    /// dot1qTpFdbTable: filtering database and address. A database whose VLAN is not told bears the VLAN's number.
    pub fn vlan_forwarding(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let Some((database, address)) = row.index.split_first() else { continue };
            let vlan = self.databases.get(database).copied().or_else(|| vlan_number(*database));
            self.forward(address, vlan, row.whole("port", trouble), row.text("status", trouble));
        }
    }

    /// dot1dTpFdbTable: address alone. What the table with VLANs told already is not told again.
    pub fn plain_forwarding(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        if !self.forwarding.is_empty() {
            return;
        }
        for row in rows(profile, cells) {
            self.forward(&row.index, None, row.whole("port", trouble), row.text("status", trouble));
        }
    }

    /// dot1dBasePortTable by VLAN. A bridge for each VLAN numbers the ports of the switch all the same.
    pub fn context_ports(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let port = row.whole("if_index", trouble).and_then(|index| u32::try_from(index).ok());
            if let ([_, number], Some(port)) = (row.index.as_slice(), port.filter(|port| *port > 0)) {
                self.ports.entry(*number).or_insert(port);
            }
        }
    }

    /// dot1dTpFdbTable by VLAN. What the table without VLANs told was that of one of them, which is told again here.
    pub fn context_forwarding(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        let rows = rows(profile, cells);
        if !rows.is_empty() {
            self.forwarding.retain(|row| row.vlan.is_some());
        }
        for row in rows {
            let Some((vlan, address)) = row.index.split_first() else { continue };
            self.forward(address, vlan_number(*vlan), row.whole("port", trouble), row.text("status", trouble));
        }
    }

    fn forward(&mut self, address: &[u64], vlan: Option<u16>, port: Option<u64>, status: Option<String>) {
        let Some(mac) = octets(address).and_then(|octets| mac(&octets)) else { return };
        let if_index = port.and_then(|port| self.ports.get(&port).copied());
        // `invalid` is a row that is about to go.
        if status.as_deref() != Some("invalid") {
            self.forwarding.push(Forwarding { mac: Some(mac), vlan, if_index, status, ..Forwarding::default() });
        }
    }

    /// Gives the ports their VLANs; returns the VLANs and the forwarding database, by MAC and VLAN.
    pub fn finish(mut self, ports: &mut [Port]) -> (Vec<Vlan>, Vec<Forwarding>) {
        let mut tagged: HashMap<u32, Vec<u16>> = HashMap::new();
        let mut untagged: HashMap<u32, Vec<u16>> = HashMap::new();
        for (number, vlan) in &self.vlans {
            for (list, of) in [(&vlan.ports_tagged, &mut tagged), (&vlan.ports_untagged, &mut untagged)] {
                for port in list {
                    of.entry(*port).or_default().push(*number);
                }
            }
        }
        let mut numbers: HashMap<u32, u64> = HashMap::new();
        for (number, port) in &self.ports {
            let lowest = numbers.entry(*port).or_insert(*number);
            *lowest = (*lowest).min(*number);
        }
        for port in ports {
            let Some(index) = port.if_index else { continue };
            port.bridge_port = numbers.remove(&index);
            port.vlan = port.vlan.or_else(|| self.untagged.get(&index).copied());
            port.vlans_tagged = tagged.remove(&index).unwrap_or_default();
            port.vlans_untagged = untagged.remove(&index).unwrap_or_default();
        }
        self.forwarding.sort_by(|a, b| (&a.mac, a.vlan).cmp(&(&b.mac, b.vlan)));
        self.forwarding.dedup_by(|a, b| (&a.mac, a.vlan) == (&b.mac, b.vlan));
        (self.vlans.into_values().collect(), self.forwarding)
    }
}
